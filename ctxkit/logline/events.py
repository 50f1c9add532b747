"""Lines -> events: takes each line apart and gives stack traces to the line that they belong to.

Not here: the shapes of prefixes (`formats.py`), wrappers (`wrappers.py`) and frames (`stacks.py`).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from ctxkit.logline import jsonline
from ctxkit.logline.formats import FORMATS, LEVELS, fits
from ctxkit.logline.lazy import LazyPattern
from ctxkit.logline.parsed import ErrorLine, Event, Frame, ParsedLine
from ctxkit.logline.stacks import CHAINS, PYTHON_HEADER, error_line, go_frame, go_function, js_frame, python_frame
from ctxkit.logline.wrappers import clean, component, unwrap, without_column

_HEAD = 2_000
_LARGEST = 4_000_000
"""Characters. What is longer is cut: nobody pastes that, and `triage` reads files."""

_FIELD = LazyPattern(r'(?:^|\s)([A-Za-z_!][\w.!-]{0,60})=("[^"\\]*(?:\\.[^"\\]*)*"|\S*)')
_RUN_TOGETHER = LazyPattern(
    r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.,]\d{2,6}(?:\.\d{3})? (?:DEBUG|INFO|WARNING|ERROR|CRITICAL) \[",
    hint=" [",
)
_QUERY = LazyPattern(r"\[\d{1,9}(?:\.\d{1,9})?[nµm]?s\] \[rows:", hint="[rows:")
_LOST_NEWLINES = LazyPattern(r'\s*(?=File \\?"[^"\n]{1,300}", line \d)')


def parse_line(text: str) -> ParsedLine:
    """Take one line apart: wrappers, JSON envelope, the logger's prefix."""
    return _parse(clean(text), depth=0)


def _parse(text: str, depth: int) -> ParsedLine:
    line, service, time = unwrap(text)
    stripped = line.strip()
    if stripped.startswith("{") and depth < 3:
        data = jsonline.load_object(stripped)
        if data and jsonline.is_envelope(data):
            return _from_json(data, service, time, depth)
    found = _formatted(stripped)
    if found.format == "daemon-slog":
        found = _with_attributes(found)
    return replace(found, service=service or found.service, time=found.time or time)


