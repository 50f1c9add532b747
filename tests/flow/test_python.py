"""The flow of Python functions."""

from __future__ import annotations

from textwrap import indent

import pytest

from ctxkit.model.flow import FlowStatement
from tests.flow.shown import calls, flow_of, function, outline, refs, spans


def _statements(body: str) -> tuple[FlowStatement, ...]:
    return function(f"def f():\n{indent(body, '    ')}\n", "a.py", "f").statements


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "if a:\n    return\nelif b:\n    f()\nelse:\n    raise E('x')",
            ["if a", "  return", "if b !a", "  expression f()", "else !a !b", "  raise E('x')"],
        ),
        (
            "for k, (v, *w) in m:\n    break\nelse:\n    f()",
            ["loop k, v, w: m", "  jump", "else !m", "  expression f()"],
        ),
        ("while a:\n    continue", ["loop a", "  jump"]),
        (
            "try:\n    f()\nexcept (A, B) as e:\n    g()\nfinally:\n    h()",
            [
                "try",
                "  expression f()",
                "except e: (A, B) !-",
                "  expression g()",
                "expression h()",
            ],
        ),
        ("with f() as a, g():\n    h()", ["with a: f()", "with g()", "  expression h()"]),
        (
            "match a:\n    case 1:\n        f()\n    case _:\n        g()",
            ["case a 1", "  expression f()", "case a _ !a 1", "  expression g()"],
        ),
        ("a = b.c = 3", ["b.c = 3", "a = 3"]),
        ("a, (b, c) = f()", ["a, b, c = f()"]),
        ("a[0].b += 1", ["a.b = 1"]),
        ("a: int = 1\nb: int", ["a = 1"]),
        ('"""Do it."""', []),
        ("def inner():\n    g()", []),
        ("assert a, b", ["expression assert a, b"]),
    ],
)
def test_statements(body: str, expected: list[str]) -> None:
    assert outline(_statements(body)) == expected


@pytest.mark.parametrize(
    ("expression", "names", "called"),
    [
        ("config.A", ["config.A"], []),
        ("f(a, b=c.d)", ["a", "c.d"], ["f(a, b=c.d)"]),
        ("f(g(x))(y)", ["x", "y"], ["f()(y)", "f(g(x))", "g(x)"]),
        ('{"a": b, **c}', ["b", "c"], ["{a=b, **c}"]),
        ('f"{a.b} {c!r}"', ["a.b", "c"], []),
        ("lambda x=1: g(x)", ["x"], ["g(x)"]),
        ("a[i].b", ["a.b", "a", "i"], []),
    ],
)
def test_names_and_calls(expression: str, names: list[str], called: list[str]) -> None:
    (statement,) = _statements(f"v = {expression}")
    assert refs(statement) == names
    assert calls(statement) == called


@pytest.mark.parametrize(
    ("expression", "literal"),
    [
        ("'a'", "a"),
        ('"""it\'s"""', "it's"),
        ("r'a'", "a"),
        ("('a' 'b')", "ab"),
        ("3", "3"),
        ("None", "None"),
        ("f'{a}'", None),
        ("a", None),
    ],
)
def test_literals(expression: str, literal: str | None) -> None:
    (statement,) = _statements(f"v = {expression}")
    assert statement.value is not None
    assert statement.value.literal == literal


def test_lines_of_statements() -> None:
    assert spans(
        _statements("if (\n    a\n):\n    f(\n        1)\ntry:\n    g()\nexcept E: pass")
    ) == [
        ("if", 2, 4, 6),
        ("expression", 5, 6, 6),
        ("try", 7, 7, 9),
        ("expression", 8, 8, 8),
        ("except", 9, 9, 9),
    ]


def test_functions_and_imports() -> None:
    flow = flow_of(
        """
        import os.path
        import numpy as np
        from .mail import send as post

        class Mail(Base):
            limit = 3

            @retry
            def send(self, to: str, n: int = 1):
                def inner():
                    pass
                return to
        """,
        "a.py",
    )
    send = flow.function_at(12)
    assert (send.name, send.owner, send.receiver) == ("Mail.send", "Mail", "self")
    assert (send.start, send.line) == (8, 9)
    assert [(each.name, each.type) for each in send.parameters][1:] == [("to", "str"), ("n", "int")]
    assert outline(next(flow.class_named("Mail")).statements) == ["limit = 3"]
    assert [each.name for each in flow.around(10)] == ["Mail.send.inner", "Mail.send", "Mail", ""]
    assert flow.imports == {"os": "os", "np": "numpy", "post": ".mail.send"}


_TWO_MAILS = """
    class Mail:
        limit = 3

        def send(self):
            self.sent, total = 1, 2
            self.sent.last = total

        def stop(self):
            total = 0

    class Post:
        def send(self): ...

    def send(): ...
"""


def test_a_function_is_named_with_its_owner_or_without() -> None:
    flow = flow_of(_TWO_MAILS, "api/mail.py")
    assert [each.name for each in flow.named("send")] == ["Mail.send", "Post.send", "send"]
    assert [each.name for each in flow.named("send", owner="Post")] == ["Post.send"]
    assert [each.name for each in flow.named("send", owner="")] == ["send"]


def test_only_what_holds_a_text_is_read() -> None:
    flow = flow_of(_TWO_MAILS, "api/mail.py")
    assert [each.name for each in flow.methods("Mail", holding="sent")] == ["Mail.send"]
    assert [each.name for each in flow.class_named("Mail", holding="limit")] == ["Mail"]
    assert list(flow.class_named("Mail", holding="latency")) == []


def test_statements_by_what_they_give_a_value_to() -> None:
    flow = flow_of(_TWO_MAILS, "api/mail.py")
    send, stop = flow.methods("Mail")
    assert list(flow.giving(send, "self")) == [0, 1]
    assert list(flow.giving(send, "total")) == [0]
    assert list(flow.giving(stop, "total")) == [0]
    assert list(flow.giving(stop, "self")) == []
