"""Patterns that are tried only at the spots that a file's bytes tell.

A program calls everything and logs little: to try each pattern of a call at each call takes a third
of a query's time. A pattern of `queries/<language>/<kind>.scm` says where it is tried with regular
expressions, or with a word:

- `(#set! called "^(info|warning)$")`: at calls of a name, `logger.info(` or `info(`.
- `(#set! on "environ$")`, beside it: of a method, and this stands before its dot.
- `(#set! from "assignment")`, beside it: at what is around the call, if it is of this type.
- `(#set! word "dify_config")`: at what is around a word.
- `(#set! has "environ|getenv")`: everywhere in the files that contain one of these texts.

Blank lines keep it apart from the others. Not here: those (`treesitter.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, get_args

from msgspec import Struct
from tree_sitter import Node, Query, QueryCursor

from ctxkit.extract.whole_words import places_of

Found = tuple[int, dict[str, list[Node]]]
"""The number of a pattern, and the nodes that it captures, by name."""

Where = Literal["everywhere", "some files", "spots"]
WHERE: tuple[Where, ...] = get_args(Where)
"""Where a pattern is tried; the numbers of a language's patterns go in this order."""

_LIMITED = re.compile(r"\(#set! (called|word|has) ")

# Backwards, because `(` is rare and names are not. Bytes beyond ASCII are letters of a name.
_CALLED = re.compile(rb"\([\s\\]*([\w\x80-\xff]+)")
_MAX_BEFORE = 64
"""Bytes before a name in which `on` is looked for."""

_CALLS = ("call", "call_expression")
"""How grammars call a call."""

_MAX_NAMES = 8192
"""Called names of which it is remembered which patterns ask for them."""


class SpotPattern(Struct, frozen=True, kw_only=True):
    """Where a pattern is tried: pattern `number` of its language, which is pattern `number` -
    `first` of `query`.
    """

    number: int
    first: int
    query: Query
    called: re.Pattern[str] | None
    on: re.Pattern[bytes] | None
    around: str
    word: bytes | None


def where_tried(paragraph: str) -> Where:
    """Return where the patterns of a paragraph of a file of queries are tried."""
    found = _LIMITED.search(paragraph)
    if found is None:
        return "everywhere"
    return "some files" if found[1] == "has" else "spots"


def texts_of(settings: Sequence[Mapping[str, str | None]]) -> tuple[bytes, ...]:
    """Return the texts of which a file must contain one, by the settings of such patterns."""
    needed = {text for own in settings for text in (own.get("has") or "").split("|")}
    return tuple(text.encode() for text in sorted(needed))


def spots_of(
    query: Query, first: int, settings: Sequence[Mapping[str, str | None]]
) -> list[SpotPattern]:
    """Return where the patterns of a query are tried, by their settings; they begin with pattern
    `first` of their language.
    """
    return [
        SpotPattern(
            number=number,
            first=first,
            query=query,
            called=re.compile(called) if (called := own.get("called")) else None,
            on=re.compile(on.encode()) if (on := own.get("on")) else None,
            around=own.get("from") or "",
            word=word.encode() if (word := own.get("word")) else None,
        )
        for number, own in enumerate(settings, first)
    ]


class Spots:
    """The patterns of a language that are tried at spots."""

    def __init__(self, spots: Sequence[SpotPattern]) -> None:
        self._words = [(spot, spot.word) for spot in spots if spot.word is not None]
        called = [(spot, spot.called) for spot in spots if spot.called is not None]

        @lru_cache(maxsize=_MAX_NAMES)
        def asking(name: bytes) -> list[SpotPattern]:
            text = name[::-1].decode("utf8", "replace")
            return [spot for spot, pattern in called if pattern.search(text)]

        self._asking = asking

    def matches(self, root: Node, data: bytes) -> Iterator[list[Found]]:
        """Yield for each spot of a file the matches there, perhaps none."""
        search = _Search()
        for start, end, spots in self._calls(data):
            yield search.matches(spots, _call_of(_node(root, start, end)))
        for spot, word in self._words:
            for start, end in places_of([word], data):
                node = _node(root, start, end)
                yield search.matches([spot], node.parent if node is not None else None)

    def _calls(self, data: bytes) -> list[tuple[int, int, list[SpotPattern]]]:
        """Return where a name is called that a pattern asks for, with these patterns."""
        size = len(data)
        found: list[tuple[int, int, list[SpotPattern]]] = []
        for match in _CALLED.finditer(data[::-1]):
            spots = self._asking(match[1])
            if not spots:
                continue
            start = size - match.end()
            spots = [spot for spot in spots if spot.on is None or _is_on(spot.on, data, start)]
            if spots:
                found.append((start, size - match.start(1), spots))
        found.reverse()
        return found


def _is_on(pattern: re.Pattern[bytes], data: bytes, start: int) -> bool:
    """Return whether the pattern is what stands before the dot before a name."""
    before = data[max(start - _MAX_BEFORE, 0) : start].rstrip()
    return before.endswith(b".") and pattern.search(before[:-1].rstrip()) is not None


def _node(root: Node, start: int, end: int) -> Node | None:
    """Return the node that is exactly at a place: a name, no part of a text or of a comment."""
    node = root.descendant_for_byte_range(start, end)
    if node is None or node.start_byte != start or node.end_byte != end:
        return None
    return node


def _call_of(name: Node | None) -> Node | None:
    """Return the call of a name, None where the name is no call's, as that of a definition."""
    if name is None:
        return None
    node: Node | None = name
    for _ in range(2):  # name(), object.name()
        node = node.parent if node is not None else None
        if node is not None and node.type in _CALLS:
            function = node.child_by_field_name("function")
            return node if function is not None and function.end_byte == name.end_byte else None
    return None


def _starts(node: Node, around: str) -> Iterator[Node]:
    """Yield the node at which a pattern begins: the one at its spot, or the one around that if it
    is of the type `around`.
    """
    start = node.parent if around else node
    if start is not None and around in ("", start.type):
        yield start


class _Search:
    """Tries patterns at nodes of one file."""

    def __init__(self) -> None:
        self._cursors: dict[int, QueryCursor] = {}

    def matches(self, spots: Sequence[SpotPattern], node: Node | None) -> list[Found]:
        """Return the matches of patterns that begin at a node."""
        if node is None:
            return []
        asked = {spot.number for spot in spots}
        return [
            (first + number, captures)
            for (first, around), query in {(s.first, s.around): s.query for s in spots}.items()
            for start in _starts(node, around)
            for number, captures in self._cursor(first, query).matches(start)
            if first + number in asked
        ]

    def _cursor(self, first: int, query: Query) -> QueryCursor:
        cursor = self._cursors.get(first)
        if cursor is None:
            cursor = self._cursors[first] = QueryCursor(query)
            cursor.set_max_start_depth(0)
        return cursor
