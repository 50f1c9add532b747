"""The statements whose templates fit a message, looked up by the message's rarest words.

Not here: how each is scored (`statement_score.py`); stack frames, routes and the other kinds of
line that are no message.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ctxkit.ask.locate.line_context import LineContext
from ctxkit.ask.locate.statement_score import (
    ScoredStatement,
    score_reworded,
    score_statement,
    template_of,
)
from ctxkit.index.reader import Index
from ctxkit.model import Fact, LogTemplate, Raise
from ctxkit.text.template import fold_space, line_words

_MAX_MATCHED_CHARS = 64_000  # in which templates are looked for: hundreds, each in linear time
_MAX_MESSAGE_CHARS = 16_000  # in which words are looked up; templates are short
_MAX_WORDS = 400
_MAX_FACTS = 300  # that are scored; more cost time and share common words alone
_MAX_COMMON_WORDS = 8
_MAX_FACTS_BY_COMMON_WORDS = 120

_Place = tuple[str, str, int, str]


def find_statements(index: Index, message: str, context: LineContext) -> list[ScoredStatement]:
    """Return the statements that may have written a message, best first."""
    text = fold_space(message[: 2 * _MAX_MATCHED_CHARS])[:_MAX_MATCHED_CHARS]
    words = line_words(text[:_MAX_MESSAGE_CHARS])[:_MAX_WORDS]
    counts = index.word_totals(words)
    facts = {_place(fact): fact for fact in _in_named_file(index, context)}
    for fact in _by_rare_words(index, words, counts).values():
        facts.setdefault(_place(fact), fact)
    own = frozenset(words)
    scored = (score_statement(fact, text, context, counts, own) for fact in facts.values())
    return sorted(
        (s for s in scored if s is not None),
        key=lambda s: (-s.score, s.fact.repo, s.fact.path, s.fact.line),
    )


def find_reworded(index: Index, message: str, context: LineContext) -> list[ScoredStatement]:
    """Return statements most of whose words are in a message that no template fits, best first."""
    text = fold_space(message[:_MAX_MESSAGE_CHARS])
    words = line_words(text)[:_MAX_WORDS]
    counts = index.word_totals(words)
    own = frozenset(words)
    facts = [f for f in _by_rare_words(index, words, counts).values() if not f.test]
    scored = (score_reworded(fact, text, context, counts, own) for fact in facts)
    return sorted(
        (s for s in scored if s is not None and s.score > 0),
        key=lambda s: (-s.bits, s.fact.repo, s.fact.path, s.fact.line),
    )


def _place(fact: Fact) -> _Place:
    return fact.repo, fact.path, fact.line, template_of(fact)


def _in_named_file(index: Index, context: LineContext) -> list[Fact]:
    """Return the statements of the files that the prefix names, whatever their text."""
    return index.in_basename(context.base, LogTemplate, Raise) if context.base_known else []


def _by_rare_words(
    index: Index, words: Iterable[str], counts: Mapping[str, int]
) -> dict[int, Fact]:
    """Return, by number, the facts that have one of the message's rarest words."""
    known = [word for word in words if word in counts]
    rare: list[str] = []
    total = 0
    for word in sorted(known, key=lambda w: counts[w]):
        total += counts[word]
        if rare and total > _MAX_FACTS:
            break
        rare.append(word)
    found = index.with_word(*rare) if rare else {}
    # A statement of common words alone is known by having several of them, at the beginning of the
    # message.
    common = [word for word in known if word not in rare][:_MAX_COMMON_WORDS]
    if len(common) > 1:
        found.update(index.with_words(common[:2], at_least=2, limit=_MAX_FACTS_BY_COMMON_WORDS))
    if len(common) > 2:
        found.update(index.with_words(common, at_least=3, limit=_MAX_FACTS_BY_COMMON_WORDS))
    return found
