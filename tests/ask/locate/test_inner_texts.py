"""The texts of an event, and what is known of each."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import pytest

from ctxkit.ask.locate.inner_texts import TEXT_KINDS, InnerText, TextKind, texts_of
from ctxkit.ask.locate.line_context import LineContext, read_context
from tests.ask.locate_workspace import ContextOf


def cut(context_of: ContextOf, kind: TextKind, line: str) -> list[InnerText]:
    context = context_of(line)
    return list(kind.cut(context, read_context(context.event, context.index)))


def texts(context_of: ContextOf, line: str) -> list[InnerText]:
    context = context_of(line)
    return list(texts_of(context, read_context(context.event, context.index)))


def by_name(name: str) -> TextKind:
    return next(kind for kind in TEXT_KINDS if kind.name == name)


def test_the_kinds_and_their_order() -> None:
    assert [kind.name for kind in TEXT_KINDS] == [
        "message",
        "message before attributes",
        "value of a piece of JSON",
        "line with its prefix",
        "message of an error",
        "message after its code",
        "layers of a chain",
        "validator's message",
        "field of a structured line",
        "message of a JSON body",
    ]
    assert all(kind.place for kind in TEXT_KINDS)


@pytest.mark.parametrize("kind", TEXT_KINDS, ids=lambda kind: kind.name)
def test_each_kind_cuts_its_sample(context_of: ContextOf, kind: TextKind) -> None:
    assert tuple(text.text for text in cut(context_of, kind, kind.sample)) == kind.gives


@pytest.mark.parametrize("kind", TEXT_KINDS[1:], ids=lambda kind: kind.name)
def test_a_plain_message_has_one_text(context_of: ContextOf, kind: TextKind) -> None:
    assert cut(context_of, kind, "the letter box is full") == []


def test_the_prefix_is_evidence_for_the_lines_own_texts_alone(context_of: ContextOf) -> None:
    line = "2026-05-26 13:22:31.627 ERROR [Dummy-6] [mail_service.py:65]  - ValueError: a: b c d: e f g"
    own, *wrapped = texts(context_of, line)
    assert (own.context.base, own.context.line, own.context.logged) == ("mail_service.py", 65, True)
    assert [text.text for text in wrapped] == [
        "a: b c d: e f g",
        "a: b c d: e f g",
        "b c d: e f g",
        "e f g",
    ]
    assert {text.context for text in wrapped} == {LineContext(error="ValueError")}


@pytest.mark.parametrize(
    ("line", "plugin"),
    [
        ("[parrot] lost its feathers", "parrot"),
        ("failed to start plugin=langgenius/Parrot:0.1", "parrot"),
        ("plugin: parrot@0.1 lost", "parrot"),
        ("[Parrot Errors] lost", ""),
        ("nothing of the kind [parrot] here", ""),
        ("a plugin [parrot] here", "parrot"),
    ],
)
def test_the_plugin_that_a_message_names(context_of: ContextOf, line: str, plugin: str) -> None:
    assert {text.context.plugin for text in texts(context_of, line)} == {plugin}


def test_a_line_without_a_message_is_looked_up_by_its_place(context_of: ContextOf) -> None:
    prefix = "2026-05-26 13:22:31.627 ERROR [Dummy-6] [mail_service.py:65]"
    assert [text.text for text in texts(context_of, prefix)] == [""]
    assert texts(context_of, "2026-05-26 13:22:31.627 ERROR ") == [
        InnerText("2026-05-26 13:22:31.627 ERROR", LineContext(level="error"))
    ] or not any(text.text == "" for text in texts(context_of, "2026-05-26 13:22:31.627 ERROR "))


def test_attributes_are_of_a_line_without_a_prefix_only(context_of: ContextOf) -> None:
    kind = by_name("message before attributes")
    (text,) = cut(context_of, kind, 'pool drained too early lane=west error="x y"')
    assert text.context.fields == (("lane", "west"), ("error", "x y"))
    assert text.context.language == "go"
    assert cut(context_of, kind, "pool lane=west") == []
    assert cut(context_of, kind, "2026/04/02 10:11:12 WARN pool drained too early lane=west") == []


def test_an_error_is_looked_up_without_its_class(context_of: ContextOf) -> None:
    kind = by_name("message of an error")
    assert cut(context_of, kind, "a.b.StampError: StampError: StampError: none left") == [
        InnerText("none left", LineContext(error="StampError"))
    ]


def test_of_chained_errors_the_last_and_the_first_are_looked_up(context_of: ContextOf) -> None:
    frame = '  File "/app/api/x.py", line 1, in f\n    g()\n'
    again = "\nDuring handling of the above exception, another exception occurred:\n\n"
    parts = [
        f"Traceback (most recent call last):\n{frame}{name}: {name} said"
        for name in ("AError", "BError", "CError")
    ]
    found = cut(context_of, by_name("message of an error"), again.join(parts))
    assert [(text.text, text.context.error) for text in found] == [
        ("CError said", "CError"),
        ("AError said", "AError"),
    ]


@pytest.mark.parametrize(
    ("line", "layers"),
    [
        ("a b: c d e: f g h", ["c d e: f g h", "f g h"]),
        ("a: b c: d e f", ["b c: d e f", "d e f"]),
        ("a b c: d e f", []),
        ("a: b: c", []),
        ("a: b: {c d e}", []),
        ("a: b: " + "c d e " * 165, ["b: " + ("c d e " * 165).strip(), ("c d e " * 165).strip()]),
        ("a: b: " + "c d e " * 170, []),
        ("x: a b c" * 8, ["a b c" + "x: a b c" * n for n in (7, 6, 5, 4, 3, 2)]),
    ],
)
def test_the_layers_of_a_chain(context_of: ContextOf, line: str, layers: list[str]) -> None:
    assert [text.text for text in cut(context_of, by_name("layers of a chain"), line)] == layers


STACK = """Traceback (most recent call last):
  File "/app/api/x.py", line 1, in f
    g()
