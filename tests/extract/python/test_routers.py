"""Where routers are mounted, by their full names."""

from __future__ import annotations

import pytest

from ctxkit.model import Route, RoutePrefix
from tests.extract.annotated import check
from tests.extract.literal import facts
from tests.pace import at_most

PATH = "api/a.py"


@pytest.mark.parametrize("fixture", ["__init__.py", "app.py", "parcels.py"])
def test_routers_of_fastapi(fixture: str) -> None:
    check(f"python/agent/src/letters/{fixture}", Route, RoutePrefix)


def prefixes(code: str) -> list[tuple[str, str, str, bool]]:
    return [(f.name, f.prefix, f.parent, f.adds) for f in facts(PATH, code, RoutePrefix)]


def test_routers_of_two_functions_are_two() -> None:
    code = """
        def letters():
            router = APIRouter(prefix="/letters")
            @router.get("/all")
            def read(): ...
            return router

        def parcels():
            router = APIRouter(prefix="/parcels")
            @router.get("/all")
            def read(): ...
            return router
    """
    assert prefixes(code) == [
        ("a:letters.router", "", "a:letters", True),
        ("a:parcels.router", "", "a:parcels", True),
        ("a:letters.router", "/letters", "", False),
        ("a:parcels.router", "/parcels", "", False),
    ]
    routers = [route.router for route in facts(PATH, code, Route)]
    assert routers == ["a:letters.router", "a:parcels.router"]


def test_a_variable_of_the_module_is_known_in_its_functions() -> None:
    code = 'router = APIRouter(prefix="/a")\ndef f():\n    @router.get("/b")\n    def g(): ...\n'
    assert [route.router for route in facts(PATH, code, Route)] == ["a:router"]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("return router", []),  # the module's, or a parameter
        ("router = APIRouter()\n    return router", [("a:f.router", "", "a:f", True)]),
        ("return make_router(1)", [("a:make_router", "", "a:f", True)]),
        ("return x.create_app()", [("a:x.create_app", "", "a:f", True)]),
        ("return make(router)", []),
        ("return make()(router)", []),
        ("return happen(1)", []),
    ],
)
def test_what_a_function_returns(statement: str, found: list[tuple[str, str, str, bool]]) -> None:
    assert prefixes(f"def f():\n    {statement}\n") == found


def test_a_prefix_that_is_a_constant_of_the_file() -> None:
    code = """
        PREFIX = "/v1"
        router = APIRouter(prefix=PREFIX)
        app.include_router(router, prefix=PREFIX)
        other = APIRouter(prefix=SETTINGS)
    """
    assert prefixes(code) == [
        ("a:router", "/v1", "", False),
        ("a:router", "/v1", "a:app", True),
    ]


def test_only_a_package_exports_routers() -> None:
    code = "from a.b import router\n"
    assert [f.name for f in facts("api/a/__init__.py", code, RoutePrefix)] == ["a.b:router"]
    assert facts("api/a/c.py", code, RoutePrefix) == []


@pytest.mark.no_cover
def test_a_package_of_very_many_routers_takes_linear_time() -> None:
    code = "".join(f"from a.b import router{n}\n" for n in range(20_000))
    with at_most(5):
        found = facts("api/a/__init__.py", code, RoutePrefix)
    assert (found[0].name, found[-1].line) == ("a.b:router0", len(found))


@pytest.mark.parametrize("attach", ["include_router", "mount"])
def test_prefixes_of_fastapi_are_put_before_the_router_s_own(attach: str) -> None:
    given = '"/v1", r' if attach == "mount" else 'r, prefix="/v1"'
    assert prefixes(f"app.{attach}({given})") == [("a:r", "/v1", "a:app", True)]
    assert prefixes('app.register_blueprint(r, url_prefix="/v1")') == [
        ("a:r", "/v1", "a:app", False)
    ]
