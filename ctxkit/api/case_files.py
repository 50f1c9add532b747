"""What a user gives to `triage` -> a case: its files told apart, and what `check` says of those of
the deployment; and the triage of it.

Not here: asking (`workspace.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Executor

from ctxkit.ask.triage.case import Case
from ctxkit.ask.triage.given_files import sort_files
from ctxkit.ask.triage.log_files import Progress
from ctxkit.ask.triage.results import Triage
from ctxkit.ask.triage.triage import triage
from ctxkit.ask.triage.unpacking import Unpacking
from ctxkit.deployment.user_deployment import AnyPath, user_deployment
from ctxkit.errors import UsageError
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources


def _case_of(
    index: Index,
    sources: Sources,
    names: Sequence[str],
    *,
    env: AnyPath | None,
    values: Sequence[AnyPath],
    compose: Sequence[AnyPath],
    packed: AbstractSet[str],
) -> Case:
    """Return the case of files and folders, without the archives `packed`, whose content is given
    too. Raise UsageError if one cannot be read.
    """
    given = sort_files(names, packed)
    files = user_deployment(given.deployment, env=env, values=values, compose=compose)
    if files.is_empty:
        return Case(given=given)
    from ctxkit.ask.check.check import check  # logs alone need not wait for it

    return Case(given=given, files=files, problems=check(index, sources, files).problems)


def triage_files(
    index: Index,
    sources: Sources,
    names: Sequence[str],
    *,
    env: AnyPath | None,
    values: Sequence[AnyPath],
    compose: Sequence[AnyPath],
    jobs: int,
    executor: Executor | None,
    progress: Progress | None,
    is_stopped: Callable[[], bool] | None,
) -> Triage:
    """Return the triage of files, folders and archives; raise UsageError if one cannot be read."""
    with Unpacking(names, is_stopped or (lambda: False)) as given:
        try:
            case = _case_of(
                index,
                sources,
                given.names,
                env=env,
                values=values,
                compose=compose,
                packed=given.packed,
            )
            found = triage(
                index,
                sources,
                case.given.logs,
                case=case,
                jobs=jobs,
                executor=executor,
                progress=progress,
                is_stopped=is_stopped,
            )
        except UsageError as error:
            raise UsageError(given.shown(error.message), hint=given.shown(error.hint)) from None
        return given.shown_in(found)
