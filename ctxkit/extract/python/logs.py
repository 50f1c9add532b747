"""Log statements of Python: which statement writes which text, with which values.

`queries/python/log_template.scm` decides what is a log statement, and names its parts. Not here:
how expressions become templates (`text.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.literals import EMPTY, MessageText, hole
from ctxkit.extract.python.arguments import Arguments, arguments_of
from ctxkit.extract.python.file import PythonFile, last_name
from ctxkit.extract.python.text import fill_from, pairs_of
from ctxkit.extract.python.variables import Variables
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of, text
from ctxkit.model import Fact, LogTemplate

_GIVEN_LEVEL = "log"
"""The method whose first argument is the level: `logger.log(logging.WARNING, "...")`."""
_LEVEL_BY_METHOD = {
    "warn": "warning",
    "exception": "error",
    "fatal": "critical",
    "_log": "",
    "log_info": "info",
    "log_error": "error",
    "log_warning": "warning",
}
"""The levels that are not named as the method is."""


def log_templates(
    file: PythonFile, matches: list[QueryMatch], variables: Variables
) -> Iterator[Fact]:
    """Yield the log statements of a file."""
    for match in matches:
        arguments = arguments_of(match.node("arguments"))
        level = _level(match)
        if level == _GIVEN_LEVEL:
            level, arguments = _level_argument(arguments), arguments.without_first()
        message = _message(arguments, variables)
        if message is EMPTY and "logger" not in match:
            continue  # a print() that writes an empty line
        statement = match.node("statement")
        yield LogTemplate(
            name=_called(match),
            line=line_of(statement),
            end_line=end_line_of(statement),
            symbol=file.at(statement),
            template=message.template,
            level=level,
            args=message.args,
            fields=_fields(match, arguments.named.get("extra")),
        )


def _called(match: QueryMatch) -> str:
    """Return the name that a log statement calls."""
    if "wrapper" in match:
        return match.text("wrapper")
    if "logger" in match:
        logger = match.text("logger")
        # A logger may be made on the spot, over several lines.
        if len(logger.split()) > 1:
            logger = "logger"
        return f"{logger}.{match.text('level') or match.text('method')}"
    owners = match.nodes("stream") + match.nodes("module")
    return ".".join(text(node) for node in (*owners, match.node("function")))


def _level(match: QueryMatch) -> str:
    fixed = match.pattern.settings.get("level")
    if fixed:
        return fixed
    method = match.text("level")
    return _LEVEL_BY_METHOD.get(method, method)


def _level_argument(arguments: Arguments) -> str:
    """`logging.WARNING`; empty if the level is computed."""
    names = [last_name(node).lower() for node in arguments.positional[:1]]
    return "".join(name for name in names if name.isidentifier())


def _message(arguments: Arguments, variables: Variables) -> MessageText:
    node = arguments.get(0, "msg", "message")
    if node is None:
        return hole("*args") if arguments.spread else EMPTY
    message = variables.message(node)
    operands = list(arguments.positional[1:])
    # Without operands a logger does not format: "100% sure".
    if operands and "%" in message.text:
        return fill_from(message, operands)
    return message


def _fields(match: QueryMatch, extra: Node | None) -> tuple[str, ...]:
    """Return the names of the structured fields: those captured, and the keys of `extra={...}`."""
    captured = tuple(text(node) for node in match.nodes("field"))
    if extra is None or extra.type != "dictionary":
        return captured
    return captured + tuple(name for name in pairs_of(extra) if name)
