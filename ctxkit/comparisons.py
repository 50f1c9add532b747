"""The answers to what two versions or two files differ in: `drift` and `upgrade-values`.

What a question needs is imported when it is asked: every query imports this module. Not here: a
workspace and its other answers (`api.py`), what a command line prints
(`commands/drift_values.py`, `commands/drift_versions.py`, `commands/upgrade_values.py`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ctxkit.errors import UsageError

if TYPE_CHECKING:
    from ctxkit.ask.drift.versions import VersionDrift
    from ctxkit.ask.upgrade.upgrade import Upgrade
    from ctxkit.files.values import ValuesFile
    from ctxkit.files.values_changes import ValueChanges
    from ctxkit.output.tables import Report

AnyPath = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the workspace by its version, a tag of dify-helm with or without its `dify-`."""

    version: str


class VersionComparison:
    """What changed in settings between two versions of Dify. Secrets of the user's file are masked
    in it.
    """

    def __init__(self, drift: VersionDrift, *, mine: str = "") -> None:
        from ctxkit.output.version_drift_report import masked_settings

        self.drift = drift
        self._mine = mine
        self._own = masked_settings(drift.own)

    @property
    def found(self) -> bool:
        """Whether anything changed, of what was asked about."""
        return bool(self.drift.changes)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        from ctxkit.output.version_drift_report import version_drift_dict

        return version_drift_dict(self.drift, self._own)

    @property
    def report(self) -> Report:
        """The changes as tables."""
        from ctxkit.output.version_drift_report import version_drift_report

        return version_drift_report(self.drift, self._own, mine=self._mine)

    @property
    def markdown(self) -> str:
        """The report as Markdown."""
        from ctxkit.output.tables import to_markdown

        return to_markdown(self.report)


class ValuesComparison:
    """What changed between two values files.

    In the JSON form secrets are masked only where one file is a customer's (`masked`): between the
    files of charts every value is exact, as scripts need it.
    """

    def __init__(
        self,
        old: ValuesFile,
        new: ValuesFile,
        changes: ValueChanges,
        *,
        mine: str = "",
        mask: bool = True,
        masked: bool,
    ) -> None:
        self.old = old
        self.new = new
        self.changes = changes
        self.masked = masked
        self._mine = mine
        self._mask = mask

    @property
    def found(self) -> bool:
        """Whether anything changed, of what was asked about."""
        return bool(self.changes)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        from ctxkit.output.values_drift_report import values_drift_dict

        return values_drift_dict(self.old, self.new, self.changes, mask=self.masked)

    @property
    def report(self) -> Report:
        """The changes as tables."""
        from ctxkit.output.values_drift_report import values_drift_report

        return values_drift_report(
            self.old, self.new, self.changes, mine=self._mine, mask=self._mask
        )

    @property
    def markdown(self) -> str:
        """The report as Markdown."""
        from ctxkit.output.tables import to_markdown

        return to_markdown(self.report)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A file that was written; `backup` is the copy of what it held before, empty where it held
    nothing else.
    """

    path: str
    backup: str


class ValuesUpgrade:
    """A customer's values on the values file of a new chart, and what became of every one of them.

    `text` and `data` are the new file, secrets and all; they are masked in everything else.
    """

    def __init__(
        self,
        mine: ValuesFile,
        new: ValuesFile,
        base: ValuesFile | None,
        upgrade: Upgrade,
        *,
        note: str,
        path: Path,
    ) -> None:
        from ctxkit.files.values import encoded

        self.upgrade = upgrade
        self.text = upgrade.text
        self.data = encoded(upgrade.text, upgrade.encoding)
        self._mine = mine
        self._new = new
        self._base = base
        self._note = note
        self._path = path

    @property
    def found(self) -> bool:
        """Whether any value is the customer's own."""
        return bool(self.upgrade.of("kept", "added", "image", "no-place"))

    def save(self, path: AnyPath) -> Saved:
        """Write the new file as a whole; what was there is kept beside it. Raise UsageError where
        that fails.

        It may hold secrets: nobody may read it who may not read the customer's own file.
        """
        from ctxkit.files.atomic import write_atomically

        target = Path(path)
        if target.exists() and not target.is_file():
            raise UsageError(f"{target}: is no file")
        try:
            backup = _back_up(target, self.data) if target.exists() else ""
            write_atomically(target, self.data, mode_of=target if target.exists() else self._path)
        except OSError as error:
            raise UsageError(f"{target}: {error.strerror or error}") from None
        return Saved(path=str(target), backup=backup)

    def to_dict(self, saved: Saved | None = None) -> dict[str, Any]:
        """Return the JSON form, with the new file's text or where it was saved."""
        from ctxkit.output.upgrade_report import upgrade_dict

        data = upgrade_dict(self._mine, self._new, self._base, self._note, self.upgrade)
        if saved is None:
            return {**data, "text": self.text}
        return {**data, "out": saved.path, "backup": saved.backup}

    @property
    def report(self) -> Report:
        """What became of the values, as tables."""
        from ctxkit.output.upgrade_report import upgrade_report

        return upgrade_report(self._mine, self._new, self._note, self.upgrade)

    @property
    def markdown(self) -> str:
        """The report as Markdown."""
        from ctxkit.output.tables import to_markdown

        return to_markdown(self.report)


