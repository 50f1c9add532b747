"""A report as text and as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.model import CheckedFile, Checkout, CheckReport, Location, Problem, Severity
from ctxkit.output.check_report import report_dict, report_text, summary

PROBLEM = Problem(
    id="dead-key",
    rule="a-category",
    severity="warning",
    key="A",
    path=".env",
    line=3,
    end_line=4,
    message="A has no effect",
    fix="remove A",
    places=(Location(repo="dify", path="docker/.env.example", line=7, end_line=7),),
)
CHECKOUT = Checkout(
    repo="dify",
    version="1.0.0",
    commit="a" * 40,
    match="tag",
    url="https://github.com/langgenius/dify",
)
REPORT = CheckReport(
    files=(CheckedFile(path=".env", what="env", settings=2),),
    problems=(PROBLEM,),
    versions=(CHECKOUT,),
    notes=("only some files",),
)


def test_a_problem_is_a_line_with_its_fix_and_its_proof() -> None:
    assert report_text(REPORT).splitlines() == [
        "note: only some files",
        ".env:3: warning: A has no effect [dead-key]",
        "    fix: remove A",
        "    see: dify@1.0.0 docker/.env.example:7",
        ".env (2 settings): 1 warning",
    ]


def test_a_problem_may_have_neither_fix_nor_proof() -> None:
    report = replace(REPORT, problems=(replace(PROBLEM, fix="", places=()),), notes=())
    assert report_text(report).splitlines() == [
        ".env:3: warning: A has no effect [dead-key]",
        ".env (2 settings): 1 warning",
    ]


def test_a_name_with_line_ends_forges_no_line() -> None:
    forged = replace(PROBLEM, message="A\n::error::\x1b[2J", fix="x\r\ny", places=())
    assert report_text(replace(REPORT, problems=(forged,), notes=())).splitlines() == [
        ".env:3: warning: A\\u000a::error::\\u001b[2J [dead-key]",
        "    fix: x\\u000d\\u000ay",
        ".env (2 settings): 1 warning",
    ]


def test_a_place_in_sources_of_an_unknown_version() -> None:
    assert "    see: dify@ docker/.env.example:7\n" in report_text(replace(REPORT, versions=()))


def with_severities(*severities: Severity) -> CheckReport:
    problems = tuple(replace(PROBLEM, severity=severity) for severity in severities)
    return replace(REPORT, problems=problems)


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (with_severities(), ".env (2 settings): nothing wrong"),
        (with_severities("error"), ".env (2 settings): 1 error"),
        (
            with_severities("note", "error", "error", "warning", "note"),
            ".env (2 settings): 2 errors, 1 warning, 2 notes",
        ),
        (replace(with_severities("error"), ignored=2), ".env (2 settings): 1 error; ignored: 2"),
        (replace(with_severities(), ignored=1), ".env (2 settings): nothing wrong; ignored: 1"),
    ],
)
def test_the_last_line_counts(report: CheckReport, line: str) -> None:
    assert summary(report) == line
    assert report_text(report).endswith(f"{line}\n")


def test_each_file_is_named() -> None:
    files = (*REPORT.files, CheckedFile(path="compose.yaml", what="compose", settings=0))
    assert summary(replace(REPORT, files=files)).startswith(".env (2 settings), compose.yaml: ")


def test_what_dify_ships_is_of_dify() -> None:
    [problem] = REPORT.problems
    assert problem.judged.level == "environment"
    assert replace(problem, as_shipped=True).judged.level == "product"


def test_the_json_form() -> None:
    found = report_dict(replace(REPORT, ignored=4))
    assert list(found) == [
        *("schema_version", "command", "versions", "files", "counts", "problems", "notes"),
    ]
    assert found["command"] == "check"
    assert found["versions"] == {
        "dify": {"version": "1.0.0", "commit": "a" * 40, "match": "tag"},
    }
    assert found["files"] == [{"path": ".env", "kind": "env", "settings": 2}]
    assert found["counts"] == {"error": 0, "warning": 1, "note": 0, "ignored": 4}
    assert found["notes"] == ["only some files"]
    (problem,) = found["problems"]
    (place,) = problem.pop("places")
    assert problem == {
        "rule": "a-category",
        "id": "dead-key",
        "severity": "warning",
        "key": "A",
        "path": ".env",
        "line": 3,
        "end_line": 4,
        "message": "A has no effect",
        "fix": "remove A",
        "level": "environment",
        "level_why": "it is in the files of the deployment",
        "missing": "",
    }
    assert place["path"] == "docker/.env.example"
    assert place["url"].startswith("https://github.com/langgenius/dify/blob/aaaa")


def test_the_task_of_the_documentation_finds_the_problems() -> None:
    page = (Path(__file__).parents[2] / "docs/check.md").read_text(encoding="utf8")
    (text,) = re.findall(r"```json\n(.+?)```", page, re.DOTALL)
    (task,) = json.loads(text)["tasks"]
    pattern = task["problemMatcher"]["pattern"]
    found = [re.match(pattern["regexp"], line) for line in report_text(REPORT).splitlines()]
    (problem,) = [match for match in found if match]
    assert {name: problem[number] for name, number in pattern.items() if name != "regexp"} == {
        "file": ".env",
        "line": "3",
        "severity": "warning",
        "message": "A has no effect [dead-key]",
    }
