"""The functions of Go's templates, Sprig and Helm that charts use, as they are documented.

https://pkg.go.dev/text/template#hdr-Functions, https://masterminds.github.io/sprig/. What needs a
cluster, the clock or certificates is not here. Nor is what calls templates (`engine.py`).
"""

from __future__ import annotations

import binascii
import hashlib
import json
import posixpath
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from functools import partial
from typing import Any

from ctxkit.deployment.rendering.printing import (
    MAX_CHARS,
    RandomText,
    check_chars,
    is_true,
    number_of,
    text_of,
)
from ctxkit.deployment.rendering.unknown import NotTold
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_types import plain, same
from ctxkit.regex import regex

_MAX_COUNT = 1_000
_VERB = regex(r"%(?:(%)|([svdqt])|(.?))")
_VERSION = regex(r"v?(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?")
_CONDITION = regex(r"(>=|<=|>|<|=)?\s*v?(\d{1,6}(?:\.\d{1,6}){0,2})(?:-0)?")
_KINDS = {
    str: "string",
    RandomText: "string",
    bool: "bool",
    dict: "map",
    list: "slice",
    type(None): "invalid",
}
_TYPES = {**_KINDS, dict: "map[string]interface {}", list: "[]interface {}", type(None): "<nil>"}
"""What Go calls values, but for numbers."""


def to_yaml(value: Any) -> str:
    """Return a value as YAML: the first level in lines, which others may stand beside; what is
    below in the form of JSON.
    """
    if isinstance(value, dict) and value:
        rows = [f"{json.dumps(str(key))}: {_json(value[key])}" for key in sorted(value, key=str)]
        return "\n".join(rows)
    if isinstance(value, list) and value:
        return "\n".join(f"- {_json(each)}" for each in value)
    if isinstance(value, str) and "\n" in value:
        return "|-\n" + indented(2, value)
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def from_yaml(text: Any) -> Any:
    """Return the value of the first document of a text, None if it has none."""
    roots = read_documents(split_lines(text_of(text).encode("utf8", "replace")))
    return plain(roots[0]) if roots else None


def indented(count: Any, text: Any) -> str:
    """Return a text with blanks before each line."""
    blanks = " " * min(number_of(count), _MAX_COUNT)
    return blanks + _replaced("\n", "\n" + blanks, text)


def _replaced(old: Any, new: Any, text: Any) -> str:
    before, after, found = text_of(old), text_of(new), text_of(text)
    check_chars(len(found) + found.count(before) * len(after))
    return found.replace(before, after)


def _joined(mark: Any, items: Any) -> str:
    between, texts = text_of(mark), [text_of(each) for each in _list(items)]
    check_chars(len(between) * len(texts))
    return between.join(texts)


def _printf(form: Any, *values: Any) -> str:
    given = iter(values)

    def shown(match: re.Match[str]) -> str:
        if match[1]:
            return "%"
        if not match[2]:
            raise NotTold(f"printf {match[0]}")
        value = next(given, None)
        return json.dumps(text_of(value)) if match[2] == "q" else text_of(value)

    return _VERB.sub(shown, text_of(form))


def _print(*values: Any) -> str:
    # Go puts a blank between two operands of which neither is a text.
    found = ""
    for number, value in enumerate(values):
        if number and not isinstance(value, str) and not isinstance(values[number - 1], str):
            found += " "
        found += text_of(value)
    return found


def _default(given: Any, value: Any = None) -> Any:
    return value if is_true(value) else given


def _equal(first: Any, *others: Any) -> bool:
    return any(same(first, each) for each in others)


