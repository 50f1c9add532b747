"""The prefixes of lines in bulk: the common formats directly, the others by `logline`'s parser.

The patterns are those of `logline/formats.py`, compiled for bytes (UTF-8), because a log is read in
blocks and most of it never becomes text. A line is read directly only if the parser would certainly
read the same; a test compares the two for the samples of every format. Not here: lines that
continue an event (`block_reader.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from ctxkit.ask.locate.line_context import language_of
from ctxkit.ask.triage.blocks import cleaned
from ctxkit.ask.triage.matcher import Said
from ctxkit.ask.triage.times import has_zone
from ctxkit.dify.service_names import service_of_container
from ctxkit.logline import parse_line
from ctxkit.logline.envelopes import EnvelopeContent, open_envelope
from ctxkit.logline.formats import FORMATS
from ctxkit.logline.log_format import (
    CLOCK,
    FILE_AND_LINE,
    FRACTION,
    LEVELS,
    OPTIONAL_TIME,
    SLASHED_CLOCK,
    SLASHED_FRACTION,
    SLASHED_TIME,
    TIME,
    ZONE,
    LogFormat,
)
from ctxkit.logline.record import STACK, is_log_record, pick, read_record
from ctxkit.logline.wrappers import WRAPPERS, Wrapper, unwrap

MAX_CACHED_PREFIXES = 8_000
MAX_CACHED_CONTAINERS = 1_000
MAX_CONTAINER_BYTES = 130
"""Bytes of a line in which the name of its container and the bar after it are looked for."""

_MAX_STAMP_CHARS = 40
_SPLIT_TIMES = {
    TIME: f"(?P<clock>{CLOCK}){FRACTION}(?P<zone>{ZONE})",
    SLASHED_TIME: f"(?P<clock>{SLASHED_CLOCK}){SLASHED_FRACTION}(?P<zone>)",
}
_QUICK_TIMES = {
    OPTIONAL_TIME: rf"(?P<clock>{CLOCK})[.,\d]{{0,20}}(?P<zone>[Z\d:+-]{{0,6}})[ \t]{{1,3}}",
    SLASHED_TIME: rf"(?P<clock>{SLASHED_CLOCK})[.\d]{{0,10}}(?P<zone>)",
}
"""Parts of patterns -> the time without its fraction, and its zone, apart. The quick ones are
simpler and require a time; what they match is only believed of prefixes that were read once.
"""

_CONTAINER_NAME = rb"[A-Za-z][A-Za-z0-9_.-]{0,80}"
_CONTAINER = rb"(?:(?P<container>" + _CONTAINER_NAME + rb") {0,40}\| )?"
_STAMP = (
    rb"(?:(?P<outer_clock>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,]\d{1,9})?"
    rb"(?P<outer_zone>Z|[+-]\d\d:?\d\d) (?:(?:stdout|stderr) [FP] )?)?"
)
"""The time that `docker logs -t` and `kubectl logs --timestamps` put before a line."""

_SOURCE = ("container", "level", "file", "line", "logger")
_TIMES = ("outer_clock", "outer_zone", "clock", "zone")
_REQUEST = ("method", "path", "status")
_GROUPS = (*_SOURCE, *_TIMES, *_REQUEST)
_QUICK_GROUPS = ("container", "clock", "zone", "level", "logger")
QUICK_CLOCK, QUICK_ZONE = 2, 3
_QUICK_GROUP_COUNT = 6
_GROUP = re.compile(r"\(\?P<(\w+)>")
_ATTRIBUTE = re.compile(rb"\s[A-Za-z_!][\w.!-]{0,60}=")
_CLOCK_AND_ZONE = re.compile(f"({CLOCK}){FRACTION}({ZONE})".encode())


class LinePrefix(NamedTuple):
    """The prefix of a line, and its message (white space as it is).

    `stamp` is the time with its zone, as written; `container` the name before the line's bar;
    `request` the `METHOD path status` of an access line; `stack` a stack inside a JSON record.
    `plain`: the line has no prefix. `attributes`: its format puts `name=value` behind messages.
    """

    said: Said
    stamp: bytes
    message: bytes
    container: bytes = b""
    request: bytes = b""
    stack: str = ""
    plain: bool = False
    attributes: bool = False


class FastFormat(NamedTuple):
    """A common format as a pattern for bytes; groups that it lacks are empty at its end.

    `source`, `times` and `request` are the numbers of groups.
    """

    row: LogFormat
    hint: bytes
    match: Callable[[bytes], re.Match[bytes] | None]
    source: tuple[int, ...]
    times: tuple[int, ...]
    request: tuple[int, ...]


def _bytes_pattern(pattern: str, times: dict[str, str], groups: tuple[str, ...]) -> bytes:
    """Return the pattern of a row for bytes, without other groups than `groups`."""
    for time, split in times.items():
        pattern = pattern.replace(time, split)
    pattern = pattern.replace("(?P<time>", "(?P<clock>")
    return _GROUP.sub(lambda found: found[0] if found[1] in groups else "(?:", pattern).encode()


def _fast_format(row: LogFormat) -> FastFormat:
    pattern = _CONTAINER + _STAMP + _bytes_pattern(row.pattern, _SPLIT_TIMES, _GROUPS)
    missing = [name for name in _GROUPS if f"(?P<{name}>".encode() not in pattern]
    compiled = re.compile(pattern + b"".join(f"(?P<{name}>)".encode() for name in missing))
    source, times, request = (
        tuple(compiled.groupindex[name] for name in names) for names in (_SOURCE, _TIMES, _REQUEST)
    )
    return FastFormat(row, row.hint.encode(), compiled.match, source, times, request)


def _quick_match(name: str) -> Callable[[bytes], re.Match[bytes] | None]:
    """Return the matcher of a common format without a collector's stamp, with six groups.

    They are the container, the time, its zone, and what names the statement.
    """
    row = next(row for row in FORMATS if row.name == name)
    place = _GROUP.sub("(?:", FILE_AND_LINE)
    simpler = row.pattern.replace(FILE_AND_LINE, f"({place})")
    pattern = _CONTAINER + _bytes_pattern(simpler, _QUICK_TIMES, _QUICK_GROUPS)
    missing = _QUICK_GROUP_COUNT - re.compile(pattern).groups
    return re.compile(pattern + b"()" * missing).match


_COMMON = [_fast_format(row) for row in FORMATS if row.common]
# A line whose prefix names a file is a program's own; most lines are.
_WITH_FILE = tuple(fast for fast in _COMMON if FILE_AND_LINE in fast.row.pattern)
_WITHOUT_FILE = tuple(fast for fast in _COMMON if fast not in _WITH_FILE)
_FOR_DATED, _FOR_OTHERS = _WITH_FILE + _WITHOUT_FILE, _WITHOUT_FILE + _WITH_FILE

_match_api, _match_go_log, _match_slog = map(_quick_match, ("api-text", "go-log", "daemon-slog"))
_DATE_SIGNS = (b"-", b"/")

_BARE = re.compile(rb"[A-Za-z_][^|\[\"]{0,2000}$")
"""A line that begins with a letter and has none of the marks that most prefixes need."""

_NEVER_BARE = (r"\[", r"\d", r"(?P<time>\d")


def _may_be_bare(row: LogFormat | Wrapper) -> bool:
    return not row.pattern.startswith(_NEVER_BARE) and not set(row.hint) & set('|["')


_ROWS: tuple[LogFormat | Wrapper, ...] = (*WRAPPERS, *FORMATS)
_BARE_PREFIX = re.compile(
    "|".join(_GROUP.sub("(?:", row.pattern) for row in _ROWS if _may_be_bare(row)).encode()
)
_BARE_EMBEDDED = re.compile(
    b"|".join(
        {
            re.escape(hint).encode()
            for row in FORMATS
            if r"\[" not in row.embedded
            for hint in row.embedded_hints
        }
    )
)
_NOTHING_SAID = Said()


def quick_prefix(raw: bytes) -> re.Match[bytes] | None:
    """Return the prefix of a line in one of the three commonest formats, chosen by its date."""
    start = 0
    if raw[4:5] not in _DATE_SIGNS:
        start = raw.find(b"| 2", 0, MAX_CONTAINER_BYTES) + 2
        if start < 2:
            return None
    sign = raw[start + 4 : start + 5]
    if sign == b"-":
        return _match_api(raw) if raw[start + 10 : start + 11] == b" " else _match_slog(raw)
    return _match_go_log(raw) if sign == b"/" else None


class PrefixReader:
    """Reads prefixes, and remembers which services the names of containers are."""

    def __init__(self) -> None:
        self._services: dict[bytes, str | None] = {b"": ""}
        self._said: dict[tuple[str, tuple[bytes | None, ...]], Said] = {}

    def service(self, container: bytes) -> str | None:
        """Return the service that a container's name contains; None if it is not such a name."""
        if container not in self._services:
            if len(self._services) > MAX_CACHED_CONTAINERS:
                self._services = {b"": ""}
            self._services[container] = _service(container.decode())
        return self._services[container]

    def read(self, raw: bytes) -> LinePrefix:
        """Return the prefix of a line and its message."""
        if raw.lstrip().startswith(b"{"):
            return self._read_record(raw, b"") or self._parse(raw)
        dated = raw[4:5] in _DATE_SIGNS
        for fast in _FOR_DATED if dated else _FOR_OTHERS:
            if fast.hint in raw:
                found = fast.match(raw)
                if found:
                    return self._read_fast(fast, found, raw) or self._parse(raw)
        return self._read_contained(raw) or self._parse(raw)

    def _read_fast(self, fast: FastFormat, found: re.Match[bytes], raw: bytes) -> LinePrefix | None:
        source = found.group(*fast.source)
        said = self._said_by(fast.row, source)
        if said is None:
            return None
        stamp = _stamp(*found.group(*fast.times))
        container = source[0] or b""
        if fast.row.request:
            request = b" ".join([word for word in found.group(*fast.request) if word])
            return LinePrefix(said, stamp, b"", container, request)
        attributes = fast.row.attributes
        end = _end_of_message(raw, found.end()) if attributes else None
        message = raw[found.end() : end].strip()
        return LinePrefix(said, stamp, message, container, attributes=attributes)

    def _said_by(self, row: LogFormat, source: tuple[bytes | None, ...]) -> Said | None:
        """Return the meaning of the groups; None if the first word is not a container's name."""
        said = self._said.get((row.name, source))
        if said is not None:
            return said
        container, level, file, line, logger = [group or b"" for group in source]
        service = self.service(container)
        if service is None:
            return None
        base = file.decode().rpartition("/")[2]
        said = Said(
            base,
            int(line or 0),
            LEVELS.get(level.decode().lower(), ""),
            language_of(base) or row.language,
            service or row.service or service_of_container(logger.decode()),
            bool(base) or row.logged,
        )
        if len(self._said) > MAX_CACHED_PREFIXES:
            self._said.clear()
        self._said[row.name, source] = said
        return said

    def _read_contained(self, raw: bytes) -> LinePrefix | None:
        """Read a line without any prefix, or a record, behind the name of a container if any."""
        bar = raw.find(b"| ", 0, MAX_CONTAINER_BYTES) if raw[:1].isalpha() else -1
        if bar <= 0:
            return (
                LinePrefix(_NOTHING_SAID, b"", raw.strip(), plain=True) if _is_plain(raw) else None
            )
        container, text = raw[:bar].rstrip(b" "), raw[bar + 2 :]
        if not re.fullmatch(_CONTAINER_NAME, container):
            return None
        service = self.service(container)
        if service is None:
            return None
        if text.startswith(b"{"):
            return self._read_record(text, container)
        if not _is_plain(text):
            return None
        return LinePrefix(Said(service=service), b"", text.strip(), container, plain=True)

    def _read_record(self, raw: bytes, container: bytes) -> LinePrefix | None:
        """Return what a JSON record says, None if only the parser can read it."""
        data = _load_record(raw)
        if data is None:
            return None
        opened = open_envelope(data)
        if opened is None:
            prefix = self._read_own_record(data)
            service = prefix.said.service
        else:
            prefix = self._read_envelope(opened)
            service = service_of_container(opened.container) or prefix.said.service
        service = self.service(container) or service
        return prefix._replace(
            said=prefix.said._replace(service=service),
            container=container or prefix.container,
            plain=False,
        )

    def _read_envelope(self, opened: EnvelopeContent) -> LinePrefix:
        if isinstance(opened.content, dict):
            inner = self._read_own_record(opened.content)
        else:
            inner = self._read_text(opened.content)
        return inner._replace(stamp=_better(inner.stamp, _encode_stamp(opened.time)))

    def _read_own_record(self, data: dict[str, Any]) -> LinePrefix:
        record = read_record(data)
        inner = self._read_text(record.message)
        said = inner.said
        base = record.file.rpartition("/")[2]
        if base and not said.base:
            language = language_of(base) or said.language
            said = said._replace(base=base, line=record.line or 0, language=language, logged=True)
        said = said._replace(
            service=record.service or said.service, level=said.level or record.level
        )
        return inner._replace(
            said=said,
            stamp=_better(inner.stamp, _encode_stamp(record.time)),
            stack=pick(data, STACK) or inner.stack,
        )

    def _read_text(self, text: str) -> LinePrefix:
        """Read the text inside a record; its first line is the message, more are a stack."""
        lines = cleaned(_encode(text)).rstrip(b"\n")
        first, _, more = lines.partition(b"\n")
        inner = self.read(first) if first else LinePrefix(_NOTHING_SAID, b"", b"", plain=True)
        said = inner.said._replace(logged=True) if inner.plain else inner.said
        return inner._replace(said=said, stack=more.decode("utf8", "replace"))

    def _parse(self, raw: bytes) -> LinePrefix:
        """Read a line of any format, with the parser of single lines."""
        text = raw.decode("utf8", "replace")
        line = parse_line(text)
        base = line.file.rpartition("/")[2]
        said = Said(
            base=base,
            line=line.line or 0,
            level=line.level,
            language=language_of(base) or line.log_format.language,
            service=line.service,
            logged=bool(base) or line.log_format.logged,
        )
        method, path = line.field("method"), line.field("path")
        request = ""
        if method and path and not base:
            words = (line.field("result"), method, path, line.field("status"))
            request = " ".join(word for word in words if word)
        message = "" if request else line.message.partition("\n")[0]
        bar = raw.find(b"| ", 0, MAX_CONTAINER_BYTES)
        return LinePrefix(
            said=said,
            stamp=_better(_encode_stamp(line.time), _encode(unwrap(text).time)),
            message=_encode(message),
            container=raw[:bar].rstrip(b" ") if line.service and bar > 0 else b"",
            request=_encode(request),
            plain=not line.log_format.known and not line.time and not base,
        )


