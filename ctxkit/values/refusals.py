"""The values of a deployment that break a rule on a chart: laid over the chart's own, and told
apart from those that the chart breaks itself.

Not here: the rules (`rules/`), values that a chart has no place for (`places.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct

from ctxkit.files.values import ValuesFile
from ctxkit.text.hidden_values import is_hidden
from ctxkit.values.rule import ValuesBreach, ValuesRule
from ctxkit.values.rules import VALUES_RULES
from ctxkit.values.selection import ChartValues


class RefusedValue(Struct, frozen=True, kw_only=True):
    """A rule that values break on a chart.

    `path` is the first of the values that are the user's, `line` is where the user's file sets it.
    `is_new`: they keep the rule on the old chart, or there is none.
    """

    rule: ValuesRule
    breach: ValuesBreach
    path: str
    line: int
    is_new: bool

    @property
    def severity(self) -> str:
        return self.breach.severity or self.rule.severity

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "rule": self.rule.id,
            "severity": self.severity,
            "path": self.path,
            "paths": list(self.breach.paths),
            "line": self.line or None,
            "message": self.breach.message,
            "fix": self.breach.fix,
            "new": self.is_new,
        }


def refusals(
    values: ChartValues, lines: Mapping[str, int], old: ChartValues
) -> tuple[RefusedValue, ...]:
    """Return the rules that `values` break by one of the user's, which `lines` has by their path;
    `old` are the values on the old chart.
    """
    broken_before = {(rule.id, breach.paths) for rule, breach in _broken(old, lines)}
    found: list[RefusedValue] = []
    for rule, breach in _broken(values, lines):
        own = [each for each in breach.paths if each in lines]
        path = next((each for each in own if lines[each]), own[0])
        is_new = (rule.id, breach.paths) not in broken_before
        found.append(
            RefusedValue(rule=rule, breach=breach, path=path, line=lines[path], is_new=is_new)
        )
    return tuple(found)


def _broken(values: ChartValues, given: Collection[str]) -> list[tuple[ValuesRule, ValuesBreach]]:
    """Return the breaches that one of the `given` values takes part in."""
    return [
        (rule, breach)
        for rule in VALUES_RULES
        for breach in rule.look(values)
        if any(path in given for path in breach.paths)
        and not any(is_hidden(values.get(path, "")) for path in breach.paths)
    ]


def values_of(file: ValuesFile) -> dict[str, str]:
    """Return the values of a file by path, empty where they are null."""
    return {path: leaf.value or "" for path, leaf in file.leaves.items()}
