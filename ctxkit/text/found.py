"""A secret that was found in a line.

Not here: what finds it (`named_values.py`, `secret_shapes.py`, `secret_phrases.py`,
`secret_urls.py`), masking (`redact.py`).
"""

from __future__ import annotations

from msgspec import Struct


class Named(Struct, frozen=True, order=True):
    """A value in a line, where it begins, and the class of secret that it is."""

    start: int
    value: str
    kind: str
