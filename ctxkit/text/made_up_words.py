"""Whether a word is one that nobody says, as a password or a key is, and no name, number, version,
place or hash.

Not here: keys and random words anywhere in a text (`secret_shapes.py`), what a value is that stands
behind the name of a secret (`secrets.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ctxkit.regex import regex

_MIN_WEAK_CHARS = 3
_MIN_STRONG_CHARS = 8
_MIN_LETTERS = 12
_MIN_SIGN_CHARS = 6
_MIN_CODE_CHARS, _MAX_CODE_CHARS = 4, 10
_RARE_IN_UNKNOWN = 0.35
_FOLLOWERS = {
    "a": "bcdfghiklmnprstuvwyz", "b": "aeilorsu", "c": "acehiklorstuy", "d": "adegilorsu",
    "e": "abcdefghiklmnopqrstuvwxyz", "f": "aefilortuy", "g": "aeghilmnorsu", "h": "aeiortu",
    "i": "abcdefgklmnopqrstvxz", "j": "aeu", "k": "aeiostu", "l": "abcdeilostuy",
    "m": "abeilmopsu", "n": "acdefgiklnostuvy", "o": "abcdfgijklmnoprstuvwx",
    "p": "adehiloprstuy", "q": "u", "r": "abcdefgiklmnoprstuvy", "s": "acefhiklmopstuwy",
    "t": "acehilmoprstuwy", "u": "abcdegilmnprst", "v": "aeio", "w": "aehinors", "x": "ceipt",
    "y": "emnopst", "z": "aeo",
}  # fmt: skip
"""Each letter with those that follow it in words: the 300 most frequent pairs of the words among
the entries of o200k_base, of which one in a thousand is unknown by them.
"""

_MIN_CHANGES = 0.42
"""Of ten neighbours in a random word six are of different kinds (small, capital, digit); of those
in a name two.
"""
_MIN_LETTER_CHANGES = 0.55
_MAX_LOOKED_AT = 400
_MAX_WORD_CHARS = 60
_KINDS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "A" * 26 + "a" * 26 + "0" * 10
)
_SAME = regex(r"A+|a+|0+")

_DIGIT = regex(r"\d")
_SIGN = regex(r"[!#$%^&*~]")
_SHORT = "Is|By|To|My|Of|In|On|At|Or|Id|Ip|Db|Up|No|If|As|Do|It|Ui|Io|Js|Ts|Go|Os|Ai|We|Me|Ok|Ms"
_MIXED = regex(r"(?:[a-z]+[A-Z]|[A-Z]+[a-z])[A-Za-z]*\Z")
_CAMEL = regex(rf"[a-z]*(?:[A-Z]+[a-z]{{2,}}|{_SHORT})*[A-Z]*s?\Z")
_SEPARATORS = regex(r"[-_.:/@+,=]")
_NAME_PART = regex(
    r"(?:[A-Za-z]*|[vV]?\d+|[A-Za-z]{1,12}\d{1,3}|\d{1,4}[A-Za-z]{1,3}|\d{1,2}[A-Za-z][a-z]{2,}"
    r"|[A-Za-z]{1,6}\d{1,2}[A-Za-z]{1,6}|[0-9a-f]{6,}|[0-9A-F]{32,}|[bcdfghjklmnpqrstvwxz2456789]{5,10})\Z"
)
"""A word, a number, a word with a number (`k8s`, `gpt4`, `1Password`), a hash, the end of a pod's
name.
"""
_ID = regex(r"(?i:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\Z")
_PUBLIC = regex(
    r"[A-Za-z][\w+.-]*://[^@]*\Z|[~.]?/|[A-Za-z]:[\\/]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+\Z"
    r"|\d{4}-\d\d-\d\d|[\w.-]+\(|0x[0-9a-fA-F]+\Z"
    r"|(?:\d{1,3}\.){3}\d{1,3}\b|[\w.-]+\.(?:[a-z]{2,4}|py|go|ts|ya?ml|json|md)(?::\d+)?\Z"
    r"|[A-Za-z_][\w.-]*(?:=(?!=|\Z)|[\[{])|[#@&<${%}+?=\]]|\d+[.,]?\d*[A-Za-z]{0,3}(?:/[a-z]{1,6})?\Z|[A-Z]{1,5}\d{1,2}\Z"
    r"|v?\d+(?:\.\d+){2,4}(?:[-+][\w.]+)?\Z|v\d+(?:\.\d+)?\Z"
    r"|(?i:md5|(?:hs|rs|es|ps|sha)-?\d{3}|sha-?1|aes-?\d*|ecb|base\d\d|oauth2|utf-?8)(?![a-z0-9])"
)
"""An address without a password, a path, a mail address, a date, a call, a host, a file, a setting,
a placeholder, a number with its unit, a procedure.
"""


def is_weakly_made_up(word: str) -> bool:
    """Return whether a word can be a password where a sentence says that one stands there."""
    if len(word) < _MIN_WEAK_CHARS or not _has_letter_and_sign(word):
        return False
    return _PUBLIC.match(word) is None


def is_made_up(word: str) -> bool:
    """Return whether a word is a password or a key by itself: letters and digits that are no name,
    no version and no hash.
    """
    if len(word) < _MIN_STRONG_CHARS or _PUBLIC.match(word) or _ID.match(word):
        return False
    if not _DIGIT.search(word):
        return len(word) >= _MIN_LETTERS and changes_case(word)
    if not any(c.isalpha() for c in word):
        return False
    return not is_of_names(word)


def is_of_names(word: str) -> bool:
    """Return whether a word has nothing but names, numbers and hashes, as that of a cache has."""
    return all(map(_is_name, _SEPARATORS.split(word)))


def _is_name(part: str) -> bool:
    return _NAME_PART.match(part) is not None and not is_unknown(part)


def is_random(word: str) -> bool:
    """Return whether small letters, capitals and digits change as often as in a random word."""
    runs = same_kinds(word)
    return {"A", "a", "0"} <= {run[0] for run in runs} and change_often(runs, _MIN_CHANGES)


def changes_case(word: str) -> bool:
    """Return whether the case of letters changes as in no name of any words."""
    return change_often(same_kinds(word), _MIN_LETTER_CHANGES)


def same_kinds(word: str) -> list[str]:
    """Return a word's runs of letters of one kind, as kinds: `A`, `aa`, `A`, `00` of `KeyX12`."""
    runs: list[str] = _SAME.findall(word[:_MAX_LOOKED_AT].translate(_KINDS))
    return runs


