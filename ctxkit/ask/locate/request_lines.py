"""The request that a line is about: its method and path, read out of the line.

Access logs of nginx, gunicorn, werkzeug and gin; Flask's `Exception on /path [METHOD]`; nginx's
error log; the browser's console; commands of curl and wget; attributes of structured lines. Not
here: who answers the request (`requests.py`).
"""

# ruff: noqa: E501 - patterns and pasted lines stay whole

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from ctxkit.ask.locate.api_paths import component_at, mentioned_path, path_in_url
from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.logline.patterns import LazyPattern

_MAX_MESSAGE_CHARS = 6_000
_MAX_HEAD_CHARS = 2_000
_METHODS = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS"
_FLASK = LazyPattern(
    r"Exception on (?P<url>\S{1,1500}) \[(?P<method>[A-Z]{3,8})\]", hint="Exception on "
)
_QUOTED = LazyPattern(
    r"\"(?P<method>[A-Z]{3,8}) (?P<url>\S{1,1500}) HTTP/[\d.]{1,5}", hint=" HTTP/"
)
_BARE = LazyPattern(
    rf"(?:^|[\s\"'(])(?P<method>{_METHODS}):? {{1,3}}(?P<url>/[^\s\"']{{1,1000}}|https?://[^\s\"']{{1,1500}})",
    hint=_METHODS,
)
_COMMAND = LazyPattern(
    r"\b(curl|wget)\b.{0,400}?(https?://[^\s'\"]{1,1500})(.{0,600})",
    hint="curl |wget ",
    flags=re.DOTALL,
)
_OPTION = LazyPattern(rf"(?:-X|--request)[ =]?['\"]?({_METHODS})\b", hint="-X|--request")
_SENT = LazyPattern(r" (?:-d|-F|--data(?:-\w{1,12})?|--form|--json|--post-data)[ =]", hint=" -")
_GUNICORN = LazyPattern(
    r"Error handling request (?P<url>/\S{1,1500})", hint="Error handling request "
)
_LOGGED = LazyPattern(
    rf"^(?P<method>{_METHODS}) (?P<url>/\S{{0,1500}})(?: (?:->|-|:|\||in|took|\d{{3}}|\(?\d[\d.hm]{{0,12}}(?:ns|µs|us|ms|s)\)?)){{1,6}}$",
    hint=_METHODS,
)
_WEBSOCKET = LazyPattern(
    r"\"WebSocket (?P<url>/\S{0,1500})\" (?:\[accepted\]|\d{3})", hint="WebSocket "
)
_BROWSER_WORDS = ("Failed to load resource", "CORS policy", "net::ERR")
_NOT_AT_END = ":,;)"
"""What a sentence puts behind a path."""
_HOST = LazyPattern(r"^[a-z]{2,6}://[^/]{0,300}", hint="://")
_CALL = LazyPattern(
    r"HTTPS?Connection(?:Pool)?\(host=[\"']([^\"'\s]{1,200})[\"'], port=(\d{1,5})\).{0,60}with url: (/\S{1,1500})",
    hint="with url: /",
)


Role = Literal["alone", "inside", "mentioned"]


class Request(Struct, frozen=True, kw_only=True):
    """A request that a line names. `method` is empty where the line does not say.

    `role`: the line is about the request and nothing else, it names a request among other things,
    or it only mentions a path. `called`: the component that was asked, where the line says.
    """

    url: str
    method: str = ""
    role: Role = "inside"
    called: str = ""

    @property
    def path(self) -> str:
        """The path with its query, without scheme and host."""
        return path_of(self.url)

    @property
    def plain_path(self) -> str:
        """The path without the query."""
        return self.path.partition("?")[0]


class RequestKind(Struct, frozen=True, kw_only=True):
    """A way in which a line names a request.

    `read` finds it; from a `sample` it reads `method path`. Rows are tried in order; `place` says
    why a row is where it is.
    """

    name: str
    place: str
    sample: str
    gives: str
    read: Callable[[LocateContext], Request | None]


def path_of(url: str) -> str:
    """Return a URL without scheme and host."""
    return _HOST.sub("", url)


def request_of(context: LocateContext) -> Request | None:
    """Return the request that the line names, or None."""
    if context.line.log_format.writer == "squid":
        return None  # requests through the proxy go elsewhere
    found = (kind.read(context) for kind in REQUEST_KINDS)
    return next((request for request in found if request is not None), None)


def is_command(context: LocateContext) -> bool:
    """Return whether the line is a command that sends a request, which may go to any site."""
    return _COMMAND.search(_head(context)) is not None


def _head(context: LocateContext) -> str:
    return context.line.message[:_MAX_MESSAGE_CHARS]


def _from_pattern(
    pattern: LazyPattern, role: Role = "inside", method: str = ""
) -> Callable[[LocateContext], Request | None]:
    """Return a reader of requests whose url, and perhaps method, are groups of a pattern."""

    def read(context: LocateContext) -> Request | None:
        found = pattern.search(_head(context))
        if not found:
            return None
        groups = {"method": method, **found.groupdict()}
        groups["url"] = groups["url"].rstrip(_NOT_AT_END)
        return Request(role=role, **groups)

    return read


