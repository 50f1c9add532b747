"""Blocks of lines -> what is counted of each, with one matcher and the caches that blocks share.

What a line counts for depends on its block alone, so any process can scan any block, and the sum is
the same. Not here: how files become blocks (`blocks.py`), how a block is read
(`block_reader.py`), how counts are added up (`tally.py`).
"""

from __future__ import annotations

from ctxkit.ask.triage.block_reader import BlockReader, ScanCaches
from ctxkit.ask.triage.block_tally import BlockTally, Sums
from ctxkit.ask.triage.blocks import cleaned
from ctxkit.ask.triage.matcher import Matcher

MAX_HELD_LINES = 60_000
"""Lines whose statements' counts are held before they are given: fewer, larger messages."""

MAX_GROUPS = 8_000


class Scanner:
    """Scans blocks, in order, with one matcher.

    It holds the counts of statements until there are enough to give.
    """

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self._caches = ScanCaches()
        self._held_lines = 0

    def scan(self, data: bytes, number: int = 0) -> BlockTally:
        """Return what is counted of a block."""
        found = BlockReader(self.matcher, self._caches, number).read(cleaned(data))
        self._held_lines += found.lines
        return self._with_statements(found) if self._held_lines > MAX_HELD_LINES else found

    def finish(self) -> BlockTally:
        """Return what was not given yet."""
        return self._with_statements(BlockTally(0, 0, 0, [], [], [], [], {}, {}, {}))

    def _with_statements(self, found: BlockTally) -> BlockTally:
        self._held_lines = 0
        sums = Sums(found.minutes, found.errors, found.zones)
        statements = []
        for group in self._caches.groups.values():
            if group.stamps:
                level = group.key[1]
                statements.append((group.key, sums.add(group, level), group.block))
                group.clear()
        if len(self._caches.groups) > MAX_GROUPS:
            self._caches.clear()
        return found._replace(statements=statements)
