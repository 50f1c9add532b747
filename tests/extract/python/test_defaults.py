from __future__ import annotations

import pytest

from ctxkit.extract.python.defaults import descendants, plain_value
from ctxkit.extract.treesitter import text
from tests.extract.python.parsing import expression, python_file

FILE = python_file(
    """\
    class Method(StrEnum):
        BASIC = "basic"
        OTHER = compute()

    class Outer:
        class Kind(StrEnum):
            ONE = "one"
        class Twice(StrEnum):
            ONE = "one"

    class Twice(StrEnum):
        ONE = "one"

    class Submethod:
        X = "x"
    """
)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("'a'", "a"),
        ("''", ""),
        ("'a' 'b'", "ab"),
        ("15", "15"),
        ("15 * 1024", "15360"),
        ("0.5", "0.5"),
        ("-1", "-1"),
        ("True", "True"),
        ("False", "False"),
        ("None", "None"),
        ("HttpUrl('http://a')", "http://a"),
        ("AnyUrl('a')", "a"),
        ("AnyHttpUrl('a')", "a"),
        ("SecretStr('a')", "a"),
        ("Path('a')", "a"),
        ("PostgresDsn('a')", "a"),
        ("RedisDsn('a')", "a"),
        ("str('a')", "a"),
        ("Method.BASIC", "basic"),
        ("Method.BASIC.value", "basic"),
        ("Kind.ONE", "one"),
    ],
)
def test_values_that_the_source_has(code: str, value: str) -> None:
    assert plain_value(FILE, expression(code)) == (value, False)


@pytest.mark.parametrize(
    "code",
    [
        "os.cpu_count() or 1",
        "f'a{b}'",
        "Path('a', 'b')",
        "Path(a)",
        "repr('a')",
        "Method.OTHER",
        "Method.NONE",
        "Method",
        "Twice.ONE",
        "Unknown.ONE",
        "method.X",
    ],
)
def test_anything_else_is_the_source_of_an_expression(code: str) -> None:
    assert plain_value(FILE, expression(code)) == (code, True)


def test_nodes_below_a_node_down_to_a_depth() -> None:
    node = expression("[[[[['a']]]]]")
    assert [text(each) for each in descendants(node, 1)] == ["[[[['a']]]]", "[[['a']]]"]
    assert len(list(descendants(node))) == 4
