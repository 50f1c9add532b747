"""`upgrade-values`: upgrade, write the new file, print what became of the values.

Not here: the new file (`ask/upgrade/upgrade.py`), options (`cli.py`).
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from ctxkit.api import Chart, upgrade_values
from ctxkit.commands.console import emit_json, say
from ctxkit.commands.reports import print_report
from ctxkit.errors import UsageError


def print_upgrade(
    mine: Path,
    new: Path | Chart | None,
    base: Path | Chart | None,
    *,
    workspace: Path,
    out: Path | None,
    json: bool,
) -> None:
    """Write the values at `mine` onto `new` and print the report: the new file goes to `out`, or to
    stdout and the report to stderr.
    """
    if new is None:
        raise UsageError("no chart to upgrade to", hint="give --to FILE or --to-chart VERSION")
    made = upgrade_values(mine, new, base=base, workspace=workspace)
    saved = made.save(out) if out is not None else None
    if json:
        emit_json(made.to_dict(saved))
    elif saved is None:
        _emit_bytes(made.data)
        say(made.markdown)
    else:
        say(f"wrote {out}" + (f"; what it held before is {saved.backup}" if saved.backup else ""))
        print_report(made.report)


def _emit_bytes(data: bytes) -> None:
    """Write a file to stdout as it is."""
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
