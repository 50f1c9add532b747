"""What changed in settings from one version of the sources to another: both are views of one index.

A setting is what a program declares, what the compose deployment's `.env.example` and
`docker-compose.yaml` set, or a value of the chart. Not here: values files of the user's
(`files/values_changes.py`), how a version's facts get into the index (`index/build.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ctxkit.ask.drift.renames import Places, new_beside, renames
from ctxkit.ask.drift.version_settings import (
    COMPOSE,
    COMPOSE_FILE,
    DELIVERED,
    Feeds,
    Setting,
    computed_of,
    feeds_of,
    passed_on,
    program_name,
    settings_of,
)
from ctxkit.dify.programs import ENV, VALUES
from ctxkit.index.reader import Index
from ctxkit.model import ConfigUse, Status
from ctxkit.settings.chain import chain_of
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import Name
from ctxkit.settings.status import Effect, effect_of

_MOST_EFFECTS = 400  # settings whose effect is looked at; a year of Dify brings about that many


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One setting in both versions; None where it is not. `why` is the evidence of a rename, or of
    a status.

    `mine` are the names under which a customer's file sets it.
    """

    old: Setting | None
    new: Setting | None
    why: tuple[str, ...] = ()
    status: Status | None = None
    mine: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What changed, by kind; each in the order of programs and names."""

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
    """One version: its settings, what its compose file hands to which program, and how to ask for
    an effect.
    """

    index: Index
    graph: SettingsGraph
    compose: bool
    settings: dict[tuple[str, str], Setting]
    delivered: set[Name]
    computed: set[tuple[str, str]]
    feeds: Feeds
    asked: int = field(default=0)

    def effect(self, setting: Setting) -> Effect | None:
        """Return the effect of a program's setting, None where it is none or too many were asked
        for.
        """
        if setting.scope in (ENV, COMPOSE) or self.asked >= _MOST_EFFECTS:
            return None
        self.asked += 1
        chain = chain_of(self.graph, [Name(setting.scope, setting.name)])
        return effect_of(chain, compose=self.compose)


def drift(old: Index, new: Index) -> Drift:
    """Return what changed in settings from the view of `old` to that of `new`."""
    before, after = _side(old), _side(new)
    gone = [s for key, s in before.settings.items() if key not in after.settings]
    come = [s for key, s in after.settings.items() if key not in before.settings]
    places = Places(before.settings, after.settings)
    renamed = [Change(old=r.old, new=r.new, why=r.evidence) for r in renames(gone, come, places)]
    olds, news = {id(c.old) for c in renamed}, {id(c.new) for c in renamed}
    both = [(s, after.settings[key]) for key, s in before.settings.items() if key in after.settings]
    changed = [*both, *((c.old, c.new) for c in renamed if c.old and c.new)]
    undelivered, delivered = _deliveries(before, after, both)
    added = tuple(_added(after, s) for s in come if id(s) not in news)
    notes = (
        []
        if after.asked < _MOST_EFFECTS
        else [f"the effect of more than {_MOST_EFFECTS} settings was not looked at"]
    )
    return Drift(
        added=added,
        removed=tuple(
            _removed(before, after, s, new_beside(s, come, places))
            for s in gone
            if id(s) not in olds
        ),
        renamed=tuple(renamed),
        defaults=tuple(Change(old=a, new=b) for a, b in changed if a.default != b.default),
        types=tuple(Change(old=a, new=b) for a, b in changed if _type_of(a) != _type_of(b)),
        undelivered=tuple(undelivered),
        delivered=tuple(delivered),
        notes=tuple(notes),
    )


_SPELLINGS = (
    (re.compile(r"\btyping\."), ""),
    (re.compile(r"^Optional\[(.+)\]$"), r"\1 | None"),
    (re.compile(r"\b(List|Dict|Set|Tuple)\["), lambda found: found[0].lower()),
    (
        re.compile(r"^\*"),
        "",
    ),  # a pointer in Go: it tells a setting that is not set, and takes the same values
)
"""Ways to spell one type: `Optional[str]` is `str | None`."""


def _type_of(setting: Setting) -> tuple[str, str]:
    text = setting.type
    for pattern, plain in _SPELLINGS:
        text = pattern.sub(plain, text)
    return text, setting.constraints


# --- one version ------------------------------------------------------------------------------------------------------


def _side(index: Index) -> _Side:
    graph = SettingsGraph(index)
    uses = [use for use in index.all(ConfigUse) if not use.test]
    return _Side(
        index=index,
        graph=graph,
        compose=index.file("dify", COMPOSE_FILE) is not None,
        settings=settings_of(index, uses),
        delivered=passed_on(graph, uses),
        computed=computed_of(index),
        feeds=feeds_of(uses),
    )


# --- two versions -----------------------------------------------------------------------------------------------------


def _added(after: _Side, setting: Setting) -> Change:
    effect = after.effect(setting) if setting.scope in DELIVERED else None
    return Change(
        old=None,
        new=setting,
        status=effect.status if effect else None,
        why=(effect.why,) if effect and effect.status != "live" else (),
    )


def _removed(before: _Side, after: _Side, setting: Setting, beside: tuple[str, ...]) -> Change:
    """Return the change of a setting that is gone, with what still knows it and what may have taken
    its place.
    """
    why: list[str] = []
    layers = [
        scope
        for scope in (ENV, COMPOSE)
        if scope != setting.scope and (scope, setting.name) in after.settings
    ]
    if layers and setting.scope in (*DELIVERED, ENV, COMPOSE):
        why.append(
            f"{' and '.join(map(program_name, layers))} still {'sets' if len(layers) == 1 else 'set'} it"
        )
    if (setting.scope, setting.name) in after.computed:
        why.append("computed from other settings now: the environment is ignored")
    if setting.scope == ENV:
        why += _still_known(after, setting.name)
    if setting.scope in (ENV, COMPOSE):
        why += [
            f"{', '.join(sorted(sources))} now feeds the container's {target}"
            for target in sorted(before.feeds.targets_of(setting.name))
            if (sources := after.feeds.of(target) - before.feeds.of(target))
        ]
    if beside:
        why.append(f"new in its place: {', '.join(beside)}")
    return Change(old=setting, new=None, why=tuple(why))


def _still_known(after: _Side, name: str) -> list[str]:
    """Say of a setting that the examples no longer show which programs still know it, and whether
    they get it.
    """
    known = [scope for scope in sorted(DELIVERED) if (scope, name) in after.settings]
    passed = [program_name(scope) for scope in known if Name(scope, name) in after.delivered]
    if passed:
        return [
            f"{' and '.join(passed)} still gets it"
            if len(passed) == 1
            else f"{' and '.join(passed)} still get it"
        ]
    return [
        f"{program_name(scope)} still knows it, but docker-compose.yaml does not pass it"
        for scope in known
    ]


def _deliveries(
    before: _Side, after: _Side, both: Iterable[tuple[Setting, Setting]]
) -> tuple[list[Change], list[Change]]:
    """Return the settings that compose no longer hands to their program, and those that it now
    does.

    Only where its lines say so is the whole chain walked, in both versions.
    """
    lost: list[Change] = []
    won: list[Change] = []
    if not (before.compose and after.compose):
        return lost, won
    for old, new in both:
        name = Name(new.scope, new.name)
        was, now = name in before.delivered, name in after.delivered
        if new.scope not in DELIVERED or was == now:
            continue
        effects = before.effect(old), after.effect(new)
        statuses = tuple(effect.status if effect else None for effect in effects)
        if statuses == ("live", "undelivered") and effects[1]:
            lost.append(Change(old=old, new=new, why=(effects[1].why,), status="undelivered"))
        elif statuses == ("undelivered", "live") and effects[1]:
            won.append(Change(old=old, new=new, why=(effects[1].why,), status="live"))
    return lost, won


# --- the customer's own file ------------------------------------------------------------------------------------------


def touching(found: Drift, names: Iterable[str], old: Index, new: Index) -> Drift:
    """Return those changes that concern one of `names`, which a customer's `.env` or values file
    sets.

    A name concerns a setting if it is its own, or one that feeds it through renames in either
    version.
    """
    wanted = dict.fromkeys(names)
    below: dict[str, list[str]] = {}
    for name in wanted:
        for i, letter in enumerate(name):
            if letter == ".":
                below.setdefault(name[:i], []).append(name)
    graphs = SettingsGraph(old), SettingsGraph(new)

    def of(setting: Setting | None, graph: SettingsGraph) -> list[str]:
        if setting is None:
            return []
        if setting.scope == VALUES:
            parts = [setting.name[:i] for i, letter in enumerate(setting.name) if letter == "."]
            return [
                *(name for name in (setting.name, *parts) if name in wanted),
                *below.get(setting.name, ()),
            ]
        own = [name for name in (setting.name, *setting.aliases) if name in wanted]
        if own or setting.scope in (ENV, COMPOSE):
            return own
        chain = chain_of(graph, [Name(setting.scope, setting.name)])
        return [
            name.name for name, depth in chain.depth.items() if depth < 0 and name.name in wanted
        ]

    def kept(changes: Iterable[Change]) -> tuple[Change, ...]:
        named = (
            (c, dict.fromkeys((*of(c.old, graphs[0]), *of(c.new, graphs[1])))) for c in changes
        )
        return tuple(replace(c, mine=tuple(mine)) for c, mine in named if mine)

    return Drift(
        notes=found.notes, **{kind: kept(changes) for kind, changes in found.kinds().items()}
    )
