"""Requests to other programs: the plugin daemon's to the API.

Not here: the routes that answer (`routes.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.go.file import GoFile
from ctxkit.extract.go.text import arguments_of, is_string
from ctxkit.extract.literals import EMPTY, hole, literal
from ctxkit.extract.request_paths import METHODS, PossibleRequest, program_calls, request_path
from ctxkit.extract.treesitter import QueryMatch, fields, text
from ctxkit.model import ClientCall

_VERB = re.compile(r"\.(Get|Post|Put|Patch|Delete|Head)(?:AndParse\w*)?(?:\[.*)?$", re.DOTALL)
_ROUTING = re.compile(r"(^|\.)(Handle|HandleFunc|Handler|Match|Methods)$")
"""Functions that get a method and a path to answer them."""
_TEXTS = frozenset(
    ("interpreted_string_literal", "raw_string_literal", "binary_expression", "call_expression")
)


def client_calls(file: GoFile) -> Iterator[ClientCall]:
    """Yield the requests of a file, each once."""
    return program_calls(_requests(file), file.at)


def _requests(file: GoFile) -> Iterator[PossibleRequest]:
    for match in file.matches("client_call"):
        path = _joined(file, match) if "segments" in match else _path(file, match)
        yield match.node("statement"), path, _method(match)


def _path(file: GoFile, match: QueryMatch) -> str:
    """Return the path among the arguments of a call, an empty string if there is none."""
    if _ROUTING.search(match.text("function")):
        return ""
    method, bare = match.find("method"), "verb" not in match
    for node in arguments_of(match.node("arguments")):
        if node != method and node.type in _TEXTS and (path := _path_of(file, node, bare=bare)):
            return path
    return ""


def _path_of(file: GoFile, node: Node, *, bare: bool) -> str:
    """Return the path that an argument makes: `address + "/runs"`, `i.address("runs/new")`."""
    parts = fields(node, "function", "arguments")
    inner = [each for each in arguments_of(parts[1]) if is_string(each)] if parts else []
    paths = (request_path(file.message(each), bare=bare) for each in (node, *inner))
    return next(filter(None, paths), "")


def _joined(file: GoFile, match: QueryMatch) -> str:
    """Return the path of `url.JoinPath(base, "v1", "launch")`, `base.JoinPath("v1", "launch")`."""
    path = EMPTY
    for node in _segments(match.node("segments")):
        path = path + literal("/") + (file.message(node) if is_string(node) else hole(text(node)))
    return request_path(path) if not path.is_literal or path.text else ""


def _segments(arguments: Node) -> list[Node]:
    """Return the segments, without the address that they are added to."""
    nodes = arguments_of(arguments)
    return nodes if nodes and is_string(nodes[0]) else nodes[1:]


def _method(match: QueryMatch) -> str:
    if "verb" in match:
        verb = _VERB.search(match.text("verb"))
        return verb[1].upper() if verb else ""
    name = match.text("method").strip('"').removeprefix("http.Method").upper()
    return name if name in METHODS else ""
