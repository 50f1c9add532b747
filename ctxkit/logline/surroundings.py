"""What people put around a line: bullets, quotes, words that introduce it, tags, dots at its end.

Nothing of it is certain: a program may begin a message so, too. Not here: what collectors, viewers
and chat tools put around every line (`wrappers.py`, `viewer_prefix.py`).
"""

# ruff: noqa: E501 - a pattern stays whole

from __future__ import annotations

import re

from ctxkit.logline.patterns import LazyPattern
from ctxkit.regex import regex

_MAX_LAYERS = 5
_MAX_HEAD_CHARS = 200
_MIN_MESSAGE_CHARS = 8

_BULLET = regex(
    r"\s{0,40}(?:[-*+]{1,3}[ \t]{1,4}(?:\[[ xX]\] )?|[\u2022\u00b7\u30fb\u2013\u2014\u25cf\u25aa\u2192>\u2460-\u2473]{1,3}[ \t]{0,4}|[#(]?(?:\d{1,3}|[a-z])[.)][ \t]{1,4}|#\d{1,3} |\d{1,3}\u3001)(?=\S)"
)
_TAG_NAMES = r"(?:p|pre|code|br|div|span|li|tt|blockquote|b|i|em|strong|samp|kbd|font)"
_TAG_BEFORE = LazyPattern(
    rf"\s{{0,40}}(?:[<\[]/?{_TAG_NAMES}(?: [^<>\n]{{0,100}})?/?[>\]]){{1,4}}", hint="<|["
)
_TAG_BEHIND = LazyPattern(rf"(?:[<\[]/?{_TAG_NAMES} ?/?[>\]]){{1,4}}\s{{0,40}}$", hint="<|[")

_KIND = (
    r"(?i:errors?|err|exceptions?|fail(?:ed|ure|s)?|messages?|msg|logs?|output|warnings?|details?|reason|cause|stderr|stdout|response|trace(?:back)?"
    r"|says?|said|get|got|gets|gives?|shows?|returns?|prints?|this|following|line|fehler(?:meldung)?|erreur|mensaje|erro)"
)
_DENSE_KIND = "(?:\u62a5\u9519|\u9519\u8bef|\u932f\u8aa4|\u63d0\u793a|\u65e5\u5fd7|\u65e5\u8a8c|\u5f02\u5e38|\u4fe1\u606f|\u30a8\u30e9\u30fc|\u30ed\u30b0|\u30e1\u30c3\u30bb\u30fc\u30b8|\uc624\ub958|\uc5d0\ub7ec|\ub85c\uadf8|\u041e\u0448\u0438\u0431\u043a\u0430)"
_LABEL = regex(
    rf"[\s\"'{{]{{0,4}}(?:[\w'-]{{1,20}}[ .-]){{0,5}}(?:{_KIND}|\w{{0,12}}{_DENSE_KIND}\w{{0,12}})[\"']?(?: is| was| are| as follows)?\s{{0,3}}[:\uff1a=]\s{{0,4}}(?=\S)"
)
"""Words that say that a message follows: `Error: `, `the log says: `, `"message": `, `msg=`."""

_SPEAKER = regex(
    r"\s{0,4}(?:\[[^\]\n]{1,30}\] ?)?(?:<[\w .-]{1,30}> |@[\w.-]{1,30} |[\w.-]{1,20}(?: [\w.-]{1,20}){0,2}(?: ?\([^()\n]{1,20}\))?[:\uff1a]\s{0,4})(?=\S)"
)
"""Whose message it is, as chats show it; it may as well be a message's own first word."""

_PAIRS = {
    '"': '"', "'": "'", "`": "`", "\u201c": "\u201d", "\u2018": "\u2019", "\u201e": "\u201c\u201d", "\u00ab": "\u00bb", "\u300c": "\u300d",
    "\u300e": "\u300f", "\u300a": "\u300b", "\uff02": "\uff02", "(": ")", "\uff08": "\uff09", "\u3010": "\u3011", "[": "]", "<": ">", "*": "*", "_": "_", "~": "~",
}  # fmt: skip
"""Opening quotes, brackets and marks of emphasis -> those that close them."""

_LONE_QUOTES = "\"'`\u201c\u201d\u300c\u300d\u2018\u2019"
_BEHIND_QUOTE = " \t,.;:\u3002\uff0c}"
_ELLIPSIS = LazyPattern(
    r"(?:\s{0,4}(?:\.{3,6}|\u2026{1,2}|[\[(](?:\.{3}|\u2026|truncated|cut|snip)[\])]))+\s{0,40}$",
    hint="...|\u2026|cut|snip|truncated",
)
_END_MARKS = " \t\u3002\\"


def bare_line(line: str, *, speakers: bool = False) -> str:
    """Return a line without what is around it; also without a speaker's name if `speakers`."""
    # A message may begin like a label: only one is taken off.
    for label in (_LABEL, _SPEAKER) if speakers else (_LABEL,):
        line = _without(label, _without_marks(line))
    return _without_marks(line)


def _without_marks(line: str) -> str:
    """Return a line without the bullets, tags and quotes around it."""
    for _ in range(_MAX_LAYERS):
        inside = _without(_BULLET, _unquoted(_without(_TAG_BEFORE, _without_end(line))))
        if inside == line:
            break
        line = inside
    return line


def _without(pattern: re.Pattern[str] | LazyPattern, line: str) -> str:
    """Return what follows a beginning of that kind, if it is enough to be a message."""
    found = pattern.match(line[:_MAX_HEAD_CHARS])
    rest = line[found.end() :] if found else ""
    is_message = len(rest) >= _MIN_MESSAGE_CHARS and " " in rest.strip()
    return rest if is_message else line


def _without_end(line: str) -> str:
    line = line.rstrip(_END_MARKS)
    tail = line[-_MAX_HEAD_CHARS:]
    for pattern in (_TAG_BEHIND, _ELLIPSIS):
        found = pattern.search(tail)
        if found:
            return line[: len(line) - len(tail) + found.start()]
    return line


def _unquoted(line: str) -> str:
    """Return what is between a line's outer quotes; one of a pair may be missing."""
    bare = line.strip()
    end = bare.rstrip(_BEHIND_QUOTE)
    closing = _PAIRS.get(bare[:1], "")
    if closing and end[-1:] in closing and len(end) > 1:
        count = _run(bare, end)
        return end[count : len(end) - count]
    if bare[:1] in _LONE_QUOTES and bare[:1] and bare.count(bare[0]) == 1:
        return bare[1:]
    if end[-1:] in _LONE_QUOTES and end[-1:] and end.count(end[-1]) == 1:
        return end[:-1]
    return line


def _run(bare: str, end: str) -> int:
    """Return how many quotes of a kind are at both ends: ``**x**`` has two."""
    before = len(bare) - len(bare.lstrip(bare[0]))
    behind = len(end) - len(end.rstrip(end[-1]))
    return max(1, min(before, behind, 3))
