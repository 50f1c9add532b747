"""Check the paths of a values file against the chart: unknown, misspelt, without effect; and the
values that templates pass to a program unchanged.

Not here: which paths the chart has (`chart_paths.py`), what an effect is (`settings/status.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.effect_rules import DEAD_KEY, MISSPELT_KEY, UNKNOWN_KEY
from ctxkit.ask.check.fact_kinds import uses_in
from ctxkit.ask.check.rule import FileRule
from ctxkit.ask.check.values_case import ValuesCase
from ctxkit.ask.check.values_moved import Move
from ctxkit.dify.profiles import loses_data
from ctxkit.dify.programs import VALUES
from ctxkit.files.values import Value
from ctxkit.model import ConfigUse
from ctxkit.regex import regex
from ctxkit.settings.chain import Chain, chain_of
from ctxkit.settings.names import Name
from ctxkit.settings.status import effect_of
from ctxkit.text.secret_values import holds_secret

MOVED_VALUE = FileRule(
    id="moved-value",
    category="dead-key",
    severity="warning",
    summary="A value is at a path that the chart no longer reads, because it moved",
    why="The chart reads the new path, which has its default.",
    remedy="Move the value to the path that the problem names.",
    broken={"values": "api:\n  url:\n    consoleApi: console.example\n"},
    kept={"values": "global:\n  consoleApiDomain: console.example\n"},
)
SECRET_RESET = FileRule(
    id="secret-reset",
    category="dead-key",
    severity="error",
    summary="A secret is at a path that the chart no longer reads: the public default counts",
    why="After the upgrade the secret is one that everybody knows, and what is stored with yours"
    " can no longer be read, unless it is a key that the parts of Dify only show each other.",
    remedy="Move the secret to the path that the problem names.",
    broken={"values": "global:\n  secretKey: a-secret-of-my-own\n"},
    kept={"values": "global:\n  appSecretKey: a-secret-of-my-own\n"},
)
RULES = (MOVED_VALUE, SECRET_RESET)

_MAX_FOLLOWED = 400  # values whose effect is followed one by one
_MAX_ROW_CHARS = 400
_NOTHING = (None, "", "[]", "{}")
# LOG_LEVEL: {{ .Values.api.logLevel | quote }}
# UPLOAD_FILE_SIZE_LIMIT: {{ .uploadFileSize | default 15 | quote }}
_PASSED_UNCHANGED = regex(
    r"\s*([\w.-]+):\s*[\"']?\{\{-?\s*[\w.$]*\.(\w+)\s*"
    r"(?:\|\s*(?:quote|squote|toString|int|int64|default\s+[\w.\"-]+)\s*)*-?\}\}[\"']?\s*\Z"
)


def check_paths(case: ValuesCase) -> None:
    """Report paths that the chart does not know or use, and values that programs reject."""
    case.walker.prefetch(case.file.leaves)
    followed = 0
    for path, leaf in _own_paths(case):
        if not case.chart.knows(path):
            _report_unknown(case, path, leaf)
        elif followed < _MAX_FOLLOWED and leaf.value not in _NOTHING:
            followed += 1
            _check_effect(case, path, leaf)


def _own_paths(case: ValuesCase) -> Iterator[tuple[str, Value]]:
    """Yield the values that are for the chart's own templates."""
    anchored = {
        node.key
        for node in case.file.root.children
        if node.anchor and not case.chart.knows(node.key)
    }
    for path, leaf in case.file.leaves.items():
        if path.split(".")[0] in anchored or case.chart.is_of_subchart(path):
            continue
        if not case.reporter.has(path, case.file.path, "scheduler-replicas"):
            yield path, leaf


def _report_unknown(case: ValuesCase, path: str, leaf: Value) -> None:
    if move := case.moved.of(path, case.chart.known_paths):
        _report_moved(case, path, leaf, move)
        return
    intended = case.chart.intended(path)
    if intended:
        message = f"the chart has no value {path}; did you mean {intended}?"
        case.reporter.add(MISSPELT_KEY, case.spot(leaf), message, f"rename it to {intended}")
        return
    message = f"unknown value {path}: no template of {case.chart.name} uses it"
    fix = f"remove {path}"
    if place := case.chart.place_of(path):
        message += f"; the chart has {place}"
        fix = f"move the value to {place}"
    elif near := case.chart.near(path):
        message += f"; nearest: {', '.join(near)}"
        fix = f"move the value to the path that you mean, or {fix}"
    case.reporter.add(UNKNOWN_KEY, case.spot(leaf), message, fix)


def _report_moved(case: ValuesCase, path: str, leaf: Value, move: Move) -> None:
    said = f" (by {move.said_by})" if move.said_by else ""
    message = f"{path} has no effect: {case.chart.name} reads {move.path} instead{said}"
    own = case.spot_of_given(move.path)
    if own is not None:
        is_same = case.merged[move.path] == (leaf.value or "")
        fix = f"remove {path}" if is_same else f"keep in {move.path} the value that is in use"
        case.reporter.add(MOVED_VALUE, case.spot(leaf), f"{message}, which is set too", fix)
        return
    fix = f"move the value to {move.path}"
    default = case.chart.defaults.get(move.path, "")
    if not holds_secret(path, leaf.value or "") or not default:
        case.reporter.add(MOVED_VALUE, case.spot(leaf), message, fix)
        return
    message += ", which keeps the chart's public default: "
    if loses_data(move.path):
        message += "what is encrypted with your secret can no longer be read"
    else:
        message += "everybody knows the secret that counts"
    case.reporter.add(SECRET_RESET, case.spot(leaf), message, fix)


def _check_effect(case: ValuesCase, path: str, leaf: Value) -> None:
    chain = chain_of(case.walker, [Name(VALUES, path)])
    effect = effect_of(chain, compose=case.compose, missing=case.missing)
    if effect.status == "dead" and effect.is_certain and not case.chart.is_used(path):
        _report_dead(case, path, leaf, effect.why)
    elif leaf.node.kind == "scalar" and "{{" not in (leaf.value or ""):
        _check_value(case, path, leaf, chain)


def _report_dead(case: ValuesCase, path: str, leaf: Value, why: str) -> None:
    spot, fix = case.spot(leaf), f"remove {path}"
    message = f"{path} has no effect: {why}"
    if case.chart.defaults.get(path) == leaf.value:
        message += ", as in the chart's own file"
        places = case.chart.places(path)
        case.reporter.add(DEAD_KEY, spot, message, fix, severity="note", places=places)
    else:
        case.reporter.add(DEAD_KEY, spot, message, fix)


def _check_value(case: ValuesCase, path: str, leaf: Value, chain: Chain) -> None:
    """Report that a program does not accept a value which the templates pass to it unchanged."""
    uses = [use for use in uses_in(chain.records) if use.name == path]
    for use in uses:
        if use.target and _is_passed_unchanged(case, use, path):
            for scope in case.walker.delivery.scopes(use):
                case.report_objections(case.spot(leaf), leaf.value or "", scope, use.target)


def _is_passed_unchanged(case: ValuesCase, fact: ConfigUse, path: str) -> bool:
    """Return whether a line of a template passes a value on unchanged, as the variable itself: not
    as the key of a secret that holds it.
    """
    rows = case.sources.lines(fact.repo, fact.path)
    row = rows[fact.line - 1] if fact.line <= len(rows) else ""
    if len(row) >= _MAX_ROW_CHARS:
        return False
    match = _PASSED_UNCHANGED.match(row)
    if match is None or match[1] not in (fact.target, "value"):
        return False
    return match[2] == path.rpartition(".")[2]
