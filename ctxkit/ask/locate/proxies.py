"""Lines of the SSRF proxy (squid) -> the directives that decided.

Not here: how squid's access rules are read (`squid_rules.py`), and lines of nginx
(`configurations.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fnmatch import fnmatchcase

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    deciding,
    in_order,
    without_tests,
)
from ctxkit.ask.locate.squid_rules import Denial, ProxiedRequest, access_lists, denials
from ctxkit.dify.repositories import CHART
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Directive
from ctxkit.regex import regex

_MAX_MESSAGE_CHARS = 4_000
_MAX_LISTS = 4
_DENIED = LazyPattern(
    r"TCP_DENIED(?:_REPLY)?/\d{3}(?: \d{1,12} ([A-Z]{3,10}) (\S{1,1500}))?", hint="TCP_DENIED"
)
_PEER = regex(
    r"(?:Detected (?:DEAD|REVIVED) Parent: |Configuring Parent |Connection to |DNS lookup for "
    r"|[Cc]annot resolve (?:peer )?|Failed to connect to |cache_peer )['\"]?([\w.-]{1,200})"
)
_SOCKET = LazyPattern(
    r"Accepting (reverse-proxy )?[\w -]{0,40}Socket connections", hint="Accepting "
)
_BINDING = LazyPattern(r"Cannot bind socket FD \d{1,6}", hint="Cannot bind socket")
_CLOSING = LazyPattern(r"Closing HTTP\(S\) port \S{1,60}:(\d{1,5})", hint="Closing HTTP")
_INCLUDED = LazyPattern(
    r"Processing Configuration File: (/\S{1,200})", hint="Processing Configuration File"
)
_DEFAULT_PORT = "3128"
_LIST = LazyPattern(r"(?:[Nn]amed|ACL|acl) '([\w-]{1,60})'", hint="'")
_ADDRESS = LazyPattern(
    r"'([0-9a-f.:]{3,60}/\d{1,3}|\.?[\w-]{1,60}(?:\.[\w-]{1,60}){1,6})'", hint="'"
)
_PORT = regex(r":(\d{1,5})(?:/|$)")
_UNREACHED = ("503", "504")
"""What squid answers itself where it gets no connection to the target."""
_NOBODY = "HIER_NONE/"
_FORWARDED = "_PARENT/"
"""In `FIRSTUP_PARENT/172.18.0.2`: the request went to the peer, which answers for the sandbox."""


def resolve_proxy(context: LocateContext) -> Resolution:
    """Return the access rules that can have denied a request, or the directives that squid speaks
    of.
    """
    line = context.line
    denied = _DENIED.search(_denial_text(context))
    if denied:
        request = _request(*denied.groups(default=""))
        return Resolution(candidates=_denying_rules(context, request))
    if not _is_of_squid(context):
        return Resolution()
    if _FORWARDED in line.message:
        return Resolution(candidates=_peers(context, "sandbox"))
    if line.field("status") in _UNREACHED and _NOBODY in line.message:
        waits = _of_squid(context, "connect_timeout")
        found = _directives(waits, "squid waits so long for a connection")
        return Resolution(candidates=deciding(found))
    head = line.message[:_MAX_MESSAGE_CHARS]
    peer = _PEER.search(head)
    if peer:
        return Resolution(candidates=_peers(context, peer[1]))
    return Resolution(candidates=_own_lines(context, head))


def _denial_text(context: LocateContext) -> str:
    """Return a line as squid writes it, put together again where its fields were parsed."""
    line = context.line
    if not (line.log_format.writer == "squid" and line.log_format.request):
        return line.message[:_MAX_MESSAGE_CHARS]
    result, rest = ("result", "status"), ("size", "method", "path")
    return " ".join(("/".join(map(line.field, result)), *map(line.field, rest)))


def _is_of_squid(context: LocateContext) -> bool:
    line = context.line
    if line.log_format.writer == "squid" or line.service == "ssrf_proxy":
        return True
    return "DNS lookup for" in line.message[:_MAX_MESSAGE_CHARS]


def _request(method: str, target: str) -> ProxiedRequest:
    port = 80
    if method == "CONNECT" or target.startswith("https"):
        port = 443
    named = _PORT.search(target)
    if named:
        port = int(named[1])
    return ProxiedRequest(method=method, target=target, port=port)


def _denying_rules(context: LocateContext, request: ProxiedRequest) -> list[Candidate]:
    """Return the rules that may have denied a request, of each configuration in their order."""
    rules = _by_file(context, "http_access")
    lists = _by_file(context, "acl")
    candidates = []
    for file, own in rules.items():
        found = denials(own, access_lists(lists.get(file, [])), request)
        candidates += [_denying_rule(denial, place, request) for place, denial in enumerate(found)]
    return candidates


def _by_file(context: LocateContext, name: str) -> dict[tuple[str, str], list[Directive]]:
    found: dict[tuple[str, str], list[Directive]] = defaultdict(list)
    for directive in _of_squid(context, name):
        found[directive.repo, directive.path].append(directive)
    return found


def _of_squid(context: LocateContext, name: str) -> list[Directive]:
    directives = without_tests(context.index.named(Directive, name))
    return [d for d in directives if d.program == "squid"]


def _denying_rule(denial: Denial, place: int, request: ProxiedRequest) -> Candidate:
    if denial.of_everything:
        score, why = weights.DENIED_ALL, "denies everything that no earlier rule allows"
    elif denial.certain and denial.port_list:
        # The first rule that a request meets decides.
        score = weights.DENIED_PORT - weights.NEXT_DENIAL * place
        why = f"port {request.port} is not in {denial.port_list}"
    else:
        score, why = weights.DENYING_RULE, "possibly by this rule"
    if denial.rule.repo == CHART:
        score += weights.DENIED_IN_CHART
    return Candidate(
        fact=denial.rule,
        score=score,
        confidence="medium",
        why=(f"squid denied the request: {why}",),
    )


def _own_lines(context: LocateContext, text: str) -> list[Candidate]:
    """Return the directives that squid speaks of at its start: the ports that it opens, files that
    it reads, lists that contradict.
    """
    socket = _SOCKET.search(text)
    if socket:
        ports = _ports(context, reverse=bool(socket[1]))
        return _directives(ports, "squid opens this port")
    if _BINDING.search(text):
        ports = [d for d in _of_squid(context, "http_port") if d.repo != CHART]
        why = "squid opens this port"
        score = weights.CONFIGURED
        return deciding(in_order(ports, score=score, step=0.0, confidence="medium", why=why))
    closing = _CLOSING.search(text)
    if closing:
        ports = _ports(context, reverse=closing[1] != _DEFAULT_PORT)
        return _directives(ports, "squid closes this port")
    included = _INCLUDED.search(text)
    if included:
        files = [d for d in _of_squid(context, "include") if fnmatchcase(included[1], d.value)]
        return _directives(files, "squid reads that file here")
    return _lists(context, text)


def _ports(context: LocateContext, *, reverse: bool) -> list[Directive]:
    """Return the ports that squid opens for requests, or as a reverse proxy."""
    return [d for d in _of_squid(context, "http_port") if ("accel" in d.value) == reverse]


def _lists(context: LocateContext, text: str) -> list[Candidate]:
    """Return the access lists that a line names, by name or by an address in them."""
    lists = _of_squid(context, "acl")
    name, address = _LIST.search(text), _ADDRESS.search(text)
    if name:
        lists = [d for d in lists if d.value.split()[:1] == [name[1]]]
    holding = [d for d in lists if address[1] in d.value.split()] if address else []
    if name and not holding:
        holding = lists
    return _directives(holding[:_MAX_LISTS], "the access list that the line names")


def _directives(found: Iterable[Directive], why: str) -> list[Candidate]:
    candidates = []
    for directive in found:
        # Of several the one further up; Compose's own file comes before the chart's.
        score = weights.CONFIGURED + weights.CONFIGURED_LINE * directive.line
        if directive.repo == CHART:
            score += weights.CONFIGURED_IN_CHART
        candidates.append(Candidate(fact=directive, score=score, confidence="medium", why=(why,)))
    return candidates


def _peers(context: LocateContext, name: str) -> list[Candidate]:
    """Return the proxy's peer of that name.

    Compose calls the sandbox `sandbox`; a name with a release in front (`my-dify-sandbox`) comes
    from the chart.
    """
    candidates = []
    for peer in context.index.named(Directive, "cache_peer"):
        fits = ("-" in name) == (peer.repo == CHART)
        candidates.append(
            Candidate(
                fact=peer,
                score=weights.PEER if fits else weights.PEER_ELSEWHERE,
                confidence="medium" if fits else "low",
                why=(f"the proxy's peer {name} is configured here",),
            )
        )
    return candidates
