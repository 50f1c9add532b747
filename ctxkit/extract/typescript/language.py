"""TypeScript and JavaScript sources: Dify's web console.

Most files hold definitions only, which a scan of lines finds (`symbols.py`); a file is parsed if
its bytes hold a word that another fact needs. Not here: the catalogs of the texts that it shows
(`extract/catalog.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import tree_sitter_typescript
from tree_sitter import Node

from ctxkit.extract.literals import (
    Build,
    Message,
    Readers,
    build,
    hole,
    join,
    literal,
    read_parenthesized,
    read_sum,
    shorten,
    unescape,
)
from ctxkit.extract.source import Language, Source
from ctxkit.extract.treesitter import Captures, Grammar, text
from ctxkit.extract.typescript.messages import message_uses
from ctxkit.extract.typescript.settings import imported_settings, keys_and_uses
from ctxkit.extract.typescript.symbols import Definitions
from ctxkit.model import HOLE, ClientCall, Directive, Fact, LogTemplate, Raise

# Angle brackets are a type assertion in the one and an element in the other; plain JavaScript
# parses as the latter.
_TYPES = Grammar("typescript", tree_sitter_typescript.language_typescript)
_ELEMENTS = Grammar("typescript", tree_sitter_typescript.language_tsx)

_SUFFIXES = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")
_WORDS = (
    b"console.", b"Error(", b"reject(", b"process.env", b"env.NEXT_", b"setError(", b"throw '", b"throw `", b".route(",
    b"coerced", b"createEnv(", b"-src ",
)  # fmt: skip
_SHOWN = re.compile(rb"oast(?:\.\w{1,10})?\((?:['`]|\{)|otify(?:\.\w{1,10})?\((?:['`]|\{)")
_PATHS = re.compile(rb"\((?:\n\s{0,40})?['`](?:/|\$\{)")
_METHODS = {
    "del": "DELETE",
    "ssePost": "POST",
    "sseGet": "GET",
    "fetch": "",
    "request": "",
    "upload": "POST",
}
_POLICY = re.compile(r"^\s*([a-z]{2,20}(?:-[a-z]{2,20}){1,3})(?: ([^\n;]{0,400}))?;?\s*$")
_BRACED = re.compile(r"\{(\w{1,40})\}")
_DENSE = 250  # bytes a line on average: minified or generated


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    source: Source
    definitions: Definitions

    def place(self, node: Node) -> dict[str, Any]:
        line = node.start_point[0] + 1
        return {
            "line": line,
            "end_line": node.end_point[0] + 1,
            "symbol": self.definitions.at(line),
        }


def extract(source: Source) -> Iterator[Fact]:
    """Yield the facts of a TypeScript or JavaScript file; none of minified or generated ones."""
    data = source.data
    if len(data) > 20_000 and len(data) > data.count(b"\n") * _DENSE:
        return
    definitions = Definitions(data)
    yield from definitions.symbols(constants=not source.test)
    if source.test:
        return
    yield from imported_settings(data, definitions)
    yield from message_uses(data, definitions)
    if not (any(word in data for word in _WORDS) or _PATHS.search(data) or _SHOWN.search(data)):
        return
    file = _File(source=source, definitions=definitions)
    grammar = _TYPES if source.path.endswith((".ts", ".mts", ".cts")) else _ELEMENTS
    settings: list[tuple[str, Captures]] = []
    for kind, captures in grammar.matches(grammar.parse(data)):
        if kind == "log_template":
            yield _log(file, captures)
        elif kind == "raise":
            yield from _raise(file, captures)
        elif kind == "client_call":
            yield from _client_call(file, captures)
        elif kind == "directive":
            yield from _policy(file, captures["policy"][0])
        else:
            settings.append((kind, captures))
    yield from keys_and_uses(source, definitions, settings)


def _log(file: _File, captures: Captures) -> LogTemplate:
    given = [
        build(each, _READERS)
        for each in captures["arguments"][0].named_children
        if each.type != "comment"
    ]
    message = join(given, " ")
    level = text(captures["level"][0])
    return LogTemplate(
        name=f"console.{level}",
        template=message.template,
        level={"log": "info", "trace": "debug"}.get(level, level),
        args=message.args,
        **file.place(captures["statement"][0]),
    )


def _raise(file: _File, captures: Captures) -> Iterator[Raise]:
    message = build(captures["message"][0], _READERS)
    if any(c.isalpha() for c in message.text.replace(HOLE, "")):
        name = text(captures["name"][0]) if "name" in captures else "throw"
        yield Raise(
            name=shorten(name),
            template=message.template,
            args=message.args,
            **file.place(captures["statement"][0]),
        )


def _client_call(file: _File, captures: Captures) -> Iterator[ClientCall]:
    path = build(captures["path"][0], _READERS)
    names = (re.sub(r"\W", "", arg.rpartition(".")[2])[:40] or "value" for arg in path.args)
    said = "".join(f"<{next(names, 'value')}>" if c == HOLE else c for c in path.text)
    if path.text.startswith(HOLE):  # `${API_PREFIX}/apps`
        said = said.partition(">")[2]
    if said.startswith("/") and not said.startswith("//"):
        method = re.sub(r"(Public|Marketplace)$", "", text(captures["method"][0]).strip("'\"`"))
        yield ClientCall(
            name=_BRACED.sub(r"<\1>", said.partition("?")[0]),
            method=_METHODS.get(method, method.upper()),
            **file.place(captures["statement"][0]),
        )


def _policy(file: _File, node: Node) -> Iterator[Directive]:
    """The directives of a Content-Security-Policy, each on a line of its own."""
    first = node.start_point[0] + 1
    for number, line in enumerate(text(node)[1:-1].split("\n"), first):
        if match := _POLICY.match(line):
            yield Directive(
                name=match[1],
                program="csp",
                value=match[2] or "",
                line=number,
                end_line=number,
                symbol=file.definitions.at(number),
            )


def _read_string(node: Node, _: Build) -> Message:
    return literal(unescape(text(node)[1:-1]))


def _read_template(node: Node, build: Build) -> Message:
    parts: list[Message] = []
    position = node.start_byte + 1
    source = node.text or b""
    for child in node.named_children:
        if child.type == "template_substitution":
            parts.append(_between(source, node.start_byte, position, child.start_byte))
            inner = child.named_children
            parts.append(build(inner[0]) if inner else hole(""))
            position = child.end_byte
    parts.append(_between(source, node.start_byte, position, node.end_byte - 1))
    return join(parts)


def _between(source: bytes, offset: int, start: int, end: int) -> Message:
    return literal(unescape(source[start - offset : end - offset].decode("utf8", "replace")))


def _read_binary(node: Node, build: Build) -> Message:
    operator = node.child_by_field_name("operator")
    return (
        read_sum(node, build)
        if operator is not None and text(operator) == "+"
        else hole(text(node))
    )


def _read_first(node: Node, build: Build) -> Message:
    """`message as string`, `message!`."""
    return build(node.named_children[0]) if node.named_children else hole(text(node))


_READERS: Readers = {
    "string": _read_string,
    "template_string": _read_template,
    "binary_expression": _read_binary,
    "parenthesized_expression": read_parenthesized,
    "as_expression": _read_first,
    "non_null_expression": _read_first,
}

LANGUAGE = Language(
    name="typescript", matches=lambda path: path.endswith(_SUFFIXES), extract=extract
)
