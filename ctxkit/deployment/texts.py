"""The texts of compose files interpolated, each once: the services of a deployment share theirs, a
thousand each.

Not here: interpolation itself (`files/interpolation.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ctxkit.files.interpolation import Room, references, resolved

_MAX_KEPT = 4_096
_MAX_KEPT_CHARS = 500  # of a text


class Texts:
    """Interpolates the texts of one deployment; it keeps the values that it is given.

    `room` is what the values may take in all.
    """

    def __init__(self, room: Room | None = None) -> None:
        self._room = room
        self._known: dict[int, tuple[Mapping[str, str], dict[str, str]]] = {}

    def value(self, text: str, values: Mapping[str, str]) -> str:
        """Return a text interpolated with values that do not change."""
        if "$" not in text:
            return text
        # Their holder is kept, so that no other one gets its number.
        _, known = self._known.setdefault(id(values), (values, {}))
        found = known.get(text)
        if found is None:
            found = known[text] = resolved(text, values, self._room)
        return found


def names_in(text: str) -> tuple[str, ...]:
    """Return the names of the variables that a text refers to, each once."""
    if "$" not in text:
        return ()
    return _names_in(text) if len(text) > _MAX_KEPT_CHARS else _kept_names_in(text)


@lru_cache(maxsize=_MAX_KEPT)
def _kept_names_in(text: str) -> tuple[str, ...]:
    return _names_in(text)


def _names_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.name for each in references(text)))
