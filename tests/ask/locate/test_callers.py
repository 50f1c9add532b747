"""An error of a package leads to the code that handles it or calls into the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.callers import resolve_callers
from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.logline import parse_events
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import Ask


def test_an_error_of_a_package_leads_to_who_handles_it_and_who_calls_it(ask: Ask) -> None:
    finding = ask("pigeonry.errors.StormError: no pigeon flies in this weather")
    assert finding.confidence == "low"
    assert [(hit.fact.path.rpartition("/")[2], hit.fact.line) for hit in finding.hits] == [
        ("ext_pigeons.py", 7),
        ("ext_lofts.py", 1),
    ]
    assert "handles StormError" in finding.hits[0].why[0]
    assert "the package pigeonry" in finding.notes[0]
    assert not ask("falconry.StormError: no falcon flies in this weather").hits


def resolved(folder: Path, line: str, **sources: str) -> list[tuple[str, int, float, str]]:
    files = {f"api/{name}.py": (text, []) for name, text in sources.items()}
    asked = literal_index(folder, {"dify": {**files, "web/x.py": ("import pigeonry\n", [])}})  # type: ignore[dict-item]
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    found = resolve_callers(context).candidates
    assert all(c.confidence == "low" for c in found)
    return [
        (c.fact.path.removeprefix("api/"), c.fact.line, round(c.score, 2), c.why[0]) for c in found
    ]


STORM = "pigeonry.errors.StormError: no pigeon flies"
HANDLES = "handles StormError of the package pigeonry"
CALLS = "calls into the package pigeonry"


@pytest.mark.parametrize(
    ("source", "line", "why"),
    [
        ("import pigeonry\n\npigeonry.loft.send(x)\n", 3, CALLS),
        ("from pigeonry import loft\nloft()\n", 1, CALLS),
        ("import os\nimport pigeonry.loft as l\nl()\n", 2, CALLS),
        ("import pigeonry\ntry:\n    x\nexcept pigeonry.StormError:\n", 4, HANDLES),
        ("import pigeonry\ntry:\n    x\nexcept (E, pigeonry.errors.StormError):\n", 4, HANDLES),
        ("from pigeonry.errors import StormError\ntry:\n    x\nexcept StormError:\n", 4, HANDLES),
        ("from pigeonry import x\nfrom falconry import StormError\nexcept StormError:\n", 1, CALLS),
        ("import pigeonry\nexcept other.StormError:\n", 1, CALLS),
        ("# pigeonry is nice\n", 0, ""),
        ("import pigeonry_more\npigeonry\n", 0, ""),
        ("import\nfrom\npigeonry\n", 0, ""),
    ],
)
def test_what_a_file_has_to_do_with_the_package(
    tmp_path: Path, source: str, line: int, why: str
) -> None:
    assert resolved(tmp_path, STORM, a=source) == ([("a.py", line, 8.0, why)] if why else [])


def test_handlers_come_before_users_and_files_named_after_the_package_first(tmp_path: Path) -> None:
    user = "import pigeonry\n"
    handler = "import pigeonry\nexcept pigeonry.StormError:\nexcept pigeonry.StormError:\n"
    found = resolved(tmp_path, STORM, a=user, b=user, c=handler, d=user, e=user, pigeonry_loft=user)
    count = f"{CALLS} (one of 6 files)"
    assert found == [
        ("c.py", 2, 8.0, HANDLES),
        ("c.py", 3, 7.9, HANDLES),
        ("pigeonry_loft.py", 1, 7.8, count),
        ("a.py", 1, 7.7, count),
        ("b.py", 1, 7.6, count),
    ]


def test_four_handlers_are_shown(tmp_path: Path) -> None:
    handler = "import pigeonry\n" + "except pigeonry.StormError:\n" * 5
    assert [line for _, line, _, _ in resolved(tmp_path, STORM, a=handler)] == [2, 3, 4, 5]


@pytest.mark.parametrize("line", ["StormError: no pigeon flies", "no pigeon flies", "pigeonry.: x"])
def test_an_error_without_a_package_leads_nowhere(tmp_path: Path, line: str) -> None:
    assert resolved(tmp_path, line, a="import pigeonry\n") == []


def test_the_files_of_the_component_that_wrote_the_line(tmp_path: Path) -> None:
    assert [path for path, *_ in resolved(tmp_path, f"web-1 | {STORM}")] == ["web/x.py"]
    assert resolved(tmp_path / "api", STORM) == []
