"""What collectors, viewers and chat tools put around a log line: recognised, remembered and taken off.

Not here: the prefix that the program's own logger writes (`formats.py`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ctxkit.logline.lazy import LazyPattern

SERVICES: tuple[tuple[str, str], ...] = (
    ("plugin_daemon", "plugin_daemon"),
    ("plugindaemon", "plugin_daemon"),
    ("sandbox", "sandbox"),
    ("ssrf", "ssrf_proxy"),
    ("squid", "ssrf_proxy"),
    ("worker_beat", "worker_beat"),
    ("beat", "worker_beat"),
    ("worker", "worker"),
    ("web", "web"),
    ("nginx", "nginx"),
    ("postgres", "db"),
    ("redis", "redis"),
    ("weaviate", "weaviate"),
    ("qdrant", "qdrant"),
    ("milvus", "milvus"),
    ("api", "api"),
    ("db", "db"),
)
"""Part of a container's name -> component. The first that fits wins, so the more telling names stand first."""

_PARTS = LazyPattern(r"[^a-z0-9]+")


def component(name: str) -> str:
    """Return the component that a container, pod or service name speaks of, or an empty string."""
    folded = "_" + _PARTS.sub("_", name.lower()) + "_"
    for part, service in SERVICES:
        if f"_{part}_" in folded or (len(part) > 4 and part in folded):
            return service
    return ""


_POD = LazyPattern(r"-(?:[a-z]*\d[a-z0-9]*|\d+)")  # a replica's hash or number


class Unwrapped(NamedTuple):
    """A line without its wrappers, and what they told."""

    text: str
    service: str
    time: str


_NAME = r"[A-Za-z][A-Za-z0-9_.-]{0,80}"


@cache
def _ansi() -> re.Pattern[str]:
    return re.compile(r"\x1b\[[0-9;?]{0,20}[ -/]?[@-~]|\x1b\][^\x07]{0,200}\x07|\x1b[@-_]|\x9b[0-9;]{0,20}m")


@cache
def _compose() -> re.Pattern[str]:
    # `api-1  | `, `docker-worker-1  | `, `[worker]     | `, pm2's `0|dify-web  | `
    return re.compile(rf"(?:\d{{1,3}}\|)?(\[)?({_NAME})\]?\s{{0,40}}\|(?: |$)")


@cache
def _kubectl() -> re.Pattern[str]:
    # kubectl --prefix: `[pod/dify-api-7c9/api] `, stern: `dify-api-7c9 api `, kubetail: `[dify-api-7c9] `
    return re.compile(rf"\[(?:pod/)?({_NAME})(?:[/ ]({_NAME}))?\](?: |$)")


@cache
def _stamp() -> re.Pattern[str]:
    # `docker logs -t`, `kubectl logs --timestamps`, CRI's ` stdout F `
    return re.compile(
        r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)[ \t](?:(?:stdout|stderr) [FP] )?"
    )


_BEGUN = LazyPattern(r"\d{4}-\d\d-[\d :-]{0,12}$")  # a time of which the end is lost


@cache
def _column() -> re.Pattern[str]:
    # Docker Desktop: `2025-03-11 09:51:31   File "/app/api/app.py", line 37, in <module>`
    return re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: |$)")


def without_column(text: str) -> str:
    """Return a text of several lines without the times that a viewer put before every one of them.

    They are a viewer's where a line goes on indented or with another time: no logger writes so. The first line may have
    lost its own, and the last may be cut in it.
    """
    lines = text.split("\n")
    stamped = [line for line in lines if line.strip()]
    if len(stamped) < 2 or not all(_column().match(line[:20]) for line in stamped[1:-1] or stamped):
        return text
    if not any(_column().match(line[:20]) and _goes_on(line) for line in stamped):
        return text
    return "\n".join(line[20:] if _column().match(line[:20]) else _uncut(line) for line in lines)


def _goes_on(line: str) -> bool:
    return line[20:22] == "  " or bool(_column().match(line[20:40]))


def _uncut(line: str) -> str:
    return "" if len(line) < 20 and _BEGUN.match(line) else line


@cache
def _syslog() -> re.Pattern[str]:
    # journald and syslog: `Nov 22 10:00:00 host dockerd[812]: `
    months = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
    return re.compile(rf"((?:{months}) [ \d]\d \d\d:\d\d:\d\d) \S{{1,80}} ([\w./-]{{1,80}})(?:\[\d{{1,8}}\])?: ")


def clean(text: str) -> str:
    """Return `text` without byte order marks, colours, other control characters and Windows line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x1b" in text or "\x9b" in text:
        text = _ansi().sub("", text)
    return text.translate(_DROPPED)


_DROPPED = dict.fromkeys((*range(9), 11, 12, *range(14, 28), 29, 30, 31, 127, 65279, 8203, 8206, 8207))
_DROPPED[0xA0] = " "
_BOX = "\u2502\u2503\u2551"


def unwrap(line: str) -> Unwrapped:
    """Take the wrappers off one (cleaned) line; leading white space of what stands inside is kept."""
    service = time = ""
    for _ in range(6):  # a line seldom has more than three; hostile ones must not cost more
        head = line[:400]
        start = head.lstrip(" \t")
        if start[:1] == ">" and start[1:2] in (" ", ">", ""):
            line = line[len(head) - len(start) + 1 :].removeprefix(" ")
            continue
        if start[:1] and start[0] in _BOX:
            line = line.strip().strip(_BOX).removeprefix(" ").rstrip()
            continue
        if start[:1] == "`" and line.strip(" \t").endswith("`"):
            line = line.strip(" \t`")
            continue
        found = _compose().match(start)
        if found and (found[1] or found[0][0].isdigit() or component(found[2]) or found[2][-2:-1] in ("-", "_")):
            service = component(found[2]) or service
        else:
            found = _kubectl().match(start)
            if found and found[1].islower() and (found[2] or component(found[1]) or _POD.search(found[1])):
                service = component(found[2] or "") or component(found[1]) or service
            else:
                found = _syslog().match(start)
                if found:
                    time = found[1]
                    service = component(found[2]) or service
                else:
                    found = _stamp().match(start)
                    # A time that the program's own format begins with stays: the level after it is part of that format.
                    if not found or (found[0][-2:-1] not in "FP" and _own_level().match(start[found.end() :])):
                        break
                    time = time or found[1]
        line = line[len(head) - len(start) + found.end() :]
    return Unwrapped(line, service, time)


@cache
def _own_level() -> re.Pattern[str]:
    return re.compile(r"[ \t]{0,3}\[?(?i:debug|info|warn|warning|error|critical|fatal|panic|trace|notice)\]?[ \t]")
