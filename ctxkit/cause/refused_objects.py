"""What decides that an object of the chart is refused: the values in the field of it that an error
names (`spec.template.spec.containers[0].volumeMounts[1].name`), or, where there is no such object,
the conditions of its template.

Not here: pods that do not run (`pods.py`), other lines of a template (`templates.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ctxkit.cause.code import Code
from ctxkit.cause.yaml_keys import keys_of
from ctxkit.model import ConfigUse, Manifest
from ctxkit.model.cause import Decider
from ctxkit.regex import regex

_FIELD = regex(r"\b(?:spec|metadata)(?:\.[A-Za-z]\w{0,60}(?:\[[^\]\n]{0,80}\])?){1,12}(?![\w{])")
_INDEX = regex(r"\[[^\]\n]{0,80}\]")
_ABSENT = regex(r"(?i)\b([a-z]{3,40}?)s?(?:\.[\w.]{1,60})? \"[\w.-]{1,250}\" not found\b")
_WORD = regex(r"[a-z][a-z0-9]{3,40}")

_MOUNTED = ("containers", "volumeMounts", "name")
_VOLUMES = "volumes"
"""A volume that a container mounts must be one of its pod, by its name.
https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#volumes-1
"""

_MAX_VALUES = 4
_COST = 0.02
_NEXT = 0.01


class _Value(Struct):
    """A value that a template prints, with the keys above it, the outermost first."""

    use: ConfigUse
    keys: tuple[str, ...]


def is_refused(manifest: Manifest, text: str) -> bool:
    """Return whether a text is about the object itself and not about pods that it has made."""
    return any((field_told(text), is_absent(manifest, text)))


def is_absent(manifest: Manifest, text: str) -> bool:
    """Return whether a text says that there is no object of a name and of the kind of another."""
    return any(kind.lower() == manifest.name.lower() for kind in _ABSENT.findall(text))


def field_told(text: str) -> tuple[str, ...]:
    """Return the keys that lead to the field that an error is about, the outermost first; empty if
    it names none.
    """
    told = _FIELD.search(text)
    return tuple(_INDEX.sub("", told[0]).split(".")) if told is not None else ()


def deciding_field(
    code: Code, manifest: Manifest, uses: Sequence[ConfigUse], text: str
) -> list[Decider]:
    """Return the values of `uses` that a template prints into the field that a text names."""
    told = field_told(text)
    rest = _FIELD.split(text, 1)[-1]
    values = [
        _Value(use, tuple(keys_of(code, use))[::-1])
        for use in uses
        if manifest.line <= use.line <= manifest.end_line and not use.until
        if use.via != "helm-variable"
    ]
    fields = [told, (*told[:-3], _VOLUMES)] if told[-3:] == _MOUNTED else [told]
    found: dict[str, Decider] = {}
    for names in fields:
        for value in _named_in(_printed_into(values, names), rest):
            how = (code.place(value.use.location, f"value of {'.'.join(names)}"),)
            cost = _COST + _NEXT * len(found)
            found.setdefault(value.use.name, Decider(use=value.use, how=how, cost=cost))
    return list(found.values())[:_MAX_VALUES]


def _printed_into(values: Sequence[_Value], told: tuple[str, ...]) -> list[_Value]:
    """Return the values that are the field, else those in it, else those that bring a part of the
    object that has it.
    """
    inside = [v for v in values if told and v.keys[: len(told)] == told]
    if inside:
        return [v for v in inside if v.keys == told] or inside
    # What is printed as a whole has the field in it; an object's root says nothing.
    whole = [v for v in values if v.keys[1:] and told[: len(v.keys)] == v.keys]
    deepest = max((len(value.keys) for value in whole), default=0)
    return [value for value in whole if len(value.keys) == deepest]


def _named_in(values: list[_Value], text: str) -> list[_Value]:
    """Return those of several values whose names have a word of the text that the others have not;
    all if none has.
    """
    names = [value.use.name.lower() for value in values]
    words = [w for w in _WORD.findall(text.lower()) if 0 < sum(w in n for n in names) < len(names)]
    return [v for v, n in zip(values, names, strict=True) if any(w in n for w in words)] or values
