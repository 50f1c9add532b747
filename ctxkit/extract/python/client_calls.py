"""Requests to other programs: the API's to the plugin daemon and the sandbox.

A call makes a request if it gets an HTTP method and a path, or if it is the method of a client and
gets a path; an address that is put together of literal segments serves one. Not here: the routes
that answer (`routes.py`), the calls of the web console (`typescript/client_calls.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.literals import EMPTY, MessageText, literal
from ctxkit.extract.python.arguments import Arguments, called
from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.text import message_of, string_or_empty
from ctxkit.extract.request_paths import METHODS, request_path
from ctxkit.extract.treesitter import end_line_of, fields, line_of, text
from ctxkit.model import ClientCall

_METHOD = re.compile(rf"[\"'](?:{'|'.join(sorted(METHODS))})[\"']".encode())
_METHOD_WORDS = tuple(f"{q}{name}{q}".encode() for name in sorted(METHODS) for q in "\"'")
# client.post(f"{url}/runs"), httpx.get(...), self._session().delete(...)
_CLIENT = re.compile(
    rb"(?i:client|session|httpx|requests|http|proxy)(?:\(\))?\.(get|post|put|patch|delete|head)\("
)
_CLIENT_WORDS = (b".post(", b".get(", b".put(", b".patch(", b".delete(", b".head(")
_JOINED = re.compile(rb"[ \t]/[ \t]{1,3}f?[\"']")
_JOINED_WORDS = (b' / "', b' / f"', b" / '")
_ADDRESS = re.compile(r"(?i)url|uri|endpoint|address|host")
_TEXTS = frozenset(("string", "concatenated_string", "binary_operator", "call"))
_PATH_NAMES = ("path", "url", "endpoint", "uri")


def client_calls(file: PythonFile) -> Iterator[ClientCall]:
    """Yield the requests of a file, each once."""
    seen: set[tuple[int, str]] = set()
    for statement, path, method in _requests(file):
        place = line_of(statement), path
        if path and place not in seen:
            seen.add(place)
            yield ClientCall(
                name=path,
                line=place[0],
                end_line=end_line_of(statement),
                symbol=file.at(statement),
                method=method,
                program=True,
            )


def _requests(file: PythonFile) -> Iterator[tuple[Node, str, str]]:
    """Yield (statement, path, method) for all that may be requests; the path may be empty."""
    if file.contains(*_METHOD_WORDS):
        yield from _with_method(file)
    if file.contains(*_CLIENT_WORDS):
        yield from _of_clients(file)
    if file.contains(*_JOINED_WORDS):
        yield from _joined(file)


def _with_method(file: PythonFile) -> Iterator[tuple[Node, str, str]]:
    """`self._request("POST", f"plugin/{tenant_id}/debugging/key", Response)`."""
    for match in _METHOD.finditer(file.source.data):
        node = file.node_at(match.start(), match.end())
        call = _call_with(node)
        if node is None or call is None or (parts := called(call)) is None:
            continue
        paths = (_path(each) for each in _texts(parts[1]) if each != node)
        yield call, next(filter(None, paths), ""), string_or_empty(node)


def _of_clients(file: PythonFile) -> Iterator[tuple[Node, str, str]]:
    """`client.post(f"{base_url}/runs", json=body)`."""
    for match in _CLIENT.finditer(file.source.data):
        name = file.node_at(match.start(1), match.end(1))
        call = name.parent.parent if name is not None and name.parent is not None else None
        if call is None or (parts := called(call)) is None or _is_decorator(call):
            continue
        paths = [_path(each, bare=False) for each in list(_texts(parts[1]))[:1]]
        yield call, "".join(paths), match[1].decode().upper()


def _joined(file: PythonFile) -> Iterator[tuple[Node, str, str]]:
    """`endpoint_url / "v1" / "sandbox" / "run"`."""
    for match in _JOINED.finditer(file.source.data):
        node = file.node_at(match.end() - 1, match.end())
        while node is not None and node.type != "binary_operator":
            node = node.parent if node.type.startswith("string") else None
        if node is None or (node.parent is not None and node.parent.type == "binary_operator"):
            continue
        base, path = _segments(node)
        if _ADDRESS.search(base):
            yield node, request_path(path), ""


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
