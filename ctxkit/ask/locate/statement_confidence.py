"""How far a statement can be relied on; measured on lines made from all statements of several
versions.

Not here: the order of statements (`statement_score.py`).
"""

# ruff: noqa: E501 - patterns stay whole

from __future__ import annotations

from functools import cache

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import plain_name
from ctxkit.ask.locate.line_context import LineContext, names_other_module
from ctxkit.ask.locate.statement_score import ScoredStatement, template_of
from ctxkit.model import HOLE, Confidence, LogTemplate, Raise
from ctxkit.regex import regex

_PYTHONS_WORDS = regex(
    r"(?:module|type object|'\w{1,80}' object) .{1,120}has no attribute |cannot import name |No module named "
    r"|name '\w{1,80}' is not defined|unsupported operand type|maximum recursion depth"
)
"""How Python itself words what it refuses: a statement that says so too is one of many that could
have.
"""

_NOT_IN_PHRASES = " .0123456789()"
_PREFIX_ENDS = (": ", "] ", "- ", "| ", "> ")


def confidence_of(statement: ScoredStatement, context: LineContext) -> Confidence:
    """Return how far a statement can be relied on if it ranks first."""
    if _fits_by_chance(statement):
        return "low"
    if _is_of_elsewhere(statement, context):
        return "medium" if statement.certain else "low"
    if statement.in_named_file:
        return _confidence_in_named_file(statement)
    if context.base_known:  # the prefix names another file: an error that is passed on
        return "medium" if statement.bits >= weights.CERTAIN_TEXT else "low"
    return _confidence_by_text(statement)


def _fits_by_chance(statement: ScoredStatement) -> bool:
    if statement.fact.test or _in_other_words(statement):
        return True
    if statement.in_named_file:
        return False
    bare = statement.text.strip(_NOT_IN_PHRASES).lower()
    return bare in _http_phrases() or bool(_PYTHONS_WORDS.match(statement.text))


@cache
def _http_phrases() -> frozenset[str]:
    """Return the words of every server for a status."""
    from http import HTTPStatus  # most questions never get here

    return frozenset(status.phrase.lower() for status in HTTPStatus)


def _in_other_words(statement: ScoredStatement) -> bool:
    """Return whether the text of a log statement is inside another sentence.

    It should be alone in its line, after a prefix at most.
    """
    before = statement.text[max(0, statement.match.start - 2) : statement.match.start]
    if not before or not isinstance(statement.fact, LogTemplate):
        return False
    return before not in _PREFIX_ENDS


def _is_of_elsewhere(statement: ScoredStatement, context: LineContext) -> bool:
    """Return whether the line's metadata is at odds with the statement's place or class."""
    if names_other_module(context, statement.fact.path):
        return True
    if _raises_another_class(statement, context):
        return True
    return bool(context.base) and not context.base_known


def _raises_another_class(statement: ScoredStatement, context: LineContext) -> bool:
    fact = statement.fact
    if not context.error or not isinstance(fact, Raise) or not fact.path.endswith(".py"):
        return False
    if context.error.islower():
        return False  # the code of an error, which is no class
    name = plain_name(fact.name)
    return name not in ("", context.error)


def _confidence_in_named_file(statement: ScoredStatement) -> Confidence:
    if statement.fits:
        return "high"
    if statement.on_named_line or statement.bits >= weights.LIKELY_TEXT:
        return "medium"
    return "low"


def _confidence_by_text(statement: ScoredStatement) -> Confidence:
    begins_with_text = not template_of(statement.fact).startswith(HOLE)
    if (
        begins_with_text
        and not statement.match.torn
        and (statement.certain or _is_certain_cut(statement))
    ):
        return "high"
    if statement.match.how == "full" and statement.bits >= weights.CERTAIN_TEXT:
        return "medium"
    if statement.whole and statement.bits >= weights.LIKELY_TEXT:
        return "low" if _goes_on(statement) else "medium"
    return "low"


def _goes_on(statement: ScoredStatement) -> bool:
    """Return whether the sentence of a message goes on behind the text that was found in it."""
    after = statement.text[statement.match.end :][:2]
    return after[:1] == " " and after[1:].isascii() and after[1:].isalpha()


def _is_certain_cut(statement: ScoredStatement) -> bool:
    """Return whether a message that was cut says enough, from the start of the text, to be sure."""
    cut = statement.match.how == "cut" and statement.match.start == 0
    return cut and statement.bits >= weights.CERTAIN_TEXT
