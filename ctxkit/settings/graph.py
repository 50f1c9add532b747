"""The graph of settings as the index has it: the facts about a name, and the edges between names.

Not here: the setting that a walk over the edges finds (`walk.py`, `chain.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from ctxkit.dify.programs import VALUES, is_program
from ctxkit.index.rows import fold_key
from ctxkit.index.setting_facts import SettingFacts
from ctxkit.model import ConfigKey, ConfigUse, Via
from ctxkit.regex import regex
from ctxkit.settings.delivery import Delivery
from ctxkit.settings.names import (
    COMPUTED,
    DEPLOYMENTS,
    Edge,
    Name,
    SettingFact,
    declared_names,
    name_of,
    scope_of,
    written_names,
)

_VARIABLE = regex(r"[A-Z_][A-Z0-9_]*")
_FIXED: frozenset[Via] = frozenset({"compose-literal", "helm-literal", "helm-computed", "helm-env"})
"""Lines that give a variable its value on the spot, without a name that an operator could set."""

_MAX_ASKED = 10_000  # names of one query: SQLite takes 32,766 values
_MIN_PATTERN_CHARS = 4  # `X_*`: a shorter pattern covers names that it does not mean


class SettingsGraph:
    """Looks up facts and edges in an index. Each lookup is made once and kept."""

    def __init__(self, index: SettingFacts) -> None:
        self._index = index
        self._by_fold: dict[str, list[SettingFact]] = {}
        self._places_in = cache(self._read_places)
        self.delivery = Delivery(index, self.about)
        self.edges = cache(self._edges)
        self.identity = cache(self._identity)
        self.pattern_reads = cache(self._pattern_reads)
        self._conditions_in = cache(self._read_conditions)

    def about(self, names: Iterable[str]) -> list[SettingFact]:
        """Return the facts that contain one of `names` in any spelling."""
        folds = self._looked_up(names)
        if len(folds) == 1:
            return list(self._by_fold[folds[0]])
        return list(dict.fromkeys(fact for fold in folds for fact in self._by_fold[fold]))

    def having(self, names: Collection[Name]) -> list[SettingFact]:
        """Return the facts that have one of `names` in its scope: declarations of it, uses with an
        edge from or to it, and those of that name without an edge; in the order of `about`.

        Thousands of facts contain a name such as `api_key`, and few are about that of one program.
        """
        found: list[SettingFact] = []
        for fold in self._looked_up(name.name for name in names):
            places_of = self._places_in(fold)
            places = {place for name in names for place in places_of.get(name, ())}
            facts = self._by_fold[fold]
            found += (facts[place] for place in sorted(places))
        return list(dict.fromkeys(found))

    def _read_places(self, fold: str) -> dict[Name, list[int]]:
        """Return by name where in the facts of a spelling are those that have it."""
        places: dict[Name, list[int]] = {}
        for place, fact in enumerate(self._by_fold[fold]):
            for name in self._names_in(fact):
                places.setdefault(name, []).append(place)
        return places

    def _names_in(self, fact: SettingFact) -> frozenset[Name]:
        if isinstance(fact, ConfigKey):
            return declared_names(fact)
        ends = (name for edge in self.edges(fact) for name in edge)
        return frozenset(ends) or frozenset((name_of(fact),))

    def prefetch(self, names: Iterable[str]) -> None:
        """Look up many names at once: one by one takes ten times as long."""
        self._looked_up(names)

    def _looked_up(self, names: Iterable[str]) -> list[str]:
        """Return what `names` fold to, each once and looked up."""
        folds = list(dict.fromkeys(fold_key(name) for name in names))
        missing = [fold for fold in folds if fold not in self._by_fold]
        for start in range(0, len(missing), _MAX_ASKED):
            self._look_up(missing[start : start + _MAX_ASKED])
        return folds

    def _look_up(self, folds: Iterable[str]) -> None:
        # An empty list stays: a name without facts is not looked up again either.
        found: dict[str, list[SettingFact]] = {fold: [] for fold in folds}
        for fact in self._index.keyed(*found):
            for fold in {fold_key(name) for name in written_names(fact)} & found.keys():
                found[fold].append(fact)
        # Two equal facts are one, as where several names are asked for.
        self._by_fold.update({fold: list(dict.fromkeys(facts)) for fold, facts in found.items()})

    def declarations(self, names: Iterable[str]) -> list[ConfigKey]:
        """Return the declarations that contain one of `names`."""
        return [fact for fact in self.about(names) if isinstance(fact, ConfigKey)]

    def uses(self, names: Iterable[str]) -> list[ConfigUse]:
        """Return the uses that contain one of `names`."""
        return [fact for fact in self.about(names) if isinstance(fact, ConfigUse)]

    def uses_of(self, names: Collection[str], *via: Via) -> list[ConfigUse]:
        """Return the uses in one of the forms `via` whose own name is one of `names`."""
        return [use for use in self.uses(names) if use.name in names and use.via in via]

    def _edges(self, use: ConfigUse) -> tuple[Edge, ...]:
        """Return an edge for each program that receives the value from another scope or name."""
        scope = scope_of(use)
        target = use.target or use.name
        if scope == VALUES and not _VARIABLE.fullmatch(target):
            return ()  # a field of a Kubernetes object, such as `replicas`
        source = Name(scope, use.name)
        if use.via in _FIXED:
            # Each of these lines is a source of its own: what one sets, no other line changes.
            source = Name(f"literal:{use.path}:{use.line}", use.name)
        receivers = self.delivery.scopes(use) if scope in DEPLOYMENTS else [scope]
        edges = [Edge(source, Name(receiver, target)) for receiver in receivers]
        return tuple(edge for edge in edges if edge.source != edge.target)

    def _identity(self, key: ConfigKey) -> frozenset[Name]:
        """Return the names of the setting that `key` declares.

        An alias that another declaration defines is a setting of its own: the first one falls back
        to it.
        """
        names = declared_names(key)
        if key.origin != "pydantic":
            return names
        aliases = [alias for alias in key.aliases if alias != key.attribute]
        others = [other for other in self.declarations(aliases) if other.name != key.name]
        return names - {name_of(other) for other in others if other.origin not in COMPUTED}

    def declares(self, name: Name) -> bool:
        """Return whether the program of `name` declares it."""
        facts = self.having([name])
        return any(isinstance(fact, ConfigKey) and not fact.test for fact in facts)

    def knows(self, name: Name) -> bool:
        """Return whether the program of `name` declares it, reads it or gives it another name."""
        if not is_program(name.scope):
            return False
        facts = [fact for fact in self.having([name]) if not fact.test]
        here = [fact for fact in facts if scope_of(fact) == name.scope]
        here = [fact for fact in here if is_proof(fact) or _is_handed_on(fact)]
        return any(name.name in written_names(fact) for fact in here)

    def conditions_of(self, use: ConfigUse) -> list[ConfigUse]:
        """Return the conditions of a chart template around `use`, outermost first."""
        conditions = self._conditions_in(use.repo, use.path)
        return [each for each in conditions if each.line < use.line <= each.until]

    def conditions_at(self, use: ConfigUse) -> list[ConfigUse]:
        """Return the conditions around `use`, and those that a condition has beside it: in
        `if and .Values.a.enabled .Values.a.b.enabled` each is useless without the other.
        """
        beside = [each for each in self._conditions_in(use.repo, use.path) if each.line == use.line]
        return [*self.conditions_of(use), *beside]

    def is_alone_on_line(self, use: ConfigUse) -> bool:
        """Return whether a line uses no other setting: `"${PUBLIC_PORT}:${PORT}"` uses two."""
        facts = self._index.in_file(use.repo, use.path, ConfigUse)
        return all(fact.name == use.name for fact in facts if fact.line == use.line)

    def _read_conditions(self, repo: str, path: str) -> tuple[ConfigUse, ...]:
        uses = [f for f in self._index.in_file(repo, path, ConfigUse) if isinstance(f, ConfigUse)]
        conditions = [use for use in uses if use.via == "helm-condition"]
        return tuple(sorted(conditions, key=lambda use: use.line))

    def _pattern_reads(self) -> tuple[ConfigUse, ...]:
        """Return the reads of every variable that matches a pattern, such as `OPENDAL_*`."""
        uses = [use for use in self._index.patterns() if use.via != "compose-merge"]
        uses = [use for use in uses if len(use.name) >= _MIN_PATTERN_CHARS]
        return tuple(use for use in uses if not use.test)


def _is_handed_on(fact: SettingFact) -> bool:
    """Return whether a script gives a variable another name: `export B=${B:-${A}}` for A."""
    return isinstance(fact, ConfigUse) and fact.role == "renames"


def is_proof(fact: SettingFact) -> bool:
    """Return whether `fact` proves that its program knows the setting."""
    return isinstance(fact, ConfigKey) or fact.role == "reads"
