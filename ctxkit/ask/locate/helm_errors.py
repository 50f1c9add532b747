"""Errors that Helm reports in a chart -> its template, value or file.

Not here: events of Kubernetes (`kubernetes.py`).
"""

# ruff: noqa: E501 - patterns stay whole

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    point_at,
    without_tests,
)
from ctxkit.ask.locate.kubernetes import names_chart
from ctxkit.dify.repositories import CHART
from ctxkit.index.reader import FileEntry
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Confidence, ConfigUse, Symbol, TemplateCall
from ctxkit.regex import regex

_MAX_MESSAGE_CHARS = 4_000
_MAX_FRAMES = 8
_MAX_KEYS = 6
_MAX_USES = 3
_FRAME = LazyPattern(
    r"(?:template: |parse error at \(|execution error at \(|error converting YAML to JSON in )([\w./-]{3,200}\.(?:tpl|ya?ml|txt)):(\d{1,6})(?::\d{1,6})?\)?(?::? executing \"([\w./-]{1,200})\"(?: at <([^<>\n]{1,200})>)?)?",
    hint="template: |parse error at|execution error at|converting YAML",
)
_RENDERED = LazyPattern(
    r"YAML parse error on [\w.-]{1,60}/([\w./-]{3,200}\.(?:tpl|ya?ml))", hint="YAML parse error"
)
_DATA = regex(
    r"\b(?:ConfigMap|Secret|Deployment|StatefulSet)(?:\.v1)?\.(?:data|stringData|spec)[\w.\[\]]{0,80}\.([A-Za-z_]\w{1,100})\b"
)
"""A field of an object that Kubernetes rejects: `ConfigMap.data.CONSOLE_URL`."""

_TWICE = LazyPattern(
    r"\brender\b.{0,200}mapping key \"([A-Za-z_]\w{1,100})\" already defined",
    hint="already defined",
)
_VALUE = LazyPattern(
    r"(?:cannot overwrite table with non table for|skipped value for|destination for) ([\w.-]{1,200}[\w-])"
    r"|^- ((?:[\w-]{1,80}\.){0,8}[\w-]{1,80}): (?:Invalid type|Additional property|Does not match|Must |[\w.-]{1,80} is required)"
    r"|^- at '/((?:[\w-]{1,80}/){0,8}[\w-]{1,80})': ",
    hint="table|skipped value|destination for|- ",
)
"""Helm's errors about values that do not match the chart's, or its schema (in the words of version
3, then of 4).
"""

_COMPARED = regex(
    r"(?m)^(?:[\w.-]{1,63}, )?([\w.-]{1,253}), (\w{1,60}) \([\w./-]{1,80}\) (?:has changed|has been added|to be added|has been removed|to be removed):"
)
"""The head of an object in the output of helm-diff: its namespace, name, kind and version."""

_WITH_VARIABLES = ("ConfigMap", "Secret")
_MAX_COMPARED_CHARS = 60_000
_MAX_INCLUDES = 4

_CHANGED = regex(r"(?m)^\x20{0,4}[+-] {1,8}([A-Z][A-Z0-9_]{2,80}): (.{0,300})$")
_COMPONENT = regex(r"\w{1,60}\.([A-Za-z]{2,60})\.")

_MISSING_CHARTS = "found in Chart.yaml, but missing in charts/"


def resolve_chart(context: LocateContext) -> Resolution:
    """Return the places of the chart that Helm complains of."""
    text = context.line.message[:_MAX_MESSAGE_CHARS]
    readers = (_template_frames, _rendered, _refused_keys, _compared, _values, _dependencies)
    found = (read(context, text) for read in readers)
    return Resolution(candidates=next(filter(None, found), []))


def _files(context: LocateContext, path: str) -> list[FileEntry]:
    """Return the chart's files whose path ends in `path`."""
    found = context.index.files(base=path.rpartition("/")[2], repo=CHART)
    return [file for file in without_tests(found) if file.path.endswith(f"/{path}")]


