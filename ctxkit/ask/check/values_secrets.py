"""Find the secrets of a values file that are publicly known or easily guessed, and placeholders.

Not here: the rules and their texts (`secret_rules.py`), which secrets they are
(`dify/secrets.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.secret_rules import (
    PLACEHOLDER,
    PUBLIC_SECRET,
    SET_A_LONGER_ONE,
    SET_YOUR_OWN,
    WEAK_SECRET,
)
from ctxkit.ask.check.values_case import ValuesCase
from ctxkit.ask.check.values_rules.selection import OPTION_SWITCHES, is_in_use
from ctxkit.dify.secrets import (
    Placeholder,
    is_published,
    is_weak,
    is_well_known,
    placeholder_of,
)
from ctxkit.files.values import Value
from ctxkit.model import Severity
from ctxkit.text.redact import secret_class
from ctxkit.text.secret_values import holds_secret


def check_secrets(case: ValuesCase) -> None:
    """Report weak and publicly known secrets, and placeholders, of the values that are in use."""
    for path, leaf in case.file.leaves.items():
        if leaf.node.kind != "scalar" or not leaf.value:
            continue
        if is_in_use(path, case.merged) and not _is_settled(case, path):
            _check_value(case, path, leaf, leaf.value)


def _is_settled(case: ValuesCase, path: str) -> bool:
    """Return whether nothing more can be said of a value: it is reported already, nobody knows
    which option was meant, or it comes from a vault.
    """
    has = case.reporter.has
    if has(path, case.file.path, "chosen-but-empty", "refused-value"):
        return True
    if any(has(switch, case.file.path, "settings-clash") for switch in _switches_above(path)):
        return True
    is_secret = bool(secret_class(path))
    return is_secret and case.merged.get("externalSecret.enabled", "").lower() == "true"


def _switches_above(path: str) -> Iterator[str]:
    parts = path.split(".")
    for depth in range(1, len(parts)):
        for switch in OPTION_SWITCHES:
            yield f"{'.'.join(parts[:depth])}.{switch.name}"


def _check_value(case: ValuesCase, path: str, leaf: Value, value: str) -> None:
    if placeholder := placeholder_of(value):
        _report_placeholder(case, path, leaf, placeholder)
        return
    if not holds_secret(path, value):
        return
    if _is_public(case, path, value):
        message = f"{path} still has the publicly known value of the chart"
        case.reporter.add(PUBLIC_SECRET, case.spot(leaf), message, SET_YOUR_OWN)
    elif is_weak(value) and not value.startswith("{{"):
        message = f"{path} is too short or easily guessed"
        case.reporter.add(WEAK_SECRET, case.spot(leaf), message, SET_A_LONGER_ONE)


def _report_placeholder(case: ValuesCase, path: str, leaf: Value, placeholder: Placeholder) -> None:
    message, fix = f"{path} is still a placeholder", f"set your own value for {path}"
    severity: Severity | None = None
    if not placeholder.certain:
        # A template that is not here may never use the value.
        is_unsure = case.is_other_chart and not secret_class(path)
        severity = "note" if is_unsure else "warning"
    case.reporter.add(PLACEHOLDER, case.spot(leaf), message, fix, severity=severity)


def _is_public(case: ValuesCase, path: str, value: str) -> bool:
    if is_well_known(value) or is_published(value):
        return True
    return case.chart.defaults.get(path) == value
