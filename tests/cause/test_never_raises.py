"""A slice never raises, whatever stands on the line, and names only places that hold what it
quotes: on all fixtures, as they are and cut off or mixed up. With a workspace,
`benchmarks/cause_mechanical.py` does the same with real repositories.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

import ctxkit
from ctxkit.cause.code import Code
from ctxkit.cause.ranking import deciding
from ctxkit.cause.slice import cause_of
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import LogTemplate
from tests.ask.locate_workspace import build
from tests.cause.planted import misquoted

FIXTURES = Path(__file__).parent.parent / "extract/fixtures"
ENDINGS = (".py", ".go", ".ts", ".tsx", ".js")
TEXTS = ("timed out", "exceeds the limit", "connection refused", "it is done")


def damaged(text: str, rng: Random) -> str:
    """Return a text that was cut off, or lost lines, or has them in another order."""
    lines = text.split("\n")
    kind = rng.randrange(4)
    if kind == 0:
        return text[: rng.randrange(len(text) + 1)]
    if kind == 1:
        return "\n".join(line for line in lines if rng.random() < 0.8)
    if kind == 2:
        start = rng.randrange(len(lines))
        part = lines[start : start + 12]
        rng.shuffle(part)
        return "\n".join([*lines[:start], *part, *lines[start + 12 :]])
    return "".join(each for each in text if each not in "(){}:" or rng.random() < 0.95)


def fixtures() -> dict[str, dict[str, str]]:
    rng = Random(7)
    files: dict[str, dict[str, str]] = {"dify": {}, "dify-plugin-daemon": {}}
    for file in sorted(p for p in FIXTURES.rglob("*") if p.suffix in ENDINGS):
        text = file.read_text("utf8", "replace")
        path = file.relative_to(FIXTURES).as_posix().partition("/")[2]
        repo = "dify-plugin-daemon" if file.suffix == ".go" else "dify"
        files[repo][path] = text
        for copy in range(2):
            files[repo][f"damaged{copy}/{path}"] = damaged(text, rng)
    return files


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Sources]]:
    index, sources = build(tmp_path_factory.mktemp("fixtures"), changed=fixtures())
    yield index, sources
    index.close()


def check(index: Index, sources: Sources, step: int) -> int:
    """Slice every `step`-th line of all source files; return how many."""
    rng, count = Random(3), 0
    for file in index.files():
        if not file.path.endswith(ENDINGS):
            continue
        last = len(sources.lines(file.repo, file.path)) + 2
        for line in range(rng.randrange(step), last, step):
            fact = LogTemplate(
                repo=file.repo, path=file.path, line=line, end_line=line, name="", template=""
            )
            text = rng.choice(TEXTS)
            cause = cause_of(Code(index, sources), fact, text)
            assert list(misquoted(sources, cause)) == []
            assert set(deciding(cause.decides, text)) <= set(cause.decides)
            count += 1
    return count


def test_on_the_fixtures_and_their_damaged_copies(opened: tuple[Index, Sources]) -> None:
    assert check(*opened, step=9) > 200


def test_on_the_demo(demo_workspace: ctxkit.Workspace) -> None:
    assert check(demo_workspace.index, demo_workspace.sources, step=2) > 100
