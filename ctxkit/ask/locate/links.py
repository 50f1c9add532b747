"""The errors that a line has as links of its chain: `outer: inner: cause`, each made elsewhere.

Not here: which texts of a line are looked up (`inner_texts.py`), how a template fits one
(`statement_score.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.statement_score import ScoredStatement, template_of
from ctxkit.model import HOLE, Fact, Raise

_BEGINNING_CHARS = 60  # of what follows, by which two texts begin at the same place of the line
_MAX_PLACES = 3  # with one text; of more, none is told by the line
_BEFORE = ": "
_JOINED = " "  # what is left of the line break that errors.Join of Go puts before a text
_AFTER = ":,;.)]}\"'"


def links_among(ranked: Iterable[ScoredStatement]) -> list[ScoredStatement]:
    """Return those of the statements, best first, that made a link of the line's chain.

    At each place of the line a link begins once: what fits worse there is an alternative.
    """
    best: dict[str, str] = {}
    found = []
    for statement in ranked:
        template = template_of(statement.fact)
        beginning = statement.text[_start(statement) :][:_BEGINNING_CHARS]
        if best.setdefault(beginning, template) == template and _is_link(statement):
            found.append(statement)
    told = told_texts(statement.fact for statement in found)
    return [statement for statement in found if template_of(statement.fact) in told]


def told_texts(facts: Iterable[Fact]) -> set[str]:
    """Return the texts that few of the statements share: a line tells where these are from."""
    places = Counter(map(template_of, facts))
    return {text for text, count in places.items() if count <= _MAX_PLACES}


def _is_link(statement: ScoredStatement) -> bool:
    if not isinstance(statement.fact, Raise) or statement.fact.test:
        return False
    if statement.match.how != "full" or statement.bits < weights.LIKELY_TEXT:
        return False
    return _stands_alone(statement)


def _stands_alone(statement: ScoredStatement) -> bool:
    """Return whether a text is between the marks that wrapping puts around it."""
    text, start, fact = statement.text, _start(statement), statement.fact
    before = _JOINED if start > statement.match.start and fact.path.endswith(".go") else _BEFORE
    if start > 0 and not text.endswith(before, 0, start):
        return False
    after = text[statement.match.end :][:1]
    return not after or after in _AFTER or template_of(fact).endswith(HOLE)


def _start(statement: ScoredStatement) -> int:
    """Return where the words of a statement begin, behind the error that it wraps, if any."""
    if template_of(statement.fact).startswith(HOLE) and statement.match.values:
        end = statement.match.values[0][1]
        return end + statement.text.startswith(_JOINED, end)
    return statement.match.start
