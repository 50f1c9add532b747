"""How a report on the user's files looks: one problem a line, as compilers write them, and its JSON
form.

Not here: SARIF (`sarif.py`), the page on the rules (`rules_page.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from ctxkit.model import CheckedFile, Checkout, CheckReport, Location, Problem, Severity
from ctxkit.output.json_form import SCHEMA_VERSION, level_dict
from ctxkit.output.json_places import linked_dict
from ctxkit.output.translation import labelled, translated
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.visible import visible_line
from ctxkit.text.wording import counted


def report_text(report: CheckReport, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the problems, `file:line: severity: message [rule]`, each with its fix and its proof,
    and a last line.
    """
    versions = {checkout.repo: checkout for checkout in report.versions}
    lines = [f"{labelled('note', lang)}: {translated(note, lang)}" for note in report.notes]
    for problem in report.problems:
        lines += _problem_lines(problem, versions, lang)
    lines.append(summary(report, lang))
    return "\n".join(map(visible_line, lines)) + "\n"


def _problem_lines(
    problem: Problem, versions: Mapping[str, Checkout], lang: Language
) -> Iterator[str]:
    where = f"{problem.path}:{problem.line}"
    severity, message = labelled(problem.severity, lang), translated(problem.message, lang)
    yield f"{where}: {severity}: {message} [{problem.id}]"
    if problem.fix:
        yield f"    {labelled('fix:', lang)} {translated(problem.fix, lang)}"
    for place in problem.places:
        yield f"    {labelled('see:', lang)} {_place(place, versions)}"


def _place(place: Location, versions: Mapping[str, Checkout]) -> str:
    checkout = versions.get(place.repo)
    version = checkout.version if checkout is not None else ""
    return f"{place.repo}@{version} {place.path}:{place.line}"


def summary(report: CheckReport, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a line about what was checked and how many problems there are."""
    files = [translated(_file(file), lang) for file in report.files]
    found = [counted(count, severity) for severity, count in _by_severity(report).items() if count]
    counts = [translated(count, lang) for count in found or ["nothing wrong"]]
    line = f"{', '.join(files)}: {', '.join(counts)}"
    return f"{line}; {translated(f'ignored: {report.ignored}', lang)}" if report.ignored else line


def _file(file: CheckedFile) -> str:
    return f"{file.path} ({file.settings} settings)" if file.settings else file.path


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
        "counts": {**_by_severity(report), "ignored": report.ignored},
        "problems": [_problem_dict(problem, versions) for problem in report.problems],
        "notes": list(report.notes),
    }


def _problem_dict(problem: Problem, versions: Mapping[str, Checkout]) -> dict[str, Any]:
    found = {
        "rule": problem.rule,
        "id": problem.id,
        "severity": problem.severity,
        "key": problem.key,
        "path": problem.path,
        "line": problem.line,
        "end_line": problem.end_line,
        "message": problem.message,
        "fix": problem.fix,
        **level_dict(problem.judged),
        "places": [linked_dict(place, versions) for place in problem.places],
    }
    return {**found, "more": problem.more} if problem.more else found


def _by_severity(report: CheckReport) -> dict[str, int]:
    counts: Counter[Severity] = Counter()
    for problem in report.problems:
        counts[problem.severity] += problem.more or 1
    return {severity: counts[severity] for severity in get_args(Severity)}
