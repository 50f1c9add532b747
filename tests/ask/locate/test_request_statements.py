"""The statements of Go that log requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.request_lines import Request
from ctxkit.ask.locate.request_statements import request_statements
from ctxkit.logline import parse_events
from ctxkit.model import HOLE, LogTemplate
from tests.ask.literal import literal_index

TIME = "2026/07/20 10:11:12 "
VALUES = ("r.Method", "r.URL.Path", "recorder.status", "time.Since(start)")


def logged(line: int, template: str, *args: str, name: str = "log.Printf") -> LogTemplate:
    shape = template.replace("{}", HOLE)
    return LogTemplate(name=name, template=shape, args=args, line=line, end_line=line)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f"{TIME}POST /v1/x -> 200 (2ms)", [1]),
        (f"{TIME}PANIC POST /v1/x: boom", [2]),  # the stack is on the lines below
        (f"{TIME}POST /v1/x served", [7]),
        (f"{TIME}POST /v1/x -> 200", []),
        (f"{TIME}POST /v1/x -> 200 (2ms) or so", []),
        (f"{TIME}we had POST /v1/x -> 200 (2ms)", []),
        ("POST /v1/x -> 200 (2ms)", []),  # any program may have written it
        (f"{TIME}a: b", []),
    ],
)
def test_statements_that_log_a_request(tmp_path: Path, line: str, found: list[int]) -> None:
    statements = [
        logged(1, "{} {} -> {} ({})", *VALUES),
        logged(2, "PANIC {} {}: {} {}", "r.Method", "r.URL.Path", "rec", "stack"),
        logged(3, "{} {} -> {} ({})", "from", "to", "n", "m"),
        logged(4, "{} {} -> {} ({})", "r.Method", "from", "n", "m"),
        logged(5, "{} {} -> {} ({})", *VALUES, name="audit.Write"),
        logged(6, "{}: {}", "key", "value"),
        logged(7, "{} {} served", "c.Request.Method", "c.Request.RequestURI", name="logger.Print"),
    ]
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "runtime/api.go": ("x\n" * 9, statements),  # type: ignore[dict-item]
                "runtime/api_test.go": ("x\n" * 9, statements),  # type: ignore[dict-item]
            }
        },
    )
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    request = Request(url="/v1/x", method="POST")
    assert [fact.line for fact in request_statements(context, request)] == found
    other = Request(url="/v1/x", method="GET")
    assert request_statements(context, other) == []
