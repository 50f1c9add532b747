"""Messages of Go sources: log statements, errors and the texts of HTTP responses.

Go has two families of loggers and one name for both: `log.Error(msg, "key", value)` (slog) and
`log.Error(format, args...)` (printf). Which one `log` is stands in another file, so the arguments
decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tree_sitter import Node

from ctxkit.extract.go.file import GoFile, arguments_of, is_string, lines_of, one, string_value
from ctxkit.extract.literals import EMPTY, Message, fill_percent, join, shorten
from ctxkit.extract.treesitter import Captures, text
from ctxkit.model import HOLE, ErrorCode, Fact, LogTemplate, Raise

_LEVEL = re.compile(r"(Debug|Info|Warn|Error|Fatal|Panic|Trace)")
_STANDS_OUT = ("os.Stdout", "os.Stderr")
_ERROR_PACKAGES = ("errors", "xerrors", "pkgerrors", "multierr")
_NO_ERROR = re.compile(r"(^|\.)(s?log|logger|t|b)$")
_PASSES_ON = re.compile(r"(^|/)log(ger|ging)?$")
"""Packages of loggers, whose own statements write what others hand to them."""
_TWO_WORDS = re.compile(r"[A-Za-z]{2,}[: ,]+[A-Za-z]{2,}")


def facts(file: GoFile) -> Iterator[Fact]:
    """Yield the messages of a file."""
    for captures in file.found.get("log_template", []):
        yield from _log(file, captures)
    yield from _innermost(
        [fact for captures in file.found.get("raise", []) for fact in _raise(file, captures)]
    )
    for captures in file.found.get("error_code", []):
        yield _error_code(file, captures)


def _log(file: GoFile, captures: Captures) -> Iterator[LogTemplate]:
    logger = text(one(captures, "logger"))
    method = text(captures["level"][0]) if "level" in captures else ""
    given = arguments_of(one(captures, "arguments"))
    if method.startswith("Fprint"):
        if not given or text(given[0]) not in _STANDS_OUT:
            return
        given = given[1:]
    elif method in ("Log", "LogAttrs"):
        given = given[2:]  # context, level
    elif method.endswith(("Context", "Ctx")):
        given = given[1:]
    if not given:
        return
    level = _LEVEL.match(method)
    message, fields = _message(file, given, method, prints=logger == "fmt" or "Print" in method)
    if message.text == HOLE and _PASSES_ON.search(file.package):
        return
    if not method and " " not in message.template:
        return
    yield LogTemplate(
        name=f"{shorten(logger)}.{method}" if method else logger,
        template=message.template,
        level=level[1].lower() if level else "",
        args=message.args,
        fields=fields,
        **_place(file, one(captures, "statement")),
    )


def _message(
    file: GoFile, given: list[Node], method: str, *, prints: bool
) -> tuple[Message, tuple[str, ...]]:
    """Return the text of a log statement and the keys of its structured attributes, whose values
    end its args.
    """
    first, rest = file.message(given[0]), given[1:]
    pairs = bool(rest) and not prints and not method.endswith("f") and _is_key(rest[0])
    if rest and not pairs and "%" in first.text:
        filled = fill_percent(first, [text(each) for each in rest])
        rest = rest[len(filled.args) - len(first.args) :]
        first = filled
    if prints:
        separator = " " if method.endswith("ln") else ""
        return join([first, *(file.message(each) for each in rest)], separator), ()
    fields, values = _attributes(rest)
    return Message(first.text, first.args + values), fields


def _is_key(node: Node) -> bool:
    return is_string(node) or (
        node.type == "call_expression" and text(node).startswith(("slog.", "zap."))
    )


def _attributes(given: list[Node]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read slog's attributes: `"key", value` pairs, `slog.String("key", value)`, and `!BADKEY` for
    a lone value.
    """
    fields: list[str] = []
    values: list[str] = []
    waiting = iter(given)
    for node in waiting:
        if node.type == "call_expression" and text(node).startswith(("slog.", "zap.")):
            inner = node.child_by_field_name("arguments")
            parts = arguments_of(inner) if inner is not None else []
            if parts and is_string(parts[0]):
                fields.append(string_value(parts[0]))
                values.append(text(parts[1]) if len(parts) > 1 else "")
        elif node.type == "variadic_argument":
            continue
        elif is_string(node) and (value := next(waiting, None)) is not None:
            fields.append(string_value(node))
            values.append(text(value))
        else:
            fields.append("!BADKEY")
            values.append(text(node))
    return tuple(fields), tuple(shorten(value) for value in values)


