"""The public JSON form of answers and bundles.

Pure: reads no file, clock or environment. Not here: which pieces a budget allows
(`bundle/budget.py`), colours (`terminal.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ctxkit.model import Bundle, ChainNode, Checkout, Effective, Finding, Hit, KeyAnswer, Location
from ctxkit.output.diagram import chain_lines
from ctxkit.text.locations import permalink
from ctxkit.text.wording import public_kind, shown_template, symbol_of

SCHEMA_VERSION = 1

Text = Callable[[Location], str]
"""Gives the source text of a location."""


def answer_dict(finding: Finding, text: Text, bundle: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON form of a finding; `text` gives the source text of a location, `bundle` is
    `bundle_dict`'s.
    """
    by_repo = {c.repo: c for c in finding.versions}
    return {
        "schema_version": SCHEMA_VERSION,
        "command": finding.question.command,
        "query": finding.query,
        "confidence": finding.confidence,
        "versions": versions_dict(finding.versions),
        "hits": [_hit_dict(hit, text, by_repo) for hit in finding.hits],
        "keys": [_key_dict(key, text) for key in finding.keys],
        "suggestions": list(finding.suggestions),
        "notes": list(finding.notes),
        "bundle": bundle,
    }


def versions_dict(checkouts: Iterable[Checkout]) -> dict[str, Any]:
    """Return the JSON form of what is checked out."""
    return {c.repo: {"version": c.version, "commit": c.commit, "match": c.match} for c in checkouts}


def _hit_dict(hit: Hit, text: Text, by_repo: Mapping[str, Checkout]) -> dict[str, Any]:
    fact = hit.fact
    return {
        "kind": public_kind(fact),
        **where_dict(fact.location),
        "symbol": symbol_of(fact),
        "name": fact.name,
        "text": text(fact.location),
        "template": shown_template(getattr(fact, "template", "")),
        "values": dict(hit.values),
        "score": round(hit.score, 4),
        "why": list(hit.why),
        "url": permalink(by_repo.get(fact.repo), fact.location),
    }


def where_dict(location: Location) -> dict[str, Any]:
    """Return the JSON form of a place."""
    return {
        "repo": location.repo,
        "path": location.path,
        "line": location.line,
        "end_line": location.end_line,
    }


def _key_dict(key: KeyAnswer, text: Text) -> dict[str, Any]:
    effective = (
        {"effective": [_effective_dict(each) for each in key.effective]} if key.effective else {}
    )
    return {
        "name": key.name,
        "type": key.type,
        "default": key.default,
        "description": key.description,
        "places": [
            {
                "role": place.role,
                **where_dict(place.location),
                "symbol": place.location.symbol,
                "text": place.text or text(place.location),
                "value": place.value,
                "name": place.name,
            }
            for place in key.places
        ],
        "services": list(key.services),
        "idle_services": list(key.idle_services),
        "status": key.status,
        "status_why": key.status_why,
        "notes": list(key.notes),
        "layers": [
            {
                "layer": row.layer,
                "program": row.program,
                "services": list(row.services),
                "name": row.name,
                "value": row.value,
                **where_dict(row.location),
                "differs": row.differs,
            }
            for row in key.layers
        ],
        "programs": [
            {
                "program": p.program,
                "name": p.name,
                "type": p.type,
                "default": p.default,
                **where_dict(p.location),
            }
            for p in key.programs
        ],
        "chain": chain_lines(key.chain),
        "links": [
            {"from": _node_dict(link.source), "to": _node_dict(link.target), "how": link.how}
            for link in key.chain
        ],
        **effective,
    }


def _effective_dict(effective: Effective) -> dict[str, Any]:
    return {
        "name": effective.name,
        "services": list(effective.services),
        "value": effective.value,
        "layers": [
            {"layer": e.layer, "path": e.path, "line": e.line, "value": e.value}
            for e in effective.layers
        ],
    }


def _node_dict(node: ChainNode) -> dict[str, str]:
    return {"scope": node.scope, "name": node.name}


def bundle_dict(bundle: Bundle) -> dict[str, Any]:
    """Return the JSON form of a bundle: what it is made of, without its text.

    A section of which lines are cut out is listed once for each span that is shown, so that nobody
    takes a cut line for a shown one; its tokens stand at the first.
    """
    return {
        "tokens": bundle.tokens,
        "tokenizer": bundle.tokenizer,
        "budget": bundle.budget,
        "sections": [
            {
                "title": s.title,
                **where_dict(s.location),
                "line": start,
                "end_line": end,
                "tokens": 0 if number else s.tokens,
            }
            for s in bundle.kept
            for number, (start, end) in enumerate(s.spans)
        ],
        "left_out": [
            {"title": s.title, **where_dict(s.location), "tokens": s.tokens, "command": s.command}
            for s in bundle.left_out
        ],
    }


# --- source text in bundles -------------------------------------------------------------------------------------------
