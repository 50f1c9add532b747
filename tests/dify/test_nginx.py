"""How nginx reads values."""

from __future__ import annotations

import re

import pytest

from ctxkit.dify.nginx import size_in_bytes, value_of_directive


@pytest.mark.parametrize(
    ("directive", "good", "bad"),
    [
        ("client_max_body_size", ["0", "100", "100m", "1G", "5k"], ["100MB", "1t", "", "m"]),
        ("proxy_buffer", ["8k"], ["8kb"]),
        ("keepalive_timeout", ["65", "60s", "1m 30s", "500ms", "1d"], ["1 minute", "60 s", ""]),
        ("worker_processes", ["auto", "4"], ["Auto", "many", "123456"]),
        ("listen", ["80", "0.0.0.0:80", "[::]:80"], ["http", "80 ssl", "123456"]),
    ],
)
def test_the_grammar_of_a_directive(directive: str, good: list[str], bad: list[str]) -> None:
    row = value_of_directive(directive)
    assert row is not None
    assert all(re.fullmatch(row.value, value) for value in good)
    assert not any(re.fullmatch(row.value, value) for value in bad)


@pytest.mark.parametrize("directive", ["server_name", "listener", "timeout", "size", "worker"])
def test_a_directive_whose_value_may_be_anything(directive: str) -> None:
    assert value_of_directive(directive) is None


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("0", 0),
        ("100", 100),
        ("1k", 1024),
        ("1K", 1024),
        ("2m", 2 * 1024**2),
        ("1G", 1024**3),
        ("1MB", None),
        ("m", None),
        ("", None),
        ("-1", None),
        ("1234567890123", None),
    ],
)
def test_a_size_in_bytes(value: str, size: int | None) -> None:
    assert size_in_bytes(value) == size
