from __future__ import annotations

import pytest

from ctxkit.model import Route, RoutePrefix
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "internal/server/a.go"
HEAD = "func f(r *gin.Engine) {\n"


def test_routes_through_groups_that_are_handed_on() -> None:
    check("go/internal/server/router.go", Route, RoutePrefix)


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ('r.GET("/a", h)', [("/a", ("GET",), "h")]),
        ('r.Any("/a", h)', [("/a", (), "h")]),
        ('r.Handle("PUT", "/a", h)', [("/a", ("PUT",), "h")]),
        ('r.Handle("/a", h)', [("/a", ("Handle",), "h")]),
        ('r.GET("/a", limit, x.h(config))', [("/a", ("GET",), "x.h")]),
        ('r.GET("/a", func(c C) {})', [("/a", ("GET",), "f")]),
        ('r.GET("/a")', []),
        ("r.GET(path, h)", []),
        ('client.GET("/a", h)', []),
        ('r.Use("/a", h)', []),
    ],
)
def test_routes(call: str, found: list[tuple[str, tuple[str, ...], str]]) -> None:
    routes = facts(PATH, f"{HEAD}{call}\n}}\n", Route)
    assert [(each.name, each.methods, each.handler) for each in routes] == found
    assert all(each.router == "internal/server.f:r" for each in routes)


@pytest.mark.parametrize("verb", ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
def test_verbs(verb: str) -> None:
    [route] = facts(PATH, f'{HEAD}r.{verb}("/a", h)\n}}\n', Route)
    assert route.methods == (verb,)


def test_files_without_gin_have_no_routes() -> None:
    code = 'func f() {\n r := New()\n r := x.New()\n r.GET("/a", h)\n}\n'
    assert facts(PATH, code, Route) == facts(PATH, code, RoutePrefix) == []
    assert facts(PATH, f"{code}// gin\n", Route) == []


def prefixes(code: str) -> list[tuple[str, str, str]]:
    found = facts(PATH, code, RoutePrefix)
    return [(each.name, each.prefix, each.parent) for each in found]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("e := gin.New()", ("f:e", "", "")),
        ("e := gin.Default()", ("f:e", "", "")),
        ('e := r.Group("/a")', ("f:e", "/a", "f:r")),
        ("e := r.Group(path)", ("f:e", "", "f:r")),
        ('e := gin.Group("/a")', None),
        ("e := x.New()", None),
        ("e, err := gin.New(), nil", None),
    ],
)
def test_groups(statement: str, found: tuple[str, str, str] | None) -> None:
    groups = prefixes(f"{HEAD}{statement}\n}}\n")[1:]
    folder = "internal/server."
    expected = [(folder + found[0], found[1], found[2] and folder + found[2])] if found else []
    assert groups == expected


@pytest.mark.parametrize("type_", ["RouterGroup", "Engine", "IRouter", "IRoutes"])
def test_parameters_are_known_by_their_position(type_: str) -> None:
    code = f"func (a *A) f(x int, y, g *gin.{type_}) {{}}\n"
    assert prefixes(code) == [
        ("internal/server.A.f:y", "", "internal/server.A.f:#1"),
        ("internal/server.A.f:g", "", "internal/server.A.f:#2"),
    ]
    assert prefixes("func f(c *gin.Context) {}\n") == []


@pytest.mark.parametrize(
    ("head", "call", "name"),
    [
        ("", "setup(x, r)", "internal/server.setup:#1"),
        ('import "a.com/b/c/web"\n', "web.Setup(r)", "web.Setup:#0"),
        ('import w "a.com/b/c/x/web"\n', "w.Setup(r)", "x/web.Setup:#0"),
        ("", "web.Setup(r)", None),
        ("", "x.y.Setup(r)", None),
        ("", "setup(other)", None),
        ("", "setup(group)", None),
    ],
)
def test_routers_that_are_handed_on(head: str, call: str, name: str | None) -> None:
    found = prefixes(f"{head}{HEAD}{call}\n}}\n")[1:]
    assert found == ([(name, "", "internal/server.f:r")] if name else [])


def test_a_method_of_the_receiver_is_one_of_its_type() -> None:
    code = 'func (a *App[T]) f(r *gin.Engine) { a.g(r.Group("/x"), 1) }\n'
    assert prefixes(code)[1:] == [
        ("internal/server.App.g:#0", "/x", "internal/server.App.f:r"),
    ]
