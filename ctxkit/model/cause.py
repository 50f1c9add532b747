"""The cause of a statement: what led to it, what decides that, and who called.

Frozen, slotted data without behaviour. Not here: how causes are found (`cause/`).
"""

from __future__ import annotations

from msgspec import Struct

from ctxkit.dify.cause_row import Judged
from ctxkit.model.facts import ConfigUse, Location


class CausePlace(Struct, frozen=True, kw_only=True):
    """A line on the way to a statement, its source in one line, and what it has to do with it
    (`condition`, `error handled`, `value of max_retries`).
    """

    location: Location
    text: str
    why: str


class Decider(Struct, frozen=True, kw_only=True):
    """A setting that decides whether a statement is reached or what it says.

    `use` is the line that reads it, `how` are the places from the statement back to that line, the
    nearest first. `cost` grows with each step that is not certain (0: read in the condition).
    `key` is the name by which it is set, empty as long as that is not known. `conditional`: a
    condition of the statement reads it. `joined` are the settings that are put
    together with it into one value, as are a host and a port. `chooses`: it has the part of the
    program run that the statement is in, which is told beside what decides.
    """

    use: ConfigUse
    how: tuple[CausePlace, ...]
    cost: float
    key: str = ""
    conditional: bool = False
    joined: frozenset[str] = frozenset()
    chooses: bool = False


class StatementCause(Struct, frozen=True, kw_only=True):
    """What led to a statement.

    `guards` are the conditions and handlers around it, the nearest first, then what defines their
    names; `decides` the settings behind them, the surest first; `wraps` the chain of the errors
    that the line carries, this one among them, from the innermost to the outermost; `callers` who
    leads there. `cut` says what was left out because of a bound.
    """

    guards: tuple[CausePlace, ...] = ()
    decides: tuple[Decider, ...] = ()
    wraps: tuple[CausePlace, ...] = ()
    callers: tuple[CausePlace, ...] = ()
    cut: str = ""


class KnownCause(Struct, frozen=True, kw_only=True):
    """What a text is known to tell, whoever wrote it: the cause, what to change, and the settings
    that decide it. One that is not `is_sure` may have another cause behind it.
    """

    what: str
    change: str
    judged: Judged
    settings: tuple[str, ...] = ()
    is_sure: bool = True

    @property
    def told_to_change(self) -> tuple[str, ...]:
        """The settings of which it says that they be changed."""
        return tuple(name for name in self.settings if name in self.change)

    @property
    def label(self) -> str:
        """How it is introduced."""
        return "known cause" if self.is_sure else "likely cause"
