"""Wrappers that collectors, viewers and chat tools put around a log line: a row each, with samples.

Not here: the prefix that the program's own logger writes (`formats.py`), JSON around a line
(`envelopes.py`), wrappers of unknown kinds (`embedded.py`).
"""

# ruff: noqa: E501 - a pattern and a sample line stay whole

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from msgspec import Struct

from ctxkit.dify.service_names import service_of_container
from ctxkit.regex import regex

MAX_WRAPPERS = 6
"""Wrappers that are taken off one line. Real lines rarely have more than three."""

MAX_WRAPPER_CHARS = 400
"""Characters of a line in which a wrapper must end."""


class UnwrappedLine(NamedTuple):
    """A line as its program wrote it, with the service and the time that its wrappers gave.

    `container` is the name of a container or pod, also of one that is no service of Dify.
    `partial`: a container's runtime cut the line; the service's next line continues it.
    """

    text: str
    service: str = ""
    time: str = ""
    partial: bool = False
    container: str = ""


class Wrapper(Struct, frozen=True, kw_only=True):
    """A way to wrap a line. `hint` occurs in every line that matches.

    The pattern's groups `container` and `pod` name the service, in this order, `time` the time; `accepts` can
    reject a match. A sample is a wrapper with the service and the time that it gives.
    """

    name: str
    hint: str
    pattern: str
    samples: tuple[tuple[str, str], ...]
    accepts: Callable[[re.Match[str]], bool] = bool


_NAME = r"[A-Za-z][A-Za-z0-9_.-]{0,80}"
_STAMP = r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)"
_REPLICA_PART = regex(r"-(?:[a-z]*\d[a-z0-9]*|\d+)")
_LEVEL = regex(
    r"[ \t]{0,3}\[?(?i:debug|info|warn|warning|error|critical|fatal|panic|trace|notice)\]?[ \t]"
)


def _is_compose_container(found: re.Match[str]) -> bool:
    name = found["container"]
    if found["opening"] or found["node"]:
        return True
    return bool(service_of_container(name)) or name[-2:-1] in ("-", "_")


def _is_prefixed_pod(found: re.Match[str]) -> bool:
    pod = found["pod"]
    if not pod.islower():
        return False
    if found["container"] or service_of_container(pod):
        return True
    return _REPLICA_PART.search(pod) is not None


def _is_stern_pod(found: re.Match[str]) -> bool:
    return bool(service_of_container(found["pod"]) or found["arrow"])


def _is_not_own_time(found: re.Match[str]) -> bool:
    # A time with a level after it is the beginning of the program's own prefix.
    return bool(found["stream"]) or not _LEVEL.match(found.string[found.end() :])


def _names_service(found: re.Match[str]) -> bool:
    return bool(service_of_container(found["container"]))


WRAPPERS: tuple[Wrapper, ...] = (
    Wrapper(
        name="compose",  # also `[worker]     | `, pm2's `0|dify-web  | ` and Swarm's `dify_api.1.x8m0@node-3    | `
        hint="|",
        pattern=rf"(?P<opening>\d{{1,3}}\||\[)?(?P<container>{_NAME})(?P<node>@[\w.-]{{1,80}})?\]?\s{{0,40}}\|(?: |$|(?<=\d\|)(?=[\[{{\d]))",
        samples=(
            ("docker-api-1         | ", "api"),
            ("docker_plugin_daemon_1 | ", "plugin_daemon"),
            ("[worker]     | ", "worker"),
            ("0|dify-web  | ", "web"),
            ("dify_worker.1.x8m0ws6v0ykq@node-3    | ", "worker"),
            ("api-1|", "api"),
        ),
        accepts=_is_compose_container,
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
        accepts=_is_prefixed_pod,
    ),
    Wrapper(
        name="stern",  # also with the namespace first, and k9s' view of several pods
        hint=" ",
        pattern=r"(?:[a-z][a-z0-9-]{1,62} )?(?P<pod>[a-z][a-z0-9-]{1,110}(?:-[a-z0-9]{6,10}-[a-z0-9]{5}|-\d{1,3})) (?P<arrow>› )?(?P<container>[a-z][a-z0-9_-]{1,62})(?: |$)",
        samples=(
            ("dify-api-6b8f9c7d5-x2x4q api ", "api"),
            ("prod dify-worker-6b8f9c7d5-x2x4q worker ", "worker"),
            ("my-sandbox-0 › main ", "sandbox"),
        ),
        accepts=_is_stern_pod,
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
        accepts=_names_service,
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
        accepts=_is_not_own_time,
    ),
)  # fmt: skip

_PATTERNS = tuple((row.hint, regex(row.pattern), row.accepts) for row in WRAPPERS)

_BOX = "\u2502\u2503\u2551"
_QUOTES = (("`", "`"), ("**", "**"), ("| ", " |"), *((bar, "") for bar in _BOX))
"""Marks that chat tools and terminals put before and after a line."""

_QUOTE_STARTS = frozenset((">", *(opening[0] for opening, _ in _QUOTES)))


def unwrap(line: str) -> UnwrappedLine:
    """Take the wrappers off one cleaned line; the white space before the text inside is kept."""
    service = time = container = ""
    partial = False
    if not line.strip():
        return UnwrappedLine(line)
    for _ in range(MAX_WRAPPERS):
        unquoted = _unquote(line)
        if unquoted is not None:
            line = unquoted
            continue
        start = line[:MAX_WRAPPER_CHARS].lstrip(" \t")
        found = _match_wrapper(start)
        if found is None:
            break
        groups = found.groupdict()
        service = _service(groups) or service
        container = groups.get("container") or groups.get("pod") or container
        time = time or groups.get("time") or ""
        partial = partial or groups.get("tag") == "P"
        indent = len(line[:MAX_WRAPPER_CHARS]) - len(start)
        line = line[indent + found.end() :]
    return UnwrappedLine(line, service, time, partial, container)


def without_wrappers(text: str) -> str:
    """Return a text whose lines are as their programs wrote them: without the names of containers
    and pods that stand before them.
    """
    return "\n".join(unwrap(line).text for line in text.split("\n"))


def _match_wrapper(start: str) -> re.Match[str] | None:
    for hint, pattern, accepts in _PATTERNS:
        if hint in start:
            found = pattern.match(start)
            if found and accepts(found):
                return found
    return None


def _service(groups: dict[str, str | None]) -> str:
    names = (groups.get("container"), groups.get("pod"))
    services = (service_of_container(name) for name in names if name)
    return next((service for service in services if service), "")


def _unquote(line: str) -> str | None:
    """Return a line without a quotation mark, box, backticks or table bars, or None."""
    start = line[:MAX_WRAPPER_CHARS].lstrip(" \t")
    if start[:1] not in _QUOTE_STARTS:
        return None
    if start[:1] == ">" and start[1:2] in (" ", ">", ""):
        return start[1:].removeprefix(" ") + line[MAX_WRAPPER_CHARS:]
    for opening, closing in _QUOTES:
        if start.startswith(opening):
            inside = _between(line.strip(" \t"), opening, closing)
            if inside is not None:
                return inside
    return None


def _between(line: str, opening: str, closing: str) -> str | None:
    if not closing:
        return line.strip(_BOX).removeprefix(" ").rstrip()
    if not line.endswith(closing) or len(line) < len(opening) + len(closing):
        return None
    inside = line[len(opening) : -len(closing)]
    return inside.strip("`") if opening == "`" else inside
