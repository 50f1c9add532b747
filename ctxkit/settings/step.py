"""A step of changing a setting: a sentence for people, and the lines that it changes for scripts.

Not here: which step applies (`change_compose.py`, `change_chart.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from ctxkit.model import LineChange


class Step(NamedTuple):
    """What to do in one deployment; empty if there is nothing to do."""

    text: str = ""
    changes: tuple[LineChange, ...] = ()


NO_STEP = Step()