def change_often(runs: Sequence[str], least: float) -> bool:
    return bool(runs) and len(runs) >= least * sum(map(len, runs))


def is_unknown(word: str) -> bool:
    """Return whether letters are no word of a language in which settings and logs are written: a
    third of their pairs are rare in all of them.
    """
    if not word.isascii() or not word.isalpha() or len(word) < _MIN_STRONG_CHARS:
        return False
    pairs = list(pairwise(word.lower()))
    rare = sum(second not in _FOLLOWERS.get(first, "") for first, second in pairs)
    return rare > _RARE_IN_UNKNOWN * len(pairs)


def _is_no_camel(word: str) -> bool:
    """Return whether capitals stand among small letters as in no name of words, `xaBABenADt`."""
    if len(word) < _MIN_STRONG_CHARS:
        return False
    if changes_case(word):
        return True
    return _MIXED.match(word) is not None and _CAMEL.match(word) is None


def is_code(word: str) -> bool:
    """Return whether a word can be a code that is valid once: digits."""
    digits = word.replace("-", "").replace(" ", "")
    return digits.isdigit() and _MIN_CODE_CHARS <= len(digits) <= _MAX_CODE_CHARS


def _has_letter_and_sign(word: str) -> bool:
    """Return whether a word has a letter, and a digit or inside a sign that no word has, or letters
    that are no word.
    """
    if not any(c.isalpha() for c in word):
        return False
    if _DIGIT.search(word):
        return True
    parts = _SEPARATORS.split(word[:_MAX_WORD_CHARS])
    if any(map(is_unknown, parts)) or any(map(_is_no_camel, parts)):
        return True
    return len(word) >= _MIN_SIGN_CHARS and _SIGN.search(word, 1, len(word) - 1) is not None
