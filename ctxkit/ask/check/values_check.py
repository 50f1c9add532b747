"""Check a values file: its paths, variables of its own, types, secrets, values that contradict each
other.

Where the templates are not in the workspace (those of another chart) only what is certain without
them is checked. Not here: the rules about several values (`values/rules/`), `.env` files
(`env_check.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.rule import FileRule
from ctxkit.ask.check.values_case import ValuesCase
from ctxkit.ask.check.values_inferred import check_inferred_values
from ctxkit.ask.check.values_paths import check_paths
from ctxkit.ask.check.values_schema import check_kinds, check_schema
from ctxkit.ask.check.values_secrets import check_defaults, check_secrets
from ctxkit.ask.check.values_types import check_types
from ctxkit.ask.check.values_variables import check_variables
from ctxkit.dify.enterprise import is_enterprise_part
from ctxkit.regex import regex
from ctxkit.text.hidden_values import is_hidden
from ctxkit.values.rule import ValuesBreach, ValuesRule
from ctxkit.values.rules import VALUES_RULES

_MAX_NAMED_PARTS = 4
_BASE_WORDS = frozenset({"base", "common", "shared", "default", "defaults"})
_WORD = regex("[a-z]+")

OTHER_CHART = FileRule(
    id="other-chart",
    category="other-chart",
    severity="note",
    summary="The values are those of another chart, whose templates are not in the workspace",
    why="Only the templates show which values are used, so only what is certain without them is"
    " checked.",
    remedy="Use a workspace with that chart: for Dify Enterprise one with `enterprise: VERSION`,"
    " for the community chart one with its repository as `dify-helm`.",
    broken={"values": "enterprise:\n  enabled: true\ngateway:\n  replicas: 1\n"},
    kept={"values": "api:\n  logLevel: INFO\n"},
)
RULES = (OTHER_CHART,)


def check_values(cases: Sequence[ValuesCase], schema: Mapping[str, Any]) -> None:
    """Report everything that is wrong with the layers of a release, each a case."""
    release = cases[-1]
    for rule in VALUES_RULES:
        for breach in rule.look(release.merged):
            _report_breach(release, rule, breach)
    if release.is_other_chart and release.chart.is_at_hand:
        _report_other_chart(cases[0])
    for case in cases:
        if release.is_other_chart:
            check_inferred_values(case)
        else:
            check_paths(case)
        check_variables(case)
        check_types(case)
        if not release.is_other_chart:
            check_schema(case, schema)
            check_kinds(case)
        check_secrets(case)
    check_defaults(cases)


def _report_breach(case: ValuesCase, rule: ValuesRule, breach: ValuesBreach) -> None:
    # A value that no file sets is the chart's own.
    found = [case.spot_of_given(path) for path in breach.paths]
    spots = [spot for spot in found if spot is not None]
    if not spots:
        return  # that is how the chart ships it
    if any(is_hidden(case.merged.get(spot.key, "")) for spot in spots):
        return
    first, *others = spots
    message = breach.message
    if others:
        places = [each for each in others if each.path == first.path]
        shown = [f"line {each.line}" for each in places]
        shown += [f"{each.path}:{each.line}" for each in others if each not in places]
        message += f" (see {', '.join(shown)})"
    fix, severity = breach.fix, breach.severity
    if rule.needs_all_layers and _is_base(case):
        fix, severity = f"{fix}, or check it together with the files that are laid over it", "note"
    case.reporter.add(rule, first, message, fix, severity=severity)


def _is_base(case: ValuesCase) -> bool:
    """Return whether the only file is named as one over which others are laid."""
    name = PurePath(case.layers[0].path.replace("\\", "/")).stem.lower()
    return len(case.layers) == 1 and not _BASE_WORDS.isdisjoint(_WORD.findall(name))


def _report_other_chart(case: ValuesCase) -> None:
    parts = case.unknown_parts
    is_enterprise = any(is_enterprise_part(part) for part in parts)
    whose = "the Enterprise chart" if is_enterprise else "another chart"
    unknown = parts or [path for path in case.given if not case.chart.knows(path)]
    shown = ", ".join(unknown[:_MAX_NAMED_PARTS])
    case.reporter.add(
        OTHER_CHART,
        Spot(path=case.file.path, key="", line=1),
        f"values of {whose} ({shown}, ... are unknown to {case.chart.name}): its templates are not "
        "in the workspace, so only what is certain without them was checked",
    )
