"""The class of an error leads to where it is defined and raised."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.raised_errors import resolve_error
from ctxkit.logline import parse_events
from ctxkit.model import Fact, Raise, Symbol
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import Ask, place, places


def test_a_class_that_is_named_alone_leads_to_its_definition(ask: Ask) -> None:
    finding = ask("LetterLimitError: somebody wrote too many of whatever it was")
    assert place("api/controllers/console/error.py", "class LetterLimit") in places(finding)
    assert finding.confidence == "low"


def test_an_error_without_a_message_leads_to_its_class_and_where_it_is_raised(ask: Ask) -> None:
    finding = ask("controllers.console.error.LetterLimitError")
    assert place("api/controllers/console/error.py", "class LetterLimit") in places(finding)
    assert finding.confidence != "high"
    assert ask("controllers.web.error.LetterLimitError").hits == ()


def resolved(
    folder: Path, line: str, raised: int, *classes: str
) -> list[tuple[str, float, str, str]]:
    files = {
        path: ("x\n", [Symbol(name="StampError", what="class", line=1, end_line=1)])
        for path in classes
    }
    raises: list[Fact] = [
        Raise(name="StampError", template="", line=n, end_line=n) for n in range(1, raised + 1)
    ]
    others = {
        "api/a.py": ("x\n" * 9, raises),
        "api/b.py": ("x\n", [Symbol(name="StampError", what="function", line=1, end_line=1)]),
        "api/tests/test_a.py": (
            "x\n",
            [*raises, Symbol(name="StampError", what="class", line=1, end_line=1)],
        ),
    }
    asked = literal_index(
        folder,
        {"dify": {**files, **others}, "dify-sandbox": {"a.go": ("x\n", list(raises))}},  # type: ignore[dict-item]
    )
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    return [
        (f"{c.fact.path}:{c.fact.line}", round(c.score, 2), c.confidence, c.why[0])
        for c in resolve_error(context).candidates
    ]


DEFINED = ("api/errors/stamp.py:1", 14.0, "medium", "StampError is defined here")


def test_an_error_that_is_raised_once(tmp_path: Path) -> None:
    assert resolved(tmp_path, "errors.stamp.StampError: x", 1, "api/errors/stamp.py") == [
        DEFINED,
        ("api/a.py:1", 15.0, "medium", "StampError is raised here and nowhere else"),
    ]


def test_an_error_that_is_raised_in_several_places(tmp_path: Path) -> None:
    found = resolved(tmp_path, "errors.stamp.StampError: x", 7, "api/errors/stamp.py")
    assert found == [DEFINED] + [
        (f"api/a.py:{n}", 13.0 - (n - 1) / 10, "low", "StampError is raised here (one of 7 places)")
        for n in range(1, 7)
    ]


@pytest.mark.parametrize(
    ("line", "classes", "count"),
    [
        ("StampError: x", ("api/errors/stamp.py",), 1),
        ("StampError: x", ("api/errors/stamp.py", "api/other/stamp.py"), 0),
        ("errors.stamp.StampError: x", ("api/errors/stamp.py", "api/other/stamp.py"), 1),
        ("errors.stamp.StampError: x", ("api/errors/stamp/__init__.py",), 1),
        ("errors.stamp.StampError: x", ("api/more_errors/stamp.py",), 0),
        ("stamp.StampError: x", ("api/a/stamp.py", "api/b/stamp.py", "api/c/stamp.py"), 2),
        ("errors.stamp.LetterError: x", ("api/errors/stamp.py",), 0),
        ("a stamp error", ("api/errors/stamp.py",), 0),
    ],
)
def test_which_classes_an_error_may_mean(
    tmp_path: Path, line: str, classes: tuple[str, ...], count: int
) -> None:
    found = resolved(tmp_path, line, 0, *classes)
    assert len(found) == count


def test_a_class_by_its_name_alone_is_a_guess(tmp_path: Path) -> None:
    found = resolved(tmp_path, "StampError: x", 1, "api/errors/stamp.py")
    assert {confidence for _, _, confidence, _ in found} == {"low"}


def test_a_class_of_no_repository_costs_no_look_at_what_raises_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "api/a.py": ("x\n", [Raise(name="ValueError", template="", line=1, end_line=1)])
            }
        },
    )
    looked_up: list[type[Fact]] = []
    named = asked.index.named
    monkeypatch.setattr(
        asked.index, "named", lambda kind, *names: looked_up.append(kind) or named(kind, *names)
    )
    event = parse_events("ValueError: x")[0]
    context = LocateContext(event=event, index=asked.index, sources=asked.sources)
    assert list(resolve_error(context).candidates) == []
    assert looked_up == [Symbol]
