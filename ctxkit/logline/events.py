"""Lines -> events: gives stack traces, and gorm's queries, to the line that they belong to.

Not here: what is around a line (`split.py`), what a line says (`line.py`), single frames
(`stacks.py`).
"""

from __future__ import annotations

from typing import TypeGuard

from msgspec import Struct, field
from msgspec.structs import replace

from ctxkit.logline.cleaning import clean
from ctxkit.logline.line import parse_prefix, parse_unwrapped
from ctxkit.logline.parsed import ErrorLine, Event, Frame, ParsedLine
from ctxkit.logline.patterns import LazyPattern
from ctxkit.logline.split import split_paste
from ctxkit.logline.stacks import (
    CHAINS,
    PYTHON_HEADER,
    begins_validation,
    continues_validation,
    error_line,
    go_frame,
    go_function,
    js_frame,
    python_frame,
)
from ctxkit.logline.unprefixed import QUERY
from ctxkit.logline.wrappers import UnwrappedLine
from ctxkit.regex import regex

MAX_PASTE_CHARS = 4_000_000
"""The rest is ignored: nobody pastes more, and `triage` reads files."""

_STACK_FIELDS = ("stack_trace", "exc_info", "exception")
_WORD = regex(r"[^(/]*")
_QUERY = LazyPattern(r"\[\d{1,9}(?:\.\d{1,9})?[nµm]?s\] \[rows:", hint="[rows:")
_QUERY_ERRORS = ("[error] ", "[warn] ", "[info] ")


def parse_events(text: str) -> list[Event]:
    """Return the events of a pasted text in order. A text with nothing to read gives none."""
    builders: dict[str, _EventBuilder] = {}
    service = ""
    for number, line in enumerate(split_paste(clean(text[:MAX_PASTE_CHARS]))):
        # A line without a name belongs to the service of the last line that had one.
        service = line.service or service
        builders.setdefault(service, _EventBuilder()).add(line, number)
    numbered = [pair for builder in builders.values() for pair in builder.finish()]
    return [event for _, event in sorted(numbered, key=lambda pair: pair[0])]


class _OpenEvent(Struct, kw_only=True):
    """The event whose lines are being read; `number` is that of its first line."""

    line: ParsedLine | None = None
    number: int = 0
    frames: list[Frame] = field(default_factory=list)
    errors: list[ErrorLine] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


