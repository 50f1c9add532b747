"""The answers about two versions of a workspace: what changed, and the plan of an upgrade.

Not here: the answers themselves (`ask/drift/`, `ask/plan/`), their forms (`comparisons.py`,
`answers.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxkit.api.comparisons import AnyPath
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Finding
from ctxkit.workspace.config import load_workspace

if TYPE_CHECKING:
    from ctxkit.ask.drift.versions import VersionDrift
    from ctxkit.ask.plan.case import PlanSide

Versions = tuple[str, str | None]
"""The older version and the newer one, None for the workspace's."""

Progress = Callable[[str, int, int], None] | None


def compared(
    folder: Path,
    index: Index,
    versions: Versions,
    mine: AnyPath | None,
    notes: Sequence[str],
    progress: Progress,
) -> VersionDrift:
    """Return the changes of settings between two versions, with `notes` before their own."""
    from ctxkit.ask.drift.own_settings import settings_in
    from ctxkit.ask.drift.versions import drift_of_versions
    from ctxkit.files.user_files import read_user_file

    own = None if mine is None else settings_in(read_user_file(mine))
    checkouts = index.own_checkouts().values()
    config = load_workspace(folder)
    found = drift_of_versions(config, checkouts, *versions, own=own, progress=progress)
    changes = replace(found.changes, notes=(*notes, *found.changes.notes))
    return replace(found, changes=changes)


def planned(
    folder: Path,
    index: Index,
    versions: Versions,
    files: UserDeployment,
    database: str | None,
    opened: ExitStack,
    progress: Progress,
) -> tuple[Finding, PlanSide]:
    """Return the plan of an upgrade between two versions, and the newer of them, which is open as
    long as `opened`.
    """
    from ctxkit.ask.plan.case import PlanCase, PlanSide
    from ctxkit.ask.plan.plan import upgrade_plan
    from ctxkit.index.two_versions import two_versions

    config = load_workspace(folder)
    sides: list[PlanSide] = []
    own = index.own_checkouts().values()
    for side in two_versions(config, own, *versions, progress=progress):
        view = opened.enter_context(Index.open(index.folder, checkouts=side.checkouts))
        sides.append(PlanSide(name=side.name, index=view, sources=Sources(view, config.roots)))
    before, after = sides
    case = PlanCase(
        old=before,
        new=after,
        files=files,
        state=config.state_folder,
        enterprise=bool(config.enterprise),
        asked=database or "",
    )
    found = upgrade_plan(case)
    if after.index.checkouts() != index.own_checkouts():  # whose files nobody has at hand
        found = replace(found, asked_version=after.bare)
    return found, after
