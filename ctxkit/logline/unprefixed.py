"""Formats of messages without a prefix of their own. Not here: the others (`formats.py`)."""

from __future__ import annotations

from ctxkit.logline.log_format import LogFormat

UNKNOWN = LogFormat(
    name="",
    own=True,
    strong=False,
    maybe_shown=True,
    samples=(("something broke", "message=something broke"),),
)
JSON_RECORD = LogFormat(
    name="json",
    logged=True,
    own=True,
    strong=False,
    samples=(('{"level": "ERROR", "time": "t", "msg": "something broke"}', "level=error"),),
)
QUERY = LogFormat(
    name="gorm",
    language="go",
    writer="gorm",
    strong=False,
    samples=(
        (
            "2025/05/22 02:57:35 /app/internal/db/pg.go:33\n[1.5ms] [rows:0] SELECT 1",
            "message=[1.5ms] [rows:0] SELECT 1",
        ),
    ),
)
UNPREFIXED = (UNKNOWN, JSON_RECORD, QUERY)
"""Formats that no pattern at the start of a line decides: none at all, a JSON record, and gorm's
query, which follows the line that names the code.
"""
