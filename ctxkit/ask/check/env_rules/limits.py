"""Limits on the path of a request: a program must not let through less than the next one allows.

Not here: which settings limit each other (`dify/related.py`), what a single limit may be
(`ask/check/validation.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from math import ceil

from ctxkit.ask.check.rule import (
    DeploymentBreach,
    DeploymentRule,
    DeploymentView,
    Variable,
)
from ctxkit.dify.nginx import size_in_bytes, time_in_seconds
from ctxkit.dify.related import RELATED_SETTINGS, Bound, RelatedSetting
from ctxkit.regex import regex

_NUMBER = regex(r"[0-9]{1,12}(?:\.[0-9]{1,3})?")
_BYTES_OF_MEGABYTE = 1024**2


def _plain_number(value: str) -> float | None:
    return float(value) if _NUMBER.fullmatch(value) else None


def _megabytes(value: str) -> float | None:
    number = _plain_number(value)
    return None if number is None else number * _BYTES_OF_MEGABYTE


_AMOUNT: dict[str, Callable[[str], float | None]] = {
    "MB": _megabytes,
    "bytes": _plain_number,
    "nginx size": size_in_bytes,
    "nginx time": time_in_seconds,
    "s": _plain_number,
}
"""How the value of a unit is read, in bytes or seconds."""

_IN_OTHER_UNIT = {"nginx size": "M", "nginx time": "s", "s": ""}
"""The text after a number in the unit of the limiting setting."""

_EXAMPLES = {"bytes": ("524288000", "52428800"), "MB": ("500", "100"), "s": ("500", "100")}
"""A value of each unit that is too high beside 100 of the other unit, and one that is not."""


def _above_bound(
    row: RelatedSetting, bound: Bound, view: DeploymentView
) -> Iterator[DeploymentBreach]:
    other = Variable(bound.other_service, row.other)
    highest = _AMOUNT[bound.other_unit](view.value(*other))
    # Not a size, or 0, which nginx reads as no limit.
    if not highest:
        return
    for name in view.names(bound.service):
        value = view.value(bound.service, name)
        amount = _AMOUNT[bound.unit](value)
        if amount is None or amount <= highest or not re.fullmatch(row.names, name):
            continue
        yield DeploymentBreach(
            at=(Variable(bound.service, name), other),
            message=f"{name} is {value} {bound.unit}, but {other.name} allows less: {bound.effect}",
            fix=f"set {other.name} to more than {_in_unit_of_other(bound, value, amount)}",
        )


def _rule_of(row: RelatedSetting, bound: Bound) -> DeploymentRule:
    return DeploymentRule(
        id=bound.rule,
        category="limit-below",
        severity="warning",
        summary=bound.summary,
        why=f"The higher limit is never reached: {bound.effect}.",
        remedy=f"Raise {row.other} above the limit.",
        look=partial(_above_bound, row, bound),
        broken=_example(row, bound, _EXAMPLES[bound.unit][0]),
        kept=_example(row, bound, _EXAMPLES[bound.unit][1]),
    )


def _in_unit_of_other(bound: Bound, value: str, amount: float) -> str:
    """Return a value in the unit of the limiting setting."""
    number = value
    if bound.unit == "bytes":
        number = str(ceil(amount / _BYTES_OF_MEGABYTE))
    return f"{number}{_IN_OTHER_UNIT[bound.other_unit]}"


def _example(row: RelatedSetting, bound: Bound, value: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {bound.service: {row.sample: value}}
    highest = f"100{_IN_OTHER_UNIT[bound.other_unit]}"
    found.setdefault(bound.other_service, {})[row.other] = highest
    return found


RULES = tuple(_rule_of(row, row.bound) for row in RELATED_SETTINGS if row.bound is not None)
