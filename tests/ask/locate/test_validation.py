"""Validation errors of pydantic lead to the field, the class and the call."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import Candidate, LocateContext, Resolution
from ctxkit.ask.locate.validation import resolve_validation
from ctxkit.logline import parse_events
from ctxkit.model import ConfigKey, Symbol
from tests.ask.literal import Files, literal_index

SOURCE = """class Letter(BaseModel):
    body: str
    stamp: list[Stamp] | None = None

class Stamp(BaseModel):
    size: int

class PluginDaemonBasicResponse(BaseModel):
    data: T

def read(data):
    return Letter.model_validate(data)

def receive(data):
    return PluginDaemonBasicResponse[Letter].model_validate(data)
"""
CLASSES = {"Letter": (1, 3), "Stamp": (5, 6), "PluginDaemonBasicResponse": (8, 9)}
WRONG = "\n  Input should be a valid string [type=string_type]\n    For further information visit x"


def symbol(name: str) -> Symbol:
    line, end = CLASSES[name]
    return Symbol(name=name, what="class", line=line, end_line=end)


def resolution(folder: Path, text: str) -> Resolution:
    key = ConfigKey(name="MAX_LETTERS", origin="pydantic", line=1, end_line=1)
    files: Files = {
        "dify": {
            "api/letters.py": (SOURCE, [symbol(name) for name in CLASSES]),
            "api/config.py": ("MAX_LETTERS: int\n", [key]),
        }
    }
    asked = literal_index(folder, files)
    context = LocateContext(event=parse_events(text)[0], index=asked.index, sources=asked.sources)
    return resolve_validation(context)


def candidates(folder: Path, text: str) -> Sequence[Candidate]:
    return resolution(folder, text).candidates


def resolved(folder: Path, text: str) -> tuple[list[tuple[int, str]], list[str]]:
    found = resolution(folder, text)
    return [(c.fact.line, c.confidence) for c in found.candidates], list(found.notes)


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        ("1 validation error for Letter\nbody", [2, 1, 12]),
        ("1 validation error for Letter\nstamp.0.size", [6, 1, 12]),
        ("2 validation errors for Letter\nstamp.0.gone", [3, 1, 12]),
        ("1 validation error for Letter\ngone", [1, 12]),
        ("pydantic_core._pydantic_core.ValidationError: 1 validation error for Letter", [1, 12]),
        ("1 validation error for PluginDaemonBasicResponse[Letter]\ndata.body", [2, 8, 15]),
        ("1 validation error for Gone\nbody", []),
        ("1 validation error for Settings\nMAX_LETTERS", [1]),
        ("no validation error for Letter", []),
    ],
)
def test_the_places_of_a_validation_error(tmp_path: Path, error: str, lines: list[int]) -> None:
    found, _ = resolved(tmp_path, error + WRONG)
    assert found == [(line, "medium") for line in lines]


@pytest.mark.parametrize(
    ("error", "lines"),
    [
        ("1 validation error for Letter body Input should be a valid string [type=x]", [2, 1, 12]),
        ("1 validation error for Letter stamp.0.size Field required [type=x]", [6, 1, 12]),
        ("1 validation error for Settings MAX_LETTERS Input should be x [type=x]", [1]),
        ("1 validation error for Letter Input should be a valid dictionary [type=x]", [1, 12]),
        ("1 validation error for Letter URL input should be a string [type=x]", [1, 12]),
        ("1 validation error for Letter body was thrown away", [1, 12]),
    ],
)
def test_a_field_behind_its_class_where_the_line_breaks_were_lost(
    tmp_path: Path, error: str, lines: list[int]
) -> None:
    found, _ = resolved(tmp_path, error)
    assert found == [(line, "medium") for line in lines]


@pytest.mark.parametrize("words", ["Value error, no ink", "Assertion failed, no ink"])
def test_a_validators_own_words_are_of_who_raised_them(tmp_path: Path, words: str) -> None:
    error = "1 validation error for Letter\nbody\n  "
    plain = candidates(tmp_path / "a", f"{error}Input should be x")
    spoken = candidates(tmp_path / "b", f"{error}{words}")
    assert [a.score - b.score for a, b in zip(plain, spoken, strict=True)] == [16.0, 16.0, 16.0]


def test_the_other_end_is_named(tmp_path: Path) -> None:
    _, notes = resolved(tmp_path / "a", "1 validation error for PluginDaemonBasicResponse[Letter]")
    assert len(notes) == 1
    assert "the plugin daemon is of another version" in notes[0]
    _, none = resolved(tmp_path / "b", "1 validation error for Letter")
    assert none == []
