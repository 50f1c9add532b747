"""The patterns for bytes match what those of the rows match, and only what they are for."""

from __future__ import annotations

import pytest

from ctxkit.ask.triage import fast_formats
from ctxkit.ask.triage.fast_formats import (
    QUICK_CLOCK,
    QUICK_ZONE,
    FastFormat,
    is_plain,
    quick_prefix,
)
from ctxkit.ask.triage.fast_formats import fast_formats as formats_of
from ctxkit.logline.formats import FORMATS

API = b"2026-05-26 13:22:31.627 INFO [Dummy-685] [a_task.py:65] 7c13e32e0c45 - Trigger"
GO = b"2025/05/22 02:57:35 full_duplex.go:59: [INFO]init environment"
SLOG = b"2026-05-22T13:11:43.801Z INFO dify-plugin-daemon local.go:93 released lock"


def quick(raw: bytes) -> tuple[tuple[bytes | None, ...], bytes] | None:
    """Return the groups of a quick prefix, and what follows it."""
    found = quick_prefix(raw)
    return (found.groups()[:6], raw[found.end() :]) if found else None


def test_the_commonest_formats_have_six_groups() -> None:
    assert quick(API) == (
        (None, b"2026-05-26 13:22:31", b"", b"INFO", b"a_task.py:65", b""),
        b"Trigger",
    )
    assert quick(GO) == (
        (None, b"2025/05/22 02:57:35", b"", b"full_duplex.go:59", b"INFO", b""),
        b"init environment",
    )
    assert quick(SLOG) == (
        (None, b"2026-05-22T13:11:43", b"Z", b"INFO", b"dify-plugin-daemon", b"local.go:93"),
        b"released lock",
    )
    for raw in (API, GO, SLOG):
        found = quick_prefix(raw)
        assert found
        assert found[QUICK_CLOCK] == raw[:19]
        assert found[QUICK_ZONE] == (b"Z" if raw is SLOG else b"")


@pytest.mark.parametrize("raw", [API, GO, SLOG])
@pytest.mark.parametrize("name", [b"api-1", b"plugin_daemon-1", b"a", b"a" + b"b" * 80])
def test_behind_the_name_of_a_container(raw: bytes, name: bytes) -> None:
    bare = quick(raw)
    wrapped = quick(name + b"   | " + raw)
    assert bare
    assert wrapped == ((name, *bare[0][1:]), bare[1])


def test_a_container_with_a_dash_where_dates_have_one() -> None:
    # The fifth character says that the line begins with a date: it is read without a quick prefix.
    assert quick(b"abcd-1 | " + API) is None


@pytest.mark.parametrize("raw", [API, GO, SLOG])
def test_names_that_are_no_containers(raw: bytes) -> None:
    for name in (b"a" + b"b" * 81, b"1a", b"a b", b"-a", b""):
        assert quick(name + b" | " + raw) is None
    assert quick(b"api" + b" " * 40 + b"| " + raw)
    assert quick(b"api" + b" " * 41 + b"| " + raw) is None


def test_the_bar_is_looked_for_in_the_beginning() -> None:
    name = b"a" * 81
    assert quick(name + b" " * 40 + b"| " + API)
    assert fast_formats.MAX_CONTAINER_BYTES == 130


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"plain words",
        b"api-1 | plain words",
        b"api-1 | 2 letters",
        b"| ",
        b"2026",
        b"2026.05.26 13:22:31 INFO [a.py:3] x",
        b"api-1 | 2026.05.26 13:22:31 INFO [a.py:3] x",
        b"2026-05-26 13:22:31 INFO x",
        b"2026-05-26T13:22:31Z INFO x",
        b"2026-05-26 13:22:31 INFO local.go:93 x",
        b"2026/05/26 13:22:31 x",
        b"INFO [a.py:3] x",
        b"full_duplex.go:59: [INFO]init",
        b"2026-05-26T05:22:31.9Z " + API,
    ],
)
def test_lines_without_a_quick_prefix(raw: bytes) -> None:
    assert quick(raw) is None


