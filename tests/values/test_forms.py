"""How values are written: hosts, origins, numbers of replicas."""

from __future__ import annotations

import pytest

from ctxkit.values.forms import are_origins, host_of, is_several


@pytest.mark.parametrize(
    ("value", "host"),
    [
        ("http://user:pw@Weaviate:8080/x?y", "weaviate"),
        ("redis:6379", "redis"),
        ("redis://:p@w@redis:6379/1", "redis"),
        ("https://a.example?x=b@c", "a.example"),
        (" db.example ", "db.example"),
        ("", ""),
    ],
)
def test_hosts(value: str, host: str) -> None:
    assert host_of(value) == host


@pytest.mark.parametrize(
    "value",
    [
        "",
        "*",
        "null",
        "https://a.example",
        "http://a.example:8080,https://b.example",
        "HTTPS://A.example,",
        "chrome-extension://abc",
    ],
)
def test_origins(value: str) -> None:
    assert are_origins(value)


@pytest.mark.parametrize(
    "value",
    [
        "https://a.example/",
        "https://a.example/path",
        "a.example",
        '"https://a.example"',
        "https://a.example, https://b.example",
        "https://a.example;https://b.example b",
        "[*]",
        "**",
    ],
)
def test_not_origins(value: str) -> None:
    assert not are_origins(value)


def test_a_very_long_list_of_origins_is_not_read() -> None:
    assert are_origins("x" * 40_001)
    assert not are_origins("x" * 40_000)


@pytest.mark.parametrize(
    ("count", "several"),
    [
        *(("2", True), ("10", True), ("12345678", True)),
        *(("1", False), ("0", False), ("", False), ("-2", False), ("2.0", False)),
        *(("two", False), ("123456789", False)),
    ],
)
def test_several_replicas(count: str, several: bool) -> None:
    assert is_several(count) is several
