"""What a user gives to `triage` -> a case: its files told apart, and what `check` says of those of
the deployment.

Not here: asking (`workspace.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.ask.triage.case import Case
from ctxkit.ask.triage.given_files import sort_files
from ctxkit.deployment.user_deployment import AnyPath, user_deployment
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources


def case_of(
    index: Index,
    sources: Sources,
    names: Sequence[str],
    *,
    env: AnyPath | None,
    values: Sequence[AnyPath],
    compose: Sequence[AnyPath],
) -> Case:
    """Return the case of files and folders; raise UsageError if one cannot be read."""
    given = sort_files(names)
    files = user_deployment(given.deployment, env=env, values=values, compose=compose)
    if files.is_empty:
        return Case(given=given)
    from ctxkit.ask.check.check import check  # logs alone need not wait for it

    return Case(given=given, files=files, problems=check(index, sources, files).problems)
