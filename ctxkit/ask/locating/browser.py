"""Lines of the browser's console -> the web console's call or header. Not here: who answers the request."""

from __future__ import annotations

import re

from ctxkit.ask.locating.leads import Asked, Lead
from ctxkit.ask.locating.requests import request_of
from ctxkit.ask.routes import match_path
from ctxkit.logline.lazy import LazyPattern
from ctxkit.model import ClientCall, Directive

_POLICY = LazyPattern(
    r"Content Security Policy[^\"']{0,80}[\"'“]([a-z-]{3,40}-(?:src(?:-elem|-attr)?|uri|action|ancestors))\b",
    hint="Content Security Policy",
)
_BASES = ("/console/api", "/api", "/v1")
"""Where the API of the web console and of the web apps begins; calls are written without it."""


def resolve_browser(asked: Asked) -> list[Lead]:
    """Return the directive of the page's policy that a browser complains of, or the code that made a request."""
    line = asked.event.line
    policy = _POLICY.search(line.message[:2_000])
    if policy:
        name = policy[1].removesuffix("-elem").removesuffix("-attr")
        found = [d for d in asked.index.named(Directive, name) if d.program == "csp" and not d.test]
        return [Lead(fact=d, score=45.0, sure="medium", why=(f"the page's policy {name} is made here",)) for d in found]
    if line.format != "browser-request":
        return []
    method, url, _ = request_of(asked)
    path = re.sub(r"^[a-z]{2,6}://[^/]{0,300}", "", url).partition("?")[0]
    inner = next((path[len(base) :] for base in _BASES if path.startswith(f"{base}/")), path)
    calls = [c for c in asked.index.all(ClientCall) if c.method in ("", method) and not c.test and _same(c.name, inner)]
    return [
        Lead(fact=c, score=48.0 - n, sure="medium", why=(f"the web console asks for {inner} here",))
        for n, c in enumerate(calls[:3])
    ]


def _same(written: str, path: str) -> bool:
    return match_path(re.sub(r"\$?\{[^{}]{0,200}\}|\x1f", "<string:x>", written), path)
