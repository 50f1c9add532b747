"""Errors of nginx, squid and Compose about their configuration -> the directive there.

Not here: requests that they pass on (`requests.py`), and requests that squid denies (`proxies.py`).
"""

# ruff: noqa: E501 - patterns and samples stay whole

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from msgspec import Struct

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    deciding,
    in_order,
    point_at,
    without_tests,
)
from ctxkit.dify.repositories import CHART
from ctxkit.logline.log_format import BROWSER
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Confidence, Directive
from ctxkit.regex import regex

_MAX_MESSAGE_CHARS = 4_000
_MAX_DIRECTIVES = 4
_MAX_TIMEOUTS = 2
_BROWSER_WORDS = "Failed to load resource"
_COMPOSE_FILES = (
    "docker-compose.yaml",
    "docker-compose.middleware.yaml",
    "docker-compose-template.yaml",
)
_COMPOSE = LazyPattern(
    r"nvalid interpolation format for (?:\"(\w{1,100})\" option in service|(?:[\w-]{1,60}\.){1,6}(\w{1,100}))"
    r"|required variable ([A-Z_]\w{1,100}) is missing|(?:T|t)he \\{0,2}\"?([A-Z_]\w{1,100})\\{0,2}\"? variable is not set",
    hint="interpolation format|variable is not set|required variable ",
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
_REFUSAL = LazyPattern(
    r"\b(413|504)\b[^\w\n]{0,8}(?:(?:Request Entity|Content|Payload) Too Large|Gateway Time-?[Oo]ut)\b",
    hint="Too Large|Gateway Time",
)
_REFUSING_DIRECTIVES = {"413": "client_max_body_size", "504": "proxy_read_timeout"}
"""Answers that nginx gives itself, which no program behind it sees -> the directive that decides
each.
"""


class Complaint(Struct, frozen=True, kw_only=True):
    """Words of nginx, and the directives that decide what it complains of."""

    sign: str
    directives: tuple[str, ...]
    sample: str
    waited: bool = False


COMPLAINTS: tuple[Complaint, ...] = (
    Complaint(
        sign="client intended to send too large body",
        directives=("client_max_body_size",),
        sample="*1 client intended to send too large body: 9 bytes",
    ),
    Complaint(
        sign="upstream timed out (110",
        directives=("proxy_read_timeout", "proxy_send_timeout"),
        sample="*9 upstream timed out (110: Connection timed out) while reading response header",
        waited=True,
    ),
    Complaint(
        sign="cannot load certificate key ",
        directives=("ssl_certificate_key",),
        sample='cannot load certificate key "/etc/ssl/a.key": BIO_new_file() failed',
    ),
    Complaint(
        sign="cannot load certificate ",
        directives=("ssl_certificate",),
        sample='cannot load certificate "/etc/ssl/a.crt": BIO_new_file() failed',
    ),
    Complaint(
        sign='no "ssl_certificate" is defined',
        directives=("ssl_certificate",),
        sample='no "ssl_certificate" is defined for the "listen ... ssl" directive',
    ),
    Complaint(
        sign="no port defined for SSL in proxy URL",
        directives=("proxy_pass",),
        sample="no port defined for SSL in proxy URL",
    ),
    Complaint(
        sign="bind() to ",
        directives=("listen",),
        sample="bind() to 0.0.0.0:80 failed (98: Address already in use)",
    ),
    Complaint(
        sign="duplicate default server",
        directives=("listen",),
        sample="a duplicate default server for 0.0.0.0:80",
    ),
)
"""The first complaint whose sign is in the text is meant."""


class _Place(NamedTuple):
    """A place in a configuration, as a log line gives it: the line number, and the words of the
    line."""

    program: str
    line: int = 0
    words: tuple[str, ...] = ()
    in_chart: bool = False


def complaint_of(text: str) -> Complaint | None:
    """Return what nginx complains of, or None."""
    return next((complaint for complaint in COMPLAINTS if complaint.sign in text), None)


_IN_CLUSTER = regex(
    r"\bkubectl\s|\b(?:pods?|deploy(?:ments?)?|statefulsets?|sts)/[a-z]|\b[a-z][\w-]{1,60}-[0-9a-f]{8,10}-[a-z0-9]{5}\b"
)
"""What only those paste who run a cluster: its commands, its kinds, the names of pods."""


def resolve_configuration(context: LocateContext) -> Resolution:
    """Return the directives that a line of nginx, squid or Compose complains of."""
    text = context.line.message[:_MAX_MESSAGE_CHARS]
    variable = _COMPOSE.search(text)
    if variable:
        confidence: Confidence = "low" if variable[4] else "medium"
        name = next(filter(None, variable.groups()))
        return Resolution(candidates=_compose_lines(context, name, confidence))
    refusal = _REFUSAL.search(text) if _may_be_answer(context) else None
    if refusal:
        return Resolution(candidates=_refusals(context, text, refusal[1]))
    place = _place(text)
    if _is_of_nginx(context, text):
        in_chart = _IN_CLUSTER.search(context.pasted[:_MAX_MESSAGE_CHARS]) is not None
        place = place or _Place("nginx", in_chart=in_chart)
        return Resolution(candidates=_nginx_directives(context, text, place))
    return Resolution(candidates=_directives(context, text, place) if place else [])


def _place(text: str) -> _Place | None:
    """Return the place in a configuration that a text names, or None."""
    found = _PLACE.search(text)
    if not found:
        return None
    line, words = found.group(2, 3)
    program = "nginx" if "nginx" in text else "squid"
    return _Place(program, int(line), tuple(words.split()) if words else ())


def _may_be_answer(context: LocateContext) -> bool:
    """Return whether the line may be an answer of nginx, as a page or a browser shows it."""
    if context.event.frames:
        return False
    return not context.line.log_format.known or _is_of_browser(context)


def _is_of_browser(context: LocateContext) -> bool:
    return context.line.log_format.writer == BROWSER


def _is_of_nginx(context: LocateContext, text: str) -> bool:
    line = context.line
    if line.log_format.writer == "nginx" or line.service == "nginx":
        return True
    return text.startswith("nginx: [")


def _refusals(context: LocateContext, text: str, status: str) -> list[Candidate]:
    """Return the directive behind an answer of nginx.

    The page does not say whose nginx it was; a browser that loads Dify's does.
    """
    name = _REFUSING_DIRECTIVES[status]
    of_browser = _is_of_browser(context) or text.startswith(_BROWSER_WORDS)
    return in_order(
        _nearest(context.index.named(Directive, name), _Place("nginx")),
        score=weights.NGINX_REFUSAL,
        step=weights.NEXT_CONFIGURED,
        confidence="medium" if of_browser else "low",
        why=f"nginx responds with {status} because of {name}",
    )


def _nginx_directives(context: LocateContext, text: str, place: _Place) -> list[Candidate]:
    """Return the directives that decide what nginx complains of."""
    place = place._replace(program="nginx")
    complaint = complaint_of(text)
    if complaint is None or _UPSTREAM.search(text):
        return _directives(context, text, place)
    found = _nearest(context.index.named(Directive, *complaint.directives), place)
    if complaint.waited:
        found = found[:_MAX_TIMEOUTS]
    directives = _set_here(found, complaint.directives[0], waited=complaint.waited)
    return directives if place.line else deciding(directives)


def _directives(context: LocateContext, text: str, place: _Place) -> list[Candidate]:
    """Return the directives that a complaint names: an upstream, a name in quotes, the line's
    words.
    """
    upstream = _UPSTREAM.search(text)
    if upstream:
        return _upstreams(context, upstream[1], place)
    quoted = _QUOTED.search(text)
    if quoted:
        name = next(filter(None, quoted.groups()))
        return _set_here(_nearest(context.index.named(Directive, name), place), name)
    if not place.words:
        return []
    name, *value = place.words
    named = context.index.named(Directive, name)
    same = [d for d in named if d.value.split()[:1] == value[:1]]
    return _set_here(_nearest(same or named, place), name)


def _upstreams(context: LocateContext, host: str, place: _Place) -> list[Candidate]:
    passed = context.index.named(Directive, "proxy_pass", "server")
    found = [d for d in passed if f"//{host}" in d.value or f"{host}:" in d.value]
    # Names with a dash are those of a chart's services.
    place = place._replace(in_chart="-" in host)
    return in_order(
        _nearest(found, place),
        score=weights.CONFIGURED,
        step=weights.NEXT_CONFIGURED,
        confidence="medium",
        why=f"the upstream {host} is configured here",
    )


def _set_here(found: Iterable[Directive], name: str, *, waited: bool = False) -> list[Candidate]:
    score = weights.UPSTREAM_TIMEOUT if waited else weights.CONFIGURED
    return in_order(
        found,
        score=score,
        step=weights.NEXT_CONFIGURED,
        confidence="medium",
        why=f"{name} is set here",
    )


def _nearest(found: Iterable[Directive], place: _Place) -> list[Directive]:
    """Return the directives of a program nearest to a line, those of the same deployment first."""
    own = [d for d in without_tests(found) if d.program == place.program]
    own.sort(
        key=lambda d: (
            (d.repo == CHART) != place.in_chart,
            abs(d.line - place.line),
            d.repo,
            d.path,
            d.line,
        )
    )
    return own[:_MAX_DIRECTIVES]


def _compose_lines(context: LocateContext, name: str, confidence: Confidence) -> list[Candidate]:
    """Return the line of each Compose file that takes a variable from the environment."""
    taken = re.compile(rf"\$\{{{re.escape(name)}\b")
    candidates: list[Candidate] = []
    for base in _COMPOSE_FILES:
        for file in context.index.files(base=base, repo="dify"):
            lines = context.sources.lines(file.repo, file.path)
            number = next((n for n, line in enumerate(lines, 1) if taken.search(line)), 0)
            if number:
                fall = weights.NEXT_COMPOSE_VARIABLE * len(candidates)
                candidates.append(
                    Candidate(
                        fact=point_at(None, file.repo, file.path, number),
                        score=weights.COMPOSE_VARIABLE - fall,
                        confidence=confidence,
                        why=(f"Compose reads {name} here",),
                    )
                )
    return candidates
