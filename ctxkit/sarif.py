"""A report on the user's files as SARIF 2.1.0, which code hosts and editors show beside the lines.

Not here: what is wrong (`ask/check.py`), the other forms of a report (`checkreport.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from ctxkit.model import Checkout, CheckReport, Location, Problem, Severity
from ctxkit.render import permalink

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(report: CheckReport, rules: Mapping[str, tuple[Severity, str]], version: str) -> dict[str, Any]:
    """Return a SARIF log with one run. `rules` are those that there are, `version` is that of ctxkit."""
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
                                "defaultConfiguration": {"level": severity},
                            }
                            for name, (severity, meaning) in rules.items()
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "artifacts": [{"location": {"uri": _uri(file.path)}} for file in report.files],
                "results": [_result(problem, names, versions) for problem in report.problems],
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
                    "region": {"startLine": max(1, problem.line), "endLine": max(1, problem.end_line)},
                }
            }
        ],
        # The line may move: what identifies a problem is its rule and its key.
        "partialFingerprints": {"ruleAndKey/v1": sha256(f"{problem.rule}\0{problem.key}".encode()).hexdigest()},
    }
    related = [each for at, place in enumerate(problem.places, 1) if (each := _related(at, place, versions))]
    if related:
        result["relatedLocations"] = related
    return result


def _related(number: int, place: Location, versions: Mapping[str, Checkout]) -> dict[str, Any] | None:
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
