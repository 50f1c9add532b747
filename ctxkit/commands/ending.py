"""How a signal ends the process: quietly, whenever it comes, with what it started ended before.

Not here: Ctrl-C in `triage`, which reports what it has read (`console.py`).
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any

_SIGNALS = tuple(
    number
    for number in (getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP"))
    if number is not None
)
_MAX_RAISED = 2
"""From the third signal on nothing more is waited for."""

_raised = 0


class Ended(KeyboardInterrupt):
    """A signal came; `code` is what the process ends with."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number


def end_at_once() -> None:
    """Have a signal end the process without a word: while modules are imported, or nothing is left
    to be done.
    """
    sys.unraisablehook = _unraisable
    _handle(_leave)


def end_in_order() -> None:
    """Have a signal raise Ended, so that what holds something lets go of it."""
    _handle(_raise)


def exit_code(interrupt: KeyboardInterrupt) -> int:
    """Return what the process ends with after an interrupt."""
    return interrupt.code if isinstance(interrupt, Ended) else 128 + signal.SIGINT


def _handle(handler: Any) -> None:
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, handler)


def _leave(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)


def _raise(number: int, _frame: FrameType | None) -> None:
    global _raised
    _raised += 1
    if _raised > _MAX_RAISED:
        os._exit(128 + number)
    raise Ended(number)


def _unraisable(what: Any) -> None:
    """End where the interrupt came while an object was forgotten: there it is swallowed."""
    if isinstance(what.exc_value, KeyboardInterrupt):
        os._exit(exit_code(what.exc_value))
    sys.__unraisablehook__(what)
