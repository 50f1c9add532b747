"""The releases of a program, read from the objects of a clone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.dify.clients import CLIENTS
from ctxkit.errors import GitError
from ctxkit.model import ClientCall
from ctxkit.routes.pairs import Pair, pair_of
from ctxkit.routes.releases import Releases, came_with, with_releases
from tests.workspace.conftest import Upstream

REPO = "dify-plugin-daemon"
CLIENT = CLIENTS[0]
HEAD = """\
package server

import "github.com/gin-gonic/gin"

func serve() {
	engine := gin.New()
	plugin := engine.Group("/plugin/:tenant_id")
	plugin.GET("/management/boxes", boxes)
"""
ROUTE = {
    "seal": '	plugin.POST("/dispatch/seal/press", press)\n',
    "stamp": '	plugin.POST("/dispatch/stamp/lick", lick)\n',
}
HISTORY = (
    ("0.1.0", ("seal",)),
    ("0.1.1", ()),  # a fix of what was before it
    ("0.2.0", ()),
    ("0.3.0-rc1", ("seal", "stamp")),
    ("0.3.0", ("seal",)),
    ("0.10.0", ("seal", "stamp")),
    ("nightly", ()),
)
"""Tags and what each has beside the boxes."""


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    upstream = Upstream(tmp_path / "daemon")
    for tag, parts in HISTORY:
        text = HEAD + "".join(ROUTE[part] for part in parts) + f"}} // {tag}\n"
        other = 'package other\n\nfunc Get() { client.GET("/management/boxes", nil) }\n'
        files = {"internal/server/server.go": text, "internal/server/server_test.go": other}
        upstream.commit(files, date="2026-01-01T00:00:00Z", tag=tag)
    return Releases(upstream.path, REPO)


def call(path: str, method: str = "POST") -> ClientCall:
    return ClientCall(
        name=f"/plugin/<tenant_id>/{path}", method=method, program=True, line=1, end_line=1,
        repo="dify", path="api/core/plugin/impl/box.py",
    )  # fmt: skip


BOXES, PRESS, LICK = (
    call("management/boxes", "GET"),
    call("dispatch/seal/press"),
    call("dispatch/stamp/lick"),
)


def pair(releases: Releases, version: str, *calls: ClientCall) -> Pair:
    found = pair_of(CLIENT, "1.9.0", version, calls, releases.routes(version))
    return with_releases(found, CLIENT, calls, releases)


def test_releases_are_in_the_order_of_their_numbers(releases: Releases) -> None:
    assert releases.names() == ["0.1.0", "0.1.1", "0.2.0", "0.3.0", "0.10.0"]


def test_the_routes_of_a_release_have_their_whole_paths(releases: Releases) -> None:
    paths = [path for _, path in releases.routes("0.1.0", "internal/server/")]
    assert paths == [
        "/plugin/:tenant_id/management/boxes",
        "/plugin/:tenant_id/dispatch/seal/press",
    ]
    assert releases.routes("0.1.0", "internal/other/") == []


def test_a_release_that_is_not_here(releases: Releases, tmp_path: Path) -> None:
    with pytest.raises(GitError):
        releases.routes("0.4.0")
    assert Releases(tmp_path / "nothing", REPO).names() == []


def test_the_first_later_release_with_all_of_a_feature(releases: Releases) -> None:
    lacks = pair(releases, "0.2.0", BOXES, PRESS, LICK).lacks
    assert [(lack.feature, lack.since, lack.earlier) for lack in lacks] == [
        ("dispatch/seal", "0.3.0", False),
        ("dispatch/stamp", "0.10.0", False),
    ]


def test_a_later_release_is_told_before_an_earlier_one(releases: Releases) -> None:
    assert [lack.since for lack in pair(releases, "0.1.1", BOXES, PRESS).lacks] == ["0.3.0"]


def test_an_earlier_release_where_no_later_one_has_it(tmp_path: Path) -> None:
    upstream = Upstream(tmp_path / "daemon")
    for tag, parts in (("0.1.0", ("seal",)), ("0.2.0", ())):
        text = HEAD + "".join(ROUTE[part] for part in parts) + "}\n"
        upstream.commit({"server.go": text}, date="2026-01-01T00:00:00Z", tag=tag)
    [lack] = pair(Releases(upstream.path, REPO), "0.2.0", BOXES, PRESS).lacks
    assert (lack.since, lack.earlier) == ("0.1.0", True)


def test_what_no_release_has_stays_unknown(releases: Releases) -> None:
    [lack] = pair(releases, "0.10.0", BOXES, call("dispatch/glue/melt")).lacks
    assert (lack.since, lack.earlier) == ("", False)


@pytest.mark.parametrize(
    ("asked", "version", "first"),
    [
        (LICK, "0.10.0", "0.10.0"),
        (PRESS, "0.10.0", "0.3.0"),
        (BOXES, "0.10.0", ""),  # it was always there
        (LICK, "a-branch", ""),
    ],
)
def test_the_release_that_a_route_came_with(
    releases: Releases, asked: ClientCall, version: str, first: str
) -> None:
    assert came_with(releases, CLIENT, asked, version) == first


def test_a_release_without_routes_has_none(tmp_path: Path) -> None:
    upstream = Upstream(tmp_path / "daemon")
    text = 'package calls\n\nfunc Ship() { request("POST", "ship/box", nil) }\n'
    upstream.commit({"calls/ship.go": text}, date="2026-01-01T00:00:00Z", tag="1.0.0")
    assert Releases(upstream.path, REPO).routes("1.0.0") == []
