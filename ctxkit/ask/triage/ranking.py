"""Rank the texts that fit a message whole, with the scores of `locate`.

Not here: which texts fit (`matcher.py`), and all evidence (`ask/locate/statement_score.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.line_context import LineContext
from ctxkit.ask.locate.scoring import (
    language_bits,
    level_bits,
    line_bits,
    remainder_bits,
    service_bits,
)
from ctxkit.ask.triage.statement_texts import StatementText
from ctxkit.index.reader import MessageRow


class Rank(NamedTuple):
    """Whether a log statement wrote the line itself, then all evidence in bits."""

    emitter: bool
    bits: float


def text_rank(
    text: StatementText,
    left: int,
    context: LineContext,
    statements: Sequence[MessageRow],
    bases: AbstractSet[str],
) -> Rank:
    """Return how well a text fits that leaves so many bytes of the message.

    `bases` are the base names of all files of the workspace.
    """
    here = context.base in text.bases
    values = len(text.middle) + (not text.last)
    bits = text.bits + weights.VALUE * values + remainder_bits(left)
    if context.logged:
        bits += weights.AFTER_PREFIX if text.log else weights.ERROR_AFTER_PREFIX
    if context.base:
        bits += _file_bits(here=here, known=context.base in bases)
    numbers = text.bases[context.base] if here else text.statements
    bits += max(place_bits(statements[number], context) for number in numbers)
    emitter = context.logged and text.log and (here or context.base not in bases)
    return Rank(emitter, bits)


def _file_bits(*, here: bool, known: bool) -> float:
    if here:
        return weights.FILE_NAME
    return weights.OTHER_FILE if known else weights.UNKNOWN_FILE


def place_bits(row: MessageRow, context: LineContext) -> float:
    """Return the bits of a prefix for the place of a statement whose text fits."""
    bits = level_bits(row.level, context.level)
    bits += language_bits(row.path, context.language)
    bits += service_bits(row.repo, row.path, context.service)
    if context.line and row.base == context.base:
        bits += line_bits(row.line, row.end_line, context.line)
    return bits
