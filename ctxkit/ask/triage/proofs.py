"""Where in the files the lines are that prove a cause.

The counts keep an example and the number of its block only; the files are read once more up to the
blocks that are asked for, and standard input has no lines any more. Not here: blocks (`blocks.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ctxkit.ask.triage.blocks import cleaned, read_blocks
from ctxkit.ask.triage.log_files import Progress
from ctxkit.errors import UsageError

_STDIN = "-"


class BlockFiles:
    """Which blocks are of which file, noted while they are read."""

    def __init__(self) -> None:
        self._starts: list[tuple[str, int]] = []
        self._next = 0

    def read(
        self, names: Iterable[str], progress: Progress | None, is_stopped: Callable[[], bool]
    ) -> Iterator[bytes]:
        """Yield the blocks of files, as `read_blocks` does."""
        for name in names:
            self._starts.append((name, self._next))
            for block in read_blocks([name], progress, is_stopped):
                self._next += 1
                yield block

    def find(self, wanted: Sequence[tuple[int, bytes]]) -> dict[tuple[int, bytes], tuple[str, int]]:
        """Return the file and the number of the first line for each (block, beginning of a line);
        none for one of standard input.
        """
        found: dict[tuple[int, bytes], tuple[str, int]] = {}
        if not self._starts:
            return found
        ends = [start for _, start in self._starts[1:]] + [self._next]
        for (name, start), end in zip(self._starts, ends, strict=True):
            here = [each for each in set(wanted) if start <= each[0] < end and each[1]]
            if here and name != _STDIN:
                found.update(_find_in(name, start, here))
        return found


def _find_in(
    name: str, first: int, wanted: Sequence[tuple[int, bytes]]
) -> Iterator[tuple[tuple[int, bytes], tuple[str, int]]]:
    last = max(block for block, _ in wanted)
    line = 1
    try:
        for number, block in enumerate(read_blocks([name]), first):
            here = [each for each in wanted if each[0] == number]
            for each, above in _lines_above(block, here):
                yield each, (name, line + above)
            line += block.count(b"\n")
            if number >= last:
                return
    except UsageError:  # the file was there a moment ago
        return


def _lines_above(
    block: bytes, wanted: Sequence[tuple[int, bytes]]
) -> Iterator[tuple[tuple[int, bytes], int]]:
    """Yield how many lines of a block are above each of the lines."""
    left = list(wanted)
    # Most lines are in the file as they were counted; cleaning takes longer than all else here.
    for form in (bytes, cleaned):
        if not left:
            return
        data = b"\n" + form(block)
        for each in tuple(left):
            place = data.find(b"\n" + each[1])
            if place < 0:  # what a container writes has its name in front
                place = data.rfind(b"\n", 0, max(0, data.find(each[1])))
            if place >= 0:
                left.remove(each)
                yield each, data.count(b"\n", 0, place)
