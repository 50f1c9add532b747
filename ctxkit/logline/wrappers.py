"""What collectors, viewers and chat tools put around a log line: recognised, remembered and taken
off.

Not here: the prefix that the program's own logger writes (`formats.py`), JSON around a line
(`envelopes.py`), and wrappers of no known kind (`embedded.py`).
"""

# ruff: noqa: E501 - a pattern and a sample line stay whole

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from ctxkit.logline.patterns import LazyPattern

SERVICES: tuple[tuple[str, str], ...] = (
    ("dify_enterprise", "enterprise"),
    ("enterprise_frontend", "enterprise"),
    ("dify_audit", "enterprise"),
    ("dify_gateway", "enterprise"),
    ("plugin_manager", "enterprise"),
    ("plugin_controller", "enterprise"),
    ("plugin_connector", "enterprise"),
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
"""Part of a container's name -> component.

The first that fits wins, so the more telling names stand first.
"""

_PARTS = LazyPattern(r"[^a-z0-9]+")


def component(name: str) -> str:
    """Return the component that a container, pod or service name speaks of, or an empty string."""
    folded = "_" + _PARTS.sub("_", name.lower()) + "_"
    for part, service in SERVICES:
        if f"_{part}_" in folded or (len(part) > 4 and part in folded):
            return service
    return ""


class Unwrapped(NamedTuple):
    """A line without its wrappers, and what they told.

    `partial`: the next line goes on where this one ends.
    """

    text: str
    service: str
    time: str
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapper:
    """A way to wrap a line, matched at its first 400 characters. `hint` must occur there.

    The pattern's groups `container`, then `pod`, tell the component, `time` the time; `takes` may
    still refuse a match. A sample is a wrapper with what it tells, as `service time`.
    """

    name: str
    hint: str
    pattern: str
    samples: tuple[tuple[str, str], ...]
    takes: Callable[[re.Match[str]], bool] = bool


_NAME = r"[A-Za-z][A-Za-z0-9_.-]{0,80}"
_STAMP = r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)"
_POD = LazyPattern(r"-(?:[a-z]*\d[a-z0-9]*|\d+)")  # a replica's hash or number
_REPLICA = LazyPattern(r".{0,120}(?:-[a-z0-9]{6,10}-[a-z0-9]{5}|-\d{1,3})$")
_OWN_LEVEL = LazyPattern(
    r"[ \t]{0,3}\[?(?i:debug|info|warn|warning|error|critical|fatal|panic|trace|notice)\]?[ \t]"
)


def _of_compose(found: re.Match[str]) -> bool:
    name = found["container"]
    return bool(found["sure"] or found["node"] or component(name) or name[-2:-1] in ("-", "_"))


def _of_pod(found: re.Match[str]) -> bool:
    pod = found["pod"]
    return pod.islower() and bool(found["container"] or component(pod) or _POD.search(pod))


def _of_stern(found: re.Match[str]) -> bool:
    pod = found["pod"]
    return bool(_REPLICA.match(pod) and (component(pod) or found["arrow"]))


def _no_own_time(found: re.Match[str]) -> bool:
    # A time that the program's own format begins with stays: the level after it is part of that
    # format.
    return bool(found["stream"]) or not _OWN_LEVEL.match(found.string[found.end() :])


def _named(found: re.Match[str]) -> bool:
    return bool(component(found["container"]))


