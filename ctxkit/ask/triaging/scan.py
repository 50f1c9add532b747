"""A block of lines -> what is counted of it: events by statement, by shape and by stack. A pure function of the block.

So blocks can be read in any process and in any order, and the sum is the same. Not here: how files become blocks
(`blocks.py`) and how counts are summed (`tally.py`).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ctxkit.ask.triaging.blocks import cleaned
from ctxkit.ask.triaging.heads import Head, Heads, quick_head
from ctxkit.ask.triaging.matcher import Matcher, Said, Text, fit
from ctxkit.ask.triaging.shapes import message_shape, request_shape
from ctxkit.ask.triaging.stacks import Stack, begins_stack
from ctxkit.ask.triaging.times import by_minute, normal_times
from ctxkit.logline.stacks import error_line

LONGEST_LINE = 16_000
"""Bytes of a line that are looked at."""

_EXAMPLE = 2_000
_GRAVE = ("error", "critical")
_ERROR_FIRST = re.compile(rb"[A-Za-z_][\w.]{0,200}(?:: |$)")

Counted = tuple[int, bytes, bytes, dict[int, int], bytes]
"""(how often, first time, last time, by minute, an example); times are empty where the lines bear none."""


class BlockTally(NamedTuple):
    """What a block holds. Keys: groups (statement, level, service, line in the log), clusters (shape, level, service,
    base name), stacks (statement or -1, error, path, function, line, level, service). `minutes` and `grave` count all
    events, and those of errors, by minute.
    """

    lines: int
    events: int
    matched: int
    continued: int
    cut: int
    groups: list[tuple[tuple[Any, ...], Counted]]
    clusters: list[tuple[tuple[Any, ...], Counted]]
    stacks: list[tuple[tuple[Any, ...], Counted]]
    minutes: dict[int, int]
    grave: dict[int, int]


class Scanner:
    """Reads blocks with one matcher; what it remembers between blocks changes speed alone."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._heads = Heads()

    def scan(self, data: bytes) -> BlockTally:
        """Return what is counted of a block."""
        return _Block(self._matcher, self._heads).read(cleaned(data))


class _Block:
    """The state while one block is read. `_last` is the newest event of each container, `_open` its stack."""

    def __init__(self, matcher: Matcher, heads: Heads) -> None:
        self._matcher = matcher
        self._heads = heads
        self._groups: dict[tuple[Any, ...], list[Any]] = {}
        self._clusters: dict[tuple[Any, ...], list[Any]] = {}
        self._stacks: dict[tuple[Any, ...], list[Any]] = {}
        self._last: dict[bytes, tuple[list[Any], bytes, Head | None]] = {}
        self._quick: dict[tuple[bytes, ...], tuple[Text, list[Any]] | None] = {}
        self._open: dict[bytes, Stack] = {}
        self._continued = 0
        self._cut = 0

    def read(self, data: bytes) -> BlockTally:
        lines = 0
        last, stacks, known = self._last, self._open, self._quick
        for raw in data.split(b"\n"):
            lines += 1
            if len(raw) > LONGEST_LINE:
                raw = raw[:LONGEST_LINE]
                self._cut += 1
            found = quick_head(raw) if raw[:1] > b" " else None
            if found:
                wrapper, stamp, *site = found.groups()
                place = wrapper, *site
                quick = known[place] if place in known else self._prepared(place, raw)
                if quick:
                    text, entry = quick
                    message = raw[found.end() :]
                    if fit(text, message) >= 0 and b"  " not in message:
                        entry.append(stamp)
                        source = wrapper or b""
                        if stacks and source in stacks:
                            self._close(source)
                        last[source] = entry, raw, None
                        continue
            self._line(raw)
        for source in list(stacks):
            self._close(source)
        return self._finished(lines - data.endswith(b"\n"))

    def _prepared(self, place: tuple[bytes, ...], raw: bytes) -> tuple[Text, list[Any]] | None:
        """Return the text that stands where a head says, with what counts it; None where it takes a closer look.

        What the matcher does first for each line, done once for all lines with the same head.
        """
        head = self._heads.read(raw)
        said = head.said
        sites = self._matcher.sites(said)
        if len(sites) != 1 or not said.line:
            self._quick[place] = None
            return None
        if fit(sites[0].text, head.message) < 0:
            return None
        key = (sites[0].number, said.level, said.service, said.line)
        quick = self._quick[place] = sites[0].text, self._groups.setdefault(key, [key, raw[:_EXAMPLE]])
        return quick

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

    def _add(self, head: Head, raw: bytes) -> list[Any]:
        """Count an event; return the list that counts it: its key, an example, then a time for each event."""
        said, stamp, message = head[:3]
        if b"  " in message or b"\t" in message:
            message = b" ".join(message.split())
        number = self._matcher.match(message, said) if message else -1
        if number >= 0:
            key: tuple[Any, ...] = (number, said.level, said.service, said.line)
            entry = self._groups.get(key)
            if entry is None:
                entry = self._groups[key] = [key, raw[:_EXAMPLE]]
        else:
            shape = request_shape(head.request) if head.request else message_shape(message)
            key = (shape, said.level, said.service, said.base)
            entry = self._clusters.get(key)
            if entry is None:
                entry = self._clusters[key] = [key, raw[:_EXAMPLE]]
        entry.append(stamp)
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
        """Take a line without a head: a line of a stack, an error, or a message that something printed."""
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

    def _printed(self, head: Head, raw: bytes) -> list[Any]:
        """Count a line without a head, which may be an error with its message."""
        if _ERROR_FIRST.match(head.message):
            error = error_line(head.message[:1_000].decode("utf8", "replace"), sure=False)
            if error:
                name = error.error.rpartition(".")[2]
                head = head._replace(said=head.said._replace(level="error"))
                number = self._matcher.match(error.message.encode("utf8", "replace"), error=name)
                if number >= 0:
                    key = (number, "error", head.said.service, 0)
                    entry = self._groups.setdefault(key, [key, raw[:_EXAMPLE]])
                    entry.append(head.stamp)
                    return entry
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
            if isinstance(entry[0][0], int):
                number = entry[0][0]
            elif len(entry) > 2:
                entry.pop()  # the stack tells more of this event than the shape of its first line
        key = (number, stack.error, stack.path, stack.function, stack.line, said.level or "error", said.service)
        self._stacks.setdefault(key, [key, stack.text()]).append(stamp)

    def _finished(self, lines: int) -> BlockTally:
        groups, clusters, stacks = (
            [(entry[0], _counted(entry)) for entry in part.values() if len(entry) > 2]
            for part in (self._groups, self._clusters, self._stacks)
        )
        matched = sum(counted[0] for _, counted in groups)
        events = matched + sum(counted[0] for _, counted in clusters)
        events += sum(counted[0] for key, counted in stacks if key[0] < 0)
        minutes: dict[int, int] = {}
        grave: dict[int, int] = {}
        for key, counted in (*groups, *clusters, *((k[4:], c) for k, c in stacks if k[0] < 0)):
            for counts in (minutes, grave) if key[1] in _GRAVE else (minutes,):
                for minute, count in counted[3].items():
                    counts[minute] = counts.get(minute, 0) + count
        return BlockTally(lines, events, matched, self._continued, self._cut, groups, clusters, stacks, minutes, grave)


def _counted(entry: list[Any]) -> Counted:
    times = normal_times(entry[2:])
    first, last = (min(times), max(times)) if times else (b"", b"")
    return len(entry) - 2, first, last, by_minute(times), entry[1]
