"""The one door to tree-sitter: a language's queries as one, and the scopes of a parsed file.

`queries/<language>/<kind>.scm`: the file name is the kind of fact, the captures are its fields. All
queries of a language are compiled into one, because running many over the same tree costs a
multiple. Not here: how captures become facts (one module a language).
"""

from __future__ import annotations

import time
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

QUERIES = Path(__file__).parent / "queries"

Captures = dict[str, list[Node]]

PATIENCE = 4.0
"""Seconds for parsing a file, and again for the queries: the largest real one takes a fiftieth.

A hundred thousand open brackets or quotes, where nothing recovers from the errors in time linear in
them, would take half a minute.
"""


class TooCostlyError(Exception):
    """A file in which the parser or the queries got lost; no fact of it would be sure."""


class Grammar:
    """A language's parser with the queries of `queries/<folder>/`; both are made at first use."""

    def __init__(self, folder: str, load: Callable[[], object]) -> None:
        self._folder = folder
        self._load = load

    @cached_property
    def _language(self) -> Language:
        return Language(self._load())

    @cached_property
    def _parser(self) -> Parser:
        return _limited(Parser(self._language))

    @cached_property
    def _compiled(self) -> tuple[Query, list[str]]:
        text, ends, kinds = "", [], []
        for file in sorted((QUERIES / self._folder).glob("*.scm")):
            text += file.read_text(encoding="utf8") + "\n"
            ends.append(len(text.encode()))
            kinds.append(file.stem)
        query = Query(self._language, text)
        of_pattern = [
            kinds[bisect_right(ends, query.start_byte_for_pattern(number))]
            for number in range(query.pattern_count)  # type: ignore[call-overload]  # an int, despite the stub
        ]
        return query, of_pattern

    def parse(self, data: bytes) -> Tree:
        """Return the tree of a file.

        Raise TooCostlyError where it takes longer than any file of a program does.
        """
        try:
            return self._parser.parse(data)
        except ValueError:  # all that it says of a time that is over
            self._parser.reset()  # or it would go on with the next file where it stopped
            raise TooCostlyError(f"not parsed within {PATIENCE:.0f} s") from None

    def matches(self, tree: Tree) -> Iterator[tuple[str, Captures]]:
        """Yield (kind, captures) of each match of the language's queries in `tree`.

        Raise TooCostlyError as `parse`.
        """
        query, kinds = self._compiled
        start = time.monotonic()
        found = _limited(QueryCursor(query)).matches(tree.root_node)
        if time.monotonic() - start > PATIENCE:
            raise TooCostlyError(f"not searched within {PATIENCE:.0f} s")
        for pattern, captures in found:
            yield kinds[pattern], captures


_Limited = TypeVar("_Limited", Parser, QueryCursor)


def _limited(worker: _Limited) -> _Limited:
    """Set the time that a parser or a query may take; the callback that is to take its place
    crashes in 0.25.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        worker.timeout_micros = int(PATIENCE * 1_000_000)  # type: ignore[misc]  # the stub knows no setter
    return worker


class Scopes:
    """The named definitions of a file, to tell in which one a place lies without climbing the tree.

    Build it from (node, name) pairs of the definitions; `at` gives the qualified name (`Mail.send`)
    around a byte.
    """

    def __init__(self, definitions: list[tuple[Node, str]], *, separator: str = ".") -> None:
        spans = sorted((node.start_byte, -node.end_byte, name) for node, name in definitions)
        self._starts: list[int] = []
        self._names: list[str] = []
        self._qualified: dict[tuple[int, int], str] = {}
        open_: list[tuple[int, str]] = []

        def note(position: int) -> None:
            self._starts.append(position)
            self._names.append(open_[-1][1] if open_ else "")

        for start, negative_end, name in spans:
            while open_ and open_[-1][0] <= start:
                end = open_.pop()[0]
                note(end)
            qualified = f"{open_[-1][1]}{separator}{name}" if open_ else name
            open_.append((-negative_end, qualified))
            self._qualified[start, -negative_end] = qualified
            note(start)
        while open_:
            end = open_.pop()[0]
            note(end)

    def at(self, byte: int) -> str:
        """Return the qualified name of the innermost definition around `byte`, or an empty string."""
        i = bisect_right(self._starts, byte) - 1
        return self._names[i] if i >= 0 else ""

    def name_of(self, node: Node) -> str:
        """Return the qualified name of a definition that the scopes were built from."""
        return self._qualified[node.start_byte, node.end_byte]


def text(node: Node) -> str:
    """Return the source text of a node; bytes that are not UTF-8 are replaced."""
    return (node.text or b"").decode("utf8", "replace")
