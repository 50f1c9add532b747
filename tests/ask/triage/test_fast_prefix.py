"""The fast way through the heads of lines says what the full parser says."""

# ruff: noqa: E501 - lines stay whole

from __future__ import annotations

import json
from typing import Any

import pytest

from ctxkit.ask.locate.line_context import LineContext
from ctxkit.ask.triage import fast_prefix
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
def test_the_fast_way_agrees_with_the_full_parser(wrapper: str) -> None:
    def told(head: LinePrefix) -> tuple[Any, ...]:
        return head.context, (moment(head.stamp) or ())[:2], head.message, head.request

    for line in (*SAMPLES, *OTHERS):
        raw = (wrapper + line).encode()
        assert told(PrefixReader().read(raw)) == told(PrefixReader()._parse(raw)), line


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


def test_limits() -> None:
    assert (fast_prefix.MAX_CACHED_PREFIXES, fast_prefix.MAX_CACHED_CONTAINERS) == (8_000, 1_000)


@pytest.mark.parametrize(
    ("name", "service"),
    [
        (b"", ""),
        (b"api", "api"),
        (b"docker-worker-1", "worker"),
        (b"shop-1", ""),
        (b"shop_1", ""),
        (b"shop", None),
        (b"shop-12", None),
        (b"shop.1", None),
        (b"-", None),
    ],
)
def test_names_of_containers(name: bytes, service: str | None) -> None:
    reader = PrefixReader()
    assert reader.service(name) == reader.service(name) == service


def test_services_are_remembered_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(fast_prefix, "MAX_CACHED_CONTAINERS", 3)

    def service_of(name: str) -> str:
        asked.append(name)
        return "x"

    monkeypatch.setattr(fast_prefix, "_service", service_of)
    reader = PrefixReader()
    for name in (b"a", b"b", b"a", b"b", b"", b"c", b"a", b"c"):
        reader.service(name)
    assert asked == ["a", "b", "c", "a"]
    assert reader.service(b"") == ""


def test_prefixes_are_remembered_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_prefix, "MAX_CACHED_PREFIXES", 2)
    reader = PrefixReader()
    line = "2026-05-26 13:22:31.627 INFO [Dummy-1] [a.py:{}] - x"
    sizes = []
    for number in (1, 2, 1, 3, 1):
        assert reader.read(line.format(number).encode()).context.line == number
        sizes.append(len(reader._contexts))
    assert sizes == [1, 2, 2, 1, 2]


def context_of(line: str) -> LineContext:
    return PrefixReader().read(line.encode()).context


def test_the_context_of_a_prefix() -> None:
    line = "api-1  | 2026-05-26 13:22:31.627 WARN [Dummy-1] [tasks/a.py:65] - x"
    expected = LineContext("a.py", 65, "warning", "py", "api", True)
    assert context_of(line) == expected
    celery = "[2025-08-13 09:15:34,105: INFO/MainProcess] Task a.b[1-2] received"
    assert (context_of(celery).base, context_of(celery).line) == ("", 0)
    assert context_of(celery).level == "info"


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("2026-05-26 13:22:31.627 INFO [D] [a.py:1] - x", b"2026-05-26 13:22:31"),
        (
            "2026-05-26T05:22:31.9Z 2026-05-26 13:22:31 INFO [D] [a.py:1] - x",
            b"2026-05-26T05:22:31Z",
        ),
        (
            "2026-05-26T05:22:31.9Z 2026-05-26 13:22:31+08:00 INFO [D] [a.py:1] - x",
            b"2026-05-26 13:22:31+08:00",
        ),
        ("2026-05-26T05:22:31.9Z INFO [D] [a.py:1] - x", b"2026-05-26T05:22:31Z"),
    ],
)
def test_the_time_of_a_line_with_a_zone_if_any(line: str, stamp: bytes) -> None:
    assert PrefixReader().read(line.encode()).stamp == stamp


@pytest.mark.parametrize(
    ("own", "outer", "better"),
    [
        (b"", b"", b""),
        (b"2026-05-26 13:22:31", b"", b"2026-05-26 13:22:31"),
        (b"", b"2026-05-26T05:22:31.912Z", b"2026-05-26T05:22:31Z"),
        (b"", b"26/May/2026:13:22:31", b"26/May/2026:13:22:31"),
        (b"2026-05-26 13:22:31", b"2026-05-26 05:22:31.9", b"2026-05-26 13:22:31"),
        (b"2026-05-26 13:22:31", b"2026-05-26 05:22:31.9 UTC", b"2026-05-26 05:22:31 UTC"),
        (b"2026-05-26 13:22:31Z", b"2026-05-26 05:22:31Z", b"2026-05-26 13:22:31Z"),
    ],
)
def test_the_better_of_two_times(own: bytes, outer: bytes, better: bytes) -> None:
    assert fast_prefix._better(own, outer) == better


