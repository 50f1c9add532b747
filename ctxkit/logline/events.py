"""Lines -> events: takes each line apart and gives stack traces to the line that they belong to.

Not here: what stands around a line (`split.py`), the shapes of prefixes (`formats.py`) and frames
(`stacks.py`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ctxkit.logline import jsonline
from ctxkit.logline.attributes import split_attributes
from ctxkit.logline.envelopes import open_envelope
from ctxkit.logline.formats import FORMATS, LEVELS, STRONG, fits
from ctxkit.logline.parsed import ErrorLine, Event, Frame, ParsedLine
from ctxkit.logline.patterns import LazyPattern
from ctxkit.logline.split import Piece, bared, pieces_of
from ctxkit.logline.stacks import (
    CHAINS,
    PYTHON_HEADER,
    error_line,
    go_frame,
    go_function,
    js_frame,
    python_frame,
)
from ctxkit.logline.wrappers import clean, component, unwrap

_HEAD = 2_000
_LARGEST = 4_000_000
"""Characters. What is longer is cut: nobody pastes that, and `triage` reads files."""

_NO_FIELDS = frozenset(
    (
        *jsonline.MESSAGE,
        *jsonline.TIME,
        *jsonline.LEVEL,
        *jsonline.TRACE,
        "caller",
        "service",
        "span_id",
        "identity",
    )
)
"""Names of a record that are no attributes of its statement."""
_QUERY = LazyPattern(r"\[\d{1,9}(?:\.\d{1,9})?[nµm]?s\] \[rows:", hint="[rows:")


def parse_line(text: str) -> ParsedLine:
    """Take one line apart: wrappers, JSON envelope, the logger's prefix."""
    line, service, time, _ = unwrap(clean(text))
    return _parse(line, service, time)


def _parse(text: str, service: str = "", time: str = "", depth: int = 0) -> ParsedLine:
    """Take a line without wrappers apart; `service` and `time` are what those told."""
    stripped = text.strip()
    found = _record(stripped, depth)
    if found is None:
        found = _formatted(stripped)
        if found.format not in STRONG:
            bare = bared(stripped)
            if bare != stripped:
                inner = _parse(bare, "", "", depth + 1) if depth < 3 else found
                before = component(stripped[: len(stripped) - len(bare)][-120:])
                found = replace(inner, service=before or inner.service) if inner.format else found
    return replace(found, service=service or found.service, time=found.time or time)


def _record(line: str, depth: int) -> ParsedLine | None:
    """Return what a line that is a JSON record says, None for any other line."""
    if depth > 3:
        return None
    if line[:2] in ('"{', '"2', '"[') and line[-1:] == '"' and len(line) > 2:  # a JSON string
        said = jsonline.load_document(line)
        return _parse(said, depth=depth + 1) if isinstance(said, str) else None
    if line[:1] != "{":
        data = jsonline.load_tail(line) if line[-1:] == "}" else None
        return _of_record(data, depth) if data else None
    if line.startswith('{\\"'):
        line = jsonline.unescape(line)
    data = jsonline.load_object(line)
    if not data:
        return None
    opened = open_envelope(data)
    if opened is None:
        return _of_record(data, depth) if jsonline.is_envelope(data) else None
    if isinstance(opened.said, dict):
        inside = _of_record(opened.said, depth)
    else:
        text, service, time, _ = unwrap(clean(opened.said))
        inside = _parse(text.rstrip("\n"), service, time, depth + 1)
        if not inside.format:
            inside = replace(inside, format="json")
    return replace(
        inside,
        service=component(opened.container) or inside.service,
        time=inside.time or opened.time,
    )