def _compared(how: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(first: Any, other: Any) -> bool:
        kinds = {_order_of(first), _order_of(other)}
        if len(kinds) != 1 or "" in kinds:
            raise NotTold("a comparison of different kinds")
        return how(first, other)

    return compare


def _order_of(value: Any) -> str:
    """Return among what a value has an order, empty if it has none."""
    if isinstance(value, (int, float)):
        return "" if isinstance(value, bool) else "number"
    return "text" if isinstance(value, str) else ""


def _mapping(*words: Any) -> dict[str, Any]:
    return {text_of(key): value for key, value in zip(words[::2], words[1::2], strict=False)}


def _set(mapping: Any, key: Any, value: Any) -> Any:
    _dict(mapping)[text_of(key)] = value
    return mapping


def _merged(*mappings: Any, overrides: bool = False) -> Any:
    """Merge others into the first: what it does not have, or all that they have."""
    first, *others = map(_dict, mappings)
    for other in others:
        for key, value in other.items():
            there = first.get(key)
            if isinstance(there, dict) and isinstance(value, dict):
                _merged(there, value, overrides=overrides)
            elif overrides or not is_true(there):
                first[key] = deepcopy(value)
    return first


def _dict(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise NotTold("no mapping where a function needs one")


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if value is None:
        return []
    raise NotTold("no list where a function needs one")


def _index(value: Any, *keys: Any) -> Any:
    for key in keys:
        if isinstance(value, dict):
            value = value.get(text_of(key))
        else:
            items, at = _list(value), number_of(key)
            if not 0 <= at < len(items):
                raise NotTold("an index out of range")
            value = items[at]
    return value


def _is_called(names: Mapping[type, str]) -> Callable[[Any, Any], bool]:
    def is_called(name: Any, value: Any) -> bool:
        known = next((own for kind, own in names.items() if isinstance(value, kind)), None)
        if known is None and name not in names.values():
            # Helm has numbers of values as float64, those of templates as int.
            raise NotTold("the type of a number")
        return bool(known == name)

    return is_called


def _semver(condition: Any, version: Any) -> bool:
    wanted = _CONDITION.fullmatch(text_of(condition).strip())
    if wanted is None:
        raise NotTold("semverCompare with several conditions")
    sign, limit = wanted[1] or "=", _parts(wanted[2])
    found = _parts(text_of(version))
    return {
        ">=": found >= limit,
        "<=": found <= limit,
        ">": found > limit,
        "<": found < limit,
        "=": found == limit,
    }[sign]


def _parts(version: str) -> tuple[int, ...]:
    found = _VERSION.match(version)
    if found is None:
        raise NotTold("a version that is none")
    return tuple(int(part or 0) for part in found.groups())


def _decoded(value: Any) -> str:
    try:
        return b64decode(text_of(value), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise NotTold("b64dec of other text") from None


def _trunc(count: Any, text: Any) -> str:
    size = number_of(count)
    return text_of(text)[:size] if size >= 0 else text_of(text)[size:]


def _until(count: Any) -> list[int]:
    size = number_of(count)
    if size > _MAX_COUNT:
        raise NotTold("until a large number")
    return list(range(size))


def _repeated(count: Any, text: Any) -> str:
    size, repeated = number_of(count), text_of(text)
    if size * len(repeated) > MAX_CHARS:
        raise NotTold("repeat of a large number")
    return repeated * size


def _without(items: Any, *others: Any) -> list[Any]:
    """Return a list without some values; in linear time, so that JSON is compared."""
    left_out = set(map(_json, others))
    return [each for each in _list(items) if _json(each) not in left_out]


def _unique(items: Any) -> list[Any]:
    found: dict[str, Any] = {}
    for each in _list(items):
        found.setdefault(_json(each), each)
    return list(found.values())


def _unset(mapping: Any, key: Any) -> Any:
    _dict(mapping).pop(text_of(key), None)
    return mapping


def _dug(*words: Any) -> Any:
    """Return what is at the end of keys, or the word before the mapping where one is missing."""
    *keys, fallback, value = words
    for key in keys:
        if not isinstance(value, dict) or text_of(key) not in value:
            return fallback
        value = value[text_of(key)]
    return value


def _keys(*mappings: Any) -> list[Any]:
    return sorted(key for each in mappings for key in _dict(each))


def _picked(mapping: Any, names: Iterable[Any], *, keep: bool) -> dict[str, Any]:
    wanted = set(map(text_of, names))
    return {key: value for key, value in _dict(mapping).items() if (key in wanted) is keep}


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "not": lambda value: not is_true(value),
    "eq": _equal,
    "ne": lambda first, other: not _equal(first, other),
    "lt": _compared(lambda first, other: first < other),
    "le": _compared(lambda first, other: first <= other),
    "gt": _compared(lambda first, other: first > other),
    "ge": _compared(lambda first, other: first >= other),
    "default": _default,
    "empty": lambda value: not is_true(value),
    "coalesce": lambda *values: next(filter(is_true, values), None),
    "ternary": lambda yes, no, value: yes if is_true(value) else no,
    "quote": lambda *values: " ".join(json.dumps(text_of(v), ensure_ascii=False) for v in values),
    "squote": lambda *values: " ".join(f"'{text_of(value)}'" for value in values),
    "print": _print,
    "printf": _printf,
    "cat": lambda *values: " ".join(text_of(value) for value in values if value is not None),
    "trim": lambda text: text_of(text).strip(),
    "trunc": _trunc,
    "trimSuffix": lambda end, text: text_of(text).removesuffix(text_of(end)),
    "trimPrefix": lambda start, text: text_of(text).removeprefix(text_of(start)),
    "trimAll": lambda letters, text: text_of(text).strip(text_of(letters)),
    "replace": _replaced,
    "contains": lambda part, text: text_of(part) in text_of(text),
    "hasPrefix": lambda start, text: text_of(text).startswith(text_of(start)),
    "hasSuffix": lambda end, text: text_of(text).endswith(text_of(end)),
    "title": lambda text: text_of(text).title(),
    "nospace": lambda text: "".join(text_of(text).split()),
    "repeat": _repeated,
    "lower": lambda text: text_of(text).lower(),
    "upper": lambda text: text_of(text).upper(),
    "indent": indented,
    "nindent": lambda count, text: "\n" + indented(count, text),
    "toYaml": to_yaml,
    "toJson": _json,
    "fromYaml": from_yaml,
    "fromJson": from_yaml,
    "toString": text_of,
    "toStrings": lambda items: list(map(text_of, _list(items))),
    "int": number_of,
    "int64": number_of,
    "add": lambda *values: sum(map(number_of, values)),
    "sub": lambda first, other: number_of(first) - number_of(other),
    "mul": lambda first, other: number_of(first) * number_of(other),
    "add1": lambda value: number_of(value) + 1,
    "max": lambda *values: max(map(number_of, values)),
    "min": lambda *values: min(map(number_of, values)),
    "len": lambda value: len(value),
    "list": lambda *values: list(values),
    "append": lambda items, value: [*_list(items), value],
    "prepend": lambda items, value: [value, *_list(items)],
    "concat": lambda *lists: [each for items in lists for each in _list(items)],
    "first": lambda items: next(iter(_list(items)), None),
    "last": lambda items: next(reversed(_list(items)), None),
    "rest": lambda items: _list(items)[1:],
    "initial": lambda items: _list(items)[:-1],
    "compact": lambda items: list(filter(is_true, _list(items))),
    "without": _without,
    "sortAlpha": lambda items: sorted(map(text_of, _list(items))),
    "tuple": lambda *values: list(values),
    "has": lambda value, items: value in _list(items),
    "uniq": _unique,
    "join": _joined,
    "splitList": lambda mark, text: text_of(text).split(text_of(mark)),
    "until": _until,
    "index": _index,
    "dict": _mapping,
    "get": lambda mapping, key: _dict(mapping).get(text_of(key), ""),
    "set": _set,
    "hasKey": lambda mapping, key: text_of(key) in _dict(mapping),
    "keys": _keys,
    "values": lambda mapping: list(_dict(mapping).values()),
    "unset": _unset,
    "dig": _dug,
    "pick": lambda mapping, *names: _picked(mapping, names, keep=True),
    "omit": lambda mapping, *names: _picked(mapping, names, keep=False),
    "merge": _merged,
    "mergeOverwrite": partial(_merged, overrides=True),
    "deepCopy": deepcopy,
    "kindIs": _is_called(_KINDS),
    "typeIs": _is_called(_TYPES),
    "semverCompare": _semver,
    "clean": lambda path: posixpath.normpath(text_of(path)),
    "base": lambda path: posixpath.basename(text_of(path)) or ".",
    "dir": lambda path: posixpath.dirname(text_of(path)) or ".",
    "b64enc": lambda text: b64encode(text_of(text).encode()).decode(),
    "b64dec": _decoded,
    "sha256sum": lambda text: hashlib.sha256(text_of(text).encode()).hexdigest(),
}
"""By name, with the arguments in the order of the template; what is piped comes last."""

_RANDOM = ("randAlphaNum", "randAlpha", "randNumeric", "randAscii", "randBytes", "uuidv4")
FUNCTIONS.update((name, lambda *_, function=name: RandomText(function)) for name in _RANDOM)
