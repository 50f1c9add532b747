"""The prefixes of lines in bulk: the common formats directly, the others by `logline`'s parser.

A line is read directly only if the parser would certainly read the same; a test compares the two
for the samples of every format, wrapper and envelope. Not here: the patterns (`fast_formats.py`),
lines that continue an event (`block_reader.py`).
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from ctxkit.ask.locate.line_context import NO_CONTEXT, LineContext, language_of
from ctxkit.ask.triage.blocks import cleaned
from ctxkit.ask.triage.fast_formats import (
    CONTAINER_NAME,
    MAX_CONTAINER_BYTES,
    FastFormat,
    fast_formats,
    is_plain,
)
from ctxkit.ask.triage.times import has_zone
from ctxkit.dify.service_names import service_of_container
from ctxkit.logline import ParsedLine, parse_line
from ctxkit.logline.envelopes import EnvelopeContent, open_envelope
from ctxkit.logline.log_format import CLOCK, FRACTION, LEVELS, ZONE, LogFormat
from ctxkit.logline.record import STACK, is_log_record, pick, read_record
from ctxkit.logline.wrappers import unwrap
from ctxkit.regex import regex

MAX_CACHED_PREFIXES = 8_000
MAX_CACHED_CONTAINERS = 1_000
_MAX_STAMP_CHARS = 40
_ATTRIBUTE = regex(rb"\s[A-Za-z_!][\w.!-]{0,60}=")
_CLOCK_AND_ZONE = regex(f"({CLOCK}){FRACTION}({ZONE})".encode())


class LinePrefix(NamedTuple):
    """The prefix of a line, and its message (white space as it is).

    `stamp` is the time with its zone, as written; `container` the name before the line's bar;
    `request` the `METHOD path status` of an access line; `stack` a stack inside a JSON record.
    `plain`: the line has no prefix. `attributes`: its format puts `name=value` behind messages.
    """

    context: LineContext
    stamp: bytes
    message: bytes
    container: bytes = b""
    request: bytes = b""
    stack: str = ""
    plain: bool = False
    attributes: bool = False


class PrefixReader:
    """Reads prefixes, and remembers which services the names of containers are."""

    def __init__(self) -> None:
        self._services: dict[bytes, str | None] = {b"": ""}
        self._contexts: dict[tuple[str, tuple[bytes | None, ...]], LineContext] = {}

    def service(self, container: bytes) -> str | None:
        """Return the service that a container's name contains; None if it is not such a name."""
        if container not in self._services:
            if len(self._services) >= MAX_CACHED_CONTAINERS:
                self._services = {b"": ""}
            self._services[container] = _service(container.decode())
        return self._services[container]

    def read(self, raw: bytes) -> LinePrefix:
        """Return the prefix of a line and its message."""
        if raw.lstrip().startswith(b"{"):
            return self._read_record(raw, b"") or self._parse(raw)
        for fast in fast_formats(raw):
            if fast.hint in raw:
                found = fast.match(raw)
                if found:
                    return self._read_fast(fast, found, raw) or self._parse(raw)
        return self._read_plain(raw) or self._parse(raw)

    def _read_fast(self, fast: FastFormat, found: re.Match[bytes], raw: bytes) -> LinePrefix | None:
        source = found.group(*fast.source)
        context = self._context_of(fast.row, source)
        if context is None:
            return None
        stamp = _stamp(*found.group(*fast.times))
        container = source[0] or b""
        if fast.row.request:
            request = b" ".join([word for word in found.group(*fast.request) if word])
            return LinePrefix(context, stamp, b"", container, request)
        attributes = fast.row.attributes
        end = _end_of_message(raw, found.end()) if attributes else len(raw)
        message = raw[found.end() : end].strip()
        return LinePrefix(context, stamp, message, container, attributes=attributes)

    def _context_of(self, row: LogFormat, source: tuple[bytes | None, ...]) -> LineContext | None:
        """Return the meaning of the groups; None if the first word is not a container's name."""
        context = self._contexts.get((row.name, source))
        if context is not None:
            return context
        container, level, file, line, logger = [group or b"" for group in source]
        service = self.service(container)
        if service is None:
            return None
        base = file.decode().rpartition("/")[2]
        context = LineContext(
            base,
            int(line or 0),
            LEVELS.get(level.decode().lower(), ""),
            language_of(base) or row.language,
            service or row.service or service_of_container(logger.decode()),
            bool(base) or row.logged,
        )
        if len(self._contexts) >= MAX_CACHED_PREFIXES:
            self._contexts.clear()
        self._contexts[row.name, source] = context
        return context

    def _read_plain(self, raw: bytes) -> LinePrefix | None:
        """Read a line without any prefix, or a record, behind the name of a container if any."""
        bar = raw.find(b"| ", 0, MAX_CONTAINER_BYTES)
        if bar < 0:
            if is_plain(raw):
                return LinePrefix(NO_CONTEXT, b"", raw.strip(), plain=True)
            return None
        container, text = raw[:bar].rstrip(b" "), raw[bar + 2 :]
        if not re.fullmatch(CONTAINER_NAME, container):
            return None
        service = self.service(container)
        if service is None:
            return None
        if text.startswith(b"{"):
            return self._read_record(text, container)
        if is_plain(text):
            return LinePrefix(
                LineContext(service=service), b"", text.strip(), container, plain=True
            )
        return None

    def _read_record(self, raw: bytes, container: bytes) -> LinePrefix | None:
        """Return what a JSON record says, None if only the parser can read it."""
        data = _load_record(raw)
        if data is None:
            return None
        opened = open_envelope(data)
        prefix = self._read_own_record(data) if opened is None else self._read_envelope(opened)
        # The name before the bar is the nearest to the container.
        service = self.service(container) or prefix.context.service
        return prefix._replace(
            context=prefix.context._replace(service=service),
            container=container or prefix.container,
            plain=False,
        )

    def _read_envelope(self, opened: EnvelopeContent) -> LinePrefix:
        if isinstance(opened.content, dict):
            inner = self._read_own_record(opened.content)
        else:
            inner = self._read_text(opened.content)
        service = service_of_container(opened.container) or inner.context.service
        return inner._replace(
            context=inner.context._replace(service=service),
            stamp=_better(inner.stamp, _encode_stamp(opened.time)),
        )

    def _read_own_record(self, data: dict[str, Any]) -> LinePrefix:
        record = read_record(data)
        inner = self._read_text(record.message)
        context = inner.context
        base = record.file.rpartition("/")[2]
        if base and not context.base:
            language = language_of(base) or context.language
            context = context._replace(
                base=base, line=record.line or 0, language=language, logged=True
            )
        service = record.service or context.service
        context = context._replace(service=service, level=context.level or record.level)
        return inner._replace(
            context=context,
            stamp=_better(inner.stamp, _encode_stamp(record.time)),
            stack=pick(data, STACK) or inner.stack,
        )

    def _read_text(self, text: str) -> LinePrefix:
        """Read the text inside a record; its first line is the message, more are a stack."""
        lines = cleaned(_encode(text)).rstrip(b"\n")
        first, _, more = lines.partition(b"\n")
        inner = self.read(first) if first else LinePrefix(NO_CONTEXT, b"", b"", plain=True)
        context = inner.context
        if inner.plain:
            # A record is a logger's: its message begins as the statement's template does.
            context = context._replace(logged=True)
        return inner._replace(context=context, stack=more.decode("utf8", "replace"))

    def _parse(self, raw: bytes) -> LinePrefix:
        """Read a line of any format, with the parser of single lines."""
        text = raw.decode("utf8", "replace")
        line = parse_line(text)
        base = line.file.rpartition("/")[2]
        request = "" if base else _request(line)
        context = LineContext(
            base=base,
            line=line.line or 0,
            level=line.level,
            language=language_of(base) or line.log_format.language,
            service=line.service,
            logged=bool(base) or line.log_format.logged,
        )
        return LinePrefix(
            context=context,
            stamp=_better(_encode_stamp(line.time), _encode(unwrap(text).time)),
            message=b"" if request else _encode(line.message.partition("\n")[0]),
            container=_container_of(raw) if line.service else b"",
            request=_encode(request),
            plain=not (line.log_format.known or line.time or base),
        )


