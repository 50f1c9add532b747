"""What an answer looks like: the public JSON form, and the pieces of Markdown and XML that bundles are made of.

Pure: reads no file, clock or environment. Not here: which pieces a budget allows (`ask/bundle.py`), colours
(`terminal.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ctxkit.diagram import chain_lines
from ctxkit.model import (
    HOLE,
    Bundle,
    ChainNode,
    Checkout,
    Effective,
    Fact,
    Finding,
    Hit,
    KeyAnswer,
    Location,
    LogTemplate,
    Symbol,
)

SCHEMA_VERSION = 1

_PUBLIC_KIND = {LogTemplate.kind: "log"}
_LANGUAGES = {
    "py": "python", "go": "go", "ts": "ts", "tsx": "tsx", "js": "js", "mjs": "js", "yaml": "yaml", "yml": "yaml",
    "sh": "sh", "json": "json", "tpl": "gotemplate", "toml": "toml", "md": "markdown",
}  # fmt: skip
_MIB = 1024 * 1024
_DIGITS = 16  # of a number that is taken for a size
_BACKTICKS = re.compile(r"`+")
_WEB_URL = re.compile(r"(?:https?|ssh|git)://(?:[^/@\s]*@)?([^/:\s]+)(?::\d+)?/([^/\s]+)/([^/\s]+?)(?:\.git)?/?$")
_SCP_URL = re.compile(r"(?:[^@/\s]+@)?([^/:\s]+):([^/\s]+)/([^/\s]+?)(?:\.git)?/?$")
_PLAIN_PATH = re.compile(r"[\w./~-]*", re.ASCII)

Text = Callable[[Location], str]
"""Gives the source text of a location."""


def told_services(key: KeyAnswer) -> str:
    """Return which services get a setting, and which of them in vain."""
    using = [service for service in key.services if service not in key.idle_services]
    if not key.idle_services:
        return ", ".join(using)
    verb = "does" if len(key.idle_services) == 1 else "do"
    return f"{', '.join(using)} (and {', '.join(key.idle_services)}, which {verb} not use it)"


def permalink(checkout: Checkout | None, location: Location) -> str:
    """Return the address of the lines at the commit, or an empty string where the source's url leads to no web page.

    Credentials that a url bears are never part of it.
    """
    if checkout is None:
        return ""
    found = _WEB_URL.match(checkout.url) or _SCP_URL.match(checkout.url)
    if not found or "github" not in found[1]:
        return ""
    host, owner, name = found.groups()
    lines = f"L{location.line}" + (f"-L{location.end_line}" if location.end_line > location.line else "")
    return f"https://{host}/{owner}/{name}/blob/{checkout.commit}/{_quoted(location.path)}#{lines}"


def _quoted(path: str) -> str:
    if _PLAIN_PATH.fullmatch(path):
        return path
    data = path.encode("utf8", "surrogateescape")
    return "".join(c if _PLAIN_PATH.fullmatch(c := chr(b)) else f"%{b:02X}" for b in data)


def shown_template(template: str) -> str:
    """Return a template as people read it: `{}` for each value."""
    return template.replace(HOLE, "{}")


def with_unit(value: str) -> str:
    """Return a number of bytes with the size that people know it by: `52428800 (50 MiB)`; other values as they are."""
    size = int(value) if value.isascii() and value.isdigit() and len(value) < _DIGITS else 0
    return f"{value} ({size // _MIB} MiB)" if size and size % _MIB == 0 else value


def place_name(location: Location) -> str:
    """Return `path:line`, or `path:start-end` for several lines."""
    end = f"-{location.end_line}" if location.end_line > location.line else ""
    return f"{location.path}:{location.line}{end}"


def heading(checkout: Checkout | None, location: Location) -> str:
    """Return `repo@version path:start-end`."""
    version = f"@{checkout.version}" if checkout else ""
    return f"{location.repo}{version} {place_name(location)}"


# --- the public JSON form ---------------------------------------------------------------------------------------------


def answer_dict(finding: Finding, text: Text, bundle: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON form of a finding; `text` gives the source text of a location, `bundle` is `bundle_dict`'s."""
    by_repo = {c.repo: c for c in finding.versions}
    return {
        "schema_version": SCHEMA_VERSION,
        "command": finding.command,
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


def public_kind(fact: Fact) -> str:
    """Return the name that a kind of fact bears in the JSON form."""
    return _PUBLIC_KIND.get(fact.kind, fact.kind)


def symbol_of(fact: Fact) -> str:
    """Return the definition that a fact lies in, or is."""
    return fact.name if isinstance(fact, Symbol) else fact.symbol


def where_dict(location: Location) -> dict[str, Any]:
    """Return the JSON form of a place."""
    return {"repo": location.repo, "path": location.path, "line": location.line, "end_line": location.end_line}


def _key_dict(key: KeyAnswer, text: Text) -> dict[str, Any]:
    effective = {"effective": [_effective_dict(each) for each in key.effective]} if key.effective else {}
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
            {"program": p.program, "name": p.name, "type": p.type, "default": p.default, **where_dict(p.location)}
            for p in key.programs
        ],
        "chain": chain_lines(key.chain),
        "links": [
            {"from": _node_dict(link.source), "to": _node_dict(link.target), "how": link.how} for link in key.chain
        ],
        **effective,
    }


def _effective_dict(effective: Effective) -> dict[str, Any]:
    return {
        "name": effective.name,
        "services": list(effective.services),
        "value": effective.value,
        "layers": [{"layer": e.layer, "path": e.path, "line": e.line, "value": e.value} for e in effective.layers],
    }


def _node_dict(node: ChainNode) -> dict[str, str]:
    return {"scope": node.scope, "name": node.name}


def bundle_dict(bundle: Bundle) -> dict[str, Any]:
    """Return the JSON form of a bundle: what it is made of, without its text.

    A section of which lines are cut out is listed once for each span that is shown, so that nobody takes a cut line for
    a shown one; its tokens stand at the first.
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


def numbered(lines: Sequence[str], spans: Sequence[tuple[int, int]], marks: Sequence[int], more: int = 0) -> str:
    """Return the lines of `spans` (1-based, ascending, disjoint), with a number on every tenth line and on `marks`.

    Between spans stands how many lines were cut; `more` is how many were cut behind the last.
    """
    if not spans:
        return ""
    width = len(str(spans[-1][1]))
    cited = set(marks)
    out: list[str] = []
    last = spans[0][0] - 1
    for start, end in spans:
        if start > last + 1:
            out.append(cut_mark(start - last - 1))
        for number in range(start, end + 1):
            shown = f"{number:>{width}}: " if number in cited or number % 10 == 0 else " " * (width + 2)
            out.append((shown + lines[number - 1]).rstrip())
        last = end
    if more:
        out.append(cut_mark(more))
    return "\n".join(out)


def cut_mark(count: int) -> str:
    """Return the line that stands for `count` lines left out."""
    return f"⋮ {count} line{'s' * (count != 1)} cut"


def fenced(text: str, language: str = "") -> str:
    """Return `text` in a Markdown fence that is longer than any run of backticks inside."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}\n"


def fence_language(path: str) -> str:
    """Return the word behind the fence for a file, or an empty string."""
    return _LANGUAGES.get(path.rpartition(".")[2], "")


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of cells as lines with the cells below each other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join("  ".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows)
