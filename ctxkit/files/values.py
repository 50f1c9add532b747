"""A `values.yaml` as a tree that knows where each value stands in the text, and the leaves of that
tree.

Every scalar, list and empty mapping is a leaf, a list as a whole. Not here: what changed between
two files (`values_changes.py`), writing one anew (`ask/upgrade/upgrade.py`), the much faster reader
of the index (`yaml_lines.py`), which never refuses a file.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ctxkit.errors import UsageError
from ctxkit.files.yaml_strict import compose_document, construct_number, line_of, plain_scalar

Path_ = tuple[str, ...]
"""The keys that lead to a value, outermost first."""

_LARGEST = 1_000_000  # bytes; the largest real chart's values have 60,000
_DEEPEST = 60  # mappings and lists inside each other
_MOST_NODES = 100_000  # with what aliases repeat
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ANCHOR = re.compile(r"&\S+\s+")
_WRONG = "is it the right file?"
_TEMPLATE = "is it a template of the chart? In values, {{ }} must stand in quotes"
_MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value and its span `text[start:end]`, without what follows it on its last line.

    `plain` is a leaf's value as JSON knows it: text where YAML has a type that JSON lacks. `column`
    is that of a block's entries. `shared`: an anchor, alias or tag is in it, so its text means
    nothing elsewhere; `anchored`: it has an anchor itself. A value that is left out (`key:`) has
    the empty span behind its key's colon.
    """

    kind: Literal["mapping", "list", "scalar"]
    start: int
    end: int
    style: str = ""
    flow: bool = False
    column: int = 0
    shared: bool = False
    anchored: bool = False
    plain: Any = None
    entries: tuple[Entry, ...] = ()
    by_key: Mapping[str, Entry] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_leaf(self) -> bool:
        return self.kind != "mapping" or not self.entries

    @property
    def is_open(self) -> bool:
        """Whether it is an empty mapping or nothing at all: whatever keys may stand below it."""
        return self.is_leaf and (
            self.kind == "mapping" or (self.kind == "scalar" and self.plain is None)
        )

    def get(self, key: str) -> Entry | None:
        return self.by_key.get(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`key: value`; `start` and `colon` say where the key begins and its colon ends, `line` is
    1-based.

    `aliased`: it stands elsewhere in the text and got here by an alias or a merge key.
    """

    key: str
    start: int
    colon: int
    line: int
    value: Value
    aliased: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A leaf, its path and its entry."""

    path: Path_
    entry: Entry

    @property
    def plain(self) -> Any:
        return self.entry.value.plain

    @property
    def name(self) -> str:
        return dotted(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesFile:
    """A file: `name` for messages, its text without byte order mark, its root.

    `encoding` brings the bytes back.
    """

    name: str
    text: str
    root: Value
    encoding: str = "utf-8"
    lines: tuple[str, ...] = field(default=(), repr=False)

    @property
    def line_end(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def leaves(self) -> list[Leaf]:
        """Return the leaves in the order of the file."""
        return list(_leaves(self.root, ()))

    def entry(self, path: Path_) -> Entry | None:
        """Return the entry at `path`, or None."""
        value, found = self.root, None
        for key in path:
            found = value.get(key)
            if found is None:
                return None
            value = found.value
        return found

    def comment(self, entry: Entry) -> str:
        """Return the comment that stands right above an entry, on one line."""
        above: list[str] = []
        number = entry.line - 2
        while number >= 0 and (text := self.lines[number].strip()).startswith("#"):
            above.insert(0, text.lstrip("#").strip())
            number -= 1
        return " ".join(filter(None, above))


def dotted(path: Path_) -> str:
    """Return a path as people write it: `api.image.tag`."""
    return ".".join(path)


def _leaves(value: Value, path: Path_) -> Iterator[Leaf]:
    for entry in value.entries:
        here = (*path, entry.key)
        if entry.value.is_leaf:
            yield Leaf(path=here, entry=entry)
        else:
            yield from _leaves(entry.value, here)


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same to a chart: `1` is `1.0`, but neither `"1"` nor `true`."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(
            same(value, other[key]) for key, value in one.items()
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other) and isinstance(one, str) == isinstance(other, str)


def load_values(path: Path) -> ValuesFile:
    """Read a `values.yaml`. Raise UsageError (`FILE:LINE: ...`) for whatever is wrong with it."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror or error}", hint="give the path of a values.yaml"
        ) from None
    return parse_values(path.name, data)


def parse_values(name: str, data: bytes) -> ValuesFile:
    """Return the tree of a file's bytes; `name` is what messages call it."""
    if len(data) > _LARGEST:
        raise UsageError(f"{name}: is larger than {_LARGEST:,} bytes", hint="is it the right file?")
    mark, encoding = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding.removesuffix("-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{name}:{line}: is not UTF-8 text", hint="save it as UTF-8") from None
    root = _Reader(name, text).read()
    # Not str.splitlines: it also splits at form feeds, which YAML does not count as line ends.
    lines = tuple(text.replace("\r\n", "\n").split("\n"))
    return ValuesFile(name=name, text=text, root=root, encoding=encoding, lines=lines)


def encoded(text: str, encoding: str) -> bytes:
    """Return the bytes of a file that was read in `encoding`, with its byte order mark."""
    mark = next((m for m, e in _MARKS if e == encoding), b"")
    return mark + text.encode(encoding.removesuffix("-sig"))


class _Reader:
    """Turns ruamel's nodes into values, counting them: an alias repeats all that its anchor holds."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text
        self._count = 0

    def read(self) -> Value:
        node = compose_document(self._name, self._text)
        if node is None:
            return Value(kind="mapping", start=0, end=len(self._text))
        if node.id != "mapping":
            raise UsageError(
                f"{self._name}:{line_of(node)}: the file must be a mapping of values",
                hint="is it a values.yaml?",
            )
        return self._value(node, 0, -1, aliased=False)

    def _value(self, node: Any, colon: int, depth: int, *, aliased: bool) -> Value:
        self._count += 1
        if self._count > _MOST_NODES:
            raise UsageError(
                f"{self._name}:{line_of(node)}: more than {_MOST_NODES:,} values, aliases repeated",
                hint=_WRONG,
            )
        if depth >= _DEEPEST:
            raise UsageError(
                f"{self._name}:{line_of(node)}: nested more than {_DEEPEST} levels deep",
                hint=_WRONG,
            )
        if node.id == "mapping":
            return self._mapping(node, depth, aliased=aliased)
        if node.id == "sequence":
            return self._list(node, depth, aliased=aliased)
        return self._scalar(node, colon, aliased=aliased)

    def _scalar(self, node: Any, colon: int, *, aliased: bool) -> Value:
        start, end, style = node.start_mark.index, node.end_mark.index, node.style or ""
        if start == end and not aliased:
            start = end = colon
        elif style in ("|", ">"):
            end = self._block_end(start, end)
        return Value(
            kind="scalar",
            start=start,
            end=end,
            style=style,
            shared=aliased
            or node.anchor is not None
            or self._text[start : start + 1] in ("!", "&"),
            anchored=node.anchor is not None,
            plain=_plain(node, tagged=self._tagged(start)),
        )

    def _tagged(self, start: int) -> bool:
        anchor = _ANCHOR.match(self._text, start)
        return self._text.startswith("!", anchor.end() if anchor else start)

    def _block_end(self, start: int, end: int) -> int:
        """Return where the text of a block scalar ends, before the blank lines that it does not
        keep.
        """
        header = self._text[start : self._text.find("\n", start)]
        text = self._text[start:end]
        if "+" not in header.partition("#")[0]:
            return start + len(text.rstrip())
        return start + len(text.removesuffix("\n").removesuffix("\r"))

    def _list(self, node: Any, depth: int, *, aliased: bool) -> Value:
        items = [
            self._value(item, item.start_mark.index, depth + 1, aliased=aliased)
            for item in node.value
        ]
        end = (
            node.end_mark.index if node.flow_style or not items else max(item.end for item in items)
        )
        if not node.flow_style and not aliased:  # an empty item has no text of its own
            end = max(
                end, node.start_mark.index + len(self._text[node.start_mark.index : end].rstrip())
            )
        return Value(
            kind="list",
            start=node.start_mark.index,
            end=end,
            flow=bool(node.flow_style),
            column=node.start_mark.column,
            shared=aliased or node.anchor is not None or any(item.shared for item in items),
            anchored=node.anchor is not None,
            plain=[_json_of(item) for item in items],
        )

    def _mapping(self, node: Any, depth: int, *, aliased: bool) -> Value:
        entries: dict[str, Entry] = {}
        merged: list[Any] = []
        for key, item in node.value:
            if key.tag == _MERGE or (key.id == "scalar" and key.value == "<<" and not key.style):
                merged.extend(item.value if item.id == "sequence" else [item])
                continue
            entry = self._entry(node, key, item, depth, aliased=aliased)
            if entry.key in entries:
                first = entries[entry.key].line
                raise UsageError(
                    f"{self._name}:{entry.line}: '{entry.key}' stands twice (first on line {first})",
                    hint="remove one of them",
                )
            entries[entry.key] = entry
        own = list(entries.values())
        for source in merged:
            if source.id != "mapping":
                raise UsageError(
                    f"{self._name}:{line_of(source)}: only mappings can be merged",
                    hint="<< needs an alias (*name)",
                )
            for entry in self._value(source, 0, depth + 1, aliased=True).entries:
                entries.setdefault(entry.key, entry)
        end = node.end_mark.index if node.flow_style or not own else own[-1].value.end
        return Value(
            kind="mapping",
            start=node.start_mark.index,
            end=end,
            flow=bool(node.flow_style),
            column=node.value[0][0].start_mark.column if node.value else node.start_mark.column,
            shared=aliased
            or bool(merged)
            or node.anchor is not None
            or any(e.value.shared for e in own),
            anchored=node.anchor is not None,
            plain={} if not entries else None,
            entries=tuple(entries.values()),
            by_key=entries,
        )

    def _entry(self, owner: Any, key: Any, item: Any, depth: int, *, aliased: bool) -> Entry:
        if key.id != "scalar":
            raise UsageError(
                f"{self._name}:{line_of(key)}: a key must be text, not a mapping or list",
                hint=_TEMPLATE,
            )
        colon = self._text.find(":", key.end_mark.index) + 1
        # An alias is the very node of its anchor, which stands before the key, whoever gets here
        # first.
        elsewhere = item.start_mark.index < key.start_mark.index
        value = self._value(item, colon, depth + 1, aliased=aliased or elsewhere)
        if elsewhere and not aliased:
            line_end = self._text.find("\n", colon)
            rest = self._text[colon : line_end if line_end >= 0 else len(self._text)]
            lead = len(rest) - len(rest.lstrip())
            word = rest.split()[0].rstrip(",}]") if rest.split() else ""
            value = _at(value, colon + lead, colon + lead + len(word))
        return Entry(
            key=str(key.value),
            start=key.start_mark.index,
            colon=colon,
            line=line_of(key),
            value=value,
            aliased=aliased,
        )


def _at(value: Value, start: int, end: int) -> Value:
    """Return the value of an alias with the span of the alias itself."""
    return Value(
        kind=value.kind, start=start, end=end, shared=True, plain=value.plain, entries=value.entries, flow=True,
        by_key=value.by_key,
    )  # fmt: skip


def _json_of(value: Value) -> Any:
    if value.kind == "mapping":
        return {entry.key: _json_of(entry.value) for entry in value.entries}
    return value.plain


def _plain(node: Any, *, tagged: bool) -> Any:
    text = str(node.value)
    if not tagged:
        return text if node.style else plain_scalar(text)
    kind = str(node.tag).rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in ("true", "yes", "on", "y")
    if kind in ("int", "float"):
        number = construct_number(node)
        return (
            text
            if number is None or (isinstance(number, float) and not math.isfinite(number))
            else number
        )
    return text