def _refused_keys(context: LocateContext, text: str) -> list[Candidate]:
    """Return where the chart renders the keys that Kubernetes refuses, or that it renders twice."""
    keys = [found[1] for found in (*_DATA.finditer(text), *_TWICE.finditer(text))]
    candidates: list[Candidate] = []
    for key in keys[:_MAX_KEYS]:
        for use in _renderings(context, key)[:_MAX_USES]:
            score = weights.RENDERED_KEY - weights.NEXT_RENDERED_KEY * len(candidates)
            why = f"the chart renders {key} here"
            candidates.append(Candidate(fact=use, score=score, confidence="medium", why=(why,)))
    return candidates


def _renderings(context: LocateContext, key: str) -> list[ConfigUse]:
    found = without_tests(context.index.keyed(key))
    uses = [use for use in found if isinstance(use, ConfigUse) and use.repo == CHART]
    return [use for use in uses if use.role == "renders" and key in (use.name, use.target)]


def _compared(context: LocateContext, text: str) -> list[Candidate]:
    """Return where the chart gives the variables of an object their values that helm-diff shows as
    changed, by a value of the template's own where it has one.
    """
    pasted = context.pasted[:_MAX_COMPARED_CHARS] if "(v1)" in text else ""
    heads = list(_COMPARED.finditer(pasted))
    ends = [*(head.start() for head in heads[1:]), len(pasted)]
    candidates: list[Candidate] = []
    for head, end in zip(heads, ends, strict=False):
        if head[2] not in _WITH_VARIABLES or head[0] not in text:
            continue  # of another kind, or another event's
        for key, value in list(dict(_CHANGED.findall(pasted[head.end() : end])).items())[
            :_MAX_KEYS
        ]:
            uses = [
                use for use in _renderings(context, key) if _is_of_object(context, use, head[1])
            ]
            candidates += _rendered_as(context, uses, head[1], key, value.strip().strip("\"'"))
    return candidates


def _rendered_as(
    context: LocateContext, uses: Sequence[ConfigUse], name: str, key: str, value: str
) -> Iterator[Candidate]:
    """Yield the renderings of a variable that may have given it a value in an object of a name."""
    confidence: Confidence = "medium" if names_chart(context, name) else "low"
    for use in [use for use in uses if use.value in (None, value)][:_MAX_USES]:
        is_exact = use.value is not None
        why = f"the chart renders {key} here" + (f" as {value}" if is_exact else "")
        score = weights.RENDERED_KEY + weights.RENDERED_VALUE * is_exact
        yield Candidate(fact=use, score=score, confidence=confidence, why=(why,))


def _is_of_object(context: LocateContext, use: ConfigUse, name: str) -> bool:
    """Return whether a template is of the component that the name of an object ends with, or one
    that such a template includes.
    """
    plain = name.lower().replace("-", "")
    names = [use.symbol] if use.symbol else []
    for _ in range(_MAX_INCLUDES):
        components = (found[1].lower() for found in map(_COMPONENT.match, names) if found)
        if any(plain.endswith(component) for component in components):
            return True
        calls = [call for each in names for call in context.index.named(TemplateCall, each)]
        names = list(dict.fromkeys(call.symbol for call in calls if call.symbol))
    return False


def _template_frames(context: LocateContext, text: str) -> list[Candidate]:
    """Return where in which template Helm failed: outermost first, as a stack."""
    candidates: list[Candidate] = []
    for found in list(_FRAME.finditer(text))[-_MAX_FRAMES:]:
        path = found[1].partition("/")[2]
        for file in _files(context, path):
            symbol = _template_in(context, file, found[3] or "")
            line, why = int(found[2]), f"Helm failed in {found[3] or path}"
            moved = _moved(context, symbol, line, found[4] or "")
            if moved:
                why = f"{why}, which has moved in this version (line {line} in Helm's message)"
                line = moved
            candidates.append(
                Candidate(
                    fact=point_at(symbol, file.repo, file.path, line),
                    score=weights.HELM + weights.INNER_TEMPLATE * len(candidates),
                    confidence="medium",
                    why=(why,),
                )
            )
    return candidates


