"""Values that were hidden before a file was passed on."""

from __future__ import annotations

import pytest

from ctxkit.text.hidden_values import is_hidden


@pytest.mark.parametrize(
    "value",
    [
        "***HIDDEN***",
        "***",
        "********",
        "redis://:***@redis:6379/1",
        "<REDACTED:PASSWORD#1>",
        "postgresql://app:<REDACTED:PASSWORD#2>@db/app",
        "[REDACTED]",
        "[redacted by support]",
        "{{MASKED}}"[1:-1],
        "Filtered",
        "\u2022\u2022\u2022\u2022",
        "\u2588\u2588\u2588",
        "已脱敏",
        "【隐藏】",
        "伏せ字",
    ],
)
def test_a_hidden_value(value: str) -> None:
    assert is_hidden(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "*",
        "**/*.py",
        "*/5 * * * *",
        "https://*.example.com",
        "hidden-folder",
        "filtered.example.com",
        "<generate a random key>",
        "your-secret",
        "xxxx",
        "a" * 2_000 + "***",  # only the beginning is looked at
    ],
)
def test_a_value_that_is_there(value: str) -> None:
    assert not is_hidden(value)
