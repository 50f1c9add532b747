"""The ways in which programs' loggers begin a line: one row each, with lines that it must match (as
lnav does).

The first row that matches a line wins. Not here: what a column means (`log_format.py`), wrappers
around the line (`wrappers.py`) and JSON records (`record.py`).
"""

# ruff: noqa: E501 - a pattern and a sample line stay whole

from __future__ import annotations

from ctxkit.logline.log_format import (
    BROWSER,
    CLOCK,
    FILE_AND_LINE,
    FRACTION,
    OPTIONAL_TIME,
    SLASHED_TIME,
    TIME,
    ZONE,
    LogFormat,
)

_DATED_LEVEL = (
    rf"{CLOCK}{FRACTION}{ZONE}[ \t]{{1,3}}(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL)[ \t]{{1,9}}"
)
_SLASHED_DATE = r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d "
_CUT_OFF = r"(?:(?:\.{3}|…)[\w:.,+()\]-]{0,40}|[\d:.,T+-]{3,40}Z?|[\w ()-]{1,40}\])(?:[ \t]{1,3}(?P<level>DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL))?(?:[ \t]{1,3}[\w-]{2,60})?(?:[ \t]{0,3}\[[^\]\n]{0,80}\])?[ \t]{0,3}\[?"
"""The rest of a prefix before file and line when the front of the line was cut off."""

