"""The report of drift between two versions of Dify, as tables and as JSON. Pure.

Not here: the changes (`ask/drift/drift.py`), drift between values files (`values_drift_report.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from ctxkit.ask.drift.drift import Change
from ctxkit.ask.drift.version_settings import VersionSetting
from ctxkit.ask.drift.versions import VersionDrift
from ctxkit.model import STATUS_WORDS, Checkout
from ctxkit.output.json_form import SCHEMA_VERSION, versions_dict
from ctxkit.output.json_places import where_dict
from ctxkit.output.tables import Report, ReportTable, cell_of, printable, shortened
from ctxkit.output.values_mask import Mask
from ctxkit.text.locations import named_place
from ctxkit.text.wording import match_words

MAX_TEXT_CHARS = 120
_EMPTY = '""'

Own = Mapping[str, Any]
"""The settings of the user's file by name, secrets masked."""


def masked_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a user's file with secrets masked."""
    mask = Mask()
    return {name: mask.of((name,), value) for name, value in settings.items()}


def version_drift_dict(found: VersionDrift, own: Own) -> dict[str, Any]:
    """Return the JSON form of drift between two versions."""
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "drift",
        "from": versions_dict(found.old),
        "to": versions_dict(found.new),
        "changes": {
            kind: [_change_dict(change, own) for change in changes]
            for kind, changes in found.changes.kinds().items()
        },
        "notes": list(found.changes.notes),
    }


def _change_dict(change: Change, own: Own) -> dict[str, Any]:
    data: dict[str, Any] = {
        "program": change.setting.program,
        "name": change.setting.name,
        "old": change.old and _setting_dict(change.old),
        "new": change.new and _setting_dict(change.new),
        "status": change.status,
        "why": list(change.why),
    }
    if change.mine:
        data["yours"] = {name: own[name] for name in change.mine}
    return data


def _setting_dict(setting: VersionSetting) -> dict[str, Any]:
    return {
        "name": setting.name,
        "type": setting.type,
        "default": setting.default,
        "constraints": setting.constraints,
        "description": setting.description,
        **where_dict(setting.location),
    }


# --- the report ----------------------------------------------------------------------------------


class _Section(Struct, frozen=True, kw_only=True):
    """The table of one kind of change: its columns after the setting and its programs."""

    title: str
    head: tuple[str, ...]
    cells: Callable[[Change], tuple[str, ...]]
    name: Callable[[Change], str] = lambda change: change.setting.name


_SECTIONS = {
    "renamed": _Section(
        title="Renamed",
        head=("new name", "evidence", "location"),
        cells=lambda c: (c.setting.name, _because(c), _place(c.new)),
        name=lambda c: c.old.name if c.old else "",
    ),
    "undelivered": _Section(
        title="No longer passed through by docker-compose.yaml",
        head=("why", "location"),
        cells=lambda c: (_because(c), _place(c.new)),
    ),
    "delivered": _Section(
        title="Now passed through by docker-compose.yaml",
        head=("default", "why", "location"),
        cells=lambda c: (_default(c.new), _because(c), _place(c.new)),
    ),
    "removed": _Section(
        title="Removed",
        head=("old default", "old location", "now"),
        cells=lambda c: (_default(c.old), _place(c.old), _because(c)),
    ),
    "unlisted": _Section(
        title="No longer in the example files, but still in effect",
        head=("old default", "old location", "now"),
        cells=lambda c: (_default(c.old), _place(c.old), _because(c)),
    ),
    "defaults": _Section(
        title="Changed defaults",
        head=("old", "new", "location"),
        cells=lambda c: (_default(c.old), _default(c.new), _place(c.new)),
    ),
    "types": _Section(
        title="Changed types",
        head=("old", "new", "location"),
        cells=lambda c: (_type(c.old), _type(c.new), _place(c.new)),
    ),
    "added": _Section(
        title="Added",
        head=("default", "type", "status", "description", "location"),
        cells=lambda c: (
            _default(c.new),
            _type(c.new),
            STATUS_WORDS[c.status] if c.status else "",
            _text(c.setting.description),
            _place(c.new),
        ),
    ),
}

_CODE = ("yours", "new name", "default", "old default", "old", "new", "type")
"""The columns with names and values. Upstream's defaults are public and not masked."""


def version_drift_report(found: VersionDrift, own: Own, *, mine: str) -> Report:
    """Return the report of drift between two versions; `mine` is the name of the user's file, empty
    without one.
    """
    kinds = found.changes.kinds()
    shown = {kind: [c for c in each if not _is_of_plugin(c)] for kind, each in kinds.items()}
    hidden = sum(map(len, kinds.values())) - sum(map(len, shown.values()))
    counts = ", ".join(f"{len(each)} {kind}" for kind, each in shown.items() if each)
    facts = [
        counts or "no change",
        f"from {_versions(found.old)}",
        f"to {_versions(found.new)}",
    ]
    if mine:
        facts.append(f"only changes that affect {mine}")
    notes = list(found.changes.notes)
    if hidden:
        notes.append(
            f"{hidden} changes of plugin credentials and settings are not shown (use --json)"
        )
    return Report(
        title=f"ctxkit drift {' to '.join(found.names)}",
        facts=tuple(facts),
        tables=tuple(_table(_SECTIONS[kind], each, own) for kind, each in shown.items()),
        notes=tuple(notes),
    )


def _table(section: _Section, changes: Sequence[Change], own: Own) -> ReportTable:
    rows: dict[tuple[str, ...], list[str]] = {}
    for change in changes:
        cells = (section.name(change), *_own_cell(change, own), *section.cells(change))
        rows.setdefault(cells, []).append(change.setting.program)
    head = ("setting", "program", *(("yours",) if own else ()), *section.head)
    return ReportTable(
        title=section.title,
        head=head,
        # The same change in .env.example and in the compose file is one row.
        rows=tuple((name, ", ".join(of), *cells) for (name, *cells), of in rows.items()),
        code=(0, *(number for number, column in enumerate(head) if column in _CODE)),
    )


def _own_cell(change: Change, own: Own) -> tuple[str, ...]:
    """Return the user's values, with their names if these differ from the setting's."""
    if not own:
        return ()
    values = []
    for name in change.mine:
        value = own[name]
        text = (_text(value) or _EMPTY) if isinstance(value, str) else cell_of(value)
        values.append(text if name == change.setting.name else f"{name}={text}")
    return (", ".join(values),)


def _default(setting: VersionSetting | None) -> str:
    if setting is None or setting.default is None:
        return ""
    return _text(setting.default) or _EMPTY


def _type(setting: VersionSetting | None) -> str:
    if setting is None:
        return ""
    return " ".join(part for part in (setting.type, setting.constraints) if part)


def _text(text: str) -> str:
    return shortened(" ".join(printable(text, " ").split()), MAX_TEXT_CHARS)


def _place(setting: VersionSetting | None) -> str:
    return named_place(setting.location) if setting is not None else ""


def _because(change: Change) -> str:
    return "; ".join(change.why)


def _is_of_plugin(change: Change) -> bool:
    return change.setting.scope.startswith("plugin:")


def _versions(checkouts: Iterable[Checkout]) -> str:
    return ", ".join(
        f"{each.repo} {each.version} ({match_words(each.match)})" for each in checkouts
    )
