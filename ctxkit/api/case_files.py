"""What a user gives to `triage` -> a case: its files told apart, and what `check` says of those of
the deployment; and the triage of it.

Not here: asking (`workspace.py`), the deployments of a store (`fleets.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from ctxkit.ask.triage.block_tally import BlockTally
from ctxkit.ask.triage.case import Case
from ctxkit.ask.triage.given_files import sort_files
from ctxkit.ask.triage.log_files import Progress
from ctxkit.ask.triage.results import Triage
from ctxkit.ask.triage.triage import triage
from ctxkit.ask.triage.unpacking import Unpacking
from ctxkit.ask.triage.workers import WorkerPool
from ctxkit.deployment.user_deployment import AnyPath, user_deployment
from ctxkit.errors import UsageError
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources


class CaseReader(Struct, frozen=True, kw_only=True):
    """Whom a case is asked of: the index, the sources, who scans logs; and the files of the
    deployment that the user names as such.
    """

    index: Index
    sources: Sources
    pool: WorkerPool
    env: AnyPath | None = None
    values: Sequence[AnyPath] = ()
    compose: Sequence[AnyPath] = ()
    progress: Progress | None = None
    is_stopped: Callable[[], bool] = bool

    @property
    def names_files(self) -> bool:
        """Whether the user named files of the deployment."""
        return self.env is not None or bool(self.values or self.compose)

    def triage(
        self,
        names: Sequence[str],
        *,
        shown: Sequence[tuple[str, str]] = (),
        also: Callable[[BlockTally], None] | None = None,
    ) -> Triage:
        """Return the triage of files, folders and archives, with folders `shown` as the user knows
        them; `also` gets the counts of each block. Raise UsageError if one cannot be read.
        """
        with Unpacking(names, self.is_stopped, shown) as given:
            try:
                case = self._case_of(given.names, given.packed)
                found = triage(
                    self.pool,
                    self.index,
                    self.sources,
                    case,
                    progress=self._progress_of(given),
                    is_stopped=self.is_stopped,
                    also=also,
                )
            except UsageError as error:
                message, hint = given.shown(error.message), given.shown(error.hint)
                raise UsageError(message, hint=hint) from None
            return given.shown_in(found)

    def _progress_of(self, given: Unpacking) -> Progress | None:
        show = self.progress
        if show is None:
            return None
        return lambda name, done, size: show(given.shown(name), done, size)

    def _case_of(self, names: Sequence[str], packed: AbstractSet[str]) -> Case:
        """Return the case of files and folders, without the archives `packed`, whose content is
        given too. Raise UsageError if one cannot be read.
        """
        given = sort_files(names, packed)
        files = user_deployment(
            given.deployment, env=self.env, values=self.values, compose=self.compose
        )
        if files.is_empty:
            return Case(given=given)
        from ctxkit.ask.check.check import check  # logs alone need not wait for it

        problems = check(self.index, self.sources, files).problems
        return Case(given=given, files=files, problems=problems)
