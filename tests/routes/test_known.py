from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ctxkit.index.builder import SourceFile, building
from ctxkit.index.reader import Index
from ctxkit.index.rows import encode
from ctxkit.model import Checkout, Fact, Route, RoutePrefix, Symbol
from ctxkit.routes.known import (
    find_routes,
    full_routes,
    handler_location,
    join_path,
)
from ctxkit.routes.patterns import match_path

APP = "<uuid:app_id>"
UUID = "7c13e32e-0c45-4fb1-89b2-8b94e35e04aa"


def route(path: str, router: str, *methods: str, handler: str = "") -> Route:
    return Route(name=path, router=router, methods=methods, handler=handler, line=1, end_line=1)


def prefix(name: str, path: str = "", parent: str = "") -> RoutePrefix:
    return RoutePrefix(name=name, prefix=path, parent=parent, line=1, end_line=1)


CONSOLE = [
    prefix("controllers.console:bp", "/console/api"),
    prefix("controllers.console:api", parent="controllers.console:bp"),
    prefix("controllers.console:console_ns", "/"),
    prefix("controllers.console:console_ns", parent="controllers.console:api"),
]


def test_a_namespace_hangs_below_the_blueprint_of_its_api() -> None:
    assert [
        path for _, path in full_routes([route("/apps", "controllers.console:console_ns")], CONSOLE)
    ] == ["/console/api/apps"]


def test_an_attachment_that_names_a_path_overrides_the_namespace_s_own() -> None:
    prefixes = [
        prefix("m:ns", "/ns"),
        prefix("m:ns", "/other", parent="m:api"),
        prefix("m:api", "/v1"),
    ]
    assert [path for _, path in full_routes([route("/x", "m:ns")], prefixes)] == ["/v1/other/x"]


def test_gin_groups_nest_and_an_unknown_router_hangs_at_the_root() -> None:
    prefixes = [
        prefix("s:group", "/plugin/:tenant_id", parent="s:engine"),
        prefix("s:pg", "/dispatch", parent="s:group"),
    ]
    routes = [route("/tool/invoke", "s:pg", "POST"), route("/health", "s:engine", "GET")]
    assert [path for _, path in full_routes(routes, prefixes)] == [
        "/plugin/:tenant_id/dispatch/tool/invoke",
        "/health",
    ]


def test_routers_that_hang_below_each_other_end() -> None:
    circle = [prefix("a", "/a", parent="b"), prefix("b", "/b", parent="a")]
    assert full_routes([route("/x", "a")], circle)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        (f"/console/api/apps/{APP}", f"/console/api/apps/{UUID}", True),
        (f"/console/api/apps/{APP}", "/console/api/apps/imports", False),
        (f"/console/api/apps/{APP}/name", f"/console/api/apps/{UUID}", False),
        (f"/console/api/apps/{APP}", "/console/api/apps/{app_id}", True),
        (f"/console/api/apps/{APP}", "/console/api/apps/xxxx", True),
        ("/remote-files/<path:url>", "/remote-files/https://a.example/b%20c.png", True),
        ("/files/<path:name>/preview", "/files/a/b/c/preview?x=1", True),
        ("/files/<path:name>/preview", "/files/preview", False),
        ("/providers/<path:name>/builds/<path:build>", "/providers/a/b/builds/c", True),
        ("/providers/<path:name>/builds/<path:build>", "/providers/builds/c", False),
        ("/v1/pages/<int:number>", "/v1/pages/12", True),
        ("/v1/pages/<int:number>", "/v1/pages/last", False),
        ("/x/<string:name>.json", "/x/report.json", True),
        ("/x/<string:name>.json", "/x/report.xml", False),
        ("/plugin/:tenant_id/dispatch", f"/plugin/{UUID}/dispatch", True),
        ("/e/:hook_id/*path", "/e/abc/a/b/c", True),
        ("/e/:hook_id/*path", "/e/abc", True),
        ("/health", "/health/", True),
    ],
)
def test_match_path(pattern: str, path: str, fits: bool) -> None:
    assert match_path(pattern, path) is fits