def test_the_zone_and_the_separator_choose_the_format() -> None:
    found = quick(API.replace(b".627", b",627+08:00"))
    assert found
    assert found[0][1:3] == (b"2026-05-26 13:22:31", b"+08:00")
    with_t = quick(API.replace(b"26 13", b"26T13"))
    assert with_t is None  # so the format with `T` is tried, which has no brackets
    found = quick(SLOG.replace(b"Z INFO", b"-05:30 WARN"))
    assert found
    assert found[0][2:4] == (b"-05:30", b"WARN")


def test_common_formats_are_ordered_by_the_date() -> None:
    dated, others = formats_of(API), formats_of(b"[2026-05-26 ...")
    assert formats_of(GO) == dated
    assert formats_of(b"") == formats_of(b"2026.05") == others
    names = [fast.row.name for fast in dated]
    assert names == [
        "go-log",
        "daemon-slog",
        "api-text",
        "access",
        "celery",
        "gunicorn",
        "flask-log",
    ]
    assert [fast.row.name for fast in others] == [*names[3:], *names[:3]]
    assert {row.name for row in FORMATS if row.common} == set(names)


def fast(name: str) -> FastFormat:
    return next(each for each in formats_of(API) if each.row.name == name)


@pytest.mark.parametrize(
    ("name", "raw", "source", "times"),
    [
        (
            "api-text",
            API,
            (None, b"INFO", b"a_task.py", b"65", b""),
            (None, None, b"2026-05-26 13:22:31", b""),
        ),
        (
            "api-text",
            b"api-1 | 2026-05-26T05:22:31.9Z stdout F " + API,
            (b"api-1", b"INFO", b"a_task.py", b"65", b""),
            (b"2026-05-26T05:22:31", b"Z", b"2026-05-26 13:22:31", b""),
        ),
        (
            "go-log",
            b"2026-05-26T05:22:31,123456789+08:00 " + GO,
            (None, b"INFO", b"full_duplex.go", b"59", b""),
            (b"2026-05-26T05:22:31", b"+08:00", b"2025/05/22 02:57:35", b""),
        ),
        (
            "daemon-slog",
            SLOG,
            (None, b"INFO", b"local.go", b"93", b"dify-plugin-daemon"),
            # A time with a zone is taken as a collector's; the line need not have another.
            (b"2026-05-22T13:11:43", b"Z", None, None),
        ),
    ],
)
def test_the_groups_of_a_common_format(
    name: str, raw: bytes, source: tuple[bytes | None, ...], times: tuple[bytes | None, ...]
) -> None:
    form = fast(name)
    found = form.match(raw)
    assert form.hint in raw
    assert found
    assert found.group(*form.source) == source
    assert found.group(*form.times) == times
    assert set(found.group(*form.request)) == {b""}


def test_the_groups_of_a_request() -> None:
    form = fast("access")
    found = form.match(b'10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET /v1/x HTTP/1.0" 500 56')
    assert found
    assert found.group(*form.request) == (b"GET", b"/v1/x", b"500")
    assert found.group(*form.times) == (None, None, b"11/Nov/2025:06:19:07 +0000", b"")


@pytest.mark.parametrize(
    "line", [b"plain words", b"a", b"_x = 3", b"A" * 2_001, b"retrying in 3 seconds (again)"]
)
def test_plain_lines(line: bytes) -> None:
    assert is_plain(line)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b" indented",
        b"3 letters",
        b"-",
        b"a | b",
        b"a [b]",
        b'a "b"',
        b"A" * 2_002,
        b"ERROR: something",
        b"full_duplex.go:59: [INFO]init",
        b"see full_duplex.go:59",
        b"INFO local.go:93 released",
    ],
)
def test_lines_that_may_have_a_prefix(line: bytes) -> None:
    assert not is_plain(line)
