"""The answer of `new-values`: a values file for a new deployment.

Not here: how it is made (`ask/new_values/`), what the command prints (`commands/new_values.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ctxkit.api.comparisons import AnyPath, Chart, Saved, back_up, read_values_of
from ctxkit.errors import UsageError

if TYPE_CHECKING:
    from ctxkit.ask.new_values.new_values import NewValues
    from ctxkit.output.tables import Report


class NewValuesFile:
    """A values file for a new deployment. `text` has its secrets; everywhere else they are
    masked.
    """

    def __init__(self, new: NewValues, *, base: str) -> None:
        self.new = new
        self.text = new.text
        self._base = base

    @property
    def broken(self) -> bool:
        """Whether a rule of `check` is broken that nothing could be set for."""
        return any(each.severity == "error" for each in self.new.broken)

    def save(self, path: AnyPath, *, force: bool = False) -> Saved:
        """Write the file, for its owner alone. Raise UsageError if there is one, unless `force`: it
        is copied to a backup then, as its secrets may be in use.
        """
        from ctxkit.files.atomic import write_private

        target, data = Path(path), self.text.encode()
        if target.is_dir():
            raise UsageError(f"{target}: not a file")
        try:
            backup = back_up(target, data) if force and target.is_file() else ""
            write_private(target, data, replace=force)
        except FileExistsError:
            raise UsageError(
                f"{target}: there is such a file, and its secrets may be in use",
                hint="write another file, with --mine to keep these secrets, or pass --force",
            ) from None
        except OSError as error:
            raise UsageError(f"{target}: {error.strerror or error}") from None
        return Saved(path=str(target), backup=backup)

    def to_dict(self, saved: Saved | None = None) -> dict[str, Any]:
        """Return the JSON form, secrets masked; without the text of the file."""
        from ctxkit.output.new_values_report import new_values_dict

        data = new_values_dict(self.new, self._base)
        return data if saved is None else {**data, "out": saved.path, "backup": saved.backup}

    def report(self, out: str) -> Report:
        """Return what is left to do in the file `out`, and where its values are from."""
        from ctxkit.output.new_values_report import new_values_report

        return new_values_report(self.new, self._base, out)


def new_values(
    profile: str,
    base: AnyPath | Chart | None = None,
    *,
    sets: Sequence[str] = (),
    mine: AnyPath | None = None,
    workspace: AnyPath = ".",
) -> NewValuesFile:
    """Return the values of a profile (`minimal`, `poc`, `ha`) for a chart: its values.yaml, its
    version, or the workspace's.

    `sets` are texts `path=value`; the secrets of the values file `mine` are kept. Raise UsageError
    if a file cannot be read, or the chart has no place for a value.
    """
    from ctxkit.ask.new_values.new_values import new_values as made
    from ctxkit.dify.profiles import PROFILES
    from ctxkit.files.values import load_values

    name = next((each for each in PROFILES if each == profile), None)
    if name is None:
        raise UsageError(f"no profile {profile!r}", hint=f"there are {', '.join(PROFILES)}")
    if base is None:
        base = _own_chart(Path(workspace))
    chart = read_values_of(base, workspace)
    own = None
    if mine is not None:
        own = load_values(Path(mine))
    return NewValuesFile(made(name, chart, own, sets), base=chart.path)


def _own_chart(workspace: Path) -> Chart:
    """Return the chart of a workspace."""
    from ctxkit.dify.repositories import CHART
    from ctxkit.workspace.folder import RUN_SYNC, find_workspace
    from ctxkit.workspace.lockfile import read_lock

    lock = read_lock(find_workspace(workspace))
    if lock is None or CHART not in lock.sources:
        raise UsageError(
            f"the workspace has no {CHART}", hint=f"{RUN_SYNC}, or pass the chart with --base FILE"
        )
    return Chart(lock.sources[CHART].version)
