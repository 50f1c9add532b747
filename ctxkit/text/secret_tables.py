"""Secrets in the columns of a table whose first line names them: what a database prints, CSV,
Markdown.

Not here: a name and its value on one line (`named_values.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ctxkit.regex import regex
from ctxkit.text.found import Named
from ctxkit.text.log_bodies import body_start
from ctxkit.text.made_up_words import is_weakly_made_up
from ctxkit.text.secret_sentences import CJK_NOUNS
from ctxkit.text.secrets import hidden_class, may_be_secret

_MAY_NAME = ("pass", "pwd", "token", "secret", "key", "cred", "auth")
_GAPS = (regex(r"\|"), regex(r"\t"), regex(r"[,，;]"), regex(r"\s{2,}"))
_NAME = regex(r"[\"'`*]{0,2}[^\W\d_][\w .()-]{0,30}[\"'`*]{0,2}\Z")
_COPIED = regex(r"COPY [^\s(]{1,120} \(([^()]{1,300})\) FROM stdin")
_RULE = regex(r"[\s|+:=-]+\Z")
_MAX_HEAD_CHARS = 400
_MAX_LINE_CHARS = 4_000


def find_in_tables(lines: Sequence[str]) -> Iterator[list[Named]]:
    """Yield, for each line of a text, its secrets in columns that a line above names."""
    gap: re.Pattern[str] | None = None
    kinds: list[str] = []
    for line in lines:
        begin = body_start(line)
        found: list[Named] = []
        if gap is not None and not (_RULE.match(line, begin) and line.strip()):
            cells = _cells(line, begin, gap)
            if len(cells) == len(kinds):
                found = list(_secrets(line, cells, kinds))
            else:
                gap = None
        if gap is None and _may_name(line[begin : begin + _MAX_HEAD_CHARS]):
            gap, kinds = _head(line, begin)
        yield found


def _may_name(head: str) -> bool:
    folded = head.lower()
    if any(word in folded for word in _MAY_NAME):
        return True
    return not head.isascii() and re.search(CJK_NOUNS, head) is not None


def _head(line: str, begin: int) -> tuple[re.Pattern[str] | None, list[str]]:
    """Return what parts the columns that a line names, and which of them hold secrets."""
    if len(line) > _MAX_HEAD_CHARS:
        return None, []
    copied = _COPIED.match(line, begin)
    if copied:  # what PostgreSQL dumps
        kinds = [_kind(name.strip(' "')) for name in copied[1].split(",")]
        return (_GAPS[1], kinds) if any(kinds) else (None, [])
    for gap in _GAPS:
        names = [line[start:end] for start, end in _cells(line, begin, gap)]
        if len(names) > 1:
            kinds = [_kind(name.strip("\"'`*")) for name in names]
            is_head = any(kinds) and all(map(_NAME.match, filter(None, names)))
            return (gap, kinds) if is_head else (None, [])
    return None, []


def _kind(name: str) -> str:
    if re.search(CJK_NOUNS, name):
        return "PASSWORD"
    return hidden_class(name.strip().replace(" ", "_"))


def _cells(line: str, begin: int, gap: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return where the cells of a line begin and end, without the blanks around them."""
    end = min(len(line), begin + _MAX_LINE_CHARS)
    bounds = [(found.start(), found.end()) for found in gap.finditer(line.rstrip(), begin, end)]
    starts = [begin, *(after for _, after in bounds)]
    stops = [*(before for before, _ in bounds), end]
    return [_stripped(line, start, stop) for start, stop in zip(starts, stops, strict=True)]


def _stripped(line: str, start: int, stop: int) -> tuple[int, int]:
    text = line[start:stop]
    start += len(text) - len(text.lstrip())
    return start, max(start, stop - (len(text) - len(text.rstrip())))


def _secrets(line: str, cells: Sequence[tuple[int, int]], kinds: Sequence[str]) -> Iterator[Named]:
    for (start, end), kind in zip(cells, kinds, strict=True):
        while end - start > 1 and line[start] in "\"'`" and line[end - 1] == line[start]:
            start, end = start + 1, end - 1
        value = line[start:end]
        if kind and " " not in value and is_weakly_made_up(value) and may_be_secret(value):
            yield Named(start, value, kind)