def drift_values(
    old: AnyPath | Chart,
    new: AnyPath | Chart,
    *,
    mine: AnyPath | None = None,
    mask: bool = True,
    workspace: AnyPath = ".",
) -> ValuesComparison:
    """Return how the values file `new` differs from `old`; with `mine`, only what concerns what
    that file sets.

    A `Chart` is one of the workspace in the folder `workspace`, of which nothing else is needed;
    one that is not there is fetched. Raise UsageError where a file cannot be read.
    """
    from ctxkit.files.values import load_values
    from ctxkit.files.values_changes import compare_values, touching
    from ctxkit.output.values_drift_report import has_secrets_of_a_deployment

    after, before = (_values(source, workspace) for source in (new, old))
    changes = compare_values(before, after)
    masked = mask and has_secrets_of_a_deployment(changes)
    if mine is not None:
        changes = touching(changes, load_values(Path(mine)))
    name = Path(mine).name if mine is not None else ""
    return ValuesComparison(before, after, changes, mine=name, mask=mask, masked=masked)


def upgrade_values(
    mine: AnyPath,
    to: AnyPath | Chart,
    *,
    base: AnyPath | Chart | None = None,
    workspace: AnyPath = ".",
) -> ValuesUpgrade:
    """Return the values file `to` with the customer's values of `mine`; `base` is the file of the
    chart that `mine` was made for.

    Without `base`, the chart of the workspace in the folder `workspace` that `mine` is a copy of is
    taken for it, if there is one. Raise UsageError where a file cannot be read.
    """
    from ctxkit.ask.upgrade.base_chart import likely_base, note_on_base
    from ctxkit.ask.upgrade.upgrade import upgrade_values as upgraded
    from ctxkit.files.values import load_values
    from ctxkit.workspace.charts import all_chart_values

    new = _values(to, workspace)
    given = None if base is None else _values(base, workspace)
    yours = load_values(Path(mine))
    found = None if given else likely_base(yours, all_chart_values(Path(workspace)))
    old = found.file if found else given
    note = note_on_base(yours, new, old, found)
    return ValuesUpgrade(yours, new, old, upgraded(yours, new, old), note=note, path=Path(mine))


def _values(source: AnyPath | Chart, workspace: AnyPath) -> ValuesFile:
    from ctxkit.files.values import load_values, parse_values
    from ctxkit.workspace.charts import chart_values

    if isinstance(source, Chart):
        return parse_values(*chart_values(Path(workspace), source.version))
    return load_values(Path(source))


def _back_up(path: Path, data: bytes) -> str:
    """Keep what a file holds beside it, and return the name of the copy."""
    from shutil import copy2

    if path.read_bytes() == data:
        return ""
    number = 0
    copy = path.with_name(f"{path.name}.bak")
    while copy.exists():
        number += 1
        copy = path.with_name(f"{path.name}.bak{number}")
    copy2(path, copy)
    return str(copy)
