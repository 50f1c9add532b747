"""Paths of requests as the code of a client writes them, with placeholders as routes have them.

Not here: which calls make requests (the `client_calls` of each language), which route takes a path
(`routes/`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from tree_sitter import Node

from ctxkit.extract.literals import MessageText
from ctxkit.extract.treesitter import end_line_of, line_of
from ctxkit.model import HOLE, ClientCall

METHODS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"))

PossibleRequest = tuple[Node, str, str]
"""A statement, the path that it requests, empty if it requests none, and the method."""

_MAX_PARAMETER_CHARS = 40
_HOST = re.compile(r"[a-z]{2,5}://([^/]*)")
_SEGMENTS = re.compile(r"(?:/[\w.~:<>-]{1,120}){1,20}")
_LITERAL = re.compile(r"(?<![<\w])[A-Za-z][\w.-]*(?![\w>])")


def program_calls(
    requests: Iterable[PossibleRequest], symbol_at: Callable[[Node], str]
) -> Iterator[ClientCall]:
    """Yield the requests of a program among possible ones, each once."""
    seen: set[tuple[int, str]] = set()
    for statement, path, method in requests:
        place = line_of(statement), path
        if path and place not in seen:
            seen.add(place)
            yield ClientCall(
                name=path,
                line=place[0],
                end_line=end_line_of(statement),
                symbol=symbol_at(statement),
                method=method,
                program=True,
            )


def with_parameters(message: MessageText) -> str:
    """Return the path that a text makes, with `<name>` for each value: `/apps/<app_id>`."""
    names = [parameter(arg) for arg in message.args]
    parts = message.text.split(HOLE)
    return parts[0] + "".join(
        f"<{name}>{part}" for name, part in zip(names, parts[1:], strict=True)
    )


def parameter(expression: str) -> str:
    """Return the name of the parameter that an expression fills: `appId` of `params.appId`."""
    name = re.sub(r"\W", "", expression.rpartition(".")[2])
    return name[:_MAX_PARAMETER_CHARS] or "value"


def request_path(message: MessageText, *, bare: bool = True) -> str:
    """Return the path of a request to another program, with a slash in front, or an empty string if
    a text makes none.

    A value at the start is the program's address. An address that is written out is a stranger's. A
    path without a slash in front has at least two segments, as one word may be anything; it is none
    if not `bare`, where keys may look like that.
    """
    path = with_parameters(message).partition("?")[0]
    if host := _HOST.match(path):
        path = path[host.end() :] if "<" in host[1] else ""
    elif message.text.startswith(HOLE):
        path = path.partition(">")[2]
        if not path.startswith("/"):
            return ""
    elif not path.startswith("/") and (not bare or "/" not in path.strip("/")):
        return ""
    path = "/" + path.strip("/")
    return path if _SEGMENTS.fullmatch(path) and _LITERAL.search(path) else ""
