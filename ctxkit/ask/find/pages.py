"""Directives of nginx and squid and sections of READMEs, which decide or explain what no setting
does, and commands, which do what no setting does.

Most questions are about a setting; one of which a directive or a section says clearly more than the
first settings do is about that, and one that says the whole name of a command is about the command.
Not here: what a fact covers (`coverage.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.ask.find.coverage import Covering
from ctxkit.ask.find.meanings import Group, without_synonyms
from ctxkit.ask.find.weights import PAGE_COVER, PAGE_LEAD
from ctxkit.dify.repositories import DIFY
from ctxkit.model import Directive, Fact, Hit, PageSection, Symbol
from ctxkit.text.words import name_words, stem

_MAX_PAGES, _FIRST = 2, 3
_COMMANDS = ("api/commands/", "api/commands.py")
_MIN_COMMAND_WORDS = 2


def leading_pages(
    facts: Sequence[Hit], settings: Sequence[Hit], groups: Sequence[Group]
) -> list[Hit]:
    """Return the directives and sections among `facts` that cover clearly more of the question
    than the first of `settings`, best first.
    """
    covering = Covering(groups)
    best = max((covering.of_fact(hit.fact).share for hit in settings[:_FIRST]), default=0.0)
    least = max(PAGE_COVER, PAGE_LEAD * best)
    pages = [hit for hit in facts if isinstance(hit.fact, Directive | PageSection)]
    covers = [(covering.of_fact(hit.fact).share, hit) for hit in pages]
    leading = sorted((each for each in covers if each[0] >= least), key=lambda each: -each[0])
    commands = [hit for hit in facts if _is_said_command(hit.fact, groups, covering)]
    return [*commands[:1], *(hit for _, hit in leading[:_MAX_PAGES])]


def _is_said_command(fact: Fact, groups: Sequence[Group], covering: Covering) -> bool:
    """Return whether a fact is a command of the api whose name a question says, and little else."""
    if not isinstance(fact, Symbol) or fact.what != "function" or fact.repo != DIFY:
        return False
    if not fact.path.startswith(_COMMANDS) or fact.name.startswith("_"):
        return False
    words = name_words(fact.name)
    if len(words) < _MIN_COMMAND_WORDS or covering.of_fact(fact).share < PAGE_COVER:
        return False
    said = {word for group in groups for word, _ in without_synonyms(group)}
    return said.issuperset(map(stem, words))
