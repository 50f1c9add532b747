"""Values behind the names of secrets: `KEY=value`, `"key": "value"`, `('key', 'value')`,
`?token=value`.

Not here: which names are those of secrets (`secrets.py`), what only looks like a value, as in code
and sentences (`mistaken_values.py`), names that are values themselves, as in
`name: KEY, value: X` (`named_pairs.py`), what is put in place (`redact.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.regex import regex
from ctxkit.text.found import Named
from ctxkit.text.made_up_words import is_made_up, is_of_names, is_random, is_weakly_made_up
from ctxkit.text.mistaken_values import VERSION, SeenValue, is_something_else
from ctxkit.text.secret_shapes import find_shapes, is_of_one_case
from ctxkit.text.secrets import hidden_class, is_vague, may_be_secret

_NAME_TAIL = regex(r"[A-Za-z][\w.-]*\Z")
_SEPARATOR = regex(
    r"=>|->(?=\s?[\"']?[^\s\"']{4,80}(?:[\"'\s]|$))|:[-=]|==|[:=：＝→]|(?<=['\"]), ?(?=b?['\"])"
)
_VALUE_END = regex(r"[\s,;&)}\]\"'|，。、；：（）「」『』“”]")
_LEAD = regex(r"\s*(?:-\s+)?(?:export\s+)?\Z")
_SCHEME = regex(r"(?:bearer|basic|token)\s+(?![=:])", re.IGNORECASE)
_REMARK = regex(r"(?:\s?\([^()\s]{1,16}\)|\s\([^()]{1,30}\))\s?\Z")
"""What a name may have behind it: `ENCRYPTION_KEY (hex): ...`."""
_NUMBER = r"[+-]?\d+(?:\.\d+)?\Z"
_WRAPPED = regex(
    r"(?:SecretStr|SecretBytes|Secret|Some|Ok|String|str|bytes)\(\s?b?(?=['\"])|string\(\d{1,6}\)\s(?=\")"
    r"|\(\*?\w{1,20}\)\s?(?:\(len=\d{1,6}\)\s?|\()?(?=\")"
    r"|[bBrRuUfF](?=['\"])|\[(?=\\?['\"]|(?i:bearer|basic|token)\s)"
)
"""What stands before a string: a call, a type, a letter, the bracket of a list of one."""
_BRACED = regex(r"\{[^{}\s\"'(),:]{3,200}\}(?=[;\"']|\Z)")
"""How a connection string of ODBC quotes: `Pwd={a;b}`."""
_QUOTE = regex(r"(\\{0,7})([\"'`])")
_BEHIND_NAME = " \"'\\]`*"
"""What may be between a name and its separator, as in `config["password"] =`, `**password**:`."""
_MAX_NAME_CHARS = 80
_MAX_INDENT = 60


def find_named(line: str) -> Iterator[Named]:
    """Yield the secrets of a line that are behind their names, in order."""
    done = 0
    for separator in _SEPARATOR.finditer(line):
        if separator.start() < done:
            continue
        found = _named(line, separator, done)
        while found is not None:
            yield found
            done = found.start + len(found.value)
            found = _changed_to(line, done, found.kind)


_CHANGED = regex(r"[\"'`]?\s?(?:->|=>|→)\s?[\"'`]?(?P<s>[^\s\"'`,;]{3,400})")


def _changed_to(line: str, at: int, kind: str) -> Named | None:
    """Return the second of two values, as a plan of Terraform shows them: `"X" -> "Y"`."""
    found = _CHANGED.match(line, at)
    if found is None or not is_weakly_made_up(found["s"]) or not may_be_secret(found["s"]):
        return None
    return Named(found.start("s"), found["s"], kind)


def _named(line: str, separator: re.Match[str], done: int) -> Named | None:
    """Return the value behind a separator if the name before it is that of a secret; `done` is
    where the last value ended.
    """
    at = separator.start()
    begin = max(done, at - _MAX_NAME_CHARS)
    before = line[begin:at].rstrip(_BEHIND_NAME)
    if before.endswith(")"):
        before = _REMARK.sub("", before).rstrip(_BEHIND_NAME)
    name = _NAME_TAIL.search(before)
    if name is None:
        return None
    name_start = begin + name.start()
    kind = hidden_class(name.group())
    if not kind:
        return _vague(line, name.group(), name_start, separator.end())
    if _ends_quote(line, name_start, separator) or _names_another(line, name_start, separator):
        return None
    # Behind a word of Chinese stands a sentence, `token用量：1532，输出：88`.
    alone = (
        name_start < _MAX_INDENT
        and name.group().isascii()
        and _LEAD.match(line[:name_start]) is not None
    )
    pair = _USER_AND_PASSWORD.match(line, separator.end()) if kind == "CREDENTIAL" else None
    if pair and pair["s"].startswith("<REDACTED"):
        return None
    if pair and is_weakly_made_up(pair["s"]):
        return Named(pair.start("s"), pair["s"], "PASSWORD")
    start, end = value_span(line, separator.end(), alone=alone, to_end=kind == "COOKIE")
    value = line[start:end]
    if not may_be_secret(value) or _is_public(kind, value):
        return None
    seen = SeenValue(
        name=name.group(),
        separator=separator.group(),
        value=value,
        alone=alone,
        quoted=begin + len(before) < at and line[at - 1] in "\"'",
        spaced=line.startswith(" ", separator.end()) and not line.startswith("  ", separator.end()),
        in_quotes=start > 0 and line[start - 1] in "\"'",
    )
    if kind != "AUTHORIZATION" and is_something_else(seen):
        return None
    return Named(start, value, kind)


_MIN_SIGNATURE_CHARS = 8
_RESOURCE = r"[a-z0-9-]{1,63}/[a-z0-9.-]{1,253}\Z"
"""How Kubernetes names a Secret in its logs: `secret="dify/dify-tls"`."""
_FILLED_IN = (
    r"(?i:(?:bearer|basic|token)\s+)?[{$%]|[^{}]{0,200}\$?\{[\w.]{1,60}\}"
    r"|[a-z_]{2,40}(?:\.\w{1,40}){1,6}[(\[]|(?:[A-Z]+_){1,6}[A-Z]+\Z"
)
_SETTINGS_OF_COOKIES = (
    r"(?i:\s?(?:locale|lang|language|theme|path|domain|samesite|max-age|expires|httponly|secure|"
    r"timezone|tz)(?:=[^;]*)?(?:;|\Z))+\Z"
)


def _is_public(kind: str, value: str) -> bool:
    """Return whether a value is none of its kind: so many tokens, `sign=+1`, a header that a
    program fills in, cookies that say how a page looks.
    """
    if kind == "TOKEN":
        return re.match(_NUMBER, value) is not None
    if kind == "PASSWORD":
        return re.match(VERSION, value) is not None
    if kind == "SECRET":
        return re.match(_RESOURCE, value) is not None and is_of_names(value)
    if kind == "SIGNATURE":
        return len(value) < _MIN_SIGNATURE_CHARS
    if kind == "AUTHORIZATION":
        return re.match(_FILLED_IN, value) is not None
    return kind == "COOKIE" and re.match(_SETTINGS_OF_COOKIES, value) is not None


_OF_PUBLIC = regex(r"(?i:checksum|digest|hash|sha\d*|md5)[/_.-]\Z")


def _names_another(line: str, name_start: int, separator: re.Match[str]) -> bool:
    """Return whether a name is a part of the name of a resource, `arn:aws:secretsmanager:...`, or
    of a variable that must be set: `${DB_PASSWORD:?not set}`.
    """
    if line.startswith("?", separator.end()) and line.startswith("${", max(0, name_start - 2)):
        return True
    begin = max(0, name_start - _MAX_NAME_CHARS)
    if _OF_PUBLIC.search(line, begin, name_start):
        return True
    if line[name_start - 1 : name_start] != ":":
        return False
    return line.find("arn:", begin, name_start) >= 0


def _ends_quote(line: str, name_start: int, separator: re.Match[str]) -> bool:
    """Return whether a quotation ends behind the separator: `"SECRET_KEY=" is not a number`."""
    quote = line[separator.end() : separator.end() + 2].lstrip()[:1]
    if quote not in ("'", '"') or line[name_start : separator.start()].rstrip(" \\]").endswith(
        ("'", '"')
    ):
        return False
    if line[max(0, name_start - 1) : name_start] == quote:
        return True
    # `"A= SECRET_KEY=" is no level`, `error('no cookie:', e)`
    at = line.find(quote, separator.end()) + 1
    behind = line[at : at + 1]
    opened = line.count(quote, max(0, name_start - _MAX_QUOTED_CHARS), name_start) % 2 == 1
    return opened and behind in " ,;:.)]}+"


_MAX_QUOTED_CHARS = 200
_MIN_VAGUE_CHARS = 20
_MIN_QUERY_CHARS = 16
_MAX_TELLING_CHARS = 200
_DIGIT = regex(r"\d")
_OF_CRYPTOGRAPHY = regex(r"(?i:hmac|signing|encryption|decryption|aes|shared|master)\s\Z")
_HEX_KEY = regex(r"(?:[0-9a-f]{32,128}|[0-9A-F]{32,128})\Z")
_CURSORS = frozenset(
    {"cursor", "next", "after", "before", "page", "id", "ref", "v", "hash", "etag", "q", "spm"}
)
"""Parameters of a query whose values look random and are no secrets."""


_USER_AND_PASSWORD = regex(r"\s?[\w.@+-]{1,60}\s?/\s?(?P<s>[^\s\"',;/]{3,200})(?=[\s\"',;]|\Z)")
_LOGIN = regex(r"(?i:auth|login|users?|accounts?)\Z")
_PAIR_OF_LOGIN = regex(r"\s?[\"']?[\w.@-]{1,60}:(?P<s>[^\s\"',;:@/]{4,200})(?=[\"',;\s]|\Z)")
"""A user and a password: `BASIC_AUTH=admin:X`."""


def _vague(line: str, name: str, name_start: int, start: int) -> Named | None:
    """Return the value of a name that says little, `key`, if the value says the rest; in a query
    of an address that of any name.
    """
    in_query = line[name_start - 1 : name_start] in ("?", "&")
    pair = _PAIR_OF_LOGIN.match(line, start) if _LOGIN.search(name) else None
    if pair and is_weakly_made_up(pair["s"]) and may_be_secret(pair["s"]):
        return Named(pair.start("s"), pair["s"], "PASSWORD")
    if not is_vague(name) and (not in_query or name.lower() in _CURSORS):
        return None
    # The beginning tells: in `?a=?a=?a=` each value goes on to the end of the line.
    beginning = line[start : start + _MAX_TELLING_CHARS]
    value = beginning[slice(*value_span(beginning, 0, alone=False))]
    is_key = _OF_CRYPTOGRAPHY.search(line[max(0, name_start - _MAX_NAME_CHARS) : name_start])
    if not (is_key and _HEX_KEY.match(value)) and not _is_telling(
        value, in_query=in_query and is_vague(name)
    ):
        return None
    if not may_be_secret(value):
        return None
    start, end = value_span(line, start, alone=False)
    shape = next(find_shapes(line[start:end]), None)
    if shape is not None:  # which says more
        return Named(start + shape.start, shape.value, shape.kind)
    return Named(start, line[start:end], "TOKEN")


_FILE_NAME = regex(r"\.[a-z][a-z0-9]{1,4}\Z")
_OTHER_SIGN = regex(r"[^\w/+.=-]")
_SIGNS = regex(r"[/+_.-]|=+\Z")


def _is_telling(value: str, *, in_query: bool) -> bool:
    """Return whether the value of a name that says little is a secret by what it is; in a query
    that of a vague one if it has a digit.
    """
    if in_query and len(value) >= _MIN_QUERY_CHARS and _DIGIT.search(value):
        return True
    if len(value) < _MIN_VAGUE_CHARS or _OTHER_SIGN.search(value) or _FILE_NAME.search(value):
        return False
    bare = _SIGNS.sub("", value)
    if not bare.isalnum() or not is_made_up(value.rstrip("=")):
        return False
    return is_random(bare) or is_of_one_case(bare)


def value_span(
    line: str, start: int, *, alone: bool = True, to_end: bool = False
) -> tuple[int, int]:
    """Return where the value behind a separator begins and ends.

    `alone`: there is nothing but this setting on the line. `to_end`: it may have parts.
    """
    while start < len(line) and line[start] in " \t":
        start += 1
    wrapped = _WRAPPED.match(line, start)
    if wrapped:
        start = wrapped.end()
    # JSON in a string of JSON, as loggers write it: `{\"api_key\": \"...\"}`.
    quote = _QUOTE.match(line, start)
    if quote:
        return quote.end(), _closing(line, quote[1], quote[2], quote.end())
    braced = _BRACED.match(line, start)
    if braced and (_DIGIT.search(braced.group()) or ";" in braced.group()):
        return start + 1, braced.end() - 1
    scheme = _SCHEME.match(line, start)
    if scheme:
        start = scheme.end()
    if alone:
        if line.startswith("# ", start):  # what is said of a value below
            return start, start
        value, _, _ = line[start:].partition(" #")  # a comment
        return start, start + len(value.rstrip())
    end = _COOKIES_END if to_end else _VALUE_END
    found = end.search(line, start)
    return start, found.start() if found else len(line)


_COOKIES_END = regex(r"[\"'}\])|]")


def _closing(line: str, escape: str, quote: str, start: int) -> int:
    """Return where the quote ends that begins at `start`, or the end of the line."""
    end = line.find(escape + quote, start)
    while end > start and not escape and line[end - 1] == "\\":
        end = line.find(quote, end + 1)
    return len(line) if end < 0 else end
