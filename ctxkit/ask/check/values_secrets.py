"""Find the secrets of a values file that are publicly known or easily guessed, and placeholders.

Not here: the rules and their texts (`secret_rules.py`), which secrets they are
(`dify/secrets.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.secret_rules import (
    DEFAULT_SECRET,
    PLACEHOLDER,
    PUBLIC_SECRET,
    WEAK_SECRET,
)
from ctxkit.ask.check.values_case import ValuesCase
from ctxkit.dify.secrets import (
    Placeholder,
    is_placeholder,
    is_published,
    is_weak,
    is_well_known,
    placeholder_of,
)
from ctxkit.files.values import Value
from ctxkit.model import Severity
from ctxkit.text.hidden_values import is_hidden
from ctxkit.text.redact import secret_class
from ctxkit.text.secret_values import holds_secret
from ctxkit.values.recipes import set_your_own
from ctxkit.values.secrets import is_from_vault, names_a_secret
from ctxkit.values.selection import OPTION_SWITCHES, is_in_use

_MAX_NAMED_SECRETS = 12
_IDENTIFIERS = ("accesskey", "accesskeyid", "access_key", "access_key_id")


def check_secrets(case: ValuesCase) -> None:
    """Report weak and publicly known secrets, and placeholders, of the values that are in use."""
    for path, leaf in case.file.leaves.items():
        if not leaf.value or is_hidden(leaf.value):
            continue
        if leaf.node.kind != "scalar" and not _is_left_in_list(leaf.value):
            continue
        if not case.counts(leaf) or not is_in_use(path, case.merged):
            continue
        if not _is_settled(case, path):
            _check_value(case, path, leaf, leaf.value)


def _is_left_in_list(text: str) -> bool:
    """Return whether a list has a text that is certainly a placeholder: `{host: #REPLACE_ME#}`."""
    found = placeholder_of(text)
    return found is not None and found.certain


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
    return is_secret and is_from_vault(case.merged)


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
        fix = set_your_own(_comment(case, path, leaf))
        case.reporter.add(PUBLIC_SECRET, case.spot(leaf), message, fix)
    elif is_weak(value) and not value.startswith("{{") and not _is_identifier(path):
        message = f"{path} is too short or easily guessed"
        fix = set_your_own(_comment(case, path, leaf), adjective="a longer")
        case.reporter.add(WEAK_SECRET, case.spot(leaf), message, fix)


def _comment(case: ValuesCase, path: str, leaf: Value) -> str:
    """Return the comment on a value: the chart's, or that of the file, which may be a copy of a
    chart that is not here.
    """
    return case.chart.comment(path) or case.file.comment(leaf.node)


def _is_identifier(path: str) -> bool:
    """Return whether a value is the public half of a pair of keys, which is as short as a name."""
    return path.lower().endswith(_IDENTIFIERS)


def check_defaults(cases: Sequence[ValuesCase]) -> None:
    """Report once the secrets that all layers leave to the public defaults of the chart."""
    release = cases[-1]
    if release.is_other_chart:
        return
    names = sorted(_left_to_defaults(release), key=release.chart.is_of_subchart)
    if not names:
        return
    shown = ", ".join(names[:_MAX_NAMED_SECRETS])
    if len(names) > _MAX_NAMED_SECRETS:
        shown += f" and {len(names) - _MAX_NAMED_SECRETS} more"
    message = f"still using the publicly known defaults of {release.chart.name}: {shown}"
    first = cases[0].file
    line = next((value.line for value in first.values), 1)
    spot = Spot(path=first.path, key=names[0], line=line)
    release.reporter.add(DEFAULT_SECRET, spot, message, "set your own values")


def _left_to_defaults(case: ValuesCase) -> Iterator[str]:
    hidden = tuple(f"{path}." for path, leaf in case.given.items() if is_hidden(leaf.value or ""))
    for path, value in case.chart.defaults.items():
        if path in case.given or not holds_secret(path, value) or is_placeholder(value):
            continue
        if path.startswith(hidden):
            continue
        if names_a_secret(path, value) or case.has_own_secret(path):
            continue
        if is_in_use(path, case.merged) and not _is_settled(case, path):
            yield path


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
