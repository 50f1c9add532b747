"""The one door to tree-sitter: a language's queries as one, and the definitions of a file.

`queries/<language>/<kind>.scm`: the file name is the kind of fact, the captures are its fields. All
queries of a language are compiled into one, because running many over the same tree costs a
multiple. Not here: patterns that are tried in few places of a file (`spots.py`), how matches become
facts (one folder a language).
"""

from __future__ import annotations

import sys
import time
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

from ctxkit.extract.spots import (
    WHERE,
    Found,
    SpotPattern,
    Spots,
    Where,
    spots_of,
    texts_of,
    where_tried,
)

QUERIES = Path(__file__).parent / "queries"

MAX_SECONDS = 4.0
"""For parsing a file, and for searching it; the largest real file takes a twentieth of it.

A hundred thousand open brackets or quotes would take half a minute: the time in which errors are
recovered from grows with the square of the file's size.
"""

_OWN_SHARE = 0.5
"""Of that time, from which on it was not the machine that was slow."""
_MORE_TIME = 2
"""Times as much, for a search that begins anew because others had its time."""

_CLOCK_STEP = 64  # spots from one look at the clock to the next


class TooCostlyError(Exception):
    """The parser or the queries got lost in a file, so no fact of it would be certain."""


class QueryPattern(Struct, frozen=True, kw_only=True):
    """A pattern of `queries/<language>/<kind>.scm` with what its `#set!` says."""

    kind: str
    settings: Mapping[str, str | None]


class QueryMatch(Struct, frozen=True):
    """A place that a pattern matches, and the nodes captured there by name."""

    pattern: QueryPattern
    captures: dict[str, list[Node]]

    def __contains__(self, name: str) -> bool:
        return name in self.captures

    def node(self, name: str) -> Node:
        """Return the first node captured as `name`, which the pattern always captures."""
        return self.captures[name][0]

    def find(self, name: str) -> Node | None:
        """Return the first node captured as `name`, None if there is none."""
        nodes = self.captures.get(name)
        return nodes[0] if nodes else None

    def nodes(self, name: str) -> list[Node]:
        """Return all nodes captured as `name`."""
        return self.captures.get(name, [])

    def text(self, name: str) -> str:
        """Return the source of the first node captured as `name`, empty if there is none."""
        nodes = self.captures.get(name)
        return text(nodes[0]) if nodes else ""


class _OfSomeFiles(NamedTuple):
    """The query of the files that contain one of some texts; `first` is its first pattern."""

    query: Query
    first: int
    texts: tuple[bytes, ...]


class _Queries(NamedTuple):
    """The queries of a language with all their `patterns`: those that are tried everywhere, those
    of some files, if there are any, and those at spots.
    """

    everywhere: Query
    of_some_files: _OfSomeFiles | None
    spots: Spots
    patterns: list[QueryPattern]


class Grammar:
    """A language's parser with the queries of `queries/<folder>/`; both are made at first use.

    `check` raises TooCostlyError for a file that the parser does not stand.
    """

    def __init__(
        self,
        folder: str,
        load: Callable[[], object],
        *,
        check: Callable[[bytes], None] | None = None,
    ) -> None:
        self._folder = folder
        self._load = load
        self._check = check

    @cached_property
    def _language(self) -> Language:
        return Language(self._load())

    @cached_property
    def _parser(self) -> Parser:
        # The callbacks that are to replace `timeout_micros` are no use, in 0.25 and 0.26 alike: the
        # parser ignores its own for bytes, and crashes with it before Python 3.14 otherwise; the
        # cursor keeps a pointer to options that are gone, and crashes on some files.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return Parser(self._language, timeout_micros=int(MAX_SECONDS * 1_000_000))

    @cached_property
    def _compiled(self) -> _Queries:
        sources: dict[Where, list[tuple[str, str]]] = {where: [] for where in WHERE}
        for file in sorted((QUERIES / self._folder).glob("*.scm")):
            paragraphs = file.read_text(encoding="utf8").split("\n\n")
            for where, own in sources.items():
                if tried := [each for each in paragraphs if where_tried(each) == where]:
                    own.append((file.stem, "\n".join(tried)))
        query, patterns = self._query(sources["everywhere"])
        of_some: _OfSomeFiles | None = None
        if own := sources["some files"]:  # even an empty query takes milliseconds
            own_query, own_patterns = self._query(own)
            texts = texts_of([pattern.settings for pattern in own_patterns])
            of_some = _OfSomeFiles(own_query, len(patterns), texts)
            patterns += own_patterns
        spots: list[SpotPattern] = []
        for each in sources["spots"]:
            own_query, own_patterns = self._query([each])
            spots += spots_of(own_query, len(patterns), [p.settings for p in own_patterns])
            patterns += own_patterns
        return _Queries(query, of_some, Spots(spots), patterns)

    def _query(self, sources: Sequence[tuple[str, str]]) -> tuple[Query, list[QueryPattern]]:
        """Compile (kind, source) of files of queries into one; return its patterns with it."""
        texts = [f"{source}\n" for _, source in sources]
        ends = list(accumulate(len(text.encode()) for text in texts))
        query = Query(self._language, "".join(texts))
        return query, [
            QueryPattern(
                kind=sources[bisect_right(ends, query.start_byte_for_pattern(number))][0],
                settings=query.pattern_settings(number),
            )
            for number in range(query.pattern_count)  # type: ignore[call-overload]  # an int, despite the stub
        ]

    def compile(self) -> None:
        """Compile the queries, which takes a tenth of a second."""
        _ = self._compiled

    @property
    def patterns(self) -> list[QueryPattern]:
        """The patterns of the language in the order of their files and of their places in them,
        those that are tried at spots last and before them those of some files.
        """
        return self._compiled.patterns

    def matches(self, data: bytes) -> Iterator[QueryMatch]:
        """Yield the matches of the language's queries in a file.

        Raise TooCostlyError if that takes longer than any file of a program does.
        """
        if self._check is not None:
            self._check(data)
        queries = self._compiled
        patterns = queries.patterns
        root = self._parse(data).root_node
        for number, captures in _searched(queries.everywhere, root):
            yield QueryMatch(patterns[number], captures)
        of_some = queries.of_some_files
        if of_some is not None and any(text in data for text in of_some.texts):
            for number, captures in _searched(of_some.query, root):
                yield QueryMatch(patterns[of_some.first + number], captures)
        for number, captures in _searched_at(queries.spots, root, data):
            yield QueryMatch(patterns[number], captures)

    def parse(self, data: bytes) -> Tree:
        """Return the syntax tree of a file. Raise TooCostlyError if that takes too long."""
        return self._parse(data)

    def _parse(self, data: bytes) -> Tree:
        is_spent = _own_time(_OWN_SHARE * MAX_SECONDS)
        while True:
            try:
                return self._parser.parse(data)
            except ValueError:  # all that the parser says when its time is over
                if not is_spent():
                    continue  # where it stopped
                self._parser.reset()  # or it would go on with the next file where it stopped
                raise TooCostlyError(f"not parsed within {MAX_SECONDS:.0f} s") from None