def _formatted(line: str) -> ParsedLine:
    head = line[:_HEAD]
    for form in FORMATS:
        match = fits(form, head)
        if not match:
            continue
        told = {name: value for name, value in match.groupdict().items() if value}
        level = LEVELS.get(told.pop("level", "").lower(), "")
        number = told.pop("line", "")
        logger = told.get("logger", "")
        return ParsedLine(
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
    return ParsedLine(message=line)


def _with_attributes(line: ParsedLine) -> ParsedLine:
    """Split slog's `message key=value key="a b"`; which words are the message cannot be told from which are values."""
    pairs = [(m[1], m[2], m.start()) for m in _FIELD.finditer(line.message)]
    if not pairs:
        return line
    fields = tuple(
        (k, jsonline.unescape(v[1:-1]) if v[:1] == '"' and v[-1:] == '"' and len(v) > 1 else v) for k, v, _ in pairs
    )
    return replace(line, message=line.message[: pairs[0][2]].strip(), fields=line.fields + fields)


def _from_json(data: dict[str, Any], service: str, time: str, depth: int) -> ParsedLine:
    inside = _parse(jsonline.pick(data, jsonline.MESSAGE).rstrip("\n"), depth + 1)
    kubernetes = data.get("kubernetes")
    told = jsonline.pick(data, jsonline.SERVICE) or (
        jsonline.pick(kubernetes, jsonline.SERVICE) if isinstance(kubernetes, dict) else ""
    )
    caller = jsonline.pick(data, jsonline.CALLER)
    file, _, number = caller.rpartition(":") if ":" in caller else (caller, "", jsonline.pick(data, jsonline.LINE))
    fields = []
    for name, value in data.items():
        nested = (
            value if name in ("attributes", "context", "extra", "fields") and isinstance(value, dict) else {name: value}
        )
        fields += [
            (str(k), v if isinstance(v, str) else str(v)) for k, v in nested.items() if k not in jsonline.MESSAGE
        ]
    return replace(
        inside,
        service=service or component(told) or inside.service,
        time=inside.time or time or jsonline.pick(data, jsonline.TIME),
        level=inside.level or LEVELS.get(jsonline.pick(data, jsonline.LEVEL).lower(), ""),
        file=inside.file or file,
        line=inside.line if inside.file else int(number) if number.isdigit() and len(number) < 8 else None,
        logger=inside.logger or jsonline.pick(data, jsonline.LOGGER),
        trace_id=inside.trace_id or jsonline.pick(data, jsonline.TRACE),
        format=inside.format or "json",
        fields=inside.fields + tuple(fields),
    )


def parse_events(text: str) -> list[Event]:
    """Return the events of a pasted text in order. A text with nothing to read gives none."""
    text = clean(text[:_LARGEST])
    whole = text.strip()
    if whole.startswith("{") and "\n" in whole:
        data = jsonline.load_object(whole)
        if data is not None and not any(line.startswith("{") for line in whole.split("\n")[1:]):
            whole = whole.replace("\n", " ")
            return [Event(line=_parse(whole, 0), text=whole)]
    text = without_column(text)
    grouping = _Grouping()
    for raw in _lines(text):
        grouping.add(raw)
    return grouping.finish()


def _lines(text: str) -> list[str]:
    """Split at newlines, also at those that were lost or escaped on the way."""
    lines: list[str] = []
    for line in text.split("\n"):
        if "\\n" in line and 'File \\"' in line and "Traceback" in line and not line.lstrip().startswith("{"):
            lines += line.replace("\\n", "\n").replace('\\"', '"').split("\n")
        elif line.count('File "') > 1 and ", line " in line:
            lines += [part for part in _LOST_NEWLINES.sub("\n  ", line).split("\n") if part]
        else:
            lines += _apart(line)
    return lines


def _apart(line: str) -> list[str]:
    """Return the log lines that were run together in one; a wrapper in front of a line is no line of its own."""
    starts = [m.start() for m in _RUN_TOGETHER.finditer(line) if m.start()]
    if starts and starts[0] <= len(line) - len(unwrap(line).text.lstrip()):
        del starts[0]
    if not starts or line.lstrip().startswith("{"):
        return [line]
    return [line[a:b] for a, b in pairwise([0, *starts, len(line)])]


class _Grouping:
    """Holds the event that is being read while its lines come in."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._line: ParsedLine | None = None
        self._frames: list[Frame] = []
        self._errors: list[ErrorLine] = []
        self._text: list[str] = []
        self._before = ""
        self._in_stack = False
        self._flush = False  # the stack has lost its indentation

    def add(self, raw: str) -> None:
        """Take the next line."""
        line, service, time = unwrap(raw)
        if not line.strip():
            self._text.append("")
            return
        if self._continues_query(line):
            pass
        elif not self._stack_line(line):
            self._start(raw)
        elif self._line is None:
            self._line = ParsedLine(message="", service=service, time=time)
        self._text.append(line)
        self._before = line

    def _continues_query(self, line: str) -> bool:
        """Read gorm's second line, the query behind the place and the error in its first; tell whether it was one."""
        head = self._line
        if head is None or head.format not in ("go-log", "gorm") or head.file[:1] != "/" or self._in_stack:
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
            self._frames.append(frame)
            self._in_stack, self._flush = True, line[:1] == "F"
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
            if line[:1] in (" ", "\t"):
                if not last.code and not _is_marker(bare):
                    self._frames[-1] = replace(last, code=bare)
                return True
            if self._flush and _is_marker(bare):
                return True
            if self._flush and not last.code and _is_code(bare):
                self._frames[-1] = replace(last, code=bare)
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
            event = self._events.pop()
            self._line, self._frames, self._errors = event.line, list(event.frames), list(event.errors)
            self._text = [event.text, *self._text]

    def _start(self, raw: str) -> None:
        parsed = _parse(raw, 0)
        # A line of another program between the lines of a stack (an access log) does not end the stack.
        foreign = self._in_stack and bool(parsed.field("method")) and not self._errors
        if foreign:
            self._events.append(Event(line=parsed, text=raw))
            return
        self._close()
        self._line = parsed
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
        elif self._line.message.startswith("panic: ") or raw.startswith("panic:"):
            self._errors.append(ErrorLine(error="panic", message=self._line.message.removeprefix("panic:").strip()))

    def _close(self) -> None:
        if self._line is not None:
            event = Event(
                line=self._line,
                frames=tuple(self._frames),
                errors=tuple(self._errors),
                text="\n".join(self._text).strip("\n"),
            )
            self._events.append(event)
        self._line, self._frames, self._errors, self._text, self._in_stack = None, [], [], [], False

    def finish(self) -> list[Event]:
        """Return all events."""
        self._close()
        return self._events


def _is_code(bare: str) -> bool:
    """Tell whether a line below a frame can be its source line: neither an error nor what a logger writes."""
    return error_line(bare, sure=False) is None and not _formatted(bare).format


def _is_marker(bare: str) -> bool:
    """Tell whether a line only points at a part of the line above (`~~~^^^`)."""
    return not bare.strip("^~ ")
