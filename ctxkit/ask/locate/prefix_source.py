"""A file name and line in a prefix -> the source there, where no known statement fits.

The text of the file itself is read. Not here: statements that the index knows (`statements.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, LocateContext, at_line
from ctxkit.ask.locate.line_context import LineContext, language_of
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
    files = context.files_of_service(line_context.base)
    candidates = [_by_words(context, file, words, line_context) for file in files[:_MAX_FILES]]
    found = [candidate for candidate in candidates if candidate is not None]
    if not found and len(files) == 1:
        return _by_number(context, files[0], line_context)
    return found


def _by_words(
    context: LocateContext, file: FileEntry, words: Sequence[str], line_context: LineContext
) -> Candidate | None:
    lines = context.sources.lines(file.repo, file.path)
    best = _best_line(lines, words, line_context.line)
    if best is None:
        return None
    score = weights.SOURCE_WORDS + weights.SOURCE_WORDS_SHARE * best.share
    confidence: Confidence = "medium" if best.share == 1.0 else "low"
    if best.line == line_context.line:
        score += weights.SOURCE_LINE
        confidence = "high" if best.share == 1.0 else "medium"
    return Candidate(
        fact=at_line(context.index, file, best.line),
        score=score,
        confidence=confidence,
        why=(f"the source of {line_context.base} has these words on line {best.line}",),
    )


def _by_number(
    context: LocateContext, file: FileEntry, line_context: LineContext
) -> list[Candidate]:
    """Return the line that the prefix names, in the only file of that name."""
    line = line_context.line
    is_inside = 0 < line <= len(context.sources.lines(file.repo, file.path))
    if not is_inside or not language_of(line_context.base):
        return []
    folder = context.line.file.lstrip("/").removeprefix("app/").rpartition("/")[0]
    same_folder = folder != "" and f"/{file.path}".endswith(f"/{folder}/{line_context.base}")
    return [
        Candidate(
            fact=at_line(context.index, file, line),
            score=weights.SOURCE_LINE,
            confidence="medium" if same_folder else "low",
            why=(f"line {line} of the only {line_context.base}",),
        )
    ]


def _best_line(lines: Sequence[str], words: Sequence[str], wanted: int) -> _SourceLine | None:
    """Return the line with most of the words, of several the nearest to the one `wanted`."""
    rarest = max(words, key=len, default="")
    ranks = [(0, 0, 0)]
    for number, line in enumerate(lines, 1):
        if rarest and rarest in line.lower():
            own = set(line_words(line[:_MAX_LINE_CHARS]))
            distance = abs(number - wanted) if wanted else 0
            ranks.append((sum(word in own for word in words), -distance, number))
    count, _, number = max(ranks)
    if not count or count < _MIN_SHARE * len(words):
        return None
    return _SourceLine(number, count / len(words))
