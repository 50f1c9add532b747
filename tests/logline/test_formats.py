"""What the rows of the table of formats say beside their patterns."""

from __future__ import annotations

import pytest

from ctxkit.logline.formats import FORMATS, UNPREFIXED

FORMAT_OF = {row.name: row for row in (*FORMATS, *UNPREFIXED)}


@pytest.mark.parametrize(
    ("line_format", "weak", "unlogged", "own"),
    [
        ("", False, True, True),
        ("api-text", False, False, True),
        ("daemon-slog", False, False, True),
        ("json", False, False, True),
        ("go-log", False, False, True),
        ("time-level", True, True, True),
        ("time", True, True, True),
        ("python-basic", True, True, False),
        ("python-logger", True, False, False),
        ("python-dashes", True, False, False),
        ("go-plain", True, False, False),
        ("next", True, True, False),
        ("squid-cache", True, False, False),
        ("postgres", False, False, False),
    ],
)
def test_what_a_format_says_of_its_prefix(
    line_format: str, weak: bool, unlogged: bool, own: bool
) -> None:
    row = FORMAT_OF[line_format]
    assert (row.maybe_message, row.maybe_shown, row.own) == (weak, unlogged, own)
