"""Validation errors of pydantic (`1 validation error for Letter`) -> the class, the field at the
end of the path, and the call that validates.

Not here: what a validator of Dify's own says (`inner_texts.py`), and settings of Go programs
(`interpreter.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    at_line,
    in_order,
    limited,
    point_at,
    without_tests,
)
from ctxkit.dify.error_files import other_end_of
from ctxkit.logline.stacks import FIELD_PATH, VALIDATION_ERROR
from ctxkit.model import ConfigKey, Symbol
from ctxkit.regex import regex

_MAX_TEXT_CHARS = 8_000
_MAX_CLASSES = 3
_MAX_SETTINGS = 3
_MAX_CALLS = 3
_MAX_DEPTH = 12
_TYPE = regex(r"[A-Z]\w{1,100}")
_ON_ONE_LINE = regex(rf"\s{{1,9}}({FIELD_PATH})\s{{1,9}}[A-Z][a-z][^\n]{{1,2000}}\[type=")
"""What follows the class where the line breaks were lost: a field, a sentence, its type."""
_VALIDATOR = regex(r"(?:Value error|Assertion failed), ")
"""What pydantic puts before the words of a validator of the class."""


def resolve_validation(context: LocateContext) -> Resolution:
    """Return the places of a validation error, the field before its class and the calls."""
    text = f"{context.line.message}\n{context.event.text}"[:_MAX_TEXT_CHARS]
    found = re.search(VALIDATION_ERROR, text)
    if not found:
        return Resolution()
    name, inner = found[1].rpartition(".")[2], (found[2] or "").rpartition(".")[2]
    path = _field_path(text, found.end())
    classes = _classes(context, name)
    candidates = [
        *_settings(context, path),
        *_field(context, classes[:1], inner, path),
        *in_order(
            classes[:_MAX_CLASSES],
            score=weights.VALIDATED_CLASS,
            step=weights.NEXT_CONFIGURED,
            confidence="medium",
            why=f"{name} is defined here",
        ),
        *(_calls(context, name) if any(c.path.startswith("api/") for c in classes) else ()),
    ]
    if len(classes) > 1:
        candidates = limited(candidates, "low")
    if _VALIDATOR.search(text):
        candidates = [replace(c, score=c.score + weights.VALIDATOR_SPOKE) for c in candidates]
    end = other_end_of(name)
    notes = [
        f"{name} is what {end} responds with: with another shape than this version expects,"
        f" {end} is of another version"
    ]
    return Resolution(candidates=candidates, notes=notes if end else [])


def _field_path(text: str, end: int) -> list[str]:
    """Return the names in the first field path below a validation error, or behind its `end`."""
    behind = _ON_ONE_LINE.match(text, end)
    if behind and (behind[1].isupper() or behind[1][0].islower()):
        return _names_in(behind[1])
    for line in text.split("\n"):
        bare = line.strip()
        if line == line.lstrip() and re.fullmatch(FIELD_PATH, bare):
            return _names_in(bare)
    return []


def _names_in(path: str) -> list[str]:
    return [part for part in re.split(r"[.\[\]]+", path) if part and not part.isdigit()]


def _classes(context: LocateContext, name: str) -> list[Symbol]:
    named = without_tests(context.index.named(Symbol, name))
    return [s for s in named if s.what == "class" and s.path.endswith(".py")]


def _settings(context: LocateContext, path: Sequence[str]) -> list[Candidate]:
    """Return the declaration of the setting that a field is, which goes by an upper-case name."""
    if len(path) != 1 or not path[0].isupper():
        return []
    keys = without_tests(context.index.named(ConfigKey, path[0]))
    return in_order(
        keys[:_MAX_SETTINGS],
        score=weights.REFUSED_SETTING,
        step=0.0,
        confidence="medium",
        why=f"the setting {path[0]} is declared here",
    )


def _field(
    context: LocateContext, classes: Sequence[Symbol], inner: str, path: Sequence[str]
) -> list[Candidate]:
    """Return the line of the field at the end of a path, as far as the classes can be followed."""
    line: Symbol | None = None
    name = ""
    for part in path[:_MAX_DEPTH]:
        number = next(filter(None, (_line_of_field(context, c, part) for c in classes)), 0)
        if not number:
            break
        owner = classes[0]
        line = point_at(owner, owner.repo, owner.path, number)
        name = f"{owner.name}.{part}"
        declared = context.sources.text(owner.repo, owner.path, number, number)
        types = [*_TYPE.findall(declared.partition(":")[2]), inner]
        classes = list(islice(_first_class(context, types), 1))
    if line is None:
        return []
    return [
        Candidate(
            fact=line,
            score=weights.VALIDATED_FIELD,
            confidence="medium",
            why=(f"{name} is the field that was refused",),
        )
    ]


def _first_class(context: LocateContext, types: Sequence[str]) -> Iterator[Symbol]:
    for name in filter(None, types):
        yield from _classes(context, name)[:1]


def _line_of_field(context: LocateContext, owner: Symbol, field: str) -> int:
    """Return the line on which a class declares a field, or 0."""
    declared = re.compile(rf"\s{{1,16}}{re.escape(field)}\s{{0,4}}:")
    source = context.sources.text(owner.repo, owner.path, owner.line, owner.end_line)
    lines = enumerate(source.split("\n"), owner.line)
    return next((number for number, line in lines if declared.match(line)), 0)


def _calls(context: LocateContext, name: str) -> list[Candidate]:
    """Return the lines that validate with a class."""
    files = without_tests(context.index.files_like("api/%.py"))
    called = re.compile(
        rf"\b{re.escape(name)}(?:\[[^\n]{{1,80}}\])?\.(?:model_validate|parse_|validate)"
    )
    places = [
        at_line(context.index, file, number)
        for file, number in context.sources.lines_with(files, name)
        if called.search(context.sources.text(file.repo, file.path, number, number))
    ]
    return in_order(
        places[:_MAX_CALLS],
        score=weights.VALIDATING_CALL,
        step=weights.NEXT_CONFIGURED,
        confidence="medium",
        why=f"{name} validates here",
    )
