"""Known faults: within the ranges of versions of a row, and at their ends."""

from __future__ import annotations

import pytest

from ctxkit.dify.known_pairs import KNOWN_PAIRS, told_by
from ctxkit.routes.known_faults import faults_of, is_within

DECODE_QUERY, DECODE_BODY, LIST_OLD, LIST_NEW = KNOWN_PAIRS


@pytest.mark.parametrize(
    ("api", "daemon", "rows"),
    [
        ("1.13.3", "0.5.3", [DECODE_QUERY]),
        ("1.13.3", "0.5.4", [DECODE_QUERY]),
        ("1.13.3", "0.5.5", []),
        ("1.13.3", "0.1.2", []),  # the route itself is missing
        ("1.13.2", "0.5.4", []),
        ("1.14.0", "0.5.3", []),
        ("1.11.4", "0.5.5", [DECODE_BODY]),
        ("1.4.3", "0.5.5", []),  # it does not call it
        ("1.4.1", "0.1.0", [LIST_OLD]),
        ("1.6.0", "0.1.0", [LIST_OLD]),
        ("1.4.1", "0.1.1", []),
        ("1.4.0", "0.1.1", [LIST_NEW]),
        ("1.4.0", "0.0.10", []),
        ("4f9078234a71", "0.5.3", []),
        ("1.13.3", "main", []),
    ],
)
def test_the_faults_of_two_versions(api: str, daemon: str, rows: list[object]) -> None:
    assert list(faults_of("api", api, "plugin_daemon", daemon)) == rows
    assert faults_of("plugin_daemon", daemon, "api", api) == ()


def test_the_ends_of_a_range() -> None:
    assert is_within("1.0", "", "")
    assert is_within("1.0", "1.0.0", "1.0.1")
    assert not is_within("1.0", "1.0.1", "")
    assert not is_within("1.0", "", "1.0.0")
    assert not is_within("latest", "", "")


PATH = "plugin/9c8d/management/decode/from_identifier"


@pytest.mark.parametrize(
    "line",
    [
        f"Failed to request plugin daemon, status: 404, url: {PATH}",
        f"HTTP request method=GET path=/{PATH} status=200 latency_ms=400",
        f"HTTP request method=GET path=/{PATH} status=200\nmethod=GET path=/other status=400",
        "Failed to request plugin daemon, status: 400, url: plugin/9c8d/management/fetch/manifest",
        "1 validation error for PluginDaemonBasicResponse[PluginListResponse]\ndata.list.35\n"
        "  Value error, Invalid version format [type=value_error, input_type=list]",
        "1 validation error for PluginDaemonBasicResponse[list[PluginEntity]]\ndata\n"
        "  Input should be a valid list [type=list_type, input_value=None, input_type=NoneType]",
    ],
)
def test_other_faults_are_not_these(line: str) -> None:
    assert list(told_by(line)) == []


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        (f"Client error '400 Bad Request' for url 'http://d:5002/{PATH}?a=b'", KNOWN_PAIRS[:2]),
        (f"400 Client Error: Bad Request for url: http://d:5002/{PATH}", KNOWN_PAIRS[:2]),
        (
            "1 validation error for PluginDaemonBasicResponse[PluginListResponse]\ndata\n  Input "
            "should be a valid dictionary or instance of PluginListResponse [type=model_type, "
            "input_value=[], input_type=list]",
            [LIST_OLD],
        ),
    ],
)
def test_a_fault_is_told_in_several_ways(line: str, rows: list[object]) -> None:
    assert list(told_by(line)) == list(rows)