def _formatted(line: str) -> ParsedLine:
    """Return what the prefix of a program's logger tells."""
    head = line[:_HEAD]
    for form in FORMATS:
        match = fits(form, head)
        if not match:
            continue
        told = {name: value for name, value in match.groupdict().items() if value}
        level = LEVELS.get(told.pop("level", "").lower(), "")
        number = told.pop("line", "")
        logger = told.get("logger", "")
        found = ParsedLine(
            message=line[match.end() :].strip(),
            service=form.service or component(logger),
            time=told.pop("time", ""),
            level=level,
            file=told.pop("file", ""),
            line=int(number) if number else None,
            logger=told.pop("logger", ""),
            thread=told.pop("thread", ""),
            trace_id=told.pop("trace_id", ""),
            format=form.name,
            fields=tuple(told.items()),
        )
        slog = form.name == "daemon-slog" or (form.name == "cut" and found.file.endswith(".go"))
        slog = slog or (form.name == "go-plain" and bool(level) and "[" not in match[0])
        return _with_attributes(found) if slog else found
    return ParsedLine(message=line)


def _with_attributes(line: ParsedLine) -> ParsedLine:
    head, fields = split_attributes(line.message)
    return replace(line, message=head, fields=line.fields + fields) if fields else line


def _of_record(data: dict[str, Any], depth: int) -> ParsedLine:
    """Return what a record says that a program itself logged."""
    inside = _parse(clean(jsonline.pick(data, jsonline.MESSAGE)).rstrip("\n"), depth=depth + 1)
    caller = jsonline.pick(data, jsonline.CALLER)
    file, _, number = (
        caller.rpartition(":")
        if ":" in caller
        else (caller, "", jsonline.pick(data, jsonline.LINE))
    )
    fields = []
    for name, value in data.items():
        nested = (
            value
            if name in ("attributes", "context", "extra", "fields") and isinstance(value, dict)
            else {name: value}
        )
        fields += [
            (str(k), v if isinstance(v, str) else str(v))
            for k, v in nested.items()
            if k not in jsonline.MESSAGE and (nested is value or k not in _NO_FIELDS)
        ]
    return replace(
        inside,
        service=component(jsonline.pick(data, jsonline.SERVICE)) or inside.service,
        time=inside.time or jsonline.pick(data, jsonline.TIME),
        level=inside.level or LEVELS.get(jsonline.pick(data, jsonline.LEVEL).lower(), ""),
        file=inside.file or file,
        line=inside.line
        if inside.file
        else int(number)
        if number.isdigit() and len(number) < 8
        else None,
        logger=inside.logger or jsonline.pick(data, jsonline.LOGGER),
        trace_id=inside.trace_id or jsonline.pick(data, jsonline.TRACE),
        format=inside.format or "json",
        fields=inside.fields + tuple(fields),
    )


def parse_events(text: str) -> list[Event]:
    """Return the events of a pasted text in order. A text with nothing to read gives none."""
    services: dict[str, _Grouping] = {}
    source = ""
    for number, piece in enumerate(pieces_of(clean(text[:_LARGEST]))):
        source = (
            piece.service or source
        )  # a line that no name stands before is of the last that had one
        services.setdefault(source, _Grouping()).add(piece, number)
    numbered = [pair for grouping in services.values() for pair in grouping.finish()]
    return [event for _, event in sorted(numbered, key=lambda pair: pair[0])]


