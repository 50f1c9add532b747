"""Whether the value of a setting is a secret."""

from __future__ import annotations

import pytest

from ctxkit.text.secret_values import holds_secret


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "abc"),
        ("api.auth.apiKey", "abc"),
        ("DB_PASSWORD", "0"),
        ("TOKEN", "nonsense"),
    ],
)
def test_a_secret(name: str, value: str) -> None:
    assert holds_secret(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("LOG_LEVEL", "abc"),
        *(("FORCE_VERIFYING_SIGNATURE", word) for word in ("true", "False", " yes ", "NO")),
        *(("FORCE_VERIFYING_SIGNATURE", word) for word in ("on", "off", "None", "null")),
    ],
)
def test_no_secret(name: str, value: str) -> None:
    assert not holds_secret(name, value)
