"""The texts of an event that a statement may have made: the line's message, then what it wraps.

Rows in order, from the line's own words to what is furthest inside. The first text by which a
statement is found keeps it, unless a later one fits better by `weights.INNER_TEXT`. Not here: which
statement made a text (`statements.py`).
"""

# ruff: noqa: E501 - a pasted line stays whole

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from msgspec import Struct

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.error_bodies import error_body
from ctxkit.ask.locate.line_context import LineContext
from ctxkit.logline.attributes import split_attributes
from ctxkit.logline.cleaning import clean
from ctxkit.logline.jsonline import load_object, unescape
from ctxkit.logline.patterns import LazyPattern
from ctxkit.logline.wrappers import unwrap
from ctxkit.regex import regex

_MAX_HEAD_CHARS = 2_000  # in which a plugin, a validator's words or the raw line are looked for
_MAX_ATTRIBUTES_CHARS = 4_000
_MAX_LAYERS = 6
_MIN_SEPARATORS = 2  # `: ` in a message that is a chain of messages
_MAX_CHAIN_CHARS = 1_000
_MIN_LAYER_BLANKS = 2
_MIN_FIELD_CHARS = 9  # of a field that holds a message, not a code or a name
_MAX_BODY_START = 200  # characters of a JSON body in which its first quote must be

_PLUGIN = regex(r"\[([a-z0-9][\w-]{1,60})\] |plugin[=:]\s?\"?(?:[\w-]{1,60}/)?([\w-]{1,60})[:@]")
_JSON_PIECE = regex(r"[\"']\w{1,60}[\"']\s{0,4}:\s{0,4}[\"'](.{8,})", flags=re.DOTALL)
_VALIDATOR = LazyPattern(
    r"(?:Value error|Assertion failed), ([^\n]{8,500}?)(?: \[type=|\n|$)",
    hint="Value error, |Assertion failed, ",
)
_AFTER_CODE = regex(
    r"(?:\[\d{3}\] )?([a-z][a-z0-9]{1,40}(?:[_.][a-z0-9]{1,40}){0,8}): (\S[\s\S]{2,})"
)
_FIELDS = ("error", "err", "message", "msg", "exception", "reason", "detail")


class InnerText(NamedTuple):
    """A text to look up, with the metadata that is evidence for who made it."""

    text: str
    context: LineContext


class TextKind(Struct, frozen=True, kw_only=True):
    """A way in which a text is in an event.

    `place` says why the row is where it is in the order. `cut` yields the texts, given the event
    and its metadata; from a `sample` it yields the texts `gives`.
    """

    name: str
    place: str
    sample: str
    gives: tuple[str, ...]
    cut: Callable[[LocateContext, LineContext], Iterator[InnerText]]


def texts_of(context: LocateContext, line_context: LineContext) -> Iterator[InnerText]:
    """Yield the texts of an event to look up, in the order of `TEXT_KINDS`."""
    named = _with_plugin(context.line.message, line_context)
    for kind in TEXT_KINDS:
        yield from kind.cut(context, named)


def _with_plugin(message: str, line_context: LineContext) -> LineContext:
    """Return the metadata with the plugin that a message names, if it names one."""
    head = message[:_MAX_HEAD_CHARS]
    found = _PLUGIN.search(head)
    if not found or not ("lugin" in head or head.startswith("[")):
        return line_context
    return line_context._replace(plugin=next(filter(None, found.groups())).lower())


def _wrapped(line_context: LineContext) -> LineContext:
    """Return the metadata that is evidence for a wrapped text: nothing of the line's prefix."""
    return LineContext(error=line_context.error, plugin=line_context.plugin)


def _message(context: LocateContext, line_context: LineContext) -> Iterator[InnerText]:
    # A statement without a text is found by the place in the prefix alone.
    if context.line.message or line_context.base:
        yield InnerText(context.line.message, line_context)


def _before_attributes(context: LocateContext, line_context: LineContext) -> Iterator[InnerText]:
    line = context.line
    if line.log_format.known or line.fields:
        return
    head, fields = split_attributes(line.message[:_MAX_ATTRIBUTES_CHARS])
    if fields and " " in head:
        yield InnerText(head, line_context._replace(fields=fields, language="go"))


def _json_piece(context: LocateContext, line_context: LineContext) -> Iterator[InnerText]:
    found = _JSON_PIECE.match(context.line.message)
    if found:
        yield InnerText(unescape(found[1]), line_context)


def _with_prefix(context: LocateContext, line_context: LineContext) -> Iterator[InnerText]:
    if not context.line.log_format.maybe_message:
        return
    first = clean(context.event.text[:_MAX_HEAD_CHARS]).partition("\n")[0]
    raw = unwrap(first).text.strip()
    if raw != context.line.message:
        yield InnerText(raw, line_context)


def _error_messages(context: LocateContext, line_context: LineContext) -> Iterator[InnerText]:
    errors = context.event.errors
    # Of chained errors the last one ended the stack, and the first is the cause.
    for error in errors[-1:] + errors[:-1][:1]:
        name = error.error.rpartition(".")[2]
        message = error.message
        while message.startswith(f"{name}: "):
            message = message[len(name) + 2 :]
        if message:
            yield InnerText(message, _wrapped(line_context)._replace(error=name))