class _Grouping:
    """Holds the event of one service that is being read while its lines come in; events bear their
    line's number.
    """

    def __init__(self) -> None:
        self._events: list[tuple[int, Event]] = []
        self._number = 0
        self._line: ParsedLine | None = None
        self._frames: list[Frame] = []
        self._errors: list[ErrorLine] = []
        self._text: list[str] = []
        self._before = ""
        self._in_stack = False
        self._indent = 0  # of the last frame: its source line is indented at least as far, if anything is at all

    def add(self, piece: Piece, number: int) -> None:
        """Take the next line."""
        line = piece.text
        if not line.strip():
            self._text.append("")
            return
        if self._continues_query(line):
            pass
        elif not self._stack_line(line):
            self._start(piece, number)
        elif self._line is None:
            self._line, self._number = (
                ParsedLine(message="", service=piece.service, time=piece.time),
                number,
            )
        self._text.append(line)
        self._before = line

    def _continues_query(self, line: str) -> bool:
        """Read gorm's second line, the query behind the place and the error in its first; tell
        whether it was one.
        """
        head = self._line
        if (
            head is None
            or head.format not in ("go-log", "gorm")
            or head.file[:1] != "/"
            or self._in_stack
        ):
            return False
        bare = line.strip()
        if not _QUERY.match(bare[:60]) and not (
            not head.message and bare.startswith(("[error] ", "[warn] ", "[info] "))
        ):
            return False
        self._line = replace(head, message=f"{head.message} {bare}".strip(), format="gorm")
        return True

    def _stack_line(self, line: str) -> bool:
        """Read a line that continues a stack; tell whether it was one."""
        bare = line.strip()
        if bare.startswith(PYTHON_HEADER) or bare.startswith(CHAINS):
            self._in_stack = True
            return True
        frame = python_frame(line) or js_frame(line)
        if frame:
            self._indent = _indent(line)
            self._frames.append(frame)
            self._in_stack = True
            return True
        frame = go_frame(line, self._before)
        if frame:
            self._take_back_function()
            self._frames.append(frame)
            self._in_stack = True
            return True
        if bare.startswith("goroutine ") and bare.endswith("]:"):
            self._in_stack = True
            return True
        if not self._in_stack:
            return False
        return self._inside(line, bare)

    def _inside(self, line: str, bare: str) -> bool:
        last = self._frames[-1] if self._frames else None
        if last and last.language == "python":
            flush = not self._indent  # the stack has lost its indentation
            if (not last.code and _is_code(bare)) if flush else _indent(line) >= self._indent:
                if not last.code and not _is_marker(bare):
                    self._frames[-1] = replace(last, code=bare)
                return True
            if _is_marker(bare):
                return True
            error = error_line(bare, sure=not _formatted(bare).format)
            if error and (not self._errors or self._errors[-1].frames != len(self._frames)):
                self._errors.append(replace(error, frames=len(self._frames)))
                return True
            return bool(error) and not self._errors
        if (last and last.language == "go") or not last:
            return bool(go_function(bare)) and ("(" in bare or "/" in bare)
        return False

    def _take_back_function(self) -> None:
        """Forget the event that a goroutine's function line was taken for."""
        if (
            self._line is not None
            and not self._frames
            and self._events
            and self._line.message == self._before.strip()
            and go_function(self._before)
        ):
            self._number, event = self._events.pop()
            self._line, self._frames, self._errors = (
                event.line,
                list(event.frames),
                list(event.errors),
            )
            self._text = [event.text, *self._text]

    def _start(self, piece: Piece, number: int) -> None:
        parsed = _parse(*piece[:3])
        # A line of another program between the lines of a stack (an access log) does not end the
        # stack.
        foreign = self._in_stack and bool(parsed.field("method")) and not self._errors
        if foreign:
            self._events.append((number, Event(line=parsed, text=piece.text)))
            return
        self._close()
        self._line, self._number = parsed, number
        stack = parsed.field("stack_trace") or parsed.field("exc_info") or parsed.field("exception")
        head, *rest = parsed.message.split("\n")
        if rest:
            self._line = replace(parsed, message=head.strip())
        for line in [*rest, *stack.split("\n")] if rest or stack else ():
            self._stack_line(line)
            self._before = line
        error = error_line(self._line.message, sure=False)
        if error and not self._errors:
            self._errors.append(error)
        elif self._line.message.startswith("panic: ") or piece.text.startswith("panic:"):
            self._errors.append(
                ErrorLine(error="panic", message=self._line.message.removeprefix("panic:").strip())
            )

    def _close(self) -> None:
        if self._line is not None:
            event = Event(
                line=self._line,
                frames=tuple(self._frames),
                errors=tuple(self._errors),
                text="\n".join(self._text).strip("\n"),
            )
            self._events.append((self._number, event))
        self._line, self._frames, self._errors, self._text, self._in_stack = None, [], [], [], False

    def finish(self) -> list[tuple[int, Event]]:
        """Return all events with the numbers of their lines."""
        self._close()
        return self._events


def _is_code(bare: str) -> bool:
    """Tell whether a line below a frame can be its source line: neither an error nor what a logger
    writes.
    """
    return error_line(bare, sure=False) is None and not _formatted(bare).format


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_marker(bare: str) -> bool:
    """Tell whether a line only points at a part of the line above (`~~~^^^`)."""
    return not bare.strip("^~ ")
