"""Requests that a program of Dify sent, told by the library that sends them -> the code that asks.

Not here: who answers (`requests.py`), and the requests of the web console (`browser.py`).
"""

# ruff: noqa: E501 - patterns and samples stay whole

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    deciding,
    in_order,
    limited,
)
from ctxkit.ask.locate.default_addresses import default_hosts
from ctxkit.ask.locate.request_lines import path_of
from ctxkit.dify.programs import PROGRAMS, runs, scope_of_file
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import ClientCall
from ctxkit.regex import regex
from ctxkit.routes.patterns import match_path, named_parts
from ctxkit.routes.wire import client_calls

_MAX_TEXT_CHARS = 6_000
_MAX_CALLS = 3
_MIN_NAMED = 2  # segments of a path that may be below another: one word is in too many paths
_MAX_ABOVE = 2  # segments of an address above the path of the call
_HOST = regex(r"[a-z]{2,6}://(?:[^/@\s]{0,100}@)?([\w.-]{1,240})[^\n]*")


class ClientWords(Struct, frozen=True, kw_only=True):
    """The words in which a library tells a request that it sent: their `method` and `url`, which
    may be only a path. `suffix` is that of the files whose programs use it, `score` in bits.
    """

    told: LazyPattern
    suffix: str
    score: float
    reference: str
    sample: str


CLIENT_WORDS = (
    ClientWords(
        told=LazyPattern(
            r"HTTP Request: (?P<method>[A-Z]{3,8}) (?P<url>https?://[^\s\"]{1,1500}) \"HTTP/",
            hint="HTTP Request: ",
        ),
        suffix=".py",
        score=weights.SENT_REQUEST,
        reference="https://www.python-httpx.org/logging/",
        sample='HTTP Request: POST http://sandbox:8194/v1/sandbox/run "HTTP/1.1 502 Bad Gateway"',
    ),
    ClientWords(
        told=LazyPattern(
            r"HTTPS?Connection(?:Pool)?\(host=[\"'](?P<host>[\w.-]{1,240})[\"'][^()]{0,40}\).{0,60}with url: (?P<url>/[^\s)]{0,1500})",
            hint="with url: /",
        ),
        suffix=".py",
        score=weights.SENT_REQUEST,
        reference="https://urllib3.readthedocs.io/en/stable/reference/urllib3.exceptions.html#urllib3.exceptions.MaxRetryError",
        sample="HTTPConnectionPool(host='sandbox', port=8194): Max retries exceeded with url: /v1/sandbox/run (Caused by x)",
    ),
    ClientWords(
        told=LazyPattern(
            r"(?:Client|Server) [Ee]rror:? .{1,80} for url:? '?(?P<url>https?://[^\s']{1,1500})",
            hint=" for url",
        ),
        suffix=".py",
        score=weights.SENT_REQUEST,
        reference="https://requests.readthedocs.io/en/latest/api/#requests.Response.raise_for_status",
        sample="requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: http://sandbox:8194/v1/sandbox/run",
    ),
    ClientWords(
        told=LazyPattern(
            r"\b(?P<method>Get|Post|Put|Patch|Delete|Head) \"(?P<url>https?://[^\s\"]{1,1500})\": ",
            hint=' "http',
        ),
        suffix=".go",
        score=weights.SENT_INSIDE,
        reference="https://pkg.go.dev/net/url#Error",
        sample='Post "http://api:5001/inner/api/invoke/llm": dial tcp: lookup api: no such host',
    ),
)


def resolve_sent(context: LocateContext) -> Resolution:
    """Return the code that sends the request of which a client library tells."""
    text = context.event.text[:_MAX_TEXT_CHARS]
    for words in CLIENT_WORDS:
        found = words.told.search(text)
        if found is None:
            continue
        groups = found.groupdict()
        method, path = groups.get("method", "").upper(), path_of(groups["url"]).partition("?")[0]
        calls = list(_asking(context, words.suffix, method, path))
        host = groups.get("host") or _HOST.sub(r"\1", groups["url"])
        candidates = _best(calls, path, words.score)
        if not _is_own(context, host):
            candidates = limited(candidates, "low")
        return Resolution(candidates=candidates)
    return Resolution()


def _is_own(context: LocateContext, host: str) -> bool:
    """Return whether a host is a container, or that of the default of a setting."""
    return "." not in host or host in default_hosts(context.index)


def _asking(context: LocateContext, suffix: str, method: str, path: str) -> Iterator[ClientCall]:
    """Yield the calls of the programs that may have written the line."""
    for call in client_calls(context.index):
        if call.program and call.path.endswith(suffix) and _fits(call, method, path):
            service = context.line.service
            may_be = runs(service, call.repo, call.path) if service else True
            if may_be and scope_of_file(call.repo, call.path) in PROGRAMS:
                yield call


def _fits(call: ClientCall, method: str, path: str) -> bool:
    """Return whether a call asks for a path, or for what it has below an address of its own."""
    if method and call.method not in ("", method):
        return False
    if match_path(call.name, path):
        return True
    parts = path.strip("/").split("/")
    above = min(_MAX_ABOVE, len(parts) - 1) if named_parts(call.name) >= _MIN_NAMED else 0
    return any(match_path(call.name, "/".join(parts[n:])) for n in range(1, above + 1))


def _best(calls: list[ClientCall], path: str, score: float) -> list[Candidate]:
    """Return the calls that name most of the path."""
    named = [named_parts(call.name) for call in calls]
    most = max(named, default=0)
    closest = [call for call, parts in zip(calls, named, strict=True) if parts == most > 0]
    found = in_order(
        closest[:_MAX_CALLS],
        score=score,
        step=weights.NEXT_CLIENT_CALL,
        confidence="medium" if len(closest) == 1 and most >= _MIN_NAMED else "low",
        why=f"requests {path} here",
    )
    # All of them ask at the same address.
    return deciding(found) if len(closest) > 1 and most >= _MIN_NAMED else found
