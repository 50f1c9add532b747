"""What `upgrade-values` does and prints: read files and charts, call one function, write, report.

Not here: the new file (`upgrade.py`), `drift` (`between_charts.py`, `between_versions.py`), options (`cli.py`).
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ctxkit.ask.checking.rules import COMMON_SECRETS, is_placeholder
from ctxkit.console import emit, emit_json, say
from ctxkit.errors import UsageError
from ctxkit.redact import Redactor
from ctxkit.render import SCHEMA_VERSION
from ctxkit.sync.charts import all_chart_values, chart_values
from ctxkit.tables import Report, Table, cell_of, counted, to_markdown
from ctxkit.upgrade import Upgrade, upgrade_values
from ctxkit.upgrade_decisions import Decision
from ctxkit.values_base import Base, is_copy, likely_base
from ctxkit.values_changes import Rename
from ctxkit.values_file import ValuesFile, encoded, load_values, parse_values
from ctxkit.words import name_words


def values_of(file: Path | None, chart: str | None, workspace: Path, *, option: str) -> ValuesFile | None:
    """Return the values that `--OPTION FILE` or `--OPTION-chart VERSION` names, None where neither is given."""
    if file is not None and chart is not None:
        raise UsageError(f"give either --{option} or --{option}-chart, not both")
    if chart is not None:
        return parse_values(*chart_values(workspace, chart))
    return load_values(file) if file is not None else None


class Mask:
    """Masks the secrets of values files in one report; what charts come with, such as `#REPLACE_ME#`, is none."""

    def __init__(self) -> None:
        self._redactor = Redactor()

    def of(self, path: Sequence[str], value: Any) -> Any:
        """Return the value at `path` with its secrets masked."""
        return value if is_public(path, value) else self._redactor.mask_value(path[-1], value)

    def cell(self, path: Sequence[str], value: Any) -> str:
        """Return the value at `path` for a table."""
        return cell_of(self.of(path, value))


def is_public(path: Sequence[str], value: Any) -> bool:
    """Tell whether a value is one that charts come with: a placeholder, a secret of Dify's examples, its own name."""
    if not isinstance(value, str):
        return False
    return is_placeholder(value) or value in COMMON_SECRETS or value.lower() in name_words(".".join(path))


def rename_dict(rename: Rename) -> dict[str, Any]:
    """Return the JSON form of a rename."""
    return {"old": rename.old.name, "new": rename.new.name, "evidence": list(rename.evidence)}


# --- upgrade-values ---------------------------------------------------------------------------------------------------


def upgrade_file(
    mine: Path, new: ValuesFile, base: ValuesFile | None, *, workspace: Path, out: Path | None, json: bool
) -> None:
    """Write the values at `mine` onto `new` and print what was decided: the file goes to `out` or to stdout.

    Without `base`, the chart of the workspace that `mine` is a copy of is taken for it, if there is one.
    """
    yours = load_values(mine)
    found = None if base else likely_base(yours, all_chart_values(workspace))
    base = found.file if found else base
    about_base = _about_base(yours, new, base, found)
    upgrade = upgrade_values(yours, new, base)
    saved = _save(out, encoded(upgrade.text, upgrade.encoding), mine) if out is not None else ""
    if json:
        data = _upgrade_dict(yours, new, base, about_base, upgrade)
        emit_json({**data, "out": str(out), "backup": saved} if out else {**data, "text": upgrade.text})
        return
    report = _upgrade_report(yours, new, about_base, upgrade)
    if out is None:
        emit_bytes(encoded(upgrade.text, upgrade.encoding))
        say(to_markdown(report))
        return
    say(f"wrote {out}" + (f"; what it held before is {saved}" if saved else ""))
    show(report)


def _about_base(mine: ValuesFile, new: ValuesFile, base: ValuesFile | None, found: Base | None) -> str:
    """Say how it is known what the customer changed, nothing where they gave the old chart themselves."""
    if found:
        return (
            f"{mine.name} was taken for a copy of {found.file.name}: {found.equal} of {found.shared} values are its "
            "defaults, the others are yours; if it is of another chart, give --base"
        )
    if base:
        return ""
    if is_copy(mine, new):
        return (
            f"{mine.name} looks like a copy of a whole chart's file: give that chart's with --base. Without it, old "
            "defaults count as yours"
        )
    return "without --base what differs from the new default counts as yours"


