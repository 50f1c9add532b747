"""The settings that located code reads."""

from __future__ import annotations

from tests.ask.locate_workspace import Ask


def test_the_settings_that_the_code_reads(ask: Ask) -> None:
    [key] = ask("mail quota of a@b exhausted after 9 attempts").keys
    assert (key.name, key.default, key.description) == (
        "MAIL_MAX_ATTEMPTS",
        "5",
        "Attempts to deliver a letter",
    )
    assert [p.role for p in key.places] == ["declares", "reads"]
