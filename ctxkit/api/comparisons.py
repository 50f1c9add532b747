"""The answers of `drift` and `upgrade-values`: comparisons of two versions or two files.

Every query imports this module, so a comparison imports what it needs. Not here: a workspace and
its other answers (`workspace.py`, `answers.py`), what a command line prints
(`commands/drift_values.py`, `commands/drift_versions.py`, `commands/upgrade_values.py`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ctxkit.errors import UsageError
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language

if TYPE_CHECKING:
    from ctxkit.ask.drift.versions import VersionDrift
    from ctxkit.ask.upgrade.upgrade import Upgrade
    from ctxkit.files.values import ValuesFile
    from ctxkit.files.values_changes import ValueChanges
    from ctxkit.output.tables import Report

AnyPath = str | os.PathLike[str]
"""A path of a file."""


class Chart(Struct, frozen=True):
    """A chart of the workspace by its version: a tag of dify-helm, `0.37.0` or `dify-0.37.0`."""

    version: str


class VersionComparison:
    """The changes of settings between two versions of Dify. Secrets of the user's file are
    masked.
    """

    def __init__(self, drift: VersionDrift, *, mine: str = "") -> None:
        from ctxkit.output.version_drift_report import masked_settings

        self.drift = drift
        self._mine = mine
        self._own = masked_settings(drift.own or {})

    @property
    def found(self) -> bool:
        """Whether there are any changes."""
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

    def prompted(self, name: str, *, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the report inside the prompt of that name, as `Answer.prompted` does."""
        return _prompted(self.report, name, mine=self._mine, lang=lang)


class ValuesComparison:
    """The differences between two values files.

    Secrets are masked in the report, and in the JSON form if one file is a customer's (`masked`);
    between two charts the JSON form has every value, as scripts need it.
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
        """Whether there are any changes."""
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

    def prompted(self, name: str, *, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the report inside the prompt of that name, as `Answer.prompted` does."""
        return _prompted(self.report, name, mine=self._mine, lang=lang)


def _prompted(report: Report, name: str, *, mine: str, lang: Language) -> str:
    from ctxkit.output.prompts import prompted_report
    from ctxkit.output.tables import to_markdown

    compared = report.title.removeprefix("ctxkit drift ")
    return prompted_report(
        to_markdown(report, lang), "drift", name, question=compared, was_read=bool(mine), lang=lang
    )


class Saved(Struct, frozen=True, kw_only=True):
    """A file that was written; `backup` is the copy of its old content, empty if there was none."""

    path: str
    backup: str


class ValuesUpgrade:
    """A customer's values migrated to a new chart, with a decision on every value.

    `text` and `data` are the new file with its secrets; everywhere else they are masked.
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
        return bool(self.upgrade.of("kept", "moved", "added", "image", "no-place"))

    @property
    def lost_secrets(self) -> tuple[str, ...]:
        """The paths of the customer's secrets that the new chart does not read, and that stand in
        a comment of the new file only.
        """
        return tuple(decision.path for decision in self.upgrade.lost_secrets)

    def save(self, path: AnyPath) -> Saved:
        """Write the new file atomically, and copy an old one to a backup. Raise UsageError on
        failure.

        It may contain secrets: it gets the permissions of the old file, or of the customer's.
        """
        from ctxkit.files.atomic import write_atomically

        target = Path(path)
        if target.exists() and not target.is_file():
            raise UsageError(f"{target}: not a file")
        old = target if target.exists() else None
        try:
            backup = back_up(old, self.data) if old else ""
            write_atomically(target, self.data, mode_of=old or self._path)
        except OSError as error:
            raise UsageError(f"{target}: {error.strerror or error}") from None
        return Saved(path=str(target), backup=backup)

    def to_dict(self, saved: Saved | None = None) -> dict[str, Any]:
        """Return the JSON form, with the text of the new file or, once `saved`, its path."""
        from ctxkit.output.upgrade_report import upgrade_dict

        data = upgrade_dict(self._mine, self._new, self._base, self._note, self.upgrade)
        if saved is None:
            return {**data, "text": self.text}
        return {**data, "out": saved.path, "backup": saved.backup}

    @property
    def report(self) -> Report:
        """The decisions as tables."""
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
    """Return the differences from the values file `old` to `new`; with `mine`, only those that
    affect a value of that file.

    A `Chart` is read from the workspace in the folder `workspace`, or fetched; files need no
    workspace. Raise UsageError if a file cannot be read.
    """
    from ctxkit.files.values import load_values
    from ctxkit.files.values_changes import affecting, compare_values
    from ctxkit.output.values_drift_report import has_secrets_of_a_deployment

    after, before = (read_values_of(source, workspace) for source in (new, old))
    changes = compare_values(before, after)
    are_charts = isinstance(old, Chart) and isinstance(new, Chart)
    masked = mask and not are_charts and has_secrets_of_a_deployment(changes)
    if mine is not None:
        changes = affecting(changes, load_values(Path(mine)))
    return ValuesComparison(before, after, changes, mine=_file_name(mine), mask=mask, masked=masked)


def upgrade_values(
    mine: AnyPath,
    to: AnyPath | Chart,
    *,
    base: AnyPath | Chart | None = None,
    workspace: AnyPath = ".",
) -> ValuesUpgrade:
    """Return the values of `mine` migrated to the values file `to`; `base` is that of the old
    chart.

    Without `base`, it is the chart of the workspace of which `mine` is a copy, if there is one.
    Raise UsageError if a file cannot be read.
    """
    from ctxkit.ask.upgrade.base_chart import likely_base, note_on_base
    from ctxkit.ask.upgrade.upgrade import upgrade_values as upgraded
    from ctxkit.files.values import load_values
    from ctxkit.workspace.chart_tags import all_chart_values
    from ctxkit.workspace.folder import STATE
    from ctxkit.workspace.upgrade_stops import note_on_stops

    new = read_values_of(to, workspace)
    old = read_values_of(base, workspace) if base is not None else None
    own = load_values(Path(mine))
    found = None
    if old is None and (found := likely_base(own, all_chart_values(Path(workspace)))):
        old = found.file
    note = note_on_base(own, new, old, found)
    stops = note_on_stops(Path(workspace) / STATE, old.path, new.path) if old else ""
    note = "; ".join(filter(None, [note, stops]))
    return ValuesUpgrade(own, new, old, upgraded(own, new, old), note=note, path=Path(mine))


def _file_name(path: AnyPath | None) -> str:
    """Return the name of a file without its folder, empty without a file."""
    return "" if path is None else Path(path).name


def read_values_of(source: AnyPath | Chart, workspace: AnyPath) -> ValuesFile:
    """Return the values of a file, or of a chart of the workspace. Raise UsageError if it cannot be
    read.
    """
    from ctxkit.files.values import load_values, parse_values

    if isinstance(source, Chart):
        from ctxkit.workspace.charts import chart_values  # it can fetch, which loads a lot

        return parse_values(*chart_values(Path(workspace), source.version))
    return load_values(Path(source))


def back_up(path: Path, data: bytes) -> str:
    """Copy a file to a new name beside it unless it already has these bytes; return that name."""
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
