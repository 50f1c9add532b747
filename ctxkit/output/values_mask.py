"""Mask the secrets of values files in what is printed; what charts come with, such as
`#REPLACE_ME#`, is none.

Not here: what a secret looks like (`text/redact.py`).
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

    def of(self, path: Sequence[str], value: Any) -> Any:
        """Return the value at `path` with its secrets masked."""
        return value if is_public(path, value) else self._redactor.mask_value(path[-1], value)

    def text(self, text: str) -> str:
        """Return a comment with its secrets masked."""
        return self._redactor.mask(text)

    def cell(self, path: Sequence[str], value: Any) -> str:
        """Return the value at `path` for a table."""
        return cell_of(self.of(path, value))


def is_public(path: Sequence[str], value: Any) -> bool:
    """Tell whether a value is one that charts come with: a placeholder, a secret of Dify's
    examples, its own name.
    """
    if not isinstance(value, str):
        return False
    return (
        is_placeholder(value) or is_well_known(value) or value.lower() in name_words(".".join(path))
    )
