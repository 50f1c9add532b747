"""Error classes of Python: those with a code of their own, and those with a text of their own.

Not here: the statements that make such errors (`errors.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.literals import EMPTY, MessageText, fill_braces
from ctxkit.extract.python.arguments import base_classes
from ctxkit.extract.python.file import PythonFile, last_name
from ctxkit.extract.python.text import message_of, string_or_empty
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of, text
from ctxkit.model import ErrorCode, Fact, Raise

_CAMEL = re.compile(r"(?<!^)(?=[A-Z])")

STATUS_BY_EXCEPTION = {
    "BadRequest": 400,
    "Unauthorized": 401,
    "Forbidden": 403,
    "NotFound": 404,
    "MethodNotAllowed": 405,
    "NotAcceptable": 406,
    "RequestTimeout": 408,
    "Conflict": 409,
    "Gone": 410,
    "RequestEntityTooLarge": 413,
    "UnsupportedMediaType": 415,
    "UnprocessableEntity": 422,
    "Locked": 423,
    "TooManyRequests": 429,
    "InternalServerError": 500,
    "NotImplemented": 501,
    "BadGateway": 502,
    "ServiceUnavailable": 503,
    "GatewayTimeout": 504,
    "HTTPException": None,
    "BaseHTTPException": None,
}
"""Werkzeug's exceptions; an error derived from one responds with a code made of its own name."""


def error_classes(file: PythonFile, matches: list[QueryMatch]) -> Iterator[Fact]:
    """Yield the error classes with a code of their own, and those with a text alone."""
    fields_by_class: dict[int, dict[str, Node]] = defaultdict(dict)
    for match in matches:
        fields = fields_by_class[match.node("class").start_byte]
        fields[match.text("field")] = match.node("value")
    for name, node in file.classes.items():
        yield from _error_class(name, node, fields_by_class.get(node.start_byte, {}))


def _error_class(name: str, node: Node, fields: dict[str, Node]) -> Iterator[Fact]:
    bases = [last_name(base) for base in base_classes(node)]
    short_name, description = name.rpartition(".")[2], _description(fields)
    exception = next((base for base in bases if base in STATUS_BY_EXCEPTION), "")
    code = string_or_empty(fields.get("error_code"))
    if exception and not code:
        code = _CAMEL.sub("_", short_name).lower()
    if code:
        yield ErrorCode(
            name=code,
            error=short_name,
            status=_status(fields.get("code", fields.get("status_code")), exception),
            template=description.template,
            line=line_of(node),
            end_line=end_line_of(node),
            symbol=name,
        )
    elif description.template and _is_error({name, *bases}, fields):
        yield Raise(
            name=name,
            template=description.template,
            args=description.args,
            line=line_of(node),
            end_line=end_line_of(node),
            symbol=name,
        )


def _is_error(names: set[str], fields: dict[str, Node]) -> bool:
    """Return whether a class is that of an error, by its names or by a code that is not literal."""
    if "error_code" in fields:
        return True
    return any(name.endswith(("Error", "Exception")) for name in names)


def _description(fields: dict[str, Node]) -> MessageText:
    """Return the text of a class; Dify's classes fill it by str.format when an error is made."""
    given = fields.get("description", fields.get("default_description"))
    return fill_braces(message_of(given), ()) if given is not None else EMPTY


def _status(code: Node | None, exception: str) -> int | None:
    digits = text(code) if code is not None else ""
    if digits.isdecimal():
        return int(digits)
    return STATUS_BY_EXCEPTION.get(exception)
