"""Request lines -> the function that answers the request. Not here: how routes get their prefixes
(`routes.py`).

Access logs of nginx, gunicorn, werkzeug and gin; Flask's `Exception on /path [METHOD]`; nginx's
error log; the browser's console; commands of curl and wget; attributes of structured lines.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ctxkit.ask.locate.candidates import Candidate, LocateContext, definitions
from ctxkit.ask.locate.pages import find_page
from ctxkit.ask.locate.routes import begun_routes, find_routes, handler_location, known_routes
from ctxkit.dify.programs import HOMES
from ctxkit.dify.service_names import service_of_container, service_of_port
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Confidence, Fact, Route, Symbol

_FLASK = LazyPattern(r"Exception on (\S{1,1500}) \[([A-Z]{3,8})\]", hint="Exception on ")
_QUOTED = LazyPattern(r"\"([A-Z]{3,8}) (\S{1,1500}) HTTP/[\d.]{1,5}", hint=" HTTP/")
_BARE = LazyPattern(
    r"(?:^|[\s\"'(])(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS):? {1,3}(/[^\s\"']{1,1000}|https?://[^\s\"']{1,1500})",
    hint="GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS",
)
_URL = LazyPattern(
    r"(?:https?://[^\s/'\"]{1,300}|:\d{1,5})(/(?:console/api|api|v1|files)/[^\s'\":]{1,1000})",
    hint="Failed to load resource|CORS policy|net::ERR",
)
_COMMAND = LazyPattern(
    r"\b(curl|wget)\b.{0,400}?(https?://[^\s'\"]{1,1500})(.{0,600})",
    hint="curl |wget ",
    flags=re.DOTALL,
)
_METHOD = LazyPattern(
    r"(?:-X|--request)[ =]?['\"]?(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b", hint="-X|--request"
)
_SENT = LazyPattern(r" (?:-d|-F|--data(?:-\w{1,12})?|--form|--json|--post-data)[ =]", hint=" -")
_SERVER = LazyPattern(
    r"Error handling request (/\S{1,1500})", hint="Error handling request "
)  # Gunicorn
_SPOKEN = LazyPattern(
    r"(?:^|[\s\"'`(:,，：（]|https?://[^\s/'\"]{1,300}(?=/console/api/))/?"
    r"((?:console/api|api|v1|files)/[A-Za-z][\w./{}<>:-]{1,500})(?:\?[^\s\"'`]{0,500})?",
    hint="console/api/|api/|v1/|files/",
)
"""A path of the API in what somebody says of it: `All of them report 500 :
console/api/apps?page=1`.
"""

_CALLED = LazyPattern(
    r"HTTPS?Connection(?:Pool)?\(host=[\"']([^\"'\s]{1,200})[\"'], port=(\d{1,5})\).{0,60}with url: (/\S{1,1500})",
    hint="with url: /",
)
_HOST = LazyPattern(r"^[a-z]{2,6}://[^/]{0,300}", hint="://")
_GO_REPOS = ("dify-plugin-daemon", "dify-sandbox")
_EXACT = 57.0
_SAID = 24.0  # bits of a path that is only spoken of


def request_of(asked: LocateContext) -> tuple[str, str, bool]:
    """Return (method, path, whether the line is about the request and nothing else); empty where
    there is none.
    """
    line = asked.event.line
    if line.log_format.writer == "squid":
        return "", "", False
    method, path = line.field("method"), line.field("path")
    if method.isupper() and path.startswith(("/", "http")):
        return (
            method,
            path,
            not line.message or line.log_format.request,
        )
    message = line.message[:6_000]
    for pattern, sure in ((_FLASK, True), (_QUOTED, False), (_BARE, False)):
        found = pattern.search(message)
        if found:
            return (found[2], found[1], sure) if pattern is _FLASK else (found[1], found[2], sure)
    command = _COMMAND.search(message) if not line.log_format.known else None
    if command:
        return _method_of(command[0]), command[2], False
    found = _SERVER.search(message)
    if found:
        return "", found[1], True
    found = _URL.search(message) or _URL.search(asked.event.text[:2_000])
    if found:
        return "", found[1], False  # the browser tells no method here
    unprefixed = not line.log_format.known
    found = _SPOKEN.search(message) if unprefixed and " with url: " not in message else None
    return ("", f"/{found[1].rstrip('.:')}", False) if found else ("", "", False)


def _method_of(command: str) -> str:
    """Return the method that curl or wget uses for what it is told."""
    told = _METHOD.search(command)
    return told[1] if told else "POST" if _SENT.search(command) else "GET"


def _called(asked: LocateContext) -> tuple[str, str]:
    """Return (component, path) of a request between components that failed, as requests and urllib3
    word it.
    """
    text = asked.event.errors[-1].message if asked.event.errors else asked.event.line.message
    found = _CALLED.search(text[:4_000])
    if not found:
        return "", ""
    return service_of_port(found[2]) or service_of_container(found[1]), found[3]


def resolve_request(asked: LocateContext) -> list[Candidate]:
    """Return the handlers of the request that the line speaks of."""
    method, path, alone = request_of(asked)
    called, called_path = ("", "") if path else _called(asked)
    path = _HOST.sub("", path) or called_path
    if not path.startswith("/"):
        return []
    whole = known_routes(asked.index)
    found = find_routes(whole, method, path)
    cut = not found and asked.event.text.rstrip().endswith((f'"{path}', f'"{method} {path}'))
    if cut:
        found = begun_routes(whole, method, path)
    if called_path:
        found = [
            f
            for f in found
            if any(f[0].repo == r and f[0].path.startswith(d) for r, d in HOMES.get(called, ()))
        ]
    found = _of_service(found, asked)
    if not found and called_path:
        return []
    if not found:
        page = find_page(asked, path) if method in ("", "GET", "HEAD") and _for_web(asked) else []
        if page:
            # Every site has a root.
            return (
                [replace(lead, sure="low") for lead in page]
                if path.partition("?")[0] == "/"
                else page
            )
        if alone:
            asked.notes.append(
                f"no route of these repositories takes {method} {path.partition('?')[0][:200]}"
            )
        return []
    leads: list[Candidate] = []
    for place, (route, pattern) in enumerate(found[:4]):
        refused = bool(method and route.methods) and method not in route.methods
        sure: Confidence = (
            "high" if not place and alone and not refused and _telling(pattern) else "medium"
        )
        spoken = not method and not alone and not called_path
        # httpx tells of its own, a command is sent to any site: who answers may be far off.
        message = asked.event.line.message
        sent = message.startswith("HTTP Request: ")
        sent = sent or (
            not path.startswith("/console/api/") and _COMMAND.search(message[:6_000]) is not None
        )
        if (
            refused
            or sent
            or (cut and len(found) > 1)
            or not _telling(pattern)
            or (spoken and not path.startswith("/console/api/"))
        ):
            sure = "low"
        score = (
            (_EXACT if alone else _SAID if spoken else 33.0)
            - 7.0 * place
            - (12.0 if refused else 0.0)
        )
        why = f"{method} {path.partition('?')[0][:200]} is answered here (route {pattern})".lstrip()
        handler = _handler(asked, route, method)
        leads.append(Candidate(fact=handler or route, score=score, sure=sure, why=(why,)))
        if handler is not None and handler.line != route.line:
            leads.append(
                Candidate(
                    fact=route,
                    score=score - 2.0,
                    sure=sure,
                    why=(f"route {pattern} is bound here",),
                )
            )
    return leads


def answering(asked: LocateContext, path: str) -> frozenset[tuple[str, str, str]]:
    """Return (repository, path, class or function) of what answers requests of a path, whatever the
    method.
    """
    path = _HOST.sub("", path)
    found = find_routes(known_routes(asked.index), "", path)
    handlers = [
        _handler(asked, route, method)
        for route, _ in found[:4]
        for method in route.methods[:1] or ("POST", "GET")
    ]
    return frozenset(
        (h.repo, h.path, h.symbol.partition(".")[0] or h.name.partition(".")[0])
        for h in handlers
        if h
    )


def _of_service(found: list[tuple[Route, str]], asked: LocateContext) -> list[tuple[Route, str]]:
    """Keep the routes of the component that wrote the line, as far as that is known."""
    line = asked.event.line
    if line.log_format.writer == "gin" and line.service not in ("plugin_daemon", "sandbox"):
        return [f for f in found if f[0].repo in _GO_REPOS]
    if line.service in ("plugin_daemon", "sandbox"):
        repos = {repo for repo, _ in HOMES[line.service]}
        return [f for f in found if f[0].repo in repos]
    return sorted(found, key=lambda f: f[0].repo in _GO_REPOS)


def _for_web(asked: LocateContext) -> bool:
    return (
        asked.event.line.service
        in (
            "",
            "nginx",
            "web",
        )
        and asked.event.line.log_format.writer != "gin"
    )


def _telling(pattern: str) -> bool:
    return any(part and part[0] not in "<:*" for part in pattern.split("/"))


def _handler(asked: LocateContext, route: Route, method: str) -> Fact | None:
    """Return the function that answers, or None for an anonymous one."""
    place = handler_location(asked.index, route, method)
    if (place.path, place.line) != (route.path, route.line) or route.path.endswith(".py"):
        for symbol in definitions(asked.index, place.repo, place.path):
            if symbol.line == place.line or (
                symbol.what != "class" and symbol.line <= place.line <= symbol.end_line
            ):
                return symbol
        return None
    name = route.handler.rpartition(".")[2].rpartition(":")[2].strip("()")
    if not name.isidentifier():
        return None
    found = [
        s
        for s in asked.index.named(Symbol, name)
        if s.repo == route.repo and not s.test and s.what != "class"
    ]
    near = sorted(found, key=lambda s: -len(_common(s.path, route.path)))
    return near[0] if near else None


def _common(a: str, b: str) -> str:
    return a[
        : next(
            (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
        )
    ]
