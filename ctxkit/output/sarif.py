"""A report on the user's files as SARIF 2.1.0, which code hosts and editors show beside the lines.

Not here: what is wrong (`ask/check/check.py`), the other forms of a report (`check_report.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from ctxkit.model import Checkout, CheckReport, Location, Problem, Severity
from ctxkit.text.locations import permalink

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_MOST = 5000  # results that GitHub shows of one run; what is gravest comes with the first


def sarif(
    report: CheckReport, rules: Mapping[str, tuple[Severity, str]], version: str
) -> dict[str, Any]:
    """Return a SARIF log with one run.

    `rules` are those that there are, `version` is that of ctxkit.
    """
    names = list(rules)
    versions = {checkout.repo: checkout for checkout in report.versions}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "ctxkit",
                        "version": version,
                        "rules": [
                            {
                                "id": name,
                                "shortDescription": {"text": f"{meaning}."},
                                "fullDescription": {"text": f"{meaning}."},
                                "help": {
                                    "text": f"{meaning}. Each result says how to put it right."
                                },
                                "defaultConfiguration": {"level": severity},
                            }
                            for name, (severity, meaning) in rules.items()
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "artifacts": [{"location": {"uri": _uri(file.path)}} for file in report.files],
                "results": _results(report, names, versions),
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


def _results(
    report: CheckReport, names: list[str], versions: Mapping[str, Checkout]
) -> list[dict[str, Any]]:
    found = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for problem in report.problems[:_MOST]:
        what = (problem.rule, problem.path, problem.key)
        seen[what] += 1
        # The line may move: what identifies a problem is its rule and its key, and which of several
        # it is.
        mark = sha256("\0".join((*what, str(seen[what]))).encode("utf8", "replace")).hexdigest()
        found.append(
            {**_result(problem, names, versions), "partialFingerprints": {"ruleAndKey/v2": mark}}
        )
    return found


def _result(problem: Problem, names: list[str], versions: Mapping[str, Checkout]) -> dict[str, Any]:
    text = f"{problem.message}. Fix: {problem.fix}." if problem.fix else f"{problem.message}."
    result: dict[str, Any] = {
        "ruleId": problem.rule,
        "ruleIndex": names.index(problem.rule),
        "level": problem.severity,
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(problem.path)},
                    "region": {
                        "startLine": max(1, problem.line),
                        "startColumn": 1,
                        "endLine": max(1, problem.line, problem.end_line),
                    },
                }
            }
        ],
    }
    related = [
        each
        for at, place in enumerate(problem.places, 1)
        if (each := _related(at, place, versions))
    ]
    if related:
        result["relatedLocations"] = related
    return result


def _related(
    number: int, place: Location, versions: Mapping[str, Checkout]
) -> dict[str, Any] | None:
    url = permalink(versions.get(place.repo), place)
    if not url:
        return None
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
    if len(text) > 1 and text[1] == ":" and text[0].isalpha():
        return f"file:///{quote(text, safe='/:')}"
    return f"file://{quote(text)}" if text.startswith("/") else quote(text)
