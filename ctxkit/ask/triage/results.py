"""The answer to "what is in this log?": groups of events, the severest first.

Not here: how it is made (`triage.py`), how it looks (`output/triage_report.py`).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ctxkit.ask.triage.case_results import CaseCauses
from ctxkit.ask.triage.inner_messages import Cause
from ctxkit.ask.triage.log_versions import Fit
from ctxkit.ask.triage.tally import EventCount, Tally
from ctxkit.index.reader import MessageRow
from ctxkit.model import Checkout, Fact, Hit, LogTemplate

_SEVERITY = {"critical": 0, "error": 0, "warning": 1, "info": 2, "": 2, "debug": 3}


class StackGroup(Struct, frozen=True, kw_only=True):
    """A stack and its events: its error, its deepest frame outside of packages, and where that is
    in the workspace (`place`).
    """

    error: str
    path: str
    line: int
    function: str
    count: EventCount
    place: Fact | None = None


class StatementGroup(Struct, frozen=True, kw_only=True):
    """A statement and its events, or a stack that belongs to no statement (`row` is None).

    `equals` is the number of statements with the same text that the events may be of.
    """

    count: EventCount
    level: str
    row: MessageRow | None = None
    equals: int = 1
    stacks: tuple[StackGroup, ...] = ()
    causes: tuple[Cause, ...] = ()

    @property
    def kind(self) -> Literal["log", "raise", "traceback"]:
        """Whether a log statement wrote the events, an error with that message, or neither."""
        if self.row is None:
            return "traceback"
        return "log" if self.row.kind == LogTemplate.kind else "raise"


class Cluster(Struct, frozen=True, kw_only=True):
    """Unmatched events of one shape; `hit` is where `locate` finds the example, if with enough
    confidence.
    """

    shape: str
    level: str
    count: EventCount
    hit: Hit | None = None


class Triage(Struct, frozen=True, kw_only=True):
    """The content of log files: statements and clusters, the severest first; and the causes of what
    fails, the likeliest first.

    `stopped`: only a part of the log was read. `asked_version` is the further version of the
    workspace that was asked, empty for its own. `deployments` are the reports of each where there
    are several, which this one sums up; `name` is what this one's is called there.
    """

    names: tuple[str, ...]
    versions: tuple[Checkout, ...]
    tally: Tally
    statements: tuple[StatementGroup, ...]
    clusters: tuple[Cluster, ...]
    fits: tuple[Fit, ...] = ()
    notes: tuple[str, ...] = ()
    stopped: bool = False
    case: CaseCauses = CaseCauses()
    asked_version: str = ""
    name: str = ""
    deployments: tuple[Triage, ...] = ()


def severity_order(level: str, count: EventCount) -> tuple[int, int, str]:
    """Return a sort key: the severest first, then the commonest, then the earliest."""
    return _SEVERITY.get(level, _SEVERITY[""]), -count.count, count.first