def _service(name: str) -> str | None:
    service = service_of_container(name)
    # Compose numbers its containers, whatever they are: `shop-1`, `shop_1`.
    is_numbered = name[-2:-1] in ("-", "_")
    return service if service or is_numbered else None


def _request(line: ParsedLine) -> str:
    method, path = line.field("method"), line.field("path")
    if not method or not path:
        return ""
    words = (line.field("result"), method, path, line.field("status"))
    return " ".join(word for word in words if word)


def _container_of(raw: bytes) -> bytes:
    name, bar, _ = raw[:MAX_CONTAINER_BYTES].partition(b"| ")
    return name.rstrip(b" ") if bar else b""


def _load_record(raw: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) and is_log_record(data) else None


def _encode(text: str) -> bytes:
    return text.encode("utf8", "replace")


def _encode_stamp(time: str) -> bytes:
    return _encode(time[:_MAX_STAMP_CHARS])


def _end_of_message(raw: bytes, start: int) -> int:
    """Return where the attributes of a line begin, or its end."""
    # The blank before the first attribute may be part of the prefix.
    found = _ATTRIBUTE.search(raw, max(start - 1, 0))
    return found.start() if found else len(raw)


def _stamp(
    outer_clock: bytes | None, outer_zone: bytes | None, clock: bytes | None, zone: bytes | None
) -> bytes:
    """Return the time of a line with its zone; that of the collector if the line's has no zone."""
    own = (clock or b"") + (zone or b"")
    if zone or not outer_clock:
        return own
    return _better(own, outer_clock + (outer_zone or b""))


def _better(own: bytes, outer: bytes) -> bytes:
    """Return a line's own time, or the collector's if only that has a zone."""
    found = _CLOCK_AND_ZONE.match(outer)
    if found:
        outer = found[1] + found[2]
    if not own:
        return outer
    return outer if has_zone(outer) and not has_zone(own) else own
