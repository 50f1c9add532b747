"""Calls between programs, over a real index of small programs in Dify's repositories."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.index.builder import SourceFile, building
from ctxkit.index.reader import Index
from ctxkit.index.rows import encode
from ctxkit.model import Checkout, ClientCall, Fact, Route, RoutePrefix
from ctxkit.routes import wire
from ctxkit.routes.known import known_routes
from ctxkit.routes.wire import called_by, routes_handled, served_by

DAEMON, API, PLUGINS = "dify-plugin-daemon", "dify", "dify-official-plugins"
CONSOLE = "api/controllers/console.py"


def route(path: str, method: str, router: str = "", line: int = 1, *, handler: str = "") -> Route:
    methods = (method,) if method else ()
    return Route(
        name=path, router=router, methods=methods, handler=handler, line=line, end_line=line
    )


def call(path: str, method: str = "", line: int = 1, *, program: bool = True) -> ClientCall:
    return ClientCall(name=path, method=method, program=program, line=line, end_line=line)


def prefix(name: str, path: str) -> RoutePrefix:
    return RoutePrefix(name=name, prefix=path, line=1, end_line=1)


FILES: dict[str, dict[str, list[Fact]]] = {
    API: {
        "api/parcels.py": [
            call("/parcel/<tenant_id>/box/ship", "POST", 1),
            call("/parcel/<tenant_id>/<kind>/list", "GET", 2),
            call("/parcel/<tenant_id>/box/ship", "DELETE", 3),
            call("/v1/sorter/run", "", 4),
            call("/stamps/all", "GET", 5),
            call("/console/api/ping", "GET", 6),
        ],
        "api/controllers/inner.py": [
            prefix("inner", "/inner/api"),
            route("/ship/box", "POST", "inner", 2, handler="ShipBox"),
            route("/ping", "GET", "inner", 3),
            route("/stamps/all", "GET", "inner", 4),
        ],
        CONSOLE: [
            prefix("console", "/console/api"),
            route("/ping", "GET", "console"),
            route("/apps/<uuid:app_id>", "", "console", handler="AppApi"),
        ],
        "web/service/apps.ts": [
            call("/apps/<appId>", "GET", program=False),
            call("/ping", "GET", 2, program=False),
        ],
        "api/tests/test_parcels.py": [call("/v1/sorter/run")],
    },
    DAEMON: {
        "server.go": [
            route("/parcel/:tenant_id/box/ship", "POST", handler="controllers.Ship()"),
            route("/parcel/:tenant_id/:kind/list", "GET"),
            route("/parcel/:tenant_id/box/list", "GET"),
        ],
        "calls.go": [call("/ship/box", "POST"), call("/ping", "GET", 2), call("/boxes", "", 3)],
    },
    "dify-sandbox": {"router.go": [route("/v1/sorter/run", "POST")]},
    PLUGINS: {"models/acme/llm.py": [call("/v1/sorter/run", "POST"), call("/ship/box", "POST", 2)]},
}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    checkouts = [Checkout(repo=repo, version="1", commit="a" * 40, match="tag") for repo in FILES]
    with building(tmp_path, digest="d") as builder:
        for checkout in checkouts:
            facts = FILES[checkout.repo]
            files = [SourceFile(path, b"1" * 20, "/tests/" in path) for path in facts]
            for number, file in builder.add_tree(checkout.repo, checkout.commit, files):
                builder.add_facts(number, [encode(fact) for fact in facts[file.path]])
        builder.set_view(checkouts)
    with Index.open(tmp_path) as opened:
        yield opened


def one_call(index: Index, path: str, line: int) -> ClientCall:
    [found] = [c for c in index.all(ClientCall) if (c.path, c.line) == (path, line)]
    return found


@pytest.mark.parametrize(
    ("path", "line", "served"),
    [
        ("api/parcels.py", 1, ["/parcel/:tenant_id/box/ship"]),
        ("api/parcels.py", 2, ["/parcel/:tenant_id/:kind/list"]),
        ("api/parcels.py", 3, []),  # the method is another
        ("api/parcels.py", 4, ["/v1/sorter/run"]),
        ("api/parcels.py", 5, []),  # below a root of the caller's own program
        ("api/parcels.py", 6, ["/console/api/ping"]),
        ("web/service/apps.ts", 1, ["/console/api/apps/<uuid:app_id>"]),
        ("web/service/apps.ts", 2, ["/console/api/ping"]),
        ("calls.go", 1, ["/inner/api/ship/box"]),
        ("calls.go", 2, []),  # one word is in too many paths
        ("calls.go", 3, []),
        ("models/acme/llm.py", 1, []),  # a plugin calls services of others
        ("models/acme/llm.py", 2, []),
    ],
)
def test_who_answers_a_call(index: Index, path: str, line: int, served: list[str]) -> None:
    found = served_by(index, one_call(index, path, line))
    assert sorted(whole for _, whole in found) == served


@pytest.mark.parametrize(
    ("path", "method", "callers"),
    [
        ("/parcel/:tenant_id/box/ship", "POST", [("api/parcels.py", 1)]),
        ("/parcel/:tenant_id/box/ship", "GET", []),
        ("/parcel/:tenant_id/:kind/list", "", [("api/parcels.py", 2)]),
        ("/parcel/:tenant_id/box/list", "", []),
        ("/v1/sorter/run", "POST", [("api/parcels.py", 4)]),
        ("/inner/api/ship/box", "", [("calls.go", 1)]),
        ("/inner/api/stamps/all", "", []),
        ("/console/api/apps/<uuid:app_id>", "GET", [("web/service/apps.ts", 1)]),
        ("/console/api/ping", "", [("api/parcels.py", 6), ("web/service/apps.ts", 2)]),
    ],
)
def test_who_calls_a_route(
    index: Index, path: str, method: str, callers: list[tuple[str, int]]
) -> None:
    [found] = [route for route, whole in known_routes(index) if whole == path]
    assert [(c.path, c.line) for c in called_by(index, found, path, method)] == callers


@pytest.mark.parametrize(
    ("repo", "path", "names", "handled"),
    [
        (API, CONSOLE, ("AppApi.get", "AppApi"), ["/console/api/apps/<uuid:app_id>"]),
        (API, "api/controllers/inner.py", ("ShipBox",), ["/inner/api/ship/box"]),
        (API, "api/controllers/inner.py", ("AppApi",), []),  # of another file
        (API, "api/parcels.py", ("AppApi", "ShipBox"), []),
        (DAEMON, CONSOLE, ("AppApi",), []),
        (DAEMON, "internal/controllers/ship.go", ("Ship",), ["/parcel/:tenant_id/box/ship"]),
        (DAEMON, "calls.go", ("Ship",), ["/parcel/:tenant_id/box/ship"]),  # the router's folder
        (DAEMON, "internal/other/ship.go", ("Ship",), []),
        (API, "internal/controllers/ship.go", ("Ship",), []),
    ],
)  # fmt: skip
def test_which_routes_a_function_handles(
    index: Index, repo: str, path: str, names: tuple[str, ...], handled: list[str]
) -> None:
    assert [whole for _, whole in routes_handled(index, repo, path, names)] == handled


def test_routes_are_joined_for_a_handler_alone(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined: list[Index] = []
    monkeypatch.setattr(wire, "known_routes", lambda asked: joined.append(asked) or [])
    assert routes_handled(index, API, CONSOLE, ("AppApi.post", "load")) == []
    assert joined == []
    routes_handled(index, API, CONSOLE, ("AppApi",))
    assert joined == [index]
