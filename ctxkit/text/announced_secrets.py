"""Find the secrets of a line that other words announce.

Patterns are compiled when a text has one of their words, because a query imports this module. Not
here: the words (`secret_phrases.py`, `secret_commands.py`).
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from ctxkit.regex import regex
from ctxkit.text.found import Named
from ctxkit.text.made_up_words import is_random, is_weakly_made_up
from ctxkit.text.secret_commands import COMMANDS
from ctxkit.text.secret_phrases import PHRASES, Phrase
from ctxkit.text.secrets import hidden_class, may_be_secret

_PROSE = frozenset({
    "and", "or", "is", "was", "are", "with", "the", "for", "not", "must", "option", "via", "from",
    "flag", "argument", "parameter", "instead", "when", "which", "that", "should", "can", "may",
})  # fmt: skip
"""What follows an option in a sentence: `--requirepass and the value of`."""

_ROWS: dict[str, list[Phrase]] = {}
for _phrase in (*PHRASES, *COMMANDS):
    for _needle in _phrase.needles:
        _ROWS.setdefault(_needle, []).append(_phrase)

_MASKED = "<REDACTED:"
_MIN_BEFORE_MASKED = 3
_AFTER = "\"'`.,;:!?)]}>"
"""What ends the sentence after a secret, not the secret."""


def rows_of(text: str) -> dict[str, list[Phrase]]:
    """Return the words of rows that a text has, each with its rows."""
    folded = text.lower()
    return {needle: rows for needle, rows in _ROWS.items() if needle in folded}


def find_announced(line: str, rows: Mapping[str, Sequence[Phrase]]) -> list[Named]:
    """Return the secrets of a line that other words announce, in order; `rows` are those whose
    words the line, or the text that it is of, has.
    """
    # A command as a list, as Compose and Kubernetes have it: `["redis-cli", "-a", "X"]`.
    line = _BETWEEN_ARGUMENTS.sub(_blank, line) if '"-' in line or "'-" in line else line
    folded = line.lower()
    in_line = {id(row): row for needle in rows if needle in folded for row in rows[needle]}
    found = {each for row in in_line.values() for each in _announced(row, line)}
    return sorted(found)


_BETWEEN_ARGUMENTS = regex(r"(?<=[\w-])([\"']), ?\1(?=[\w-])")


def _blank(between: re.Match[str]) -> str:
    return " " * len(between.group())


def _announced(phrase: Phrase, line: str) -> Iterator[Named]:
    for found in _compiled(phrase.pattern).finditer(line):
        value, masked, _ = found["s"].partition(_MASKED)
        value = value.rstrip(_AFTER)
        if masked and len(value) < _MIN_BEFORE_MASKED:
            continue
        kind = phrase.kind or hidden_class(_option(found))
        if not kind or value.startswith("-") or value in _PROSE or not may_be_secret(value):
            continue
        if (phrase.is_loose or kind == "ACCESS_KEY") and not is_weakly_made_up(value):
            continue
        if phrase.is_random and not is_random(value):
            continue
        if phrase.is_pair and not _is_pair(value):
            continue
        yield Named(found.start("s"), value, kind)


def _option(found: re.Match[str]) -> str:
    names = found.groupdict()
    return names["option"] or names["named"]


def _is_pair(value: str) -> bool:
    """Return whether a word is `user:password` in base64."""
    try:
        text = b64decode(value + "==", altchars=b"-_" if "-" in value or "_" in value else None)
        return b":" in text and text.decode("utf8").isprintable()
    except ValueError:
        return False


@lru_cache(maxsize=128)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
