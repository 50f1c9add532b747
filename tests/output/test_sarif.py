"""A report as SARIF 2.1.0: the properties that the standard requires, and the shapes that readers
rely on.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import ctxkit
from ctxkit.ask.check.rule import FileRule
from ctxkit.model import CheckedFile, Checkout, CheckReport, Location, Problem, Severity
from ctxkit.model.rule import Rule
from ctxkit.output.sarif import MAX_RESULTS, sarif


def rule(rule_id: str, severity: Severity) -> Rule:
    return FileRule(
        id=rule_id,
        category="a-category",
        severity=severity,
        summary="A key is wrong",
        why="Nothing works.",
        remedy="Correct it.",
        broken={"env": "A=1\n"},
        kept={"env": "A=2\n"},
    )


RULES = (rule("misspelt-key", "error"), rule("dead-key", "warning"))
REPORT = CheckReport(
    files=(CheckedFile(path="conf/my env", what="env", settings=2),),
    problems=(
        Problem(
            id="dead-key",
            rule="a-category",
            severity="note",
            key="A",
            path="conf/my env",
            line=3,
            end_line=4,
            message="A has no effect",
            fix="remove A",
            places=(Location(repo="dify", path="docker/.env.example", line=7, end_line=7),),
        ),
    ),
    versions=(
        Checkout(
            repo="dify",
            version="1.0.0",
            commit="a" * 40,
            match="tag",
            url="https://github.com/langgenius/dify",
        ),
    ),
    notes=("only some files",),
)


def test_a_log_has_what_the_standard_requires() -> None:
    log = sarif(REPORT, RULES, "0.1.0")
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    assert run["tool"]["driver"]["name"] == "ctxkit"
    rules = run["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == ["misspelt-key", "dead-key"]
    (result,) = run["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "dead-key"
    assert result["level"] in ("error", "warning", "note", "none")
    assert result["message"]["text"] == "A has no effect. Fix: remove A."
    where = result["locations"][0]["physicalLocation"]
    assert where == {
        "artifactLocation": {"uri": "conf/my%20env"},
        "region": {"startLine": 3, "startColumn": 1, "endLine": 4},
    }
    assert run["invocations"][0]["executionSuccessful"] is True


def test_a_rule_explains_itself() -> None:
    described = sarif(REPORT, RULES, "0.1.0")["runs"][0]["tool"]["driver"]["rules"][1]
    markdown = described["help"].pop("markdown")
    assert described == {
        "id": "dead-key",
        "shortDescription": {"text": "A key is wrong."},
        "fullDescription": {"text": "A key is wrong. Nothing works."},
        "help": {"text": "A key is wrong. Nothing works. Correct it."},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["a-category"]},
    }
    assert "**Remedy**: Correct it." in markdown


def test_a_problem_without_a_fix_says_what_is_wrong_alone() -> None:
    report = replace(REPORT, problems=(replace(REPORT.problems[0], fix="", places=()),))
    (result,) = sarif(report, RULES, "0.1.0")["runs"][0]["results"]
    assert result["message"]["text"] == "A has no effect."
    assert "relatedLocations" not in result


def test_a_place_without_a_page_of_its_own_is_left_out() -> None:
    (result,) = sarif(replace(REPORT, versions=()), RULES, "0.1.0")["runs"][0]["results"]
    assert "relatedLocations" not in result


def test_a_log_holds_no_more_results_than_code_hosts_show() -> None:
    problems = tuple(replace(REPORT.problems[0], line=line) for line in range(MAX_RESULTS + 1))
    results = sarif(replace(REPORT, problems=problems), RULES, "0.1.0")["runs"][0]["results"]
    assert MAX_RESULTS == 5000
    assert len(results) == MAX_RESULTS
    assert results[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 1


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("docker/.env", "docker/.env"),
        ("my env", "my%20env"),
        ("/etc/dify/.env", "file:///etc/dify/.env"),
        ("C:\\dify\\.env", "file:///C:/dify/.env"),
        ("1:a", "1%3Aa"),
        ("x\udcff.env", "x%FF.env"),
        ("x", "x"),
    ],
)
def test_paths_are_references(path: str, uri: str) -> None:
    report = replace(REPORT, problems=(replace(REPORT.problems[0], path=path),))
    (result,) = sarif(report, RULES, "0.1.0")["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_the_proof_is_a_related_location() -> None:
    (result,) = sarif(REPORT, RULES, "0.1.0")["runs"][0]["results"]
    related = result["relatedLocations"][0]
    assert related["physicalLocation"]["artifactLocation"]["uri"].startswith(
        "https://github.com/langgenius/dify/blob/aaaa"
    )
    assert related["physicalLocation"]["region"]["startLine"] == 7


def test_a_problem_keeps_its_fingerprint_when_its_line_moves() -> None:
    moved = replace(REPORT, problems=(replace(REPORT.problems[0], line=9, end_line=9),))
    first, second = (
        sarif(report, RULES, "0.1.0")["runs"][0]["results"][0]["partialFingerprints"]
        for report in (REPORT, moved)
    )
    assert first == second


def test_two_problems_of_one_rule_have_fingerprints_of_their_own() -> None:
    first = replace(REPORT.problems[0], key="")
    second = replace(first, line=9, end_line=9)
    results = sarif(replace(REPORT, problems=(first, second)), RULES, "0.1.0")["runs"][0]["results"]
    assert len({result["partialFingerprints"]["ruleAndKey/v3"] for result in results}) == 2


# The standard's schema as far as these logs use it: property to (type, required, what is inside).

TEXT = {"text": (str, True, None)}
URI = {"uri": (str, True, None)}
REGION = {
    "startLine": (int, True, None),
    "startColumn": (int, False, None),
    "endLine": (int, False, None),
}
PLACE = {"artifactLocation": (dict, True, URI), "region": (dict, True, REGION)}
LOCATION = {
    "id": (int, False, None),
    "message": (dict, False, TEXT),
    "physicalLocation": (dict, True, PLACE),
}
RULE = {
    "id": (str, True, None),
    "shortDescription": (dict, True, TEXT),
    "fullDescription": (
        dict,
        True,
        TEXT,
    ),  # this and the next two are what GitHub's code scanning asks for
    "help": (dict, True, {**TEXT, "markdown": (str, True, None)}),
    "defaultConfiguration": (dict, True, {"level": (str, True, None)}),
    "properties": (dict, True, {"tags": (list, True, None)}),
}
RESULT = {
    "ruleId": (str, True, None),
    "ruleIndex": (int, True, None),
    "level": (str, True, None),
    "message": (dict, True, TEXT),
    "locations": (list, True, LOCATION),
    "relatedLocations": (list, False, LOCATION),
    "partialFingerprints": (dict, True, {"ruleAndKey/v3": (str, True, None)}),
}
DRIVER = {"name": (str, True, None), "version": (str, True, None), "rules": (list, True, RULE)}
NOTIFICATION = {"level": (str, True, None), "message": (dict, True, TEXT)}
INVOCATION = {
    "executionSuccessful": (bool, True, None),
    "toolExecutionNotifications": (list, False, NOTIFICATION),
}
RUN = {
    "tool": (dict, True, {"driver": (dict, True, DRIVER)}),
    "columnKind": (str, False, None),
    "artifacts": (list, False, {"location": (dict, True, URI)}),
    "results": (list, True, RESULT),
    "invocations": (list, False, INVOCATION),
}
LOG = {"$schema": (str, True, None), "version": (str, True, None), "runs": (list, True, RUN)}


def assert_valid(data: Any, schema: dict[str, Any], at: str = "log") -> None:
    """Every property is one of the standard, of its type, and what is required is there."""
    assert set(data) <= set(schema), at
    for name, (kind, required, inner) in schema.items():
        if name not in data:
            assert not required, f"{at}.{name}"
            continue
        value = data[name]
        assert isinstance(value, kind), f"{at}.{name}"
        items = value if kind is list else [value]
        for item in items if inner else []:
            assert_valid(item, inner, f"{at}.{name}")
        if kind is str:
            assert value, f"{at}.{name}"
        if kind is int and name != "ruleIndex":
            assert value > 0, f"{at}.{name}"
        if name == "level":
            assert value in ("none", "note", "warning", "error"), f"{at}.{name}"
        if name == "uri":
            assert re.fullmatch(r"[!-~]+", value), f"{at}.{name}"


def test_the_log_of_a_real_check_is_valid(demo_workspace: ctxkit.Workspace, tmp_path: Path) -> None:
    (tmp_path / "my env").write_text(
        "LOG_LEVL=1\nno assignment\nUPLOAD_FILE_SIZE_LIMIT=many\nA='open\n"
    )
    (tmp_path / "größe.yaml").write_text("api:\n  logLevel: [\n")
    checked = demo_workspace.check(env=tmp_path / "my env", values=tmp_path / "größe.yaml")
    log = json.loads(json.dumps(checked.sarif()))
    assert_valid(log, LOG)
    run = log["runs"][0]
    ids = [each["id"] for each in run["tool"]["driver"]["rules"]]
    assert len(run["results"]) == len(checked.report.problems) > 4
    assert all(ids[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_an_empty_report_is_valid() -> None:
    assert_valid(
        sarif(CheckReport(files=(), problems=(), versions=(), notes=()), RULES, "0.1.0"), LOG
    )
