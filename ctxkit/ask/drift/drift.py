"""Compare the settings of two versions of the sources, both views of one index.

A setting is declared by a program, set by `.env.example` or `docker-compose.yaml`, or a value of
the chart. Not here: users' values files (`files/values_changes.py`), adding a version to the index
(`versions.py`), the changes that affect a user's file (`own_settings.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from ctxkit.ask.drift.reach import BY_COMPOSE, Reach, reach_of
from ctxkit.ask.drift.renames import Positions, new_beside, renames
from ctxkit.ask.drift.version_settings import (
    COMPOSE,
    DELIVERED,
    ScopedName,
    Snapshot,
    VersionSetting,
    computed_of,
    names_in_env,
    program_name,
    settings_of,
)
from ctxkit.dify.programs import ENV, VALUES
from ctxkit.dify.repositories import missing_in_words, missing_programs, missing_repositories
from ctxkit.model import ConfigUse, Status
from ctxkit.regex import regex
from ctxkit.settings.chain import chain_of
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.named_effect import has_compose
from ctxkit.settings.names import Name
from ctxkit.settings.status import Effect, effect_of

MAX_EFFECTS = 1_000
"""Settings whose effect is computed; a year of Dify brings about half of that."""


class Change(Struct, frozen=True, kw_only=True):
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


class Drift(Struct, frozen=True, kw_only=True):
    """The changes by kind, each in the order of programs and names."""

    added: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    renamed: tuple[Change, ...] = ()
    defaults: tuple[Change, ...] = ()
    types: tuple[Change, ...] = ()
    undelivered: tuple[Change, ...] = ()
    delivered: tuple[Change, ...] = ()
    unlisted: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()

    def kinds(self) -> dict[str, tuple[Change, ...]]:
        """Return the changes by the name of their kind."""
        return {
            "renamed": self.renamed,
            "undelivered": self.undelivered,
            "delivered": self.delivered,
            "removed": self.removed,
            "unlisted": self.unlisted,
            "defaults": self.defaults,
            "types": self.types,
            "added": self.added,
        }

    def __bool__(self) -> bool:
        return any(self.kinds().values())


class _Side(Struct):
    """One version: its settings, where docker/.env goes in it, and a walker over them.

    `missing` are the programs whose code it does not have.
    """

    graph: SettingsGraph
    has_compose: bool
    settings: dict[ScopedName, VersionSetting]
    computed: set[ScopedName]
    reach: Reach
    missing: frozenset[str]
    asked: int = field(default=0)

    def effect(self, setting: VersionSetting) -> Effect | None:
        """Return the effect of a program's setting, None for a layer's or after `MAX_EFFECTS`."""
        if setting.scope in (ENV, COMPOSE) or self.asked >= MAX_EFFECTS:
            return None
        self.asked += 1
        chain = chain_of(self.graph, [Name(setting.scope, setting.name)])
        return effect_of(chain, compose=self.has_compose, missing=self.missing)

    def sets(self, setting: VersionSetting) -> set[str]:
        """Return the names of docker/.env that set a program's setting."""
        names = (setting.name, *setting.aliases)
        return self.reach.sources_of(Name(setting.scope, name) for name in names)

    def lives_on(self, setting: VersionSetting) -> bool:
        """Return whether what sets a layer's setting still goes somewhere."""
        return setting.scope in (ENV, COMPOSE) and bool(self.reach.of(setting.name))

    def contains(self, setting: VersionSetting) -> bool:
        """Return whether a value of the chart has become a mapping that adds to it, or was one."""
        if setting.scope != VALUES or (setting.default or "")[:1] not in ("", "{"):
            return False
        return any(
            scope == VALUES and name.startswith(f"{setting.name}.") for scope, name in self.settings
        )


