"""What a line of a log says."""

from __future__ import annotations

import pytest

from ctxkit.ask.triage.line_words import said_by

ACCESS = '10.8.3.17 - - [11/May/2026:08:08:25 +0000] "GET /console/api/apps?page=1 HTTP/1.1" 500 75'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            '2026-05-11T09:30:00.0Z ERROR dify-plugin-daemon init.go:110 no database error="x: y"',
            'no database error="x: y"',
        ),
        (
            "api-1  | 2026-05-04 09:00:44.120 ERROR [Dummy-1] [base.py:93] - Refused: 111",
            "Refused: 111",
        ),
        (
            f'nginx-1 | {ACCESS} "https://d" "Mozilla/5.0"',
            "GET /console/api/apps is answered with 500",
        ),
        ("LOG_LEVEL=INFO", "LOG_LEVEL=INFO"),
        ("", ""),
        ("one\ntwo", "one"),
    ],
)
def test_what_a_line_says(line: str, said: str) -> None:
    assert said_by(line) == said
