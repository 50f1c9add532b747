"""However a message is written, its template fits what Python makes of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.extract.python.text import (
    fill_from,
    message_of,
    pairs_of,
    string_or_empty,
    string_value,
)
from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.extract.treesitter import text
from ctxkit.model import HOLE, LogTemplate
from ctxkit.text.template import fold_space
from tests.extract.literal import shown
from tests.extract.python.parsing import expression

Part = str | int  # text, or the number of a value

WORDS = st.text(
    st.characters(codec="utf8", exclude_characters="\x1f", exclude_categories=("Cs",)), max_size=12
)
PARTS = st.lists(st.one_of(WORDS, st.integers(0, 3)), min_size=1, max_size=7)
VALUES = st.lists(st.text(max_size=8), min_size=4, max_size=4)


def escaped(text: str, *, braces: bool = False, percent: bool = False) -> str:
    body = text.encode("unicode_escape").decode().replace('"', '\\"')
    body = body.replace("{", "{{").replace("}", "}}") if braces else body
    return body.replace("%", "%%") if percent else body


def as_f_string(parts: list[Part]) -> str:
    return (
        'f"'
        + "".join(f"{{v[{p}]}}" if isinstance(p, int) else escaped(p, braces=True) for p in parts)
        + '"'
    )


def as_percent(parts: list[Part]) -> str:
    body = "".join("%s" if isinstance(p, int) else escaped(p, percent=True) for p in parts)
    return f'"{body}" % (' + "".join(f"v[{p}], " for p in parts if isinstance(p, int)) + ")"


def as_format(parts: list[Part]) -> str:
    body = "".join(f"{{{p}}}" if isinstance(p, int) else escaped(p, braces=True) for p in parts)
    return f'"{body}".format(v[0], v[1], v[2], v[3])'


def as_sum(parts: list[Part]) -> str:
    return (
        "("
        + " + ".join(f"v[{p}]" if isinstance(p, int) else f'"{escaped(p)}"' for p in ["", *parts])
        + ")"
    )


def as_pieces(parts: list[Part]) -> str:
    return (
        "(\n"
        + "\n".join(f'f"{{v[{p}]}}"' if isinstance(p, int) else f'"{escaped(p)}"' for p in parts)
        + '\n"")'
    )


def fits(template: str, message: str) -> bool:
    """Search the template's fixed parts in the message in their order, the first at its start, the
    last at its end.
    """
    parts = template.split(HOLE)
    if len(parts) == 1:
        return message == template
    position = len(parts[0])
    for part in parts[1:-1]:
        position = message.find(part, position) + len(part)
        if position < len(part):
            return False
    return (
        message.startswith(parts[0])
        and message.endswith(parts[-1])
        and len(message) - len(parts[-1]) >= position
    )


def without_space(text: str) -> str:
    return "".join(text.replace(HOLE, "\x00").split()).replace("\x00", HOLE)


@pytest.mark.parametrize("write", [as_f_string, as_percent, as_format, as_sum, as_pieces])
@given(parts=PARTS, values=VALUES)
def test_a_template_fits_what_python_makes_of_its_source(
    write: Callable[[list[Part]], str], parts: list[Part], values: list[str]
) -> None:
    source = write(parts)
    message = eval(source, {"v": values})
    (found,) = extract(Source(repo="dify", path="a.py", data=f"logger.info({source})".encode()))
    assert isinstance(found, LogTemplate)
    # Blanks at the edge of a value may fold into those of the text beside it, so they are left out
    # of the comparison.
    assert fits(without_space(found.template), without_space(message))
    assert len(found.args) == sum(isinstance(part, int) for part in parts)
    assert found.template == fold_space(found.template)


@pytest.mark.parametrize(
    ("code", "template", "args"),
    [
        ("'a\\tb'", "a\tb", ()),
        ("r'a\\tb'", "a\\tb", ()),
        ("R'''a'''", "a", ()),
        ("b'a'", "a", ()),
        ("f'{a!r:>8} {{b}} {c}'", "<> {b} <>", ("a", "c")),
        ("rf'\\n{a}'", "\\n<>", ("a",)),
        ("f'{a=}'", "a=<>", ("a",)),
        ("f'{\"b\"} c'", "b c", ()),
        ("'a' 'b' f'{c}'", "ab<>", ("c",)),
        ("'a' + b", "a<>", ("b",)),
        ("'%s of %s' % (a, b)", "<> of <>", ("a", "b")),
        ("'%s' % a", "<>", ("a",)),
        ("'%(x)s of %(y)s' % {'x': a, 'y': b.c, z: 1}", "<> of <>", ("a", "b.c")),
        ("a % b", "<>", ("a % b",)),
        ("'a' * 3", "<>", ("'a' * 3",)),
        ("'{} {x}'.format(a, x=b)", "<> <>", ("a", "b")),
        ("a.format(b)", "<>", ("a.format(b)",)),
        ("'a {b}'.strip()", "a {b}", ()),
        ("'a'.lstrip().rstrip().removeprefix('x').removesuffix('y')", "a", ()),
        ("'a'.strip_tags()", "a", ()),
        ("'a'.upper()", "<>", ("'a'.upper()",)),
        ("a.strip()", "<>", ("a.strip()",)),
        ("dedent('a')", "a", ()),
        ("textwrap.dedent('a')", "a", ()),
        ("cleandoc('a')", "a", ()),
        ("inspect.cleandoc('a')", "a", ()),
        ("click.style('a', fg='red')", "a", ()),
        ("style(text='a')", "a", ()),
        ("_('a')", "a", ()),
        ("_()", "<>", ("_()",)),
        ("str('a')", "<>", ("str('a')",)),
        ("_(x for x in y)", "<>", ("_(x for x in y)",)),
        ("(a)", "<>", ("a",)),
    ],
)
def test_messages(code: str, template: str, args: tuple[str, ...]) -> None:
    message = message_of(expression(code))
    assert (shown(message.text), message.args) == (template, args)


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("'a'", "a"),
        ("''", ""),
        ("'a' 'b'", "ab"),
        ("('a')", "a"),
        ("f'a{b}'", None),
        ("'a' + 'b'", None),
        ("_('a')", None),
        ("a", None),
    ],
)
def test_string_values(code: str, value: str | None) -> None:
    assert string_value(expression(code)) == value
    assert string_or_empty(expression(code)) == (value or "")


def test_no_node_has_no_value() -> None:
    assert string_value(None) is None
    assert string_or_empty(None) == ""


def test_pairs_of_a_dictionary_by_literal_keys() -> None:
    pairs = pairs_of(expression("{'a': 1, b: 2, 3: 4, **c, 'd': e}"))
    assert {key: text(value) for key, value in pairs.items()} == {"a": "1", "d": "e"}


def test_operands_of_a_format() -> None:
    format_ = message_of(expression("'%s %s'"))
    two = expression("(a, b)").named_children
    assert fill_from(format_, list(two)).args == ("a", "b")
    assert fill_from(format_, [expression("(a,  # why\n b)")]).args == ("a", "b")
    named = message_of(expression("'%(x)s'"))
    assert fill_from(named, [expression("{'x': a}")]).args == ("a",)
