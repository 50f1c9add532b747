"""Numbers that were most likely meant in another unit than the program reads them in.

Not here: the units (`dify/units.py`), limits that must fit each other (`limits.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.rule import (
    DeploymentBreach,
    DeploymentRule,
    DeploymentView,
    Variable,
)
from ctxkit.dify.units import Unit, unit_of
from ctxkit.regex import regex

_SERVICES = ("api", "web", "sandbox", "plugin_daemon")
_NUMBER = regex(r"[0-9]{1,15}(?:\.[0-9]{1,3})?")


def _in_other_unit(view: DeploymentView) -> Iterator[DeploymentBreach]:
    for service in _SERVICES:
        for name in view.names(service):
            value = view.value(service, name)
            row = unit_of(name)
            if row is None or not _NUMBER.fullmatch(value):
                continue
            number = float(value)
            if number and not row.lowest <= number <= row.highest:
                yield _meant_otherwise(Variable(service, name), value, row)


def _meant_otherwise(variable: Variable, value: str, row: Unit) -> DeploymentBreach:
    return DeploymentBreach(
        at=(variable,),
        message=f"{variable.name} is in {row.unit}: {value} looks like {row.other_unit}",
        fix=f"set it to {float(value) / row.factor:.12g} if you mean {value} {row.other_unit}",
    )


RULES = (
    DeploymentRule(
        id="value-in-another-unit",
        category="limit-unit",
        severity="warning",
        summary="A number was most likely meant in another unit",
        why="The limit is then a thousand times, or a million times, too high or too low.",
        remedy="Convert the value to the unit that the problem names.",
        look=_in_other_unit,
        broken={"api": {"APP_MAX_EXECUTION_TIME": "3600000"}},
        kept={"api": {"APP_MAX_EXECUTION_TIME": "86400"}},
    ),
)
