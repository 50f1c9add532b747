from __future__ import annotations

import pytest

from ctxkit.extract.literals import fill_braces, fill_percent, hole, join, literal, unescape


@pytest.mark.parametrize(
    ("format_", "args", "template", "filled"),
    [
        ("Task %s took %.2f s", ("name", "spent"), "Task <> took <> s", ("name", "spent")),
        ("%d%% of %-8s", ("done", "x"), "<>% of <>", ("done", "x")),
        ("%+v: %[1]d %q", ("err", "n"), "<>: <> <>", ("err", "n", "%q")),
        ("%(app)s is gone", (), "<> is gone", ("app",)),
        ("100% sure", (), "100<>ure", ("% s",)),
    ],
)
def test_fill_percent(
    format_: str, args: tuple[str, ...], template: str, filled: tuple[str, ...]
) -> None:
    message = fill_percent(literal(format_), args)
    assert (message.template.replace("\x1f", "<>"), message.args) == (template, filled)


@pytest.mark.parametrize(
    ("format_", "args", "named", "template", "filled"),
    [
        ("{} of {}", ("a", "b"), {}, "<> of <>", ("a", "b")),
        ("{1} of {0:>8}", ("a", "b"), {}, "<> of <>", ("b", "a")),
        ("{name!r} {{kept}}", (), {"name": "app.name"}, "<> {kept}", ("app.name",)),
    ],
)
def test_fill_braces(
    format_: str,
    args: tuple[str, ...],
    named: dict[str, str],
    template: str,
    filled: tuple[str, ...],
) -> None:
    message = fill_braces(literal(format_), args, named)
    assert (message.template.replace("\x1f", "<>"), message.args) == (template, filled)


def test_holes_that_stand_already_keep_their_expressions() -> None:
    assert fill_percent(join([hole("a"), literal(" then %s")]), ("b",)).args == ("a", "b")


@pytest.mark.parametrize(
    ("source", "value"),
    [
        (r"a\tb\x41\u3042\U0001f600\101", "a\tbAあ\U0001f600A"),
        (r"\"\\\'", "\"\\'"),
        ("a\\\nb", "ab"),
        (r"\ud800", "�"),
    ],
)
def test_unescape(source: str, value: str) -> None:
    assert unescape(source) == value
