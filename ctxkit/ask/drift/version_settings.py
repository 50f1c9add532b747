"""The settings of one version: declared by programs, set by deployments, passed on by compose.

Not here: the explanation of one setting (`ask/explain/explain.py`), the changes between versions
(`drift.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.programs import ENV, MIDDLEWARE, OTHER, VALUES, scope_name, scope_of_file
from ctxkit.index.reader import Index
from ctxkit.index.rows import fold_key
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Location

COMPOSE = "compose"
"""A scope beside those of `dify/programs.py`: the defaults in docker-compose.yaml itself."""

DELIVERED = frozenset({"api", "web", "sandbox", "plugin_daemon", "agent", "agent_runtime"})
"""The programs whose containers get variables from docker-compose.yaml."""

_COMPUTED = ("computed", "property")
_OWN_FILES = ("code-default", "sandbox-config")

_RANKS = ("api", "plugin_daemon", "sandbox", "web", "agent", ENV, COMPOSE, VALUES)
_LAYER_NAMES = {ENV: "docker/.env.example", COMPOSE: "docker-compose.yaml"}

ScopedName = tuple[str, str]
"""A scope and a name in it."""


class VersionSetting(Struct, frozen=True, kw_only=True):
    """A setting of one version; `scope` is its program or layer, `default` its default there.

    `targets` are the names under which containers get it, `attribute` is its name in the code.
    """

    scope: str
    name: str
    location: Location
    type: str = ""
    default: str | None = None
    constraints: str = ""
    description: str = ""
    aliases: tuple[str, ...] = ()
    attribute: str = ""
    targets: tuple[str, ...] = ()

    @property
    def program(self) -> str:
        return program_name(self.scope)


class Snapshot(Struct, frozen=True):
    """A version: a view of the index, and its sources."""

    index: Index
    sources: Sources


def settings_of(index: Index, uses: list[ConfigUse]) -> dict[ScopedName, VersionSetting]:
    """Return the settings of an index by scope and name, programs in order; `uses` are its uses of
    settings outside of tests.
    """
    found: dict[ScopedName, VersionSetting] = {}
    for setting in (*_declared(index, uses), *_set(uses)):
        found.setdefault((setting.scope, setting.name), setting)
    return dict(sorted(found.items(), key=lambda item: (rank(item[0][0]), item[0])))


# --- declared by programs ------------------------------------------------------------------------


def _declared(index: Index, uses: Iterable[ConfigUse]) -> Iterator[VersionSetting]:
    defaults = _defaults_in_own_files(uses)
    for key in sorted(_keys(index), key=_best_declaration_first):
        scope = scope_of_file(key.repo, key.path)
        if scope in (OTHER, MIDDLEWARE) or key.origin in _COMPUTED:
            continue
        yield VersionSetting(
            scope=scope,
            name=key.name,
            location=key.location,
            type=key.type,
            default=_default(key, scope, defaults),
            constraints=key.constraints,
            description=key.description,
            aliases=key.aliases,
            attribute=key.attribute,
        )


def _keys(index: Index) -> Iterator[ConfigKey]:
    return (key for key in index.all(ConfigKey) if not key.test)


def _best_declaration_first(key: ConfigKey) -> tuple[bool, bool, str, str, int]:
    return key.origin == "getenv", key.default is None, key.repo, key.path, key.line


def _defaults_in_own_files(uses: Iterable[ConfigUse]) -> dict[ScopedName, str]:
    """Return the defaults in a program's own files, by folded name."""
    found: dict[ScopedName, str] = {}
    for use in uses:
        if use.via in _OWN_FILES and use.value is not None:
            scope = scope_of_file(use.repo, use.path)
            for name in filter(None, (use.name, use.target)):
                found.setdefault((scope, fold_key(name)), use.value)
    return found


def _default(key: ConfigKey, scope: str, defaults: Mapping[ScopedName, str]) -> str | None:
    if key.default is not None:
        return key.default
    for name in (key.name, key.attribute):
        default = defaults.get((scope, fold_key(name)))
        if default is not None:
            return default
    return None


def computed_of(index: Index) -> set[ScopedName]:
    """Return scope and name of the settings that a program computes and does not read."""
    return {
        (scope_of_file(key.repo, key.path), key.name)
        for key in _keys(index)
        if key.origin in _COMPUTED
    }


# --- set by deployments --------------------------------------------------------------------------


def _set(uses: Iterable[ConfigUse]) -> Iterator[VersionSetting]:
    """Yield the settings of `.env.example`, docker-compose.yaml and the chart's values."""
    targets = _targets(uses)
    for use in uses:
        scope = _setting_scope(use)
        if scope:
            yield VersionSetting(
                scope=scope,
                name=use.name,
                location=use.location,
                default=use.value,
                description=use.description,
                targets=tuple(targets.get(use.name, ())),
            )


def _setting_scope(use: ConfigUse) -> str:
    """Return the layer whose setting a use is, empty if it is not a setting of a layer."""
    if use.via == "compose":
        has_default = _is_in_compose_file(use) and use.value is not None
        return COMPOSE if has_default else ""
    scope = scope_of_file(use.repo, use.path)
    if use.via == "env-example":
        return scope if scope == ENV else ""
    if use.via == "helm-values" and _is_values_of_chart(use.path):
        return scope if scope == VALUES else ""
    return ""


def _is_in_compose_file(use: ConfigUse) -> bool:
    return (use.repo, use.path) == ("dify", COMPOSE_FILE)


def _is_values_of_chart(path: str) -> bool:
    """Return whether a file has the values of the chart itself, not of a subchart."""
    is_subchart = "/charts/" in path.partition("charts/")[2]
    return path.endswith("/values.yaml") and not is_subchart


def _targets(uses: Iterable[ConfigUse]) -> dict[str, dict[str, None]]:
    """Return the names under which containers get each variable of `.env`."""
    found: dict[str, dict[str, None]] = {}
    for use in uses:
        if _is_in_compose_file(use) and use.role == "renames":
            found.setdefault(use.name, {}).setdefault(use.target)
    return found


def names_in_env(settings: Iterable[VersionSetting]) -> frozenset[str]:
    """Return the names that docker/.env may set, whether it does or not."""
    own = [each for each in settings if each.scope != VALUES]
    own = [each for each in own if not each.scope.startswith("plugin:")]
    return frozenset(name for each in own for name in (each.name, *each.aliases))


def rank(scope: str) -> int:
    """Return the position of a program or layer in lists."""
    return _RANKS.index(scope) if scope in _RANKS else len(_RANKS)


def program_name(scope: str) -> str:
    """Return the name of a program or layer in reports."""
    return _LAYER_NAMES.get(scope) or scope_name(scope)