def test_literal_parts_and_then_the_method_decide() -> None:
    full = [
        (route("", "", "GET", handler="by_id"), "/apps/<string:id>"),
        (route("", "", "GET", handler="imports"), "/apps/imports"),
        (route("", "", "POST", handler="make"), "/apps/imports"),
        (route("", "", handler="inherited"), "/apps/imports"),
    ]
    handlers = [found.handler for found, _ in find_routes(full, "GET", "/apps/imports")]
    assert handlers == ["imports", "inherited", "by_id"]


def test_a_route_that_refuses_the_method_is_found_where_no_other_fits() -> None:
    full = [
        (route("", "", "GET", handler="read"), "/apps"),
        (route("", "", "POST", handler="make"), "/apps"),
    ]
    assert [found.handler for found, _ in find_routes(full, "POST", "/apps")] == ["make"]
    assert [found.handler for found, _ in find_routes(full, "PUT", "/apps")] == ["read", "make"]
    assert [found.handler for found, _ in find_routes(full, "", "/apps")] == ["read", "make"]


def test_a_route_that_takes_whatever_follows_comes_last() -> None:
    full = [
        (route("", "", "GET", handler="wide"), "/apps/{path:path}"),
        (route("", "", "GET", handler="rest"), "/apps/imports/{rest...}"),
        (route("", "", "GET", handler="by_id"), "/apps/{id}/{other}"),
    ]
    handlers = [found.handler for found, _ in find_routes(full, "GET", "/apps/imports/1")]
    assert handlers == ["by_id", "rest", "wide"]


def added(name: str, path: str, parent: str) -> RoutePrefix:
    return replace(prefix(name, path, parent), adds=True)


@pytest.mark.parametrize(
    ("prefixes", "paths"),
    [
        ([prefix("a:r", "/runs"), added("a:r", "/v1", "b:app")], ["/v1/runs/x"]),
        ([prefix("a:r", "/runs"), added("a:r", "", "b:app")], ["/runs/x"]),
        ([added("a:r", "/v1", "")], ["/v1/x"]),
        # A function that makes the router, included at two places.
        (
            [
                prefix("a:r", "/runs"),
                added("a:r", "", "a:make"),
                added("a:make", "/v1", "b:app"),
                added("a:make", "/v2", "b:app"),
            ],
            ["/v1/runs/x", "/v2/runs/x"],
        ),
        # A function that hands on what another one makes.
        (
            [
                prefix("a:r", "/runs"),
                added("a:r", "", "a:make"),
                added("a:make", "", "c:forward"),
                added("c:forward", "/v1", "b:app"),
            ],
            ["/v1/runs/x"],
        ),
        # Exported by a package under another name, and attached by that or by its own.
        (
            [
                prefix("b:app"),
                added("a:r", "", "a:exported"),
                added("a:exported", "/v1", "b:app"),
            ],
            ["/v1/x"],
        ),
        (
            [prefix("b:app"), added("a:r", "", "a:exported"), added("a:r", "/v1", "b:app")],
            ["/v1/x"],
        ),
        ([prefix("a:r", "/runs"), added("a:r", "", "a:exported")], ["/runs/x"]),
        # A sub-application, mounted at a path.
        ([added("a:r", "/admin", "b:app"), added("b:app", "/all", "")], ["/all/admin/x"]),
    ],
)
def test_prefixes_of_fastapi_add_up(prefixes: list[RoutePrefix], paths: list[str]) -> None:
    assert [path for _, path in full_routes([route("/x", "a:r")], prefixes)] == paths


