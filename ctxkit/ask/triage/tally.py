"""The counts of all blocks, added in the order of the blocks, in memory that does not grow with the
log.

There are as many statements as the code has; shapes, stacks and lines of call sites are bounded:
the rarest are dropped, and counted together. Not here: what is made of the counts
(`statement_groups.py`, `log_versions.py`).
"""

from __future__ import annotations

from collections import Counter
from typing import Any
from zlib import crc32

from msgspec import Struct, field

from ctxkit.ask.triage.block_tally import BlockTally, GroupCount
from ctxkit.ask.triage.histogram import Histogram
from ctxkit.ask.triage.told_secrets import MAX_TOLD

MAX_CLUSTERS = 2_000
MAX_STACKS = 500
MAX_SITES = 20_000
MAX_CAUSES = 2_000
MAX_VARIANTS = 2_000
MAX_ZONES = 40
MAX_SERVICES = 48
MAX_GROUP_SERVICES = 12
GROUP_BUCKETS = 60
TOTAL_BUCKETS = 480
_SEVEREST_FIRST = ("critical", "error", "warning", "info", "debug", "")


class EventCount(Struct, kw_only=True):
    """The counts of a group of events. Times are `2026-05-26 13:22:31` or empty.

    `block` is the number of the block that the example is from.
    """

    count: int = 0
    first: str = ""
    last: str = ""
    levels: Counter[str] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    example: bytes = b""
    block: int = -1
    over_time: Histogram = field(default_factory=lambda: Histogram(GROUP_BUCKETS))

    @property
    def level(self) -> str:
        """The severest level of its events."""
        return next((level for level in _SEVEREST_FIRST if self.levels[level]), "")

    def add(self, counted: GroupCount, level: str, service: str, block: int = -1) -> None:
        """Add the counts of a group; `block` is the one that its example is from."""
        count, first, last, minutes, example = counted
        self.count += count
        if first:
            begin, end = first.decode(), last.decode()
            if not self.first or begin < self.first:
                self.first = begin
            if end > self.last:
                self.last = end
        self.levels[level] += count
        _add_bounded(self.services, service, count, MAX_GROUP_SERVICES)
        if example and not self.example:
            self.example, self.block = example, block
        self.over_time.add(minutes)


class Tally(Struct, kw_only=True):
    """Everything that is counted.

    `matched` events belong to a statement; `others` are those of dropped shapes and stacks. `sites`
    counts (statement, line in the log). `causes`: (statement, the statement whose text ends its
    message) -> events, an example. `variants`: (statement, the shape of the value that ends its
    message) -> events, an example, the number of its block.
    """

    lines: int = 0
    events: int = 0
    matched: int = 0
    continued: int = 0
    cut: int = 0
    others: int = 0
    statements: dict[int, EventCount] = field(default_factory=dict)
    clusters: dict[tuple[Any, ...], EventCount] = field(default_factory=dict)
    stacks: dict[tuple[Any, ...], EventCount] = field(default_factory=dict)
    causes: dict[tuple[int, int], tuple[int, bytes]] = field(default_factory=dict)
    variants: dict[tuple[int, bytes], tuple[int, bytes, int]] = field(default_factory=dict)
    sites: Counter[tuple[int, int]] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    zones: Counter[str] = field(default_factory=Counter)
    over_time: Histogram = field(default_factory=lambda: Histogram(TOTAL_BUCKETS))
    errors: Histogram = field(default_factory=lambda: Histogram(TOTAL_BUCKETS))
    told: dict[str, str] = field(default_factory=dict)

    def add(self, block: BlockTally) -> None:
        """Add a block. Blocks come in order: examples and what is dropped depend on it."""
        self.lines += block.lines
        self.continued += block.continued
        self.cut += block.cut
        self.over_time.add(block.minutes)
        self.errors.add(block.errors)
        for zone, count in block.zones.items():
            # A time without a zone is counted under an empty name.
            if zone in self.zones or len(self.zones) < MAX_ZONES:
                self.zones[zone] += count
        self._add_statements(block)
        self._add_clusters(block)
        self._add_stacks(block)
        self._add_causes(block)
        self._add_variants(block)
        self.told.update(dict(block.told[: MAX_TOLD - len(self.told)]))
        if len(self.sites) > 2 * MAX_SITES:
            self.trim()

    def _add_statements(self, block: BlockTally) -> None:
        for (number, level, service, line), counted in block.statements:
            _group(self.statements, number).add(counted, level, service, block.number)
            self.matched += counted[0]
            if line:
                self.sites[number, line] += counted[0]
            self._add_events(counted[0], level, service)

    def _add_clusters(self, block: BlockTally) -> None:
        for (shape, level, service, base), counted in block.clusters:
            _group(self.clusters, (shape, level, base)).add(counted, level, service, block.number)
            self._add_events(counted[0], level, service)
        self.others += sum(count.count for _, count in _drop_rarest(self.clusters, MAX_CLUSTERS))

    def _add_stacks(self, block: BlockTally) -> None:
        for (number, error, path, function, line, level, service), counted in block.stacks:
            key = (number, error, path, function, line)
            _group(self.stacks, key).add(counted, level, service, block.number)
            if number < 0:  # an event of its own
                self._add_events(counted[0], level, service)
        dropped = _drop_rarest(self.stacks, MAX_STACKS)
        self.others += sum(count.count for key, count in dropped if key[0] < 0)

    def _add_causes(self, block: BlockTally) -> None:
        for pair, events, example in block.causes:
            if pair in self.causes or len(self.causes) < MAX_CAUSES:
                before, first = self.causes.get(pair, (0, example))
                self.causes[pair] = before + events, first

    def _add_variants(self, block: BlockTally) -> None:
        for key, events, example in block.variants:
            if key in self.variants or len(self.variants) < MAX_VARIANTS:
                before, first, where = self.variants.get(key, (0, example, block.number))
                self.variants[key] = before + events, first, where

    def _add_events(self, count: int, level: str, service: str) -> None:
        self.events += count
        self.levels[level] += count
        _add_bounded(self.services, service, count, MAX_SERVICES)

    def trim(self) -> None:
        """Keep a sample of the lines of call sites if there are too many: the same sample, whatever
        the order of blocks.
        """
        if len(self.sites) > MAX_SITES:
            ranked = sorted(self.sites, key=lambda site: (crc32(b"%d %d" % site), site))
            self.sites = Counter({site: self.sites[site] for site in ranked[:MAX_SITES]})


def _group(groups: dict[Any, EventCount], key: Any) -> EventCount:
    if key not in groups:
        groups[key] = EventCount()
    return groups[key]


def _add_bounded(counts: Counter[str], name: str, count: int, limit: int) -> None:
    """Count a name, unless it is empty or one more than there may be."""
    if name and (name in counts or len(counts) < limit):
        counts[name] += count


def _drop_rarest(groups: dict[Any, EventCount], limit: int) -> list[tuple[Any, EventCount]]:
    """Remove the rarest groups if there are twice too many, and return them."""
    if len(groups) <= 2 * limit:
        return []
    rarest = sorted(groups.items(), key=lambda item: (-item[1].count, str(item[0])))[limit:]
    for key, _ in rarest:
        del groups[key]
    return rarest
