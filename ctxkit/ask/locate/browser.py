"""Lines of the browser's console -> the web console's call or header, the origins that the API
allows.

Not here: who answers the request (`requests.py`).
"""

# ruff: noqa: E501 - patterns stay whole

from __future__ import annotations

from collections.abc import Collection

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.api_paths import without_prefix
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    deciding,
    in_order,
    without_tests,
)
from ctxkit.ask.locate.request_lines import path_of, request_of
from ctxkit.logline.log_format import BROWSER
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import ClientCall, ConfigUse, Directive
from ctxkit.regex import regex
from ctxkit.routes.patterns import match_path, named_parts

_MAX_MESSAGE_CHARS = 4_000
_MAX_CALLS = 3
_MAX_ORIGINS = 4
_POLICY = LazyPattern(
    r"Content Security Policy[^\"']{0,80}[\"'“]([a-z-]{3,40}-(?:src(?:-elem|-attr)?|uri|action|ancestors))\b",
    hint="Content Security Policy",
)
_BLOCKED = LazyPattern(
    r"Access to .{1,40} at '?([^\s']{1,1500})'? .{0,400}has been blocked by CORS policy",
    hint="by CORS policy",
)
_VALUE = regex(r"\$?\{[^{}]{0,200}\}|\x1f")
_ORIGINS = "_CORS_ALLOW_ORIGINS"


def resolve_browser(context: LocateContext) -> Resolution:
    """Return the directive of the page's policy that a browser complains of, or the code that made
    a request.
    """
    head = context.line.message[:_MAX_MESSAGE_CHARS]
    policy = _POLICY.search(head)
    if policy:
        return Resolution(candidates=_policies(context, policy[1]))
    blocked = _BLOCKED.search(head)
    if blocked:
        return Resolution(candidates=deciding(_origins(context, blocked[1])))
    if context.line.log_format.writer == BROWSER:
        return Resolution(candidates=_calls(context))
    return Resolution()


def _policies(context: LocateContext, directive: str) -> list[Candidate]:
    name = directive.removesuffix("-elem").removesuffix("-attr")
    found = without_tests(context.index.named(Directive, name))
    return in_order(
        (d for d in found if d.program == "csp"),
        score=weights.PAGE_POLICY,
        step=0.0,
        confidence="medium",
        why=f"the page's Content-Security-Policy directive {name} is set here",
    )


def _calls(context: LocateContext) -> list[Candidate]:
    """Return the calls of the web console that may have made a request: those that name most of its
    path. One that has a value for each part is of any path.
    """
    request = request_of(context)
    if request is None:
        return []
    inner = without_prefix(context.index, request.plain_path)
    calls = [
        call
        for call in without_tests(context.index.all(ClientCall))
        if not call.program and call.method in ("", request.method) and _is_call_of(call, inner)
    ]
    named = [named_parts(_pattern(call)) for call in calls]
    closest = [call for call, parts in zip(calls, named, strict=True) if parts == max(named)]
    return in_order(
        closest[:_MAX_CALLS],
        score=weights.CLIENT_CALL,
        step=weights.NEXT_CLIENT_CALL,
        confidence="medium",
        why=f"the web console requests {inner} here",
    )


def _is_call_of(call: ClientCall, path: str) -> bool:
    return match_path(_pattern(call), path)


def _pattern(call: ClientCall) -> str:
    return _VALUE.sub("<string:x>", call.name)


def _origins(context: LocateContext, url: str) -> list[Candidate]:
    """Return where the API sets which origins may call the URL.

    The routers of the console, of web apps and of programs have a setting each.
    """
    segments = set(path_of(url).split("/"))
    # In other letters they are names of the code for the same settings.
    names = [n for n in context.index.names_ending(ConfigUse, _ORIGINS) if n.isupper()]
    uses = without_tests(context.index.named(ConfigUse, *names))
    reads = [use for use in uses if use.role == "reads"]
    reads.sort(key=lambda use: (-_named_share(use.name, segments), use.path, use.line))
    return in_order(
        reads[:_MAX_ORIGINS],
        score=weights.ORIGINS,
        step=weights.NEXT_ORIGINS,
        confidence="medium",
        why="the origins that CORS allows are set here",
    )


def _named_share(setting: str, segments: Collection[str]) -> float:
    """Return the share of a setting's own words that are segments of a path.

    `CONSOLE_CORS_ALLOW_ORIGINS` is for `/console/api`.
    """
    words = setting.removesuffix(_ORIGINS).lower().split("_")
    return sum(word in segments for word in words) / len(words)
