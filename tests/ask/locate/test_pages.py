"""Requests for pages, and built pages in stacks, lead to the page's file."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.pages import find_page, resolve_chunk
from ctxkit.logline import parse_events
from ctxkit.model import Symbol
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import Ask, places


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/apps?page=2", "web/app/(common)/apps/page.tsx"),
        ("/app/44e1c9be/stamps", "web/app/(common)/app/[appId]/stamps/page.tsx"),
    ],
)
def test_a_request_for_a_page_leads_to_the_page(ask: Ask, path: str, page: str) -> None:
    finding = ask(f'10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET {path} HTTP/1.1" 200 5 "-" "x"')
    assert places(finding)[0] == (page, 1)


def test_a_built_page_in_a_browsers_stack_is_only_a_hint(ask: Ask) -> None:
    chunk = "http://h/_next/static/chunks/app/(common)/app/%5BappId%5D/stamps/page-4ae9741f67eeba1f.js:1:512130"
    finding = ask(f"TypeError: e.some is not a function\n    at Object.check ({chunk})")
    assert places(finding)[0] == ("web/app/(common)/app/[appId]/stamps/page.tsx", 1)
    assert finding.confidence == "low"


@pytest.mark.parametrize(
    "line",
    ['"POST /apps HTTP/1.1" 405', '"GET /wp-login.php HTTP/1.1" 404', '"GET /a/b HTTP/1.1" 404'],
)
def test_requests_for_no_page_lead_nowhere(ask: Ask, line: str) -> None:
    assert ask(f'10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] {line} 5 "-" "x"').hits == ()


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/", "page.tsx"),
        ("", "page.tsx"),
        ("/apps", "(common)/apps/page.tsx"),
        ("/apps/?page=1", "(common)/apps/page.tsx"),
        ("/apps/7", "(common)/apps/[id]/page.tsx"),
        ("/apps/new", "(common)/apps/new/page.tsx"),
        ("/apps/7/logs", None),
        ("/docs/a/b", "docs/[...path]/page.tsx"),
        ("/docs", None),
        ("/help", "help/[[...path]]/page.tsx"),
        ("/help/a/b", "help/[[...path]]/page.tsx"),
        ("/side", "@side/side/page.tsx"),
        ("/health", "health/route.ts"),
        ("/any", None),
        ("/test", None),
    ],
)
def test_the_page_at_a_path(tmp_path: Path, path: str, page: str | None) -> None:
    names = (
        "page.tsx", "(common)/apps/page.tsx", "(common)/apps/[id]/page.tsx", "(common)/apps/new/page.tsx",
        "docs/[...path]/page.tsx", "help/[[...path]]/page.tsx", "@side/side/page.tsx", "health/route.ts",
        "[any]/page.tsx", "__tests__/test/page.tsx",
    )  # fmt: skip
    files = {f"web/app/{name}": ("x\n", []) for name in names}
    asked = literal_index(tmp_path, {"dify": files})  # type: ignore[dict-item]
    context = LocateContext(event=parse_events("x")[0], index=asked.index, sources=asked.sources)
    found = find_page(context, path)
    assert [c.fact.path for c in found] == ([f"web/app/{page}"] if page else [])
    for c in found:
        assert (c.score, c.confidence) == (34.0, "medium")
        assert c.why == (f"the web console's page at {path.partition('?')[0]}",)


def chunk(name: str) -> str:
    return f"TypeError: x\n    at x (http://h/_next/static/chunks/app/{name}.js:1:512)"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (chunk("(common)/apps/page-4ae9741f67eeba1f"), [("(common)/apps/page.tsx", 3, 20.0)]),
        (
            chunk("(common)/apps/%5Bid%5D/layout-4ae9741f"),
            [("(common)/apps/[id]/layout.tsx", 1, 20.0)],
        ),
        (
            "x: (http://h/_next/static/chunks/app/(common)/apps/pa ge-4ae9741f67eeba1f.js:1:512)",
            [("(common)/apps/page.tsx", 3, 20.0)],
        ),
        (chunk("(common)/other/page-4ae9741f67eeba1f"), []),
        (chunk("(common)/apps/page-short"), []),
        (
            " ⨯ x (http://h/_next/static/chunks/app/(common)/apps/page-4ae9741f67eeba1f.js:1:512)",
            [],
        ),
        (
            chunk("(common)/apps/page-4ae9741f67eeba1f")
            + "\n    at y (http://h/_next/static/chunks/app/(common)/apps/%5Bid%5D/layout-4ae9741f.js:1:5)",
            [("(common)/apps/page.tsx", 3, 20.0), ("(common)/apps/[id]/layout.tsx", 1, 19.0)],
        ),
    ],
)
def test_built_pages_of_a_browsers_stack(
    tmp_path: Path, text: str, found: list[tuple[str, int, float]]
) -> None:
    page = Symbol(name="Apps", what="function", line=3, end_line=4)
    props = Symbol(name="Props", what="class", line=1, end_line=2)
    files = {
        "web/app/(common)/apps/page.tsx": ("x\n" * 5, [props, page]),
        "web/app/(common)/apps/[id]/layout.tsx": ("x\n", []),
    }
    asked = literal_index(tmp_path, {"dify": files})  # type: ignore[dict-item]
    event = parse_events(text)[0]
    context = LocateContext(event=event, index=asked.index, sources=asked.sources)
    shown = resolve_chunk(context).candidates
    assert [(c.fact.path.removeprefix("web/app/"), c.fact.line, c.score) for c in shown] == found
    assert all(c.confidence == "low" for c in shown)
