"""Calls that the other end has no route for: which features are missing, and what is not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.dify.clients import CLIENTS
from ctxkit.model import ClientCall, Fact, Route, RoutePrefix
from ctxkit.routes.pairs import Lack, Pair, calls_of, pair_of, pairs_of, request_of
from ctxkit.routes.wire import FoundRoute
from tests.ask.literal import Files, literal_index

DAEMON, API, SANDBOX = CLIENTS[0], CLIENTS[1], CLIENTS[2]
TENANT = "/plugin/<tenant_id>"


def call(path: str, method: str = "POST", file: str = "api/core/plugin/impl/box.py") -> ClientCall:
    repo = "dify" if file.startswith(("api/", "web/", "dify-")) else "dify-plugin-daemon"
    return ClientCall(
        name=path, method=method, program=True, line=1, end_line=1, repo=repo, path=file
    )


def route(
    path: str, *methods: str, file: str = "server.go", repo: str = "dify-plugin-daemon"
) -> FoundRoute:
    return Route(
        name=path, router="", methods=methods, line=1, end_line=1, repo=repo, path=file
    ), path


def lacks(calls: list[ClientCall], *routes: FoundRoute) -> dict[str, tuple[str, ...]]:
    pair = pair_of(DAEMON, "1.0", "2.0", calls, routes)
    assert not pair.unread
    return {lack.feature: lack.calls for lack in pair.lacks}


SHIP, WEIGH, SEAL = (call(f"{TENANT}/dispatch/box/{what}") for what in ("ship", "weigh", "seal"))
ASSET = route("/plugin/:tenant_id/asset/:id", "POST")
LIST = call(f"{TENANT}/management/boxes", "GET")


def test_a_feature_that_is_missing_whole_is_told_once() -> None:
    served = route("/plugin/:tenant_id/management/boxes", "GET")
    assert lacks([SHIP, WEIGH, SEAL, LIST], served) == {
        "dispatch/box": (
            "POST /plugin/<tenant_id>/dispatch/box/seal",
            "POST /plugin/<tenant_id>/dispatch/box/ship",
            "POST /plugin/<tenant_id>/dispatch/box/weigh",
        )
    }


def test_of_a_feature_that_is_there_the_missing_part_is_told() -> None:
    served = route("/plugin/:tenant_id/dispatch/box/ship", "POST")
    found = lacks([SHIP, WEIGH, call(f"{TENANT}/dispatch/box/sort/start")], served)
    assert set(found) == {"dispatch/box/weigh", "dispatch/box/sort"}


def test_the_last_segment_of_a_feature_is_no_value() -> None:
    served = route("/plugin/:tenant_id/management/list", "GET")
    calls = [call(f"{TENANT}/management/list", "GET"), call(f"{TENANT}/management/<kind>/list")]
    assert set(lacks(calls, served)) == {"management/<kind>/list"}


@pytest.mark.parametrize(
    ("pattern", "methods"),
    [
        ("/plugin/:tenant_id/dispatch/box/ship", ("POST",)),
        ("/plugin/:tenant_id/dispatch/box/ship", ()),
        ("/plugin/:tenant_id/dispatch/:kind/ship", ("GET", "POST")),
        ("/plugin/:tenant_id/dispatch/*rest", ("POST",)),
        ("/plugin/:tenant_id/dispatch/box/ship/", ("POST",)),
    ],
)
def test_a_route_that_may_take_a_call_serves_it(pattern: str, methods: tuple[str, ...]) -> None:
    assert lacks([SHIP], route(pattern, *methods)) == {}


@pytest.mark.parametrize(
    ("pattern", "methods"),
    [
        ("/plugin/:tenant_id/dispatch/box/ship", ("GET",)),
        ("/plugin/:tenant_id/dispatch/box", ("POST",)),
        ("/plugin/:tenant_id/dispatch/box/ship/:id", ("POST",)),
        ("/v2/:tenant_id/dispatch/box/ship", ("POST",)),
    ],
)
def test_another_method_or_path_does_not(pattern: str, methods: tuple[str, ...]) -> None:
    other = route("/plugin/:tenant_id/management/boxes", "GET")
    assert set(lacks([SHIP, LIST], route(pattern, *methods), other)) == {"dispatch/box"}


def test_routes_of_other_programs_do_not_count() -> None:
    elsewhere = route("/plugin/:tenant_id/dispatch/box/ship", "POST", repo="dify-sandbox")
    own = route("/plugin/:tenant_id/management/boxes", "GET")
    assert set(lacks([SHIP, LIST], elsewhere, own)) == {"dispatch/box"}


@pytest.mark.parametrize(
    ("calls", "routes", "why"),
    [
        ([], [route("/plugin/:tenant_id/management/boxes", "GET")], "no calls were found"),
        ([SHIP, LIST], [], "no routes were found for its calls"),
        ([SHIP], [route("/health", "GET")], "no routes were found for its calls"),
    ],
)
def test_what_cannot_be_read_is_unknown(
    calls: list[ClientCall], routes: list[FoundRoute], why: str
) -> None:
    pair = pair_of(DAEMON, "1.0", "2.0", calls, routes)
    assert (pair.unread, pair.lacks, pair.calls) == (why, (), 0)


def test_management_is_graver_than_a_feature() -> None:
    assert Lack(feature="management/boxes", calls=("GET /a",)).severity == "warning"
    assert Lack(feature="dispatch/box", calls=("GET /a",)).severity == "note"
    assert Lack(feature="managements", calls=("GET /a",)).severity == "note"


def test_what_is_graver_comes_first() -> None:
    pair = pair_of(DAEMON, "1.0", "2.0", [SHIP, LIST, call("/plugin/<id>/asset/<name>")], [ASSET])
    assert [lack.feature for lack in pair.lacks] == ["management/boxes", "dispatch/box"]


def test_what_the_caller_puts_before_its_paths_is_put_there_once() -> None:
    folder = "internal/core/dify_invocation/calls.go"
    assert request_of(API, call("/ship/box", file=folder)) == "POST /inner/api/ship/box"
    assert request_of(API, call("/inner/api/ship", file=folder)) == "POST /inner/api/ship"
    assert request_of(SANDBOX, call("/v1/sandbox/run", "")) == "/v1/sandbox/run"


def test_a_client_has_the_calls_of_its_folders_that_say_what_they_ask() -> None:
    calls = [
        SHIP,
        call(f"{TENANT}/dispatch/box/ship", file="api/services/box.py"),
        call(f"{TENANT}/<path>"),
        call("/ship", file="internal/core/dify_invocation/calls.go"),
    ]
    assert calls_of(DAEMON, calls) == [SHIP]


def python(*facts: Fact) -> tuple[str, list[Fact]]:
    return "", list(facts)


def files(served: str, *, calls: str = "api/core/plugin/impl/box.py") -> Files:
    asked = [
        ClientCall(name=f"{TENANT}/{path}", method="GET", program=True, line=n, end_line=n)
        for n, path in enumerate(("management/boxes", "management/seals", "asset/<id>"), 1)
    ]
    prefix = RoutePrefix(name="server:g", prefix="/plugin/:tenant_id", line=1, end_line=1)
    routes = [
        Route(name=f"/{path}", methods=("GET",), router="server:g", line=n, end_line=n)
        for n, path in enumerate(served.split(), 2)
    ]
    return {
        "dify": {calls: python(*asked)},
        "dify-plugin-daemon": {"internal/server/http_server.go": python(prefix, *routes)},
    }


def found(folder: Path, contents: Files) -> list[Pair]:
    asked = literal_index(folder, contents, versions={"dify": "1.9.0"})
    pairs = pairs_of(asked.index)
    asked.index.close()
    return [pair for pair in pairs if pair.called == "plugin_daemon"]


def test_the_pairs_of_an_index(tmp_path: Path) -> None:
    [pair] = found(tmp_path, files("management/boxes management/seals asset/:id"))
    assert (pair.caller, pair.caller_version, pair.called_version) == ("api", "1.9.0", "1.0.0")
    assert (pair.calls, pair.lacks, pair.unread) == (3, (), "")


def test_more_than_a_shipped_pair_ever_missed_is_unknown(tmp_path: Path) -> None:
    [pair] = found(tmp_path, files("management/boxes asset/:id"))
    assert pair.unread == "no route was found for 1 of 3 calls"


def test_a_caller_whose_calls_are_elsewhere_is_unknown(tmp_path: Path) -> None:
    [pair] = found(tmp_path, files("management/boxes", calls="api/core/box.py"))
    assert pair.unread == "no calls were found"


def test_a_program_that_is_not_there_is_in_no_pair(tmp_path: Path) -> None:
    contents = files("management/boxes")
    del contents["dify-plugin-daemon"]
    assert found(tmp_path, contents) == []
