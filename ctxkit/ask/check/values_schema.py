"""Check a values file by the chart's own `values.schema.json`, by which Helm refuses values.

Not here: how a schema is read (`files/json_schema.py`), types that Helm takes and Kubernetes does
not (`values_types.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ctxkit.ask.check.chart_files import chart_lines
from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.rule import FileRule
from ctxkit.ask.check.values_case import ValuesCase
from ctxkit.files.json_schema import Violation, load_schema, violations
from ctxkit.index.sources import Sources
from ctxkit.model import Checkout
from ctxkit.text.hidden_values import is_hidden
from ctxkit.values.selection import is_in_use

_SCHEMA = "values.schema.json"
_NUMBERS = ("integer", "number", "boolean")
_MAX_KEYS = 6

REFUSED_BY_SCHEMA = FileRule(
    id="refused-by-schema",
    category="wrong-type",
    severity="error",
    summary="A value is not of the type that the chart's values.schema.json or templates demand",
    why="Helm refuses the whole file or fails to render it: `helm upgrade` stops.",
    remedy="Write the type that the problem names.",
    broken={"values": 'api:\n  replicas: "2"\n'},
    kept={"values": "api:\n  replicas: 2\n"},
)
RULES = (REFUSED_BY_SCHEMA,)


def schema_of(sources: Sources, chart: Checkout | None) -> Mapping[str, Any]:
    """Return the schema of a chart, an empty one where it has none or there is no chart."""
    if chart is None:
        return {}
    return load_schema("\n".join(chart_lines(sources, chart, _SCHEMA)))


def check_schema(case: ValuesCase, schema: Mapping[str, Any]) -> None:
    """Report the values that the schema refuses."""
    for found in violations(schema, case.file.root):
        if case.reporter.has(found.path, case.file.path, REFUSED_BY_SCHEMA.category):
            continue
        if is_hidden(found.node.value):
            continue
        message = f"{found.path} {found.must}: Helm refuses the values by the {_SCHEMA} of "
        spot = Spot(path=case.file.path, key=found.path, line=found.node.line)
        case.reporter.add(REFUSED_BY_SCHEMA, spot, f"{message}{case.chart.name}", _fix(case, found))


def check_kinds(case: ValuesCase) -> None:
    """Report single values where the chart has a mapping or a list, which a schema may not say."""
    for path, leaf in case.file.leaves.items():
        if leaf.node.kind != "scalar" or not leaf.plain or case.chart.is_of_subchart(path):
            continue
        if is_hidden(leaf.node.value):
            continue
        if case.reporter.has(path, case.file.path, REFUSED_BY_SCHEMA.category):
            continue
        if not is_in_use(f"{path}.", case.merged):
            continue  # no template looks at it
        keys = case.chart.keys_below(path)
        if keys:
            message = f"{path} must be a mapping: the templates of {case.chart.name} read its keys"
            fix = f"set its keys instead: {', '.join(keys[:_MAX_KEYS])}"
            case.reporter.add(REFUSED_BY_SCHEMA, case.spot(leaf), message, fix)
        elif case.chart.defaults.get(path, "").startswith("["):
            message = f"{path} must be a list, as in {case.chart.name}: Kubernetes rejects it"
            case.reporter.add(REFUSED_BY_SCHEMA, case.spot(leaf), message, "write a list")


def _fix(case: ValuesCase, found: Violation) -> str:
    if found.types == ("string",) and found.given in _NUMBERS:
        return "quote the value"
    if found.given == "string" and set(found.types) <= set(_NUMBERS):
        return "remove the quotes" if found.node.style else ""
    if found.types == ("object",):
        keys = case.chart.keys_below(found.path)
        return f"set its keys instead: {', '.join(keys[:_MAX_KEYS])}" if keys else ""
    return "write a list" if found.types == ("array",) else ""