def _innermost(raises: list[Raise]) -> Iterator[Raise]:
    """Leave out what only wraps: in `exception.BadRequestError(errors.New("..."))` the inner site
    is the answer.
    """
    inner: dict[str, list[Raise]] = {}
    for fact in reversed(raises):
        known = inner.setdefault(fact.template, [])
        if not fact.template or not any(
            fact.line <= each.line and each.end_line <= fact.end_line for each in known[-50:]
        ):
            known.append(fact)
    yield from sorted(
        (fact for known in inner.values() for fact in known), key=lambda fact: fact.line
    )


def _raise(file: GoFile, captures: Captures) -> Iterator[Raise]:
    statement = one(captures, "statement")
    if "error" in captures:
        for node in captures["error"]:
            line = node.start_point[0] + 1
            yield Raise(
                name=text(node),
                template="",
                line=line,
                end_line=line,
                symbol=file.scopes.at(node.start_byte),
            )
        return
    name = text(one(captures, "name")).strip('"')
    package = text(captures["package"][0]) if "package" in captures else ""
    if "message" in captures:
        message: Message | None = file.message(one(captures, "message"))
        wanted = _TWO_WORDS if statement.type == "type_conversion_expression" else None
        if message is None or not _says(message) or (wanted and not wanted.search(message.text)):
            return
    else:
        message = _error(file, package, name, arguments_of(one(captures, "arguments")))
    if message is not None:
        yield Raise(
            name=shorten(f"{package}.{name}" if package else name),
            template=message.template,
            args=message.args,
            **_place(file, statement),
        )


def _error(file: GoFile, package: str, name: str, given: list[Node]) -> Message | None:
    """Return the message of a call that makes an error, or None if the call makes none."""
    if _NO_ERROR.search(package):
        return None
    if name in ("New", "Join", "Wrap", "Wrapf", "Is", "As") and package not in _ERROR_PACKAGES:
        return None
    if name == "Join":
        parts = [file.message(each) for each in given]
        return join(parts, "\n") if any(_says(part) for part in parts) else None
    always = (
        package in (*_ERROR_PACKAGES, "exception")
        or name == "panic"
        or (package, name) == ("fmt", "Errorf")
    )
    if not given:
        return EMPTY if package == "exception" else None
    messages = [file.message(each) for each in given]
    at = next((i for i, each in enumerate(messages) if _says(each)), 0)
    if not always and not _says(messages[at]):
        return None
    if name.endswith("f"):
        return fill_percent(messages[at], [text(each) for each in given[at + 1 :]])
    return messages[at]


def _says(message: Message) -> bool:
    """Tell whether a message has any letters of its own."""
    return any(c.isalpha() for c in message.text.replace(HOLE, ""))


def _error_code(file: GoFile, captures: Captures) -> ErrorCode:
    name, status = one(captures, "name"), re.search(r"\d{3}", text(one(captures, "status")))
    code = file.message(name)
    message = file.message(one(captures, "message"))
    return ErrorCode(
        name=code.text if code.is_literal else text(name),
        error=file.scopes.at(name.start_byte),
        status=int(status[0]) if status else None,
        template=message.template,
        **_place(file, one(captures, "statement")),
    )


def _place(file: GoFile, node: Node) -> dict[str, Any]:
    line, end_line = lines_of(node)
    return {"line": line, "end_line": end_line, "symbol": file.scopes.at(node.start_byte)}
