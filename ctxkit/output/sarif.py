"""A report on the user's files as SARIF 2.1.0, which code hosts and editors show beside the lines.

Not here: what is wrong (`ask/check/check.py`), the other forms of a report (`check_report.py`), the
page on the rules (`rules_page.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from ctxkit.model import Checkout, CheckReport, Location, Problem
from ctxkit.model.rule import Rule
from ctxkit.output.rules_page import rule_markdown
from ctxkit.text.locations import permalink

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MAX_RESULTS = 5000  # of one run, as GitHub shows them

_FINGERPRINT = "ruleAndKey/v3"


def sarif(report: CheckReport, rules: Sequence[Rule], version: str) -> dict[str, Any]:
    """Return a SARIF log with one run.

    `rules` are all that there are, `version` is that of ctxkit.
    """
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "ctxkit",
                        "version": version,
                        "rules": [_rule(rule) for rule in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "artifacts": [{"location": {"uri": _uri(file.path)}} for file in report.files],
                "results": list(_results(report, [rule.id for rule in rules])),
                "invocations": [
                    {
                        "executionSuccessful": True,
                        "toolExecutionNotifications": [
                            {"level": "note", "message": {"text": note}} for note in report.notes
                        ],
                    }
                ],
            }
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    summary = f"{rule.summary}."
    return {
        "id": rule.id,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": f"{summary} {rule.why}"},
        "help": {
            "text": f"{summary} {rule.why} {rule.remedy}",
            "markdown": rule_markdown(rule),
        },
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": [rule.category]},
    }


def _results(report: CheckReport, ids: list[str]) -> Iterator[dict[str, Any]]:
    versions = {checkout.repo: checkout for checkout in report.versions}
    seen: Counter[tuple[str, str, str]] = Counter()
    for problem in report.problems[:MAX_RESULTS]:
        what = (problem.id, problem.path, problem.key)
        seen[what] += 1
        # The line may move: what identifies a problem is its rule and its key, and which of several
        # it is.
        identity = "\0".join((*what, str(seen[what])))
        digest = sha256(identity.encode("utf8", "replace")).hexdigest()
        yield {
            **_result(problem, ids, versions),
            "partialFingerprints": {_FINGERPRINT: digest},
        }


def _result(problem: Problem, ids: list[str], versions: Mapping[str, Checkout]) -> dict[str, Any]:
    text = f"{problem.message}."
    if problem.fix:
        text += f" Fix: {problem.fix}."
    result: dict[str, Any] = {
        "ruleId": problem.id,
        "ruleIndex": ids.index(problem.id),
        "level": problem.severity,
        "message": {"text": text},
        "locations": [{"physicalLocation": _place_of(problem)}],
    }
    related = list(_related(problem, versions))
    if related:
        result["relatedLocations"] = related
    return result


def _place_of(problem: Problem) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": _uri(problem.path)},
        "region": {
            "startLine": max(1, problem.line),
            "startColumn": 1,
            "endLine": max(1, problem.line, problem.end_line),
        },
    }


def _related(problem: Problem, versions: Mapping[str, Checkout]) -> Iterator[dict[str, Any]]:
    for number, place in enumerate(problem.places, 1):
        url = permalink(versions.get(place.repo), place)
        if url:
            yield _related_place(number, place, url)


def _related_place(number: int, place: Location, url: str) -> dict[str, Any]:
    return {
        "id": number,
        "message": {"text": f"{place.repo} {place.path}:{place.line}"},
        "physicalLocation": {
            "artifactLocation": {"uri": url.partition("#")[0]},
            "region": {"startLine": place.line, "endLine": place.end_line},
        },
    }


def _uri(path: str) -> str:
    """Return a path as a reference relative to where the command ran, or as a `file:` url."""
    text = path.replace("\\", "/")
    quoted = quote(text.encode("utf8", "surrogateescape"), safe="/:" if _has_drive(text) else "/")
    if _has_drive(text):
        return f"file:///{quoted}"
    return f"file://{quoted}" if text.startswith("/") else quoted


def _has_drive(path: str) -> bool:
    return len(path) > 1 and path[1] == ":" and path[0].isalpha()
