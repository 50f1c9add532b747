"""How a report on the user's files looks: one problem a line, as compilers write them, and its JSON
form.

Not here: SARIF (`sarif.py`).
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from ctxkit.model import Checkout, CheckReport, Location, Problem
from ctxkit.output.json_form import SCHEMA_VERSION, where_dict
from ctxkit.text.locations import permalink

_SEVERITIES = ("error", "warning", "note")


def report_text(report: CheckReport) -> str:
    """Return the problems, `file:line: severity: what [rule]`, each with its fix and its proof, and
    a last line.
    """
    versions = {checkout.repo: checkout for checkout in report.versions}
    lines = [f"note: {note}" for note in report.notes]
    for problem in report.problems:
        lines.append(
            f"{problem.path}:{problem.line}: {problem.severity}: {problem.message} [{problem.rule}]"
        )
        if problem.fix:
            lines.append(f"    fix: {problem.fix}")
        lines += [f"    see: {_place(place, versions)}" for place in problem.places]
    lines.append(summary(report))
    return "\n".join(lines) + "\n"


def summary(report: CheckReport) -> str:
    """Return a line about what was checked and how many problems there are."""
    counts = _counts(report)
    said = [
        f"{count} {severity}{'s' * (count != 1)}" for severity, count in counts.items() if count
    ]
    files = ", ".join(
        f"{file.path} ({file.settings} settings)" if file.settings else file.path
        for file in report.files
    )
    return f"{files}: {', '.join(said) or 'nothing wrong'}"


def report_dict(report: CheckReport) -> dict[str, Any]:
    """Return the JSON form of a report."""
    versions = {checkout.repo: checkout for checkout in report.versions}
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "check",
        "versions": {
            repo: {"version": c.version, "commit": c.commit, "match": c.match}
            for repo, c in versions.items()
        },
        "files": [{"path": f.path, "kind": f.what, "settings": f.settings} for f in report.files],
        "counts": _counts(report),
        "problems": [_problem_dict(problem, versions) for problem in report.problems],
        "notes": list(report.notes),
    }


def _problem_dict(problem: Problem, versions: dict[str, Checkout]) -> dict[str, Any]:
    return {
        "rule": problem.rule,
        "severity": problem.severity,
        "key": problem.key,
        "path": problem.path,
        "line": problem.line,
        "end_line": problem.end_line,
        "message": problem.message,
        "fix": problem.fix,
        "places": [
            {**where_dict(place), "url": permalink(versions.get(place.repo), place)}
            for place in problem.places
        ],
    }


def _counts(report: CheckReport) -> dict[str, int]:
    counts: Counter[str] = Counter(problem.severity for problem in report.problems)
    return {severity: counts[severity] for severity in _SEVERITIES}


def _place(place: Location, versions: dict[str, Checkout]) -> str:
    version = versions[place.repo].version if place.repo in versions else ""
    return f"{place.repo}@{version} {place.path}:{place.line}"
