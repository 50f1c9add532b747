"""Secrets that only the lines before them tell, each of which is an event of its own."""

from __future__ import annotations

import pytest

from ctxkit.ask.triage.told_secrets import ToldSecrets

KEY = ("-----BEGIN PRIVATE KEY-----", "x1Y2z3A4b5C6d7E8f9G0", "-----END PRIVATE KEY-----")


def told(*lines: str) -> list[tuple[str, str]]:
    """Return what is told of the lines, each of a kind of its own."""
    secrets = ToldSecrets()
    secrets.begin("\n".join(lines).encode())
    for line in lines:
        secrets.look(line.encode())
    return list(map(tuple, secrets.take()))


@pytest.mark.parametrize(
    ("lines", "values"),
    [
        (("a-1 | the key", *(f"a-1 | {line}" for line in KEY)), [KEY[1]]),
        (("x", "Generated admin password:", "4599Harbor"), ["4599Harbor"]),
        (("x", "a-1 | kind: Secret", "a-1 | data:", "a-1 |   cfg: YWIx1234"), ["YWIx1234"]),
        (("x", '"kind": "Secret",', '"data": {', '  "cfg": "YWIx1234"'), ["YWIx1234"]),
        (("x", 'a-1 | "token":', 'a-1 | "ab1cd2"'), ["ab1cd2"]),
        (("x", "$ cat /run/secrets/db_password", "aB3xY9kQ7m"), ["aB3xY9kQ7m"]),
        (("x", '1) "requirepass"', '2) "ab1cd2"'), ["ab1cd2"]),
        (("x", "$ cat /app/token/VERSION", "ab1cd2"), []),
        # What is told by itself, what is no secret, what is too short to be told from others.
        (("x", "password:", "password=ab1cd2"), []),
        (("x", "password:", "worker started"), []),
        (("x", "password:", "ab1"), []),
        (("x", "listening:", "4599Harbor"), []),
    ],
)
def test_secrets_that_lines_before_tell(lines: tuple[str, ...], values: list[str]) -> None:
    assert [value for value, _ in told(*lines)] == values


def test_a_line_that_is_not_in_the_block_is_not_looked_at() -> None:
    secrets = ToldSecrets()
    secrets.begin(b"password:")
    secrets.look(b"4599Harbor")
    assert secrets.take() == []
