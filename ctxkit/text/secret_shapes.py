"""Words that are recognizably secrets: the keys of services, and long random words.

Pure, linear, and without a pattern for each row: a query pays for what its text holds. Not here:
the forms (`secret_forms.py`), names of secrets (`secrets.py`), secrets that other words announce
(`secret_phrases.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ctxkit.regex import regex
from ctxkit.text.found import Named
from ctxkit.text.made_up_words import change_often, is_of_names, is_random, same_kinds
from ctxkit.text.secret_forms import ALPHABETS, LONG, MIDDLES, SHAPES, Shape

_WORD = regex(r"[\w.+/=~:%-]{16,}", re.ASCII)
_START = regex(r"(?<![A-Za-z0-9])[A-Za-z]")
_RUN = regex(r"[A-Za-z0-9]+")
_HEAD_CHARS = 2

_BY_HEAD: dict[str, list[Shape]] = {}
for _shape in SHAPES:
    _BY_HEAD.setdefault(_shape.prefix[:_HEAD_CHARS], []).append(_shape)


def find_shapes(text: str) -> Iterator[Named]:
    """Yield the secrets of a text that are recognized by their form, in order; one may begin inside
    the one before.
    """
    for word in _WORD.finditer(text):
        yield from _in_word(text, word.start(), word.end())


def _in_word(text: str, start: int, end: int) -> list[Named]:
    found = [*_with_prefix(text, start, end), *_with_middle(text, start, end)]
    taken = [(each.start, each.start + len(each.value)) for each in found]
    for each in (*_after_prefix(text, start, end), *_random_runs(text, start, end)):
        stop = each.start + len(each.value)
        if not any(begin < stop and each.start < end for begin, end in taken):
            found.append(each)
    return sorted(found)


def _with_prefix(text: str, start: int, end: int) -> Iterator[Named]:
    no_jwt_before = start
    done = start
    for begin in _START.finditer(text, start, end):
        at = begin.start()
        if at < done:
            continue
        found = _shaped(text, at, end)
        if found is None and text.startswith("eyJ", at) and at >= no_jwt_before:
            no_jwt_before = _end_of("dotted", text, at, end)
            found = _jwt(text, at, no_jwt_before)
        if found is not None:
            done = at + len(found.value)
            yield found


def _shaped(text: str, at: int, end: int) -> Named | None:
    for shape in _BY_HEAD.get(text[at : at + _HEAD_CHARS], ()):
        if not text.startswith(shape.prefix, at):
            continue
        begin = at + len(shape.prefix)
        stop = _end_of(shape.alphabet, text, begin, min(end, begin + shape.most + 1))
        length = stop - begin
        if shape.least <= length <= shape.most and _is_keylike(text[begin:stop], shape.run):
            return Named(at, text[at:stop], shape.kind)
        if length > shape.most == LONG:
            return Named(at, text[at : _end_of(shape.alphabet, text, begin, end)], shape.kind)
    return None


_MIN_JWT_CHARS = 31
_JWT_DOTS = 2


def _jwt(text: str, at: int, stop: int) -> Named | None:
    if stop - at < _MIN_JWT_CHARS or text.count(".", at, stop) < _JWT_DOTS:
        return None
    return Named(at, text[at:stop], "JWT")


def _with_middle(text: str, start: int, end: int) -> Iterator[Named]:
    for middle in MIDDLES:
        if end - start < middle.least or text.find(middle.needle, start, end) < 0:
            continue
        pattern = re.compile(rf"(?<![\w.~-]){middle.pattern}(?![\w~-])", re.ASCII)
        for found in pattern.finditer(text, start, end):
            yield Named(found.start(), found.group(), middle.kind)


# --- keys of services that no row names ---

_MIN_PREFIXED_CHARS = 26
_PREFIXED = regex(
    r"(?<![\w.+/=~:%-])([A-Za-z][A-Za-z0-9]{1,11})(?:[_-][A-Za-z0-9]{2,8}){0,2}[_-]"
    r"([A-Za-z0-9]{24,200})(?![\w-])",
    re.ASCII,
)
_IDS = frozenset({
    "chatcmpl", "cmpl", "file", "thread", "run", "msg", "req", "call", "asst", "batch", "resp",
    "toolu", "evt", "rs", "fc", "step", "vs", "ftjob", "item", "org", "proj", "user", "cus", "pi",
    "ch", "in", "sub", "price", "prod", "acct", "request", "trace", "span", "task", "node", "image",
    "gen", "conv", "event", "ws", "wf", "sess", "obj", "doc", "chunk", "upload", "media", "img",
    "job", "build", "deploy", "dpl", "rev", "commit", "blob", "page", "block", "row", "form",
    "nonce", "sha1", "sha256", "sha384", "sha512", "md5", "docker", "pod", "cid", "id",
})  # fmt: skip
"""What ids that services give out begin with; they have the form of keys."""
_MIN_SMALL_CHARS = 32
_MIN_SMALL_CHANGES = 0.3
_MIN_CAPITALS = 26
_MIN_CAPITALS_CHANGES = 0.15


def _after_prefix(text: str, start: int, end: int) -> Iterator[Named]:
    """Yield words of which a short prefix says the service, and the rest nothing: `napi_x7k...`."""
    if end - start < _MIN_PREFIXED_CHARS:
        return
    for found in _PREFIXED.finditer(text, start, end):
        word = found[2]
        if found[1].lower() in _IDS:
            continue
        if is_random(word) or is_of_one_case(word):
            yield Named(found.start(), found.group(), "API_KEY")


def is_of_one_case(word: str) -> bool:
    """Return whether capitals and digits, or small letters and digits, more than those of a hash,
    change all the time.
    """
    if word.islower():
        chars, changes = _MIN_SMALL_CHARS, _MIN_SMALL_CHANGES
    elif word.isupper():
        chars, changes = _MIN_CAPITALS, _MIN_CAPITALS_CHANGES
    else:
        return False
    if len(word) < chars or word.isalpha() or not re.search("[G-Zg-z]", word):
        return False
    return change_often(same_kinds(word), changes)


# --- random words ---------------------------------------------------------------------------------

_MIN_RANDOM_CHARS = 40
_MIN_SHORT_CHARS = 32
_MIN_DIGITS = 3
"""Digits that a random word of 32 characters has; the names of classes have one or two."""
_MIN_CASE_CHANGES = 0.25
_LONG_RUN = regex(r"[\w+/-]{40,}", re.ASCII)
_PART = regex(r"[A-Za-z0-9+/]{40,}={0,2}|[\w-]{40,}", re.ASCII)
_PUBLIC = (
    r"AAAA[BCE][23]N[Vhz]|MIIBIjANBgkq|MFkwEwYHKoZ|MCowBQYDK2V|LS0tLS1CRUdJTiB(?:DRVJ|QVUJ)"
    r"|iVBORw0KGgo|/9j/4|R0lGODlh|UklGR|JVBERi0|UEsDB|H4sIA"
)
"""What a public key of OpenSSH, a public key and a certificate in base64, a picture, a document and
an archive begin with.
"""
_HEAD = r"([A-Za-z0-9]{1,8})[_-][A-Za-z0-9]+\Z"
"""The service's name for what it identifies, before an id: `chatcmpl-...`."""
_ASSET = regex(r"\.(?:woff2?|m?js|css|map|png|jpe?g|gif|svg|webp|ico|html)\b")
"""What the name of a file of a web page ends in, which has a hash."""
_COLLECTION = r"[0-9a-f]{8}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{12}"
"""A UUID in the name of a collection or table, which may have no `-`."""
_BEFORE_HASHES = (
    *("sha1-", "sha256-", "sha384-", "sha512-", "sha1:", "sha256:", "sha384:", "sha512:"),
    *("h1:", "base64,"),
)
_MAX_LABEL_CHARS = 7
_OF_PUBLIC = regex(
    r"(?i:public[_ -]?key|checksum|digest|fingerprint|integrity|etag|hash|commit|revision|\bkid"
    r"|\bjti|(?<!session)(?<!secret)[_ -]id(?:-\d)?"
    r"|(?-i:(?<!ession)(?<!ecret)(?<!Key)Id))[\"']?\s?[:=]?\s{0,2}[\"'<]?\Z"
)
_MAX_PUBLIC_CHARS = 24
"""The name of what anybody may see, before its value."""


