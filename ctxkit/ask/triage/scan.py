"""A block of lines -> what is counted of it: events by statement, by shape and by stack.

What a line counts for is a function of its block alone, so blocks can be read in any process, and
the sum is the same. Not here: how files become blocks (`blocks.py`) and how counts are summed
(`tally.py`).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ctxkit.ask.triage.blocks import cleaned
from ctxkit.ask.triage.clusters import message_shape, request_shape
from ctxkit.ask.triage.fast_prefix import Head, Heads, has_fields, quick_head
from ctxkit.ask.triage.matcher import Matcher, Said, Text, end_of_literals, fit
from ctxkit.ask.triage.open_stack import Stack, begins_stack
from ctxkit.ask.triage.times import summed
from ctxkit.logline.stacks import error_line

LONGEST_LINE = 16_000
"""Bytes of a line that are looked at."""

_EXAMPLE = 2_000
_HELD = 60_000  # lines whose statements' counts are held before they are given
_MOST_KNOWN = 8_000  # heads and groups that are remembered
_GRAVE = ("error", "critical")
_SERIOUS = (*_GRAVE, "warning")
_FAILED = re.compile(rb" 5\d\d\Z")
_LONGEST_CAUSE = 2_000
_MOST_LAYERS = 6
_FEWEST_BLANKS = 2
_ERROR_FIELD = re.compile(rb"[ ,{]\"?err(?:or)?\"?[=:] ?\"?")
_ERROR_FIRST = re.compile(rb"[A-Za-z_][\w.]{0,200}(?:: |$)")

Counted = tuple[int, bytes, bytes, dict[int, int], bytes]
"""(how often, first time, last time, by minute, an example); times are empty where the lines bear
none.
"""


class BlockTally(NamedTuple):
    """What is counted of a block.

    Keys: groups (statement, level, service, line in the log), clusters (shape, level, service, base
    name), stacks (statement or -1, error, path, function, line, level, service); causes are
    (statement, statement whose text stands in the value that ends its message), how often, an
    example.

    Groups are given from time to time, those of several blocks together, each with the number of
    the block that its example is of; clusters and stacks are the block's own. `minutes` and `grave`
    count all events given, and those of errors, by minute; `zones` their times by zone.
    """

    lines: int
    continued: int
    cut: int
    groups: list[tuple[tuple[Any, ...], Counted, int]]
    clusters: list[tuple[tuple[Any, ...], Counted]]
    stacks: list[tuple[tuple[Any, ...], Counted]]
    causes: list[tuple[tuple[int, int], int, bytes]]
    minutes: dict[int, int]
    grave: dict[int, int]
    zones: dict[str, int]


class Entry:
    """Events of one kind: their key, an example and the block that it is of, their times (all in
    `zone`).
    """

    __slots__ = ("block", "example", "key", "stamps", "zone")

    def __init__(
        self, key: tuple[Any, ...], example: bytes, block: int = 0, zone: bytes = b""
    ) -> None:
        self.key = key
        self.example = example
        self.block = block
        self.zone = zone
        self.stamps: list[bytes] = []


class Known(NamedTuple):
    """What a quick head says (None: it takes a closer look), the text that stands where it says,
    its events.

    `wraps`: the text ends in a value that may be the message of a cause.
    """

    said: Said | None
    text: Text | None
    entry: Entry
    wraps: bool = False


_NOBODYS = Entry((), b"")
_UNSURE = Known(None, None, _NOBODYS)


class Scanner:
    """Reads blocks, in order, with one matcher.

    It holds the counts of statements until there are enough to give.
    """

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.heads = Heads()
        self.groups: dict[tuple[Any, ...], Entry] = {}
        self.quick: dict[tuple[bytes, ...], Known] = {}
        self._held = 0

    def scan(self, data: bytes, number: int = 0) -> BlockTally:
        """Return what is counted of a block."""
        found = _Block(self, number).read(cleaned(data))
        self._held += found.lines
        return self._given(found) if self._held > _HELD else found

    def finish(self) -> BlockTally:
        """Return what was not given yet."""
        return self._given(BlockTally(0, 0, 0, [], [], [], [], {}, {}, {}))

    def _given(self, found: BlockTally) -> BlockTally:
        self._held = 0
        counts = _Counts(found.minutes, found.grave, found.zones)
        groups = []
        for entry in self.groups.values():
            if entry.stamps:
                groups.append(
                    (entry.key, counts.of(entry, grave=entry.key[1] in _GRAVE), entry.block)
                )
                entry.stamps.clear()
                entry.example = b""
        if len(self.groups) > _MOST_KNOWN:
            self.groups.clear()
            self.quick.clear()
        return found._replace(groups=groups)


class _Counts(NamedTuple):
    """Sums over entries."""

    minutes: dict[int, int]
    grave: dict[int, int]
    zones: dict[str, int]

    def of(self, entry: Entry, *, grave: bool) -> Counted:
        """Return the counts of an entry, and add them to the sums."""
        first, last, minutes = summed(entry.stamps, entry.zone, self.zones)
        for sums in (self.minutes, self.grave) if grave else (self.minutes,):
            for minute, count in minutes.items():
                sums[minute] = sums.get(minute, 0) + count
        return len(entry.stamps), first, last, minutes, entry.example


class _Block:
    """The state while one block is read.

    `_last` is the newest event of each container, `_open` its stack.
    """

    def __init__(self, scanner: Scanner, number: int) -> None:
        self._number = number
        self._matcher = scanner.matcher
        self._heads = scanner.heads
        self._groups = scanner.groups
        self._quick = scanner.quick
        self._clusters: dict[tuple[Any, ...], Entry] = {}
        self._stacks: dict[tuple[Any, ...], Entry] = {}
        self._last: dict[bytes, tuple[Entry, bytes, Head | None]] = {}
        self._causes: dict[tuple[int, int], tuple[int, bytes]] = {}
        self._open: dict[bytes, Stack] = {}
        self._continued = 0
        self._cut = 0

    def read(self, data: bytes) -> BlockTally:
        # What is done here is done for every line: it is written for speed.
        last, stacks, known_of, number = self._last, self._open, self._quick.get, self._number
        for raw in data.split(b"\n"):
            if len(raw) > LONGEST_LINE:
                raw = raw[:LONGEST_LINE]
                self._cut += 1
            found = quick_head(raw)
            if not found:
                self._line(raw)
                continue
            place = found.group(1, 3, 4, 5)
            known = known_of(place) or self._prepared(place, raw, found)
            said, text, entry, wraps = known
            if said is None:
                self._line(raw)
                continue
            source = place[0] or b""
            if source in stacks:
                self._close(source)
            if text and fit(text, raw, found.end()) >= 0:
                stamps = entry.stamps
                if not stamps:
                    entry.example, entry.block = raw[:_EXAMPLE], number
                stamps.append(found[2])
                if wraps:
                    self._look_inside(entry.key[0], text, raw, found.end(), raw)
            elif has_fields(found):
                self._line(raw)
                continue
            else:
                entry = self._count(said, found[2] + found[3], raw[found.end() :].strip(), raw)
            last[source] = entry, raw, None
        for source in list(stacks):
            self._close(source)
        return self._finished(data.count(b"\n") + (data[-1:] not in (b"\n", b"")))

    def _prepared(self, place: tuple[bytes, ...], raw: bytes, found: re.Match[bytes]) -> Known:
        """Return what a quick head says.

        What the matcher does first for each line, done once for all lines with the same head.
        """
        if len(self._quick) > _MOST_KNOWN:
            self._quick.clear()
        head = self._heads.read(raw)
        said = head.said
        site = self._matcher.site(said)
        if (
            head.stamp != found[2] + found[3]
            or not said.line
            or not raw[found.end() :].startswith(head.message)
        ):
            quick = _UNSURE
        elif site is None:
            quick = Known(said, None, _NOBODYS)
        else:
            key = (site.number, said.level, said.service, said.line)
            quick = Known(said, site.text, self._group(key, found[3]), _wraps(site.text, said))
        self._quick[place] = quick
        return quick

    def _group(self, key: tuple[Any, ...], zone: bytes = b"") -> Entry:
        """Return what counts the events of a statement."""
        entry = self._groups.get((key, zone))
        if entry is None:
            entry = self._groups[key, zone] = Entry(key, b"", zone=zone)
        return entry

    def _add_to_group(self, entry: Entry, stamp: bytes, raw: bytes) -> Entry:
        if not entry.stamps:
            entry.example, entry.block = raw[:_EXAMPLE], self._number
        entry.stamps.append(stamp)
        return entry

    def _line(self, raw: bytes) -> None:
        """Take any line."""
        if raw[:1] in b" \t" and self._continues(raw, b""):
            return
        head = self._heads.read(raw)
        if head.plain:
            self._plain(head, raw)
            return
        if head.request:
            self._add(head, raw)  # another program's line, which neither ends a stack nor has one
            return
        if head.source in self._open:
            self._close(head.source)
        self._last[head.source] = self._add(head, raw), raw, head
        if head.stack:
            self._bears_stack(head, raw)

    def _add(self, head: Head, raw: bytes) -> Entry:
        """Count an event; return what counts it."""
        if head.request:
            said = head.said._replace(level="error") if _FAILED.search(head.request) else head.said
            return self._cluster(request_shape(head.request), said, head.stamp, raw)
        return self._count(head.said, head.stamp, head.message, raw)

    def _count(self, said: Said, stamp: bytes, message: bytes, raw: bytes) -> Entry:
        if b"  " in message or b"\t" in message:
            message = b" ".join(message.split())
        number = self._matcher.match(message, said) if message else -1
        if number < 0:
            return self._cluster(message_shape(message), said, stamp, raw)
        text = self._matcher.text_of[number]
        if _wraps(text, said):
            self._look_inside(number, text, message, 0, raw)
        return self._add_to_group(
            self._group((number, said.level, said.service, said.line)), stamp, raw
        )

    def _look_inside(self, number: int, text: Text, message: bytes, start: int, raw: bytes) -> None:
        """Count the statement whose text stands innermost in the value that ends a message, or in
        its error's field.
        """
        at = end_of_literals(text, message, start) if text.open and not text.last else -1
        field = _ERROR_FIELD.search(raw)
        if field:
            message, at = raw, field.end()
        if at < 0 or message.count(b" ", at, at + _LONGEST_CAUSE) < _FEWEST_BLANKS:
            return
        inner = -1
        for _ in range(_MOST_LAYERS):
            found = self._matcher.match(message[at : at + _LONGEST_CAUSE].strip())
            inner = found if found >= 0 and self._matcher.text_of[found] is not text else inner
            at = message.find(b": ", at, at + _LONGEST_CAUSE) + 2
            if at < 2:
                break
        if inner >= 0:
            count, example = self._causes.get((number, inner), (0, raw[:_EXAMPLE]))
            self._causes[number, inner] = count + 1, example

    def _cluster(self, shape: bytes, said: Said, stamp: bytes, raw: bytes) -> Entry:
        key = (shape, said.level, said.service, said.base)
        entry = self._clusters.get(key)
        if entry is None:
            entry = self._clusters[key] = Entry(key, raw[:_EXAMPLE])
        entry.stamps.append(stamp)
        return entry

    def _continues(self, raw: bytes, source: bytes) -> bool:
        """Give an indented line to the event that it belongs to; tell whether there is one."""
        if not raw.strip():
            self._continued += bool(raw)
            return True
        stack = self._open.get(source)
        if stack is not None:
            stack.add(raw)
        elif begins_stack(raw):
            self._begin(source, raw)
        elif source not in self._last:
            return False
        self._continued += 1
        return True

    def _plain(self, head: Head, raw: bytes) -> None:
        """Take a line without a head: a line of a stack, an error, or a message that something
        printed.
        """
        source = head.source
        body = raw if not source else raw.partition(b"| ")[2]
        if not body.strip():
            self._continued += bool(source)
            return
        if body[:1] in (b" ", b"\t") and source and self._continues(body, source):
            return
        stack = self._open.get(source)
        if begins_stack(body) and (stack is None or not stack.goes_on(body)):
            self._close(source)
            self._begin(source, body)
            self._continued += 1
            return
        if stack is not None:
            if stack.goes_on(body):
                stack.add(body)
                self._continued += 1
                return
            self._close(source)
        self._last[source] = self._printed(head, raw), raw, head

    def _printed(self, head: Head, raw: bytes) -> Entry:
        """Count a line without a head, which may be an error with its message."""
        if _ERROR_FIRST.match(head.message):
            error = error_line(head.message[:1_000].decode("utf8", "replace"), ends_stack=False)
            if error:
                name = error.error.rpartition(".")[2]
                head = head._replace(said=head.said._replace(level="error"))
                number = self._matcher.match(error.message.encode("utf8", "replace"), error=name)
                if number >= 0:
                    entry = self._group((number, "error", head.said.service, 0))
                    return self._add_to_group(entry, head.stamp, raw)
        return self._add(head, raw)

    def _begin(self, source: bytes, body: bytes) -> None:
        before = self._last.get(source)
        self._open[source] = stack = Stack(before[1] if before else b"")
        stack.add(body)

    def _bears_stack(self, head: Head, raw: bytes) -> None:
        stack = self._open[head.source] = Stack(raw)
        for line in head.stack.split("\n")[:400]:
            stack.add(line.encode("utf8", "replace"))
        self._close(head.source)

    def _close(self, source: bytes) -> None:
        """Count a stack: with the event that it belongs to, or as one of its own."""
        stack = self._open.pop(source, None)
        if stack is None or not stack.telling:
            return
        before = self._last.pop(source, None)
        number, stamp, said = -1, b"", Said(service=self._heads.service(source) or "")
        if before is not None:
            entry, raw, head = before
            head = head or self._heads.read(raw)
            stamp, said = head.stamp, head.said
            if isinstance(entry.key[0], int):
                number = entry.key[0]
            elif entry.stamps:
                entry.stamps.pop()  # the stack tells more of this event than the shape of its first line
        key = (
            number,
            stack.error,
            stack.path,
            stack.function,
            stack.line,
            said.level or "error",
            said.service,
        )
        known = self._stacks.get(key)
        if known is None:
            known = self._stacks[key] = Entry(key, stack.text())
        known.stamps.append(stamp)

    def _finished(self, lines: int) -> BlockTally:
        counts, apart = _Counts({}, {}, {}), _Counts({}, {}, {})
        clusters = [
            (entry.key, counts.of(entry, grave=entry.key[1] in _GRAVE))
            for entry in self._clusters.values()
            if entry.stamps
        ]
        stacks = []
        for key, entry in self._stacks.items():
            # A stack that belongs to an event is none of its own.
            sums = counts if key[0] < 0 else apart
            stacks.append((key, sums.of(entry, grave=key[5] in _GRAVE)))
        causes = [(pair, *told) for pair, told in self._causes.items()]
        return BlockTally(lines, self._continued, self._cut, [], clusters, stacks, causes, *counts)


def _wraps(text: Text, said: Said) -> bool:
    return said.level in _SERIOUS and ((text.open and not text.last) or said.language == "go")
