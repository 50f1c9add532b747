"""The causes that a case shows, each with its proof.

Not here: how they are found (`case_causes.py`), how they look (`output/triage_causes.py`).
"""

from __future__ import annotations

from msgspec import Struct

from ctxkit.dify.cause_row import Level
from ctxkit.model import Confidence, Location


class Proof(Struct, frozen=True, kw_only=True):
    """A line that proves a cause; `line` is 0 where only the file is known."""

    file: str
    line: int
    text: str = ""


class RankedCause(Struct, frozen=True, kw_only=True):
    """A cause: what fails and why, the settings that decide it, the places in the source, the lines
    that prove it, who can mend it and how.

    `missing` would decide what is not decided; `follows` are the failures that it explains. One
    that `is_quoted` has the words of a log, and not our own.
    """

    what: str
    settings: tuple[str, ...]
    places: tuple[Location, ...]
    proof: tuple[Proof, ...]
    level: Level
    level_why: str
    confidence: Confidence
    change: str
    count: int = 0
    first: str = ""
    last: str = ""
    services: tuple[str, ...] = ()
    missing: str = ""
    follows: tuple[str, ...] = ()
    is_quoted: bool = False


class CaseCauses(Struct, frozen=True, kw_only=True):
    """The causes, the likeliest first, what was not there to look at, and the command that would
    settle the first cause.
    """

    causes: tuple[RankedCause, ...] = ()
    absent: tuple[str, ...] = ()
    ask: str = ""
