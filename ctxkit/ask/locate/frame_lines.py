"""At which line of a file a stack frame is in the version that is looked at.

Not here: in which file it is (`frame_files.py`), and which version the stack is of
(`version_match.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from ctxkit.ask.locate.candidates import functions_named
from ctxkit.ask.locate.frame_files import function_name
from ctxkit.ask.locate.version_match import MIN_CODE_CHARS, folded, same_code
from ctxkit.logline import Event, Frame
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Confidence, Symbol

_THREAD = LazyPattern(r"\bThread-\d{1,9} \((\w{1,100})\)", hint="Thread-")
_MAX_HEAD_CHARS = 2_000
_UNIQUE_CODE_CHARS = 25  # of a source line, without its blanks, that hardly is in a file twice


class FrameLine(NamedTuple):
    """The line of a frame in this version, the confidence in it, and why."""

    line: int
    confidence: Confidence
    why: str


def line_of(
    frame: Frame, symbols: Iterable[Symbol], lines: list[str], handlers: Collection[str] = ()
) -> FrameLine:
    """Return the line of a frame in this version.

    `handlers` are the functions that answer the request in which the error happened: of several of
    the same plain name (`get`, `post`) the stack means that one.
    """
    functions = _functions_of(frame, symbols, handlers)
    if frame.line is None:
        return _line_of_thread(frame, functions)
    found = _line_with_code(frame, functions, lines)
    return found or _line_in_function(frame, functions, lines)


def thread_function(event: Event) -> str:
    """Return the function that the thread of an event runs, by the name that Python gives the
    thread: `Thread-17 (_retriever)`; an empty string where it is not known.
    """
    for text in (event.line.thread, event.text[:_MAX_HEAD_CHARS]):
        found = _THREAD.search(text)
        if found:
            return found[1]
    return ""


def _line_of_thread(frame: Frame, functions: list[Symbol]) -> FrameLine:
    """Return the line of a frame that was cut off before its line: its thread's function, or the
    beginning of the file.
    """
    if len(functions) != 1:
        return FrameLine(1, "low", "the stack was cut off in this file")
    why = f"the stack was cut off in this file, and its thread runs {function_name(frame)}"
    return FrameLine(functions[0].line, "medium", why)


def _functions_of(
    frame: Frame, symbols: Iterable[Symbol], handlers: Collection[str]
) -> list[Symbol]:
    named = functions_named(symbols, function_name(frame))
    return [s for s in named if s.name in handlers] or named


def _line_with_code(frame: Frame, functions: list[Symbol], lines: list[str]) -> FrameLine | None:
    """Return the nearest line with the frame's source, in a function of its name."""
    code = folded(frame.code)
    if len(code) < MIN_CODE_CHARS:
        return None
    number = frame.line or 0
    everywhere = [n for n, text in enumerate(lines, 1) if same_code(folded(text), code)]
    inside = [n for n in everywhere if any(_holds(s, n) for s in functions)]
    at = inside if functions else everywhere
    if not at:
        return None
    name = function_name(frame)
    nearest = min(at, key=lambda n: abs(n - number))
    owners = {s.name for s in functions for n in inside if _holds(s, n)}
    if len(owners) > 1 and nearest != number:
        why = f"the nearest of {len(owners)} functions with that name and source line"
        return FrameLine(nearest, "medium", f"stack frame in {name}: {why}")
    why = f"stack frame in {name}: identical source line"
    if nearest != number:
        why = f"{why}, on line {nearest} in this version (line {number} in the stack)"
    if functions or frame.function.startswith("<"):
        return FrameLine(nearest, "high", why)
    is_whole = folded(lines[nearest - 1]) == code
    is_unique = len(at) == 1 and len(code) >= _UNIQUE_CODE_CHARS
    confidence: Confidence = "medium" if is_whole and is_unique else "low"
    return FrameLine(nearest, confidence, f"{why}, but not in a function of that name")


def _line_in_function(frame: Frame, functions: list[Symbol], lines: list[str]) -> FrameLine:
    """Return the line of a frame whose source is not known, or not in this version."""
    name, number = function_name(frame), frame.line or 0
    if not functions:
        inside_file = min(max(number, 1), max(len(lines), 1))
        why = f"stack frame: this version has no function {name} in that file"
        return FrameLine(inside_file, "low", why)
    if not any(_holds(s, number) for s in functions):
        nearest = min(functions, key=lambda s: abs(s.line - number))
        why = f"which has moved in this version (line {number} in the stack)"
        return FrameLine(nearest.line, "medium", f"stack frame in {name}, {why}")
    why = f"stack frame: line {number} is in {name}"
    if folded(frame.code):
        return FrameLine(number, "medium", f"{why}, whose source differs in this version")
    return FrameLine(number, "high", why)


def _holds(symbol: Symbol, line: int) -> bool:
    return symbol.line <= line <= symbol.end_line
