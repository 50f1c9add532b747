"""One line taken apart: what its wrappers, its record and its prefix say, and which of them wins."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import json

import pytest

from ctxkit.logline import line as line_module
from ctxkit.logline.line import parse_line, parse_prefix, parse_unwrapped

API = "2026-05-26 13:22:31.627 ERROR [Dummy-1] [mailer.py:101] 7c13e32e0c45 - Mail failed"
SLOG = (
    '2026-05-22T13:11:43Z WARN dify-plugin-daemon a.go:9 trace_id=abc tenant_id=t locked how="a b"'
)


def test_limits() -> None:
    assert line_module.MAX_NESTING == 3
    assert (line_module._MAX_PREFIX_CHARS, line_module._MAX_NAME_CHARS) == (2_000, 120)


def test_a_prefix() -> None:
    found = parse_prefix(API)
    assert (found.message, found.level, found.file, found.line) == (
        "Mail failed",
        "error",
        "mailer.py",
        101,
    )
    assert (found.time, found.thread, found.trace_id) == (
        "2026-05-26 13:22:31.627",
        "Dummy-1",
        "7c13e32e0c45",
    )
    assert (found.service, found.log_format.name, found.fields) == ("", "api-text", ())


def test_a_prefix_with_attributes() -> None:
    found = parse_prefix(SLOG)
    assert (found.message, found.service, found.trace_id) == ("locked", "plugin_daemon", "abc")
    assert found.fields == (("tenant_id", "t"), ("how", "a b"))
    assert (found.level, found.line) == ("warning", 9)


def test_a_line_without_a_prefix() -> None:
    found = parse_prefix("plain words")
    assert (found.message, found.line, found.log_format.known) == ("plain words", None, False)


@pytest.mark.parametrize(
    ("text", "service", "time"),
    [
        (f"api-1 | {API}", "api", "2026-05-26 13:22:31.627"),
        (f"2026-05-01T00:00:00Z {API}", "", "2026-05-26 13:22:31.627"),
        ("2026-05-01T00:00:00Z plain words", "", "2026-05-01T00:00:00Z"),
        (f"\x1b[31mworker-1 | {SLOG}\x1b[0m", "worker", "2026-05-22T13:11:43Z"),
    ],
)
def test_the_wrapper_knows_the_service_and_the_program_its_time(
    text: str, service: str, time: str
) -> None:
    found = parse_line(text)
    assert (found.service, found.time) == (service, time)


def test_a_line_behind_an_unknown_wrapper() -> None:
    found = parse_line(f"host docker-worker-1[3] > {API}")
    assert (found.message, found.service) == ("Mail failed", "worker")
    assert parse_line(f"box > {API}").service == ""
    found = parse_line("docker-worker-1 " + "#" * 120 + f" {API}")
    assert (found.message, found.service) == ("Mail failed", "")


def test_a_record() -> None:
    record = {
        "ts": "2026-05-04T09:12:44Z", "severity": "ERROR", "service": "worker", "caller": "a.go:31",
        "message": "Mail failed", "trace_id": "t", "logger": "l", "plugin": "p",
    }  # fmt: skip
    found = parse_line(json.dumps(record))
    assert (found.message, found.level, found.file, found.line) == (
        "Mail failed",
        "error",
        "a.go",
        31,
    )
    assert (found.time, found.service, found.trace_id) == ("2026-05-04T09:12:44Z", "worker", "t")
    assert (found.logger, found.log_format.known) == ("l", True)
    assert ("plugin", "p") in found.fields


def test_the_prefix_inside_a_record_comes_first() -> None:
    record = {"ts": "2026-01-01T00:00:00Z", "level": "info", "caller": "b.go:3", "message": API}
    found = parse_line(json.dumps(record))
    assert (found.file, found.line, found.level) == ("mailer.py", 101, "error")
    assert (found.time, found.log_format.name) == ("2026-05-26 13:22:31.627", "api-text")


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(json.dumps({"ts": "x", "level": "error", "message": "Mail failed"})),
        json.dumps({"ts": "x", "level": "error", "message": "Mail failed"}).replace('"', '\\"'),
        json.dumps(API),
        json.dumps({"log": API + "\n", "stream": "stdout", "time": "2026-05-04T09:12:44Z"}),
    ],
)
def test_json_around_a_line(text: str) -> None:
    found = parse_line(text)
    assert (found.message, found.level) == ("Mail failed", "error")


@pytest.mark.parametrize(
    "text", ['{"code": "x", "message": "Mail failed"}', '{"cut', "{}", '"2 letters', "[1, 2]"]
)
def test_json_that_is_no_line(text: str) -> None:
    assert parse_line(text).message == text


@pytest.mark.parametrize(("records", "is_opened"), [(1, True), (4, True), (5, False)])
def test_how_deep_records_are_opened(records: int, is_opened: bool) -> None:
    text = "Mail failed"
    for _ in range(records):
        text = json.dumps({"ts": "x", "level": "error", "message": text})
    assert (parse_unwrapped(text).message == "Mail failed") is is_opened


def test_a_string_of_a_string_is_not_opened() -> None:
    text = json.dumps(json.dumps(json.dumps({"ts": "x", "level": "error", "message": "y"})))
    assert parse_unwrapped(text).message == text
