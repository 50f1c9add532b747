"""A file and line in a prefix lead to the source there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.line_context import read_context
from ctxkit.ask.locate.prefix_source import resolve_place
from ctxkit.logline import parse_events
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import LAUNCHER, Ask, first, line_of

SOURCE = """package core

func Launch() {
	speak := loggers["info"]
	speak("lease holder of the pad changed", "plugin", name)
	speak("lease holder of the pad vanished", "plugin", name)
	speak("lease holder of the pad changed again", "plugin", name)
}
"""


def found(folder: Path, line: str, *paths: str) -> list[tuple[str, int, float, str, str]]:
    files = {path: (SOURCE, []) for path in paths or ("internal/core/pad.go",)}
    asked = literal_index(folder, {"dify-plugin-daemon": files})
    event = parse_events(line)[0]
    context = LocateContext(event=event, index=asked.index, sources=asked.sources)
    return [
        (c.fact.path, c.fact.line, round(c.score, 2), c.confidence, *c.why)
        for c in resolve_place(context, read_context(event, asked.index))
    ]


def line(number: int, message: str, file: str = "pad.go") -> str:
    return f"2026-05-22T13:11:43Z INFO dify-plugin-daemon {file}:{number} {message}"


PAD = "internal/core/pad.go"


@pytest.mark.parametrize(
    ("number", "message", "expected"),
    [
        (5, "lease holder of the pad changed", (5, 38.0, "high")),
        (7, "lease holder of the pad changed", (7, 38.0, "high")),
        (4, "lease holder of the pad changed", (5, 28.0, "medium")),
        (9, "lease holder of the pad changed", (7, 28.0, "medium")),
        (6, "lease holder of the pad changed", (7, 28.0, "medium")),
        (6, "lease holder of the pad vanished today", (6, 36.0, "medium")),
        (5, "lease holder of the pad vanished today", (6, 26.0, "low")),
        (5, "lease of the box x y changed", (5, 35.2, "medium")),
    ],
)
def test_the_line_with_most_of_the_words(
    tmp_path: Path, number: int, message: str, expected: tuple[int, float, str]
) -> None:
    at, score, confidence = expected
    assert found(tmp_path, line(number, message)) == [
        (PAD, at, score, confidence, f"the source of pad.go has these words on line {at}")
    ]


@pytest.mark.parametrize(
    ("file", "confidence"), [("pad.go", "low"), ("internal/core/pad.go", "medium")]
)
def test_the_only_file_of_that_name(tmp_path: Path, file: str, confidence: str) -> None:
    assert found(tmp_path, line(4, "whatever was said", file)) == [
        (PAD, 4, 10.0, confidence, "line 4 of the only pad.go")
    ]


@pytest.mark.parametrize("number", [0, 10, 99])
def test_a_line_outside_of_the_file_leads_nowhere(tmp_path: Path, number: int) -> None:
    assert found(tmp_path, line(number, "whatever was said")) == []


def test_a_line_of_several_files_of_that_name_leads_nowhere(tmp_path: Path) -> None:
    paths = ("internal/core/pad.go", "internal/db/pad.go")
    assert found(tmp_path, line(4, "whatever was said"), *paths) == []
    both = found(tmp_path / "x", line(5, "lease holder of the pad changed"), *paths)
    assert [place[:2] for place in both] == [(path, 5) for path in paths]


def test_too_few_words_lead_nowhere(tmp_path: Path) -> None:
    assert found(tmp_path, line(99, "lease of many other words")) == []


def test_a_statement_that_no_query_knows_is_read_from_the_file(ask: Ask) -> None:
    number = line_of("dify-plugin-daemon", LAUNCHER, "lease holder changed")
    finding = ask(line(number, "lease holder changed plugin=a/b", "launcher.go"))
    assert first(finding) == (LAUNCHER, number)
    assert finding.confidence == "high"
