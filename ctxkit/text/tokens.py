"""The cost of a text in tokens, estimated without a vocabulary: no download, the same figure on
every machine.

Not here: what a budget is spent on (`bundle/budget.py`).
"""

from __future__ import annotations

import re

TOKENIZER = "estimate"
"""The name under which JSON and bundles say how tokens were counted."""

# A token is about 4 characters of Latin script or 1.4 characters of Chinese, Japanese or Korean,
# and a tenth is added because models count more in code. In whole units (7 : 20 = 1/4 : 1/1.4), so
# that the cost of a text is exactly the sum of the costs of its parts.
_LATIN_UNITS, _WIDE_UNITS = 7, 20
_UNITS, _TOKENS = 280, 11  # 280 units are 11 tokens
_WIDE_RUN = re.compile(r"[\u2e80-\U0010ffff]+")


def units(text: str) -> int:
    """Return the cost of `text` in units that add up exactly: `units(a + b) == units(a) +
    units(b)`.
    """
    if text.isascii():
        return len(text) * _LATIN_UNITS
    wide = sum(map(len, _WIDE_RUN.findall(text)))
    return (len(text) - wide) * _LATIN_UNITS + wide * _WIDE_UNITS


def tokens_of(cost: int) -> int:
    """Return the tokens of a cost in units, rounded up."""
    return -(-cost * _TOKENS // _UNITS)


def units_within(tokens: int) -> int:
    """Return the largest cost in units that is at most `tokens` tokens."""
    return tokens * _UNITS // _TOKENS


def count_tokens(text: str) -> int:
    """Return the estimated number of tokens of `text`."""
    return tokens_of(units(text))
