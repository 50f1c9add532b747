"""What a question tells outright, and needs no search: the names in it, a failure in a program's
own words, a message that it quotes.

A name is asked of the facts of that name, a failure of the rows about causes, a message of
`locate`, which knows it among other words, too. Not here: settings by what a question is about
(`setting_hits.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from ctxkit.ask.find.kinds import tells_failure
from ctxkit.ask.find.setting_hits import facts_of, leading_place
from ctxkit.ask.find.translation import CJK
from ctxkit.ask.locate.quoted import quotations
from ctxkit.dify.causes import cause_of_text
from ctxkit.dify.library_failures import library_failures
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Directive, ErrorCode, Fact, Finding, Hit, Symbol
from ctxkit.regex import regex
from ctxkit.text.words import text_words

_MAX_TOLD = 6
_MAX_OF_CAUSE = 2  # settings of a row: what a question says may have another cause
_MAX_OF_CODE = 2  # places of code that have a name
_MAX_TEXTS, _MIN_WORDS = 2, 3  # messages that are asked of `locate`, and words of each
_MIN_OWN_WORDS = 4  # of a message that a question has among its words, without quotes
_PASSES = ("passes on requests for the path in the question",)
_PATH = regex(r"(?<![\w.:/\\-])(/[a-z][\w.-]{1,60}(?:/[\w.-]{1,60}){0,8})", re.ASCII)
_WROTE = ("wrote the message in the question",)
_NAME = regex(r"[A-Za-z][\w.]{3,80}", re.ASCII)
_BEHIND_COLON = regex(r"[:：]\s?([A-Za-z][^\n]{10,300})$")
_LATIN = regex(r"[A-Za-z][\x20-\x7e]{10,300}")
# Messages begin with a capital letter. To look for one in every question would take half as long
# again as all else.
_SENTENCE = regex(r"\b[A-Z][a-z]{1,40}(?: [\x21-\x7e]{1,80}){3,60}")


def told_hits(index: Index, sources: Sources, question: str) -> list[Hit]:
    """Return the settings and the code that a question tells of, the settings first."""
    names = [name for name in _NAME.findall(question) if "_" in name or "." in name]
    texts = telling_texts(question)
    found = [located for text in texts if (located := _located(index, sources, text))]
    sentence = _SENTENCE.search(question)
    if not texts and sentence and tells_failure(question):
        located = _located(index, sources, sentence[0])
        found = [located] if _is_wordy(located) else []
    decided = list(_decided([question, *texts]))
    reasons = {
        **dict.fromkeys(_keys(found), "decides the code that wrote the message"),
        **dict.fromkeys(decided, "decides the failure that is told"),
        **dict.fromkeys(names, "named in the question"),
    }
    ordered = dict.fromkeys([*names, *decided, *_keys(found)])
    settings = facts_of(list(ordered), index) if ordered else {}
    hits: list[Hit] = []
    for name in ordered:
        place = leading_place(settings.get(name, ()))
        if place is not None:
            hits.append(Hit(fact=place, score=1.0, why=(f"setting {reasons[name]}",)))
    code = [fact for name in names if name not in settings for fact in _code_of(index, name)]
    hits += [Hit(fact=fact, score=1.0, why=("named in the question",)) for fact in code]
    hits += [Hit(fact=finding.hits[0].fact, score=1.0, why=_WROTE) for finding in found]
    hits += [Hit(fact=fact, score=1.0, why=_PASSES) for fact in _locations_of(index, question)]
    return hits[:_MAX_TOLD]


def telling_texts(question: str) -> list[str]:
    """Return the messages of a program that a question has: in quotes, behind a colon at its end,
    or in English where it is not.
    """
    texts = [*quotations(question), *(found[1] for found in _BEHIND_COLON.finditer(question))]
    if CJK.search(question):
        # A message is a sentence; what has capitals alone is the name of something.
        texts += [text for text in _LATIN.findall(question) if any(map(str.islower, text.split()))]
    inner = [text.strip() for text in texts if len(text.split()) >= _MIN_WORDS]
    return list(dict.fromkeys(inner))[:_MAX_TEXTS]


def _located(index: Index, sources: Sources, text: str) -> Finding | None:
    """Return what `locate` says of a message, None where it is not sure."""
    from ctxkit.ask.locate.locate import locate  # parses code, which few questions need

    finding = locate(index, sources, text)
    return finding if finding.confidence in ("high", "medium") and finding.hits else None


def _is_wordy(found: Finding | None) -> TypeGuard[Finding]:
    """Return whether a message that was found in a question has enough words of its own not to be
    there by chance.
    """
    template = getattr(found.hits[0].fact, "template", "") if found else ""
    return len(text_words(template)) >= _MIN_OWN_WORDS


def _keys(found: Iterable[Finding]) -> Iterator[str]:
    return (key.name for finding in found for key in finding.keys)


def _decided(texts: Iterable[str]) -> Iterator[str]:
    """Yield the settings that decide the failures that texts tell."""
    for text in texts:
        for row in library_failures(text):
            yield from row.settings
        cause = cause_of_text(text, state=True)
        yield from cause.settings[:_MAX_OF_CAUSE] if cause is not None else ()


def _locations_of(index: Index, question: str) -> Iterator[Directive]:
    """Yield the locations of nginx that pass on the paths in a question, `/` left out."""
    paths = [f"{path}/" for path in _PATH.findall(question)]
    if not paths:
        return
    locations = [each for each in index.named(Directive, "location") if each.program == "nginx"]
    locations = [each for each in locations if not each.test and each.value.strip("/")]
    for path in paths[:_MAX_TEXTS]:
        over = [each for each in locations if path.startswith(f"{each.value.rstrip('/')}/")]
        yield from sorted(over, key=lambda each: -len(each.value))[:1]


def _code_of(index: Index, name: str) -> list[Fact]:
    """Return the code that has a name: what answers with that error code, or is called so."""
    facts: list[Fact] = [*index.named(ErrorCode, name)] or [*index.named(Symbol, name)]
    own = [fact for fact in facts if not fact.test]
    return own[:_MAX_OF_CODE]
