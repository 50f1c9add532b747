"""The parts of log text: lines, frames, errors, events. Not here: how they are read."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ctxkit.logline.log_format import LogFormat
from ctxkit.logline.unprefixed import UNKNOWN


class ParsedLine(Struct, frozen=True, kw_only=True):
    """A log line taken apart. Empty: the line does not say.

    `service` is ctxkit's name (`api`, `plugin_daemon`, ...), whatever the container is called;
    `level` is one of debug, info, warning, error, critical; `file` is as written (a base name or a
    path). `log_format` is the row of `formats.py` that matches; `fields` are the values that the
    format or structured logging adds (`method`, `path`, `status`; slog attributes).
    """

    message: str
    service: str = ""
    time: str = ""
    level: str = ""
    file: str = ""
    line: int | None = None
    logger: str = ""
    thread: str = ""
    trace_id: str = ""
    log_format: LogFormat = UNKNOWN
    fields: tuple[tuple[str, str], ...] = ()

    def field(self, name: str) -> str:
        """Return the value of a field, or an empty string."""
        return next((value for key, value in self.fields if key == name), "")


class Frame(Struct, frozen=True, kw_only=True):
    """A stack frame, as printed; `code` is the source line that Python prints below it, `module` a
    Go import path.
    """

    language: Literal["python", "go", "js"]
    path: str
    line: int | None
    function: str = ""
    code: str = ""
    module: str = ""


class ErrorLine(Struct, frozen=True, kw_only=True):
    """The line that ends a stack: the error's class (with its module, as printed) and its message.

    `frames` is the number of the event's frames before it: chained errors share one event.
    """

    error: str
    message: str
    frames: int = 0


class Event(Struct, frozen=True, kw_only=True):
    """A log line with the stack that belongs to it.

    `line` has an empty message if only a stack was pasted.
    """

    line: ParsedLine
    frames: tuple[Frame, ...] = ()
    errors: tuple[ErrorLine, ...] = ()
    text: str = ""
