"""One line -> its message and what its prefix, its wrappers or its JSON record say.

Not here: which lines form an event (`events.py`), the prefixes themselves (`formats.py`).
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ctxkit.dify.service_names import service_of_container
from ctxkit.logline.attributes import split_attributes
from ctxkit.logline.cleaning import clean
from ctxkit.logline.envelopes import open_envelope
from ctxkit.logline.formats import FORMATS
from ctxkit.logline.jsonline import load_document, load_object, load_tail, unescape
from ctxkit.logline.log_format import LEVELS, LogFormat
from ctxkit.logline.parsed import ParsedLine
from ctxkit.logline.record import attributes_of, is_log_record, read_record
from ctxkit.logline.split import from_own_start
from ctxkit.logline.unprefixed import JSON_RECORD
from ctxkit.logline.wrappers import unwrap

MAX_NESTING = 3
"""Records, JSON strings and lines inside each other that are opened."""

_JSON_STRINGS = ('"{', '"2', '"[')
"""How a JSON string with a record or a dated line in it begins."""

_MAX_PREFIX_CHARS = 2_000
_MAX_NAME_CHARS = 120


def parse_line(text: str) -> ParsedLine:
    """Take one line apart: wrappers, JSON envelope, the logger's prefix."""
    outer = unwrap(clean(text))
    return parse_unwrapped(outer.text, outer.service, outer.time)


def parse_unwrapped(text: str, service: str = "", time: str = "", depth: int = 0) -> ParsedLine:
    """Take a line without wrappers apart; `service` and `time` are those of its wrappers."""
    line = text.strip()
    found = _parse_json(line, depth)
    if found is None:
        found = parse_prefix(line)
        if not found.log_format.strong:
            found = _parse_embedded(line, depth) or found
    # A wrapper knows the service better than the message does, the program its own time.
    found = _fill(found, time=time)
    return replace(found, service=service) if service else found


def _fill(line: ParsedLine, **fields: Any) -> ParsedLine:
    """Return a line with the fields that it lacks."""
    missing = {name: value for name, value in fields.items() if not getattr(line, name)}
    return replace(line, **missing)


def _parse_embedded(line: str, depth: int) -> ParsedLine | None:
    """Take a line apart whose own beginning follows a wrapper of an unknown kind."""
    own = from_own_start(line)
    if own == line or depth >= MAX_NESTING:
        return None
    inner = parse_unwrapped(own, depth=depth + 1)
    if not inner.log_format.known:
        return None
    wrapper = line[: len(line) - len(own)]
    service = service_of_container(wrapper[-_MAX_NAME_CHARS:])
    return replace(inner, service=service) if service else inner


def parse_prefix(line: str) -> ParsedLine:
    """Return what the prefix of a program's logger says, and the message behind it."""
    head = line[:_MAX_PREFIX_CHARS]
    for row in FORMATS:
        match = row.match(head)
        if match:
            groups = {name: value for name, value in match.groupdict().items() if value}
            return _parsed(row, groups, line[match.end() :].strip())
    return ParsedLine(message=line)


def _parsed(row: LogFormat, groups: dict[str, str], message: str) -> ParsedLine:
    attributes: tuple[tuple[str, str], ...] = ()
    if row.attributes:
        message, attributes = split_attributes(message)
    number = groups.pop("line", "")
    logger = groups.pop("logger", "")
    return ParsedLine(
        message=message,
        service=row.service or service_of_container(logger),
        time=groups.pop("time", ""),
        level=LEVELS.get(groups.pop("level", "").lower(), ""),
        file=groups.pop("file", ""),
        line=int(number) if number else None,
        logger=logger,
        thread=groups.pop("thread", ""),
        trace_id=groups.pop("trace_id", ""),
        log_format=row,
        fields=(*groups.items(), *attributes),
    )


def _parse_json(line: str, depth: int) -> ParsedLine | None:
    """Take a JSON record or string apart; return None for any other line."""
    if depth > MAX_NESTING:
        return None
    if line.startswith(_JSON_STRINGS):
        text = load_document(line)
        return parse_unwrapped(text, depth=depth + 1) if isinstance(text, str) else None
    if not line.startswith("{"):
        tail = load_tail(line)
        return _parse_record(tail, depth) if tail else None
    # `{\"level\": ...}`: a record that was cut out of a JSON string.
    data = load_object(unescape(line) if line.startswith('{\\"') else line)
    return _parse_object(data, depth) if data else None


def _parse_object(data: dict[str, Any], depth: int) -> ParsedLine | None:
    opened = open_envelope(data)
    if opened is None:
        return _parse_record(data, depth) if is_log_record(data) else None
    if isinstance(opened.content, dict):
        inner = _parse_record(opened.content, depth)
    else:
        line = unwrap(clean(opened.content))
        inner = parse_unwrapped(line.text.rstrip("\n"), line.service, line.time, depth + 1)
    service = service_of_container(opened.container) or inner.service
    inner = replace(inner, service=service, log_format=_known(inner))
    return _fill(inner, time=opened.time)


def _parse_record(data: dict[str, Any], depth: int) -> ParsedLine:
    """Take a program's own record apart; its message may have a prefix of its own."""
    record = read_record(data)
    inner = parse_unwrapped(clean(record.message).rstrip("\n"), record.service, depth=depth + 1)
    if not inner.file:
        inner = replace(inner, file=record.file, line=record.line)
    inner = _fill(
        inner,
        time=record.time,
        level=record.level,
        logger=record.logger,
        trace_id=record.trace_id,
    )
    fields = inner.fields + attributes_of(data)
    return replace(inner, log_format=_known(inner), fields=fields)


def _known(inner: ParsedLine) -> LogFormat:
    return inner.log_format if inner.log_format.known else JSON_RECORD
