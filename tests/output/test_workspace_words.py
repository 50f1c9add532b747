"""What the commands that keep a workspace say in Japanese and Chinese: no sentence is left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from ctxkit.model import Checkout
from ctxkit.output.cleaning_report import clean_lines, clean_summary
from ctxkit.output.translation import labelled, translated
from ctxkit.output.workspace_report import status_problems, sync_notes, sync_table
from ctxkit.text.languages import Language
from ctxkit.workspace.sync_report import SourceResult, SourceStatus, SyncReport, WorkspaceStatus
from ctxkit.workspace.unused import LeftAlone, Unused
from tests.output.test_translation import KANA, OTHERS, ROOT, reasons_of

MODULES = sorted(
    [
        *ROOT.glob("workspace/**/*.py"),
        *(ROOT / "api" / f"{name}.py" for name in ("cleaning", "maintenance", "portable")),
        *ROOT.glob("commands/*.py"),
        *(ROOT / "assistants" / f"{name}.py" for name in ("doctor", "entries", "setup")),
        ROOT / "index/database.py",
        ROOT / "index/pool.py",
        ROOT / "index/search.py",
        ROOT / "index/shortfalls.py",
        ROOT / "index/two_versions.py",
        ROOT / "index/unused.py",
    ]
)
TOLD_BY = ("because", "why", "skipped", "problem", "hint", "message", "fault", "remedy")
"""Names of what is said: of arguments, and of variables that become one."""
PIECES = {
    *("is the current folder", "is not empty", "x tokens"),
    "Which version of Dify does the deployment run? It is x.",
    *("has no url", "is a registry, which has no index of its charts", "'x' follows 'x', which x"),
    *("is not a source", "follows another source itself", "add: `x: {helm: x}`"),
    *("x, or x", "x:1: 'sources' is missing", "x:1: 'x' is missing", "x: 'x' is missing"),
    *("x instead of `dify:`", "is not in", "differs from", "x --also x"),
    *("x:x: invalid entry for x", "x:x: invalid entry for source 'x'", "version 'x' x"),
    "x:x: the url of 'x' has a password that cannot be cut out",
    'it looks like a version of Dify Enterprise: write `enterprise: "x"`',
    "x was the newest when the chart was published, but it may be of an older series",
    *("x of the files of x cannot be fetched", "x: the chart of workspace.lock is not available"),
    *("xall commits on x are newer than x; this is the oldest", "xthe last commit on x before x"),
    *("x x, which x of the x locks in x havex", "x, from x", "x, but it has x"),
    "x asks for dify x, but x checked out and indexed",
    "x, or say which two versions: --from, --to",
    *("x, and the server does not respond: x", "x, with access to the server"),
    "x has no tag 'x' locally, and the server does not respond",
    "x: x was not fetched: x are left out",
    *("x: .git/x exists (x old)", "x: another git process is running, or one was killed"),
    *("has another size than the x says", "is where x should be", "it is x, not of x"),
    *("has another header than `ctxkit export` writes", "the disk is too full: x"),
    *("the server answered x x", "no answer for x s", "redirects from https to http"),
    *("not finished after x s", "cut off after x of x bytes"),
    *("x could not be read, what they say is missing: xx", "the line is x arguments"),
    *("the path of the workspace has x characters", "give --dify VERSION: x"),
    "move it to where it has less than x: SQLite opens no longer one",
    "where it needs a login: x x HOST",
}
"""Pieces that the code puts together; `WHOLE` has what becomes of them."""
OTHERS_WORDS = {
    *("x: git x: x", "x: x pull: x", "pip download: x", "x: x (x tries)"),  # of another program
    *("ctxkit prompt show x", "the last try returns or raises"),
    *("x is a registry, which has no pages", "'x' is neither http nor https"),
}
"""What other programs say, what is a command, and what no one reads."""
WHOLE = """\
/a/b is the current folder
/a/b is not empty
workspace.yaml:3: helm of 'dify-helm' has no url
workspace.yaml:3: helm of 'dify-helm' is a registry, which has no index of its charts
workspace.yaml:3: 'graphon' follows 'a', which is not a source
workspace.yaml:3: 'graphon' follows 'a', which follows another source itself
workspace.yaml:1: 'sources' is missing
workspace.yaml:3: source 'a' has no 'git'
workspace.yaml:3: git of 'a' must be text, not a list
workspace.yaml:3: version '1.15' has no tag, branch or commit in dify
it looks like a version of Dify Enterprise: write `enterprise: "3.7.4"` instead of `dify:`
workspace.yaml:5: 'graphon' is not in workspace.lock
workspace.yaml:5: 'graphon' differs from workspace.lock
run: ctxkit sync --also 1.13.3
workspace.lock:8: invalid entry for source 'dify'
1.16.0 was the newest when the chart was published, but it may be of an older series: pin the \
source with `ref:`
dify: 3 of the files of 0123456789ab cannot be fetched: the time for it is over
dify-helm: the chart of workspace.lock is not available: no repository has it any more
dify's docker-compose.yaml has no image dify-sandbox; all commits on main are newer than dify's of \
2026-04-29; this is the oldest
the image tag abc is not a version; the last commit on main before dify's of 2026-04-29
graphon 0.2.0, which 3 of the 4 locks in dify-official-plugins have; 1 locks another
graphon 0.2.0 in dify's api/uv.lock; dify itself is a guess
dify 1.11.4 has no graphon in api/uv.lock
the appVersion 1.14.0 of the chart dify-0.37.0, from https://charts.example
the appVersion 1.14.0 of the chart dify-0.37.0 is the nearest to 1.14.1
the image tag 0.6.0 in dify's docker-compose.yaml has no tag; 0.6.1 is the nearest
its source is not in workspace.yaml, but it has files or changes of your own
workspace.yaml asks for dify 1.14.0, but dify 1.13.3 is checked out and indexed
workspace.yaml asks for dify 1.14.0, but no dify is checked out and indexed
run: ctxkit sync, or say which two versions: --from, --to
run: ctxkit sync, with access to the server
dify-helm has no tag '1' locally, and the server does not respond: git: interrupted
dify: .git/index.lock exists (3 min old): another git process is running, or one was killed
the archive is unsafe: 'a' has another size than the manifest.json says
the archive is unsafe: 'a' is where 'b' should be
the archive is unsafe: 'a' has another header than `ctxkit export` writes
the archive is unsafe: '../a' leads out of the archive
the disk is too full: 12.0 MB are needed, 3.5 MB are free
https://charts.example: the server answered 404 Not Found
https://charts.example: no answer for 30 s (3 tries)
https://charts.example: the connection was cut off (3 tries)
without the release lock https://a.example: it is of 3.7.3, not of 3.7.4
using what was fetched before: dify: git ls-remote timed out: no output for 60 s
2 files of dify could not be read, what they say is missing: a.py, b.py
the line is 3 arguments
Which version of Dify does the deployment run? It is the tag of the dify-api image, as shown by: \
docker compose images.
give --dify VERSION: the tag of the dify-api image, as shown by: docker compose images
the path of the workspace has 120 characters
move it to where it has less than 60: SQLite opens no longer one
dify: left unchanged, because the checkout has local changes: 2 changed files, such as a.py
--also 1.13.3: dify: the server has no commit 0123
1.13.3: named in workspace.yaml, and not brought yet
the workspace is not whole: dify: not cloned yet
indexed 51 files, 3 of them new
cannot read dify a.py: its parser crashed
copied 3,012 tokens to the clipboard (xclip)
""".splitlines()


@cache
def told() -> frozenset[str]:
    """Return the sentences of the code, `x` for each value in them."""
    found: set[str] = set()
    for file in MODULES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf8"))):
            for part in _said_in(node):
                found |= {text for text in reasons_of(part) if " " in text.strip()}
    return frozenset(found)


def _said_in(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        of = ast.unparse(node.func).split(".")[-2:]
        if name.endswith("Error") or name == "said" or of[0] in ("notes", "reasons"):
            yield node
    elif isinstance(node, (ast.keyword, ast.Assign)):
        name = node.arg if isinstance(node, ast.keyword) else getattr(node.targets[0], "id", "")
        if name in TOLD_BY:
            yield node.value


@pytest.mark.no_cover
@pytest.mark.parametrize("lang", OTHERS)
def test_every_sentence_has_its_languages(lang: Language) -> None:
    assert len(told()) > 350
    left = {text for text in told() if not KANA.search(translated(text, lang))}
    assert {text for text in left if re.search("[a-z]{2}", text)} == PIECES | OTHERS_WORDS


@pytest.mark.parametrize("lang", OTHERS)
@pytest.mark.parametrize("text", WHOLE)
def test_a_sentence_that_the_code_puts_together(text: str, lang: Language) -> None:
    said = translated(text, lang)
    assert KANA.search(said)
    assert not re.search(r"\b(?:is|are|the|but|which|of|not|was|has)\b", said), said


@pytest.mark.no_cover
def test_every_step_has_its_languages() -> None:
    steps = {"failed", "skipped", "done"}
    texts = (file.read_text(encoding="utf8") for file in ROOT.rglob("*.py"))
    for text in texts:
        if "progress(" not in text and "report(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
                first = node.args[0]
                if name in ("progress", "report") and isinstance(first, ast.Constant):
                    steps.add(str(first.value))
    assert len(steps) > 8
    assert {step for step in steps if not KANA.search(labelled(step, "ja"))} == set()


DIFY = Checkout(repo="dify", version="1.14.0", commit="0123456789" * 4, match="exact")


def test_a_sync_in_japanese() -> None:
    results = (
        SourceResult(
            name="dify",
            checkout=DIFY,
            because="the tag 1.14.0",
            notes=("url changed from a to b", "x"),
        ),
        SourceResult(name="graphon", skipped="no lock of dify has a version of graphon"),
    )
    assert sync_table(SyncReport(results=results), "ja").splitlines() == [
        "ソース   バージョン  一致   コミット",
        "dify     1.14.0      exact  0123456789  タグ 1.14.0",
        "graphon  -           -      -           "
        "省略: dify のどのロックファイルにも graphon のバージョンがない",
    ]
    assert sync_notes(SyncReport(results=results), "ja") == [
        "dify: URL を a から b に変更",
        "dify: x",
    ]


def test_what_is_not_needed_in_chinese() -> None:
    unused = [
        Unused(kind="clone", name="clone old", why="its source is not in workspace.yaml", bytes=5),
        Unused(kind="objects", name="1,024 objects in dify", why="x", bytes=2_000_000),
    ]
    left = [
        LeftAlone(
            name="a", why="no version of the workspace has it, but it has branches or work trees "
            "of your own"
        )
    ]  # fmt: skip
    assert clean_lines(unused, left, "zh").splitlines() == [
        "大小    不再需要",
        "2.0 MB  dify 中的 1,024 个对象  x",
        "0.0 MB  克隆 old                其源不在 workspace.yaml 中",
        "未处理：a：工作区的任何版本都没有它，但含有您自己的分支或工作树",
    ]
    assert clean_summary(unused, removed=False, lang="zh") == (
        "可删除 2.0 MB；请运行：ctxkit clean --yes"
    )
    assert clean_summary([], removed=True, lang="ja") == "削除するものはありません"


def test_a_problem_with_a_source_and_what_to_do_about_it() -> None:
    source = SourceStatus(name="dify", url="u", problem="not cloned yet", hint="run: ctxkit sync")
    assert status_problems(WorkspaceStatus(dify="1.14.0", sources=(source,)), "zh") == [
        "dify: 尚未克隆 (请运行：ctxkit sync)"
    ]
