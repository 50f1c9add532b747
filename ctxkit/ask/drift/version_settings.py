"""The settings of one version: what programs declare, what the deployments set, what compose hands
to whom.

Not here: what a person is told of one setting (`ask/explain/explain.py`), what changed between two
versions (`drift.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ctxkit.dify.programs import ENV, MIDDLEWARE, OTHER, VALUES, scope_name, scope_of_file
from ctxkit.index.reader import Index
from ctxkit.index.rows import fold_key
from ctxkit.model import ConfigKey, ConfigUse, Location
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import Name

COMPOSE = "compose"
"""Beside the scopes of `dify/programs.py`: what docker-compose.yaml itself falls back to."""

COMPOSE_FILE = "docker/docker-compose.yaml"
DELIVERED = frozenset({"api", "web", "sandbox", "plugin_daemon"})
"""The programs that docker-compose.yaml hands variables to one by one."""

_COMPUTED = ("computed", "property")
_OWN_FILES = ("code-default", "sandbox-config")
_NOT_PASSED = ("compose-merge", "compose-image", "compose-env-file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting of one version.

    `scope` is the program or layer, `default` what it is there if nobody sets it.
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


def settings_of(index: Index, uses: list[ConfigUse]) -> dict[tuple[str, str], Setting]:
    """Return the settings of a view by scope and name, programs in order; `uses` are its uses,
    tests left out.
    """
    found: dict[tuple[str, str], Setting] = {}
    for setting in (*_declared(index, uses), *_set(uses)):
        found.setdefault((setting.scope, setting.name), setting)
    return dict(sorted(found.items(), key=lambda item: (rank(item[0][0]), item[0])))


def _declared(index: Index, uses: Iterable[ConfigUse]) -> Iterator[Setting]:
    own: dict[tuple[str, str], str] = {}
    for use in uses:
        if use.via in _OWN_FILES and use.value is not None:
            scope = scope_of_file(use.repo, use.path)
            for name in (use.name, use.target):
                own.setdefault((scope, fold_key(name)), use.value)
    keys = [key for key in index.all(ConfigKey) if not key.test and key.origin not in _COMPUTED]
    for key in sorted(
        keys, key=lambda k: (k.origin == "getenv", k.default is None, k.repo, k.path, k.line)
    ):
        scope = scope_of_file(key.repo, key.path)
        if scope in (OTHER, MIDDLEWARE):
            continue
        default = key.default
        for name in (key.name, key.attribute) if default is None else ():
            default = own.get((scope, fold_key(name))) if default is None else default
        yield Setting(
            scope=scope,
            name=key.name,
            location=key.location,
            type=key.type,
            default=default,
            constraints=key.constraints,
            description=key.description,
            aliases=key.aliases,
            attribute=key.attribute,
        )


def _set(uses: Iterable[ConfigUse]) -> Iterator[Setting]:
    """Yield what the deployments set: `.env.example`, the fallbacks of docker-compose.yaml, the
    chart's values.
    """
    targets: dict[str, dict[str, None]] = {}
    passed = [
        use
        for use in uses
        if use.path == COMPOSE_FILE and use.repo == "dify" and use.role == "renames"
    ]
    for use in passed:
        targets.setdefault(use.name, {}).setdefault(use.target)
    for use in uses:
        scope = scope_of_file(use.repo, use.path)
        if scope == ENV and use.via == "env-example":
            scope = ENV
        elif (
            use.repo == "dify"
            and use.path == COMPOSE_FILE
            and use.via == "compose"
            and use.value is not None
        ):
            scope = COMPOSE
        elif not (
            scope == VALUES and use.via == "helm-values" and use.path.endswith("/values.yaml")
        ):
            continue
        if (
            scope == VALUES
            and use.path.count("/values.yaml")
            and "/charts/" in use.path.partition("charts/")[2]
        ):
            continue  # of a subchart
        yield Setting(
            scope=scope,
            name=use.name,
            location=use.location,
            default=use.value,
            description=use.description,
            targets=tuple(targets.get(use.name, ())),
        )


def computed_of(index: Index) -> set[tuple[str, str]]:
    """Return scope and name of what a program computes itself, whatever the environment says."""
    return {
        (scope_of_file(key.repo, key.path), key.name)
        for key in index.all(ConfigKey)
        if not key.test and key.origin in _COMPUTED
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """Which variables of `.env` the compose file makes a container's variable of: container's name
    -> sources.
    """

    sources: Mapping[str, set[str]]

    def of(self, target: str) -> set[str]:
        return self.sources.get(target, set())

    def targets_of(self, name: str) -> list[str]:
        return [target for target, sources in self.sources.items() if name in sources]


def feeds_of(uses: Iterable[ConfigUse]) -> Feeds:
    found: dict[str, set[str]] = defaultdict(set)
    for use in uses:
        if (
            use.repo == "dify"
            and use.path == COMPOSE_FILE
            and use.via == "compose"
            and use.role in ("sets", "renames")
        ):
            found[use.target or use.name].add(use.name)
    return Feeds(sources=found)


def passed_on(graph: SettingsGraph, uses: Iterable[ConfigUse]) -> set[Name]:
    """Return the names that the compose file hands to programs."""
    found: set[Name] = set()
    for use in uses:
        if (
            scope_of_file(use.repo, use.path) == ENV
            and use.role in ("sets", "renames")
            and use.via not in _NOT_PASSED
        ):
            found.update(target for _, target in graph.edges(use) if target.scope in DELIVERED)
    return found


_RANKS = ("api", "plugin_daemon", "sandbox", "web", "agent", ENV, COMPOSE, VALUES)


def rank(scope: str) -> int:
    return _RANKS.index(scope) if scope in _RANKS else len(_RANKS)


def program_name(scope: str) -> str:
    """Return what to call the program or layer of a setting."""
    return {ENV: "docker/.env.example", COMPOSE: "docker-compose.yaml"}.get(scope) or scope_name(
        scope
    )
