"""Check a values file: its paths, variables of its own, types, secrets, values that contradict each
other.

Where the templates are not in the workspace (the Enterprise chart) only what is certain without
them is checked. Not here: the rules about several values (`values_rules/`), `.env` files
(`env_check.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.rule import FileRule, Rule, ValuesBreach
from ctxkit.ask.check.values_case import ValuesCase
from ctxkit.ask.check.values_inferred import check_inferred_values
from ctxkit.ask.check.values_paths import check_paths
from ctxkit.ask.check.values_rules import VALUES_RULES
from ctxkit.ask.check.values_secrets import check_secrets
from ctxkit.ask.check.values_types import check_types
from ctxkit.ask.check.values_variables import check_variables
from ctxkit.dify.enterprise import is_enterprise_part

_MAX_NAMED_PARTS = 4

OTHER_CHART = FileRule(
    id="other-chart",
    category="other-chart",
    severity="note",
    summary="The values are those of another chart, whose templates are not in the workspace",
    why="Only the templates show which values are used, so only what is certain without them is"
    " checked.",
    remedy="None for the Enterprise chart; for the community chart, add its repository to"
    " workspace.yaml.",
    broken={"values": "enterprise:\n  enabled: true\n"},
    kept={"values": "api:\n  logLevel: INFO\n"},
)
RULES = (OTHER_CHART,)


def check_values(case: ValuesCase) -> None:
    """Report everything that is wrong."""
    for rule in VALUES_RULES:
        for breach in rule.look(case.merged):
            _report_breach(case, rule, breach)
    if case.is_other_chart:
        if case.chart.is_at_hand:
            _report_other_chart(case)
        check_inferred_values(case)
    else:
        check_paths(case)
    check_variables(case)
    check_types(case)
    check_secrets(case)


def _report_breach(case: ValuesCase, rule: Rule, breach: ValuesBreach) -> None:
    # A value that the file does not set is the chart's own.
    found = [case.file.leaves.get(path) for path in breach.paths]
    leaves = [leaf for leaf in found if leaf is not None]
    if not leaves:
        return  # that is how the chart ships it
    first, *others = leaves
    message = breach.message
    if others:
        message += f" (see {', '.join(f'line {leaf.line}' for leaf in others)})"
    spot = Spot(path=case.file.path, key=first.path, line=first.line)
    case.reporter.add(rule, spot, message, breach.fix, severity=breach.severity)


def _report_other_chart(case: ValuesCase) -> None:
    parts = case.unknown_parts
    is_enterprise = any(is_enterprise_part(part) for part in parts)
    whose = "the Enterprise chart" if is_enterprise else "another chart"
    shown = ", ".join(parts[:_MAX_NAMED_PARTS])
    case.reporter.add(
        OTHER_CHART,
        Spot(path=case.file.path, key="", line=1),
        f"values of {whose} ({shown}, ... are unknown to {case.chart.name}): its templates are not "
        "in the workspace, so only what is certain without them was checked",
    )
