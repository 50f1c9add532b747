"""A report as SARIF 2.1.0: the properties that the standard requires, and the shapes that readers rely on."""

from __future__ import annotations

from ctxkit.model import CheckedFile, Checkout, CheckReport, Location, Problem
from ctxkit.sarif import sarif

RULES = {"misspelt-key": ("error", "Misspelt"), "dead-key": ("warning", "Dead")}
REPORT = CheckReport(
    files=(CheckedFile(path="conf/my env", what="env", settings=2),),
    problems=(
        Problem(
            rule="dead-key",
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
        Checkout(repo="dify", version="1.0.0", commit="a" * 40, match="tag", url="https://github.com/langgenius/dify"),
    ),
    notes=("only some files",),
)


def test_a_log_has_what_the_standard_requires() -> None:
    log = sarif(REPORT, RULES, "0.1.0")  # type: ignore[arg-type]
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    assert run["tool"]["driver"]["name"] == "ctxkit"
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    assert all(rule["shortDescription"]["text"] and rule["defaultConfiguration"]["level"] for rule in rules)
    (result,) = run["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "dead-key"
    assert result["level"] in ("error", "warning", "note", "none")
    assert result["message"]["text"] == "A has no effect. Fix: remove A."
    where = result["locations"][0]["physicalLocation"]
    assert where == {"artifactLocation": {"uri": "conf/my%20env"}, "region": {"startLine": 3, "endLine": 4}}
    assert run["invocations"][0]["executionSuccessful"] is True


def test_the_proof_is_a_related_location() -> None:
    (result,) = sarif(REPORT, RULES, "0.1.0")["runs"][0]["results"]  # type: ignore[arg-type]
    related = result["relatedLocations"][0]
    assert related["physicalLocation"]["artifactLocation"]["uri"].startswith(
        "https://github.com/langgenius/dify/blob/aaaa"
    )
    assert related["physicalLocation"]["region"]["startLine"] == 7


def test_a_problem_keeps_its_fingerprint_when_its_line_moves() -> None:
    from dataclasses import replace

    moved = replace(REPORT, problems=(replace(REPORT.problems[0], line=9, end_line=9),))
    first, second = (
        sarif(report, RULES, "0.1.0")["runs"][0]["results"][0]["partialFingerprints"]  # type: ignore[arg-type]
        for report in (REPORT, moved)
    )
    assert first == second