FORMATS: tuple[LogFormat, ...] = (
    LogFormat(
        name="gin",
        hint="[GIN]",
        pattern=r"\[GIN\] (?P<time>\d{4}/\d\d/\d\d - \d\d:\d\d:\d\d) \|\s{0,9}(?P<status>\d{3})\s{0,9}\|\s{0,20}(?P<duration>\S{1,30})\s{0,9}"
        r"\|\s{0,20}(?P<client>\S{1,60})\s{0,9}\|\s{0,9}(?P<method>[A-Z]{3,7})\s{1,20}\"?(?P<path>[^\"\s]{1,1500})\"?",
        request=True,
        language="go",
        writer="gin",
        embedded=r"\[GIN\] \d{4}/",
        embedded_hints=("[GIN",),
        samples=(
            ('[GIN] 2025/05/07 - 08:38:54 | 200 |      46.399µs |       127.0.0.1 | GET      "/health"', "path=/health"),
            ("[GIN] 2024/06/06 - 09:41:35 | 500 | 1.2s | ::1 | POST /v1/sandbox/run", "method=POST"),
        ),
    ),
    LogFormat(
        name="gin-debug",
        hint="[GIN-debug]",
        pattern=r"\[GIN-debug\] (?P<method>[A-Z]{3,7})\s{1,9}(?P<path>/\S{0,500})\s{1,30}--> (?P<handler>\S{1,300})",
        writer="gin",
        third_party=True,
        embedded=r"\[GIN-debug\] ",
        embedded_hints=("[GIN",),
        samples=(("[GIN-debug] GET    /health/check    --> main.x (5 handlers)", "path=/health/check"),),
    ),
    LogFormat(
        name="access",
        hint=" [",
        pattern=r"(?P<client>[\w.:%-]{1,80}) \S{1,80} \S{1,80} \[(?P<time>[^\]]{8,40})\] \"(?P<method>[A-Z]{3,8}) (?P<path>[^\s\"]{1,1500})(?: HTTP/[\d.]{1,5})?\""
        r"(?: (?P<status>\d{3}|-))?",
        request=True,
        common=True,
        embedded=r"[\da-f.:]{3,45} - \S{1,60} \[\d\d/[A-Z][a-z]{2}/\d{4}",
        embedded_hints=(" - - [",),
        samples=(
            ('10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET /console/api/apps?page=1 HTTP/1.0" 500 56 "-" "x"', "status=500"),
            ('127.0.0.1 - - [22/Nov/2025 10:00:01] "POST /v1/chat-messages HTTP/1.1" 200 -', "path=/v1/chat-messages"),
        ),
    ),
    LogFormat(
        name="uvicorn-access",
        hint="HTTP/",
        pattern=r"(?P<level>INFO):\s{1,8}(?P<client>[\w.:]{3,60}) - \"(?P<method>[A-Z]{3,8}) (?P<path>\S{1,1500}) HTTP/[\d.]{1,5}\"(?: (?P<status>\d{3})(?: [A-Z][A-Za-z' -]{1,40}$)?)?",
        request=True,
        samples=(
            ('INFO:     127.0.0.1:5000 - "GET /health HTTP/1.1" 200 OK', "status=200"),
            ('INFO:     127.0.0.1:5000 - "GET /health HTTP/1.1" 404 Not Found', "path=/health"),
        ),
    ),
    LogFormat(
        name="squid-access",
        hint="/",
        pattern=r"(?:(?P<time>\d{9,10}\.\d{3})\s{1,9}\d{1,9} (?P<client>\S{1,60}) |\d{1,9}\s{1,3}(?P<client2>[\d.:a-f]{3,60}) )?(?P<result>(?:TCP|UDP|NONE|TAG)_[A-Z_]{2,40})/(?P<status>\d{3}) (?P<size>\d{1,12}) "
        r"(?P<method>[A-Z_]{3,10}) (?P<path>\S{1,1500})",
        service="ssrf_proxy",
        request=True,
        writer="squid",
        third_party=True,
        samples=(
            ("1716000000.123    345 172.18.0.5 TCP_DENIED/403 3721 CONNECT a.b:443 - HIER_NONE/- text/html", "result=TCP_DENIED"),
            ("20 192.168.1.9 TCP_MISS/200 39 GET http://a.b/ - HIER_DIRECT/1.2.3.4 -", "client2=192.168.1.9"),
            ("TCP_TUNNEL/200 39 CONNECT a.b:443 - HIER_DIRECT/1.2.3.4 -", "result=TCP_TUNNEL"),
        ),
    ),
    LogFormat(
        name="squid-cache",
        hint="| ",
        pattern=SLASHED_TIME + r"(?: kid\d{1,3}| pinger)?\| (?:(?P<level>ERROR|WARNING|FATAL|Warning|Notice): ?)?",
        service="ssrf_proxy",
        writer="squid",
        third_party=True,
        maybe_message=True,
        samples=(
            ("2024/05/16 07:25:06| ERROR: Connection to proxy failed", "level=error"),
            ("2024/05/16 07:25:06 kid1| Detected DEAD Parent: box", "service=ssrf_proxy"),
        ),
    ),
    LogFormat(
        name="nginx-error",
        hint="#",
        pattern=SLASHED_TIME + r" \[(?P<level>[a-z]{3,7})\] \d{1,9}#\d{1,9}: (?:\*\d{1,12} )?",
        service="nginx",
        writer="nginx",
        third_party=True,
        embedded=_SLASHED_DATE + r"\[[a-z]{3,7}\] \d{1,9}#",
        embedded_hints=(" [error] ", " [warn] "),
        samples=(("2025/05/07 08:38:54 [error] 29#29: *1 connect() failed (111: Connection refused)", "level=error"),),
    ),
    LogFormat(
        name="go-log",
        hint=":",
        pattern=r"(?:" + SLASHED_TIME + r"\s{1,3}|(?:\d\d:\d\d:\d\d )?(?=[\w./@+-]{1,200}\.go:\d{1,7}:\s{0,3}\[[A-Z]{4,5}\]))" + FILE_AND_LINE + r"(?::|\s|$)\s{0,3}(?:\[(?P<level>[A-Z]{4,5})\])?",
        language="go",
        logged=True,
        own=True,
        common=True,
        embedded=_SLASHED_DATE + r"[\w./-]{1,200}\.go:\d",
        embedded_hints=(".go:",),
        samples=(
            ("2025/05/22 02:57:35 full_duplex.go:59: [INFO]init environment", "file=full_duplex.go"),
            ("2025/05/22  02:57:35  full_duplex.go:59:  [ERROR]init  failed", "level=error"),
            ("full_duplex.go:59: [INFO]init environment", "line=59"),
            ("2025/05/22 02:57:35 /app/internal/db/pg.go:33", "file=/app/internal/db/pg.go"),
            ("2025/05/22 02:57:35 /app/internal/db/pg.go:33 record not found", "line=33"),
        ),
    ),
    LogFormat(
        name="go-slog",
        hint="/",
        pattern=SLASHED_TIME + r" (?P<level>DEBUG|INFO|WARN|ERROR) ",
        attributes=True,
        language="go",
        strong=False,
        maybe_message=True,
        samples=(("2026/04/02 10:11:12 WARN no path left path=/a", "path=/a"), ("2026/04/02 10:11:12 WARN no path left path=/a", "level=warning")),
    ),
    LogFormat(
        name="go-plain",
        hint="/",
        pattern=SLASHED_TIME + r" (?:\[?(?P<level>(?<=\[)[A-Z]{4,5}(?=\])|(?:DEBUG|INFO|WARN|ERROR)(?= ))\]? ?)?",
        language="go",
        strong=False,
        maybe_message=True,
        embedded=_SLASHED_DATE + r"\[[A-Z]{4,5}\]",
        samples=(("2025/05/22 02:57:35 [ERROR]init failed", "level=error"), ("2025/05/22 02:57:35 failed to run: x", "time=2025/05/22 02:57:35")),
    ),
    LogFormat(
        name="daemon-slog",
        hint=".go:",
        pattern=OPTIONAL_TIME + r"(?P<level>DEBUG|INFO|WARN|ERROR) (?:(?P<logger>[\w-]{2,60}) )?" + FILE_AND_LINE
        + r"(?: trace_id=(?P<trace_id>\w{1,64}))?(?: tenant_id=(?P<tenant_id>\S{1,80}))?(?: user_id=(?P<user_id>\S{1,80}))? ?",
        attributes=True,
        language="go",
        logged=True,
        own=True,
        common=True,
        embedded=_DATED_LEVEL + r"[\w-]{2,60} [\w.-]{1,80}\.go:\d",
        embedded_hints=(".go:",),
        samples=(
            ("2026-05-22T13:11:43.801416113Z INFO dify-plugin-daemon launcher_local.go:93 released lock plugin=a/b:1", "line=93"),
            ("2026-05-22T13:11:43+08:00 WARN dify-plugin-daemon a.go:9 trace_id=abc tenant_id=t user_id=u x", "user_id=u"),
        ),
    ),
    LogFormat(
        name="api-text",
        hint="[",
        pattern=OPTIONAL_TIME + r"(?P<level>DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)[ \t]{1,9}(?:\[(?P<thread>[^\]\n]{0,120})\][ \t]{1,3})?\[" + FILE_AND_LINE
        + r"(?:\]|$)(?:[ \t]{1,3}(?P<trace_id>[0-9a-f]{8,32})(?=[ \t]|$))?(?:[ \t]{0,3}-(?=[ \t]|$))?[ \t]{0,3}",
        language="py",
        logged=True,
        own=True,
        common=True,
        embedded=_DATED_LEVEL + r"\[[^\]\n]{1,160}\]",
        embedded_hints=(".py:", "] [", "]["),
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
    LogFormat(
        name="cut-go",  # the plugin daemon's
        hint=".go:",
        pattern=_CUT_OFF + r"(?P<file>[\w./@+-]{1,200}\.go):(?P<line>\d{1,7})(?:\](?:[ \t]{0,3}-(?=[ \t]))?|:|(?=[ \t]))[ \t]{1,3}",
        attributes=True,
        strong=False,
        samples=(
            ("…-plugin-daemon launcher_local.go:93 released lock plugin=a/b:1", "plugin=a/b:1"),
            ("…-plugin-daemon launcher_local.go:93 released lock plugin=a/b:1", "line=93"),
            ("T13:11:43Z INFO dify-plugin-daemon a.go:9 x", "level=info"),
        ),
    ),
    LogFormat(
        name="cut",  # the API's
        hint=":",
        pattern=_CUT_OFF + FILE_AND_LINE + r"(?:\](?:[ \t]{1,3}(?P<trace_id>[0-9a-f]{8,32})(?=[ \t]))?(?:[ \t]{0,3}-(?=[ \t]))?|:|(?=[ \t]))[ \t]{1,3}",
        strong=False,
        samples=(
            ("...12:44.120 WARNING [Dummy-7] [a_task.py:76] 7c13e32e0c455c8f - Processed", "trace_id=7c13e32e0c455c8f"),
            ("Dummy-7] [a_task.py:76] - Processed", "line=76"),
        ),
    ),
    LogFormat(
        name="celery",
        hint="/",
        pattern=r"\[" + TIME + r": (?P<level>[A-Z]{4,8})/(?P<thread>[\w-]{1,60})\] ",
        service="worker",
        language="py",
        writer="Celery",
        common=True,
        embedded=r"\[" + CLOCK + r",\d{3}: [A-Z]{4,8}/\w",
        embedded_hints=(": INFO/", ": WARNING/", ": ERROR/"),
        samples=(("[2025-08-13 09:15:34,105: INFO/MainProcess] Task a.b[1-2] received", "thread=MainProcess"),),
    ),
    LogFormat(
        name="gunicorn",
        hint="[",
        pattern=r"\[" + TIME + r"\] \[\d{1,8}\] \[(?P<level>[A-Z]{4,8})\] ",
        service="api",
        language="py",
        writer="Gunicorn",
        third_party=True,
        common=True,
        embedded=r"\[" + CLOCK + r" [+-]\d{4}\] \[\d",
        embedded_hints=("] [",),
        samples=(("[2025-08-13 09:15:34 +0000] [1] [INFO] Booting worker with pid: 7", "level=info"),),
    ),
    LogFormat(
        name="flask-log",
        hint=" in ",
        pattern=r"\[" + TIME + r"\] (?P<level>[A-Z]{4,8}) in (?P<logger>[\w.]{1,80}): ",
        language="py",
        common=True,
        embedded=r"\[" + CLOCK + r",\d{3}\] (?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL) in ",
        embedded_hints=("] ERROR in ", "] WARNING in ", "] INFO in "),
        samples=(("[2025-08-13 09:15:34,105] ERROR in app: Exception on /v1/x [GET]", "logger=app"),),
    ),
    LogFormat(
        name="postgres",
        hint=":",
        pattern=TIME + r"(?: [A-Z]{3,5})? \[\d{1,9}\] (?:\S{1,60} )?(?P<level>LOG|ERROR|FATAL|PANIC|STATEMENT|DETAIL|HINT|WARNING):\s{1,4}",
        service="db",
        writer="PostgreSQL",
        third_party=True,
        samples=(('2025-05-22 02:57:35.123 UTC [55] ERROR:  relation "x" does not exist', "level=error"),),
    ),
    LogFormat(
        name="redis",
        hint=":",
        pattern=r"\d{1,7}:[MSCX] (?P<time>\d\d [A-Z][a-z]{2} (?:\d{4} )?\d\d:\d\d:\d\d\.\d{3}) [.*#-] ",
        service="redis",
        writer="Redis",
        third_party=True,
        samples=(("1:M 22 Nov 2025 10:00:00.000 * Ready to accept connections tcp", "service=redis"), ("7:C 22 Nov 10:00:00.000 # no fork", "service=redis")),
    ),
    LogFormat(
        name="klog",
        hint="] ",
        pattern=r"(?P<level>[IWEF])(?P<time>\d{4} \d\d:\d\d:\d\d\.\d{6})\s{1,9}\d{1,9} " + FILE_AND_LINE + r"\] ",
        service="kubernetes",
        writer="Kubernetes",
        third_party=True,
        strong=False,
        samples=(
            ("E0512 12:00:00.000000       1 reflector.go:33] failed to list", "file=reflector.go"),
            ("E0512 12:00:00.000000       1 reflector.go:33] failed to list", "level=error"),
            ("F0512 12:00:00.000000       1 reflector.go:33] no configuration", "level=critical"),
            ("W0512 12:00:00.000000       1 reflector.go:33] watch ended", "level=warning"),
            ("I0512 12:00:00.000000       1 reflector.go:33] started", "level=info"),
        ),
    ),
    LogFormat(
        name="python-logger",
        hint="[",
        pattern=r"(?:" + TIME + r" )?(?P<level>DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|NOTICE) {1,9}\[(?P<logger>[\w.]{2,100})\] (?:- )?",
        language="py",
        maybe_message=True,
        samples=(
            ("2026-05-22 13:11:43,801 INFO [alembic.env] - x", "time=2026-05-22 13:11:43,801"),
            ("ERROR [flask_migrate] Error: no such revision", "logger=flask_migrate"), ("INFO  [alembic.runtime.migration] Context impl", "level=info"),
        ),
    ),
    LogFormat(
        name="python-dashes",
        hint=" - ",
        pattern=OPTIONAL_TIME + r"- (?P<logger>[\w.]{1,100}) - (?:(?P<level>[A-Za-z]{3,9}) - )?(?:\[?" + FILE_AND_LINE + r"\]? - )?",
        language="py",
        strong=False,
        maybe_message=True,
        samples=(
            ("2025-05-22 02:57:35,123 - core.rag.x - ERROR - failed", "logger=core.rag.x"),
            ("2025-05-22 02:57:35,123 - core.rag.x - ERROR - [x.py:3] - failed", "line=3"),
            ("2025-05-22T02:57:35+08:00 - core.rag.x - ERROR - failed", "logger=core.rag.x"),
        ),
    ),
    LogFormat(
        name="python-basic",
        hint=":",
        pattern=r"(?P<level>DEBUG|INFO|WARNING|ERROR|CRITICAL):(?P<logger>[\w.]{1,100}):",
        language="py",
        strong=False,
        maybe_message=True,
        maybe_shown=True,
        samples=(("WARNING:root:no api key", "logger=root"),),
    ),
    LogFormat(
        name="browser-request",
        hint="http",
        pattern=r"(?:\S{1,200}:\d{1,7}\s{1,4})?(?:Failed to load resource: .{0,20})?(?P<method>GET|POST|PUT|PATCH|DELETE|OPTIONS|HEAD) (?P<path>https?://[^\s\"]{1,1500})(?: (?:HTTP/[\d.]{1,5} )?(?P<status>\d{3}))?(?: \([\w ]{0,60}\))?",
        service="web",
        request=True,
        writer=BROWSER,
        samples=(("GET http://localhost/console/api/setup 500 (INTERNAL SERVER ERROR)", "status=500"),),
    ),
    LogFormat(
        name="next",
        hint=" ",
        pattern=r"\s{0,2}(?P<level>[⨯✓○⚠▲]) ",
        service="web",
        language="ts",
        writer="Next.js",
        strong=False,
        maybe_message=True,
        maybe_shown=True,
        samples=((" ⨯ TypeError: fetch failed", "service=web"), (" ⨯ TypeError: fetch failed", "level=error")),
    ),
    LogFormat(
        name="time-level",
        pattern=r"(?:\[?" + TIME + r"\]?[ \t|:-]{1,5})?\[?(?P<level>TRACE|DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|CRITICAL|FATAL|PANIC)(?:\](?=\S)|\]?[ \t|:-]{1,5})(?:\[?" + FILE_AND_LINE
        + r"\]?[ \t|:-]{1,5})?",
        own=True,
        strong=False,
        maybe_message=True,
        maybe_shown=True,
        samples=(
            ("2025-05-22T02:57:35Z ERROR something: broke", "level=error"),
            ("[ERROR]init environment: failed.", "level=error"),
            ("2025-05-22 02:57:35 | WARNING | a.py:3 | x", "line=3"),
        ),
    ),
    LogFormat(
        name="time",
        hint=":",
        pattern=r"\[?" + TIME + r"\]?[ \t|:-]{1,5}(?:\[?" + FILE_AND_LINE + r"\]?[ \t|:-]{1,5})?",
        own=True,
        strong=False,
        maybe_message=True,
        maybe_shown=True,
        samples=(
            ("2025-05-22 02:57:35 something broke", "time=2025-05-22 02:57:35"),
            ("2025-05-22 02:57:35 x.py:3 something broke", "line=3"),
        ),
    ),
)  # fmt: skip
