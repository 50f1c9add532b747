from __future__ import annotations

import pytest

from ctxkit.extract.python.file import imports_of, last_name, module_of
from ctxkit.extract.source import Source
from tests.extract.python.parsing import expression, python_file


@pytest.mark.parametrize(
    ("path", "module"),
    [
        ("api/libs/mail.py", "libs.mail"),
        ("api/libs/__init__.py", "libs"),
        ("dify-agent/src/agent/run.py", "agent.run"),
        ("src/x/a.py", "src.x.a"),
        ("models/acme/llm.py", "models.acme.llm"),
        ("myapi/a.py", "myapi.a"),
    ],
)
def test_the_name_of_a_module(path: str, module: str) -> None:
    assert module_of(path) == module


@pytest.mark.parametrize(
    ("path", "line", "found"),
    [
        ("api/a/b.py", "from c.d import e, f as g", {"e": "c.d:e", "g": "c.d:f"}),
        ("api/a/b.py", "  from c import (\n d,  # x, y\n e\n)", {"d": "c:d", "e": "c:e"}),
        ("api/a/b.py", "from . import c", {"c": "a:c"}),
        ("api/a/b.py", "from .c import d", {"d": "a.c:d"}),
        ("api/a/b/x.py", "from ..c import d", {"d": "a.c:d"}),
        ("api/a/__init__.py", "from .c import d", {"d": "a.c:d"}),
        ("api/a/b.py", "from c import *", {}),
        ("api/a/b.py", "import c", {}),
    ],
)
def test_imports(path: str, line: str, found: dict[str, str]) -> None:
    assert imports_of(Source(repo="r", path=path, data=line.encode())) == found


def test_names_are_followed_through_imports() -> None:
    file = python_file("from a.b import c as d\n")
    assert file.full_name("d") == "a.b:c"
    assert file.full_name("d.e.f") == "a.b:c.e.f"
    assert file.full_name("x.y") == "libs.a:x.y"
    assert file.module == "libs.a"


def test_definitions_by_their_qualified_names() -> None:
    file = python_file(
        """\
        class A:
            def b(self):
                x = 1
        def c():
            class D: ...
        """
    )
    assert sorted(file.classes) == ["A", "c.D"]
    assert sorted(file.functions) == ["A.b", "c"]
    place = file.source.data.index(b"x = 1")
    assert (file.line_at(place), file.scopes.at(place)) == (3, "A.b")
    assert file.at(file.functions["A.b"]) == "A.b"
    assert (file.contains(b"no", b"class D"), file.contains(b"no")) == (True, False)


def test_the_last_name() -> None:
    assert last_name(expression("current_app.logger")) == "logger"
    assert last_name(expression("logger")) == "logger"
