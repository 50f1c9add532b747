from __future__ import annotations

import pytest

from ctxkit.model import Route, RoutePrefix
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "api/a.py"
FIXTURES = (
    "controllers/console/__init__.py",
    "controllers/console/app/app.py",
    "extensions/ext_fastopenapi.py",
)


@pytest.mark.parametrize("fixture", FIXTURES)
def test_routes_and_where_routers_are_mounted(fixture: str) -> None:
    check(f"python/api/{fixture}", Route, RoutePrefix)


def routes(code: str) -> list[tuple[str, tuple[str, ...], str]]:
    return [(each.name, each.methods, each.handler) for each in facts(PATH, code, Route)]


@pytest.mark.parametrize(
    ("decorator", "found"),
    [
        ("bp.route('/a')", [("/a", ("GET",), "f")]),
        ("bp.route('/a', '/b')", [("/a", ("GET",), "f"), ("/b", ("GET",), "f")]),
        ("bp.route(rule='/a', methods=['get', 'POST'])", [("/a", ("GET", "POST"), "f")]),
        ("bp.route('/a', methods=[METHOD])", [("/a", (), "f")]),
        ("bp.route('')", [("", ("GET",), "f")]),
        ("bp.route('a')", []),
        ("bp.route(PATH)", []),
        ("x.bp.delete('/a')", [("/a", ("DELETE",), "f")]),
        ("bp.errorhandler('/a')", []),
        ("route('/a')", []),
    ],
)
def test_functions(decorator: str, found: list[tuple[str, tuple[str, ...], str]]) -> None:
    assert routes(f"@{decorator}\ndef f(): 1") == found


@pytest.mark.parametrize("verb", ["get", "post", "put", "delete", "patch", "head", "options"])
def test_verbs(verb: str) -> None:
    assert routes(f"@bp.{verb}('/a')\ndef f(): 1") == [("/a", (verb.upper(),), "f")]
    code = f"@ns.route('/a')\nclass A(Resource):\n    def {verb}(self): 1"
    assert routes(code) == [("/a", (verb.upper(),), f"A.{verb}")]


@pytest.mark.parametrize(
    ("bases", "is_inheriting"),
    [
        ("Resource", False),
        ("MethodView", False),
        ("View", False),
        ("flask_restx.Resource", False),
        ("object", False),
        ("Base", True),
        ("Resource, Mixin", True),
    ],
)
def test_a_class_may_inherit_methods(bases: str, is_inheriting: bool) -> None:
    code = f"@ns.route('/a')\nclass A({bases}):\n    def get(self): 1"
    inherited = [("/a", (), "A")] if is_inheriting else []
    assert routes(code) == [("/a", ("GET",), "A.get"), *inherited]
    assert routes(f"@ns.route('/a')\nclass A({bases}): ...") == [("/a", (), "A")]


def test_resources_that_are_added() -> None:
    code = "from x import B\nclass A:\n    def get(self): 1\napi.add_resource(A, '/a', '/b')\n"
    assert routes(code) == [("/a", ("GET",), "A.get"), ("/b", ("GET",), "A.get")]
    assert routes("from x import B\napi.add_resource(B, '/b', NAME)") == [("/b", (), "x:B")]
    [route] = facts(PATH, "def f():\n    api.add_resource(B, '/b')", Route)
    assert (route.symbol, route.router, route.line) == ("f", "a:api", 2)


def prefixes(code: str) -> list[tuple[str, str, str]]:
    return [(each.name, each.prefix, each.parent) for each in facts(PATH, code, RoutePrefix)]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Blueprint('x', y, url_prefix='/a')", ("/a", "")),
        ("flask.Blueprint('x', 1, 2, 3, 4, 5, 6, 7, 8, '/a')", ("/a", "")),
        ("Blueprint('x')", None),
        ("Namespace('x')", ("/x", "")),
        ("Namespace(name='x', path='/a')", ("/a", "")),
        ("Namespace('x', 'y', '/a')", ("/a", "")),
        ("Namespace(x)", ("/", "")),
        ("api.namespace('x')", ("/x", "a:api")),
        ("ExternalApi(bp)", ("", "a:bp")),
        ("Api(app=bp, prefix='/a')", ("/a", "a:bp")),
        ("Api(make())", None),
        ("APIRouter(prefix='/a')", ("/a", "")),
        ("Router(bp)", None),
        ("Apis(prefix='/a')", None),
    ],
)
def test_routers_that_are_made(value: str, found: tuple[str, str] | None) -> None:
    expected = [("a:r", *found)] if found else []
    assert prefixes(f"r = {value}") == expected


def test_a_namespace_at_the_root() -> None:
    assert prefixes("r = Namespace('x', path='')") == [("a:r", "", "")]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("api.add_namespace(r, path='/a')", ("/a", "a:api")),
        ("api.add_namespace(r, '/a')", ("/a", "a:api")),
        ("x.app.register_blueprint(r, url_prefix='/a')", ("/a", "a:x.app")),
        ("app.include_router(r, prefix='/a')", ("/a", "a:app")),
        ("make(x).include_router(r, prefix='/a')", ("/a", "")),
        ("make(x).include_router(r)", None),
        ("app.include(r, prefix='/a')", None),
    ],
)
def test_routers_that_are_mounted(statement: str, found: tuple[str, str] | None) -> None:
    assert prefixes(statement) == ([("a:r", *found)] if found else [])


@pytest.mark.parametrize("method", ["add_namespace", "register_blueprint", "include_router"])
def test_methods_that_mount(method: str) -> None:
    assert prefixes(f"app.{method}(r, prefix='/a')") == [("a:r", "/a", "a:app")]
