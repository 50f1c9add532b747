"""What a choice is."""

from __future__ import annotations

from ctxkit.dify.choice import Choice

SMTP = Choice(
    switch="MAIL_TYPE",
    value="smtp",
    needs=("SMTP_SERVER", "MAIL_DEFAULT_SEND_FROM"),
    prefixes=("SMTP_", "MAIL_SMTP_"),
    since="1.8.1",
    reference="https://docs.example/mail",
    sample="SMTP_SERVER",
)


def test_a_choice_owns_the_settings_with_its_prefixes() -> None:
    assert SMTP.owns("SMTP_PORT")
    assert SMTP.owns("MAIL_SMTP_HOST")
    assert not SMTP.owns("MAIL_DEFAULT_SEND_FROM")  # others need it too
    assert not SMTP.owns("MY_SMTP_PORT")


def test_a_choice_without_prefixes_owns_nothing() -> None:
    row = Choice(switch="A", value="b", since="1.0", reference="https://x.example/a", sample="b")
    assert not row.owns("A")
    assert row.certain


def test_a_choice_that_is_switched_on() -> None:
    row = Choice(switch="A", value="true", since="1.0", reference="https://x.example/a", sample="A")
    assert row.is_switch
    assert not SMTP.is_switch
