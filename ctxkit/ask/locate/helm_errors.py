"""What Helm says of a chart -> the template, the value or the file of it.

Not here: events of Kubernetes (`kubernetes.py`).
"""

# ruff: noqa: E501 - patterns stay whole

from __future__ import annotations

from ctxkit.ask.locate.candidates import Candidate, LocateContext, point_at
from ctxkit.index.reader import FileEntry
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Confidence, ConfigUse, Symbol

_CHART = "dify-helm"
_FRAME = LazyPattern(
    r"(?:template: |parse error at \(|execution error at \(|error converting YAML to JSON in )([\w./-]{3,200}\.(?:tpl|ya?ml|txt)):(\d{1,6})(?::\d{1,6})?\)?(?::? executing \"([\w./-]{1,200})\")?",
    hint="template: |parse error at|execution error at|converting YAML",
)
_RENDERED = LazyPattern(
    r"YAML parse error on [\w.-]{1,60}/([\w./-]{3,200}\.(?:tpl|ya?ml))", hint="YAML parse error"
)
_DATA = LazyPattern(
    r"\b(ConfigMap|Secret|Deployment|StatefulSet)(?:\.v1)?\.(?:data|stringData|spec)[\w.\[\]]{0,80}\.([A-Za-z_]\w{1,100})\b"
)
"""What Kubernetes refuses in an object: `ConfigMap.data.CONSOLE_URL`."""

_TWICE = LazyPattern(
    r"\b(render)\b.{0,200}mapping key \"([A-Za-z_]\w{1,100})\" already defined",
    hint="already defined",
)
_VALUE = LazyPattern(
    r"(?:cannot overwrite table with non table for|skipped value for|destination for) ([\w.-]{1,200}[\w-])"
    r"|^- ((?:[\w-]{1,80}\.){0,8}[\w-]{1,80}): (?:Invalid type|Additional property|Does not match|Must |[\w.-]{1,80} is required)"
    r"|^- at '/((?:[\w-]{1,80}/){0,8}[\w-]{1,80})': ",
    hint="table|skipped value|destination for|- ",
)
"""What Helm says of values that do not fit the chart's, or its schema (in the words of version 3,
then of 4).
"""


def resolve_chart(asked: LocateContext) -> list[Candidate]:
    """Return the places of the chart that Helm complains of."""
    text = asked.event.line.message[:4_000]
    return (
        _template_frames(asked, text)
        or _rendered(asked, text)
        or _refused_values(asked, text)
        or _values(asked, text)
        or _dependencies(asked, text)
    )


def _refused_values(asked: LocateContext, text: str) -> list[Candidate]:
    """Return where the chart renders the keys whose values Kubernetes refuses, or that stand in it
    twice.
    """
    leads: list[Candidate] = []
    for found in [*_DATA.finditer(text), *_TWICE.finditer(text)][:6]:
        uses = [
            u
            for u in asked.index.keyed(found[2])
            if isinstance(u, ConfigUse) and u.repo == _CHART and not u.test
        ]
        for use in [u for u in uses if u.role == "renders" and found[2] in (u.name, u.target)][:3]:
            why = f"the chart renders {found[2]} here"
            leads.append(Candidate(fact=use, score=40.0 - len(leads), sure="medium", why=(why,)))
    return leads


def _template_frames(asked: LocateContext, text: str) -> list[Candidate]:
    """Helm says where in which template it failed, outermost first, as a stack does."""
    leads: list[Candidate] = []
    for found in list(_FRAME.finditer(text))[-8:]:
        path, number, name = found[1], int(found[2]), found[3] or ""
        inner = path.partition("/")[2]
        for file in asked.index.files(base=path.rpartition("/")[2], repo=_CHART):
            if not file.path.endswith(f"/{inner}") or file.test:
                continue
            defines = [
                s
                for s in asked.index.in_file(file.repo, file.path, Symbol)
                if isinstance(s, Symbol) and s.name == name
            ]
            inside = not defines or any(s.line <= number <= s.end_line for s in defines)
            line = number if inside else defines[0].line
            fact = point_at(defines[0] if defines else None, file.repo, file.path, line)
            told = "" if inside else f", which has moved in this version (Helm says line {number})"
            leads.append(
                Candidate(
                    fact=fact,
                    score=40.0 + len(leads),
                    sure="medium",
                    why=(f"Helm failed in {name or inner}{told}",),
                )
            )
    return leads


def _rendered(asked: LocateContext, text: str) -> list[Candidate]:
    """Return the template whose output is no YAML; Helm counts the lines of the output, so that
    they tell nothing.
    """
    found = _RENDERED.search(text)
    if not found:
        return []
    files = [
        f
        for f in asked.index.files(base=found[1].rpartition("/")[2], repo=_CHART)
        if f.path.endswith(f"/{found[1]}")
    ]
    why = "what this template makes is no YAML"
    return [
        Candidate(fact=point_at(None, f.repo, f.path, 1), score=40.0, sure="medium", why=(why,))
        for f in files
        if not f.test
    ]


def _values(asked: LocateContext, text: str) -> list[Candidate]:
    """Return the line of the chart's values that a value is at odds with; the first name may be the
    chart's own.
    """
    found = _VALUE.search(text)
    if not found:
        return []
    path = (found[1] or found[2] or found[3]).replace("/", ".").split(".")
    leads = []
    for file in asked.index.files(base="values.yaml", repo=_CHART):
        whole = _lines_of_value(asked, file, path)
        lines, wanted = (
            (whole, path) if whole else (_lines_of_value(asked, file, path[1:]), path[1:])
        )
        if lines:
            sure: Confidence = "medium" if len(lines) == len(wanted) else "low"
            why = f"the chart's own value of {'.'.join(wanted[: len(lines)])}"
            leads.append(
                Candidate(
                    fact=point_at(None, file.repo, file.path, lines[-1]),
                    score=38.0,
                    sure=sure,
                    why=(why,),
                )
            )
    return leads


def _lines_of_value(asked: LocateContext, file: FileEntry, path: list[str]) -> list[int]:
    """Return the lines at which the names of a path stand below one another, as far as the file has
    them.
    """
    lines = asked.sources.lines(file.repo, file.path)
    found: list[int] = []
    depth = -1
    for name in path:
        level = None  # how far the entries of this mapping are indented
        for number in range(found[-1] + 1 if found else 1, len(lines) + 1):
            bare = lines[number - 1].lstrip(" ")
            indent = len(lines[number - 1]) - len(bare)
            if not bare or bare[0] in "#-":
                continue
            if indent <= depth:
                return found
            level = indent if level is None else level
            if indent == level and bare.startswith(f"{name}:"):
                depth = indent
                found.append(number)
                break
        else:
            return found
    return found


def _dependencies(asked: LocateContext, text: str) -> list[Candidate]:
    if "found in Chart.yaml, but missing in charts/" not in text:
        return []
    leads = []
    for file in asked.index.files(base="Chart.yaml", repo=_CHART):
        lines = asked.sources.lines(file.repo, file.path)
        number = next((n for n, line in enumerate(lines, 1) if line.startswith("dependencies:")), 0)
        if number:
            fact = point_at(None, file.repo, file.path, number)
            leads.append(
                Candidate(
                    fact=fact,
                    score=40.0,
                    sure="medium",
                    why=("the charts that this one needs are named here",),
                )
            )
    return leads
