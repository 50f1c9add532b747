"""Blocks of lines -> what is counted of each, with one matcher and the caches that blocks share.

What a line counts for depends on its block alone, so any process can scan any block, and the sum is
the same. Not here: how files become blocks (`blocks.py`), how a block is read
(`block_reader.py`), where blocks are scanned (`workers.py`), how counts are added up (`tally.py`).
"""

from __future__ import annotations

from ctxkit.ask.triage.block_reader import BlockReader, ScanCaches
from ctxkit.ask.triage.block_tally import BlockTally
from ctxkit.ask.triage.blocks import cleaned
from ctxkit.ask.triage.matcher import Matcher

MAX_GROUPS = 8_000


class Scanner:
    """Scans blocks with one matcher."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._caches = ScanCaches()

    def scan(self, data: bytes, number: int = 0) -> BlockTally:
        """Return what is counted of a block."""
        found = BlockReader(self._matcher, self._caches, number).read(cleaned(data))
        if len(self._caches.groups) > MAX_GROUPS:
            self._caches.clear()
        return found
