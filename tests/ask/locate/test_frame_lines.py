"""At which line a stack frame is in this version."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import pytest

from ctxkit.ask.locate.frame_lines import FrameLine, line_of, thread_function
from ctxkit.logline import Frame, parse_events
from ctxkit.model import Symbol

LINES = [
    "class Box:",
    "    def send(self):",
    "        check(self)",
    '        raise ValueError("no stamps left in the box")',
    "",
    "    def close(self):",
    "        check(self)",
    "",
    "def send():",
    "    check(box)",
    '    raise ValueError("no stamps left in the box")',
    '    shut(box, because="the postman has gone home")',
    "",
]


def symbol(name: str, line: int, end_line: int, what: str = "method") -> Symbol:
    return Symbol(name=name, what=what, line=line, end_line=end_line)  # type: ignore[arg-type]


SYMBOLS = [
    symbol("Box", 1, 7, "class"),
    symbol("Box.send", 2, 4),
    symbol("Box.close", 6, 7),
    symbol("send", 9, 12, "function"),
]


def at(
    function: str, line: int | None, code: str = "", handlers: tuple[str, ...] = ()
) -> FrameLine:
    frame = Frame(language="python", path="a.py", line=line, function=function, code=code)
    return line_of(frame, SYMBOLS, LINES, handlers)


STAMPS = 'raise ValueError("no stamps left in the box")'
SAME = "identical source line"


@pytest.mark.parametrize(
    ("found", "line", "confidence", "why"),
    [
        (at("send", 4, STAMPS), 4, "high", f"in send: {SAME}"),
        (at("send", 11, STAMPS), 11, "high", f"in send: {SAME}"),
        (at("send", 4, "raise ValueError('no stamps left in the box')"), 4, "high", f"in send: {SAME}"),
        (at("close", 3, "check(self)"), 7, "high", f"in close: {SAME}, on line 7 in this version (line 3 in the stack)"),
        (at("send", 7, STAMPS), 4, "medium", "in send: the nearest of 2 functions with that name and source line"),
        (at("send", 9, STAMPS), 11, "medium", "in send: the nearest of 2 functions with that name and source line"),
        (at("send", 4, STAMPS[:20]), 4, "high", f"in send: {SAME}"),
        (at("send", 12, 'shut(box, because="the postman has gone home")'), 12, "high", f"in send: {SAME}"),
        (at("<module>", 9, "check(box)"), 10, "high",
         f"in <module>: {SAME}, on line 10 in this version (line 9 in the stack)"),
        (at("other", 12, 'shut(box, because="the postman has gone home")'), 12, "medium",
         f"in other: {SAME}, but not in a function of that name"),
        (at("other", 12, "shut(box, because="), 12, "low", f"in other: {SAME}, but not in a function of that name"),
        (at("other", 10, "check(box)"), 10, "low", f"in other: {SAME}, but not in a function of that name"),
        (at("other", 4, STAMPS), 4, "low", f"in other: {SAME}, but not in a function of that name"),
        (at("send", 3), 3, "high", ": line 3 is in send"),
        (at("send", 3, "changed(self)"), 3, "medium", ": line 3 is in send, whose source differs in this version"),
        (at("send", 3, "abc"), 3, "medium", ": line 3 is in send, whose source differs in this version"),
        (at("close", 40), 6, "medium", "in close, which has moved in this version (line 40 in the stack)"),
        (at("send", 8), 9, "medium", "in send, which has moved in this version (line 8 in the stack)"),
        (at("other", 40), 13, "low", ": this version has no function other in that file"),
        (at("other", 0), 1, "low", ": this version has no function other in that file"),
    ],
)  # fmt: skip
def test_the_line_of_a_frame(found: FrameLine, line: int, confidence: str, why: str) -> None:
    assert (found.line, found.confidence) == (line, confidence)
    assert found.why == f"stack frame{'' if why[0] == ':' else ' '}{why}"


def test_the_handler_of_the_request_is_meant() -> None:
    assert at("send", 7, STAMPS, ("send",)).line == 11
    assert at("send", 7, STAMPS, ("send",)).confidence == "high"
    assert at("send", 7, STAMPS, ("Other.send",)).line == 4


def test_the_end_of_a_function_is_in_it() -> None:
    assert at("close", 7).why == "stack frame: line 7 is in close"
    assert (
        at("close", 8).why
        == "stack frame in close, which has moved in this version (line 8 in the stack)"
    )


@pytest.mark.parametrize(
    ("found", "line", "confidence", "why"),
    [
        (at("close", None), 6, "medium", "the stack was cut off in this file, and its thread runs close"),
        (at("send", None), 1, "low", "the stack was cut off in this file"),
        (at("other", None), 1, "low", "the stack was cut off in this file"),
    ],
)  # fmt: skip
def test_a_frame_that_was_cut_off_before_its_line(
    found: FrameLine, line: int, confidence: str, why: str
) -> None:
    assert found == FrameLine(line, confidence, why)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("Exception in thread Thread-17 (_retriever):\nTraceback (most recent call last):", "_retriever"),
        ("2025-07-21 14:24:42.166 ERROR [Thread-6 (_work)] [a.py:7] a1b2c3d4e5 - x", "_work"),
        ("Exception in thread Thread-17:", ""),
        ("Exception in thread Thread-17 (a b):", ""),
        ("Exception in thread MyThread-17 (a):", ""),
    ],
)  # fmt: skip
def test_the_function_of_a_thread(text: str, function: str) -> None:
    assert thread_function(parse_events(text)[0]) == function
