"""Values that somebody has hidden before they passed a file on: `***HIDDEN***`, `<REDACTED>`.

Such a value is neither empty nor wrong: nothing can be said of it. Not here: hiding values
(`redact.py`), what a user was to replace (`dify/secrets.py`).
"""

from __future__ import annotations

import re

_MAX_CHARS = 1_000

_HIDDEN = (
    r"(?i)\*{3}|[\u2022\u25cf\u2588]{3}"
    r"|[<\[{(]\s?_{0,3}(?:redacted|hidden|masked|filtered|censored|protected|sensitive|scrubbed)"
    r"(?![A-Za-z])"
    r"|\A(?:redacted|hidden|masked|filtered|censored)\Z"
    r"|\A[<\[（【(]?(?:已?(?:隐藏|隱藏|脱敏|脫敏|屏蔽)|伏せ字|非表示|マスク)"
)
"""Compiled at the first value: every command imports this module, and most have none."""


def is_hidden(value: str) -> bool:
    """Return whether a value, or a part of it as the password of an address, was hidden."""
    return re.search(_HIDDEN, value[:_MAX_CHARS]) is not None
