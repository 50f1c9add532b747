"""The public JSON form of answers and bundles.

Pure: reads no file, clock or environment. Not here: which source a budget allows
(`bundle/packing.py`), colours (`terminal.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ctxkit.dify.cause_row import Judged
from ctxkit.model import (
    Bundle,
    ChainNode,
    Checkout,
    Effective,
    Finding,
    Hit,
    KeyAnswer,
    LayerValue,
    LineChange,
    Location,
    Place,
    ProgramSetting,
    Section,
)
from ctxkit.model.cause import CausePlace, StatementCause
from ctxkit.output.diagram import chain_lines
from ctxkit.output.json_places import where_dict
from ctxkit.text.locations import permalink
from ctxkit.text.wording import public_kind, shown_template, symbol_of

SCHEMA_VERSION = 1

_SCORE_DIGITS = 4

Text = Callable[[Location], str]
"""Returns the source text of a location."""


def answer_dict(finding: Finding, text: Text, bundle: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON form of a finding; `bundle` is what `bundle_dict` returns."""
    by_repo = {c.repo: c for c in finding.versions}
    return {
        "schema_version": SCHEMA_VERSION,
        "command": finding.question.command,
        "query": finding.query,
        "confidence": finding.confidence,
        "versions": versions_dict(finding.versions),
        "hits": [_hit_dict(hit, text, by_repo) for hit in finding.hits],
        "keys": [_key_dict(key, text) for key in finding.keys],
        **_tables(finding),
        **_network(finding),
        **_known_cause(finding),
        **_plans(finding),
        "suggestions": list(finding.suggestions),
        "notes": list(finding.notes),
        "bundle": bundle,
    }


def _tables(finding: Finding) -> dict[str, Any]:
    """Return the tables of an answer; only an answer about a table has them."""
    if not finding.tables:
        return {}
    from ctxkit.output.table_json import table_dict

    return {"tables": [table_dict(table) for table in finding.tables]}


def _network(finding: Finding) -> dict[str, Any]:
    """Return what an answer says of the services of a deployment; most say nothing."""
    if not finding.is_of_network:
        return {}
    from ctxkit.output.map_json import network_dict

    return network_dict(finding)


def _plans(finding: Finding) -> dict[str, Any]:
    """Return the plans of an answer; only an answer about an upgrade has one."""
    if not finding.plans:
        return {}
    from ctxkit.output.plan_json import plan_dict

    return {"plans": [plan_dict(plan) for plan in finding.plans]}


def versions_dict(checkouts: Iterable[Checkout]) -> dict[str, Any]:
    """Return the JSON form of checkouts, by the name of their source."""
    return {c.repo: {"version": c.version, "commit": c.commit, "match": c.match} for c in checkouts}


def _hit_dict(hit: Hit, text: Text, by_repo: Mapping[str, Checkout]) -> dict[str, Any]:
    fact = hit.fact
    data = {
        "kind": public_kind(fact),
        **where_dict(fact.location),
        "symbol": symbol_of(fact),
        "name": fact.name,
        "text": text(fact.location),
        "template": shown_template(getattr(fact, "template", "")),
        "values": dict(hit.values),
        "score": round(hit.score, _SCORE_DIGITS),
        "why": list(hit.why),
        "url": permalink(by_repo.get(fact.repo), fact.location),
    }
    if hit.cause is not None:
        data["cause"] = _cause_dict(hit.cause)
    if hit.judged is not None:
        data |= level_dict(hit.judged)
    return data


def level_dict(judged: Judged) -> dict[str, Any]:
    """Return the JSON form of who can end a failure."""
    return {"level": judged.level, "level_why": judged.why, "missing": judged.missing}


def _known_cause(finding: Finding) -> dict[str, Any]:
    """Return what a pasted text is known to tell; only such an answer has it."""
    known = finding.known_cause
    if known is None:
        return {}
    said = {"what": known.what, "settings": list(known.settings), "change": known.change}
    sure = {"confidence": "high" if known.is_sure else "medium"}
    return {"known_cause": {**said, **level_dict(known.judged), **sure}}


