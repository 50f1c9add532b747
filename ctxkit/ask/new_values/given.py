"""The values that a user gives by `--set path=value`, on the chart of the new file.

Not here: the values of the profile (`new_values.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ctxkit.ask.new_values.written import WrittenValue
from ctxkit.errors import UsageError
from ctxkit.files.values import Keys, ValuesFile, dotted, parse_values
from ctxkit.files.yaml_types import plain
from ctxkit.regex import regex
from ctxkit.settings.suggest import nearest
from ctxkit.values.places import Places

_DOT = regex(r"(?<!\\)\.")
_MAX_NEAREST = 3
_MAX_KEYS = 50
_MAX_SHOWN = 200
_KEY = "value"


def given_values(sets: Iterable[str], base: ValuesFile) -> list[WrittenValue]:
    """Return the values of `path=value`; as for helm, `\\.` is a dot in a key.

    Raise UsageError for one that the chart has no place for.
    """
    return [_given(each, base) for each in sets]


def _given(text: str, base: ValuesFile) -> WrittenValue:
    path, equals, value = text.partition("=")
    keys = tuple(part.replace("\\.", ".") for part in _DOT.split(path.strip()))
    if not equals or not all(keys) or len(keys) > _MAX_KEYS:
        raise UsageError(
            f"--set {path[:_MAX_SHOWN]}: not path=value", hint="such as --set api.replicas=3"
        )
    if problem := _has_no_place(keys, base):
        raise UsageError(f"--set {path}: {problem}", hint=_hint(dotted(keys), base))
    return WrittenValue(keys=keys, value=plain_value(value), why="given by --set", source="set")


def _has_no_place(keys: Keys, base: ValuesFile) -> str:
    """Return why a chart has no place for a value, "" if it has one."""
    node = base.node(keys)
    if node is not None:
        if node.kind == "mapping" and node.children:
            return f"{base.path} has a mapping there"
        return ""
    nodes = (base.node(keys[:depth]) for depth in range(len(keys) - 1, 0, -1))
    above = next(filter(None, nodes), None)
    if above is not None and above.is_leaf and plain(above) in (None, {}):
        return ""  # for the user to fill in
    return f"{base.path} has no such value"


def _hint(path: str, base: ValuesFile) -> str:
    if place := Places(base.leaves).of(path):
        return f"it has {place}"
    return f"nearest: {', '.join(nearest(path, base.leaves, limit=_MAX_NEAREST))}"


def plain_value(text: str) -> Any:
    """Return the value that a text is in YAML, the text itself where it is no plain value; as for
    helm, nothing is an empty text and not null, which would take the chart's value away.
    """
    if not text.strip():
        return ""
    try:
        file = parse_values("--set", f"{_KEY}: {text.strip()}\n".encode())
    except UsageError:
        return text
    node = file.node((_KEY,))
    if node is None or len(file.root.children) != 1:
        return text
    return plain(node)
