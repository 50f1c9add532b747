"""Secrets that go on in the lines below, and lines behind the prefix of a container's log."""

# ruff: noqa: E501 - lines of a table stay whole

from __future__ import annotations

import pytest

from ctxkit.text.log_bodies import body_start
from ctxkit.text.redact import Redactor

WRAPPED = "aB3xY9kQ7mZ2pL5vN8cR1dS4fG6hJ0" * 2


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # Broken at the width of a terminal: the rest is a word that is none.
        (f"token={WRAPPED}\nab1CD-2efgh", "token=<REDACTED:TOKEN#1>\n<REDACTED:TOKEN#2>"),
        (f"token={WRAPPED}\n{WRAPPED}a\nGH3ij4kl x", "token=<REDACTED:TOKEN#1>\n<REDACTED:TOKEN#2>\n<REDACTED:TOKEN#3> x"),
        (f"api-1 | token={WRAPPED}\napi-1 | ab1CD2ef", "api-1 | token=<REDACTED:TOKEN#1>\napi-1 | <REDACTED:TOKEN#2>"),
        (f"token={WRAPPED}\nab1CD2ef\nGH3ij4kl x", "token=<REDACTED:TOKEN#1>\n<REDACTED:TOKEN#2>\nGH3ij4kl x"),
        (f"token={WRAPPED}\nworker started", "token=<REDACTED:TOKEN#1>\nworker started"),
        ("token=aB3xY9kQ7m\nab1CD2ef", "token=<REDACTED:TOKEN#1>\nab1CD2ef"),
        ("x postgres://a:ab1\nCd2@db/x", "x postgres://a:<REDACTED:PASSWORD#1>\n<REDACTED:PASSWORD#2>@db/x"),
        ("http://db:5432\nops@x.example", "http://db:5432\nops@x.example"),
        # Broken by a backslash.
        ('secret: "ab1\\\n   cd2e"', 'secret: "<REDACTED:SECRET#1>\n   <REDACTED:SECRET#2>"'),
        # Behind prefixes.
        ('a-1 | "password":\na-1 |   "ab1cd",', 'a-1 | "password":\na-1 |   "<REDACTED:PASSWORD#1>",'),
        ("<password>\n  ab1cd\n</password>", "<password>\n  <REDACTED:PASSWORD#1>\n</password>"),
        ("passwords:\n  - ab1\n  - cd2\nx: ef3", "passwords:\n  - <REDACTED:PASSWORD#1>\n  - <REDACTED:PASSWORD#2>\nx: ef3"),
        ('variable "db_password" {\n  default = "ab1"', 'variable "db_password" {\n  default = "<REDACTED:PASSWORD#1>"'),
        ("$ kubectl get secret x | base64 -d\n4599Harbor", "$ kubectl get secret x | base64 -d\n<REDACTED:PASSWORD#1>"),
        ("ERROR Authorization is missing\n4599Harbor", "ERROR Authorization is missing\n4599Harbor"),
        ("> kind: Secret\n> data:\n>   x: YWIx", "> kind: Secret\n> data:\n>   x: <REDACTED:SECRET#1>"),
    ],
)  # fmt: skip
def test_secrets_over_lines(text: str, masked: str) -> None:
    assert Redactor().mask(text) == masked


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("api-1  | x", "x"),
        ("2026-05-08T01:00:00.1Z stdout F   x", "  x"),
        ("api-1 | 2026-05-08T01:00:00Z x", "x"),
        ("> > x", "x"),
        ("x | y: z", "y: z"),
        ("2026-05-08 01:00:00 x", "2026-05-08 01:00:00 x"),
        ("", ""),
    ],
)
def test_where_the_text_of_a_line_begins(line: str, body: str) -> None:
    assert line[body_start(line) :] == body