class _EventBuilder:
    """Builds the events of one service from its lines, each with the number of its first line."""

    def __init__(self) -> None:
        self._events: list[tuple[int, Event]] = []
        self._open = _OpenEvent()
        self._before = ""
        self._in_stack = False
        self._in_validation = False
        self._frame_indent = 0
        """Of the last frame: its source line is indented at least as far."""

    def add(self, line: UnwrappedLine, number: int) -> None:
        """Take the next line."""
        if not line.text.strip():
            self._open.text.append("")
            return
        if self._add_query(line.text) or self._continues_validation(line.text):
            pass
        elif not self._add_stack_line(line.text):
            self._start(line, number)
        elif self._open.line is None:
            self._open.line = ParsedLine(message="", service=line.service, time=line.time)
            self._open.number = number
        self._open.text.append(line.text)
        self._before = line.text

    def finish(self) -> list[tuple[int, Event]]:
        """Return all events with the numbers of their first lines."""
        self._close()
        return self._events

    def _continues_validation(self, text: str) -> bool:
        """Return whether a line is about the fields of the validation error above it."""
        self._in_validation = (
            continues_validation(text) if self._in_validation else begins_validation(self._before)
        ) and not begins_validation(text)
        return self._in_validation and continues_validation(text)

    def _add_query(self, text: str) -> bool:
        """Add gorm's second line, the query, to its first, which has the place and the error."""
        first = self._open.line
        if self._in_stack or not _is_gorms(first):
            return False  # gorm prints no stack
        bare = text.strip()
        only_error = not first.message and bare.startswith(_QUERY_ERRORS)
        if not only_error and not _QUERY.match(bare[:60]):
            return False
        message = f"{first.message} {bare}".strip()
        self._open.line = replace(first, message=message, log_format=QUERY)
        return True

    def _add_stack_line(self, text: str) -> bool:
        """Add a line that begins or continues a stack; return whether it is one."""
        bare = text.strip()
        if _begins_stack(bare) or self._add_frame(text):
            self._in_stack = True
            return True
        if not self._in_stack:
            return False
        return self._continues_stack(text, bare)

    def _add_frame(self, text: str) -> bool:
        frame = python_frame(text) or js_frame(text)
        if frame:
            self._frame_indent = _indent(text)
        else:
            frame = go_frame(text, self._before)
            if frame is None:
                return False
            self._reclaim_function()
        self._open.frames.append(frame)
        return True

    def _continues_stack(self, text: str, bare: str) -> bool:
        frames = self._open.frames
        language = frames[-1].language if frames else "go"
        if language == "js":
            return False
        if language == "go":
            return _is_go_function(bare)
        if self._is_below_frame(text, bare):
            if not frames[-1].code and not _is_marker(bare):
                frames[-1] = replace(frames[-1], code=bare)
            return True
        return _is_marker(bare) or self._add_error(bare)

    def _is_below_frame(self, text: str, bare: str) -> bool:
        """Return whether a line belongs to the Python frame above it: its source line or a mark."""
        if self._frame_indent:
            return _indent(text) >= self._frame_indent
        # The stack lost its indentation.
        return not self._open.frames[-1].code and _may_be_code(bare)

    def _add_error(self, bare: str) -> bool:
        """Add the error that ends a stack; return whether the line is one."""
        prefixed = parse_prefix(bare).log_format.known
        error = error_line(bare, ends_stack=not prefixed)
        if error is None:
            return False
        frames = len(self._open.frames)
        # A second error behind the same frames is part of the first one's message.
        if frames in [earlier.frames for earlier in self._open.errors]:
            return False
        self._open.errors.append(replace(error, frames=frames))
        return True

    def _reclaim_function(self) -> None:
        """Undo the event that was started by the line of a goroutine's function."""
        started = self._open
        if started.line is None or started.frames:
            return
        was_function = go_function(self._before) and started.line.message == self._before.strip()
        if not self._events or not was_function:
            return
        number, event = self._events.pop()
        self._open = _OpenEvent(
            line=event.line,
            number=number,
            frames=list(event.frames),
            errors=list(event.errors),
            text=[event.text, *started.text],
        )

    def _start(self, line: UnwrappedLine, number: int) -> None:
        parsed = parse_unwrapped(*line[:3])
        if self._interrupts_stack(parsed):
            self._events.append((number, Event(line=parsed, text=line.text)))
            return
        self._close()
        message, *more = parsed.message.split("\n")
        self._open.number = number
        self._open.line = replace(parsed, message=message.strip())
        self._add_own_stack(parsed, more)
        self._add_own_error(line.text)

    def _interrupts_stack(self, parsed: ParsedLine) -> bool:
        """Return whether another program's line, such as an access log's, is inside a stack."""
        if not self._in_stack or self._open.errors:
            return False
        return bool(parsed.field("method"))

    def _add_own_stack(self, parsed: ParsedLine, more: list[str]) -> None:
        """Add the stack in further lines of a message, or in a field of its record."""
        stack = next(filter(None, map(parsed.field, _STACK_FIELDS)), "")
        if not more and not stack:
            return
        for text in (*more, *stack.split("\n")):
            self._add_stack_line(text)
            self._before = text

    def _add_own_error(self, text: str) -> None:
        """Add the error that the line itself is."""
        line = self._open.line
        if line is None:
            return
        error = error_line(line.message, ends_stack=False) or _panic(line.message, text)
        # The stack inside a record ends with the error that its message repeats.
        if error is not None and not self._open.errors:
            self._open.errors.append(error)

    def _close(self) -> None:
        closed = self._open
        if closed.line is not None:
            event = Event(
                line=closed.line,
                frames=tuple(closed.frames),
                errors=tuple(closed.errors),
                text="\n".join(closed.text).strip("\n"),
            )
            self._events.append((closed.number, event))
        self._open = _OpenEvent()
        self._in_stack = False


def _begins_stack(bare: str) -> bool:
    if bare.startswith((PYTHON_HEADER, *CHAINS)):
        return True
    return bare.startswith("goroutine ") and bare.endswith("]:")


def _panic(message: str, text: str) -> ErrorLine | None:
    if text.startswith("panic:") or message.startswith("panic: "):
        return ErrorLine(error="panic", message=message.removeprefix("panic:").strip())
    return None


def _is_gorms(line: ParsedLine | None) -> TypeGuard[ParsedLine]:
    if line is None:
        return False
    # The daemon's own logger prints base names.
    return line.log_format.language == "go" and line.file.startswith("/")


def _is_go_function(bare: str) -> bool:
    # `main.main()`, `created by net/http`: a word alone may be anything.
    return bool(go_function(bare)) and not _WORD.fullmatch(bare)


def _may_be_code(bare: str) -> bool:
    """Return whether a line below a frame can be its source line: no error, no logger's prefix."""
    error = error_line(bare, ends_stack=False)
    return error is None and not parse_prefix(bare).log_format.known


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _is_marker(bare: str) -> bool:
    """Return whether a line only points at a part of the line above (`~~~^^^`)."""
    return not bare.strip("^~ ")
