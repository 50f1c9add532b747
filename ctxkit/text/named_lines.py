"""Lines whose secret the line before them names: the `value:` of an environment variable, the block
of text of a YAML key, a value that stands alone below its name or its option.

Not here: a name and its value on one line (`named_values.py`), manifests of a Secret
(`secret_manifests.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from ctxkit.regex import regex
from ctxkit.text.found import Named
from ctxkit.text.log_bodies import body_start
from ctxkit.text.made_up_words import is_made_up, is_weakly_made_up
from ctxkit.text.named_values import value_span
from ctxkit.text.secret_sentences import CJK_NOUNS
from ctxkit.text.secrets import class_of_each, hidden_class, may_be_secret

_NAME = r"[\"']?([A-Za-z][\w.-]*)[\"']?"
_NAME_LINE = (
    rf"[\s{{\[]*(?:-\s+)?[\"']?(?:name|key)[\"']?\s*[:=]\s*{_NAME},?\s*\Z"
    rf"|\s*(?:variable|parameter|resource \"\w+\")\s\"(?P<block>[A-Za-z][\w-]*)\"\s*\{{\s*\Z"
)
_VALUE_LINE = r"\s*(?:-\s+)?[\"']?(?:value|default|content|plain\w*)[\"']?\s*[:=]"
_BLOCK_LINE = rf"(\s*)(?:-\s+)?{_NAME}\s*:\s*[|>][+-]?\d?\s*\Z"

_BLOCK_HEADS = ("|", ">")
_COMMENT = regex(r"\s#\s.*\Z")
_BELOW_COLON = r"([A-Za-z][\w.-]{1,80})[\"']?\s?[:：]\s*\Z"
_BELOW_NOUN = rf"(?:{CJK_NOUNS})[^\s:：]{{0,8}}[:：]\s*\Z"
_HEREDOC = r"([A-Za-z][\w.-]{1,80})\s{0,20}=\s?<<[-~]?[\"']?\w{1,20}[\"']?\Z"
_CONTINUED = r"([A-Za-z][\w.-]{1,80})\s?[:=]\s?\\\s*\Z"
_CONTINUED_USER = r"\s(?:-u|--user)[\s=]\s?[\"']?[^\s:\"']{1,80}:\\\s*\Z"
_OPTION = regex(r"(?:\A|[\s\[,\"'])--?([A-Za-z][\w-]{2,40})[\"']?,?\s*\\?\s*\Z")
_BELOW_ELEMENT = regex(r"<([A-Za-z][\w.:-]{1,80})(?:\s[^<>]{0,120})?>\Z")
_BELOW_LIST = regex(r"([A-Za-z][\w.-]{1,80})[\"']?\s?[:=]\s?\[\Z")
_BELOW = {"[": _BELOW_LIST, ">": _BELOW_ELEMENT}
"""What is looked for, by the last character of the line."""
_ASKED = regex(
    r"(?i:password|passphrase|secret|token|api.?key|credential).{0,160}"
    r"(?::|\bbase64\s+(?:-d|-D|--decode))\Z"
    r"|\A[$#]\s.{0,160}(?i:password|secret|token|openssl rand|pass show)"
    rf"|(?:{CJK_NOUNS})\S{{0,30}}[。：:]\Z"
)
"""A command or a heading after which a secret may stand alone."""
_ASKED_ENDS = (":", "：", "。", "-d", "-D", "--decode")
_ASKED_BEGINS = ("$", "#")
"""One of which each such line has: looked at first, for each line of a log is asked."""
_LONE_NAME = regex(r"\s*(?:[\w.;, ]{0,60}[\[(][\"'])?([A-Za-z][\w.]{2,80})(?:[\"'][\])])?\s*\Z")
_INPUT_VALUE = (
    r"(?:.*?input_value=|\s*)(?P<quote>['\"])(?P<s>.{1,400}?)(?P=quote)(?:, input_type=|\s*\Z)"
)
"""How pydantic, and Python where it is asked, show the value that the line before names."""
_STANDS_ALONE = r"\s*(?:-\s+)?(?P<quote>[\"']?)(?P<s>[!-~]{%d,4000}?)(?P=quote)[\],}]{0,3}\s*\\?\Z"
_ANSWER = r"(?:Out\[\d{1,4}\]:)?" + _STANDS_ALONE % 3
_ALONE, _ALONE_AND_MADE_UP = _STANDS_ALONE % 3, _STANDS_ALONE % 8
_LONG_HEX = r"[0-9a-f]{24,128}"
_NUMBERED = regex(r"\s*\d{1,5}\) \"([A-Za-z][\w.-]{1,80})\"\Z")
_NUMBERED_VALUE = r"\s*\d{1,5}\) \"(?P<s>[^\"]{3,4000})\"\s*\Z"
"""A name and its value as redis-cli shows them."""
_PROMPTS = ("> ", "$ ", "# ", "]: ")
_PROMPT = regex(
    r"(?:>>>|\w>|\$|#|\bIn \[\d{1,4}\]:)\s"
    r"(?:(?:print|(?i:get|hget \S{1,80})|echo|printenv|cat)[\s(]\s?)?"
    r"[\"']?\$?\{?[\w./:-]{0,80}?([A-Za-z]\w{1,80})\}?[\"']?\)?\Z"
)
"""A name that somebody asks for, whose value is the answer: `>>> settings.SECRET_KEY`."""
_LAST_WORD = r".{0,80}?(?P<s>[A-Za-z0-9+/]{4,400}={0,2})\s*\Z"
_FIRST_WORD = r"\s*[\"']?(?P<s>[^\s\"']{3,4000})"
_FURTHER = regex(r"\s+[\"']?[a-z]\w*[\"']?\s*[:=]\s*\S")
"""A line between a name and its value: `type = string`."""
_MAX_BETWEEN = 3
_ITEM = regex(r"\s*-\s+\S+\Z|\s*[\"'][^\"']+[\"'],\Z")
_SETTING = r"[A-Za-z_][\w.-]*(?::|=(?!=*\Z))"
_MAX_TOLD_CHARS = 200


class NamedLines:
    """Follows a text line by line, and knows what the last lines named."""

    def __init__(self) -> None:
        self._kind = ""
        self._lines = 0
        self._indent: int | None = None
        self._below: tuple[str, str] | None = None

    def find(self, line: str) -> Iterator[Named]:
        """Yield the secret of the line, if a line before it names it."""
        start = body_start(line)
        for found in self._find(line[start:]):
            yield replace(found, start=start + found.start)

    def _find(self, line: str) -> Iterator[Named]:
        if self._indent is not None and self._is_in_block(line):
            text = line.strip()
            if may_be_secret(text):
                yield Named(len(line) - len(line.lstrip()), text, self._kind)
            return
        if self._below is not None and not line.strip():
            return
        below, self._below = self._below, None
        if below is not None:
            yield from _below(line, *below)
        if self._kind and (not line.strip() or line.lstrip().startswith("#")):
            return
        kind, self._kind = self._kind or (below[0] if below is not None else ""), ""
        lines, self._lines = self._lines, 0
        found = re.match(_VALUE_LINE, line) if kind else None
        if found:
            yield from self._value(line, found.end(), kind)
        else:
            self._expect(line)
            if kind and not self._kind and lines < _MAX_BETWEEN and _FURTHER.match(line):
                self._kind, self._lines = kind, lines + 1
        if below is not None and self._below is None and _ITEM.match(line):
            self._below = below  # of a list

    def _value(self, line: str, at: int, kind: str) -> Iterator[Named]:
        """Yield the value of a named line, which may be the block of text below."""
        start, end = value_span(line, at)
        if line.startswith(_BLOCK_HEADS, start):
            self._kind, self._indent = kind, len(line) - len(line.lstrip())
        elif may_be_secret(line[start:end]):
            yield Named(start, line[start:end], kind)

    def _is_in_block(self, line: str) -> bool:
        indent = len(line) - len(line.lstrip())
        if not line.strip() or (self._indent is not None and indent > self._indent):
            return True
        self._indent = None
        return False

    def _expect(self, line: str) -> None:
        """Remember what the next lines are if this one says so."""
        self._below = _told_of_next(line)
        if self._below is not None or (":" not in line and "=" not in line and "{" not in line):
            return
        if "name" in line or "key" in line or line.endswith("{"):
            found = re.match(_NAME_LINE, line)
            self._kind = hidden_class(found[1] or found["block"]) if found else ""
        if not self._kind and ("|" in line or ">" in line):
            found = re.match(_BLOCK_LINE, line)
            self._kind = hidden_class(found[2]) if found else ""
            self._indent = len(found[1]) if found and self._kind else None


def _told_of_next(line: str) -> tuple[str, str] | None:
    """Return the class of the secret that the line below has, and how it stands there."""
    end = line[-_MAX_TOLD_CHARS:].rstrip()
    if ": # " in end:
        end = _COMMENT.sub("", end)
    if told := _asked(end) or _opened(end):
        return told
    if end.endswith("UGFzc3dvcmQ6"):  # `Password:`, as a mail server asks
        return "PASSWORD", _LAST_WORD
    if end.endswith("\\"):
        if re.search(_CONTINUED_USER, end):
            return "PASSWORD", _FIRST_WORD
        return _named(re.search(_CONTINUED, end) or _OPTION.search(end), _FIRST_WORD)
    if "<<" in end and (told := _named(re.search(_HEREDOC, end), _ALONE)):
        return told
    opens = _BELOW.get(end[-1:], _OPTION if "-" in end else None)
    if opens is not None and (told := _named(opens.search(end), _ALONE)):
        return told
    if (end.endswith(_ASKED_ENDS) or end.startswith(_ASKED_BEGINS)) and _ASKED.search(end):
        return "PASSWORD", _ALONE_AND_MADE_UP
    return _named(_LONE_NAME.match(line), _INPUT_VALUE)


def _asked(end: str) -> tuple[str, str] | None:
    """Return the class of the secret that an answer has, to what a line asks of a program."""
    if end.endswith('"') and (told := _named(_NUMBERED.match(end), _NUMBERED_VALUE)):
        return told
    is_prompt = any(sign in end for sign in _PROMPTS)
    return _named(_PROMPT.search(end), _ANSWER) if is_prompt else None


def _opened(end: str) -> tuple[str, str] | None:
    """Return the class of the secret that is below a name or a noun with a colon."""
    if not end.endswith((":", "：")):
        return None
    if re.search(_BELOW_NOUN, end):
        return "PASSWORD", _ALONE
    return _named(re.search(_BELOW_COLON, end), _ALONE)


def _named(found: re.Match[str] | None, stands: str) -> tuple[str, str] | None:
    kind = class_of_each(found[1]) if found else ""
    return (kind, stands) if kind else None


def _below(line: str, kind: str, stands: str) -> Iterator[Named]:
    found = re.match(stands, line)
    if found is None:
        return
    value, start = found["s"], found.start("s")
    is_quoted = start > 0 and line[start - 1] in "\"'"
    if re.match(_SETTING, value) or value.startswith("-") or not may_be_secret(value):
        return
    if stands == _NUMBERED_VALUE:
        is_secret = is_weakly_made_up(value)
    elif stands == _ALONE_AND_MADE_UP:
        is_secret = is_made_up(value) or re.fullmatch(_LONG_HEX, value) is not None
    else:
        has_digit = any(c.isdigit() for c in value)
        is_secret = is_quoted or (has_digit and any(c.isalpha() for c in value))
    if is_secret:
        yield Named(start, value, kind)
