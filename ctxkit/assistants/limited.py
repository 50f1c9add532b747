"""The most tokens that a client takes of an answer, and the cut of a longer one.

Pure. Not here: bundles, which have a budget of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.text.tokens import count_tokens

MAX_TOKENS = 6000
"""Of an answer. Clients put longer results into a file, of which the model sees the beginning."""


def limited(text: str, remedy: str) -> str:
    """Return a text of at most `MAX_TOKENS` tokens; a longer one says how much of it was cut."""
    if count_tokens(text) <= MAX_TOKENS:
        return text
    lines = text.splitlines()
    low, high = 0, len(lines)
    while high - low > 1:  # the most lines that fit
        middle = (low + high) // 2
        cut = _cut(lines, middle, remedy)
        low, high = (middle, high) if count_tokens(cut) <= MAX_TOKENS else (low, middle)
    return _cut(lines, low, remedy)


def _cut(lines: Sequence[str], kept: int, remedy: str) -> str:
    return "\n".join([*lines[:kept], f"[{len(lines) - kept} lines cut: {remedy}]"])