def _moved(context: LocateContext, symbol: Symbol | None, line: int, code: str) -> int:
    """Return the line of a `define` that has some code where another one is meant, else the first
    where that is not in it; 0 if nothing says that it has moved.
    """
    if symbol is None:
        return 0
    lines = context.sources.lines(symbol.repo, symbol.path)
    own = range(symbol.line, min(symbol.end_line, len(lines)) + 1)
    having = [number for number in own if code and code in lines[number - 1]]
    if len(having) == 1:
        return having[0] if having[0] != line else 0
    return 0 if line in own else symbol.line


def _template_in(context: LocateContext, file: FileEntry, name: str) -> Symbol | None:
    """Return the `define` of that name in a file of the chart."""
    symbols = context.index.in_file(file.repo, file.path, Symbol)
    return next((s for s in symbols if isinstance(s, Symbol) and s.name == name), None)


def _rendered(context: LocateContext, text: str) -> list[Candidate]:
    """Return the template whose output is not YAML.

    Helm counts the lines of the output, so that they say nothing of the template's.
    """
    found = _RENDERED.search(text)
    if not found:
        return []
    return [
        Candidate(
            fact=point_at(None, file.repo, file.path, 1),
            score=weights.HELM,
            confidence="medium",
            why=("this template renders invalid YAML",),
        )
        for file in _files(context, found[1])
    ]


def _values(context: LocateContext, text: str) -> list[Candidate]:
    """Return the line of the chart's values that a value is at odds with."""
    found = _VALUE.search(text)
    if not found:
        return []
    path = next(filter(None, found.groups())).replace("/", ".").split(".")
    files = context.files_of_chart("values.yaml")
    located = [_value_in(context, file, path) for file in files]
    return [candidate for candidate in located if candidate is not None]


def _value_in(context: LocateContext, file: FileEntry, path: list[str]) -> Candidate | None:
    lines = context.sources.lines(file.repo, file.path)
    at = _lines_of_value(lines, path)
    if not at:  # the first name may be the chart's own
        path = path[1:]
        at = _lines_of_value(lines, path)
    if not at:
        return None
    return Candidate(
        fact=point_at(None, file.repo, file.path, at[-1]),
        score=weights.CHART_VALUE,
        confidence="medium" if len(at) == len(path) else "low",
        why=(f"the chart's default of {'.'.join(path[: len(at)])}",),
    )


def _lines_of_value(lines: Sequence[str], path: Sequence[str]) -> list[int]:
    """Return the lines of a values file that have the names of a path, each below the one before,
    as far as the file has them.
    """
    found: list[int] = []
    depth = -1
    for name in path:
        line = _line_of_entry(lines, name, after=found[-1] if found else 0, depth=depth)
        if not line:
            break
        found.append(line)
        depth = _indent(lines[line - 1])
    return found


def _line_of_entry(lines: Sequence[str], name: str, *, after: int, depth: int) -> int:
    """Return the line of an entry of the mapping that begins after a line, or 0.

    Its entries are indented more than `depth`, and all alike.
    """
    level = -1
    for number, line in enumerate(islice(lines, after, None), after + 1):
        bare = line.lstrip(" ")
        if not bare or bare[0] in "#-":
            continue
        if _indent(line) <= depth:
            return 0
        if level < 0:
            level = _indent(line)
        if _indent(line) == level and bare.startswith(f"{name}:"):
            return number
    return 0


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _dependencies(context: LocateContext, text: str) -> list[Candidate]:
    """Return where the chart names the charts that it needs, one of which is missing."""
    if _MISSING_CHARTS not in text:
        return []
    candidates = []
    for file in context.files_of_chart("Chart.yaml"):
        lines = context.sources.lines(file.repo, file.path)
        number = next((n for n, line in enumerate(lines, 1) if line.startswith("dependencies:")), 0)
        if number:
            candidates.append(
                Candidate(
                    fact=point_at(None, file.repo, file.path, number),
                    score=weights.HELM,
                    confidence="medium",
                    why=("the chart's dependencies are declared here",),
                )
            )
    return candidates
