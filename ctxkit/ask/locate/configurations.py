"""What nginx, squid and Compose say of their configuration -> the directive there.

Not here: requests that they pass on.
"""

# ruff: noqa: E501 - tables read best with a row on a line

from __future__ import annotations

import re
from dataclasses import replace

from ctxkit.ask.locate.candidates import Candidate, LocateContext, point_at
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Confidence, Directive

_CHART = "dify-helm"
_COMPOSE_FILES = (
    "docker-compose.yaml",
    "docker-compose.middleware.yaml",
    "docker-compose-template.yaml",
)
_COMPOSE = LazyPattern(
    r"nvalid interpolation format for (?:\"(\w{1,100})\" option in service|[\w-]{1,60}(?:\.environment)?\.(\w{1,100})\.?)"
    r"|(?:T|t)he \\{0,2}\"?([A-Z_]\w{1,100})\\{0,2}\"? variable is not set",
    hint="interpolation format|variable is not set",
)
_PLACE = LazyPattern(
    r"(?: in |Bungled |Processing Configuration File: )(?:/[\w.-]{1,60}){0,6}/([\w.-]{1,60}\.conf)(?::| line )(\d{1,5})(?:: (.{3,300}))?",
    hint=".conf",
)
_UPSTREAM = LazyPattern(
    r"(?:host not found in upstream|no live upstreams while connecting to upstream|invalid host in upstream) \"([\w.-]{1,200})",
    hint="upstream",
)
_QUOTED = LazyPattern(
    r"\"([a-z][a-z_]{2,60})\" directive|directive \"([a-z][a-z_]{2,60})\"|(?:ACL not found|Directive) '([a-z][a-z_]{2,60})'",
    hint="irective|ACL",
)
_REFUSED = LazyPattern(
    r"\b(413|504)\b[^\w\n]{0,8}(?:(?:Request Entity|Content|Payload) Too Large|Gateway Time-?[Oo]ut)\b",
    hint="Too Large|Gateway Time",
)
_REFUSALS = {"413": "client_max_body_size", "504": "proxy_read_timeout"}
"""Answers that nginx gives itself, which no program behind it sees -> the directive that decides
each.
"""

_SAID: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("client intended to send too large body", ("client_max_body_size",)),
    ("upstream timed out (110", ("proxy_read_timeout", "proxy_send_timeout")),
    ("cannot load certificate key ", ("ssl_certificate_key",)),
    ("cannot load certificate ", ("ssl_certificate",)),
    ("no \"ssl_certificate\" is defined", ("ssl_certificate",)),
    ("no port defined for SSL in proxy URL", ("proxy_pass",)),
    ("bind() to ", ("listen",)),
    ("duplicate default server", ("listen",)),
)  # fmt: skip
"""What nginx says -> the directives that decide it."""


def resolve_configuration(asked: LocateContext) -> list[Candidate]:
    """Return the directives that a line of nginx or squid complains of."""
    line = asked.event.line
    text = line.message[:4_000]
    composed = _COMPOSE.search(text)
    if composed:
        return _composed(
            asked,
            next(name for name in composed.groups() if name),
            "low" if composed[3] else "medium",
        )
    shown = line.log_format.writer == "the browser" or not line.log_format.known
    refused = _REFUSED.search(text) if shown and not line.file else None
    if refused and not asked.event.frames:
        name = _REFUSALS[refused[1]]
        found = asked.index.named(Directive, name)
        leads = _leads(found, "nginx", 0, False, f"nginx answers {refused[1]} by {name}")
        # The page and the browser do not tell whose nginx it was; a request's own handler comes
        # first.
        browser = (
            text.startswith("Failed to load resource") or line.log_format.writer == "the browser"
        )
        return [
            replace(lead, score=lead.score - 8.0, sure="medium" if browser else "low")
            for lead in leads
        ]
    place = _PLACE.search(text)
    nginx = (
        line.log_format.writer == "nginx" or line.service == "nginx" or text.startswith("nginx: [")
    )
    if not nginx and not place:
        return []
    program = "nginx" if nginx or "nginx" in text else "squid"
    number = int(place[2]) if place else 0
    upstream = _UPSTREAM.search(text)
    if upstream:
        passed = asked.index.named(Directive, "proxy_pass", "server")
        found = [d for d in passed if f"//{upstream[1]}" in d.value or f"{upstream[1]}:" in d.value]
        return _leads(
            found, program, number, "-" in upstream[1], f"the upstream {upstream[1]} is named here"
        )
    names = next((names for sign, names in _SAID if sign in text and nginx), ())
    quoted = _QUOTED.search(text)
    if quoted and not names:
        names = tuple(name for name in quoted.groups() if name)
    if names:
        leads = _leads(
            asked.index.named(Directive, *names), program, number, False, f"{names[0]} is set here"
        )
        # Who let nginx wait comes before how long it does.
        return (
            [replace(lead, score=lead.score - 6.0) for lead in leads[:2]]
            if "upstream timed out" in text
            else leads
        )
    if place and place[3]:
        words = place[3].split()
        named = asked.index.named(Directive, words[0])
        same = [d for d in named if d.value.split()[:1] == words[1:2]]
        return _leads(same or named, program, number, False, f"{words[0]} is set here")
    return []


def _composed(asked: LocateContext, name: str, sure: Confidence) -> list[Candidate]:
    """Return the line of each Compose file that takes a variable from the environment."""
    leads: list[Candidate] = []
    taken = re.compile(rf"\$\{{{re.escape(name)}\b")
    for base in _COMPOSE_FILES:
        for file in asked.index.files(base=base, repo="dify"):
            for number, text in enumerate(asked.sources.lines(file.repo, file.path), 1):
                if taken.search(text):
                    fact = point_at(None, file.repo, file.path, number)
                    why = f"Compose reads {name} here"
                    leads.append(
                        Candidate(fact=fact, score=40.0 - len(leads), sure=sure, why=(why,))
                    )
                    break
    return leads


def _leads(
    found: list[Directive], program: str, number: int, chart: bool, why: str
) -> list[Candidate]:
    """Of several the one nearest to the line that was named, in what the deployment was made from:
    compose or chart.
    """
    own = [d for d in found if d.program == program and not d.test]
    own.sort(
        key=lambda d: ((d.repo == _CHART) != chart, abs(d.line - number), d.repo, d.path, d.line)
    )
    return [
        Candidate(fact=d, score=38.0 - n, sure="medium", why=(why,)) for n, d in enumerate(own[:4])
    ]
