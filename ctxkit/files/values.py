"""Read a `values.yaml`: its values with their types, lines and spans.

Every scalar, list and empty mapping is a value. Not here: the differences between two files
(`values_changes.py`), editing one (`values_edit.py`), the charts' files as facts
(`extract/helm/values.py`).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from ctxkit.errors import UsageError
from ctxkit.files.decoding import decode
from ctxkit.files.user_files import CustomerFile, Setting
from ctxkit.files.yaml_aliases import Expanded, expanded
from ctxkit.files.yaml_confirmed import confirm
from ctxkit.files.yaml_lines import read_documents
from ctxkit.files.yaml_tree import Node, shown
from ctxkit.files.yaml_types import plain
from ctxkit.regex import regex

Keys = tuple[str, ...]
"""The keys that lead to a value, outermost first."""

MAX_FILE_BYTES = 1_000_000
"""The largest real chart's values have 60,000."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = regex("\r\n?|\n")  # not str.splitlines, which also splits at form feeds
_VARIABLE = regex(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_WRONG = "is it the right file?"


class Value(Struct, frozen=True, kw_only=True):
    """A scalar, a list or an empty mapping of a values file.

    `path` are its keys joined by dots, `value` is its text on one line, None if it has none,
    `plain` its value for Helm, in JSON types.
    """

    keys: Keys
    path: str
    value: str | None
    plain: Any
    node: Node

    @property
    def line(self) -> int:
        return self.node.line

    @property
    def end_line(self) -> int:
        return self.node.end_line


class ValuesFile(Struct, frozen=True, kw_only=True):
    """A values file: its values in order and by dotted path, and every node by its keys.

    `path` is its name in messages. `text` is without byte order mark; `encoding` restores the
    bytes.
    """

    path: str
    text: str
    root: Node
    values: tuple[Value, ...]
    leaves: dict[str, Value]
    nodes: dict[Keys, Node]
    encoding: str = "utf-8"
    lines: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"ValuesFile({self.path!r})"

    @property
    def parts(self) -> frozenset[str]:
        """The keys at the top."""
        return frozenset(value.keys[0] for value in self.values if value.keys)

    @property
    def line_end(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def node(self, keys: Keys) -> Node | None:
        """Return the entry at `keys`, None if there is none."""
        return self.nodes.get(keys)

    def leaf(self, keys: Keys) -> Any:
        """Return the plain value at `keys`, None if there is none or it is a mapping."""
        node = self.nodes.get(keys)
        return plain(node) if node is not None and node.is_leaf else None

    def comment(self, node: Node) -> str:
        """Return the comment directly above an entry, on one line."""
        above: list[str] = []
        number = node.line - 2
        while number >= 0 and (text := self.lines[number].strip()).startswith("#"):
            above.insert(0, text.lstrip("#").strip())
            number -= 1
        return " ".join(filter(None, above))


def ends_a_line(text: str) -> bool:
    """Return whether a line can be appended to a text without a line end before it."""
    return text == "" or text.endswith("\n")


def dotted(keys: Keys) -> str:
    """Return keys joined by dots: `api.image.tag`."""
    return ".".join(keys)


def read_values(file: CustomerFile) -> ValuesFile:
    """Return the values of any file; of several documents the first, as for Helm. Never raises."""
    text = decode(file.data)
    lines, _, whole = _tree(text)
    return _values_file(file.path, text, lines, whole.root, "utf-8")


def load_values(path: Path) -> ValuesFile:
    """Read a `values.yaml`. Raise UsageError (`FILE:LINE: ...`) if it is invalid."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror or error}", hint="pass the path of a values.yaml"
        ) from None
    return parse_values(path.name, data)


def parse_values(name: str, data: bytes) -> ValuesFile:
    """Return the values of a file's bytes; `name` is its name in messages.

    Raise UsageError if a strict parser rejects the file or reads it differently.
    """
    if len(data) > MAX_FILE_BYTES:
        raise UsageError(f"{name}: larger than {MAX_FILE_BYTES:,} bytes", hint=_WRONG)
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding.removesuffix("-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{name}:{line}: not UTF-8 text", hint="save it as UTF-8") from None
    lines, tree, whole = _tree(text)
    confirm(name, text, tree)
    if whole.limit:
        raise UsageError(f"{name}:{whole.line}: {whole.limit}", hint=_WRONG)
    return _values_file(name, text, lines, whole.root, encoding)


def encoded(text: str, encoding: str) -> bytes:
    """Return the bytes of a file that was read in `encoding`, with its byte order mark."""
    mark = next((m for m, e in _MARKS if e == encoding), b"")
    return mark + text.encode(encoding.removesuffix("-sig"))


def _tree(text: str) -> tuple[list[str], Node, Expanded]:
    """Return the lines of a text, and its tree as written and with aliases expanded."""
    ends = [(found.start(), found.end()) for found in _LINE_END.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    line_ends = [*(start for start, _ in ends), len(text)]
    lines = [text[start:end] for start, end in zip(starts, line_ends, strict=True)]
    tree = read_documents(lines, starts=starts)[0]
    return lines, tree, expanded(tree)


def _values_file(path: str, text: str, lines: list[str], root: Node, encoding: str) -> ValuesFile:
    nodes = dict(_entries(root, ()))
    values = tuple(_value(keys, node) for keys, node in nodes.items() if node.is_leaf)
    return ValuesFile(
        path=path,
        text=text,
        root=root,
        values=values,
        leaves={value.path: value for value in values},
        nodes=nodes,
        encoding=encoding,
        lines=tuple(lines),
    )


def _entries(node: Node, above: Keys) -> Iterator[tuple[Keys, Node]]:
    if node.kind != "mapping":
        return
    for child in node.children:
        keys = (*above, child.key)
        yield keys, child
        yield from _entries(child, keys)


def _value(keys: Keys, node: Node) -> Value:
    return Value(keys=keys, path=dotted(keys), value=shown(node), plain=plain(node), node=node)


def extra_env(node: Node) -> Iterator[Setting]:
    """Yield the variables of a list of `- name: X, value: Y`, without those of `valueFrom`."""
    if node.kind != "sequence":
        return
    for item in node.children:
        name, value = item.get("name"), item.get("value")
        if name is None or value is None or value.kind not in ("scalar", "null"):
            continue
        if _VARIABLE.match(name.value):
            yield Setting(
                name=name.value, value=value.value, line=name.line, end_line=item.end_line
            )


def referring_env(node: Node) -> Iterator[Setting]:
    """Yield the variables of the same list whose `valueFrom` names a key of a Secret or ConfigMap,
    with these names as their value.
    """
    for item in node.children if node.kind == "sequence" else ():
        name, source = item.get("name"), item.get("valueFrom")
        if name is None or source is None or not _VARIABLE.match(name.value):
            continue
        for kind in ("secretKeyRef", "configMapKeyRef"):
            reference = source.get(kind)
            of, key = (reference.get(each) if reference else None for each in ("name", "key"))
            if of is not None and key is not None:
                value = f"{kind} {of.value}/{key.value}"
                yield Setting(name=name.value, value=value, line=name.line, end_line=item.end_line)
