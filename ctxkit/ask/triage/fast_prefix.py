"""The heads of lines in bulk: a fast way for the commonest formats, `logline`'s full parser for the
others.

The fast way takes a line only where it surely says what the full parser would; tests compare the
two. Lines are bytes (UTF-8), because a log is read in blocks and most of it never becomes text. Not
here: lines that continue an event.
"""

# ruff: noqa: E501 - a pattern stays whole

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from ctxkit.ask.locate.line_context import language_of
from ctxkit.ask.triage.matcher import Said
from ctxkit.ask.triage.times import zoned
from ctxkit.dify.service_names import service_of_container as component
from ctxkit.logline import parse_line
from ctxkit.logline.log_format import LEVELS
from ctxkit.logline.record import (
    CALLER,
    LEVEL,
    LOGGER,
    MESSAGE,
    SERVICE,
    STACK,
    TIME,
    pick,
)
from ctxkit.logline.record import is_log_record as is_envelope
from ctxkit.logline.wrappers import unwrap

_WRAPPER = rb"(?:([A-Za-z][A-Za-z0-9_.-]{0,80}) {0,40}\| )?"
_STAMP = rb"(?:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?(Z|[+-]\d\d:?\d\d) (?:(?:stdout|stderr) [FP] )?)?"
_TIME = rb"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,]\d{1,9}){0,2}(?: ?(Z|UTC|[+-]\d\d:?\d\d))?"
_FILE = rb"([\w./@+-]{1,200}\.(?:py|go|ts|tsx|js|rb)):(\d{1,7})"
_SLASHED = rb"(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)(?:\.\d{1,9})?()"

_API = re.compile(
    _WRAPPER + _STAMP + _TIME + rb"[ \t]{1,3}(DEBUG|INFO|WARNING|ERROR|CRITICAL)[ \t]{1,9}(?:\[[^\]\n]{0,120}\][ \t]{1,3})?\["
    + _FILE + rb"\](?:[ \t]{1,3}[0-9a-f]{8,32}(?=[ \t]|$))?(?:[ \t]{0,3}-(?=[ \t]|$))?[ \t]{0,3}"
)  # fmt: skip
_GO_LOG = re.compile(
    _WRAPPER + _STAMP + _SLASHED + rb" " + _FILE + rb"(?::|\s)\s?(?:\[([A-Z]{4,5})\])?"
)
_SLOG = re.compile(
    _WRAPPER + _STAMP + _TIME + rb" (DEBUG|INFO|WARN|ERROR) (?:([\w-]{2,60}) )?" + _FILE
    + rb"(?: trace_id=\w{1,64})?(?: tenant_id=\S{1,80})?(?: user_id=\S{1,80})? ?"
)  # fmt: skip

# The commonest of what those three match, and sooner done. What a line says is a function of the
# groups but for the time, the second; the groups' own form is left to the patterns above.
_QUICK_API = re.compile(
    _WRAPPER + rb"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)()[.,]\d{1,9}(?:[.,]\d{1,9})? ([A-Z]{4,8}) (?:\[[^\]\n]{0,120}\] )?"
    rb"\[([^\]\s]{4,208})\] (?:[0-9a-f]{8,32} )? ?- (?=\S)"
)  # fmt: skip
_QUICK_GO = re.compile(
    _WRAPPER
    + rb"(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)() ([\w./@+-]{1,200}\.go:\d{1,7}): \[([A-Z]{4,5})\](?=\S)"
)
_QUICK_SLOG = re.compile(
    _WRAPPER + rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d) ([A-Z]{4,5} [\w-]{2,60}) ([\w./@+-]{1,200}\.go:\d{1,7})"
    rb"(?: trace_id=\w{1,64})?(?: tenant_id=\S{1,80})?(?: user_id=\S{1,80})? (?=\S)"
)  # fmt: skip
_BRACKETED = re.compile(
    _WRAPPER + _STAMP + rb"\[" + _TIME + rb"(?:: ([A-Z]{4,8})/([\w-]{1,60})\] |\] \[\d{1,8}\] \[([A-Z]{4,8})\] |\] ([A-Z]{4,8}) in [\w.]{1,80}: )"
)  # fmt: skip
_ACCESS = re.compile(
    _WRAPPER + _STAMP + rb"[\w.:%-]{1,80} \S{1,80} \S{1,80} \[([^\]]{8,40})\] \"([A-Z]{3,8}) ([^\s\"]{1,1500})(?: HTTP/[\d.]{1,5})?\"(?: (\d{3}|-))?"
)  # fmt: skip
_MOST_SAID = 8_000  # heads that are remembered
_FIELD = re.compile(rb"\s[A-Za-z_!][\w.!-]{0,60}=")
_DATE_TIME = re.compile(_TIME)
_DATED = re.compile(_WRAPPER + rb"\d{4}[-/]")
_PLAIN = re.compile(rb"[A-Za-z_][^|\[\"]{0,2000}$")
"""A line that no wrapper and no format begins: it starts with a letter and has none of the signs
that those need.
"""
_HEADED = re.compile(
    rb"(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|PANIC)[\s:|\]-]|[IWEF]\d{4} |TCP_|UDP_|NONE_|TAG_"
    rb"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) |GET |POST |PUT |PATCH |DELETE |OPTIONS |HEAD |Failed to load res"
)