WRAPPERS: tuple[Wrapper, ...] = (
    Wrapper(
        name="compose",  # also `[worker]     | `, pm2's `0|dify-web  | ` and a swarm's `dify_api.1.x8m0@node-3    | `
        hint="|",
        pattern=rf"(?P<sure>\d{{1,3}}\||\[)?(?P<container>{_NAME})(?P<node>@[\w.-]{{1,80}})?\]?\s{{0,40}}\|(?: |$|(?<=\d\|)(?=[\[{{\d]))",
        samples=(
            ("docker-api-1         | ", "api"),
            ("docker_plugin_daemon_1 | ", "plugin_daemon"),
            ("[worker]     | ", "worker"),
            ("0|dify-web  | ", "web"),
            ("dify_worker.1.x8m0ws6v0ykq@node-3    | ", "worker"),
            ("api-1|", "api"),
        ),
        takes=_of_compose,
    ),
    Wrapper(
        name="kubectl",  # `kubectl logs --prefix`, kubetail
        hint="[",
        pattern=rf"\[(?:pod/)?(?P<pod>{_NAME})(?:[/ ](?P<container>{_NAME}))?\](?: |$)",
        samples=(
            ("[pod/dify-api-7c9f8d6b5-x2x4q/api] ", "api"),
            ("[pod/dify-0/worker] ", "worker"),
            ("[dify-sandbox-7c9f8d6b5-x2x4q] ", "sandbox"),
        ),
        takes=_of_pod,
    ),
    Wrapper(
        name="stern",  # also with the namespace in front, and k9s' view of several pods
        hint=" ",
        pattern=r"(?:[a-z][a-z0-9-]{1,62} )?(?P<pod>[a-z][a-z0-9-]{3,120}) (?P<arrow>› )?(?P<container>[a-z][a-z0-9_-]{1,62})(?: |$)",
        samples=(
            ("dify-api-6b8f9c7d5-x2x4q api ", "api"),
            ("prod dify-worker-6b8f9c7d5-x2x4q worker ", "worker"),
            ("my-sandbox-0 › main ", "sandbox"),
        ),
        takes=_of_stern,
    ),
    Wrapper(
        name="syslog",  # journald too
        hint=": ",
        pattern=r"(?:<\d{1,3}>)?(?P<time>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d) \S{1,80} (?P<container>[\w./-]{1,80})(?:\[\d{1,8}\])?: ",
        samples=(
            ("Nov 22 10:00:00 host docker-api[812]: ", "api Nov 22 10:00:00"),
            ("<30>May  4 09:12:44 n1 docker/dify-worker-1[812]: ", "worker May  4 09:12:44"),
        ),
    ),
    Wrapper(
        name="syslog-iso",  # also Heroku's drains
        hint="]: ",
        pattern=rf"(?:<\d{{1,3}}>)?{_STAMP} (?:[\w.-]{{1,80}} )?(?P<container>[\w./-]{{1,80}})\[[\w.-]{{1,40}}\]: ",
        samples=(
            ("2026-05-04T09:12:44.121300+00:00 n1 dify-api[812]: ", "api 2026-05-04T09:12:44.121300+00:00"),
            ("2026-05-04T09:12:44Z app[web.1]: ", " 2026-05-04T09:12:44Z"),
        ),
    ),
    Wrapper(
        name="syslog-5424",
        hint="<",
        pattern=rf"<\d{{1,3}}>1 {_STAMP} \S{{1,80}} (?P<container>\S{{1,80}}) \S{{1,40}} \S{{1,40}} (?:-|\[[^\]\n]{{0,200}}\]) ",
        samples=(("<30>1 2026-05-04T09:12:44Z n1 dify-api 812 - - ", "api 2026-05-04T09:12:44Z"),),
    ),
    Wrapper(
        name="labels",  # logcli, promtail --dry-run
        hint='="',
        pattern=rf"(?:{_STAMP}[ \t])?\{{(?P<container>[A-Za-z_]\w{{0,60}}=\"[^{{}}\n]{{0,390}})\}}[ \t]",
        samples=(
            ('{app="dify", container="api", pod="x"} ', "api"),
            ('2026-05-04T09:12:44Z {container="worker"} ', "worker 2026-05-04T09:12:44Z"),
        ),
    ),
    Wrapper(
        name="cloudwatch",  # aws logs tail
        hint="/",
        pattern=rf"{_STAMP} (?P<container>[\w.#-]{{1,100}}/[\w./#-]{{1,200}}) ",
        samples=(
            ("2026-05-04T09:12:44.121000+00:00 ecs/api/0123456789abcdef ", "api 2026-05-04T09:12:44.121000+00:00"),
        ),
        takes=_named,
    ),
    Wrapper(
        name="fluentd",  # `time tag record`, the record JSON
        hint='{"',
        pattern=r"(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]{0,10} ?[+-]\d\d:?\d\d)[ \t](?P<container>[\w.-]{1,100}):?[ \t](?=\{\")",
        samples=(('2026-05-04 09:12:44.000000000 +0000 docker.api: {"', "api 2026-05-04 09:12:44.000000000 +0000"),),
    ),
    Wrapper(
        name="fluent-bit",  # its output to stdout
        hint='{"',
        pattern=r"\[\d{1,9}\] (?P<container>[\w.-]{1,200}): \[\[?(?P<time>\d{9,10}\.\d{1,9})(?:, \{\}\])?, (?=\{\")",
        samples=(('[0] kube.var.log.containers.dify-api: [[1777886364.121300412, {}], {"', "api 1777886364.121300412"),),
    ),
    Wrapper(
        name="grep",  # grep -n over log files
        hint=":",
        pattern=r"(?:\./|/)?(?P<container>[\w./+-]{1,200}\.(?:log|txt|out))(?:\.\d{1,4})?:(?:\d{1,9}:|(?=\S|[ \t]{2}|\t|$))",
        samples=(("api.log:1234:", "api"), ("/var/log/dify/worker.log.2:", "worker")),
    ),
    Wrapper(
        name="stamp",  # `docker logs -t`, `kubectl logs --timestamps`, CRI's ` stdout F `
        hint="T",
        pattern=rf"{_STAMP}(?:[ \t]|$)(?:(?P<stream>std(?:out|err)) (?P<tag>[FP])(?: |$))?",
        samples=(
            ("2026-05-04T09:12:44.121300412Z ", " 2026-05-04T09:12:44.121300412Z"),
            ("2026-05-04T17:12:44+08:00 stderr F ", " 2026-05-04T17:12:44+08:00"),
        ),
        takes=_no_own_time,
    ),
)  # fmt: skip

