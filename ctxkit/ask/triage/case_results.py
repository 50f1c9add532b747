"""The causes that a case shows, each with its proof.

Not here: how they are found (`case_causes.py`), how they look (`output/triage_causes.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.dify.cause_row import Judged
from ctxkit.model import Confidence, Location


class Proof(Struct, frozen=True, kw_only=True):
    """A line that proves a cause; `line` is 0 where only the file is known."""

    file: str
    line: int
    text: str = ""

    @property
    def place(self) -> str:
        """The file, with the line if it is known."""
        return f"{self.file}:{self.line}" if self.line else self.file


class CodeState(Struct, frozen=True, kw_only=True):
    """Whether another version has the code of a defect: `unchanged`, `changed` or `gone`."""

    version: str
    state: str


class DefectReport(Struct, frozen=True, kw_only=True):
    """What a report of a defect needs beside its places: the lines of the log, the settings of the
    files that are not as Dify ships them (`KEY=value`), and what other versions have.
    """

    trace: str
    settings: tuple[str, ...] = ()
    states: tuple[CodeState, ...] = ()

    @property
    def elsewhere(self) -> str:
        """What other versions have, in words; empty where none was looked at."""
        return "; ".join(f"{each.state} in {each.version}" for each in self.states)


class RankedCause(Struct, frozen=True, kw_only=True):
    """A cause: what fails and why, the settings that decide it, the places in the source, the lines
    that prove it, who can mend it and how.

    `judged` is who can end it; `follows` are the failures that it explains. One that `is_quoted`
    has the words of a log, and not our own. `deployments` names those that have it, where several
    were looked at. Only one that Dify's code must end has the report of a `defect`.
    """

    what: str
    settings: tuple[str, ...]
    places: tuple[Location, ...]
    proof: tuple[Proof, ...]
    judged: Judged
    confidence: Confidence
    change: str
    count: int = 0
    first: str = ""
    last: str = ""
    services: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    is_quoted: bool = False
    deployments: tuple[str, ...] = ()
    defect: DefectReport | None = None

    @property
    def grade(self) -> str:
        """How sure it is, and who can end it."""
        return f"{self.confidence} confidence, level {self.judged.level}"


def common_folder(files: Iterable[str]) -> PurePath:
    """Return the folder that all files are in; an empty one if there is none."""
    parts = [PurePath(file).parent.parts for file in files]
    common = 0
    while parts and all(len(each) > common and each[common] == parts[0][common] for each in parts):
        common += 1
    return PurePath(*parts[0][:common]) if parts else PurePath()


def with_short_paths(causes: Sequence[RankedCause]) -> list[RankedCause]:
    """Return the causes with the files of their proofs below the folder that all are in."""
    folder = common_folder(proof.file for cause in causes for proof in cause.proof)
    return [
        replace(
            cause,
            proof=tuple(
                replace(proof, file=str(PurePath(proof.file).relative_to(folder)))
                for proof in cause.proof
            ),
        )
        for cause in causes
    ]


class CaseCauses(Struct, frozen=True, kw_only=True):
    """The causes, the likeliest first, what was not there to look at, and the command that would
    settle the first cause.
    """

    causes: tuple[RankedCause, ...] = ()
    absent: tuple[str, ...] = ()
    ask: str = ""

    @property
    def likely(self) -> tuple[RankedCause, ...]:
        """Those that may be what the case is about."""
        return tuple(each for each in self.causes if each.confidence != "low")