class Head(NamedTuple):
    """What a line begins with, and its message (white space not folded). `stamp` is the time with
    its zone, as written.

    `request` is `METHOD path status` of an access line; `stack` a stack that the line bears itself
    (JSON).
    """

    said: Said
    stamp: bytes
    message: bytes
    source: bytes = b""
    request: bytes = b""
    stack: str = ""
    plain: bool = False


def quick_head(raw: bytes) -> re.Match[bytes] | None:
    """Return the head of a line of the commonest kinds: wrapper, time, zone, what else tells; the
    message follows.
    """
    sign = raw[4:5]
    if sign == b"-":
        return (_QUICK_API if raw[10:11] == b" " else _QUICK_SLOG).match(raw)
    if sign == b"/":
        return _QUICK_GO.match(raw)
    if b"| 2" in raw[:130]:
        return _QUICK_API.match(raw) or _QUICK_GO.match(raw) or _QUICK_SLOG.match(raw)
    return None


def has_fields(found: re.Match[bytes]) -> bool:
    """Tell whether a quick head is of a format that writes `name=value` behind its messages."""
    return found.re is _QUICK_SLOG


class Heads:
    """Reads heads and remembers what container names mean."""

    def __init__(self) -> None:
        self._services: dict[bytes, str | None] = {b"": ""}
        self._said: dict[tuple[Any, ...], Said] = {}

    def service(self, wrapper: bytes) -> str | None:
        """Return the component of a container's name, None where the name is none."""
        known = self._services.get(wrapper, False)
        if known is False:
            name = wrapper.decode()
            known = component(name) or ("" if name[-2:-1] in ("-", "_") else None)
            if len(self._services) > 1_000:
                self._services = {b"": ""}
            self._services[wrapper] = known
        return known  # type: ignore[return-value]

    def read(self, raw: bytes) -> Head:
        """Return the head of a line that has one, or a head that says nothing."""
        if not _DATED.match(raw):
            return self._other(raw)
        found = _API.match(raw)
        if found:
            wrapper, *times, level, file, line = found.groups()
            return self._made(raw, found.end(), wrapper, _stamp(*times), level, file, line, b"")
        found = _GO_LOG.match(raw)
        if found:
            wrapper, *times, file, line, level = found.groups()
            return self._made(raw, found.end(), wrapper, _stamp(*times), level, file, line, b"")
        found = _SLOG.match(raw)
        if found:
            wrapper, *times, level, logger, file, line = found.groups()
            if file.endswith(b".go"):
                field = _FIELD.search(raw, max(found.end() - 1, 0))
                end = field.start() if field else None
                return self._made(
                    raw, found.end(), wrapper, _stamp(*times), level, file, line, logger, end
                )
        return self._other(raw)

    def _made(
        self, raw: bytes, at: int, wrapper: bytes | None, stamp: bytes, level: bytes | None, file: bytes, line: bytes,
        logger: bytes | None, end: int | None = None,
    ) -> Head:  # fmt: skip
        key = (wrapper, level, file, line, logger)
        said = self._said.get(key)
        if said is None:
            service = self.service(wrapper or b"")
            if service is None:
                return self._full(raw)
            base = file.decode().rpartition("/")[2]
            said = Said(
                base,
                int(line),
                LEVELS.get(level.decode().lower(), "") if level else "",
                language_of(base),
                service or (component(logger.decode()) if logger else ""),
                True,
            )
            if len(self._said) > _MOST_SAID:
                self._said.clear()
            self._said[key] = said
        return Head(said, stamp, raw[at:end].strip(), wrapper or b"")

    def _other(self, raw: bytes) -> Head:
        start = raw.lstrip()[:1]
        if start == b"{":
            return self._json(raw, b"") or self._full(raw)
        found = _ACCESS.match(raw)
        if found and (service := self.service(found[1] or b"")) is not None:
            request = b" ".join(word for word in found.groups()[4:] if word)
            outer = found[2] + found[3] if found[2] else b""
            return Head(
                Said(service=service), _better(found[4], outer), b"", found[1] or b"", request
            )
        found = _BRACKETED.match(raw)
        if found and (service := self.service(found[1] or b"")) is not None:
            wrapper, *times, worker, _, server, flask = found.groups()
            level = LEVELS.get((worker or server or flask).decode().lower(), "")
            own = "worker" if worker else "api" if server else ""
            said = Said(level=level, language="py", service=service or own)
            return Head(said, _stamp(*times), raw[found.end() :].strip(), wrapper or b"")
        bar = raw.find(b"| ", 0, 130)
        if bar > 0 and raw[:1].isalpha():
            wrapper = raw[:bar].rstrip(b" ")
            if (
                raw[bar + 2 : bar + 3] == b"{"
                and self.service(wrapper) is not None
                and wrapper.isascii()
            ):
                head = self._json(raw[bar + 2 :], wrapper)
                if head:
                    return head
            if self.service_like(wrapper) and _is_plain(raw[bar + 2 :]):
                said = Said(service=self.service(wrapper) or "")
                return Head(said, b"", raw[bar + 2 :].strip(), wrapper, plain=True)
        elif _is_plain(raw):
            return Head(Said(), b"", raw.strip(), plain=True)
        return self._full(raw)

    def service_like(self, wrapper: bytes) -> bool:
        """Tell whether a text before a bar is the name of a container."""
        return (
            bool(re.fullmatch(rb"[A-Za-z][A-Za-z0-9_.-]{0,80}", wrapper))
            and self.service(wrapper) is not None
        )

    def _json(self, raw: bytes, wrapper: bytes) -> Head | None:
        """Return the head of a JSON record, None where it takes the full parser to tell."""
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError):
            return None
        if not isinstance(data, dict) or not is_envelope(data):
            return None
        kubernetes = data.get("kubernetes")
        told = pick(data, SERVICE) or (
            pick(kubernetes, SERVICE) if isinstance(kubernetes, dict) else ""
        )
        message = pick(data, MESSAGE).rstrip("\n")
        head, _, rest = message.partition("\n")
        inner = self.read(head.encode("utf8", "replace")) if head else Head(Said(), b"", b"")
        caller = pick(data, CALLER)
        file, _, number = caller.rpartition(":") if ":" in caller else (caller, "", "")
        said = inner.said
        if not said.base and file:
            base = file.rpartition("/")[2]
            line = int(number) if number.isdigit() and len(number) < 8 else 0
            said = said._replace(base=base, line=line, language=language_of(base) or said.language)
        said = said._replace(
            service=(self.service(wrapper) or "")
            or component(told)
            or said.service
            or component(pick(data, LOGGER)),
            level=said.level or LEVELS.get(pick(data, LEVEL).lower(), ""),
            logged=True,
        )
        stack = pick(data, STACK) or rest
        stamp = _better(inner.stamp, pick(data, TIME)[:40].encode("utf8", "replace"))
        return Head(said, stamp, inner.message, wrapper or inner.source, inner.request, stack)

    def _full(self, raw: bytes) -> Head:
        """Ask the full parser."""
        text = raw.decode("utf8", "replace")
        line = parse_line(text)
        base = line.file.rpartition("/")[2]
        said = Said(
            base,
            line.line or 0,
            line.level,
            language_of(base) or line.log_format.language,
            line.service,
            bool(base) or line.log_format.logged,
        )
        method, path = line.field("method"), line.field("path")
        words = (line.field("result"), method, path, line.field("status"))
        request = " ".join(word for word in words if word) if method and path and not base else ""
        message = line.message.partition("\n")[0] if not request else ""
        source = b""
        bar = raw.find(b"| ", 0, 130)
        if line.service and bar > 0:
            source = raw[:bar].rstrip(b" ")
        return Head(
            said,
            _better(
                line.time[:40].encode("utf8", "replace"),
                unwrap(text).time.encode("utf8", "replace"),
            ),
            message.encode("utf8", "replace"),
            source,
            request.encode("utf8", "replace"),
            "",
            not line.log_format.known and not line.time and not base,
        )


def _stamp(outer: bytes | None, outer_zone: bytes | None, time: bytes, zone: bytes | None) -> bytes:
    """Return the time with its zone; that of whoever passed the line on where the program's own
    bears no zone.
    """
    if zone:
        return time + zone
    return outer + (outer_zone or b"") if outer else time


def _better(own: bytes, outer: bytes) -> bytes:
    """Return a line's own time, or that of whoever passed it on where that alone bears a zone."""
    found = _DATE_TIME.match(outer)
    if found:
        outer = found[1] + (found[2] or b"")
    return outer if not own or (not zoned(own) and zoned(outer)) else own


def _is_plain(line: bytes) -> bool:
    """Tell whether a line surely has neither wrapper nor head."""
    return (
        bool(_PLAIN.match(line))
        and not _HEADED.match(line)
        and b"http" not in line[:300]
        and b"HTTP/" not in line
        and b" | " not in line[:130]
        and b".go:" not in line[:400]
    )
