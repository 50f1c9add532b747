"""Requests to other programs: the API's to the plugin daemon and the sandbox.

A call makes a request if it gets an HTTP method and a path, or if it is the method of a client and
gets a path; an address that is put together of literal segments serves one. Not here: the routes
that answer (`routes.py`), the calls of the web console (`extract/typescript/client_calls.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.literals import EMPTY, MessageText, literal
from ctxkit.extract.python.arguments import Arguments, called
from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.text import message_of, string_or_empty
from ctxkit.extract.request_paths import METHODS, PossibleRequest, program_calls, request_path
from ctxkit.extract.treesitter import fields, text
from ctxkit.extract.whole_words import places_of
from ctxkit.model import ClientCall

_METHODS = tuple(method.encode() for method in sorted(METHODS))
_QUOTES = (b'"', b"'")
# None of them begins with a quote or a choice of words: Python looks for those at every letter.
# client.post(f"{url}/runs"), httpx.get(...), self._session().delete(...)
_VERB = re.compile(rb"\.(get|post|put|patch|delete|head)\(\s{0,40}[^\n/]{0,80}/")
_CLIENT = re.compile(rb"(?i:client|session|requests|http|httpx|proxy)(?:\(\))?$")
_MAX_NAME_BYTES = 12
_MAX_SEGMENTS = 24
_JOINED = re.compile(rb" / f?[\"']")
_ADDRESS = re.compile(r"(?i)url|uri|endpoint|address|host")
_TEXTS = frozenset(("string", "concatenated_string", "binary_operator", "call"))
_PATH_NAMES = ("path", "url", "endpoint", "uri")


def client_calls(file: PythonFile) -> Iterator[ClientCall]:
    """Yield the requests of a file, each once."""
    return program_calls(_requests(file), file.at)


def _requests(file: PythonFile) -> Iterator[PossibleRequest]:
    yield from _with_method(file)
    yield from _of_clients(file)
    yield from _joined(file)


def _with_method(file: PythonFile) -> Iterator[PossibleRequest]:
    """`self._request("POST", f"plugin/{tenant_id}/debugging/key", Response)`."""
    data = file.source.data
    for start, end in places_of(_METHODS, data):
        if data[end : end + 1] not in _QUOTES:
            continue
        node = _string_at(file, start)
        call, method = _call_with(node), string_or_empty(node)
        if call is None or method not in METHODS or (parts := called(call)) is None:
            continue
        paths = (_path(each) for each in _texts(parts[1]) if each != node)
        yield call, next(filter(None, paths), ""), method


def _of_clients(file: PythonFile) -> Iterator[PossibleRequest]:
    """`client.post(f"{base_url}/runs", json=body)`."""
    data = file.source.data
    for match in _VERB.finditer(data):
        start = match.start()
        if not _CLIENT.search(data[max(0, start - _MAX_NAME_BYTES) : start]):
            continue
        name = file.node_at(match.start(1), match.end(1))
        call = name.parent.parent if name is not None and name.parent is not None else None
        if call is None or (parts := called(call)) is None or _is_decorator(call):
            continue
        paths = [_path(each, bare=False) for each in list(_texts(parts[1]))[:1]]
        yield call, "".join(paths), match[1].decode().upper()


def _joined(file: PythonFile) -> Iterator[PossibleRequest]:
    """`endpoint_url / "v1" / "sandbox" / "run"`."""
    for match in _JOINED.finditer(file.source.data):
        whole = _whole_operation(_string_at(file, match.end() - 1))
        if whole is not None:
            base, path = _segments(whole)
            if _ADDRESS.search(base):
                yield whole, request_path(path), ""


def _whole_operation(operand: Node | None) -> Node | None:
    """Return the chain of operators that an operand belongs to, None if it belongs to none."""
    found, node = None, operand.parent if operand is not None else None
    for _ in range(_MAX_SEGMENTS):
        if node is None or node.type != "binary_operator":
            return found
        found, node = node, node.parent
    return None


def _segments(node: Node) -> tuple[str, MessageText]:
    """Return the source of the first operand of a chain of `/`, and the path of the others."""
    parts: list[MessageText] = []
    while (operands := fields(node, "left", "operator", "right")) and text(operands[1]) == "/":
        parts.append(message_of(operands[2]))
        node = operands[0]
    path = EMPTY
    for part in reversed(parts):
        path = path + literal("/") + part
    return text(node), path


def _string_at(file: PythonFile, byte: int) -> Node | None:
    """Return the string literal around a byte, None where there is none."""
    node = file.node_at(byte, byte + 1)
    while node is not None and node.type != "string":
        node = node.parent if node.type.startswith("string_") else None
    return node


def _call_with(argument: Node | None) -> Node | None:
    """Return the call that an argument belongs to."""
    node = argument.parent if argument is not None else None
    if node is not None and node.type == "keyword_argument":
        node = node.parent
    return node.parent if node is not None and node.type == "argument_list" else None


def _texts(arguments: Arguments) -> Iterator[Node]:
    """Yield the arguments that may be a path, those that are named as one first."""
    named = (arguments.named[name] for name in _PATH_NAMES if name in arguments.named)
    for node in (*named, *arguments.positional):
        if node.type in _TEXTS:
            yield node


def _path(node: Node, *, bare: bool = True) -> str:
    """Return the path that an argument makes: `f"{url}/runs"`, `self._url("/runs")`."""
    path = request_path(message_of(node), bare=bare)
    if path or (call := called(node)) is None:
        return path
    inner = (each for each in call[1].positional if each.type in _TEXTS)
    return next(filter(None, (request_path(message_of(each), bare=bare) for each in inner)), "")


def _is_decorator(call: Node) -> bool:
    return call.parent is not None and call.parent.type == "decorator"
