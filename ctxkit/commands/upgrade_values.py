"""What `upgrade-values` does and prints: read files and charts, call one function, write, report.

Not here: the new file (`ask/upgrade/upgrade.py`), `drift` (`drift_values.py`, `drift_versions.py`),
options (`cli.py`).
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from ctxkit.ask.upgrade.base_chart import likely_base
from ctxkit.ask.upgrade.upgrade import upgrade_values
from ctxkit.commands.console import emit, emit_json, say
from ctxkit.errors import UsageError
from ctxkit.files.values import ValuesFile, encoded, load_values, parse_values
from ctxkit.output.tables import Report, to_markdown
from ctxkit.output.upgrade_report import about_base, upgrade_dict, upgrade_report
from ctxkit.workspace.charts import all_chart_values, chart_values


def values_of(
    file: Path | None, chart: str | None, workspace: Path, *, option: str
) -> ValuesFile | None:
    """Return the values that `--OPTION FILE` or `--OPTION-chart VERSION` names, None where neither
    is given.
    """
    if file is not None and chart is not None:
        raise UsageError(f"give either --{option} or --{option}-chart, not both")
    if chart is not None:
        return parse_values(*chart_values(workspace, chart))
    return load_values(file) if file is not None else None


def upgrade_file(
    mine: Path,
    new: ValuesFile,
    base: ValuesFile | None,
    *,
    workspace: Path,
    out: Path | None,
    json: bool,
) -> None:
    """Write the values at `mine` onto `new` and print what was decided: the file goes to `out` or
    to stdout.

    Without `base`, the chart of the workspace that `mine` is a copy of is taken for it, if there is
    one.
    """
    yours = load_values(mine)
    found = None if base else likely_base(yours, all_chart_values(workspace))
    base = found.file if found else base
    about = about_base(yours, new, base, found)
    upgrade = upgrade_values(yours, new, base)
    saved = _save(out, encoded(upgrade.text, upgrade.encoding), mine) if out is not None else ""
    if json:
        data = upgrade_dict(yours, new, base, about, upgrade)
        emit_json(
            {**data, "out": str(out), "backup": saved} if out else {**data, "text": upgrade.text}
        )
        return
    report = upgrade_report(yours, new, about, upgrade)
    if out is None:
        emit_bytes(encoded(upgrade.text, upgrade.encoding))
        say(to_markdown(report))
        return
    say(f"wrote {out}" + (f"; what it held before is {saved}" if saved else ""))
    show(report)


def emit_bytes(data: bytes) -> None:
    """Write a file to stdout as it is."""
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def _save(path: Path, data: bytes, mine: Path) -> str:
    """Write `data` to `path` as a whole; what stood there is kept beside it, and named. Raise
    UsageError on failure.

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


def show(report: Report) -> None:
    """Print a report: tables in a terminal, Markdown into a pipe."""
    if sys.stdout.isatty():
        from ctxkit.output.terminal import print_report

        print_report(report)
    else:
        emit(to_markdown(report))