a.b.StampError: """


def test_the_error_at_the_end_of_a_stack_has_layers_and_a_body_too(context_of: ContextOf) -> None:
    text = f"{STACK}request 7: LetterError: no stamps left"
    found = cut(context_of, by_name("layers of a chain"), text)
    assert [each.text for each in found] == ["LetterError: no stamps left", "no stamps left"]
    text = STACK + 'request 7 LetterError: {"error_type": "InkError", "message": "no ink left"}'
    found = cut(context_of, by_name("message of a JSON body"), text)
    assert [(each.text, each.context.error) for each in found] == [("no ink left", "InkError")]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("stamp_missing: no stamp", ("no stamp", "stamp_missing")),
        ("unknown: no stamp", ("no stamp", "unknown")),
        ("[404] stamp.missing: no stamp", ("no stamp", "stamp.missing")),
        ("StampMissing: no stamp", None),
        ("stamp missing: no stamp", None),
        ("stamp_missing no stamp", None),
        ("stamp_missing: a", None),
    ],
)
def test_the_message_after_a_code(
    context_of: ContextOf, line: str, found: tuple[str, str] | None
) -> None:
    texts = cut(context_of, by_name("message after its code"), line)
    assert [(text.text, text.context.error) for text in texts] == ([found] if found else [])


def test_a_field_that_is_too_short_is_a_code(context_of: ContextOf) -> None:
    line = "2026-05-22T13:11:43Z WARN dify-plugin-daemon pool.go:9 drained {}"
    kind = by_name("field of a structured line")
    for name in ("error", "err", "message", "msg", "exception", "reason", "detail"):
        found = cut(context_of, kind, line.format(f'{name}="nine char"'))
        assert [text.text for text in found] == ["nine char"]
    assert cut(context_of, kind, line.format('error="8 letters"'[:-2] + '"')) == []
    assert cut(context_of, kind, line.format('lane="nine char"')) == []


@pytest.mark.parametrize(
    ("line", "text", "error"),
    [
        ('{"code": "x", "message": "no stamps left"}', "no stamps left", "x"),
        ('{"error": {"code": "x", "message": "no stamps left"}}', "no stamps left", "x"),
        ('{"code": "x", "error_type": "A", "message": "none"}', "none", "A"),
        (
            'data: {"event": "x", "code": "y", "data": {"error": "no stamps left"}}',
            "no stamps left",
            "",
        ),
        (
            'data: {"code": "y", "data": {"error": "a", "message": "no stamps left"}}',
            "no stamps left",
            "",
        ),
        ('x: {"error_type": "StampError", "message": "none"}', "none", "StampError"),
    ],
)
def test_the_message_of_a_body(context_of: ContextOf, line: str, text: str, error: str) -> None:
    assert cut(context_of, by_name("message of a JSON body"), line) == [
        InnerText(text, LineContext(error=error))
    ]


@pytest.mark.parametrize(
    "line", ['{"code": "x", "message": ""}', '{"code": "x"}', "{no body}", "x"]
)
def test_what_is_no_body_has_no_message(context_of: ContextOf, line: str) -> None:
    assert cut(context_of, by_name("message of a JSON body"), line) == []


def test_pydantics_words_may_be_below_the_first_line(context_of: ContextOf) -> None:
    kind = by_name("validator's message")
    for words in ("Value error", "Assertion failed"):
        line = f"Run failed: 1 validation error: {words}, mail recipient is not configured"
        assert [text.text for text in cut(context_of, kind, line)] == [
            "mail recipient is not configured"
        ]
    assert cut(context_of, kind, "Value error, short") == []