def _service(name: str) -> str | None:
    # Compose numbers its containers: `shop-1`, `shop_1`.
    return service_of_container(name) or ("" if name[-2:-1] in ("-", "_") else None)


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


def _end_of_message(raw: bytes, start: int) -> int | None:
    """Return where the attributes of a line begin, None if it has none."""
    found = _ATTRIBUTE.search(raw, max(start - 1, 0))
    return found.start() if found else None


def _stamp(
    outer_clock: bytes | None, outer_zone: bytes | None, clock: bytes | None, zone: bytes | None
) -> bytes:
    """Return the time of a line with its zone; that of the collector if the line's has no zone."""
    if not outer_clock:
        return (clock or b"") + (zone or b"")
    outer = outer_clock + (outer_zone or b"")
    if not clock:
        return outer
    return clock + zone if zone else _better(clock, outer)


def _better(own: bytes, outer: bytes) -> bytes:
    """Return a line's own time, or the collector's if only that has a zone."""
    found = _CLOCK_AND_ZONE.match(outer)
    if found:
        outer = found[1] + found[2]
    prefers_outer = not own or (has_zone(outer) and not has_zone(own))
    return outer if prefers_outer else own


def _is_plain(line: bytes) -> bool:
    """Return whether a line certainly has neither a wrapper nor a prefix."""
    if not _BARE.match(line) or _BARE_PREFIX.match(line):
        return False
    return _BARE_EMBEDDED.search(line) is None
