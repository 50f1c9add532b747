"""The report of `new-values`, as tables and as JSON: without its secrets. Pure.

Not here: how the file is made (`ask/new_values/`), output of the command
(`commands/new_values.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ctxkit.ask.new_values.new_values import NewValues
from ctxkit.ask.new_values.written import WrittenValue
from ctxkit.dify.profiles import ONE_SECRETS
from ctxkit.output.json_form import SCHEMA_VERSION
from ctxkit.output.tables import Report, ReportTable
from ctxkit.output.upgrade_report import broken_rules_table
from ctxkit.output.values_mask import Mask, is_public
from ctxkit.text.redact import secret_class
from ctxkit.text.wording import counted

_HIDDEN = "<secret>"


def new_values_dict(new: NewValues, base: str) -> dict[str, Any]:
    """Return the JSON form of a new file, secrets masked."""
    mask = Mask()
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "new-values",
        "profile": new.profile,
        "chart": base,
        "kind": new.chart,
        "values": [
            {
                "path": each.path,
                "line": line,
                "value": _HIDDEN if _is_secret(each) else mask.of(each.keys, each.value),
                "from": each.source,
                "why": each.why,
            }
            for line, each in new.values
        ],
        "fill_in": [{"path": each.path, "line": line} for line, each in new.of("fill")],
        "broken_rules": [each.to_dict() for each in new.broken],
        "notes": list(new.notes),
    }


def new_values_report(new: NewValues, base: str, out: str) -> Report:
    """Return the report of a new file that is written to `out`, without its secrets."""
    made, kept = new.of("made"), new.of("mine")
    facts = [
        f"{out} for {base}: {counted(len(new.values), 'value')}, "
        f"{counted(len(made), 'secret')} made, {len(kept)} kept",
    ]
    if fill := new.of("fill"):
        facts.append(f"{counted(len(fill), 'value')} to fill in before you install it")
    secrets = [each for each in new.values if _is_secret(each[1])]
    others = [each for each in new.values if each not in secrets and each not in fill]
    return Report(
        title=f"ctxkit new-values {new.profile}",
        facts=tuple(facts),
        tables=(
            _table("Fill in", fill),
            broken_rules_table(new.broken, title="Rules that it breaks"),
            _table("Secrets", secrets),
            _values_table(others, Mask()),
        ),
        notes=new.notes,
    )


def _is_secret(value: WrittenValue) -> bool:
    """Return whether a value must not be shown."""
    if value.source == "made" or any(value.path in row.paths for row in ONE_SECRETS):
        return True
    if value.value in ("", None) or is_public(value.keys, value.value):
        return False
    return bool(secret_class(value.path))


def _table(title: str, values: Iterable[tuple[int, WrittenValue]]) -> ReportTable:
    """Return the table of values that are not shown."""
    rows = ((str(line), each.path, each.why.removeprefix("fill in: ")) for line, each in values)
    return ReportTable(title=title, head=("line", "path", "what"), rows=tuple(rows), code=(1,))


def _values_table(values: Iterable[tuple[int, WrittenValue]], mask: Mask) -> ReportTable:
    rows = (
        (str(line), each.path, mask.cell(each.keys, each.value), each.why) for line, each in values
    )
    head = ("line", "path", "value", "why")
    return ReportTable(title="Values", head=head, rows=tuple(rows), code=(1, 2))