def _after_code(context: LocateContext, line_context: LineContext) -> Iterator[InnerText]:
    found = _AFTER_CODE.match(context.line.message)
    if found:
        yield InnerText(found[2], _wrapped(line_context)._replace(error=found[1]))


def _layers(context: LocateContext, line_context: LineContext) -> Iterator[InnerText]:
    for rest in _whole_messages(context):
        if len(rest) > _MAX_CHAIN_CHARS or "{" in rest or rest.count(": ") < _MIN_SEPARATORS:
            continue
        for _ in range(_MAX_LAYERS):
            rest = rest.partition(": ")[2]
            if rest.count(" ") >= _MIN_LAYER_BLANKS:
                yield InnerText(rest, _wrapped(line_context))


def _whole_messages(context: LocateContext) -> Iterator[str]:
    """Yield the message of the line, and that of the error that ended a stack."""
    yield context.line.message
    for error in context.event.errors[-1:]:
        if not context.line.message.endswith(error.message):
            yield error.message


def _validator_message(context: LocateContext, line_context: LineContext) -> Iterator[InnerText]:
    head, whole = context.line.message[:_MAX_HEAD_CHARS], context.event.text
    found = _VALIDATOR.search(f"{head}\n{whole[:_MAX_ATTRIBUTES_CHARS]}")
    if found:
        yield InnerText(found[1], _wrapped(line_context))


def _fields(context: LocateContext, line_context: LineContext) -> Iterator[InnerText]:
    for name in _FIELDS:
        value = context.line.field(name)
        if len(value) >= _MIN_FIELD_CHARS:
            yield InnerText(value, _wrapped(line_context))


def _body_message(context: LocateContext, line_context: LineContext) -> Iterator[InnerText]:
    for whole in _whole_messages(context):
        body = error_body(whole) or _plugin_body(whole)
        if body:
            yield from _message_of_body(body, line_context)


def _message_of_body(body: dict[str, Any], line_context: LineContext) -> Iterator[InnerText]:
    data, error = body.get("data"), body.get("error")
    if isinstance(error, dict):  # {"error": {"code": "unauthorized", "message": "..."}}
        body = error
    if isinstance(data, dict):  # an event of a stream
        body = {"message": data.get("error"), **data}
    message = body.get("message")
    if isinstance(message, str) and message:
        name = str(body.get("error_type") or body.get("code") or "")
        yield InnerText(message, _wrapped(line_context)._replace(error=name))


def _plugin_body(message: str) -> dict[str, Any] | None:
    """Return the JSON object in a message, as the plugin daemon passes a plugin's error on."""
    start = message.find("{")
    if start < 0 or '"' not in message[start : start + _MAX_BODY_START]:
        return None
    return load_object(message[start:])


TEXT_KINDS: tuple[TextKind, ...] = (
    TextKind(
        name="message",
        place="first: the prefix is evidence for who made this text",
        sample="2026-05-26 13:22:31.627 INFO [Dummy-6] [mail.py:65]  - Letter 7 is on its way",
        gives=("Letter 7 is on its way",),
        cut=_message,
    ),
    TextKind(
        name="message before attributes",
        place="before everything wrapped: the attributes are evidence for the line's own statement",
        sample="pool drained too early lane=west",
        gives=("pool drained too early",),
        cut=_before_attributes,
    ),
    TextKind(
        name="value of a piece of JSON",
        place="before the raw line: what is around the value was written by no logger",
        sample='"tool_response": "tool invoke error: no \\"stamp\\" is left',
        gives=('tool invoke error: no "stamp" is left',),
        cut=_json_piece,
    ),
    TextKind(
        name="line with its prefix",
        place="after the readings without it: most often the prefix is one",
        sample="ERROR: the letter box is full",
        gives=("ERROR: the letter box is full",),
        cut=_with_prefix,
    ),
    TextKind(
        name="message of an error",
        place="first of the wrapped texts: the error's class is evidence for who raised it",
        sample="core.exc.LaunchError: LaunchError: failed to prepare the launch pad",
        gives=("failed to prepare the launch pad",),
        cut=_error_messages,
    ),
    TextKind(
        name="message after its code",
        place="before the layers: the code is evidence for who made the error",
        sample="stamp_missing: the letter has no stamp",
        gives=("the letter has no stamp",),
        cut=_after_code,
    ),
    TextKind(
        name="layers of a chain",
        place="after errors: what follows a colon may also be a value",
        sample="run failed: failed to prepare the pad: no launchable node left",
        gives=("failed to prepare the pad: no launchable node left", "no launchable node left"),
        cut=_layers,
    ),
    TextKind(
        name="validator's message",
        place="after the layers: pydantic's own words are around it, and no class is known",
        sample="1 validation error for Letterhead   Value error, mail recipient is not configured [type=value_error]",
        gives=("mail recipient is not configured",),
        cut=_validator_message,
    ),
    TextKind(
        name="field of a structured line",
        place="after the message's own texts: a field repeats them, or says more",
        sample='2026-05-22T13:11:43Z WARN dify-plugin-daemon pool.go:9 drained error="lane is dry"',
        gives=("lane is dry",),
        cut=_fields,
    ),
    TextKind(
        name="message of a JSON body",
        place="last: the class of the error is the body's, not that of the line around it",
        sample='req_id: 1 PluginInvokeError: {"error_type": "StampError", "message": "no stamps left"}',
        gives=("no stamps left",),
        cut=_body_message,
    ),
)
