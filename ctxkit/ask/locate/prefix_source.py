"""A file name and line in a prefix -> the source there, where no known statement fits.

The text of the file itself is read. Not here: statements that the index knows (`statements.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, LocateContext, at_line
from ctxkit.ask.locate.line_context import LineContext, language_of, runs
from ctxkit.index.reader import FileEntry
from ctxkit.model import Confidence
from ctxkit.text.template import fold_space, line_words

_MAX_FILES = 12
_MAX_WORDS = 12
_MAX_MESSAGE_CHARS = 400
_MAX_LINE_CHARS = 1_000
_MIN_SHARE = 0.6  # of the message's first words that a line of the source must have


class _SourceLine(NamedTuple):
    """The line of a file that has most of the message's words; `share` of them."""

    line: int
    share: float


def resolve_place(context: LocateContext, line_context: LineContext) -> list[Candidate]:
    """Return the lines of the files of that name whose text has the message's words."""
    words = line_words(fold_space(context.line.message[:_MAX_MESSAGE_CHARS]))[:_MAX_WORDS]
    files = [f for f in context.index.files(base=line_context.base) if not f.test]
    at_home = [f for f in files if runs(line_context.service, f.repo, f.path)]
    files = at_home or files
    candidates = [_by_words(context, file, words, line_context) for file in files[:_MAX_FILES]]
    found = [candidate for candidate in candidates if candidate is not None]
    if not found and len(files) == 1 and language_of(line_context.base):
        return _by_number(context, files[0], line_context)
    return found


def _by_words(
    context: LocateContext, file: FileEntry, words: Sequence[str], line_context: LineContext
) -> Candidate | None:
    lines = context.sources.lines(file.repo, file.path)
    best = _best_line(lines, words, line_context.line)
    if best is None:
        return None
    exact = best.line == line_context.line
    score = weights.SOURCE_WORDS + weights.SOURCE_WORDS_SHARE * best.share
    return Candidate(
        fact=at_line(context.index, file, best.line),
        score=score + weights.SOURCE_LINE if exact else score,
        confidence=_confidence(whole=best.share == 1.0, exact=exact),
        why=(f"the source of {line_context.base} has these words at line {best.line}",),
    )


def _confidence(*, whole: bool, exact: bool) -> Confidence:
    if whole and exact:
        return "high"
    return "medium" if whole or exact else "low"


def _by_number(
    context: LocateContext, file: FileEntry, line_context: LineContext
) -> list[Candidate]:
    """Return the line that the prefix names, in the only file of that name."""
    line = line_context.line
    if not 0 < line <= len(context.sources.lines(file.repo, file.path)):
        return []
    named = context.line.file
    same_path = "/" in named and "/" in file.path
    same_path = same_path and file.path.endswith(named.lstrip("/").removeprefix("app/"))
    return [
        Candidate(
            fact=at_line(context.index, file, line),
            score=weights.SOURCE_LINE,
            confidence="medium" if same_path else "low",
            why=(f"line {line} of the only {line_context.base}",),
        )
    ]


def _best_line(lines: Sequence[str], words: Sequence[str], wanted: int) -> _SourceLine | None:
    """Return the line with most of the words, of several the nearest to the one `wanted`."""
    if not words:
        return None
    rarest = max(words, key=len)
    best: tuple[int, int, int] | None = None
    for number, line in enumerate(lines, 1):
        if rarest not in line.lower():
            continue
        own = set(line_words(line[:_MAX_LINE_CHARS]))
        distance = abs(number - wanted) if wanted else 0
        rank = (sum(word in own for word in words), -distance, number)
        if best is None or rank > best:
            best = rank
    if best is None or best[0] < _MIN_SHARE * len(words):
        return None
    return _SourceLine(best[2], best[0] / len(words))
