from __future__ import annotations

import pytest

from ctxkit.model import ClientCall
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "web/service/a.ts"


@pytest.mark.parametrize("fixture", ["service/common.ts", "contract/apps.ts"])
def test_calls_of_the_api(fixture: str) -> None:
    check(f"typescript/web/{fixture}", ClientCall)


@pytest.mark.parametrize(
    ("function", "method"),
    [
        ("get", "GET"),
        ("post", "POST"),
        ("put", "PUT"),
        ("patch", "PATCH"),
        ("del", "DELETE"),
        ("request", ""),
        ("fetch", ""),
        ("upload", "POST"),
        ("ssePost", "POST"),
        ("sseGet", "GET"),
        ("getPublic", "GET"),
        ("postMarketplace", "POST"),
        ("sseGetPublic", "GET"),
    ],
)
def test_methods(function: str, method: str) -> None:
    [found] = facts(PATH, f"{function}('/a')", ClientCall)
    assert (found.name, found.method) == ("/a", method)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("'/a/b?c=d'", "/a/b"),
        ("`/a/${id}`", "/a/<id>"),
        ("`/a/${params.appId}/b`", "/a/<appId>/b"),
        ("`/a/${f(x)}`", "/a/<fx>"),
        ("`/a/${'b'}`", "/a/b"),
        ("`/a/${x + 1}`", "/a/<x1>"),
        ("`/a/${[]}`", "/a/<value>"),
        ("`/a/${" + "x" * 50 + "}`", "/a/<" + "x" * 40 + ">"),
        ("`${PREFIX}/a`", "/a"),
        ("`${PREFIX}${b}/a`", None),
        ("'//a.example/b'", None),
        ("'a/b'", None),
        ("'a'", None),
    ],
)
def test_paths(path: str, name: str | None) -> None:
    found = facts(PATH, f"get({path}); x('/", ClientCall)
    assert [each.name for each in found] == ([name] if name else [])


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("x.route({ path: '/a/{id}', method: 'PUT' })", [("/a/<id>", "PUT")]),
        ("x.route({ path: '/a', verb: 'PUT' })", []),
        ("x.other({ path: '/a', method: 'PUT' }); .route(", []),
        ("map.get('/a')", []),
        ("getThing('/a')", []),
    ],
)
def test_contracts_and_other_calls(code: str, found: list[tuple[str, str]]) -> None:
    calls = facts(PATH, code, ClientCall)
    assert [(each.name, each.method) for each in calls] == found
