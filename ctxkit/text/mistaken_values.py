"""What only looks like the value of a secret's name: code, sentences, holes of a template, names of
other places.

Not here: values that no name makes a secret (`secrets.py`), where a value begins and ends
(`named_values.py`).
"""

from __future__ import annotations

import re

from msgspec import Struct

from ctxkit.text.made_up_words import is_weakly_made_up
from ctxkit.text.secrets import hidden_class

VERSION = r"\d{1,3}(?:\.\d{1,4}){2}\Z"


class SeenValue(Struct, frozen=True, kw_only=True):
    """A value with what is around it: `quoted` and `in_quotes` are the name and the value in
    quotes, `spaced` is a blank behind the separator.
    """

    name: str
    separator: str
    value: str
    alone: bool
    quoted: bool
    spaced: bool
    in_quotes: bool


_CALL = (
    r"(?:await |not |lambda |f['\"])?[A-Za-z_][\w.]{2,60}(?:\(|\[(?:['\"]|\Z))|\(|f['\"]|lambda[ :]"
    r"|[A-Za-z_][\w.]{2,60}<[\w\[\] |,]{1,60}>\("
)
_MEMBER = r"__[a-z_]+__\Z|[A-Za-z_]+(?:\[\w{0,40}\])?(?:\.[A-Za-z_]+)+[;,]?\Z"
_TYPE = (
    r"(?:str|int|bytes|bool|string|String|any|Any|SecretStr|Optional|Union|number|boolean|List|list|"
    r"dict|Dict|ClassVar|object|Secret)(?:\Z|[\[;,)|]| [=|(])"
    r"|[A-Z][A-Za-z]{1,40}(?: = [A-Za-z]"
    r"|[\[<](?:[A-Z][a-z]|(?:str|int|dict|list|string|number|any)\b))"
    r"|(?:[A-Z]+\d?_)+[A-Z]+\d?\Z"
)
_KEYWORD = r"(?:await|new|async|function|typeof|yield|lambda)\Z"
_HEAD = r"([A-Za-z_]\w*)(?:[,;)]|\Z| or )"
_CHOICE = r"[A-Za-z_][\w.]*\s(?:\?\?|\|\|)\s"
_EXPRESSION = f"{_KEYWORD}|{_CHOICE}|{_CALL}|{_MEMBER}"
_SNAKE = r"[a-z]+(?:_[a-z]+)+"
_FLOW_MAP = r"\{\s?[\"']?[\w.-]{1,60}[\"']?\s?:"
_HOLE_OF_STRING = r"[\w:.-]{0,60}:\{[a-z_][\w.]{0,40}\Z"
"""What is left of `f"password:token:{token}"` where a value ends at the bracket."""
_HOLE = r"\{[\w.]{0,40}\}\Z|%\(?\w{0,30}\)?[sdr]\Z"


def is_something_else(seen: SeenValue) -> bool:
    value = seen.value
    has_digit = any(c.isdigit() for c in value.partition("<REDACTED:")[0])
    # A pair or a list of names; the type of a function, `def token() -> str`.
    if "," in seen.separator or seen.separator == "->":
        return not has_digit
    # `token == expected`, `tiktoken==0.9.0`
    if seen.separator == "==" and not seen.in_quotes:
        return not has_digit or re.match(VERSION, value) is not None
    if re.match(_HOLE, value) or _is_name_itself(seen.name, value):
        return True
    if not seen.in_quotes and _is_prose_or_field(seen):
        return True
    if not seen.alone and re.match(_HOLE_OF_STRING, value):
        return True
    if seen.in_quotes:
        # `expected token: 'end of block'`
        is_sentence = not seen.quoted and not seen.alone and seen.separator == ":" and seen.spaced
        return is_sentence and " " in value and not has_digit
    is_variable = seen.name.isupper() and not seen.spaced
    if not is_variable and _is_code(seen):
        return True
    # A sentence, `invalid token: expired`, and not a file's `token: expired`.
    is_sentence = seen.spaced and seen.separator == ":" and not seen.alone
    return is_sentence and value.rstrip(".!?").isalpha() and not is_weakly_made_up(value)


_ANCHOR = r"[&*][A-Za-z][\w-]{0,60}\Z"
_NAMES = r"[a-z]+(?:[-_][a-z]+)+\Z"


def _is_reference(seen: SeenValue) -> bool:
    """Return whether YAML names another place: `secret: &secret`, or what a Secret calls its key,
    `secretKey: redis-password`.
    """
    if re.match(_ANCHOR, seen.value):
        return True
    is_key = seen.name.endswith("Key") and re.match(_NAMES, seen.value) is not None
    return is_key and hidden_class(seen.value) != ""


def _is_name_itself(name: str, value: str) -> bool:
    """Return whether a constant has what it is called by: `ACCESS_TOKEN = "access_token"`."""
    return re.fullmatch(rf"{_SNAKE}|{_SNAKE.replace('_', '-')}", value) is not None and (
        name.lower().replace("-", "_") == value.replace("-", "_")
    )


_FUNCTION_WORDS = frozenset({
    "the", "of", "to", "by", "is", "are", "was", "for", "and", "or", "in", "on", "at", "with",
    "not", "your", "a", "an", "be", "from", "must", "that", "this", "it", "as",
})  # fmt: skip
_MIN_PROSE_WORDS = 3
_FIELD = r"[A-Z][A-Za-z]{1,40}:\S*"


def _is_prose_or_field(seen: SeenValue) -> bool:
    """Return whether a value behind a colon is a sentence about a secret, or the next field of a
    struct that has none: `{Password: SSLMode:disable}`.
    """
    if seen.spaced and not seen.alone and seen.value in _FUNCTION_WORDS:  # `SECRET_KEY= is empty`
        return True
    if seen.separator != ":" or not seen.spaced:
        return False
    if _is_reference(seen):
        return True
    if not seen.alone:
        return re.fullmatch(_FIELD, seen.value) is not None
    if re.match(rf"{_SNAKE}\s\(", seen.value):  # `PASS: test_token (0.1s)`
        return True
    words = seen.value.split()
    return len(words) >= _MIN_PROSE_WORDS and not _FUNCTION_WORDS.isdisjoint(words)


def _is_code(seen: SeenValue) -> bool:
    value = seen.value
    if re.match(_EXPRESSION, value):
        return True
    if seen.separator == ":" and re.match(_TYPE, value):
        return True
    if value.startswith("{") and (not seen.alone or re.match(_FLOW_MAP, value)):
        return True
    if not seen.alone and re.fullmatch(_SNAKE, value):
        return True
    head = re.match(_HEAD, value)
    return head is not None and seen.name.lower().endswith(head[1].lower())
