"""What `drift --from VERSION` does and prints: have both versions in the index, compare them,
report.

Not here: what changed (`ask/drift/drift.py`), which commits a version is
(`workspace/other_version.py`), values files (`upgrade_values.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ctxkit.ask.drift.drift import Change, Drift, drift, touching
from ctxkit.ask.drift.version_settings import Setting
from ctxkit.commands.console import MAX_PASTED_BYTES, Progress, emit_json
from ctxkit.commands.upgrade_values import show
from ctxkit.errors import UsageError
from ctxkit.files.decoding import decode
from ctxkit.files.values import load_values
from ctxkit.index.build import index_beside
from ctxkit.index.digest import digest
from ctxkit.index.reader import Index
from ctxkit.model import Checkout
from ctxkit.output.json_form import SCHEMA_VERSION, versions_dict, where_dict
from ctxkit.output.tables import Report, Table, cell_of
from ctxkit.output.values_mask import Mask
from ctxkit.text.locations import place_name
from ctxkit.workspace.config import Workspace, load_workspace
from ctxkit.workspace.other_version import checkouts_at

_FOUND, _NOTHING = 0, 1
_ENV_LINE = re.compile(
    r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]{0,200})[ \t]*=([^\r\n]*)", re.MULTILINE
)
_LONGEST_TEXT = 120


def drift_of_versions(
    folder: Path, old: str, new: str | None, *, mine: Path | None, json: bool
) -> int:
    """Print what changed in settings from dify `old` to `new` (None: what the workspace holds);
    return 0, or 1 if nothing did.
    """
    workspace = load_workspace(folder)
    own = _settings_in(mine) if mine is not None else None
    with Index.open(workspace.state_folder, digest=digest()) as index:
        current = tuple(index.checkouts().values())
    sides = [_checkouts(workspace, version, current) for version in (old, new or workspace.dify)]
    progress = Progress()
    for checkouts in sides:
        index_beside(workspace.state_folder, checkouts, workspace.roots, progress=progress)
    progress.clear()
    opened = [Index.open(workspace.state_folder, checkouts=checkouts) for checkouts in sides]
    with opened[0] as before, opened[1] as after:
        found = drift(before, after)
        if own is not None:
            found = touching(found, own, before, after)
    mask = Mask()
    yours = {name: mask.of((name,), value) for name, value in (own or {}).items()}
    if json:
        emit_json(_to_dict(found, *sides, yours=yours))
    else:
        show(_report(found, *sides, mine=mine, yours=yours))
    return _FOUND if found else _NOTHING


def _checkouts(
    workspace: Workspace, version: str, current: Sequence[Checkout]
) -> tuple[Checkout, ...]:
    held = {c.version for c in current if c.repo == "dify"}
    if version in held or (version == workspace.dify and held):
        return tuple(sorted(current, key=lambda c: [*workspace.sources, c.repo].index(c.repo)))
    return checkouts_at(workspace, version)


def _settings_in(file: Path) -> dict[str, Any]:
    """Return what a customer's file sets: of a values file the paths, and the variables in its
    lists.
    """
    if file.suffix.lower() in (".yaml", ".yml"):
        leaves = load_values(file).leaves()
        variables = {name: value for leaf in leaves for name, value in _variables(leaf.plain)}
        return {**variables, **{leaf.name: leaf.plain for leaf in leaves}}
    try:
        with file.open("rb") as stream:
            text = decode(stream.read(MAX_PASTED_BYTES))
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}") from None
    found = {name: _env_value(value) for name, value in _ENV_LINE.findall(text)}
    if not found:
        raise UsageError(
            f"{file}: sets nothing", hint="give an .env file, or a values file that ends in .yaml"
        )
    return found


def _env_value(text: str) -> str:
    """Return the value of a line of an `.env` file without its quotes and its comment."""
    text = text.strip()
    quote = text[:1]
    if quote in ("'", '"') and (end := text.find(quote, 1)) > 0:
        return text[1:end]
    return text.partition(" #")[0].rstrip()


def _variables(value: Any) -> Iterable[tuple[str, Any]]:
    """Return names and values in a list of environment variables (`extraEnv`)."""
    items = value if isinstance(value, list) else ()
    return [
        (i["name"], i.get("value"))
        for i in items
        if isinstance(i, dict) and isinstance(i.get("name"), str)
    ]


# --- JSON -------------------------------------------------------------------------------------------------------------


def _to_dict(
    found: Drift, old: Sequence[Checkout], new: Sequence[Checkout], *, yours: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "drift",
        "from": versions_dict(old),
        "to": versions_dict(new),
        "changes": {
            kind: [_change_dict(c, yours) for c in changes]
            for kind, changes in found.kinds().items()
        },
        "notes": list(found.notes),
    }


def _change_dict(change: Change, yours: Mapping[str, Any]) -> dict[str, Any]:
    either = change.new or change.old
    assert either is not None, "a change is of something"
    return {
        "program": either.program,
        "name": either.name,
        "old": change.old and _setting_dict(change.old),
        "new": change.new and _setting_dict(change.new),
        "status": change.status,
        "why": list(change.why),
        **({"yours": {name: yours[name] for name in change.mine}} if change.mine else {}),
    }


def _setting_dict(setting: Setting) -> dict[str, Any]:
    return {
        "name": setting.name,
        "type": setting.type,
        "default": setting.default,
        "constraints": setting.constraints,
        "description": setting.description,
        **where_dict(setting.location),
    }


# --- the report -------------------------------------------------------------------------------------------------------

_TITLES = {
    "renamed": "Renamed",
    "undelivered": "No longer handed to the program by docker-compose.yaml",
    "delivered": "Now handed to the program by docker-compose.yaml",
    "removed": "Removed",
    "defaults": "Other defaults",
    "types": "Other types",
    "added": "Added",
}


def _report(
    found: Drift,
    old: Sequence[Checkout],
    new: Sequence[Checkout],
    *,
    mine: Path | None,
    yours: Mapping[str, Any],
) -> Report:
    kinds = found.kinds()
    shown = {kind: [c for c in changes if not _of_plugin(c)] for kind, changes in kinds.items()}
    hidden = sum(map(len, kinds.values())) - sum(map(len, shown.values()))
    counts = (
        ", ".join(f"{len(changes)} {kind}" for kind, changes in shown.items() if changes)
        or "no change"
    )
    facts = [counts, f"from {_versions(old)}", f"to {_versions(new)}"]
    if mine is not None:
        facts.append(f"only what touches {mine.name}")
    notes = list(found.notes)
    if hidden:
        notes.append(
            f"{hidden} changes in credentials and settings of plugins are left out; --json lists them"
        )
    wanted = f"{_dify(old)} to {_dify(new)}"
    return Report(
        title=f"ctxkit drift {wanted}",
        facts=tuple(facts),
        tables=tuple(_table(kind, changes, yours) for kind, changes in shown.items()),
        notes=tuple(notes),
    )


def _table(kind: str, changes: Sequence[Change], yours: Mapping[str, Any]) -> Table:
    head, columns = _COLUMNS[kind]
    if yours:
        head = ("yours", *head)

    def cells(change: Change) -> tuple[str, ...]:
        name, *others = columns(change)
        return (name, _yours(change, yours), *others) if yours else (name, *others)

    rows: dict[tuple[str, ...], list[str]] = {}
    for change in changes:
        either = change.new or change.old
        if either:
            rows.setdefault(cells(change), []).append(either.program)
    # The same change of .env.example and of the compose file is one row.
    return Table(
        title=_TITLES[kind],
        head=("setting", "of", *head),
        rows=tuple((cell[0], ", ".join(programs), *cell[1:]) for cell, programs in rows.items()),
        code=(0, *(2 + i for i, name in enumerate(head) if name in _CODE)),
    )


# Of columns, the names of those that hold code. Upstream's defaults are public: they are not
# masked.
_CODE = ("yours", "new name", "default", "default was", "old", "new", "type")


def _yours(change: Change, yours: Mapping[str, Any]) -> str:
    """Return what the customer's file sets; under which name, where that is not the setting's own."""
    either = change.new or change.old
    own = [name for name in change.mine if either and name == either.name]

    def shown(name: str) -> str:
        value = yours[name]
        text = (_text(value) or '""') if isinstance(value, str) else cell_of(value)
        return text if name in own else f"{name}={text}"

    return ", ".join(map(shown, change.mine))


def _value(setting: Setting | None) -> str:
    return "" if setting is None or setting.default is None else _text(setting.default) or '""'


def _kind(setting: Setting | None) -> str:
    return " ".join(filter(None, (setting.type, setting.constraints))) if setting else ""


def _text(text: str) -> str:
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."


def _place(setting: Setting | None) -> str:
    return f"{setting.location.repo} {place_name(setting.location)}" if setting else ""


def _name(setting: Setting | None) -> str:
    return setting.name if setting else ""


def _because(change: Change) -> str:
    return "; ".join(change.why)


_COLUMNS: dict[str, tuple[tuple[str, ...], Callable[[Change], tuple[str, ...]]]] = {
    "renamed": (
        ("new name", "because of", "place"),
        lambda c: (_name(c.old), _name(c.new), _because(c), _place(c.new)),
    ),
    "undelivered": (("why", "place"), lambda c: (_name(c.new), _because(c), _place(c.new))),
    "delivered": (("default", "place"), lambda c: (_name(c.new), _value(c.new), _place(c.new))),
    "removed": (
        ("default was", "place then", "now"),
        lambda c: (_name(c.old), _value(c.old), _place(c.old), _because(c)),
    ),
    "defaults": (
        ("old", "new", "place"),
        lambda c: (_name(c.new), _value(c.old), _value(c.new), _place(c.new)),
    ),
    "types": (
        ("old", "new", "place"),
        lambda c: (_name(c.new), _kind(c.old), _kind(c.new), _place(c.new)),
    ),
    "added": (
        ("default", "type", "status", "what it is", "place"),
        lambda c: (
            _name(c.new),
            _value(c.new),
            _kind(c.new),
            c.status or "",
            _text(c.new.description if c.new else ""),
            _place(c.new),
        ),
    ),
}


def _of_plugin(change: Change) -> bool:
    either = change.new or change.old
    return bool(either and either.scope.startswith("plugin:"))


def _versions(checkouts: Sequence[Checkout]) -> str:
    return ", ".join(f"{c.repo} {c.version} ({c.match})" for c in checkouts)


def _dify(checkouts: Sequence[Checkout]) -> str:
    return next((c.version for c in checkouts if c.repo == "dify"), "")
