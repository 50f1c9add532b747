"""Lines of the browser's console -> the web console's call or header, the origins that the API
allows.

Not here: who answers the request.
"""

from __future__ import annotations

import re

from ctxkit.ask.locate.candidates import Candidate, LocateContext
from ctxkit.ask.locate.requests import request_of
from ctxkit.ask.locate.routes import match_path
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import ClientCall, ConfigUse, Directive

_POLICY = LazyPattern(
    r"Content Security Policy[^\"']{0,80}[\"'“]([a-z-]{3,40}-(?:src(?:-elem|-attr)?|uri|action|ancestors))\b",
    hint="Content Security Policy",
)
_ORIGINS = LazyPattern(
    r"Access to .{1,40} at '?([^\s']{1,1500})'? .{0,400}has been blocked by CORS policy",
    hint="by CORS policy",
)
_ALLOWED = "_CORS_ALLOW_ORIGINS"
_BASES = ("/console/api", "/api", "/v1")
"""Where the API of the web console and of the web apps begins; calls are written without it."""


def resolve_browser(asked: LocateContext) -> list[Candidate]:
    """Return the directive of the page's policy that a browser complains of, or the code that made
    a request.
    """
    line = asked.event.line
    policy = _POLICY.search(line.message[:2_000])
    if policy:
        name = policy[1].removesuffix("-elem").removesuffix("-attr")
        found = [d for d in asked.index.named(Directive, name) if d.program == "csp" and not d.test]
        return [
            Candidate(
                fact=d, score=45.0, sure="medium", why=(f"the page's policy {name} is made here",)
            )
            for d in found
        ]
    refused = _ORIGINS.search(line.message[:4_000])
    if refused:
        return _origins(asked, refused[1])
    if line.log_format.writer != "the browser":
        return []
    method, url, _ = request_of(asked)
    path = re.sub(r"^[a-z]{2,6}://[^/]{0,300}", "", url).partition("?")[0]
    inner = next((path[len(base) :] for base in _BASES if path.startswith(f"{base}/")), path)
    calls = [
        c
        for c in asked.index.all(ClientCall)
        if c.method in ("", method) and not c.test and _same(c.name, inner)
    ]
    return [
        Candidate(
            fact=c, score=48.0 - n, sure="medium", why=(f"the web console asks for {inner} here",)
        )
        for n, c in enumerate(calls[:3])
    ]


def _origins(asked: LocateContext, url: str) -> list[Candidate]:
    """Return where the API sets which origins may call it; the console's setting and the web apps'
    are two.
    """
    console = "/console/api" in url
    names = [name for name in asked.index.key_names() if name.endswith(_ALLOWED)]
    uses = [u for u in asked.index.named(ConfigUse, *names) if not u.test and u.role == "reads"]
    uses.sort(
        key=lambda u: (
            u.name.startswith("CONSOLE") != console,
            not u.path.startswith("api/extensions/"),
            u.line,
        )
    )
    why = "the origins that browsers may call the API from are set here"
    return [
        Candidate(fact=u, score=30.0 - n, sure="medium", why=(why,)) for n, u in enumerate(uses[:4])
    ]


def _same(written: str, path: str) -> bool:
    return match_path(re.sub(r"\$?\{[^{}]{0,200}\}|\x1f", "<string:x>", written), path)
