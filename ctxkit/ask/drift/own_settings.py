"""The settings of a user's own file, and the changes that affect them.

Not here: the changes (`drift.py`), changes between values files (`files/values_changes.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from ctxkit.ask.drift.drift import Change, Drift
from ctxkit.ask.drift.version_settings import COMPOSE, VersionSetting
from ctxkit.dify.programs import ENV, VALUES
from ctxkit.errors import UsageError
from ctxkit.files.dotenv import read_env
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import parse_values
from ctxkit.files.yaml_tree import YAML_ENDINGS
from ctxkit.index.reader import Index
from ctxkit.settings.chain import chain_of
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import Name


def settings_in(file: CustomerFile) -> dict[str, Any]:
    """Return the settings of a `.env` or values file by name; of the latter also the variables in
    lists.

    Raise UsageError if a `.env` has none.
    """
    if Path(file.path).suffix.lower() in YAML_ENDINGS:
        values = parse_values(Path(file.path).name, file.data).values
        variables = dict(pair for value in values for pair in _variables(value.plain))
        return {**variables, **{value.path: value.plain for value in values}}
    found = read_env(file).values()
    if not found:
        raise UsageError(
            f"{file.path}: no settings found",
            hint="pass a .env file, or a values file whose name ends in .yaml",
        )
    return dict(found)


def _variables(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the names and values of a list of environment variables (`extraEnv`)."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict) and isinstance(item.get("name"), str):
            yield item["name"], item.get("value")


def affecting(found: Drift, names: Iterable[str], old: Index, new: Index) -> Drift:
    """Return the changes that affect one of `names`, the settings of a user's file.

    A change affects a name if it is the name of the setting, or if the setting is set from it under
    another name in either version.
    """
    wanted = _Names(names)
    before, after = SettingsGraph(old), SettingsGraph(new)

    def affected(changes: Iterable[Change]) -> Iterator[Change]:
        for change in changes:
            mine = dict.fromkeys((*wanted.of(change.old, before), *wanted.of(change.new, after)))
            if mine:
                yield replace(change, mine=tuple(mine))

    kinds = {kind: tuple(affected(changes)) for kind, changes in found.kinds().items()}
    return Drift(notes=found.notes, **kinds)


class _Names:
    """The names that a file sets, also by the paths above them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = dict.fromkeys(names)
        self._below: dict[str, list[str]] = defaultdict(list)
        for name in self._names:
            for above in _paths_above(name):
                self._below[above].append(name)

    def of(self, setting: VersionSetting | None, graph: SettingsGraph) -> list[str]:
        """Return the names under which the file sets a setting."""
        if setting is None:
            return []
        if setting.scope == VALUES:
            return self._of_value(setting.name)
        own = [name for name in (setting.name, *setting.aliases) if name in self._names]
        if own or setting.scope in (ENV, COMPOSE):
            return own
        chain = chain_of(graph, [Name(setting.scope, setting.name)])
        sources = [name.name for name, depth in chain.depth.items() if depth < 0]
        return [name for name in sources if name in self._names]

    def _of_value(self, path: str) -> list[str]:
        above = [each for each in (path, *_paths_above(path)) if each in self._names]
        return [*above, *self._below.get(path, ())]


def _paths_above(path: str) -> Iterator[str]:
    for at, letter in enumerate(path):
        if letter == ".":
            yield path[:at]
