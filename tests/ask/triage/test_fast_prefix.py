"""The fast way through the heads of lines says what the full parser says."""

# ruff: noqa: E501 - lines stay whole

from __future__ import annotations

from typing import Any

import pytest

from ctxkit.ask.triage.fast_prefix import LinePrefix, PrefixReader
from ctxkit.ask.triage.times import moment
from ctxkit.logline.formats import FORMATS

SAMPLES = [sample for form in FORMATS for sample, _ in form.samples]
OTHERS = [
    '{"ts": "2026-05-04T09:12:44.120Z", "severity": "ERROR", "service": "api", "caller": "ssrf_proxy.py:31", "message": "Request to x failed"}',
    '{"log": "2026-05-04 09:12:44.120 WARNING [Dummy-7] [a.py:3] - x\\n", "stream": "stdout", "time": "2026-05-04T09:12:44Z"}',
    '{"code": "invalid_param", "message": "no envelope", "status": 400}',
    '{"message": "cut in the mid',
    "Node 7 run failed: no module named x",
    "plain words and nothing else",
    "a | b | c",
    "key: value | other",
    "ERROR: something",
    "Error: something",
    "  indented",
    "",
    "| lone bar",
    "\u2502 2026-05-04 09:12:44.120 WARNING [Dummy-7] [a.py:3] - boxed \u2502",
    "> quoted line of a chat",
    "FATAL:  password authentication failed",
    "GET http://localhost/x 500 (INTERNAL SERVER ERROR)",
    "2026-05-04 09:12:44,120.120 ERROR [MainThread] [a.py:3] 4c9630975d - cafe babe",
    "2026-05-04 09:12:44.120 ERROR [a.py:3] deadbeefdeadbeefx - not an id",
]
WRAPPERS = [
    "",
    "api-1  | ",
    "plugin_daemon-1 | ",
    "nothing | ",
    "2026-05-04T09:12:44.120Z ",
    "2026-05-04T09:12:44.1Z stdout F ",
    "[pod/dify-api-7c9/api] ",
]


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("line", [*SAMPLES, *OTHERS])
def test_the_fast_way_agrees_with_the_full_parser(line: str, wrapper: str) -> None:
    raw = (wrapper + line).encode()
    fast = PrefixReader().read(raw)
    full = PrefixReader()._parse(raw)

    def told(head: LinePrefix) -> tuple[Any, ...]:
        return head.context, (moment(head.stamp) or ())[:2], head.message, head.request

    assert told(fast) == told(full)


def test_most_lines_of_dify_take_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    monkeypatch.setattr(PrefixReader, "_parse", lambda self, raw: asked.append(raw))
    lines = [
        "2026-05-26 13:22:31.627 INFO [Dummy-685] [a_task.py:65] 7c13e32e0c455c8fb169b28b94e35e04 - Trigger",
        "api-1  | 2026-05-26 13:22:31.627 INFO [Dummy-685] [a_task.py:65] - Trigger",
        "plugin_daemon-1  | 2025/05/22 02:57:35 full_duplex.go:59: [INFO]init environment",
        "2026-05-22T13:11:43.801416113Z INFO dify-plugin-daemon launcher_local.go:93 released lock plugin=a/b:1",
        "[2025-08-13 09:15:34,105: INFO/MainProcess] Task a.b[1-2] received",
        OTHERS[0],
        "just words",
    ]
    for line in lines:
        PrefixReader().read(line.encode())
    assert asked == []
