"""The counts of a block: groups of events, and sums over them.

Not here: how lines become events (`block_reader.py`), the sum over all blocks (`tally.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ctxkit.ask.triage.times import sum_stamps
from ctxkit.ask.triage.told_secrets import Told
from ctxkit.logline.log_format import ERROR_LEVELS

MAX_EXAMPLE_BYTES = 2_000
NO_BLOCK = -1
"""In the place of a block's number."""

GroupKey = tuple[Any, ...]
GroupCount = tuple[int, bytes, bytes, dict[int, int], bytes]
"""(events, first time, last time, events by minute, an example); times are empty if the lines have
none.
"""


class BlockTally(NamedTuple):
    """The counts of a block: plain data, because processes send it to each other.

    Keys: statements (statement, level, service, line in the log), clusters (shape, level, service,
    base name), stacks (statement or -1, error, path, function, line, level, service); causes are
    (statement, the statement whose text ends its message), events, an example; variants are
    (statement, the shape of the value that ends its message), events, an example.

    `minutes` and `errors` count all events, and the errors among them, by minute; `zones` their
    times by zone. `number` is that of the block. `told` are secrets that only lines before them
    tell.
    """

    lines: int
    continued: int
    cut: int
    statements: list[tuple[GroupKey, GroupCount]]
    clusters: list[tuple[GroupKey, GroupCount]]
    stacks: list[tuple[GroupKey, GroupCount]]
    causes: list[tuple[tuple[int, int], int, bytes]]
    minutes: dict[int, int]
    errors: dict[int, int]
    zones: dict[str, int]
    number: int = NO_BLOCK
    variants: Sequence[tuple[tuple[int, bytes], int, bytes]] = ()
    told: Sequence[Told] = ()


class EventGroup:
    """Events of one kind: their times (in `zone`) and an example."""

    __slots__ = ("example", "key", "stamps", "zone")

    def __init__(self, key: GroupKey, zone: bytes = b"", example: bytes = b"") -> None:
        self.key = key
        self.zone = zone
        self.example = example
        self.stamps: list[bytes] = []

    def add(self, stamp: bytes, raw: bytes) -> None:
        """Add an event, which is the example unless there is one."""
        if not self.example:
            self.example = raw[:MAX_EXAMPLE_BYTES]
        self.stamps.append(stamp)

    def clear(self) -> None:
        """Forget the events."""
        self.stamps.clear()
        self.example = b""


class Sums(NamedTuple):
    """Sums over groups: events and errors by minute, times by zone."""

    minutes: dict[int, int]
    errors: dict[int, int]
    zones: dict[str, int]

    def add(self, group: EventGroup, level: str) -> GroupCount:
        """Add the events of a group; return their counts."""
        first, last, minutes = sum_stamps(group.stamps, group.zone, self.zones)
        add_counts(self.minutes, minutes)
        if level in ERROR_LEVELS:
            add_counts(self.errors, minutes)
        return len(group.stamps), first, last, minutes, group.example


def add_counts(sums: dict[int, int], counts: dict[int, int]) -> None:
    """Add counts by minute to sums by minute."""
    for minute, count in counts.items():
        sums[minute] = sums.get(minute, 0) + count
