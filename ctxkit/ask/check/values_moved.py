"""Find where a value that the chart no longer has moved to, so that nobody removes a value that is
still needed.

Said by the chart's own notes, by the comments of older charts, or known of Dify's charts. Not here:
values without effect (`values_paths.py`), the evidence that a comment gives
(`files/value_renames.py`).
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cached_property

from msgspec import Struct

from ctxkit.ask.check.chart_files import chart_lines
from ctxkit.dify.charts import moved_value
from ctxkit.dify.repositories import CHART
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.value_renames import recommended_for
from ctxkit.files.values import ValuesFile, read_values
from ctxkit.index.sources import Sources
from ctxkit.model import Checkout
from ctxkit.regex import regex
from ctxkit.workspace.chart_tags import older_chart_values

_NOTES = "templates/NOTES.txt"
# `a.b` is obsolete and no longer takes effect. Set it via `c.d` instead.
_MOVE = regex(r"`([\w-]+(?:\.[\w-]+)+)`([^`{}]{0,300})`([\w-]+(?:\.[\w-]+)+)` instead")
_KEY = regex(rb"([\w./-]+):")
_MAX_READ = 3
"""Older charts that are read, of the many that a clone may have."""


class Move(Struct, frozen=True, kw_only=True):
    """Where a value moved to, and who says so."""

    path: str
    said_by: str


class MovedValues:
    """Answers where values moved to in the chart of a checkout, None without one."""

    def __init__(self, sources: Sources, checkout: Checkout | None) -> None:
        self._sources = sources
        self._checkout = checkout
        self._texts: dict[str, bytes] | None = None
        self._keys: dict[str, frozenset[bytes]] = {}
        self._read: dict[str, ValuesFile] = {}

    def of(self, path: str, known: Container[str]) -> Move | None:
        """Return where a value moved to, if one of the `known` paths has it now."""
        if self._checkout is None:
            return None
        for move in (self._notes.get(path), self._row(path), self._by_comment(path, known)):
            if move is not None and move.path in known:
                return move
        return None

    def _row(self, path: str) -> Move | None:
        moved = moved_value(path)
        return Move(path=moved, said_by="") if moved else None

    @cached_property
    def _notes(self) -> dict[str, Move]:
        """The values that the chart's own notes say to have moved."""
        assert self._checkout is not None
        text = " ".join(chart_lines(self._sources, self._checkout, _NOTES))
        found = _MOVE.findall(" ".join(text.split()))
        return {old: Move(path=new, said_by="its notes") for old, _, new in found}

    def _by_comment(self, path: str, known: Container[str]) -> Move | None:
        """Return where the newest of the older charts with that value says that it moves to."""
        keys = tuple(path.split("."))
        for name, file in self._older_with(keys[-1]):
            if file.node(keys) is None:
                continue
            moved = recommended_for(file, keys, known)
            return Move(path=moved, said_by=f"the comment in {name}") if moved else None
        return None

    def _older_with(self, key: str) -> Iterator[tuple[str, ValuesFile]]:
        """Yield the older charts that have a key of that name anywhere, the newest first."""
        assert self._checkout is not None
        if self._texts is None:
            root = self._sources.root(CHART)
            self._texts = dict(older_chart_values(root, self._checkout.version))
            self._keys = {name: frozenset(_KEY.findall(data)) for name, data in self._texts.items()}
        for name, data in self._texts.items():
            if key.encode() not in self._keys[name]:
                continue
            if name not in self._read and len(self._read) < _MAX_READ:
                self._read[name] = read_values(CustomerFile(path=name, data=data))
            file = self._read.get(name)
            if file is not None:
                yield name, file
