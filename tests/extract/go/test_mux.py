"""Routes of Go's own mux, and who answers them inside what wraps them."""

from __future__ import annotations

import pytest

from ctxkit.model import Route, RoutePrefix
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "internal/api/a.go"


def test_routes_of_a_mux() -> None:
    check("go/internal/api/mux.go", Route, RoutePrefix)


def routes(code: str) -> list[Route]:
    return facts(PATH, code, Route)


@pytest.mark.parametrize(
    ("handler", "name"),
    [
        ("h", "h"),
        ("x.h", "x.h"),
        ("func(w W, r *R) {}", ""),
        ("auth(func(w W, r *R) {})", ""),
        ("auth(h(x))", "h"),
        ("auth(x.run)", "x.run"),
        ("logged(auth(handleRun(x, y)))", "handleRun"),
        ("run(newStore())", "run"),
        ("run(store)", "run"),
        ("auth(run)", "run"),  # declared in the file
        ("auth(away)", "auth"),  # may be a value
        ("T{}", "T.ServeHTTP"),
        ("auth(&T{x: 1})", "T.ServeHTTP"),
        ("&pkg.T{}", "T.ServeHTTP"),
        ("http.NotFoundHandler()", ""),
        ("other.Handler()", ""),
        ("own.Handler()", "own.Handler"),
        ("7", ""),
    ],
)
def test_handlers(handler: str, name: str) -> None:
    code = (
        'import (\n"net/http"\n"a.com/other"\n"a.com/dify/own"\n)\n'
        f'func f() {{ mux.HandleFunc("/a", {handler}) }}\nfunc run(w W, r *R) {{}}\n'
    )
    assert [route.handler for route in routes(code)] == [name]


def test_calls_that_go_deep_end() -> None:
    handler = "f(" * 60 + "handleIt" + ")" * 60
    [route] = routes(f'func g() {{ mux.Handle("/a", {handler}) }}\n')
    assert route.handler == "f"


def test_a_group_of_gin_is_no_mux() -> None:
    code = 'import "gin"\nfunc f(r *gin.Engine) { r.Handle("/a", h)\n m.Handle("/b", h) }\n'
    found = [(route.name, route.methods) for route in routes(code)]
    assert found == [("/a", ("Handle",)), ("/b", ())]


def test_muxes_below_a_mux() -> None:
    code = 'func f() { root.Handle("/api/", http.StripPrefix("/api", sub)) }\n'
    [prefix] = facts(PATH, code, RoutePrefix)
    folder = "internal/api.f:"
    assert (prefix.name, prefix.prefix, prefix.parent) == (f"{folder}sub", "/api", f"{folder}root")
    for other in ('http.StripPrefix("/api", sub())', "strip(sub)", 'http.StripPrefix("/api")'):
        assert not facts(PATH, f'func f() {{ root.Handle("/api/", {other}) }}\n', RoutePrefix)
