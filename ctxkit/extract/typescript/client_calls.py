"""Calls of the API by the web console.

Not here: the routes that answer them (`extract/python/routes.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.literals import MessageText
from ctxkit.extract.request_paths import with_parameters
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of
from ctxkit.extract.typescript.file import TypeScriptFile
from ctxkit.extract.typescript.text import message_of
from ctxkit.model import HOLE, ClientCall, Fact

_VISIBILITY = re.compile(r"(Public|Marketplace)$")
_HTTP_METHOD = {
    "del": "DELETE",
    "ssePost": "POST",
    "sseGet": "GET",
    "upload": "POST",
    # The method is in an option.
    "fetch": "",
    "request": "",
}
"""By the name of the function that is called; of any other, the name itself."""
_PARAMETER = re.compile(r"\{(\w{1,40})\}")


def client_calls(file: TypeScriptFile, matches: list[QueryMatch]) -> Iterator[Fact]:
    """Yield the calls of a file whose path is one of the API's."""
    for match in matches:
        path = _path(message_of(match.node("path")))
        if not path.startswith("/") or path.startswith("//"):
            continue
        statement = match.node("statement")
        line = line_of(statement)
        yield ClientCall(
            name=_PARAMETER.sub(r"<\1>", path.partition("?")[0]),
            line=line,
            end_line=end_line_of(statement),
            symbol=file.at(line),
            method=_method(match),
        )


def _path(message: MessageText) -> str:
    """Return a path with `<name>` for each value; a value at the start is the prefix of the API."""
    path = with_parameters(message)
    return path.partition(">")[2] if message.text.startswith(HOLE) else path


def _method(match: QueryMatch) -> str:
    function = _VISIBILITY.sub("", match.text("method").strip("'\"`"))
    return _HTTP_METHOD.get(function, function.upper())