_PATTERNS = tuple((w.hint, LazyPattern(w.pattern), w.takes) for w in WRAPPERS)
_BOX = "\u2502\u2503\u2551"
_PAIRS = (("`", "`"), ("**", "**"), ("| ", " |"), (_BOX[0], ""), (_BOX[1], ""), (_BOX[2], ""))
"""What chat tools and terminals put before and after a line."""

_QUOTING = frozenset((">", *(opening[0] for opening, _ in _PAIRS)))


def _inside(line: str) -> str | None:
    """Return a line without a mark of quotation, a box, backticks or the bars of a table; None
    where it has none.
    """
    start = line[:400].lstrip(" \t")
    if start[:1] not in _QUOTING:
        return None
    if start[:1] == ">" and start[1:2] in (" ", ">", ""):
        return start[1:].removeprefix(" ") + line[400:]
    for opening, closing in _PAIRS:
        if not start.startswith(opening):
            continue
        whole = line.strip(" \t")
        if not closing:
            return whole.strip(_BOX).removeprefix(" ").rstrip()
        if whole.endswith(closing) and len(whole) >= len(opening) + len(closing):
            return whole[len(opening) : -len(closing)].strip("`" if opening == "`" else "")
    return None


def unwrap(line: str) -> Unwrapped:
    """Take the wrappers off one (cleaned) line; leading white space of what stands inside is kept."""
    service = time = ""
    partial = False
    if not line or line.isspace():
        return Unwrapped(line, "", "")
    for _ in range(6):  # a line seldom has more than three; hostile ones must not cost more
        inside = _inside(line)
        if inside is not None:
            line = inside
            continue
        head = line[:400]
        start = head.lstrip(" \t")
        for hint, pattern, takes in _PATTERNS:
            if hint in start and (found := pattern.match(start)) and takes(found):
                break
        else:
            break
        told = found.groupdict()
        service = (
            component(told.get("container") or "") or component(told.get("pod") or "") or service
        )
        time = time or told.get("time") or ""
        partial = partial or told.get("tag") == "P"
        line = line[len(head) - len(start) + found.end() :]
    return Unwrapped(line, service, time, partial)


_BEGUN = LazyPattern(r"\d{4}-\d\d-[\d :-]{0,12}$")  # a time of which the end is lost


@cache
def _column() -> re.Pattern[str]:
    # Docker Desktop: `2025-03-11 09:51:31   File "/app/api/app.py", line 37, in <module>`
    return re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: |$)")


def without_column(text: str) -> str:
    """Return a text of several lines without the times that a viewer put before every one of them.

    They are a viewer's where a line goes on indented or with another time: no logger writes so. The
    first line may have lost its own, and the last may be cut in it.
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
def _ansi() -> re.Pattern[str]:
    return re.compile(
        r"\x1b\[[0-9;?]{0,20}[ -/]?[@-~]|\x1b\][^\x07]{0,200}\x07|\x1b[@-_]|\x9b[0-9;]{0,20}m"
    )


_WRITTEN_ANSI = LazyPattern(
    r"(?:\\x1[bB]|\\u001[bB]|\\033|\\e|#033|\^\[|\u241b)\[(?:\d{1,2}(?:;\d{1,3}){0,4})?m|\[\d{1,2}(?:;\d{1,3}){0,4}m",
    hint="[0m|[m",
)
"""Colours whose escape character was lost or written out."""


def clean(text: str) -> str:
    """Return `text` without byte order marks, colours, other control characters and Windows line
    ends.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x1b" in text or "\x9b" in text:
        text = _ansi().sub("", text)
    text = _WRITTEN_ANSI.sub("", text)
    text = text.replace("\u2028", "\n") if "\u2028" in text else text
    if "&quot;" in text or "&#39;" in text or "&#34;" in text or "&lt;module&gt;" in text:
        import html  # seldom needed

        text = html.unescape(text)
    if "File \u201c" in text:
        text = text.replace("\u201c", '"').replace("\u201d", '"')  # a word processor's quotes
    return text.translate(_DROPPED)


_DROPPED = dict.fromkeys(
    (*range(9), 11, 12, *range(14, 28), 29, 30, 31, 127, 65279, 8203, 8206, 8207)
)
_DROPPED[0xA0] = " "