def drift(old: Snapshot, new: Snapshot) -> Drift:
    """Return the changes of settings from version `old` to `new`."""
    before, after = _sides(old, new)
    removed = [s for key, s in before.settings.items() if key not in after.settings]
    removed = [s for s in removed if not after.contains(s)]
    added = [s for key, s in after.settings.items() if key not in before.settings]
    added = [s for s in added if not before.contains(s)]
    both = [(s, after.settings[key]) for key, s in before.settings.items() if key in after.settings]
    gone = [s for s in removed if not after.lives_on(s)]
    positions = Positions(before.settings, after.settings)
    pairs = renames([s for s in gone if not _is_named(after, s)], added, positions)
    olds, news = {id(pair.old) for pair in pairs}, {id(pair.new) for pair in pairs}
    changed = [*both, *((pair.old, pair.new) for pair in pairs)]
    additions = tuple(_added(after, s) for s in added if id(s) not in news)
    removals = tuple(
        _removed(before, after, s, new_beside(s, added, positions))
        for s in gone
        if id(s) not in olds
    )
    # That compose has a default for a name does not say that the name now has an effect.
    told = [c for c in additions if c.setting.scope != COMPOSE]
    told += [*removals, *(Change(old=p.old, new=p.new) for p in pairs)]
    deliveries = list(_deliveries(before, after, both, told))
    return Drift(
        added=additions,
        removed=removals,
        renamed=tuple(Change(old=pair.old, new=pair.new, why=pair.evidence) for pair in pairs),
        defaults=tuple(Change(old=a, new=b) for a, b in changed if _default(a) != _default(b)),
        types=tuple(Change(old=a, new=b) for a, b in changed if _type_of(a) != _type_of(b)),
        undelivered=tuple(each for each in deliveries if each.status == "undelivered"),
        delivered=tuple(each for each in deliveries if each.status == "live"),
        unlisted=tuple(
            _unlisted(after, s) for s in removed if s.scope == ENV and after.lives_on(s)
        ),
        notes=(*_missing(old, new), *_notes(after, removed)),
    )


