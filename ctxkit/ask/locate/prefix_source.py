"""A file name and line in a prefix -> the source there, where no known statement fits: the text of
the file is asked.

Not here: statements that the index knows (`statements.py`).
"""

from __future__ import annotations

from ctxkit.ask.locate.candidates import Candidate, LocateContext, at_line
from ctxkit.ask.locate.line_context import LineContext, language_of
from ctxkit.dify.programs import HOMES
from ctxkit.model import Confidence
from ctxkit.text.template import fold_space, line_words

_MOST_FILES = 12
_MOST_WORDS = 12
_FEWEST = 0.6  # of the message's first words, that must stand together in the source


def resolve_place(asked: LocateContext, clues: LineContext) -> list[Candidate]:
    """Return the lines of the files of that name whose text has the words of the message, nearest
    to the line first.
    """
    words = line_words(fold_space(asked.event.line.message[:400]))[:_MOST_WORDS]
    homes = HOMES.get(clues.service, ())
    leads: list[Candidate] = []
    files = [f for f in asked.index.files(base=clues.base) if not f.test]
    if homes:
        files = [
            f for f in files if any(f.repo == r and f.path.startswith(d) for r, d in homes)
        ] or files
    for file in files[:_MOST_FILES]:
        lines = asked.sources.lines(file.repo, file.path)
        best = _best_line(lines, words, clues.line)
        if best is None:
            continue
        number, share, whole = best
        exact = number == clues.line
        sure: Confidence = "high" if whole and exact else "medium" if whole or exact else "low"
        why = f"the source of {clues.base} has these words at line {number}"
        fact = at_line(asked.index, file, number)
        leads.append(
            Candidate(fact=fact, score=14.0 + 14.0 * share + 10.0 * exact, sure=sure, why=(why,))
        )
    if not leads and len(files) == 1 and clues.line and language_of(clues.base):
        lines = asked.sources.lines(files[0].repo, files[0].path)
        if clues.line <= len(lines):
            fact = at_line(asked.index, files[0], clues.line)
            whole = files[0].path.endswith(asked.event.line.file.lstrip("/").removeprefix("app/"))
            sure = (
                "medium"
                if whole and "/" in files[0].path and "/" in asked.event.line.file
                else "low"
            )
            leads.append(
                Candidate(
                    fact=fact,
                    score=10.0,
                    sure=sure,
                    why=(f"line {clues.line} of the only {clues.base}",),
                )
            )
    return leads


def _best_line(
    lines: list[str], words: list[str], wanted: int | None
) -> tuple[int, float, bool] | None:
    """Return (line, share of the words that stand there, whether all do) of the best line, or None."""
    if not words:
        return None
    rarest = max(words, key=len)
    best: tuple[float, int, int] | None = None
    for number, line in enumerate(lines, 1):
        if rarest not in line.lower():
            continue
        here = set(line_words(line[:1_000]))
        shared = sum(word in here for word in words)
        rank = (float(shared), -abs(number - (wanted or number)), number)
        if best is None or rank > best:
            best = rank
    if best is None or best[0] < _FEWEST * len(words):
        return None
    return best[2], best[0] / len(words), best[0] == len(words)
