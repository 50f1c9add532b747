"""A step of changing a setting: a sentence for people, and the lines that it changes for scripts.

Not here: which step applies (`change_compose.py`, `change_chart.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from ctxkit.model import LineChange


class Step(NamedTuple):
    """What to do in one deployment; empty if there is nothing to do. `is_for_several`: each of the
    changes is for other services, none of them instead of another.
    """

    text: str = ""
    changes: tuple[LineChange, ...] = ()
    is_for_several: bool = False


NO_STEP = Step()