def _missing(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """Report the repositories whose settings are not compared."""
    words = missing_in_words(
        missing_repositories(old.index.checkouts().keys() & new.index.checkouts().keys())
    )
    if words:
        yield f"{words}: settings there are not compared"


def _notes(after: _Side, removed: Iterable[VersionSetting]) -> Iterator[str]:
    kept = sum(s.scope == COMPOSE and after.lives_on(s) for s in removed)
    if kept:
        yield (
            f"{kept} settings that docker-compose.yaml no longer names still take effect in "
            "docker/.env, which containers now get as a whole (env_file)"
        )
    if after.asked >= MAX_EFFECTS:
        yield f"effects were computed for the first {MAX_EFFECTS} settings only"


def _sides(old: Snapshot, new: Snapshot) -> tuple[_Side, _Side]:
    """Return both versions, each with where the names of either go."""
    uses = [[use for use in each.index.all(ConfigUse) if not use.test] for each in (old, new)]
    settings = [settings_of(each.index, own) for each, own in zip((old, new), uses, strict=True)]
    names = names_in_env(each for both in settings for each in both.values())
    before, after = (_side(*each, names) for each in zip((old, new), settings, uses, strict=True))
    return before, after


def _side(
    version: Snapshot,
    settings: dict[ScopedName, VersionSetting],
    uses: list[ConfigUse],
    names: Iterable[str],
) -> _Side:
    graph = SettingsGraph(version.index)
    return _Side(
        graph=graph,
        has_compose=has_compose(version.index),
        settings=settings,
        computed=computed_of(version.index),
        reach=reach_of(version.index, version.sources, graph, names, uses),
        missing=missing_programs(version.index.checkouts()),
    )


_SPELLINGS = (
    (regex(r"\btyping\."), ""),
    (regex(r"^Optional\[(.+)\]$"), r"\1 | None"),
    (regex(r"\b(List|Dict|Set|Tuple)\["), lambda found: found[0].lower()),
    # A pointer in Go makes a setting optional, with the same values.
    (regex(r"^\*"), ""),
    # A chain of calls may be on one line or on several.
    (regex(r"\s+(?=[.)\]}])|(?<=[.(\[{])\s+"), ""),
    (regex(r"\s+"), " "),
    (regex(r"^\."), ""),
)
"""Spellings of one type, and the common one: `Optional[str]` is `str | None`."""


# storage: Kind = cast(Kind, "local")
_CAST = regex(r"cast\([^,()]{1,200}, *([\"'])([^\"']*)\1\)")


def _default(setting: VersionSetting) -> str | None:
    found = _CAST.fullmatch(setting.default or "")
    return found[2] if found else setting.default


def _type_of(setting: VersionSetting) -> tuple[str, str]:
    return _spelt(setting.type), _spelt(setting.constraints)


def _spelt(text: str) -> str:
    for pattern, plain in _SPELLINGS:
        text = pattern.sub(plain, text)
    return text


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


def _is_named(after: _Side, setting: VersionSetting) -> bool:
    """Return whether a layer's setting of that name is still in the other layer or in a program."""
    if setting.scope not in (ENV, COMPOSE):
        return False
    scopes = (ENV, COMPOSE, *DELIVERED)
    return any((scope, setting.name) in after.settings for scope in scopes)


def _still_known(after: _Side, name: str) -> list[str]:
    """Report the programs that still declare a setting that docker/.env does not set any more."""
    known = [scope for scope in sorted(DELIVERED) if (scope, name) in after.settings]
    return [
        f"{program_name(scope)} still declares it, but docker-compose.yaml does not pass it through"
        for scope in known
    ]


def _fed_otherwise(before: _Side, after: _Side, name: str) -> Iterator[str]:
    """Report the new sources of the container variables that it set."""
    for end in sorted(before.reach.of(name)):
        sources = after.reach.sources_of([end]) - before.reach.sources_of([end])
        if sources and end.scope != BY_COMPOSE:
            yield f"the container's {end.name} is now set from {', '.join(sorted(sources))}"


def _unlisted(after: _Side, setting: VersionSetting) -> Change:
    """Return the change of a setting that no example file has, and that still takes effect."""
    programs = dict.fromkeys(scope for scope, _ in sorted(after.reach.of(setting.name)))
    why = f"still used by {' and '.join(map(program_name, programs))}"
    return Change(old=setting, new=None, why=(why,), status="live")


# --- passed through by compose -------------------------------------------------------------------


def _deliveries(
    before: _Side,
    after: _Side,
    both: Iterable[tuple[VersionSetting, VersionSetting]],
    told: Iterable[Change],
) -> Iterator[Change]:
    """Yield the settings that docker/.env no longer sets, and those that it now sets: first those
    of programs, then names that nothing in `told` speaks of.
    """
    if not (before.has_compose and after.has_compose):
        return
    pairs = list(both)
    known = {s.name for change in told for s in (change.old, change.new) if s}
    for old, new in pairs:
        if new.scope in DELIVERED and (change := _delivery(before, after, old, new)):
            known.update((old.name, *before.sets(old), *after.sets(new)))
            yield change
    for old, new in pairs:
        if new.scope in (ENV, COMPOSE) and new.name not in known:
            known.add(new.name)
            yield from _delivery_of_name(before, after, old, new)


def _delivery(
    before: _Side, after: _Side, old: VersionSetting, new: VersionSetting
) -> Change | None:
    was, now = before.sets(old), after.sets(new)
    if bool(was) == bool(now):
        return None
    # What code does not read, or what is set in another way too, has not changed.
    effects = before.effect(old), after.effect(new)
    if None in effects or {each.status for each in effects if each} != {"live", "undelivered"}:
        return None
    _, effect = effects
    assert effect is not None
    return Change(old=old, new=new, why=(effect.why,), status=effect.status)


def _delivery_of_name(
    before: _Side, after: _Side, old: VersionSetting, new: VersionSetting
) -> Iterator[Change]:
    was, now = before.reach.of(old.name), after.reach.of(new.name)
    if now and not was:
        why = f"now used by {_users(now)}"
        yield Change(old=old, new=new, why=(why,), status="live")
    if was and not now:
        why = f"was used by {_users(was)}"
        others = tuple(_fed_otherwise(before, after, new.name))
        yield Change(old=old, new=new, why=(why, *others), status="undelivered")


def _users(ends: Iterable[Name]) -> str:
    """Return who uses what a name sets: programs, and docker compose for a service."""
    users = (
        f"docker compose for {name}" if scope == BY_COMPOSE and name else program_name(scope)
        for scope, name in sorted(ends)
    )
    return ", ".join(dict.fromkeys(users))
