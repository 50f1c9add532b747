"""A file and line in a prefix lead to the source there."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from tests.ask.locate_workspace import LAUNCHER, Ask, line_of, places


def test_a_statement_that_no_query_knows_is_read_from_the_file(ask: Ask) -> None:
    line = line_of("dify-plugin-daemon", LAUNCHER, "lease holder changed")
    finding = ask(
        f"2026-05-22T13:11:43Z INFO dify-plugin-daemon launcher.go:{line} lease holder changed plugin=a/b"
    )
    assert places(finding)[0] == (LAUNCHER, line)
    assert finding.confidence == "high"