def _from_fields(context: LocateContext) -> Request | None:
    line = context.line
    method, path = line.field("method"), line.field("path")
    if not method.isupper() or not path.startswith(("/", "http")):
        return None
    if line.log_format.request or not line.message:
        return Request(url=path, method=method, role="alone")
    return Request(url=path, method=method)


def _from_command(context: LocateContext) -> Request | None:
    found = _COMMAND.search(_head(context))
    if not found or context.line.log_format.known:
        return None
    return Request(url=found[2], method=_method_of(found[0]))


def _method_of(command: str) -> str:
    """Return the method that curl or wget uses by its options."""
    option = _OPTION.search(command)
    if option:
        return option[1]
    return "POST" if _SENT.search(command) else "GET"


def _from_browser(context: LocateContext) -> Request | None:
    for text in (_head(context), context.event.text[:_MAX_HEAD_CHARS]):
        if any(words in text for words in _BROWSER_WORDS):
            path = path_in_url(context.index, text) or mentioned_path(context.index, text)
            if path:
                return Request(url=path, role="mentioned")
    return None


def _failed_call(context: LocateContext) -> Request | None:
    text = context.error.message if context.error else context.line.message
    found = _CALL.search(text[:_MAX_MESSAGE_CHARS])
    called = component_at(context.index, found[1], found[2]) if found else ""
    if not found or not called:
        return None
    return Request(url=found[3], called=called)


def _mentioned(context: LocateContext) -> Request | None:
    head = _head(context)
    if context.line.log_format.known or " with url: " in head:
        return None
    path = mentioned_path(context.index, head)
    return Request(url=path, role="mentioned") if path else None


REQUEST_KINDS: tuple[RequestKind, ...] = (
    RequestKind(
        name="fields of an access log",
        place="first: the logger itself says which field is the path",
        sample='10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET /console/api/apps HTTP/1.0" 500 56',
        gives="GET /console/api/apps",
        read=_from_fields,
    ),
    RequestKind(
        name="Flask",
        place="before request lines: the path is of the request that failed",
        sample="2025-07-21 14:24:42.166 ERROR [x] [app.py:875] - Exception on /v1/letters [POST]",
        gives="POST /v1/letters",
        read=_from_pattern(_FLASK, "alone"),
    ),
    RequestKind(
        name="request line",
        place="before what only looks like one",
        sample='upstream timed out, request: "POST /v1/letters HTTP/1.1", host: "a"',
        gives="POST /v1/letters",
        read=_from_pattern(_QUOTED),
    ),
    RequestKind(
        name="websocket",
        place="beside request lines, which uvicorn writes for all else",
        sample='INFO:     172.18.0.9:41234 - "WebSocket /v1/letters" [accepted]',
        gives="GET /v1/letters",
        read=_from_pattern(_WEBSOCKET, "alone", "GET"),
    ),
    RequestKind(
        name="method, path and status",
        place="before a method and a path in any line: the line has nothing else",
        sample="2026/07/20 10:11:12 POST /v1/letters -> 200 (1.234s)",
        gives="POST /v1/letters",
        read=_from_pattern(_LOGGED, "alone"),
    ),
    RequestKind(
        name="method and path",
        place="before commands: the method and the path are in the line as they are",
        sample='HTTP Request: PUT http://a/v1/letters "HTTP/1.1 200 OK"',
        gives="PUT http://a/v1/letters",
        read=_from_pattern(_BARE),
    ),
    RequestKind(
        name="command",
        place="before the others, which read no method",
        sample="curl -X DELETE http://a/console/api/letters/7",
        gives="DELETE http://a/console/api/letters/7",
        read=_from_command,
    ),
    RequestKind(
        name="gunicorn",
        place="before the browser: the line is about the request alone",
        sample="[2025-05-15 06:32:18 +0000] [31] [ERROR] Error handling request /console/api/apps",
        gives=" /console/api/apps",
        read=_from_pattern(_GUNICORN, "alone"),
    ),
    RequestKind(
        name="browser",
        place="before what is only mentioned: the browser sent this request",
        sample="http://localhost/console/api/apps Failed to load resource: status of 401",
        gives=" /console/api/apps",
        read=_from_browser,
    ),
    RequestKind(
        name="path in a sentence",
        place="after what names a request: any text may mention a path",
        sample="all calls of console/api/apps?page=1 answer 500",
        gives=" /console/api/apps",
        read=_mentioned,
    ),
    RequestKind(
        name="failed call of a component",
        place="last: the request that failed matters more than the one that it made",
        sample="HTTPConnectionPool(host='sandbox', port=8194): Max retries exceeded with url: /v1/run",
        gives=" /v1/run",
        read=_failed_call,
    ),
)
