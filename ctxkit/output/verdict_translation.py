"""Verdicts in the language of their reader.

Not here: the table of sentences (`translation.py`).
"""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.output.translation import Translation, translation_to
from ctxkit.output.verdict.lines import AnswerVerdict, VerdictLine
from ctxkit.text.languages import Language

_QUOTING = (
    "Beyond it", "Called by", "Called from", "Caused by", "Columns", "Errors", "Fails", "In",
    "Leads to", "Look", "Meaning", "Proof", "Read", "Read by", "Text", "Values", "When", "Written",
)  # fmt: skip
"""The labels of lines whose text is from the sources or a log, and not ours."""

_LISTING = {"Defaults": "layer", "Not seen": ""}
"""The labels of lines that list what is of a kind, or sentences."""

_IN_WORDS = ("Back up", "Changed", "State", "Unknown")
"""The labels of lines with items of one word that are ours: elsewhere such an item is a name."""


def verdict_in(verdict: AnswerVerdict, lang: Language) -> AnswerVerdict:
    """Return a verdict in a language."""
    translation = translation_to(lang)
    if translation is None:
        return verdict
    lines = tuple(_line(line, translation) for line in verdict.lines)
    title = verdict.title if verdict.is_quoted else translation.of(verdict.title)
    return replace(verdict, title=title, word=translation.of(verdict.word), lines=lines)


def line_in(line: VerdictLine, lang: Language) -> VerdictLine:
    """Return a line of a verdict in a language."""
    translation = translation_to(lang)
    return line if translation is None else _line(line, translation)


def _line(line: VerdictLine, translation: Translation) -> VerdictLine:
    items = tuple(
        translation.of(item) if " " in item or line.label in _IN_WORDS else item
        for item in line.items
    )
    label, text = translation.label(line.label), _text(line, translation)
    return replace(line, label=label, text=text, items=items)


def _text(line: VerdictLine, translation: Translation) -> str:
    if line.label in _QUOTING:
        return line.text
    kind = _LISTING.get(line.label)
    return translation.of(line.text) if kind is None else translation.listed(line.text, kind)