def _cause_dict(cause: StatementCause) -> dict[str, Any]:
    return {
        "guards": [_cause_place_dict(place) for place in cause.guards],
        "decides": [
            {
                "key": decider.key or decider.use.name,
                "how": [_cause_place_dict(place) for place in decider.how],
            }
            for decider in cause.decides
        ],
        "wraps": [_cause_place_dict(place) for place in cause.wraps],
        "callers": [_cause_place_dict(place) for place in cause.callers],
        "cut": cause.cut,
    }


def _cause_place_dict(place: CausePlace) -> dict[str, Any]:
    return {
        **where_dict(place.location),
        "symbol": place.location.symbol,
        "text": place.text,
        "why": place.why,
    }


def _key_dict(key: KeyAnswer, text: Text) -> dict[str, Any]:
    data = {
        "name": key.name,
        "type": key.type,
        "default": key.default,
        "description": key.description,
        "places": [_place_dict(place, text) for place in key.places],
        "services": list(key.services),
        "idle_services": list(key.idle_services),
        "status": key.status,
        "status_why": key.status_why,
        "notes": list(key.notes),
        "change": [_change_dict(each) for each in key.change],
        "beyond": [_cause_place_dict(place) for place in key.beyond],
        "layers": [_layer_dict(row) for row in key.layers],
        "programs": [_program_dict(setting) for setting in key.programs],
        "chain": chain_lines(key.chain),
        "links": [
            {"from": _node_dict(link.source), "to": _node_dict(link.target), "how": link.how}
            for link in key.chain
        ],
    }
    if key.effective:
        # Only an answer about files of a deployment has it.
        data["effective"] = [_effective_dict(each) for each in key.effective]
    return data


def _place_dict(place: Place, text: Text) -> dict[str, Any]:
    return {
        "role": place.role,
        **where_dict(place.location),
        "symbol": place.location.symbol,
        "text": place.text or text(place.location),
        "value": place.value,
        "name": place.name,
    }


def _change_dict(change: LineChange) -> dict[str, Any]:
    if change.deployment == "helm":
        return {"with": "helm", "path": change.path, "name": change.name}
    return {
        "with": "compose",
        "file": change.file,
        "name": change.name,
        "restart": list(change.restart),
    }


def _layer_dict(row: LayerValue) -> dict[str, Any]:
    return {
        "layer": row.layer,
        "program": row.program,
        "services": list(row.services),
        "name": row.name,
        "value": row.value,
        **where_dict(row.location),
        "differs": row.differs,
    }


def _program_dict(setting: ProgramSetting) -> dict[str, Any]:
    return {
        "program": setting.program,
        "name": setting.name,
        "type": setting.type,
        "default": setting.default,
        **where_dict(setting.location),
    }


def _effective_dict(effective: Effective) -> dict[str, Any]:
    return {
        "name": effective.name,
        "services": list(effective.services),
        "value": effective.value,
        "layers": [
            {"layer": each.layer, "path": each.path, "line": each.line, "value": each.value}
            for each in effective.layers
        ],
    }


def _node_dict(node: ChainNode) -> dict[str, str]:
    return {"scope": node.scope, "name": node.name}


def bundle_dict(bundle: Bundle) -> dict[str, Any]:
    """Return the JSON form of a bundle: what it consists of, without its text."""
    return {
        "tokens": bundle.tokens,
        "tokenizer": bundle.tokenizer,
        "budget": bundle.budget,
        "sections": [each for section in bundle.kept for each in _section_dicts(section)],
        "left_out": [
            {
                "title": each.title,
                **where_dict(each.location),
                "tokens": each.tokens,
                "command": each.command,
            }
            for each in bundle.left_out
        ],
    }


def _section_dicts(section: Section) -> list[dict[str, Any]]:
    """Return one entry for each span of lines that a section shows, so that nobody takes a cut line
    for a shown one. Only the first entry has the tokens of the section.
    """
    entries = [
        {
            "title": section.title,
            **where_dict(section.location),
            "line": start,
            "end_line": end,
            "tokens": 0,
        }
        for start, end in section.spans
    ]
    entries[0]["tokens"] = section.tokens
    return entries