@pytest.mark.parametrize(
    ("line", "message", "container", "plain"),
    [
        ("plain words", b"plain words", b"", True),
        ("api-1 | plain words ", b"plain words", b"api-1", True),
        ("shop-1 | plain words", b"plain words", b"shop-1", True),
        ("shop | plain words", b"shop | plain words", b"", True),
        ("api-1 | Note: x", b"Note: x", b"api-1", True),
    ],
)
def test_lines_without_a_prefix(line: str, message: bytes, container: bytes, plain: bool) -> None:
    found = PrefixReader().read(line.encode())
    assert (found.message, found.container, found.plain) == (message, container, plain)


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("x plugin=a", 1),
        ("x  plugin=a b=c", 2),
        ("x", 1),
        ("x 3=a", 5),
        ("x !BADKEY=3", 1),
        ("x =3", 4),
    ],
)
def test_where_attributes_begin(line: str, end: int) -> None:
    assert fast_prefix._end_of_message(line.encode(), 0) == end
    assert fast_prefix._end_of_message(b" " + line.encode(), 1) == end + 1


def test_the_blank_before_an_attribute_may_be_the_prefixes() -> None:
    assert fast_prefix._end_of_message(b"INFO a=1", 5) == 4
    assert fast_prefix._end_of_message(b"a=1", 0) == 3


def record(**parts: object) -> LinePrefix:
    return PrefixReader().read(json.dumps(parts).encode())


def test_a_record_of_a_program() -> None:
    found = record(
        ts="2026-05-04T09:12:44.120Z", severity="ERROR", caller="core/a.go:31", message="no"
    )
    assert found.context == LineContext("a.go", 31, "error", "go", "", True)
    assert (found.stamp, found.message, found.plain) == (b"2026-05-04T09:12:44Z", b"no", False)


def test_the_text_inside_a_record_comes_first() -> None:
    line = "2026-05-04 09:12:44 WARNING [Dummy-7] [a.py:3] - x\nmore"
    found = record(ts="2026-05-04T01:12:44Z", level="error", caller="b.go:9", message=line)
    assert found.context[:4] == ("a.py", 3, "warning", "py")
    assert (found.stamp, found.message, found.stack) == (b"2026-05-04T01:12:44Z", b"x", "more")


def test_the_stack_of_a_record() -> None:
    assert record(ts="x", level="info", message="a\nb", stack_trace="c").stack == "c"
    assert record(ts="x", level="info", message="a").stack == ""


def test_the_service_of_a_record() -> None:
    parts = {"ts": "2026-05-04T01:12:44Z", "level": "info", "message": "x", "service": "worker"}
    assert record(**parts).context.service == "worker"
    line = "api-1 | " + json.dumps(parts)
    found = PrefixReader().read(line.encode())
    assert (found.context.service, found.container) == ("api", b"api-1")


def test_a_record_without_a_place() -> None:
    found = record(ts="2026-05-04T01:12:44Z", level="info", message="x")
    assert (found.context.base, found.context.line, found.context.logged) == ("", 0, True)
    found = record(ts="2026-05-04T01:12:44Z", level="info", message="x", caller="a.py")
    assert (found.context.base, found.context.line) == ("a.py", 0)


def test_a_long_time_is_cut() -> None:
    found = record(time="9" * 60, level="info", message="x")
    assert found.stamp == b"9" * 40


@pytest.mark.parametrize(
    ("line", "request_", "service"),
    [
        (
            '10.0.0.1 - - [26/May/2026:13:22:31 +0000] "GET /v1/x HTTP/1.1" 200 9',
            b"GET /v1/x 200",
            "",
        ),
        ("[GIN] 2024/06/06 - 09:41:35 | 500 | 1.2s | ::1 | POST /v1/run", b"POST /v1/run 500", ""),
    ],
)
def test_requests(line: str, request_: bytes, service: str) -> None:
    found = PrefixReader().read(line.encode())
    assert (found.request, found.message, found.context.service) == (request_, b"", service)


@pytest.mark.parametrize(
    ("line", "has_attributes"),
    [
        ("2026-05-22T13:11:43Z INFO dify-plugin-daemon local.go:93 released lock plugin=a", True),
        ("2026-05-26 13:22:31.627 INFO [Dummy-1] [a.py:65] - x a=3", False),
        ('10.0.0.1 - - [26/May/2026:13:22:31 +0000] "GET /v1/x HTTP/1.1" 200 9', False),
        ("plain words", False),
        ('{"ts": "x", "level": "info", "message": "y"}', False),
    ],
)
def test_which_formats_have_attributes(line: str, has_attributes: bool) -> None:
    found = PrefixReader().read(line.encode())
    assert found.attributes is has_attributes
    empty = LinePrefix(LineContext(), b"", b"")
    assert empty[3:] == (b"", b"", "", False, False)
