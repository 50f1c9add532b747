"""Types that are case-sensitive."""

from __future__ import annotations

import pytest

from ctxkit.values.rules import letters


def found(values: dict[str, str]) -> list[tuple[str, str, str]]:
    return [
        (rule.id, breach.paths[0], breach.fix)
        for rule in letters.RULES
        for breach in rule.look(values)
    ]


@pytest.mark.parametrize(
    ("path", "value", "rule", "fix"),
    [
        ("mail.type", "SMTP", "mail-type-case", "write smtp"),
        ("api.mail.type", "Resend", "mail-type-case", "write resend"),
        ("mail.type", "SendGrid", "mail-type-case", "write sendgrid"),
        ("global.rag.etlType", "unstructured", "etl-type-case", "write Unstructured"),
        ("api.etlType", "UNSTRUCTURED", "etl-type-case", "write Unstructured"),
        ("etlType", "unstructured", "etl-type-case", "write Unstructured"),
    ],
)
def test_a_type_in_another_case(path: str, value: str, rule: str, fix: str) -> None:
    assert found({path: value}) == [(rule, path, fix)]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("mail.type", "smtp"),
        ("mail.type", ""),
        ("mail.type", "Mailgun"),
        ("smtp.type", "SMTP"),
        ("etlType", "Unstructured"),
        ("etlType", "Dify"),
    ],
)
def test_a_type_in_its_case(path: str, value: str) -> None:
    assert found({path: value}) == []
