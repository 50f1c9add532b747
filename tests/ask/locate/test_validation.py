"""Validation errors of pydantic lead to the field, the class and the call."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
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


def resolved(folder: Path, text: str) -> tuple[list[tuple[int, str]], list[str]]:
    key = ConfigKey(name="MAX_LETTERS", origin="pydantic", line=1, end_line=1)
    files: Files = {
        "dify": {
            "api/letters.py": (SOURCE, [symbol(name) for name in CLASSES]),
            "api/config.py": ("MAX_LETTERS: int\n", [key]),
        }
    }
    asked = literal_index(folder, files)
    context = LocateContext(event=parse_events(text)[0], index=asked.index, sources=asked.sources)
    found = resolve_validation(context)
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


def test_the_other_end_is_named(tmp_path: Path) -> None:
    _, notes = resolved(tmp_path / "a", "1 validation error for PluginDaemonBasicResponse[Letter]")
    assert len(notes) == 1
    assert "the plugin daemon is of another version" in notes[0]
    _, none = resolved(tmp_path / "b", "1 validation error for Letter")
    assert none == []
