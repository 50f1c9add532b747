"""workspace.yaml: what it may say, what is said about what it may not, and how it is made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ctxkit.errors import WorkspaceError
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.folder import find_workspace
from ctxkit.workspace.new_workspace import EXAMPLE_VERSION, init_workspace, workspace_text

GOOD = """\
dify: "1.14.0"
sources:
  dify: {git: https://example.org/dify}
"""


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "workspace.yaml").write_text(text, encoding="utf8", newline="")
    return folder


def complaint(folder: Path, text: str) -> tuple[str, str]:
    with pytest.raises(WorkspaceError) as caught:
        load_workspace(write(folder, text))
    return caught.value.message, caught.value.hint


def test_a_workspace_is_found_from_any_folder_below_it(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    deep = tmp_path / "dify" / "api"
    deep.mkdir(parents=True)
    assert find_workspace(deep) == tmp_path
    ws = load_workspace(deep)
    assert (ws.folder, ws.dify, ws.state_folder, ws.root("dify")) == (
        tmp_path,
        "1.14.0",
        tmp_path / ".ctxkit",
        tmp_path / "dify",
    )


def test_a_source_may_be_pinned(tmp_path: Path) -> None:
    ws = load_workspace(
        write(tmp_path, GOOD + '  dify-sandbox: {git: git@example.org:x/y.git, ref: "0.2.1"}\n')
    )
    source = ws.sources["dify-sandbox"]
    assert (source.git, source.ref, source.line) == ("git@example.org:x/y.git", "0.2.1", 4)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("", "workspace.yaml: is empty", "ctxkit init"),
        ("- a\n", "workspace.yaml:1: the workspace must be a mapping, not a list", ""),
        ('dify: "1"\n', "workspace.yaml:1: 'sources' is missing", "workspace.example.yaml"),
        (
            'dfiy: "1"\n',
            "workspace.yaml:1: unknown key 'dfiy' in the workspace",
            "did you mean: dify",
        ),
        (
            "dify: 1.14\n" + GOOD[15:],
            "workspace.yaml:1: dify must be text, not a number",
            'in quotes: "1.14"',
        ),
        ("dify:\n" + GOOD[15:], "workspace.yaml:1: dify must be text, not nothing", ""),
        (
            GOOD + "  dify: {git: https://e.org/d}\n",
            "workspace.yaml:4: duplicate key 'dify' in sources (first defined on line 3)",
            "",
        ),
        (
            GOOD + "  x: {git: https://e.org/d, rfe: a}\n",
            "workspace.yaml:4: unknown key 'rfe'",
            "did you mean: ref",
        ),
        (
            GOOD + "  x: https://e.org/d\n",
            "workspace.yaml:4: source 'x' must be a mapping, not text",
            "",
        ),
        (
            GOOD + "  x: {ref: a}\n",
            "workspace.yaml:4: source 'x' has no 'git'",
            "add its url: `git: URL`",
        ),
        (GOOD + "  x: {git: [a]}\n", "workspace.yaml:4: git of 'x' must be text, not a list", ""),
        (
            GOOD + "  Dify: {git: https://e.org/d}\n",
            "4: 'Dify' and 'dify' are the same folder on file systems that ignore case",
            "rename",
        ),
        (
            GOOD + "  [a]: {git: https://e.org/d}\n",
            "workspace.yaml:4: a key of sources must be text",
            "",
        ),
        (GOOD + "  x: {git: 'https://e.org/d\n", "invalid YAML", ""),
        (
            GOOD + "  x: {git: &a [*a]}\n",
            "workspace.yaml:4: git of 'x' must be text, not a list",
            "",
        ),
        ('dify: "1"\nsources: {}\n', "workspace.yaml:2: no sources defined", ""),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_the_nearest_right_name(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    said, advice = complaint(tmp_path, text)
    assert message in said
    assert hint in advice


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "a/b",
        "..",
        ".hidden",
        "-x",
        ".ctxkit",
        ".CTXKIT",
        "workspace.yaml",
        "a\\b",
        "nul",
        "COM1.x",
        "x.",
        "a b",
        "x\t",
    ],
)
def test_a_source_name_that_is_unsafe_as_a_folder_is_refused(tmp_path: Path, name: str) -> None:
    quoted = name.replace("\\", "\\\\").replace("\t", "\\t")
    assert (
        "workspace.yaml:4: source name"
        in complaint(tmp_path, GOOD + f'  "{quoted}": {{git: https://e.org/d}}\n')[0]
    )


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c touch% /tmp/x",
        "fd::17",
        "foo::https://e.org/x",
        "--upload-pack=touch /tmp/x",
        "-oProxyCommand=x:y",
        "ssh://-oProxyCommand=x/y",
        "user@-oProxyCommand=x:y",
        "javascript://e.org/x",
        "ftp://e.org/x",
        "https:///x",
        "file://",
        "https://e.org/x\\ny",
        " https://e.org/x",
        "https://[e.org/x",
        "dify",
        "",
    ],
)
def test_a_url_that_git_must_not_see_is_refused(tmp_path: Path, url: str) -> None:
    assert (
        "workspace.yaml:4: git of 'x' " in complaint(tmp_path, GOOD + f'  x: {{git: "{url}"}}\n')[0]
    )


@pytest.mark.parametrize(
    "url",
    [
        "file:///a/b.git",
        "/a/b",
        "./b",
        "../b",
        "~/b",
        "C:\\\\a",
        "ssh://git@e.org:22/x",
        "git@e.org:x/y",
        "git://e.org/x",
    ],
)
def test_urls_and_paths_of_every_usual_form_are_taken(tmp_path: Path, url: str) -> None:
    assert load_workspace(write(tmp_path, GOOD + f'  x: {{git: "{url}"}}\n')).sources[
        "x"
    ].git == url.replace("\\\\", "\\")


@pytest.mark.parametrize(
    "ref",
    [
        "--force",
        "a..b",
        "a b",
        "a~1",
        "@{-1}",
        "@",
        "x.lock",
        "/x",
        "x//y",
        "",
        ":x",
        "+x",
        "x\\ty",
    ],
)
def test_a_ref_that_is_no_name_is_refused(tmp_path: Path, ref: str) -> None:
    text = GOOD + f'  x: {{git: https://e.org/d, ref: "{ref}"}}\n'
    if ref == "+x":  # unusual, but git allows it
        assert load_workspace(write(tmp_path, text)).sources["x"].ref == "+x"
        return
    assert "workspace.yaml:4: ref of 'x' " in complaint(tmp_path, text)[0]


def test_a_complaint_about_a_url_keeps_its_password(tmp_path: Path) -> None:
    said, hint = complaint(tmp_path, GOOD + "  x: {git: 'ftp://me:hunter2@e.org/d'}\n")
    assert "hunter2" not in said + hint
    ws = load_workspace(write(tmp_path, GOOD + "  x: {git: 'https://me:hunter2@e.org/d'}\n"))
    assert "hunter2" not in repr(ws)


def test_init_writes_the_example_of_the_repository(tmp_path: Path) -> None:
    path = init_workspace(tmp_path / "new", dify=EXAMPLE_VERSION)
    example = Path(__file__).parents[2] / "workspace.example.yaml"
    assert path.read_text(encoding="utf8") == example.read_text(encoding="utf8") == workspace_text()
    assert next(iter(load_workspace(path.parent).sources)) == "dify"
    with pytest.raises(WorkspaceError, match="already exists"):
        init_workspace(tmp_path / "new", dify=EXAMPLE_VERSION)


def test_init_from_a_folder_of_bare_repositories_adds_the_dot_git(tmp_path: Path) -> None:
    (tmp_path / "up" / "dify.git").mkdir(parents=True)
    (tmp_path / "up" / "dify-helm").mkdir()
    init_workspace(tmp_path / "a", dify="1.13.3", prefix=(tmp_path / "up").as_uri())
    sources = load_workspace(tmp_path / "a").sources
    assert sources["dify"].git.endswith("/up/dify.git")
    assert sources["dify-helm"].git.endswith("/up/dify-helm")
    assert sources.keys().isdisjoint({"dify-docs", "graphon"})  # optional, and not in that folder
    (tmp_path / "up" / "dify-docs").mkdir()
    init_workspace(tmp_path / "c", dify="1.13.3", prefix=str(tmp_path / "up"))
    assert "dify-docs" in load_workspace(tmp_path / "c").sources
    init_workspace(tmp_path / "b", dify="1.14.0", prefix=str(tmp_path / "up"))
    assert load_workspace(tmp_path / "b").sources["dify"].git == str(tmp_path / "up" / "dify.git")


@pytest.mark.parametrize("prefix", ["ext::x", "--upload-pack=x", "nowhere"])
def test_init_refuses_an_unsafe_prefix(tmp_path: Path, prefix: str) -> None:
    with pytest.raises(WorkspaceError, match="invalid url prefix"):
        init_workspace(tmp_path, dify="1.14.0", prefix=prefix)


def test_finding_a_workspace_imports_nothing_slow(tmp_path: Path) -> None:
    slow = ("ruamel", "ruamel.yaml", "git", "subprocess", "difflib")
    code = f"import sys, ctxkit.workspace.config; print([m for m in {slow} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


ENTERPRISE = """\
enterprise: "3.7.4"
sources:
  dify: {git: https://example.org/dify}
  dify-helm: {helm: https://example.org/charts}
"""


def test_an_enterprise_release_pins_its_chart(tmp_path: Path) -> None:
    ws = load_workspace(write(tmp_path, ENTERPRISE))
    assert (ws.enterprise, ws.dify, ws.dify_line) == ("3.7.4", "enterprise 3.7.4", 1)
    assert ws.sources["dify-helm"].version == "3.7.4"
    assert ws.sources["dify"].pinned == ""


def test_the_chart_of_an_enterprise_release_may_be_in_git_or_pinned(tmp_path: Path) -> None:
    ws = load_workspace(write(tmp_path, ENTERPRISE.replace("{helm: ", "{git: ")))
    assert ws.sources["dify-helm"].ref == "3.7.4"
    text = ENTERPRISE.replace("charts}", 'charts, version: "3.7.4-rc.1"}')
    assert load_workspace(write(tmp_path, text)).sources["dify-helm"].version == "3.7.4-rc.1"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "sources:",
            'dify: "1.14.0"\nsources:',
            "workspace.yaml:2: 'dify' and 'ent",
        ),
        ("dify-helm:", "charts:", "workspace.yaml:1: 'enterprise' needs the source 'dify-helm'"),
        ('"3.7.4"', '"../x"', "workspace.yaml:1: enterprise is not the version of a chart"),
        ('"3.7.4"', "3.7", "workspace.yaml:1: enterprise must be text"),
        (
            "sources:",
            "release-lock: ftp://x/y\nsources:",
            "workspace.yaml:2: release-lock is",
        ),
        ("enterprise:", "release-lock:", "workspace.yaml:1: 'release-lock' is of an Enterprise"),
    ],
)
def test_what_an_enterprise_release_may_not_say(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    said, hint = complaint(tmp_path, ENTERPRISE.replace(old, new, 1))
    assert said.startswith(message)
    assert hint or "release" in said or "chart" in said


def test_init_for_an_enterprise_release(tmp_path: Path) -> None:
    path = init_workspace(tmp_path, enterprise="3.7.4")
    assert 'enterprise: "3.7.4"' in path.read_text(encoding="utf8")
    assert load_workspace(tmp_path).sources["dify-helm"].version == "3.7.4"


def test_init_says_of_an_enterprise_version_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"'3\.7\.4' looks like .* Enterprise") as caught:
        init_workspace(tmp_path, dify="3.7.4")
    assert caught.value.hint == "run: ctxkit init --enterprise 3.7.4"
    assert not list(tmp_path.iterdir())


def test_more_sources_than_any_deployment_has_are_refused(tmp_path: Path) -> None:
    rows = "".join(f"  s{n}: {{git: https://e.org/{n}}}\n" for n in range(101))
    message, _ = complaint(tmp_path, f"dify: '1'\nsources:\n{rows}")
    assert message == "workspace.yaml:2: 101 sources are more than the 100 allowed"
