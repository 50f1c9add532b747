"""The counts of all blocks, summed in the order of the blocks, in memory that does not grow with
the log.

Statements are as many as the code has; shapes, stacks and lines of call sites are bounded: the
rarest are given up and counted together. Not here: what is made of the sum
(`output/triage_report.py`, `log_versions.py`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from ctxkit.ask.triage.scan import BlockTally, Counted
from ctxkit.ask.triage.times import Histogram

MOST_CLUSTERS = 2_000
MOST_STACKS = 500
MOST_SITES = 20_000
_BUCKETS = 60
_OVERALL = 480
_MOST_SERVICES = 12
_MOST_ZONES = 40
_MOST_CAUSES = 2_000
_ORDER = ("critical", "error", "warning", "info", "debug", "")


@dataclass(slots=True, kw_only=True)
class Count:
    """What is known of one group of events. Times are `2026-05-26 13:22:31` or empty."""

    count: int = 0
    first: str = ""
    last: str = ""
    levels: Counter[str] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    example: bytes = b""
    block: int = -1
    over_time: Histogram = field(default_factory=lambda: Histogram(_BUCKETS))

    @property
    def level(self) -> str:
        """The gravest level of its events."""
        return next((level for level in _ORDER if self.levels[level]), "")

    def add(self, counted: Counted, level: str, service: str, block: int = -1) -> None:
        """Add what blocks hold of the group; `block` is the one that the example is of."""
        count, first, last, minutes, example = counted
        self.count += count
        if first:
            self.first = min(self.first or first.decode(), first.decode())
            self.last = max(self.last, last.decode())
        self.levels[level] += count
        if service and (service in self.services or len(self.services) < _MOST_SERVICES):
            self.services[service] += count
        if example and (not self.example or block < self.block):
            self.example, self.block = example, block
        self.over_time.add(minutes)


@dataclass(slots=True, kw_only=True)
class Tally:
    """Everything that is counted. `others` are the events of shapes that were given up, `sites`
    (statement, line).

    `causes` (statement, statement whose text stands inside its message): how often, an example.
    """

    lines: int = 0
    events: int = 0
    matched: int = 0
    continued: int = 0
    cut: int = 0
    others: int = 0
    statements: dict[int, Count] = field(default_factory=dict)
    clusters: dict[tuple[Any, ...], Count] = field(default_factory=dict)
    stacks: dict[tuple[Any, ...], Count] = field(default_factory=dict)
    causes: dict[tuple[int, int], tuple[int, bytes]] = field(default_factory=dict)
    sites: Counter[tuple[int, int]] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    zones: Counter[str] = field(default_factory=Counter)
    over_time: Histogram = field(default_factory=lambda: Histogram(_OVERALL))
    errors: Histogram = field(default_factory=lambda: Histogram(_OVERALL))

    def add(self, block: BlockTally) -> None:
        """Add a block; blocks come in their order, for the examples and what is given up depend on
        it.
        """
        self.lines += block.lines
        self.continued += block.continued
        self.cut += block.cut
        self.over_time.add(block.minutes)
        self.errors.add(block.grave)
        for zone, count in block.zones.items():
            if zone in self.zones or len(self.zones) < _MOST_ZONES:
                self.zones[zone] += count
        for (number, level, service, line), counted, where in block.groups:
            self._count(self.statements, number, counted, level, service, where)
            self.matched += counted[0]
            if line:
                self.sites[number, line] += counted[0]
            self._over_all(counted, level, service)
        for (shape, level, service, base), counted in block.clusters:
            self._count(self.clusters, (shape, level, base), counted, level, service)
            self._over_all(counted, level, service)
        for (number, error, path, function, line, level, service), counted in block.stacks:
            self._count(self.stacks, (number, error, path, function, line), counted, level, service)
            if number < 0:
                self._over_all(counted, level, service)
        for pair, times, example in block.causes:
            if pair in self.causes or len(self.causes) < _MOST_CAUSES:
                before, first = self.causes.get(pair, (0, example))
                self.causes[pair] = before + times, first
        self.others += sum(count.count for _, count in _given_up(self.clusters, MOST_CLUSTERS))
        self.others += sum(
            count.count for key, count in _given_up(self.stacks, MOST_STACKS) if key[0] < 0
        )
        if len(self.sites) > 2 * MOST_SITES:
            self.trim()

    def trim(self) -> None:
        """Keep a sample of the lines of call sites, where there are too many: the same whatever the
        order of blocks.
        """
        if len(self.sites) > MOST_SITES:
            kept = sorted(self.sites, key=lambda site: (crc32(b"%d %d" % site), site))[:MOST_SITES]
            self.sites = Counter({site: self.sites[site] for site in kept})

    def _count(
        self,
        counts: dict[Any, Count],
        key: Any,
        counted: Counted,
        level: str,
        service: str,
        block: int = -1,
    ) -> None:
        count = counts.get(key)
        if count is None:
            count = counts[key] = Count()
        count.add(counted, level, service, block)

    def _over_all(self, counted: Counted, level: str, service: str) -> None:
        self.events += counted[0]
        self.levels[level] += counted[0]
        if service and (service in self.services or len(self.services) < 4 * _MOST_SERVICES):
            self.services[service] += counted[0]


def _given_up(counts: dict[Any, Count], most: int) -> list[tuple[Any, Count]]:
    """Take the rarest out of `counts` where there are twice too many, and return them."""
    if len(counts) <= 2 * most:
        return []
    rare = sorted(counts.items(), key=lambda item: (-item[1].count, str(item[0])))[most:]
    for key, _ in rare:
        del counts[key]
    return rare
