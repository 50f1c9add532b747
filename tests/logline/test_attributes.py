"""slog's attributes behind a message."""

from __future__ import annotations

import pytest

from ctxkit.logline.attributes import split_attributes


@pytest.mark.parametrize(
    ("message", "text", "attributes"),
    [
        ("released lock plugin=a/b:1", "released lock", (("plugin", "a/b:1"),)),
        ("x a=1 b=2", "x", (("a", "1"), ("b", "2"))),
        ('x a="b c" d=', "x", (("a", "b c"), ("d", ""))),
        (r'x a="say \"yes\"\n" b=1', "x", (("a", 'say "yes"\n'), ("b", "1"))),
        ('x a="', "x", (("a", '"'),)),
        ('x a="cut b=1', "x", (("a", '"cut'), ("b", "1"))),
        ('x a=""', "x", (("a", ""),)),
        ("a=1", "", (("a", "1"),)),
        ("x !BADKEY=3 a.b-c=4", "x", (("!BADKEY", "3"), ("a.b-c", "4"))),
        ("x a=b=c", "x", (("a", "b=c"),)),
    ],
)
def test_attributes(message: str, text: str, attributes: tuple[tuple[str, str], ...]) -> None:
    assert split_attributes(message) == (text, attributes)


@pytest.mark.parametrize(
    "message", ["", "no attributes ", "a == b", "x 3=4", "(a=1)", "x " + "a" * 62 + "=1", "x a =1"]
)
def test_messages_without_attributes(message: str) -> None:
    assert split_attributes(message) == (message, ())


def test_a_long_name() -> None:
    assert split_attributes("x " + "a" * 61 + "=1") == ("x", (("a" * 61, "1"),))
