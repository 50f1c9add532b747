"""Lines of a file: which are shown, and what is refused."""

from __future__ import annotations

import re

import pytest

import ctxkit
from ctxkit.errors import CtxkitError

PROXY = "api/core/helper/ssrf_proxy.py"  # 33 lines


def test_a_single_line_is_shown_with_ten_lines_around_it(demo_workspace: ctxkit.Workspace) -> None:
    excerpt = demo_workspace.show("dify", f"{PROXY}:12")
    assert (excerpt.location.line, excerpt.location.end_line) == (2, 22)
    assert "12: SSRF_DEFAULT_MAX_RETRIES = dify_config.SSRF_DEFAULT_MAX_RETRIES\n" in excerpt.text
    assert excerpt.text.startswith(f"dify@1.14.0 {PROXY}:2-22\n")


@pytest.mark.parametrize(
    ("lines", "first", "last", "mark"),
    [
        ("", 1, 33, 1),
        (":1", 1, 11, 1),
        (":33", 23, 33, 33),
        (":31-99", 31, 33, 31),
        (":5-2", 5, 5, 5),
        (":5-6", 5, 6, 5),
    ],
)
def test_the_lines_of_a_place(
    demo_workspace: ctxkit.Workspace, lines: str, first: int, last: int, mark: int
) -> None:
    excerpt = demo_workspace.show("dify", PROXY + lines)
    assert (excerpt.location.line, excerpt.location.end_line) == (first, last)
    assert len(excerpt.source.split("\n")) == last - first + 1
    assert re.search(rf"^ *{mark}:", excerpt.code, re.MULTILINE)


def test_a_place_may_be_pasted_from_a_heading(demo_workspace: ctxkit.Workspace) -> None:
    excerpt = demo_workspace.show("dify@1.14.0", f"./{PROXY}:12-13")
    assert excerpt.source.splitlines()[0].startswith("SSRF_DEFAULT_MAX_RETRIES = ")


def test_a_place_may_be_pasted_from_a_terminal_that_shortened_it(
    demo_workspace: ctxkit.Workspace,
) -> None:
    excerpt = demo_workspace.show("dify", "…/helper/ssrf_proxy.py:12")
    assert (excerpt.location.path, excerpt.location.line) == (PROXY, 2)
    for unknown in ("…/elper/ssrf_proxy.py:12", "…/../ssrf_proxy.py", "…/gone.py"):
        with pytest.raises(CtxkitError, match="no file"):
            demo_workspace.show("dify", unknown)


def test_a_file_that_is_not_indexed_is_shown(demo_workspace: ctxkit.Workspace) -> None:
    assert demo_workspace.show("dify", "README.md:1").location.line == 1


def test_the_json_form_has_the_lines_and_the_version(demo_workspace: ctxkit.Workspace) -> None:
    data = demo_workspace.show("dify-sandbox", "conf/config.yaml").to_dict()
    assert data["schema_version"] == 1
    assert (data["command"], data["repo"], data["path"]) == (
        "show",
        "dify-sandbox",
        "conf/config.yaml",
    )
    assert (data["line"], data["end_line"], data["url"]) == (1, 8, "")
    assert data["versions"]["dify-sandbox"]["version"] == "0.2.15"
    assert data["text"].count("\n") == 7


@pytest.mark.parametrize(
    ("repo", "place", "problem", "hint"),
    [
        ("dfy", "a.py:1", "no source 'dfy' in the index", "the sources are: dify, dify-helm"),
        ("dify", "x/ssrf_proxy.py", "no file 'x/ssrf_proxy.py' in dify", f"nearest: dify {PROXY}"),
        ("dify", "no_such_name.py", "no file 'no_such_name.py' in dify", ""),
        ("dify", "../../../etc/passwd", "no file", ""),
        ("dify", "api/core", "no file", ""),
        ("dify", "docker/--output=x", "no file", ""),
        ("dify", "", "invalid location: ''", "use PATH, PATH:LINE or PATH:START-END"),
        ("dify", f"{PROXY}:34", f"dify {PROXY} has only 33 lines", ""),
        ("dify", f"{PROXY}:0", "has only 33 lines", ""),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_refused(
    demo_workspace: ctxkit.Workspace, repo: str, place: str, problem: str, hint: str
) -> None:
    with pytest.raises(CtxkitError) as caught:
        demo_workspace.show(repo, place)
    assert problem in caught.value.message
    assert caught.value.hint.startswith(hint)
    assert bool(caught.value.hint) == bool(hint)