def emit_bytes(data: bytes) -> None:
    """Write a file to stdout as it is."""
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def _save(path: Path, data: bytes, mine: Path) -> str:
    """Write `data` to `path` as a whole; what stood there is kept beside it, and named. Raise UsageError on failure.

    The file may hold secrets: nobody may read it who may not read `mine`.
    """
    if path.exists() and not path.is_file():
        raise UsageError(f"{path}: is no file")
    new = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        backup = _back_up(path, data) if path.exists() else ""
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path if path.exists() else mine, new)
        new.replace(path)
    except OSError as error:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise UsageError(f"{path}: {error.strerror or error}") from None
    return backup


def _back_up(path: Path, data: bytes) -> str:
    if path.read_bytes() == data:
        return ""
    number = 0
    while (copy := path.with_name(f"{path.name}.bak{number or ''}")).exists():
        number += 1
    shutil.copy2(path, copy)
    return str(copy)


def _upgrade_dict(
    mine: ValuesFile, new: ValuesFile, base: ValuesFile | None, about_base: str, upgrade: Upgrade
) -> dict[str, Any]:
    mask = Mask().of
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "upgrade-values",
        "from": mine.name,
        "to": new.name,
        "base": base.name if base else None,
        "notes": [about_base] if about_base else [],
        "decisions": [
            {
                "path": d.name,
                "action": d.action,
                "why": d.why,
                "check": d.check,
                "line": d.line or None,
                "yours": mask(d.path, d.yours),
                "old": mask(d.path, d.old),
                "new": mask(d.path, d.new),
            }
            for d in upgrade.decisions
        ],
        "renames": [rename_dict(rename) for rename in upgrade.renames],
    }


_Cells = Callable[[Decision], tuple[str, ...]]


def _upgrade_report(mine: ValuesFile, new: ValuesFile, about_base: str, upgrade: Upgrade) -> Report:
    mask = Mask()

    def cell(decision: Decision, value: Any) -> str:
        return mask.cell(decision.path, value)

    def theirs_of(decision: Decision) -> str:
        return cell(decision, decision.new) if decision.in_new else ""

    def yours(d: Decision) -> tuple[str, ...]:
        return d.name, cell(d, d.yours), theirs_of(d), d.why, str(d.line)

    def theirs(d: Decision) -> tuple[str, ...]:
        return d.name, cell(d, d.yours), theirs_of(d), d.why

    def fresh(d: Decision) -> tuple[str, ...]:
        return d.name, cell(d, d.new)

    def table(title: str, rows: list[Decision], cells: _Cells, *head: str) -> Table:
        return Table(title=title, head=head, rows=tuple(map(cells, rows)), code=(0, 1, 2))

    own = ("path", "yours", "the chart's", "why", "line")
    checks = [d for d in upgrade.decisions if d.check]
    plain = [d for d in upgrade.decisions if not d.check]

    def of(*actions: str) -> list[Decision]:
        return [d for d in plain if d.action in actions]

    renames = Table(
        title="May be renamed",
        head=("yours", "perhaps now", "because of"),
        rows=tuple((r.old.name, r.new.name, ", ".join(r.evidence)) for r in upgrade.renames),
        code=(0, 1),
    )
    tables = (
        table("To be checked", checks, yours, *own),
        renames,
        table("Kept", of("kept", "added", "same"), yours, *own),
        table("Images of the new chart", of("image"), theirs, *own[:4]),
        table("Defaults that changed", of("default"), theirs, "path", "old default", "new default", "why"),
        table("Defaults that the chart has no more", of("dropped"), theirs, "path", "old default", "", "why"),
        table("New in the chart", of("new"), fresh, "path", "default"),
    )
    kept = len(upgrade.of("kept", "added"))
    facts = [
        f"{mine.name} onto {new.name}: {counted(kept, 'value')} of yours kept, "
        f"{counted(len(upgrade.of('no-place')), 'value')} without a place, {len(checks)} to be checked"
    ]
    if about_base:
        facts.append(about_base)
    if upgrade.of("no-place"):
        facts.append("what has no place is kept in a comment at the end of the file")
    return Report(title=f"ctxkit upgrade-values {mine.name}", facts=tuple(facts), tables=tables)


def show(report: Report) -> None:
    """Print a report: tables in a terminal, Markdown into a pipe."""
    if sys.stdout.isatty():
        from ctxkit.terminal import print_report

        print_report(report)
    else:
        emit(to_markdown(report))
