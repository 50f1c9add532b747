"""The prefixes that loggers write before a message, by program: data, each with lines that it must
match (as lnav does).

A pattern is matched at the start of a line's first 2,000 characters and has no nested quantifier;
what follows the match is the message. Named groups are fields of `ParsedLine`; groups of other
names become its `fields`. Not here: wrappers around the line (`wrappers.py`) and JSON lines
(`jsonline.py`).
"""

# ruff: noqa: E501 - a pattern and a sample line stay whole

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

LEVELS = {
    "debug": "debug", "trace": "debug", "verbose": "debug", "info": "info", "notice": "info", "log": "info",
    "warn": "warning", "warning": "warning", "error": "error", "err": "error", "exception": "error", "alert": "error",
    "critical": "critical", "fatal": "critical", "panic": "critical", "emerg": "critical", "crit": "critical",
}  # fmt: skip
"""How a level is spelt -> how ctxkit spells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to begin a line.

    `hint` must occur in the line's head; it spares the pattern. `service` is who writes so.
    """

    name: str
    hint: str
    pattern: str
    service: str = ""
    samples: tuple[tuple[str, str], ...] = ()


_TIME = r"(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9}){0,2}(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)"
_LEVEL = r"(?P<level>[A-Za-z]{3,9})"
_SLASHED = r"(?P<time>\d{4}/\d\d/\d\d {1,3}\d\d:\d\d:\d\d(?:\.\d{1,9})?)"
_FILE = r"(?P<file>[\w./@+-]{1,200}\.(?:py|go|ts|tsx|js|rb)):(?P<line>\d{1,7})"

