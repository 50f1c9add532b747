"""Lines of the SSRF proxy (squid) -> the directives that decided.

Not here: lines of nginx (`requests.py`).
"""

# ruff: noqa: E501 - tables and patterns stay whole

from __future__ import annotations

from fnmatch import fnmatchcase

from ctxkit.ask.locate.candidates import Candidate, LocateContext
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Directive

_DENIED = LazyPattern(
    r"TCP_DENIED(?:_REPLY)?/\d{3}(?: \d{1,12} ([A-Z]{3,10}) (\S{1,1500}))?", hint="TCP_DENIED"
)
_PEER = LazyPattern(
    r"(?:Detected (?:DEAD|REVIVED) Parent: |Configuring Parent |Connection to |DNS lookup for |[Cc]annot resolve (?:peer )?|Failed to connect to |cache_peer )"
    r"['\"]?([\w.-]{1,200})"
)
_SOCKET = LazyPattern(
    r"Accepting (reverse-proxy )?[\w -]{0,40}Socket connections", hint="Accepting "
)
_CLOSING = LazyPattern(r"Closing HTTP\(S\) port \S{1,60}:(\d{1,5})", hint="Closing HTTP")
_INCLUDED = LazyPattern(
    r"Processing Configuration File: (/\S{1,200})", hint="Processing Configuration File"
)
_DEFAULT_PORT = "3128"
_ACL = LazyPattern(r"(?:[Nn]amed|ACL|acl) '([\w-]{1,60})'", hint="'")
_ADDRESS = LazyPattern(
    r"'([0-9a-f.:]{3,60}/\d{1,3}|\.?[\w-]{1,60}(?:\.[\w-]{1,60}){1,6})'", hint="'"
)
_PORT = LazyPattern(r":(\d{1,5})(?:/|$)")


def resolve_proxy(asked: LocateContext) -> list[Candidate]:
    """Return the access rules that can have denied a request, or the peer that a line complains of."""
    line = asked.event.line
    text = f"{line.field('result')}/{line.field('status')} {line.field('size')} {line.field('method')} {line.field('path')}"
    squid_access = line.log_format.writer == "squid" and line.log_format.request
    denied = _DENIED.search(text if squid_access else line.message[:4_000])
    if denied:
        return _denied(asked, denied[1] or "", denied[2] or "")
    squid = (
        line.log_format.writer == "squid"
        or line.service == "ssrf_proxy"
        or "DNS lookup for" in line.message[:200]
    )
    peer = _PEER.search(line.message[:1_000]) if squid else None
    if peer:
        return _peers(asked, peer[1])
    said = _own_lines(asked, line.message[:1_000]) if squid else []
    if said:
        return said
    # `FIRSTUP_PARENT/172.18.0.2`: the request went to the peer, which answers for the sandbox.
    return _peers(asked, "sandbox") if squid_access and "_PARENT/" in line.message else []


def _own_lines(asked: LocateContext, text: str) -> list[Candidate]:
    """Return the directives that squid speaks of at its start: the ports that it opens, lists that
    contradict.
    """
    socket = _SOCKET.search(text)
    if socket:
        ports = [
            d
            for d in asked.index.named(Directive, "http_port")
            if ("accel" in d.value) == bool(socket[1])
        ]
        return [_directive(d, "squid opens this port") for d in ports]
    closing = _CLOSING.search(text)
    if closing:
        ports = asked.index.named(Directive, "http_port")
        ports = [d for d in ports if ("accel" not in d.value) == (closing[1] == _DEFAULT_PORT)]
        return [_directive(d, "squid closes this port") for d in ports]
    included = _INCLUDED.search(text)
    if included:
        files = [d for d in asked.index.named(Directive, "include") if d.program == "squid"]
        return [
            _directive(d, "squid reads that file here")
            for d in files
            if fnmatchcase(included[1], d.value)
        ]
    name, address = _ACL.search(text), _ADDRESS.search(text)
    if not name and not address:
        return []
    lists = [d for d in asked.index.named(Directive, "acl") if d.program == "squid" and not d.test]
    lists = [d for d in lists if not name or d.value.split()[:1] == [name[1]]]
    same = [d for d in lists if address and address[1] in d.value.split()]
    return [_directive(d, "this list is meant") for d in (same or (lists if name else []))[:4]]


def _directive(directive: Directive, why: str) -> Candidate:
    score = 38.0 - 4.0 * (directive.repo != "dify") - directive.line / 1_000
    return Candidate(fact=directive, score=score, sure="medium", why=(why,))


def _denied(asked: LocateContext, method: str, target: str) -> list[Candidate]:
    rules = [
        d
        for d in asked.index.named(Directive, "http_access")
        if d.program == "squid" and d.value.startswith("deny")
    ]
    port = _PORT.search(target)
    number = (
        int(port[1]) if port else 443 if method == "CONNECT" or target.startswith("https") else 80
    )
    leads = []
    for rule in rules:
        words = rule.value.split()
        score, why = 30.0, "a rule that denies"
        if words == ["deny", "all"]:
            score, why = 40.0, "denies whatever no rule above allows"
        if "!SSL_ports" in words and method == "CONNECT" and number != 443:
            score, why = 50.0, f"CONNECT to port {number}, which is none of SSL_ports"
        if (
            "!Safe_ports" in words
            and number < 1025
            and number not in (80, 21, 443, 70, 210, 280, 488, 591, 777)
        ):
            score, why = 52.0, f"port {number} is none of Safe_ports"
        if "manager" in words:
            score = 12.0
        score -= 2.0 * (rule.repo != "dify")
        leads.append(
            Candidate(
                fact=rule, score=score, sure="medium", why=(f"squid denied the request: {why}",)
            )
        )
    return leads


def _peers(asked: LocateContext, name: str) -> list[Candidate]:
    """Compose calls the sandbox `sandbox`; a name with a release in front (`my-dify-sandbox`) comes
    from the chart.
    """
    leads = []
    for peer in asked.index.named(Directive, "cache_peer"):
        chart = peer.repo == "dify-helm"
        fits = ("-" in name) == chart
        leads.append(
            Candidate(
                fact=peer,
                score=40.0 if fits else 28.0,
                sure="medium" if fits else "low",
                why=(f"the proxy's peer {name} is set here",),
            )
        )
    return leads
