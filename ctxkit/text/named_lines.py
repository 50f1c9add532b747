"""Lines whose secret the line before them names: the `value:` of an environment variable, the block
of text of a YAML key, a value that stands alone below its name or its option.

Not here: a name and its value on one line (`named_values.py`), manifests of a Secret
(`secret_manifests.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.text.found import Named
from ctxkit.text.named_values import value_span
from ctxkit.text.secret_phrases import CJK_NOUNS
from ctxkit.text.secrets import hidden_class, may_be_secret

_NAME = r"[\"']?([A-Za-z][\w.-]*)[\"']?"
_NAME_LINE = rf"[\s{{\[]*(?:-\s+)?[\"']?(?:name|key)[\"']?\s*:\s*{_NAME},?\s*\Z"
_VALUE_LINE = r"\s*(?:-\s+)?[\"']?value[\"']?\s*:"
_BLOCK_LINE = rf"(\s*)(?:-\s+)?{_NAME}\s*:\s*[|>][+-]?\d?\s*\Z"

_BELOW_COLON = r"([A-Za-z][\w.-]{1,80})[\"']?\s?[:：]\s*\Z"
_BELOW_NOUN = rf"(?:{CJK_NOUNS})[^\s:：]{{0,8}}[:：]\s*\Z"
_CONTINUED = r"([A-Za-z][\w.-]{1,80})\s?[:=]\s?\\\s*\Z"
_CONTINUED_USER = r"\s(?:-u|--user)[\s=]\s?[\"']?[^\s:\"']{1,80}:\\\s*\Z"
_OPTION = re.compile(r"(?:\A|[\s\[,\"'])--?([A-Za-z][\w-]{2,40})[\"']?,?\s*\\?\s*\Z")
_LONE_NAME = re.compile(r"\s*([a-z][\w.]{2,80})\s*\Z")
_INPUT_VALUE = r".*?input_value=(?P<quote>['\"])(?P<s>.{1,400}?)(?P=quote), input_type="
"""How pydantic shows the value of the setting that the line before names."""
_ALONE = r"\s*(?:-\s+)?(?P<quote>[\"']?)(?P<s>[!-~]{3,4000}?)(?P=quote)[\],}]{0,3}\s*\\?\Z"
_FIRST_WORD = r"\s*[\"']?(?P<s>[^\s\"']{3,4000})"
_SETTING = r"[A-Za-z_][\w.-]*[:=]"
_MAX_TOLD_CHARS = 200


class NamedLines:
    """Follows a text line by line, and knows what the last lines named."""

    def __init__(self) -> None:
        self._kind = ""
        self._indent: int | None = None
        self._below: tuple[str, str] | None = None

    def find(self, line: str) -> Iterator[Named]:
        """Yield the secret of the line, if a line before it names it."""
        if self._indent is not None and self._is_in_block(line):
            text = line.strip()
            if may_be_secret(text):
                yield Named(len(line) - len(line.lstrip()), text, self._kind)
            return
        below, self._below = self._below, None
        if below is not None:
            yield from _below(line, *below)
        if self._kind and (not line.strip() or line.lstrip().startswith("#")):
            return
        kind, self._kind = self._kind, ""
        found = re.match(_VALUE_LINE, line) if kind else None
        if found:
            start, end = value_span(line, found.end())
            if may_be_secret(line[start:end]):
                yield Named(start, line[start:end], kind)
        else:
            self._expect(line)

    def _is_in_block(self, line: str) -> bool:
        indent = len(line) - len(line.lstrip())
        if not line.strip() or (self._indent is not None and indent > self._indent):
            return True
        self._indent = None
        return False

    def _expect(self, line: str) -> None:
        """Remember what the next lines are if this one says so."""
        self._below = _told_of_next(line)
        if self._below is not None or ":" not in line:
            return
        if "name" in line or "key" in line:
            found = re.match(_NAME_LINE, line)
            self._kind = hidden_class(found[1]) if found else ""
        if not self._kind and ("|" in line or ">" in line):
            found = re.match(_BLOCK_LINE, line)
            self._kind = hidden_class(found[2]) if found else ""
            self._indent = len(found[1]) if found and self._kind else None


def _told_of_next(line: str) -> tuple[str, str] | None:
    """Return the class of the secret that the line below has, and how it stands there."""
    end = line[-_MAX_TOLD_CHARS:].rstrip()
    if end.endswith((":", "：")):
        if re.search(_BELOW_NOUN, end):
            return "PASSWORD", _ALONE
        return _named(re.search(_BELOW_COLON, end), _ALONE)
    if end.endswith("\\"):
        if re.search(_CONTINUED_USER, end):
            return "PASSWORD", _FIRST_WORD
        return _named(re.search(_CONTINUED, end) or _OPTION.search(end), _FIRST_WORD)
    if "-" in end and (told := _named(_OPTION.search(end), _ALONE)):
        return told
    return _named(_LONE_NAME.match(line), _INPUT_VALUE)


def _named(found: re.Match[str] | None, stands: str) -> tuple[str, str] | None:
    kind = hidden_class(found[1]) if found else ""
    return (kind, stands) if kind else None


def _below(line: str, kind: str, stands: str) -> Iterator[Named]:
    found = re.match(stands, line)
    if found is None:
        return
    value, start = found["s"], found.start("s")
    is_quoted = start > 0 and line[start - 1] in "\"'"
    if re.match(_SETTING, value) or value.startswith("-") or not may_be_secret(value):
        return
    if is_quoted or (any(c.isdigit() for c in value) and any(c.isalpha() for c in value)):
        yield Named(start, value, kind)