def _searched(query: Query, root: Node) -> list[Found]:
    """Return the matches of a query. Raise TooCostlyError if that takes too long."""
    is_spent, seconds = _own_time(_OWN_SHARE * MAX_SECONDS), MAX_SECONDS
    while True:
        deadline = time.monotonic() + seconds
        cursor = QueryCursor(query, timeout_micros=int(seconds * 1_000_000))
        found = cursor.matches(root)
        if time.monotonic() <= deadline:
            return found
        if is_spent():
            raise TooCostlyError(f"not searched within {MAX_SECONDS:.0f} s")
        seconds *= _MORE_TIME


def _searched_at(spots: Spots, root: Node, data: bytes) -> Iterator[Found]:
    """Yield the matches at spots. Raise TooCostlyError if that takes too long: each is looked for
    from the root down.
    """
    is_spent = _own_time(MAX_SECONDS)
    for number, found in enumerate(spots.matches(root, data), 1):
        if number % _CLOCK_STEP == 0 and is_spent():
            raise TooCostlyError(f"not searched within {MAX_SECONDS:.0f} s")
        yield from found


def _own_time(seconds: float) -> Callable[[], bool]:
    """Return a function that says whether this thread has had the time by now, and not others:
    tree-sitter goes by the clock, and a busy machine would lose files for good.
    """
    began = time.thread_time()
    return lambda: time.thread_time() - began > seconds


class Scopes:
    """The named definitions of a file, by which the one around a place is found without climbing
    the tree.

    Built from (node, name) pairs of the definitions; `at` returns the qualified name (`Mail.send`).
    """

    def __init__(self, definitions: list[tuple[Node, str]], *, separator: str = ".") -> None:
        spans = sorted((node.start_byte, -node.end_byte, name) for node, name in definitions)
        self._starts: list[int] = []
        self._names: list[str] = []
        self._qualified: dict[tuple[int, int], str] = {}
        open_: list[tuple[int, str]] = [(-1, "")]  # end, qualified name

        def close(until: int) -> None:
            while len(open_) > 1 and open_[-1][0] <= until:
                end, _ = open_.pop()
                self._starts.append(end)
                self._names.append(open_[-1][1])

        for start, negative_end, name in spans:
            close(start)
            outer = open_[-1][1]
            qualified = f"{outer}{separator}{name}" if len(open_) > 1 else name
            open_.append((-negative_end, qualified))
            self._qualified[start, -negative_end] = qualified
            self._starts.append(start)
            self._names.append(qualified)
        close(sys.maxsize)

    def at(self, byte: int) -> str:
        """Return the qualified name of the innermost definition around `byte`, or an empty
        string.
        """
        number = bisect_right(self._starts, byte) - 1
        return self._names[number] if number >= 0 else ""

    def name_of(self, node: Node) -> str:
        """Return the qualified name of a definition that the scopes were built from."""
        return self._qualified[node.start_byte, node.end_byte]


def text(node: Node) -> str:
    """Return the source text of a node; bytes that are not UTF-8 are replaced."""
    return (node.text or b"").decode("utf8", "replace")


def raw(node: Node) -> bytes:
    """Return the bytes of a node."""
    return node.text or b""


def fields(node: Node, *names: str) -> list[Node] | None:
    """Return the children of a node in the fields `names`, None if one of them is missing."""
    found: list[Node] = []
    for name in names:
        child = node.child_by_field_name(name)
        if child is None:
            return None
        found.append(child)
    return found


def field_text(node: Node, name: str) -> str:
    """Return the source of a node's field, empty if it is missing."""
    child = node.child_by_field_name(name)
    return text(child) if child is not None else ""


def first_child(node: Node) -> Node | None:
    """Return the first named child of a node, None if there is none."""
    return next(iter(node.named_children), None)


def without_comments(node: Node) -> list[Node]:
    """Return the named children of a node but comments."""
    return [child for child in node.named_children if child.type != "comment"]


def line_of(node: Node) -> int:
    """Return the 1-based line on which a node begins."""
    return node.start_point[0] + 1


def end_line_of(node: Node) -> int:
    """Return the 1-based line on which a node ends."""
    return node.end_point[0] + 1
