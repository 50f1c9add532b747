"""The command `upgrade-values`.

Not here: the new file (`ask/upgrade/upgrade.py`), the report (`output/upgrade_report.py`), options
(`versions.py`).
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from ctxkit.api import Chart, upgrade_values
from ctxkit.commands.console import emit_json, say
from ctxkit.commands.reports import print_report
from ctxkit.errors import UsageError
from ctxkit.output.tables import to_markdown
from ctxkit.output.translation import translated
from ctxkit.text.languages import Language

WHOLE, LOST_SECRETS = 0, 1


def print_upgrade(
    mine: Path,
    new: Path | Chart | None,
    base: Path | Chart | None,
    *,
    workspace: Path,
    out: Path | None,
    json: bool,
    lang: Language,
    verbose: bool,
) -> int:
    """Migrate the values at `mine` to `new`, print the report, and return the exit code.

    Without `out`, the new file goes to stdout and the report to stderr.
    """
    if new is None:
        raise UsageError("no chart to upgrade to", hint="pass --to FILE or --to-chart VERSION")
    made = upgrade_values(mine, new, base=base, workspace=workspace)
    saved = made.save(out) if out is not None else None
    if json:
        emit_json(made.to_dict(saved))
    elif saved is None:
        _emit_bytes(made.data)
        say(to_markdown(made.report, lang))
    else:
        backup = f"; the old content is in {saved.backup}" if saved.backup else ""
        say(translated(f"wrote {out}{backup}", lang))
        print_report(made.report, lang, in_full=verbose)
    for path in made.lost_secrets:
        lost = (
            f"{path}: the new chart does not read it, and your secret is only in the comment at "
            "the end of the new file: move it to where the chart reads it before you upgrade"
        )
        say(translated(lost, lang))
    return LOST_SECRETS if made.lost_secrets else WHOLE


def _emit_bytes(data: bytes) -> None:
    """Write bytes to stdout unchanged."""
    with suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
