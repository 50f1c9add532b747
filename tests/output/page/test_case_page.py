"""The page stands alone, masks secrets, and shows what a log holds without obeying it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

import ctxkit
from tests.ask.triage.test_case import LATE, PODS, REFUSED, TOO_LARGE

SECRET = "Kc3NfGs9UeAoZq8mT2xVb0Jr5LwPd7Yh"
HOSTILE = (
    "</pre></section><script>alert(1)</script><img src=x onerror=alert(2)>"
    "\"'><style>*{display:none}</style> \u202egnp.exe &lt;b&gt;"
)
EMPTY = ("meta", "img", "br", "link")


class Tags(HTMLParser):
    """Reads a page, and keeps its tags and whether each is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(name="page", scope="module")
def fixture_page(demo_workspace: ctxkit.Workspace, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("case")
    lines = [TOO_LARGE.format(10 + n) for n in range(9)]
    (folder / "nginx.log").write_text("\n".join(lines), "utf8")
    refused = [REFUSED.format(time) for time in LATE]
    error = f"2026-05-04 09:59:59.120 ERROR - WRONGPASS redis://:{SECRET}@redis:6379 {HOSTILE}"
    (folder / "api.log").write_text("\n".join([*refused, *[error] * 6]), "utf8")
    (folder / "pods.txt").write_text(PODS + HOSTILE, "utf8")
    (folder / ".env").write_text("NGINX_CLIENT_MAX_BODY_SIZE=15M\n", "utf8")
    return demo_workspace.triage(folder, jobs=1).html()


def test_it_has_the_causes_their_proof_and_the_files_without_their_folders(page: str) -> None:
    assert "refuses the upload" in page
    assert "nginx.log:1<" in page
    assert ">.env:1<" in page
    assert "<code>NGINX_CLIENT_MAX_BODY_SIZE</code>" in page


def test_what_a_log_holds_is_shown_and_not_obeyed(page: str) -> None:
    assert "&lt;script&gt;alert(1)" in page
    assert "\u202e" not in page
    tags = Tags(page)
    assert tags.open == []
    names = [tag for tag, _ in tags.found]
    assert not {"script", "img", "iframe", "object", "link", "form"} & set(names)
    assert names.count("style") == 1
    assert not [name for _, attrs in tags.found for name in attrs if name.startswith("on")]


def test_it_asks_for_nothing_from_elsewhere(page: str) -> None:
    assert "default-src 'none'" in page
    style = page[page.index("<style>") : page.index("</style>")]
    assert not re.search(r"@import|url\(|//", style)
    attributes = [attrs for _, attrs in Tags(page).found]
    assert not [name for attrs in attributes for name in attrs if name in ("src", "srcset", "data")]
    links = [attrs["href"] or "" for attrs in attributes if "href" in attrs]
    assert all(link.startswith("https://") for link in links)


def test_secrets_are_masked(page: str) -> None:
    assert SECRET not in page
    assert "WRONGPASS" in page


def test_the_timeline_is_well_formed(page: str) -> None:
    picture = page[page.index("<svg") : page.index("</svg>") + len("</svg>")]
    root = ElementTree.fromstring(picture)
    assert len(list(root.iter("rect"))) >= 2
    assert [each.text for each in root.iter("text") if (each.text or "").startswith("cause ")]


def test_a_case_without_logs_and_causes_is_a_page_too(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    (tmp_path / "pods.txt").write_text("\n".join(PODS.split("\n")[:2]), "utf8")
    page = demo_workspace.triage(tmp_path, jobs=1).html()
    assert "Nothing that was sent tells a cause." in page
    assert "no log was given" in page
    assert Tags(page).open == []


def test_the_place_is_marked_in_its_code(demo_workspace: ctxkit.Workspace, tmp_path: Path) -> None:
    lines = (f"{time} WARNING [ssrf_proxy.py:31] - Request to x failed" for time in LATE)
    (tmp_path / "api.log").write_text("\n".join(lines).replace("WARNING", "ERROR"), "utf8")
    page = demo_workspace.triage(tmp_path, jobs=1).html()
    assert '<mark><span class="number">' in page