def _random_runs(text: str, start: int, end: int) -> Iterator[Named]:
    if end - start < _MIN_RANDOM_CHARS:
        word = text[start:end]
        if (
            len(word) >= _MIN_SHORT_CHARS
            and word.isalnum()
            and sum(map(str.isdigit, word)) >= _MIN_DIGITS
            and is_random(word)
        ):
            yield Named(start, word, "TOKEN")
        return
    for run in _LONG_RUN.finditer(text, _path_start(text, start, end), end):
        label = text[
            max(0, run.start() - _MAX_LABEL_CHARS) : run.start() + _MAX_LABEL_CHARS
        ].lower()
        if any(each in label for each in _BEFORE_HASHES):
            continue
        for part in _PART.finditer(text, run.start(), run.end()):
            word = part.group()
            if re.match(_PUBLIC, word) or re.search(_COLLECTION, word) or is_of_names(word):
                continue
            if _ASSET.match(text, part.end()):
                continue
            if (head := re.match(_HEAD, word)) and head[1].lower() in _IDS:
                continue
            if is_random(word) and not _OF_PUBLIC.search(
                text, max(0, part.start() - _MAX_PUBLIC_CHARS), part.start()
            ):
                yield Named(part.start(), word, "TOKEN")


def _path_start(text: str, start: int, end: int) -> int:
    """Return where the path of an address begins, `start` if there is none: a host is no secret."""
    scheme = text.find("://", start, end)
    if scheme < 0:
        return start
    slash = text.find("/", scheme + len("://"), end)
    return slash + 1 if slash >= 0 else end


def _is_keylike(rest: str, run: int) -> bool:
    """Return whether the part of a key behind its prefix is not words of a name: it has digits, or
    capitals among small letters, and `run` letters and digits in a row.
    """
    runs = [len(found) for found in _RUN.findall(rest)]
    if not runs or max(runs) < run:
        return False
    if max(runs) >= _NO_NAME_CHARS or any(c.isdigit() for c in rest):
        return True
    return _has_mixed_case(rest)


_NO_NAME_CHARS = 40
"""Letters in a row that no name has."""


def _has_mixed_case(word: str) -> bool:
    """Return whether the case of letters changes as in no name of few words."""
    return change_often(same_kinds(word), _MIN_CASE_CHANGES)


@cache
def _pattern(alphabet: str) -> re.Pattern[str]:
    return re.compile(f"[{ALPHABETS[alphabet]}]*", re.ASCII)


def _end_of(alphabet: str, text: str, start: int, stop: int) -> int:
    """Return where the characters of an alphabet end that begin at `start`."""
    found = _pattern(alphabet).match(text, start, stop)
    end = found.end() if found else start
    while end > start and text[end - 1] == ".":  # of a sentence
        end -= 1
    return end
