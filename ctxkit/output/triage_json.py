"""The JSON form of a triage; secrets of the log are masked.

Not here: the text (`triage_report.py`), what was counted (`ask/triage/tally.py`).
"""

from __future__ import annotations

from typing import Any

from ctxkit.ask.triage.histogram import clock
from ctxkit.ask.triage.results import Cluster, StackGroup, StatementGroup, Triage
from ctxkit.ask.triage.tally import EventCount, Tally
from ctxkit.model import Checkout, Fact
from ctxkit.output.json_form import SCHEMA_VERSION, versions_dict
from ctxkit.output.json_places import where_dict
from ctxkit.output.triage_causes import causes_dict
from ctxkit.output.triage_report import chart_axis, ranked
from ctxkit.output.triage_shapes import masked_shape
from ctxkit.text.locations import permalink
from ctxkit.text.redact import Redactor
from ctxkit.text.wording import public_kind, shown_template, symbol_of

MAX_OVER_TIME_BUCKETS = 240
MAX_TRACEBACKS = 20


def report_dict(found: Triage, top: int) -> dict[str, Any]:
    """Return the JSON form, at most `top` groups in each list."""
    tally, redactor = found.tally, Redactor(found.tally.told)
    checkouts = {checkout.repo: checkout for checkout in found.versions}
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "triage",
        "files": list(found.names),
        "versions": versions_dict(found.versions),
        "complete": not found.stopped,
        "lines": tally.lines,
        "events": tally.events,
        "matched": tally.matched,
        "continued_lines": tally.continued,
        "levels": dict(ranked(tally.levels)),
        "services": dict(ranked(tally.services)),
        "over_time": _over_time(tally),
        **causes_dict(found.case, checkouts, redactor),
        "statements": [_statement(g, checkouts, redactor) for g in found.statements[:top]],
        "unmatched": [_cluster(c, checkouts, redactor) for c in found.clusters[:top]],
        "left_out": {
            "statements": max(0, len(found.statements) - top),
            "unmatched": max(0, len(found.clusters) - top),
            "rare_events": tally.others,
        },
        "fits": [
            {
                "repo": fit.repo,
                "version": fit.version,
                "commit": fit.commit,
                "fits": fit.fits,
                "of": fit.of,
                "current": fit.current,
            }
            for fit in found.fits
        ],
        "notes": [redactor.mask(note) for note in found.notes],
        **_deployments(found, top),
    }


def _deployments(found: Triage, top: int) -> dict[str, Any]:
    """Return the reports of the deployments, if several were looked at."""
    if not found.deployments:
        return {}
    return {
        "deployments": [{"name": each.name, **report_dict(each, top)} for each in found.deployments]
    }


def _over_time(tally: Tally) -> dict[str, Any]:
    width, start, end = chart_axis(tally.over_time, MAX_OVER_TIME_BUCKETS)
    if end <= start:
        return {"start": "", "minutes": width, "events": [], "errors": []}
    return {
        "start": clock(start),
        "minutes": width,
        "events": tally.over_time.row(width, start, end),
        "errors": tally.errors.row(width, start, end),
    }


def _count(count: EventCount, redactor: Redactor) -> dict[str, Any]:
    return {
        "count": count.count,
        "first": count.first,
        "last": count.last,
        "services": dict(ranked(count.services)),
        "example": redactor.mask(count.example.decode("utf8", "replace")),
    }


def _statement(
    group: StatementGroup, checkouts: dict[str, Checkout], redactor: Redactor
) -> dict[str, Any]:
    return {
        "kind": group.kind,
        **_place_of(group, checkouts),
        "level": group.level,
        **_count(group.count, redactor),
        "causes": [
            {
                "count": cause.count,
                "equals": cause.equals,
                "kind": public_kind(cause.hit.fact),
                **_fact(cause.hit.fact, checkouts),
            }
            for cause in group.causes
        ],
        "tracebacks": [_traceback(stack, checkouts) for stack in group.stacks[:MAX_TRACEBACKS]],
    }


def _place_of(group: StatementGroup, checkouts: dict[str, Checkout]) -> dict[str, Any]:
    """Return the statement, or the place of a stack without one, if it is known."""
    row = group.row
    if row is None:
        place = group.stacks[0].place
        return _fact(place, checkouts) if place is not None else {}
    return {
        **where_dict(row.location),
        "name": row.name,
        "template": shown_template(row.template),
        "url": permalink(checkouts.get(row.repo), row.location),
        "equals": group.equals,
    }


def _fact(fact: Fact, checkouts: dict[str, Checkout]) -> dict[str, Any]:
    return {
        **where_dict(fact.location),
        "symbol": symbol_of(fact),
        "url": permalink(checkouts.get(fact.repo), fact.location),
    }


def _traceback(stack: StackGroup, checkouts: dict[str, Checkout]) -> dict[str, Any]:
    return {
        "error": stack.error,
        "count": stack.count.count,
        "frame": {"path": stack.path, "line": stack.line, "function": stack.function},
        "place": _fact(stack.place, checkouts) if stack.place is not None else None,
    }


def _cluster(
    cluster: Cluster, checkouts: dict[str, Checkout], redactor: Redactor
) -> dict[str, Any]:
    hit = cluster.hit
    located = None
    if hit is not None:
        located = {
            "kind": public_kind(hit.fact),
            **_fact(hit.fact, checkouts),
            "why": [redactor.mask(reason) for reason in hit.why],
        }
    return {
        "shape": masked_shape(cluster, redactor),
        "level": cluster.level,
        **_count(cluster.count, redactor),
        "located": located,
    }