def test_a_router_that_is_mounted_by_the_name_of_its_module() -> None:
    prefixes = [prefix("a.b:r", "/runs"), added("a:b.r", "/v1", "m:app")]
    assert [path for _, path in full_routes([route("/x", "a.b:r")], prefixes)] == ["/v1/runs/x"]
    # Whatever a module without a package is called.
    assert [path for _, path in full_routes([route("/x", "b:r")], prefixes)] == ["/x"]


def test_a_handler_of_another_file(index: Index) -> None:
    bound = replace(
        route("/keys", "", "GET", handler="controllers.service.keys:AppKeys.get"),
        repo="dify",
        path="api/app.py",
        line=99,
    )
    found = handler_location(index, bound, "GET")
    assert (found.path, found.line) == ("api/controllers/service/keys.py", 4)
    missing = replace(bound, handler="controllers.service.keys:AppKeys.put")
    assert handler_location(index, missing, "GET").line == 99
    written = replace(bound, handler="AppKeys.get")  # the route is on the line of its function
    assert handler_location(index, written, "GET").line == 99


def symbol(
    name: str, line: int, *bases: str, what: Literal["class", "method"] = "method"
) -> Symbol:
    return Symbol(name=name, what="class" if bases else what, line=line, end_line=line, bases=bases)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """A resource class that inherits its `get`, and the same names in files that have nothing to do
    with it.
    """
    files: dict[str, list[Fact]] = {
        "api/controllers/console/keys.py": [
            symbol("AppKeys", 1, "base.Keys"),
            symbol("Keys", 9, "Resource"),
        ],
        "api/controllers/console/base.py": [symbol("Keys", 1, "Resource"), symbol("Keys.get", 5)],
        "api/controllers/service/keys.py": [
            symbol("AppKeys", 3, "Resource"),
            symbol("AppKeys.get", 4),
        ],
        "api/tests/keys.py": [symbol("AppKeys.post", 7)],
    }
    checkout = Checkout(repo="dify", version="1", commit="a" * 40, match="tag")
    with building(tmp_path, digest="d") as builder:
        tree = [SourceFile(path, bytes(20), "tests" in path) for path in files]
        for number, file in builder.add_tree("dify", checkout.commit, tree):
            builder.add_facts(number, [encode(fact) for fact in files[file.path]])
        builder.set_view([checkout])
    with Index.open(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("handler", "method", "place"),
    [
        ("AppKeys", "GET", ("api/controllers/console/base.py", 5, "Keys.get")),
        (
            "controllers.service.keys:AppKeys",
            "GET",
            ("api/controllers/service/keys.py", 4, "AppKeys.get"),
        ),
        (
            "controllers.service.keys:AppKeys",
            "POST",
            ("api/controllers/service/keys.py", 3, "AppKeys"),
        ),
        ("AppKeys", "POST", ("api/controllers/console/keys.py", 99, "")),
        ("elsewhere:Missing", "GET", ("api/controllers/console/keys.py", 99, "")),
    ],
)
def test_the_handler_is_found_in_its_class_or_in_what_that_inherits(
    index: Index, handler: str, method: str, place: tuple[str, int, str]
) -> None:
    bound = replace(
        route("/keys", "", handler=handler),
        repo="dify",
        path="api/controllers/console/keys.py",
        line=99,
    )
    found = handler_location(index, bound, method)
    assert (found.path, found.line, found.symbol) == place


@given(
    st.lists(st.from_regex(r"[a-z<>:*{}-]{0,12}", fullmatch=True), max_size=6), st.text(max_size=60)
)
def test_any_pattern_and_path_give_an_answer(parts: list[str], path: str) -> None:
    assert match_path("/".join(parts), path) in (True, False)


@given(st.lists(st.from_regex(r"[a-z][a-z-]{0,8}", fullmatch=True), min_size=1, max_size=5))
def test_a_literal_pattern_fits_just_itself(parts: list[str]) -> None:
    path = "/" + "/".join(parts)
    assert match_path(path, path)
    assert not match_path(path, path + "/x")
    assert join_path("/", path) == path
