"""Compare the settings of two versions of the sources, both views of one index.

A setting is declared by a program, set by `.env.example` or `docker-compose.yaml`, or a value of
the chart. Not here: users' values files (`files/values_changes.py`), adding a version to the index
(`versions.py`), the changes that affect a user's file (`own_settings.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ctxkit.ask.drift.renames import Positions, new_beside, renames
from ctxkit.ask.drift.version_settings import (
    COMPOSE,
    DELIVERED,
    Feeds,
    ScopedName,
    VersionSetting,
    computed_of,
    feeds_of,
    passed_on,
    program_name,
    settings_of,
)
from ctxkit.dify.programs import ENV
from ctxkit.dify.repositories import missing_in_words, missing_programs, missing_repositories
from ctxkit.index.reader import Index
from ctxkit.model import ConfigUse, Status
from ctxkit.settings.chain import chain_of
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.named_effect import has_compose
from ctxkit.settings.names import Name
from ctxkit.settings.status import Effect, effect_of

MAX_EFFECTS = 400
"""Settings whose effect is computed; a year of Dify brings about that many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One setting in both versions, None in a version that does not have it.

    `why` is the evidence of a rename, the reason of a status, or what replaced a removed setting.
    `mine` are the names under which a user's file sets it.
    """

    old: VersionSetting | None
    new: VersionSetting | None
    why: tuple[str, ...] = ()
    status: Status | None = None
    mine: tuple[str, ...] = ()

    @property
    def setting(self) -> VersionSetting:
        """The new setting, or of a removed setting the old one."""
        either = self.new or self.old
        assert either is not None, "a change is of something"
        return either


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """The changes by kind, each in the order of programs and names."""

    added: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    renamed: tuple[Change, ...] = ()
    defaults: tuple[Change, ...] = ()
    types: tuple[Change, ...] = ()
    undelivered: tuple[Change, ...] = ()
    delivered: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()

    def kinds(self) -> dict[str, tuple[Change, ...]]:
        """Return the changes by the name of their kind."""
        return {
            "renamed": self.renamed,
            "undelivered": self.undelivered,
            "delivered": self.delivered,
            "removed": self.removed,
            "defaults": self.defaults,
            "types": self.types,
            "added": self.added,
        }

    def __bool__(self) -> bool:
        return any(self.kinds().values())


@dataclass(slots=True)
class _Side:
    """One version: its settings, those that its compose file passes through, and a walker over
    them. `missing` are the programs whose code it does not have.
    """

    graph: SettingsGraph
    has_compose: bool
    settings: dict[ScopedName, VersionSetting]
    delivered: set[Name]
    computed: set[ScopedName]
    feeds: Feeds
    missing: frozenset[str]
    asked: int = field(default=0)

    def effect(self, setting: VersionSetting) -> Effect | None:
        """Return the effect of a program's setting, None for a layer's or after `MAX_EFFECTS`."""
        if setting.scope in (ENV, COMPOSE) or self.asked >= MAX_EFFECTS:
            return None
        self.asked += 1
        chain = chain_of(self.graph, [Name(setting.scope, setting.name)])
        return effect_of(chain, compose=self.has_compose, missing=self.missing)


def drift(old: Index, new: Index) -> Drift:
    """Return the changes of settings from the view of `old` to that of `new`."""
    before, after = _side(old), _side(new)
    removed = [s for key, s in before.settings.items() if key not in after.settings]
    added = [s for key, s in after.settings.items() if key not in before.settings]
    both = [(s, after.settings[key]) for key, s in before.settings.items() if key in after.settings]
    positions = Positions(before.settings, after.settings)
    pairs = renames(removed, added, positions)
    olds, news = {id(pair.old) for pair in pairs}, {id(pair.new) for pair in pairs}
    changed = [*both, *((pair.old, pair.new) for pair in pairs)]
    deliveries = list(_deliveries(before, after, both))
    additions = tuple(_added(after, s) for s in added if id(s) not in news)
    notes = [*_missing(old, new)]
    if after.asked >= MAX_EFFECTS:
        notes.append(f"effects were computed for the first {MAX_EFFECTS} settings only")
    return Drift(
        added=additions,
        removed=tuple(
            _removed(before, after, s, new_beside(s, added, positions))
            for s in removed
            if id(s) not in olds
        ),
        renamed=tuple(Change(old=pair.old, new=pair.new, why=pair.evidence) for pair in pairs),
        defaults=tuple(Change(old=a, new=b) for a, b in changed if a.default != b.default),
        types=tuple(Change(old=a, new=b) for a, b in changed if _type_of(a) != _type_of(b)),
        undelivered=tuple(each for each in deliveries if each.status == "undelivered"),
        delivered=tuple(each for each in deliveries if each.status == "live"),
        notes=tuple(notes),
    )


def _missing(old: Index, new: Index) -> Iterator[str]:
    """Report the repositories whose settings are not compared."""
    words = missing_in_words(missing_repositories(old.checkouts().keys() & new.checkouts().keys()))
    if words:
        yield f"{words}: settings there are not compared"


def _side(index: Index) -> _Side:
    graph = SettingsGraph(index)
    uses = [use for use in index.all(ConfigUse) if not use.test]
    return _Side(
        graph=graph,
        has_compose=has_compose(index),
        settings=settings_of(index, uses),
        delivered=passed_on(graph, uses),
        computed=computed_of(index),
        feeds=feeds_of(uses),
        missing=missing_programs(index.checkouts()),
    )


_SPELLINGS = (
    (re.compile(r"\btyping\."), ""),
    (re.compile(r"^Optional\[(.+)\]$"), r"\1 | None"),
    (re.compile(r"\b(List|Dict|Set|Tuple)\["), lambda found: found[0].lower()),
    # A pointer in Go makes a setting optional, with the same values.
    (re.compile(r"^\*"), ""),
)
"""Spellings of one type, and the common one: `Optional[str]` is `str | None`."""


def _type_of(setting: VersionSetting) -> tuple[str, str]:
    text = setting.type
    for pattern, plain in _SPELLINGS:
        text = pattern.sub(plain, text)
    return text, setting.constraints


def _added(after: _Side, setting: VersionSetting) -> Change:
    effect = after.effect(setting) if setting.scope in DELIVERED else None
    if effect is None:
        return Change(old=None, new=setting)
    why = () if effect.status == "live" else (effect.why,)
    return Change(old=None, new=setting, status=effect.status, why=why)


# --- removed settings ----------------------------------------------------------------------------


def _removed(
    before: _Side, after: _Side, setting: VersionSetting, beside: tuple[str, ...]
) -> Change:
    """Return the change of a removed setting: where it is still used, and what replaces it."""
    why: list[str] = []
    if setting.scope in (*DELIVERED, ENV, COMPOSE):
        why += _still_set(after, setting)
    if (setting.scope, setting.name) in after.computed:
        why.append("now computed from other settings; the environment variable is ignored")
    if setting.scope == ENV:
        why += _still_known(after, setting.name)
    if setting.scope in (ENV, COMPOSE):
        why += _fed_otherwise(before, after, setting.name)
    if beside:
        why.append(f"possibly replaced by {', '.join(beside)}")
    return Change(old=setting, new=None, why=tuple(why))


def _still_set(after: _Side, setting: VersionSetting) -> Iterator[str]:
    """Report the layers that still set it."""
    layers = [
        program_name(scope)
        for scope in (ENV, COMPOSE)
        if scope != setting.scope and (scope, setting.name) in after.settings
    ]
    if layers:
        yield f"{' and '.join(layers)} still {'sets' if len(layers) == 1 else 'set'} it"


def _still_known(after: _Side, name: str) -> list[str]:
    """Report the programs that still declare a setting that is in no example any more."""
    known = [scope for scope in sorted(DELIVERED) if (scope, name) in after.settings]
    passed = [program_name(scope) for scope in known if Name(scope, name) in after.delivered]
    if passed:
        return [f"still passed to {' and '.join(passed)}"]
    return [
        f"{program_name(scope)} still declares it, but docker-compose.yaml does not pass it through"
        for scope in known
    ]


def _fed_otherwise(before: _Side, after: _Side, name: str) -> Iterator[str]:
    """Report the new sources of the container variables that it set."""
    for target in sorted(before.feeds.targets_of(name)):
        sources = after.feeds.of(target) - before.feeds.of(target)
        if sources:
            yield f"the container's {target} is now set from {', '.join(sorted(sources))}"


# --- passed through by compose -------------------------------------------------------------------


def _deliveries(
    before: _Side, after: _Side, both: Iterable[tuple[VersionSetting, VersionSetting]]
) -> Iterator[Change]:
    """Yield the settings that compose no longer passes to their program, and those that it now
    passes.

    The whole chain is walked only if the lines of the compose files differ.
    """
    if not (before.has_compose and after.has_compose):
        return
    for old, new in both:
        name = Name(new.scope, new.name)
        is_same = (name in before.delivered) == (name in after.delivered)
        if is_same or new.scope not in DELIVERED:
            continue
        was, now = before.effect(old), after.effect(new)
        if was and now and {was.status, now.status} == {"live", "undelivered"}:
            yield Change(old=old, new=new, why=(now.why,), status=now.status)
