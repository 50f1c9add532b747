"""Lines of the browser's console lead to the console's calls and the API's origins."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.browser import resolve_browser
from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.logline import parse_events
from ctxkit.model import ClientCall, ConfigUse, Directive, Fact, RoutePrefix
from tests.ask.literal import Asked, literal_index
from tests.ask.locate_workspace import Ask, ContextOf, place, places


@pytest.mark.parametrize(
    ("url", "setting"),
    [("http://a.example/api", "WEB_API"), ("http://a.example/console/api", "CONSOLE")],
)
def test_a_refused_origin_leads_to_where_the_api_allows_origins(
    ask: Ask, url: str, setting: str
) -> None:
    said = f"Access to fetch at '{url}' from origin 'http://b.example' has been blocked by CORS policy: No header is present."
    assert places(ask(said))[0] == place("api/extensions/ext_blueprints.py", f"{setting}_CORS")


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        ("http://a/console/api/login", ["CONSOLE", "WEB_API"]),
        ("http://a/api/login", ["WEB_API", "CONSOLE"]),
        ("http://a/v1/login", ["WEB_API", "CONSOLE"]),
    ],
)
def test_the_origins_of_the_router_that_was_called_come_first(
    context_of: ContextOf, url: str, settings: list[str]
) -> None:
    line = f"Access to fetch at '{url}' from origin 'http://b' has been blocked by CORS policy: x"
    found = resolve_browser(context_of(line)).candidates
    assert [c.fact.name.removesuffix("_CORS_ALLOW_ORIGINS") for c in found] == settings
    assert [(c.score, c.confidence) for c in found] == [(30.0, "low"), (29.0, "low")]
    assert all(c.decides for c in found)


def test_the_origins_are_named_although_the_browser_wrote_the_line(ask: Ask) -> None:
    finding = ask(
        "Access to fetch at 'http://a/console/api/x' from origin 'http://b' has been blocked by CORS policy: x"
    )
    assert finding.confidence == "low"
    assert "CONSOLE_CORS_ALLOW_ORIGINS" in {key.name for key in finding.keys}


def index_of(folder: Path, *facts: Fact) -> Asked:
    return literal_index(folder, {"dify": {"web/a.ts": ("x\n" * 9, list(facts))}})


def resolved(asked: Asked, line: str) -> list[tuple[int, float]]:
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    return [(c.fact.line, c.score) for c in resolve_browser(context).candidates]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("script-src", True),
        ("script-src-elem", True),
        ("script-src-attr", True),
        ("style-src", False),
    ],
)
def test_a_refused_script_leads_to_the_pages_policy(tmp_path: Path, name: str, found: bool) -> None:
    asked = index_of(
        tmp_path,
        Directive(name="script-src", program="csp", line=3, end_line=3),
        Directive(name="script-src", program="nginx", line=4, end_line=4),
    )
    line = f'it violates the following Content Security Policy directive: "{name} self"'
    assert resolved(asked, line) == ([(3, 45.0)] if found else [])


def test_a_request_leads_to_the_calls_of_the_console(tmp_path: Path) -> None:
    calls = [
        ClientCall(name=name, method=method, line=line, end_line=line, program=line == 5)
        for line, (name, method) in enumerate(
            [
                ("/letters/${id}", "GET"),
                ("/letters/\x1f", ""),
                ("/letters/${id}", "POST"),
                ("/stamps/${id}", "GET"),
                ("/letters/{id}", "GET"),
                ("/letters/${id}", "GET"),
                ("/<kind>/${id}", "GET"),  # of whatever path, where another names more of it
            ],
            1,
        )
    ]
    router = RoutePrefix(name="bp", prefix="/console/api", line=9, end_line=9)
    asked = literal_index(
        tmp_path,
        {"dify": {"web/a.ts": ("x\n" * 9, calls), "api/a.py": ("x\n", [router])}},  # type: ignore[dict-item]
    )
    line = "GET http://localhost/console/api/letters/7 500 (INTERNAL SERVER ERROR)"
    assert resolved(asked, line) == [(1, 48.0), (2, 47.0), (6, 46.0)]
    assert resolved(asked, line.replace("letters", "boxes")) == [(7, 48.0)]
    assert resolved(asked, line.replace("letters", "boxes/of")) == []
    assert resolved(asked, f"it says {line}") == []


def test_names_of_the_code_are_not_settings_of_origins(tmp_path: Path) -> None:
    names = ("WEB_API_CORS_ALLOW_ORIGINS", "inner_WEB_API_CORS_ALLOW_ORIGINS", "OTHER")
    uses = [
        ConfigUse(name=name, role=role, via="dify_config", line=line, end_line=line)  # type: ignore[arg-type]
        for line, (name, role) in enumerate([(n, r) for n in names for r in ("reads", "sets")], 1)
    ]
    asked = index_of(tmp_path, *uses)
    line = "Access to fetch at 'http://a/api' from 'http://b' has been blocked by CORS policy: x"
    assert resolved(asked, line) == [(1, 30.0)]


def test_four_places_of_origins_are_shown(tmp_path: Path) -> None:
    uses = [
        ConfigUse(name="A_CORS_ALLOW_ORIGINS", role="reads", via="x", line=line, end_line=line)
        for line in range(1, 7)
    ]
    line = "Access to fetch at 'http://a/api' from 'http://b' has been blocked by CORS policy: x"
    assert [at for at, _ in resolved(index_of(tmp_path, *uses), line)] == [1, 2, 3, 4]
