"""What changed in settings from one version of the sources to another: both are views of one index.

A setting is what a program declares, what the compose deployment's `.env.example` and `docker-compose.yaml` set, or a
value of the chart. Not here: values files of the user's (`values_changes.py`), how a version's facts get into the index
(`build.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from ctxkit.ask.chain import Name, Walker
from ctxkit.ask.programs import ENV, VALUES
from ctxkit.ask.settings import COMPOSE, COMPOSE_FILE, DELIVERED, Setting, passed_on, program_name, rank, settings_of
from ctxkit.ask.status import Effect, effect_of
from ctxkit.index import Index
from ctxkit.model import ConfigUse, Status
from ctxkit.words import name_words

_MOST_EFFECTS = 400  # settings whose effect is looked at; a year of Dify brings about that many
_MOST_PAIRS = 30_000  # of removed and added settings that are compared
_ALIKE = 0.6
_TELLING_TEXT = 16  # characters from which an equal description says something
_PLAIN = frozenset({"", "0", "1", "true", "false", "none", "null", "[]", "{}", '""'})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One setting in both versions; None where it is not. `why` is the evidence of a rename, or of a status."""

    old: Setting | None
    new: Setting | None
    why: tuple[str, ...] = ()
    status: Status | None = None


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
    """One version: its settings, what its compose file hands to which program, and how to ask for an effect."""

    index: Index
    walker: Walker
    compose: bool
    settings: dict[tuple[str, str], Setting]
    delivered: set[Name]
    asked: int = field(default=0)

    def effect(self, setting: Setting) -> Effect | None:
        """Return the effect of a program's setting, None where it is none or too many were asked for."""
        if setting.scope in (ENV, COMPOSE) or self.asked >= _MOST_EFFECTS:
            return None
        self.asked += 1
        chain = self.walker.walk([Name(setting.scope, setting.name)])
        return effect_of(chain, self.walker, compose=self.compose)


def drift(old: Index, new: Index) -> Drift:
    """Return what changed in settings from the view of `old` to that of `new`."""
    before, after = _side(old), _side(new)
    gone = [s for key, s in before.settings.items() if key not in after.settings]
    come = [s for key, s in after.settings.items() if key not in before.settings]
    renamed = _renames(gone, come)
    olds, news = {id(c.old) for c in renamed}, {id(c.new) for c in renamed}
    both = [(s, after.settings[key]) for key, s in before.settings.items() if key in after.settings]
    changed = [*both, *((c.old, c.new) for c in renamed if c.old and c.new)]
    undelivered, delivered = _deliveries(before, after, both)
    added = tuple(_added(after, s) for s in come if id(s) not in news)
    notes = (
        [] if after.asked < _MOST_EFFECTS else [f"the effect of more than {_MOST_EFFECTS} settings was not looked at"]
    )
    return Drift(
        added=added,
        removed=tuple(_removed(after, s) for s in gone if id(s) not in olds),
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
    (re.compile(r"^\*"), ""),  # a pointer in Go: it tells a setting that is not set, and takes the same values
)
"""Ways to spell one type: `Optional[str]` is `str | None`."""


def _type_of(setting: Setting) -> tuple[str, str]:
    text = setting.type
    for pattern, plain in _SPELLINGS:
        text = pattern.sub(plain, text)
    return text, setting.constraints


# --- one version ------------------------------------------------------------------------------------------------------


