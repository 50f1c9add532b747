"""The parts of a record, whatever the program calls them."""

from __future__ import annotations

from typing import Any

import pytest

from ctxkit.logline import record
from ctxkit.logline.record import Record, attributes_of, is_log_record, pick, read_record


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({}, ""),
        ({"b": "x"}, "x"),
        ({"a": "x", "b": "y"}, "x"),
        ({"a": "", "b": "y"}, "y"),
        ({"a": True, "b": "y"}, "y"),
        ({"a": False}, ""),
        ({"a": None, "b": {"c": 1}}, ""),
        ({"a": 0}, "0"),
        ({"a": 1.5}, "1.5"),
        ({"c": "x"}, ""),
    ],
)
def test_the_first_name_with_a_value(data: dict[str, Any], text: str) -> None:
    assert pick(data, ("a", "b")) == text


@pytest.mark.parametrize("name", ["ts", "level", "lvl", "stream", "kubernetes", "caller"])
def test_a_message_with_a_time_a_level_or_a_stream_is_a_record(name: str) -> None:
    assert is_log_record({"message": "x", name: "y"})
    assert not is_log_record({name: "y"})
    for body in ("code", "error_type"):
        assert not is_log_record({"message": "x", name: "y", body: "z"})


@pytest.mark.parametrize(
    ("data", "is_record"),
    [
        ({"log": "x"}, True),
        ({"message": "x"}, False),
        ({"message": "", "ts": "y"}, False),
        ({"message": "x", "status": 400}, False),
        ({"_raw": "x", "_time": "y"}, True),
    ],
)
def test_other_objects(data: dict[str, Any], is_record: bool) -> None:
    assert is_log_record(data) is is_record


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("message", ("message", "msg", "log", "event", "text", "body", "MESSAGE", "_raw", "line")),
        ("time", ("ts", "time", "timestamp", "@timestamp", "asctime", "datetime", "_time")),
        ("logger", ("logger", "name", "logger_name")),
        ("trace_id", ("trace_id", "traceId", "req_id")),
        ("file", ("caller", "source", "file", "filename", "location")),
    ],
)
def test_the_names_of_a_part(part: str, names: tuple[str, ...]) -> None:
    for place, name in enumerate(names):
        assert getattr(read_record({name: "x"}), part) == "x"
        likelier = dict.fromkeys(names[:place], "y")
        assert getattr(read_record({**likelier, name: "x"}), part) == ("y" if place else "x")


def test_levels_and_services() -> None:
    for name in record.LEVEL:
        assert read_record({name: "WARN"}).level == "warning"
        assert read_record({name: "odd"}).level == ""
    for name in record.SERVICE:
        assert read_record({name: "docker-worker-1"}).service == "worker"
        assert read_record({name: "shop"}).service == ""


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"caller": "a.py:3"}, ("a.py", 3)),
        ({"caller": "app:a.py:3", "lineno": 9}, ("app:a.py", 3)),
        ({"caller": "a.py", "lineno": 9}, ("a.py", 9)),
        ({"file": "a.py", "line_number": "9", "line": 3}, ("a.py", 9)),
        ({"file": "a.py", "line": 3}, ("a.py", 3)),
        ({"caller": "a.py:run", "lineno": 9}, ("a.py", None)),
        ({"caller": "a.py:9999999"}, ("a.py", 9_999_999)),
        ({"caller": "a.py:10000000"}, ("a.py", None)),
        ({"caller": "a.py"}, ("a.py", None)),
        ({}, ("", None)),
    ],
)
def test_the_place(data: dict[str, Any], place: tuple[str, int | None]) -> None:
    found = read_record(data)
    assert (found.file, found.line) == place


def test_an_empty_record() -> None:
    assert read_record({}) == Record("", "", "", "", "", None, "", "")


def test_attributes_are_what_belongs_to_the_statement() -> None:
    data = {
        "ts": "now",
        "level": "info",
        "message": "x",
        "trace_id": "t",
        "caller": "a.py:3",
        "service": "api",
        "span_id": "s",
        "identity": "i",
        "plugin": "a/b",
        "attributes": {"size": 3, "message": "inner"},
        "context": "plain",
        "extra": {"a": 1},
        "fields": {"b": None},
    }
    assert attributes_of(data) == (
        ("plugin", "a/b"),
        ("size", "3"),
        ("context", "plain"),
        ("a", "1"),
        ("b", "None"),
    )
