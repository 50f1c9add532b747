"""Whether code decides what a topic is about or only carries it: what tests `retry_count` against a
limit decides on retries, the event that brings the number to the browser does not.

Read from the lines of a function or class, in any language: a line that tests something of the
topic, one that names a constant of it, or a class that mostly declares fields of it. Not here: what
a hit weighs otherwise (`weights.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Literal

from ctxkit.ask.find.coverage import last_stems
from ctxkit.index.sources import Sources
from ctxkit.model import Symbol
from ctxkit.regex import regex
from ctxkit.text.words import name_words

_MAX_LINES = 150  # of a function or class that are read
_MAX_LINE_CHARS = 400
_FUNCTIONS, _CLASS = ("function", "method"), "class"
_CARRIERS = {"event", "events", "message", "payload", "request", "response", "schema"}
"""The last words of the names of what only says that something happened or is asked for."""

_PASSING_ON = {"event", "events", "response"}
"""Those by which a function that passes such a thing on is called; to `send_request` is an act."""

Part = Literal["decides", "does", "carries"]
"""What code has to do with a topic: `carries` is what others know of it."""

_NAME = regex(r"[A-Za-z_]\w{0,79}")
_COMMENT = regex(r"^\s*(?:#|//|/?\*|\"\"\"|''')")
_TEST = regex(
    r"^\s*(?:\}\s*)?(?:if|elif|else if|while|for|switch|case|match|assert|until)\b"
    r"|[^-=]>=?|<=?\s|[!=]=|\?\s[^:]{1,200}\s:\s|\b(?:sleep|range|min|max)\("
)
_CONSTANT = regex(
    r"(?:(?<![\w.])|(?:[cC]onfig|settings|env|environ)\.)([A-Z][A-Z0-9]{0,40}_[A-Z0-9_]{1,80})\b"
)
_FIELD = regex(
    r"^\s+(?:readonly\s+|private\s+|public\s+)?(\w{1,80})\??\s*(?::|=|\s[\w.*\[\]]+\s*(?:`|$))"
)
_FUNCTION = regex(
    r"^\s+(?:async\s+)?(?:def|func|function)\b|^\s+[\w\s]{0,80}\([^)]{0,200}\).{0,80}\{$"
)
_TAKES_EVENT = regex(r"[(,\s](?:event|message|payload)\s*[:,)]")
_RECKONED = regex(r"[\w.+\- ]+")
_FIXED = regex(r"true|false|none|null|[\d_.\-]+", re.IGNORECASE)
_MIN_FIELDS = 2


def part_of(fact: Symbol, sources: Sources, stems: AbstractSet[str]) -> Part:
    """Return what part the code of a symbol has in what `stems` are about."""
    if fact.what == "argument":
        return "carries" if _is_passed(fact.value.strip()) else "decides"
    if fact.what not in (*_FUNCTIONS, _CLASS):
        return "does"
    carriers = _CARRIERS if fact.what == _CLASS else _PASSING_ON
    if not carriers.isdisjoint(name_words(fact.name)[-1:]):
        return "carries"
    lines = sources.lines(fact.repo, fact.path)[fact.line - 1 : fact.end_line][:_MAX_LINES]
    head, code = _parts([line[:_MAX_LINE_CHARS] for line in lines])
    if any(_is_decision(line, stems) for line in code):
        return "decides"
    if fact.what == _CLASS:
        return _part_of_class(code, stems)
    return "carries" if any(map(_TAKES_EVENT.search, head)) else "does"


def _is_passed(value: str) -> bool:
    """Return whether a value comes from elsewhere: a name, or what is reckoned from one."""
    if _FIXED.fullmatch(value) or not _RECKONED.fullmatch(value):
        return False
    return any(letter.islower() for letter in value)


def _parts(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines of a signature and those of the code below it, without comments."""
    end = next((i for i, line in enumerate(lines) if line.rstrip().endswith((":", "{"))), 0) + 1
    return list(lines[:end]), [line for line in lines[end:] if not _COMMENT.match(line)]


def _is_decision(line: str, stems: AbstractSet[str]) -> bool:
    names = _NAME.findall(line) if _TEST.search(line) else _CONSTANT.findall(line)
    return any(not stems.isdisjoint(last_stems(name)) for name in names)


def _part_of_class(lines: Sequence[str], stems: AbstractSet[str]) -> Part:
    """Return the part of a class: one with fields alone carries, unless at least half of them are
    of the topic.
    """
    fields = [found[1] for line in lines if (found := _FIELD.match(line))]
    own = [name for name in fields if not stems.isdisjoint(last_stems(name))]
    if len(own) >= _MIN_FIELDS and 2 * len(own) >= len(fields):
        return "decides"
    return "does" if not fields or any(map(_FUNCTION.match, lines)) else "carries"
