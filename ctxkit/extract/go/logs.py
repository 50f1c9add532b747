"""Log statements of Go, of slog's and printf's family and of functions named as loggers.

Both families have the name `log`: `log.Error(msg, "key", value)` and `log.Error(format, args...)`.
Which one `log` is depends on an import of another file, so the arguments decide. Not here: errors
(`errors.py`) and how expressions become templates (`text.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.go.file import GoFile
from ctxkit.extract.go.text import arguments_of, dotted, is_string, string_value
from ctxkit.extract.literals import MessageText, fill_percent, join, shorten
from ctxkit.extract.treesitter import QueryMatch, end_line_of, fields, line_of, text
from ctxkit.model import HOLE, Fact, LogTemplate

_LEVELS = ("Debug", "Info", "Warn", "Error", "Fatal", "Panic", "Trace")
_TERMINAL = ("os.Stdout", "os.Stderr")
_LOGGER_PACKAGE = re.compile(r"(^|/)log(ger|ging)?$")
"""Packages of loggers, whose own statements write what others hand to them."""
_ATTRIBUTE_CALLS = ("slog.", "zap.")
_BAD_KEY = "!BADKEY"
"""The key that slog gives to a value without one."""


def log_templates(file: GoFile) -> Iterator[Fact]:
    """Yield the log statements of a file."""
    for match in file.matches("log_template"):
        yield from _log_template(file, match)


def _log_template(file: GoFile, match: QueryMatch) -> Iterator[LogTemplate]:
    logger, method = match.text("logger"), match.text("level")
    arguments = _message_arguments(method, arguments_of(match.node("arguments")))
    if not arguments:
        return
    keys: tuple[str, ...] = ()
    if logger == "fmt" or "Print" in method:
        message = _printed(file, arguments, method)
    else:
        message, keys = _logged(file, arguments, method)
    # func Info(msg string) { slog.Info(msg) }
    if message.text == HOLE and _LOGGER_PACKAGE.search(file.package):
        return
    # `loggerFunc("x")` may be any function with a string, unless that is a sentence.
    if not method and " " not in message.template:
        return
    statement = match.node("statement")
    yield LogTemplate(
        name=dotted(shorten(logger), method),
        line=line_of(statement),
        end_line=end_line_of(statement),
        symbol=file.at(statement),
        template=message.template,
        level=_level(match),
        args=message.args,
        fields=keys,
    )


def _level(match: QueryMatch) -> str:
    fixed = match.pattern.settings.get("level")
    if fixed:
        return fixed
    method = match.text("level")
    return next((level.lower() for level in _LEVELS if method.startswith(level)), "")


def _message_arguments(method: str, arguments: list[Node]) -> list[Node]:
    """Return the arguments from the message on; none if they do not go to a terminal or log."""
    if method.startswith("Fprint"):
        is_to_terminal = any(text(writer) in _TERMINAL for writer in arguments[:1])
        return arguments[1:] if is_to_terminal else []
    if method in ("Log", "LogAttrs"):
        return arguments[2:]  # after context and level
    if method.endswith(("Context", "Ctx")):
        return arguments[1:]
    return arguments


def _printed(file: GoFile, arguments: list[Node], method: str) -> MessageText:
    """Return what `fmt.Println("...", x)` or `log.Printf("...", x)` prints."""
    first, rest = _formatted(file.message(arguments[0]), arguments[1:])
    separator = " " if method.endswith("ln") else ""
    return join([first, *(file.message(each) for each in rest)], separator)


def _logged(
    file: GoFile, arguments: list[Node], method: str
) -> tuple[MessageText, tuple[str, ...]]:
    """Return the message of a log statement and the keys of its structured attributes, whose values
    end its args.
    """
    message, rest = file.message(arguments[0]), arguments[1:]
    if method.endswith("f") or not _begins_attribute(rest):
        message, rest = _formatted(message, rest)
    keys, values = _attributes(rest)
    return MessageText(message.text, message.args + values), keys


def _formatted(format_: MessageText, operands: list[Node]) -> tuple[MessageText, list[Node]]:
    """Return a format filled with its operands, and the operands that it has no verb for.

    A text alone is not a format: its percent signs are its own.
    """
    if not operands:
        return format_, operands
    filled = fill_percent(format_, [text(each) for each in operands])
    return filled, operands[len(filled.args) - len(format_.args) :]


def _begins_attribute(operands: list[Node]) -> bool:
    return any(is_string(first) or _is_attribute_call(first) for first in operands[:1])


def _is_attribute_call(node: Node) -> bool:
    return node.type == "call_expression" and text(node).startswith(_ATTRIBUTE_CALLS)


def _attributes(arguments: list[Node]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return keys and values of slog's attributes: `"key", value` pairs, `slog.String("key",
    value)`, and a lone value.
    """
    found: list[tuple[str, str]] = []
    unread = iter(arguments)
    for node in unread:
        if node.type == "variadic_argument":
            continue
        if _is_attribute_call(node):
            found.append(_attribute(node))
        elif is_string(node):
            found.append(_pair(node, next(unread, None)))
        else:
            found.append((_BAD_KEY, text(node)))
    known = [(key, shorten(value)) for key, value in found if key]
    return tuple(key for key, _ in known), tuple(value for _, value in known)


def _attribute(call: Node) -> tuple[str, str]:
    """`slog.String("key", value)`; no key if it is not literal."""
    inner = fields(call, "arguments")
    operands = arguments_of(inner[0]) if inner else []
    if not operands or not is_string(operands[0]):
        return "", ""
    return string_value(operands[0]), "".join(text(value) for value in operands[1:2])


def _pair(key: Node, value: Node | None) -> tuple[str, str]:
    """`"key", value`; a key without a value is a value without a key."""
    if value is None:
        return _BAD_KEY, text(key)
    return string_value(key), text(value)
