"""Places as answers write them, which `show` takes back."""

from __future__ import annotations

import re

import pytest

import ctxkit
from ctxkit.bundle.place_names import place_in
from ctxkit.errors import CtxkitError, UsageError

PROXY = "api/core/helper/ssrf_proxy.py"


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (["dify", f"{PROXY}:31"], ("dify", f"{PROXY}:31")),
        (["dify", PROXY, "31-33"], ("dify", f"{PROXY}:31-33")),
        (["dify@1.14.0", f"{PROXY}:31"], ("dify@1.14.0", f"{PROXY}:31")),
        ([f"dify/{PROXY}:31"], ("dify", f"{PROXY}:31")),
        ([f"dify {PROXY}"], ("dify", PROXY)),
        ([f"### dify@1.14.0 {PROXY}:20-33"], ("dify@1.14.0", f"{PROXY}:20-33")),
        ([f"- reads dify {PROXY}:12, api/x.py:3"], ("dify", f"{PROXY}:12")),
        ([f"- beyond it: dify {PROXY}:33: `raise X`"], ("dify", f"{PROXY}:33")),
        ([f"high   dify {PROXY}:31"], ("dify", f"{PROXY}:31")),
        (["dify", f"{PROXY}:12", "(+1)"], ("dify", f"{PROXY}:12")),
        (["ssrf_proxy.py:33 raise MaxRetriesExceededError(f'x')"], ("dify", f"{PROXY}:33")),
        ([f"{PROXY}:33"], ("dify", f"{PROXY}:33")),
        (["…/helper/ssrf_proxy.py:33"], ("dify", f"{PROXY}:33")),
        (
            [f"https://github.com/langgenius/dify/blob/0123abc/{PROXY}#L20-L33"],
            ("dify", f"{PROXY}:20-33"),
        ),
        ([f"x · https://github.com/langgenius/dify/blob/0123abc/{PROXY}"], ("dify", PROXY)),
    ],
)
def test_a_place_in_any_form(
    demo_workspace: ctxkit.Workspace, words: list[str], place: tuple[str, str]
) -> None:
    assert place_in(demo_workspace.index, words) == place
    assert demo_workspace.show(*place).source


def test_of_several_files_all_are_named(demo_workspace: ctxkit.Workspace) -> None:
    with pytest.raises(UsageError, match=r"\d+ files are called __init__\.py") as caught:
        place_in(demo_workspace.index, ["__init__.py:1"])
    assert "dify api/" in (caught.value.hint or "")


@pytest.mark.parametrize("words", [[""], ["dify"], ["none.py:3"], ["a b c d"]])
def test_what_names_no_file_is_a_usage_error(
    demo_workspace: ctxkit.Workspace, words: list[str]
) -> None:
    with pytest.raises(CtxkitError):
        demo_workspace.show(*place_in(demo_workspace.index, words))


@pytest.mark.parametrize("key", ["SSRF_DEFAULT_MAX_RETRIES", "SANDBOX_WORKER_TIMEOUT", "LOG_LEVEL"])
def test_every_line_of_a_bundle_that_names_a_place_leads_there(
    demo_workspace: ctxkit.Workspace, key: str
) -> None:
    bundle = demo_workspace.explain(key).bundle(6000).markdown
    names = "|".join(demo_workspace.checkouts)
    lines = [
        line
        for line in bundle.splitlines()
        if line.startswith(("- ", "### ")) and re.search(rf"\b(?:{names})(?:@\S+)? \S+:\d", line)
    ]
    assert len(lines) > 5
    for line in lines:
        assert demo_workspace.show(*place_in(demo_workspace.index, [line])).source, line
