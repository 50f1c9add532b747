from __future__ import annotations

import pytest

from ctxkit.model import ClientCall
from tests.extract.annotated import check
from tests.extract.literal import facts


def test_requests_to_other_programs() -> None:
    check("go/internal/couriers/requests.go", ClientCall)


@pytest.mark.parametrize(
    ("call", "name", "method"),
    [
        ('f(c, "PATCH", "a/b")', "/a/b", "PATCH"),
        ('f(c, "a/b", "PUT")', "/a/b", "PUT"),
        ("f(c, http.MethodDelete, `a/b`)", "/a/b", "DELETE"),
        ('f(c, http.MethodTrace, "a/b")', "/a/b", ""),
        ('client.Post(url+"/a", "text/plain", body)', "/a", "POST"),
        ('http_requests.PostAndParseStream[T](client, i.address("/a/b"))', "/a/b", "POST"),
    ],
)
def test_methods(call: str, name: str, method: str) -> None:
    [found] = facts("a.go", f"package a\nfunc g() {{\n\t{call}\n}}", ClientCall)
    assert (found.name, found.method, found.symbol, found.line) == (name, method, "g", 3)