def _side(index: Index) -> _Side:
    walker = Walker(index)
    uses = [use for use in index.all(ConfigUse) if not use.test]
    return _Side(
        index=index,
        walker=walker,
        compose=index.file("dify", COMPOSE_FILE) is not None,
        settings=settings_of(index, uses),
        delivered=passed_on(walker, uses),
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


def _removed(after: _Side, setting: Setting) -> Change:
    """Return the change of a setting that is gone, with what still sets it."""
    if setting.scope not in DELIVERED:
        return Change(old=setting, new=None)
    still = [program_name(scope) for scope in (ENV, COMPOSE) if (scope, setting.name) in after.settings]
    return Change(old=setting, new=None, why=(f"{' and '.join(still)} still set it",) if still else ())


def _deliveries(
    before: _Side, after: _Side, both: Iterable[tuple[Setting, Setting]]
) -> tuple[list[Change], list[Change]]:
    """Return the settings that compose no longer hands to their program, and those that it now does.

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


def _renames(gone: list[Setting], come: list[Setting]) -> list[Change]:
    """Pair what is gone with what it was renamed to, where something speaks for it."""
    by_scope: dict[str, list[Setting]] = {}
    for setting in come:
        by_scope.setdefault(setting.scope, []).append(setting)
    pairs = sum(len(by_scope.get(setting.scope, ())) for setting in gone)
    scored: list[tuple[float, Setting, Setting, tuple[str, ...]]] = []
    for old in gone if pairs <= _MOST_PAIRS else ():
        for new in by_scope.get(old.scope, ()):
            score, evidence = _likeness(old, new)
            if evidence:
                scored.append((score, old, new, evidence))
    scored.sort(key=lambda item: (-item[0], item[1].name, item[2].name))
    taken: set[int] = set()
    found: list[Change] = []
    for _, old, new, evidence in scored:
        if not taken & {id(old), id(new)}:
            taken |= {id(old), id(new)}
            found.append(Change(old=old, new=new, why=evidence))
    return sorted(found, key=lambda c: (rank(c.old.scope), c.old.scope, c.old.name) if c.old else (0, "", ""))


def _likeness(old: Setting, new: Setting) -> tuple[float, tuple[str, ...]]:
    """Return how surely `new` is `old` renamed, and what says so; nothing where too little does."""
    if old.name in new.aliases:
        return 9, ("the new declaration takes the old name too",)
    evidence: list[str] = []
    shared = [target for target in old.targets if target in new.targets]
    if shared:
        evidence.append(f"both become {shared[0]}")
    if old.attribute and old.attribute == new.attribute and old.attribute != old.name:
        evidence.append(f"the code still calls it {old.attribute}")
    words, others = _words(old.name), _words(new.name)
    common = len(words & others) / max(1, len(words | others))
    alike = common >= _ALIKE or (
        bool(words & others) and SequenceMatcher(None, old.name, new.name, autojunk=False).ratio() >= 0.75
    )
    if evidence:
        return 5 + len(evidence) + common, tuple(evidence)
    if alike:
        evidence.append("alike name")
    if old.default is not None and old.default == new.default and old.default.strip("'\"").lower() not in _PLAIN:
        evidence.append("same default")
    if len(old.description) >= _TELLING_TEXT and old.description == new.description:
        evidence.append("same description")
    if len(evidence) < 2:
        return 0, ()
    return len(evidence) + common, tuple(evidence)


@lru_cache(maxsize=4000)
def _words(name: str) -> frozenset[str]:
    return frozenset(name_words(name))


# --- the customer's own file ------------------------------------------------------------------------------------------


def touching(found: Drift, names: Mapping[str, str] | Iterable[str], old: Index, new: Index) -> Drift:
    """Return those changes that concern one of `names`, which a customer's `.env` or values file sets.

    A name concerns a setting if it is its own, or one that feeds it through renames in either version.
    """
    wanted = set(names)
    above = {name[:i] for name in wanted for i, letter in enumerate(name) if letter == "."}
    walkers = Walker(old), Walker(new)

    def concerns(setting: Setting | None, walker: Walker) -> bool:
        if setting is None:
            return False
        if setting.scope == VALUES:
            parts = [setting.name[:i] for i, letter in enumerate(setting.name) if letter == "."]
            return setting.name in wanted | above or bool(wanted.intersection(parts))
        if setting.name in wanted or wanted.intersection(setting.aliases):
            return True
        if setting.scope in (ENV, COMPOSE):
            return False
        chain = walker.walk([Name(setting.scope, setting.name)])
        return any(name.name in wanted for name, depth in chain.depth.items() if depth < 0)

    def kept(changes: Iterable[Change]) -> tuple[Change, ...]:
        return tuple(c for c in changes if concerns(c.old, walkers[0]) or concerns(c.new, walkers[1]))

    return Drift(notes=found.notes, **{kind: kept(changes) for kind, changes in found.kinds().items()})