FORMATS: tuple[Format, ...] = (
    Format(
        name="gin",
        hint="[GIN]",
        pattern=r"\[GIN\] (?P<time>\d{4}/\d\d/\d\d - \d\d:\d\d:\d\d) \|\s{0,9}(?P<status>\d{3})\s{0,9}\|\s{0,20}(?P<duration>\S{1,30})\s{0,9}"
        r"\|\s{0,20}(?P<client>\S{1,60})\s{0,9}\|\s{0,9}(?P<method>[A-Z]{3,7})\s{1,20}\"?(?P<path>[^\"\s]{1,1500})\"?",
        samples=(
            ('[GIN] 2025/05/07 - 08:38:54 | 200 |      46.399µs |       127.0.0.1 | GET      "/health"', "path=/health"),
            ("[GIN] 2024/06/06 - 09:41:35 | 500 | 1.2s | ::1 | POST /v1/sandbox/run", "method=POST"),
        ),
    ),
    Format(
        name="gin-debug",
        hint="[GIN-debug]",
        pattern=r"\[GIN-debug\] (?P<method>[A-Z]{3,7})\s{1,9}(?P<path>/\S{0,500})\s{1,30}--> (?P<handler>\S{1,300})",
        samples=(("[GIN-debug] GET    /health/check    --> main.x (5 handlers)", "path=/health/check"),),
    ),
    Format(
        name="access",
        hint=" [",
        pattern=r"(?P<client>[\w.:%-]{1,80}) \S{1,80} \S{1,80} \[(?P<time>[^\]]{8,40})\] \"(?P<method>[A-Z]{3,8}) (?P<path>[^\s\"]{1,1500})(?: HTTP/[\d.]{1,5})?\""
        r"(?: (?P<status>\d{3}|-))?",
        samples=(
            ('10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET /console/api/apps?page=1 HTTP/1.0" 500 56 "-" "x"', "status=500"),
            ('127.0.0.1 - - [22/Nov/2025 10:00:01] "POST /v1/chat-messages HTTP/1.1" 200 -', "path=/v1/chat-messages"),
        ),
    ),
    Format(
        name="uvicorn-access",
        hint="HTTP/",
        pattern=r"(?P<level>INFO):\s{1,8}(?P<client>[\w.:]{3,60}) - \"(?P<method>[A-Z]{3,8}) (?P<path>\S{1,1500}) HTTP/[\d.]{1,5}\"(?: (?P<status>\d{3}))?",
        samples=(('INFO:     127.0.0.1:5000 - "GET /health HTTP/1.1" 200 OK', "status=200"),),
    ),
    Format(
        name="squid-access",
        hint="/",
        pattern=r"(?:(?P<time>\d{9,10}\.\d{3})\s{1,9}\d{1,9} (?P<client>\S{1,60}) |\d{1,9}\s{1,3}(?P<client2>[\d.:a-f]{3,60}) )?(?P<result>(?:TCP|UDP|NONE|TAG)_[A-Z_]{2,40})/(?P<status>\d{3}) (?P<size>\d{1,12}) "
        r"(?P<method>[A-Z_]{3,10}) (?P<path>\S{1,1500})",
        service="ssrf_proxy",
        samples=(
            ("1716000000.123    345 172.18.0.5 TCP_DENIED/403 3721 CONNECT a.b:443 - HIER_NONE/- text/html", "result=TCP_DENIED"),
            ("20 192.168.1.9 TCP_MISS/200 39 GET http://a.b/ - HIER_DIRECT/1.2.3.4 -", "client2=192.168.1.9"),
            ("TCP_TUNNEL/200 39 CONNECT a.b:443 - HIER_DIRECT/1.2.3.4 -", "result=TCP_TUNNEL"),
        ),
    ),
    Format(
        name="squid-cache",
        hint="| ",
        pattern=_SLASHED + r"(?: kid\d{1,3}| pinger)?\| (?:(?P<level>ERROR|WARNING|FATAL|Warning|Notice): ?)?",
        service="ssrf_proxy",
        samples=(
            ("2024/05/16 07:25:06| ERROR: Connection to proxy failed", "level=error"),
            ("2024/05/16 07:25:06 kid1| Detected DEAD Parent: box", "service=ssrf_proxy"),
        ),
    ),
    Format(
        name="nginx-error",
        hint="#",
        pattern=_SLASHED + r" \[(?P<level>[a-z]{3,7})\] \d{1,9}#\d{1,9}: (?:\*\d{1,12} )?",
        service="nginx",
        samples=(("2025/05/07 08:38:54 [error] 29#29: *1 connect() failed (111: Connection refused)", "level=error"),),
    ),
    Format(
        name="go-log",
        hint=".go:",
        pattern=r"(?:" + _SLASHED + r"\s{1,3}|(?:\d\d:\d\d:\d\d )?(?=[\w./@+-]{1,200}\.go:\d{1,7}:\s{0,3}\[[A-Z]{4,5}\]))" + _FILE + r"(?::|\s|$)\s{0,3}(?:\[(?P<level>[A-Z]{4,5})\])?",
        samples=(
            ("2025/05/22 02:57:35 full_duplex.go:59: [INFO]init environment", "file=full_duplex.go"),
            ("2025/05/22  02:57:35  full_duplex.go:59:  [ERROR]init  failed", "level=error"),
            ("full_duplex.go:59: [INFO]init environment", "line=59"),
            ("2025/05/22 02:57:35 /app/internal/db/pg.go:33", "file=/app/internal/db/pg.go"),
            ("2025/05/22 02:57:35 /app/internal/db/pg.go:33 record not found", "line=33"),
        ),
    ),
    Format(
        name="go-plain",
        hint="/",
        pattern=_SLASHED + r" (?:\[?(?P<level>(?<=\[)[A-Z]{4,5}(?=\])|(?:DEBUG|INFO|WARN|ERROR)(?= ))\]? ?)?",
        samples=(("2025/05/22 02:57:35 [ERROR]init failed", "level=error"), ("2026/04/02 10:11:12 WARN no path left path=/a", "level=warning"), ("2025/05/22 02:57:35 failed to run: x", "time=2025/05/22 02:57:35")),
    ),
    Format(
        name="daemon-slog",
        hint=".go:",
        pattern=r"(?:" + _TIME + r" )?(?P<level>DEBUG|INFO|WARN|ERROR) (?:(?P<logger>[\w-]{2,60}) )?" + _FILE
        + r"(?: trace_id=(?P<trace_id>\w{1,64}))?(?: tenant_id=(?P<tenant_id>\S{1,80}))?(?: user_id=(?P<user_id>\S{1,80}))? ?",
        samples=(
            ("2026-05-22T13:11:43.801416113Z INFO dify-plugin-daemon launcher_local.go:93 released lock plugin=a/b:1", "line=93"),
            ("2026-05-22T13:11:43+08:00 WARN dify-plugin-daemon a.go:9 trace_id=abc tenant_id=t user_id=u x", "user_id=u"),
        ),
    ),
    Format(
        name="api-text",
        hint="[",
        pattern=r"(?:" + _TIME + r"[ \t]{1,3})?(?P<level>DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)[ \t]{1,9}(?:\[(?P<thread>[^\]\n]{0,120})\][ \t]{1,3})?\[" + _FILE
        + r"(?:\]|$)(?:[ \t]{1,3}(?P<trace_id>[0-9a-f]{8,32})(?=[ \t]|$))?(?:[ \t]{0,3}-(?=[ \t]|$))?[ \t]{0,3}",
        samples=(
            ("2025-12-24 09:25:36.755 ERROR [GraphDispatcher] [error_handler.py:101]  - Node 1 failed", "thread=GraphDispatcher"),
            ("2026-05-26 13:22:31.627 INFO [Dummy-685] [a_task.py:65] 7c13e32e0c455c8fb169b28b94e35e04 - Trigger", "trace_id=7c13e32e0c455c8fb169b28b94e35e04"),
            ("2024-12-27 10:04:15,808.808 INFO [Dummy-2] [a_task.py:76] - Processed", "level=info"),
            ("2025-11-21 09:24:54,11 INFO [proxy.py:64] 4c9630975d dispatch args: x", "trace_id=4c9630975d"),
            ("2025-11-21 09:24:54,11 INFO [Thread-6 (_worker)] [proxy.py:64] 3de910da2ac05feba8", "thread=Thread-6 (_worker)"),
            ("ERROR [error_handler.py:101]  Node 1 failed", "file=error_handler.py"),
            ("2025-09-30 17:49:57.694 ERROR [Thread-4 (_generate_worker)] [workflow_entry.py:110", "line=110"),
        ),
    ),
    Format(
        name="cut",  # what is left of the API's or the plugin daemon's head whose front was cut off
        hint=":",
        pattern=r"(?:(?:\.{3}|…)[\w:.,+()\]-]{0,40}|[\d:.,T+-]{3,40}Z?|[\w ()-]{1,40}\])(?:[ \t]{1,3}(?P<level>DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL))?"
        r"(?:[ \t]{1,3}[\w-]{2,60})?(?:[ \t]{0,3}\[[^\]\n]{0,80}\])?[ \t]{0,3}\[?" + _FILE
        + r"(?:\](?:[ \t]{1,3}(?P<trace_id>[0-9a-f]{8,32})(?=[ \t]))?(?:[ \t]{0,3}-(?=[ \t]))?|:|(?=[ \t]))[ \t]{1,3}",
        samples=(
            ("...12:44.120 WARNING [Dummy-7] [a_task.py:76] 7c13e32e0c455c8f - Processed", "trace_id=7c13e32e0c455c8f"),
            ("…-plugin-daemon launcher_local.go:93 released lock plugin=a/b:1", "plugin=a/b:1"),
            ("Dummy-7] [a_task.py:76] - Processed", "line=76"),
            ("T13:11:43Z INFO dify-plugin-daemon a.go:9 x", "level=info"),
        ),
    ),
    Format(
        name="celery",
        hint="/",
        pattern=r"\[" + _TIME + r": (?P<level>[A-Z]{4,8})/(?P<thread>[\w-]{1,60})\] ",
        service="worker",
        samples=(("[2025-08-13 09:15:34,105: INFO/MainProcess] Task a.b[1-2] received", "thread=MainProcess"),),
    ),
    Format(
        name="gunicorn",
        hint="[",
        pattern=r"\[" + _TIME + r"\] \[\d{1,8}\] \[(?P<level>[A-Z]{4,8})\] ",
        service="api",
        samples=(("[2025-08-13 09:15:34 +0000] [1] [INFO] Booting worker with pid: 7", "level=info"),),
    ),
    Format(
        name="flask-log",
        hint=" in ",
        pattern=r"\[" + _TIME + r"\] (?P<level>[A-Z]{4,8}) in (?P<logger>[\w.]{1,80}): ",
        samples=(("[2025-08-13 09:15:34,105] ERROR in app: Exception on /v1/x [GET]", "logger=app"),),
    ),
    Format(
        name="postgres",
        hint=":",
        pattern=_TIME + r"(?: [A-Z]{3,5})? \[\d{1,9}\] (?:\S{1,60} )?(?P<level>LOG|ERROR|FATAL|PANIC|STATEMENT|DETAIL|HINT|WARNING):\s{1,4}",
        service="db",
        samples=(('2025-05-22 02:57:35.123 UTC [55] ERROR:  relation "x" does not exist', "level=error"),),
    ),
    Format(
        name="redis",
        hint=":",
        pattern=r"\d{1,7}:[MSCX] (?P<time>\d\d [A-Z][a-z]{2} (?:\d{4} )?\d\d:\d\d:\d\d\.\d{3}) [.*#-] ",
        service="redis",
        samples=(("1:M 22 Nov 2025 10:00:00.000 * Ready to accept connections tcp", "service=redis"), ("7:C 22 Nov 10:00:00.000 # no fork", "service=redis")),
    ),
    Format(
        name="klog",
        hint="] ",
        pattern=r"(?P<level>[IWEF])(?P<time>\d{4} \d\d:\d\d:\d\d\.\d{6})\s{1,9}\d{1,9} " + _FILE + r"\] ",
        service="kubernetes",
        samples=(("E0512 12:00:00.000000       1 reflector.go:33] failed to list", "file=reflector.go"),),
    ),
    Format(
        name="python-logger",
        hint="[",
        pattern=r"(?:" + _TIME + r" )?(?P<level>DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|NOTICE) {1,9}\[(?P<logger>[\w.]{2,100})\] (?:- )?",
        samples=(
            ("2026-05-22 13:11:43,801 INFO [alembic.env] - x", "time=2026-05-22 13:11:43,801"),
            ("ERROR [flask_migrate] Error: no such revision", "logger=flask_migrate"), ("INFO  [alembic.runtime.migration] Context impl", "level=info"),
        ),
    ),
    Format(
        name="python-dashes",
        hint=" - ",
        pattern=_TIME + r" - (?P<logger>[\w.]{1,100}) - (?:" + _LEVEL + r" - )?(?:\[?" + _FILE + r"\]? - )?",
        samples=(
            ("2025-05-22 02:57:35,123 - core.rag.x - ERROR - failed", "logger=core.rag.x"),
            ("2025-05-22 02:57:35,123 - core.rag.x - ERROR - [x.py:3] - failed", "line=3"),
        ),
    ),
    Format(
        name="python-basic",
        hint=":",
        pattern=r"(?P<level>DEBUG|INFO|WARNING|ERROR|CRITICAL):(?P<logger>[\w.]{1,100}):",
        samples=(("WARNING:root:no api key", "logger=root"),),
    ),
    Format(
        name="browser-request",
        hint="http",
        pattern=r"(?:\S{1,200}:\d{1,7}\s{1,4})?(?:Failed to load resource: .{0,20})?(?P<method>GET|POST|PUT|PATCH|DELETE|OPTIONS|HEAD) (?P<path>https?://[^\s\"]{1,1500})(?: (?:HTTP/[\d.]{1,5} )?(?P<status>\d{3}))?(?: \([\w ]{0,60}\))?",
        service="web",
        samples=(("GET http://localhost/console/api/setup 500 (INTERNAL SERVER ERROR)", "status=500"),),
    ),
    Format(
        name="next",
        hint=" ",
        pattern=r"\s{0,2}(?P<mark>[⨯✓○⚠▲]) ",
        service="web",
        samples=((" ⨯ TypeError: fetch failed", "service=web"),),
    ),
    Format(
        name="time-level",
        hint="",
        pattern=r"(?:\[?" + _TIME + r"\]?[ \t|:-]{1,5})?\[?(?P<level>TRACE|DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|CRITICAL|FATAL|PANIC)(?:\](?=\S)|\]?[ \t|:-]{1,5})(?:\[?" + _FILE
        + r"\]?[ \t|:-]{1,5})?",
        samples=(
            ("2025-05-22T02:57:35Z ERROR something: broke", "level=error"),
            ("[ERROR]init environment: failed.", "level=error"),
            ("2025-05-22 02:57:35 | WARNING | a.py:3 | x", "line=3"),
        ),
    ),
    Format(
        name="time",
        hint=":",
        pattern=r"\[?" + _TIME + r"\]?[ \t|:-]{1,5}(?:\[?" + _FILE + r"\]?[ \t|:-]{1,5})?",
        samples=(
            ("2025-05-22 02:57:35 something broke", "time=2025-05-22 02:57:35"),
            ("2025-05-22 02:57:35 x.py:3 something broke", "line=3"),
        ),
    ),
)  # fmt: skip

STRONG = frozenset(
    form.name for form in FORMATS
    if form.name not in ("go-plain", "cut", "python-dashes", "python-basic", "next", "time-level", "time", "klog", "")
)  # fmt: skip
"""The formats that no wrapper looks like; behind another one, a second prefix may follow."""


@cache
def pattern_of(form: Format) -> re.Pattern[str]:
    """Return the compiled pattern of a format; most queries need only a few of them."""
    return re.compile(form.pattern)


def fits(form: Format, head: str) -> re.Match[str] | None:
    """Return how `form` matches the start of a line, or None."""
    return pattern_of(form).match(head) if form.hint in head else None
