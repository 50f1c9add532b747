"""One block of lines -> its events, counted by statement, by shape and by stack.

The most lines go through `BlockReader.read` alone, which is written for speed: what the prefix of a
line says is prepared once for all lines with the same prefix. Not here: prefixes
(`fast_prefix.py`), statements (`matcher.py`), the lines of a stack (`open_stack.py`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ctxkit.ask.locate.line_context import LineContext
from ctxkit.ask.triage.block_tally import (
    MAX_EXAMPLE_BYTES,
    BlockTally,
    EventGroup,
    GroupCount,
    GroupKey,
    Sums,
)
from ctxkit.ask.triage.clusters import message_shape, request_shape, shape_of
from ctxkit.ask.triage.fast_formats import QUICK_CLOCK, QUICK_ZONE, quick_prefix
from ctxkit.ask.triage.fast_prefix import LinePrefix, PrefixReader
from ctxkit.ask.triage.matcher import Matcher
from ctxkit.ask.triage.open_stack import OpenStack, begins_stack
from ctxkit.ask.triage.statement_texts import StatementText, fit
from ctxkit.ask.triage.told_secrets import ToldSecrets
from ctxkit.ask.triage.wrapped_message import inner_statement, may_wrap
from ctxkit.logline.stacks import MAX_ERROR_CHARS, error_line
from ctxkit.regex import regex

MAX_LINE_BYTES = 16_000
"""Bytes of a line that are read."""

MAX_PREPARED = 8_000
MAX_OWN_STACK_LINES = 400
MAX_VARIANTS = 400
"""Kinds of values that end serious messages, of a block."""

MAX_VARIANT_BYTES = 400
MAX_SHAPED = 256
"""Events of a statement in a block whose values are looked at."""
_EMPTY_LINES = regex(rb"\n{2,}")
_SERVER_ERROR = regex(rb" 5\d\d\Z")
_ERROR_FIRST = regex(rb"[A-Za-z_][\w.]{0,200}(?:: |$)")


class PreparedPrefix(NamedTuple):
    """The meaning of a quick prefix, the text of the statement that it names, its events.

    `context` is None if the lines with this prefix must be read one by one. `may_wrap`: the text
    may end in the message of a cause. `attributes`: the messages may end before their lines do.
    """

    context: LineContext | None
    text: StatementText | None
    group: EventGroup
    may_wrap: bool = False
    attributes: bool = False


_NO_GROUP = EventGroup(())
_READ_EACH = PreparedPrefix(None, None, _NO_GROUP)


class ScanCaches:
    """The prefixes and the groups of statements, which the readers of successive blocks share. The
    groups are empty between two blocks: the prepared prefixes hold them.
    """

    def __init__(self) -> None:
        self.prefixes = PrefixReader()
        self.groups: dict[tuple[GroupKey, bytes], EventGroup] = {}
        self.prepared: dict[tuple[bytes, ...], PreparedPrefix] = {}
        self.told = ToldSecrets()

    def clear(self) -> None:
        """Forget the groups, and the prepared prefixes, which hold some."""
        self.groups.clear()
        self.prepared.clear()


_LastEvent = tuple[EventGroup, bytes, LinePrefix | None]
"""The newest event of a container: its group, its line, its prefix if it was read."""


class BlockReader:
    """Reads one block."""

    def __init__(self, matcher: Matcher, caches: ScanCaches, number: int) -> None:
        self._number = number
        self._matcher = matcher
        self._caches = caches
        self._prefixes = caches.prefixes
        self._clusters: dict[GroupKey, EventGroup] = {}
        self._stacks: dict[GroupKey, EventGroup] = {}
        self._causes: dict[tuple[int, int], tuple[int, bytes]] = {}
        self._variants: dict[tuple[int, bytes], tuple[int, bytes]] = {}
        self._shaped: dict[int, int] = {}
        self._last: dict[bytes, _LastEvent] = {}
        self._open: dict[bytes, OpenStack] = {}
        self._continued = 0
        self._cut = 0

    def read(self, data: bytes) -> BlockTally:
        """Return what is counted of a cleaned block."""
        # This loop runs for every line of a log, so it looks attributes up only once.
        last, stacks, prepared_of = self._last, self._open, self._caches.prepared.get
        # A line without a byte says nothing: a log of 3 GB of them is 13 MB of gzip.
        lines = _EMPTY_LINES.sub(b"\n", data) if b"\n\n\n\n" in data else data
        self._caches.told.begin(lines)
        for raw in lines.split(b"\n"):
            if len(raw) > MAX_LINE_BYTES:
                raw = raw[:MAX_LINE_BYTES]
                self._cut += 1
            found = quick_prefix(raw)
            if not found:
                self._read_line(raw)
                continue
            # Everything but the time, QUICK_CLOCK.
            key = found.group(1, 3, 4, 5, 6)
            context, text, group, wraps, attributes = prepared_of(key) or self._prepare(
                key, raw, found
            )
            if context is None:
                self._read_line(raw)
                continue
            container = key[0] or b""
            if stacks and container in stacks:
                self._close(container)
            if text and fit(text, raw, found.end()) >= 0:
                group.add(found[2], raw)
                if wraps:
                    self._count_wrapped(group.key[0], text, raw, found.end(), raw)
            elif attributes:
                self._read_line(raw)
                continue
            else:
                stamp = found[2] + found[3]
                group = self._count_message(context, stamp, raw[found.end() :].strip(), raw)
            last[container] = group, raw, None
        self._close_all()
        return self._tally(data.count(b"\n") + (data[-1:] not in (b"\n", b"")))

    def _close_all(self) -> None:
        for container in list(self._open):
            self._close(container)

    def _prepare(
        self, key: tuple[bytes, ...], raw: bytes, found: re.Match[bytes]
    ) -> PreparedPrefix:
        """Do once, for all lines with a prefix, what the matcher would do for each."""
        prepared = self._prepared(self._prefixes.read(raw), raw, found)
        if len(self._caches.prepared) > MAX_PREPARED:
            self._caches.prepared.clear()
        self._caches.prepared[key] = prepared
        return prepared

    def _prepared(self, prefix: LinePrefix, raw: bytes, found: re.Match[bytes]) -> PreparedPrefix:
        clock, zone = found[QUICK_CLOCK], found[QUICK_ZONE]
        context = prefix.context
        if not clock or not context.line or prefix.stamp != clock + zone:
            return _READ_EACH
        if not raw[found.end() :].startswith(prefix.message):
            return _READ_EACH
        site = self._matcher.site(context)
        if site is None:
            return PreparedPrefix(context, None, _NO_GROUP, attributes=prefix.attributes)
        group = self._statement(site.number, context, zone)
        wraps = may_wrap(site.text, context)
        return PreparedPrefix(context, site.text, group, wraps, prefix.attributes)

    def _read_line(self, raw: bytes) -> None:
        """Read any line."""
        if raw[:1] in b" \t" and self._continue(raw, b""):
            return
        prefix = self._prefixes.read(raw)
        if prefix.plain:
            self._read_plain(prefix, raw)
            return
        if prefix.request:
            # The line of another program neither ends a stack nor has one.
            self._count(prefix, raw)
            return
        container = prefix.container
        if container in self._open:
            self._close(container)
        self._last[container] = self._count(prefix, raw), raw, prefix
        if prefix.stack:
            self._add_own_stack(prefix, raw)

    def _read_plain(self, prefix: LinePrefix, raw: bytes) -> None:
        """Read a line without a prefix: part of a stack, an error, or a printed message."""
        container = prefix.container
        body = raw.partition(b"| ")[2] if container else raw
        if not body.strip():
            self._continued += bool(container)
            return
        if container and body[:1] in (b" ", b"\t") and self._continue(body, container):
            return
        if self._add_to_stack(body, container):
            self._continued += 1
            return
        self._close(container)
        self._last[container] = self._count_printed(prefix, raw), raw, prefix

    def _add_to_stack(self, body: bytes, container: bytes) -> bool:
        """Add a line that is not indented to its stack, or begin one; return whether it did."""
        stack = self._open.get(container)
        if stack is not None and stack.continues(body):
            stack.add(body)
            return True
        if begins_stack(body):
            self._close(container)
            self._begin_stack(container, body)
            return True
        return False

    def _continue(self, raw: bytes, container: bytes) -> bool:
        """Add an indented line to the event that it belongs to; return whether there is one."""
        if not raw.strip():
            self._continued += bool(raw)
            return True
        stack = self._open.get(container)
        if stack is not None:
            stack.add(raw)
        elif begins_stack(raw):
            self._begin_stack(container, raw)
        elif container not in self._last:
            return False
        self._continued += 1
        return True

    def _begin_stack(self, container: bytes, body: bytes) -> None:
        before = self._last.get(container)
        self._open[container] = stack = OpenStack(before[1] if before else b"")
        stack.add(body)

    def _add_own_stack(self, prefix: LinePrefix, raw: bytes) -> None:
        """Add the stack that is part of a JSON record."""
        self._open[prefix.container] = stack = OpenStack(raw)
        for line in prefix.stack.split("\n")[:MAX_OWN_STACK_LINES]:
            stack.add(line.encode("utf8", "replace"))
        self._close(prefix.container)

    def _close(self, container: bytes) -> None:
        """Count a stack: with the event that it belongs to, or as an event of its own."""
        stack = self._open.pop(container, None)
        if stack is None or not stack.has_place:
            return
        before = self._last.pop(container, None)
        statement, prefix = -1, None
        if before is not None:
            group, raw, prefix = before
            prefix = prefix or self._prefixes.read(raw)
            if isinstance(group.key[0], int):
                statement = group.key[0]
            elif group.stamps:
                # The stack says more of this event than the shape of its first line.
                group.stamps.pop()
        context = (
            prefix.context
            if prefix
            else LineContext(service=self._prefixes.service(container) or "")
        )
        level = context.level or "error"
        place = (stack.error, stack.path, stack.function, stack.line)
        key = (statement, *place, level, context.service)
        if key not in self._stacks:
            # The whole stack is the example: its deepest frame may come late.
            self._stacks[key] = EventGroup(key, example=stack.text())
        self._stacks[key].stamps.append(prefix.stamp if prefix else b"")

    def _count(self, prefix: LinePrefix, raw: bytes) -> EventGroup:
        """Count an event; return its group."""
        if not prefix.request:
            return self._count_message(prefix.context, prefix.stamp, prefix.message, raw)
        context = prefix.context
        if _SERVER_ERROR.search(prefix.request):
            context = context._replace(level="error")
        return self._cluster(request_shape(prefix.request), context, prefix.stamp, raw)

    def _count_message(
        self, context: LineContext, stamp: bytes, message: bytes, raw: bytes
    ) -> EventGroup:
        if b"  " in message or b"\t" in message:
            message = b" ".join(message.split())
        number = self._matcher.match(message, context) if message else -1
        if number < 0:
            return self._cluster(message_shape(message), context, stamp, raw)
        text = self._matcher.text_of[number]
        if may_wrap(text, context):
            self._count_wrapped(number, text, message, 0, raw)
        group = self._statement(number, context)
        group.add(stamp, raw)
        return group

    def _count_printed(self, prefix: LinePrefix, raw: bytes) -> EventGroup:
        """Count a line without a prefix; it may be an error with its message."""
        error = None
        if _ERROR_FIRST.match(prefix.message):
            head = prefix.message[:MAX_ERROR_CHARS].decode("utf8", "replace")
            error = error_line(head, ends_stack=False)
        if error is None:
            return self._count(prefix, raw)
        name = error.error.rpartition(".")[2]
        context = prefix.context._replace(level="error")
        number = self._matcher.match(
            error.message.encode("utf8", "replace"), LineContext(error=name)
        )
        if number < 0:
            return self._count(prefix._replace(context=context), raw)
        group = self._statement(number, context._replace(line=0))
        group.add(prefix.stamp, raw)
        return group

    def _count_wrapped(
        self, number: int, text: StatementText, message: bytes, start: int, raw: bytes
    ) -> None:
        """Count what a serious message that begins at `start` says beside the text of its
        statement: the statement inside of it, and the kind of value.
        """
        inner = inner_statement(self._matcher, text, message, start, raw)
        if inner is not None:
            count, example = self._causes.get((number, inner), (0, raw[:MAX_EXAMPLE_BYTES]))
            self._causes[number, inner] = count + 1, example
        seen = self._shaped.get(number, 0)
        # Of a statement that comes when all places are taken, no value can be counted.
        if seen >= MAX_SHAPED or (not seen and len(self._variants) == MAX_VARIANTS):
            return
        self._shaped[number] = seen + 1
        key = number, shape_of(message[start : start + MAX_VARIANT_BYTES])
        known = self._variants.get(key)
        if known is not None:
            self._variants[key] = known[0] + 1, known[1]
        elif len(self._variants) < MAX_VARIANTS:
            self._variants[key] = 1, raw[:MAX_EXAMPLE_BYTES]

    def _statement(self, number: int, context: LineContext, zone: bytes = b"") -> EventGroup:
        """Return the group of a statement's events whose times are in one zone."""
        key = (number, context.level, context.service, context.line)
        group = self._caches.groups.get((key, zone))
        if group is None:
            group = self._caches.groups[key, zone] = EventGroup(key, zone)
        return group

    def _cluster(self, shape: bytes, context: LineContext, stamp: bytes, raw: bytes) -> EventGroup:
        key = (shape, context.level, context.service, context.base)
        group = self._clusters.get(key)
        if group is None:
            group = self._clusters[key] = EventGroup(key)
            self._caches.told.look(raw)
        group.add(stamp, raw)
        return group

    def _statements(self, sums: Sums) -> list[tuple[GroupKey, GroupCount]]:
        """Return the counts of statements, in an order that no earlier block decides, and empty
        the groups.
        """
        found = []
        for _, group in sorted(each for each in self._caches.groups.items() if each[1].stamps):
            found.append((group.key, sums.add(group, group.key[1])))
            group.clear()
        return found

    def _tally(self, lines: int) -> BlockTally:
        sums, apart = Sums({}, {}, {}), Sums({}, {}, {})
        statements = self._statements(sums)
        clusters = [
            (group.key, sums.add(group, group.key[1]))
            for group in self._clusters.values()
            if group.stamps
        ]
        # A stack that belongs to a statement's event is not one more event.
        stacks = [
            (key, (sums if key[0] < 0 else apart).add(group, key[5]))
            for key, group in self._stacks.items()
        ]
        causes = [(pair, *counted) for pair, counted in self._causes.items()]
        variants = [(key, *counted) for key, counted in self._variants.items()]
        counts = lines, self._continued, self._cut
        return BlockTally(
            *counts,
            statements,
            clusters,
            stacks,
            causes,
            *sums,
            number=self._number,
            variants=variants,
            told=self._caches.told.take(),
        )
