"""Mask the secrets of values files in reports, except public ones of charts (`#REPLACE_ME#`).

Not here: how secrets are recognized (`text/redact.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ctxkit.dify.secrets import is_placeholder, is_well_known
from ctxkit.output.tables import cell_of
from ctxkit.text.redact import Redactor
from ctxkit.text.words import name_words


class Mask:
    """Masks the secrets in one report."""

    def __init__(self) -> None:
        self._redactor = Redactor()

    def of(self, keys: Sequence[str], value: Any) -> Any:
        """Return the value at `keys` with its secrets masked."""
        return value if is_public(keys, value) else self._redactor.mask_value(keys[-1], value)

    def text(self, text: str) -> str:
        """Return a comment with its secrets masked."""
        return self._redactor.mask(text)

    def cell(self, keys: Sequence[str], value: Any) -> str:
        """Return the value at `keys` for a table."""
        return cell_of(self.of(keys, value))


def is_public(keys: Sequence[str], value: Any) -> bool:
    """Return whether a value is public: a placeholder, one of Dify's examples, its own name."""
    if not isinstance(value, str):
        return False
    # `your key is X` begins as a placeholder, and so may an address.
    is_sentence = " " in value.strip() or "@" in value
    if (is_placeholder(value) and not is_sentence) or is_well_known(value):
        return True
    return value.lower() in name_words(".".join(keys))


def is_masked(keys: Sequence[str], value: Any) -> bool:
    """Return whether a value, or a part of it, is masked."""
    return bool(Mask().of(keys, value) != value)
