"""Where components listen, at which paths the API hangs, and its paths in text."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.api_paths import (
    api_prefixes,
    component_at,
    is_distinct,
    mentioned_path,
    path_in_url,
    without_prefix,
)
from ctxkit.index.reader import Index
from ctxkit.model import ConfigUse, Fact, RoutePrefix
from tests.ask.literal import literal_index


def prefix(text: str, parent: str = "", line: int = 1) -> Fact:
    return RoutePrefix(name=f"x:{text}", prefix=text, parent=parent, line=line, end_line=line)


def address(name: str, value: str | None, line: int = 1) -> Fact:
    return ConfigUse(
        name=name, role="sets", via="env-example", value=value, line=line, end_line=line
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    prefixes = [prefix(text) for text in ("/v1", "/console/api", "/api", "/files", "/", "")]
    addresses = [
        address("CODE_EXECUTION_ENDPOINT", "http://sandbox:8194"),
        address("PLUGIN_DAEMON_URL", "http://127.0.0.1:5002"),
        address("PLUGIN_DAEMON_URL", "http://plugin_daemon:5002/x", 2),
        address("PLUGIN_DIFY_INNER_API_URL", "http://api:5001", 3),
        address("PLUGIN_DIFY_INNER_API_URL", None, 4),
        address("OTHER_URL", "http://web:3000", 5),
    ]
    return literal_index(
        tmp_path_factory.mktemp("paths"),
        {
            "dify": {
                "api/controllers/a.py": ("x\n", [*prefixes, prefix("/child", parent="x:/v1")]),
                "api/tests/test_a.py": ("x\n", [prefix("/test")]),
                "dify-agent/app.py": ("x\n", [prefix("/runs")]),
                "docker/.env.example": ("x\n", addresses),
            }
        },
    ).index


def test_the_prefixes_of_the_api_the_longest_first(index: Index) -> None:
    assert api_prefixes(index) == ("/console/api", "/files", "/api", "/v1")


def test_only_a_prefix_of_several_parts_is_distinct(index: Index) -> None:
    assert is_distinct(index, "/console/api/x")
    assert not is_distinct(index, "/console/apix")
    assert not is_distinct(index, "/v1/x")


@pytest.mark.parametrize(
    ("path", "inner"),
    [("/console/api/x/y", "/x/y"), ("/v1/x", "/x"), ("/other/x", "/other/x"), ("/v1", "/v1")],
)
def test_a_path_without_the_prefix(index: Index, path: str, inner: str) -> None:
    assert without_prefix(index, path) == inner


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("at http://a.example/v1/x: failed", "/v1/x"),
        ("at https://a.example/console/api/x 401", "/console/api/x"),
        ("app.js:3000/files/x", "/files/x"),
        ("at http://a.example/other/x", ""),
        ("at /v1/x", ""),
    ],
)
def test_a_url_of_the_api(index: Index, text: str, path: str) -> None:
    assert path_in_url(index, text) == path


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("v1/letters fails", "/v1/letters"),
        ("/v1/letters fails", "/v1/letters"),
        ("（v1/letters）", "/v1/letters"),
        ("of 'v1/letters.'", "/v1/letters"),
        ("of v1/letters?a=b fails", "/v1/letters"),
        ("of v1/letters:1 fails", "/v1/letters"),
        ("of v1/letters/:id", "/v1/letters/:id"),
        ("of v1/7", ""),
        ("of dev1/letters", ""),
        ("of http://a/v1/letters", ""),
        ("of http://a/console/api/letters", "/console/api/letters"),
        ("of other/letters", ""),
    ],
)
def test_a_path_that_a_text_mentions(index: Index, text: str, path: str) -> None:
    assert mentioned_path(index, text) == path


@pytest.mark.parametrize(
    ("host", "port", "component"),
    [
        ("10.0.0.1", "8194", "sandbox"),
        ("10.0.0.1", "5002", "plugin_daemon"),
        ("10.0.0.1", "5001", "api"),
        ("10.0.0.1", "3000", ""),
        ("my-dify-web", "3000", "web"),
        ("sandbox", "5001", "api"),
        ("shop", "80", ""),
    ],
)
def test_the_component_at_an_address(index: Index, host: str, port: str, component: str) -> None:
    assert component_at(index, host, port) == component


def test_an_index_without_an_api_has_no_paths(tmp_path: Path) -> None:
    index = literal_index(tmp_path, {"dify": {"api/a.py": ("x\n", [])}}).index
    assert api_prefixes(index) == ()
    assert path_in_url(index, "http://a/v1/x") == ""
    assert mentioned_path(index, "v1/x") == ""
    assert component_at(index, "api", "80") == "api"
