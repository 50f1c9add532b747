"""Follow a setting through its names: chart value or `.env` line, container variable, field, shell
export.

A name is one only within its scope (`dify/programs.py`): the sandbox's `API_KEY` is not the api's.
From the names asked for the walk goes *down* every rename towards the code and *up* every rename
towards what the operator writes, never down again from a source found on the way up: what else such
a source feeds is a *twin*, not the same setting. Not here: what is said of the places
(`ask/explain/explain.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ctxkit.dify.programs import ENV, MIDDLEWARE, OTHER, PROGRAMS, VALUES, is_program, scope_of_file
from ctxkit.index.rows import fold_key
from ctxkit.index.setting_facts import SettingFacts
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.settings.delivery import Delivery

SettingFact = ConfigKey | ConfigUse
Related = Literal["part", "fallback", "falls back"]
"""How another setting bears on one: it goes into it, stands in where it is unset, or takes its
value where unset.
"""

_MOST_PARTS = (
    2  # settings from which another is computed, up to which it is followed to whatever sets those
)
COMPUTED = ("computed", "property")
"""The origins of values that a program computes: nobody sets those."""
_DEEPEST = 5  # renames in a row; the longest real chain (values, ConfigMap, container, entrypoint, field) has four
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
_LITERAL = ("compose-literal", "helm-literal", "helm-computed", "helm-env")
_WHOLE = ("helm-template", "helm-subchart")
_ELSEWHERE = "externalSecret."  # of the chart: says in which vault a secret is, not what it is
_BLOCKS = ("helm-with", "helm-range", "helm-variable")
_MOST_PAGES = 2  # of documentation that are shown
_MOST_NAMES = 60  # names in one chain: more is a name that means nothing in particular (`enabled`)


class Name(NamedTuple):
    """A name in the scope in which it means something."""

    scope: str
    name: str


@dataclass(slots=True)
class Chain:
    """The names of one setting and the facts about them. `depth` 0 are the names asked for, below 0
    their sources.

    `kin` are other settings that bear on it, of which the declaration alone is shown, and in which
    way they do.
    """

    start: list[Name]
    depth: dict[Name, int] = field(default_factory=dict)
    twins: dict[Name, Name] = field(default_factory=dict)
    kin: dict[Name, Related] = field(default_factory=dict)
    facts: dict[int, tuple[SettingFact, Name]] = field(default_factory=dict)
    cut: bool = False


class Walker:
    """Walks the chains of one question, keeping what the index said so that no name is looked up
    twice.
    """

    def __init__(self, index: SettingFacts) -> None:
        self._index = index
        self.delivery = Delivery(index)
        self._known: dict[str, list[SettingFact]] = {}
        self._patterns: list[ConfigUse] | None = None
        self._conditions: dict[tuple[str, str], list[ConfigUse]] = {}

    def about(self, names: Iterable[str]) -> list[SettingFact]:
        """Return the facts that bear one of `names`, in any spelling that folds alike."""
        folds = list(dict.fromkeys(fold_key(name) for name in names))
        missing = [fold for fold in folds if fold not in self._known]
        if missing:
            for fold in missing:
                self._known[fold] = []
            for fact in self._index.keyed(*missing):
                for fold in {fold_key(n) for n in written_names(fact)}:
                    if fold in missing:
                        self._known[fold].append(fact)
        seen: dict[int, SettingFact] = {}
        for fold in folds:
            seen.update((id(fact), fact) for fact in self._known[fold])
        return list(seen.values())

    def walk(self, start: list[Name]) -> Chain:
        """Return the chain of the setting that `start` names."""
        chain = Chain(start=list(start))
        self._spread(chain, start, down=True)
        self._spread(chain, self._bound_to(start), down=False)
        self._find_twins(chain)
        self._find_kin(chain)
        facts = self.about(name.name for name in (*chain.depth, *chain.kin))
        for fact in facts:
            name = self._place_in(chain, fact)
            if name is not None:
                chain.facts[id(fact)] = (fact, name)
        self._add_documentation(chain, facts)
        self._add_other_sources(chain, facts)
        self._add_pattern_reads(chain)
        self._add_merges(chain)
        self._add_wholes(chain)
        self._add_blocks(chain)
        return chain

    def _spread(self, chain: Chain, start: Iterable[Name], *, down: bool) -> None:
        frontier = list(start)
        for name in frontier:
            chain.depth.setdefault(name, 0)
        for depth in range(_DEEPEST):
            reached: dict[Name, int] = {}
            facts = self.about(name.name for name in frontier)
            asked = set(frontier)
            for fact in facts:
                for name, step in self._neighbours(fact, asked, down=down):
                    if name not in chain.depth:
                        reached[name] = (depth + step) if down else -(depth + step)
            for name, level in reached.items():
                if len(chain.depth) >= _MOST_NAMES:
                    chain.cut = True
                    return
                chain.depth[name] = level
            frontier = list(reached)
            if not frontier:
                return

    def _bound_to(self, start: Iterable[Name]) -> list[Name]:
        """Return `start` and the other names under which the same declaration is known."""
        asked = set(start)
        found = dict.fromkeys(asked)
        for fact in self.about(name.name for name in asked):
            if isinstance(fact, ConfigKey) and asked & (names := self.identity(fact)):
                found.update(dict.fromkeys(sorted(names)))
        return list(found)

    def _find_twins(self, chain: Chain) -> None:
        """Note the names that get their value from the same source as the setting, and are in
        another program.
        """
        sources = {name for name, depth in chain.depth.items() if depth < 0}
        for fact in self.about(name.name for name in sources):
            if isinstance(fact, ConfigUse):
                for source, target in self.rename(fact) if fact.via != "helm-fallback" else ():
                    if source in sources and target not in chain.depth and self._is_known(target):
                        chain.twins.setdefault(target, source)

    def _find_kin(self, chain: Chain) -> None:
        """Note what a computed setting is computed from, and the fallbacks that a list of aliases
        makes of settings.
        """
        for name in [name for name, depth in chain.depth.items() if depth <= 0]:
            parts = self._parts(name)
            if len(parts) > _MOST_PARTS:
                chain.kin.update((part, "part") for part in parts if part not in chain.depth)
        for fact in self.about(name.name for name in chain.depth):
            if isinstance(fact, ConfigKey) and fact.aliases and not fact.test:
                own = self.identity(fact)
                others = declared_names(fact) - own
                if not own.isdisjoint(chain.depth):
                    chain.kin.update(
                        (other, "fallback") for other in sorted(others) if other not in chain.depth
                    )
                elif not others.isdisjoint(chain.depth):
                    chain.kin.setdefault(
                        Name(scope_of_file(fact.repo, fact.path), fact.name), "falls back"
                    )

    def _parts(self, name: Name) -> dict[Name, None]:
        """Return the settings from which the program computes `name`, the direct ones first; none
        if it does not.
        """
        found: dict[Name, None] = {}
        frontier = [name]
        for _ in range(_DEEPEST):
            facts = self.about(each.name for each in frontier)
            computed = {
                Name(name.scope, f.name)
                for f in facts
                if isinstance(f, ConfigKey)
                and f.origin in COMPUTED
                and scope_of_file(f.repo, f.path) == name.scope
            }.intersection(frontier)
            parts = [
                source
                for fact in facts
                if isinstance(fact, ConfigUse)
                and fact.role == "reads"
                and fact.target
                and not fact.test
                for source, target in self.rename(fact)
                if target in computed and source not in found and source != name
            ]
            found.update(dict.fromkeys(parts))
            frontier = list(dict.fromkeys(parts))
            if not frontier:
                break
        return found

    def identity(self, fact: ConfigKey) -> set[Name]:
        """Return the names of the setting that `fact` declares, without aliases that are settings
        of their own.
        """
        names = declared_names(fact)
        if fact.origin != "pydantic" or not fact.aliases:
            return names
        others = self.about(alias for alias in fact.aliases if alias != fact.attribute)
        return names - {
            Name(scope_of_file(other.repo, other.path), other.name)
            for other in others
            if isinstance(other, ConfigKey)
            and other.name != fact.name
            and other.origin not in COMPUTED
        }

    def _is_known(self, name: Name) -> bool:
        """Tell whether the program of `name` declares or reads it."""
        return is_program(name.scope) and any(
            scope_of_file(fact.repo, fact.path) == name.scope and name.name in written_names(fact)
            for fact in self.about([name.name])
            if not fact.test and (isinstance(fact, ConfigKey) or fact.role == "reads")
        )

    def _add_pattern_reads(self, chain: Chain) -> None:
        """Add the reads of every variable of a pattern (`OPENDAL_*`, `*_EXPIRY_MINUTES`), which
        name none of them.
        """
        names = [name for name in chain.depth if is_program(name.scope) and "_" in name.name]
        for fact in self._pattern_reads() if names else ():
            scope = scope_of_file(fact.repo, fact.path)
            meant = next((n for n in names if n.scope == scope and _fits(fact.name, n.name)), None)
            if meant:
                chain.facts[id(fact)] = (fact, meant)

    def conditions_of(self, fact: ConfigUse) -> list[ConfigUse]:
        """Return the conditions of a chart's template under which it renders what `fact` says, the
        outermost first.
        """
        key = (fact.repo, fact.path)
        if key not in self._conditions:
            uses = (
                use for use in self._index.in_file(*key, ConfigUse) if isinstance(use, ConfigUse)
            )
            self._conditions[key] = sorted(
                (u for u in uses if u.via == "helm-condition"), key=lambda use: use.line
            )
        return [use for use in self._conditions[key] if use.line < fact.line <= use.until]

    def _pattern_reads(self) -> list[ConfigUse]:
        if self._patterns is None:
            uses = self._index.patterns()
            self._patterns = [
                use
                for use in uses
                if use.via != "compose-merge" and not use.test and len(use.name) > 3
            ]
        return self._patterns

    def covered_by(self, name: str) -> list[tuple[Name, ConfigUse]]:
        """Return `name` in each program that reads every variable that begins like it, with that
        read.
        """
        return [
            (Name(scope_of_file(fact.repo, fact.path), name), fact)
            for fact in self._pattern_reads()
            if fact.name.endswith("*") and not fact.name.startswith("*") and _fits(fact.name, name)
        ]

    def _add_documentation(self, chain: Chain, facts: list[SettingFact]) -> None:
        """Add what pages outside the programs' folders say of a name, which they give without its
        scope.

        Of translations the English page is taken, of several pages those that list the environment.
        """
        known = [name for name in chain.depth if name.scope in (ENV, VALUES, *PROGRAMS)]
        names = {name.name: name for name in reversed(known)}
        pages = [
            fact
            for fact in facts
            if isinstance(fact, ConfigUse) and fact.via == "docs" and fact.name in names
            if scope_of_file(fact.repo, fact.path) == OTHER
        ]
        english = [page for page in pages if page.path.startswith("en/")]
        pages = sorted(
            english or pages,
            key=lambda page: ("environment" not in page.path, page.path, page.line),
        )
        chain.facts.update((id(page), (page, names[page.name])) for page in pages[:_MOST_PAGES])

    def _add_other_sources(self, chain: Chain, facts: list[SettingFact]) -> None:
        """Add what else sets a variable of a container that the chain sets: the chart's value
        beside compose's.
        """
        rendered: dict[tuple[str, int, Name], list[str]] = {}
        uses = [fact for fact in facts if isinstance(fact, ConfigUse) and not fact.test]
        set_here = {t for use in uses for s, t in self.rename(use) if s in chain.depth} | set(
            chain.start
        )
        for use in uses:
            if id(use) not in chain.facts and scope_of_file(use.repo, use.path) in (ENV, VALUES):
                target = next(
                    (t for s, t in self.rename(use) if t in set_here and s not in chain.depth), None
                )
                if target is not None and chain.depth.get(target, -1) >= 0:
                    chain.facts[id(use)] = (use, target)
                    if (
                        use.via == "helm-template"
                        and not use.partial
                        and not use.name.startswith(_ELSEWHERE)
                    ):
                        rendered.setdefault((use.path, use.line, target), []).append(use.name)
        whole = {
            names[0]: target for (_, _, target), names in rendered.items() if len(set(names)) == 1
        }
        values = {} if all(name.scope == VALUES for name in chain.start) else whole
        for fact in self.about(values) if values else ():
            if isinstance(fact, ConfigUse) and fact.via == "helm-values" and fact.name in values:
                chain.facts.setdefault(id(fact), (fact, values[fact.name]))

    def _add_merges(self, chain: Chain) -> None:
        """Add the places at which a program that knows the setting merges the block that sets it."""
        knowing = {
            scope_of_file(fact.repo, fact.path)
            for fact, _ in chain.facts.values()
            if isinstance(fact, ConfigKey) or fact.role == "reads"
        }
        for fact, name in list(chain.facts.values()):
            if not isinstance(fact, ConfigUse) or all(
                s not in chain.depth for s, _ in self.rename(fact)
            ):
                continue
            for merge in self.delivery.merges(fact):
                if knowing.intersection(self.delivery.scopes(merge)):
                    chain.facts[id(merge)] = (merge, name)

    def _add_wholes(self, chain: Chain) -> None:
        """Add the templates that render a whole of which a value is a part (`toYaml
        .Values.api.resources`).
        """
        for name in [
            n
            for n, depth in chain.depth.items()
            if n.scope == VALUES and depth <= 0 and "." in n.name
        ]:
            wholes = {name.name[:i] for i, letter in enumerate(name.name) if letter == "."}
            for fact in self.about(wholes):
                if isinstance(fact, ConfigUse) and fact.name in wholes and fact.via in _WHOLE:
                    chain.facts[id(fact)] = (fact, name)

    def _add_blocks(self, chain: Chain) -> None:
        """Add the `with` and `range` in which a chart's value is rendered by the end of its path
        alone (`.host`).
        """
        inside = [
            (fact, name)
            for fact, name in chain.facts.values()
            if isinstance(fact, ConfigUse)
            and fact.role == "renders"
            and Name(VALUES, fact.name) in chain.depth
        ]
        paths = {
            fact.name[:i]
            for fact, _ in inside
            for i, letter in enumerate(fact.name)
            if letter == "."
        }
        for block in self.about(paths) if paths else ():
            if (
                not isinstance(block, ConfigUse)
                or block.via not in _BLOCKS
                or block.name not in paths
            ):
                continue
            for fact, name in inside:
                in_it = block.line < fact.line <= block.until and fact.name.startswith(
                    f"{block.name}."
                )
                if in_it and (fact.repo, fact.path) == (block.repo, block.path):
                    chain.facts[id(block)] = (block, name)

    def rename(self, fact: ConfigUse) -> list[tuple[Name, Name]]:
        """Return (source, target) for each program that gets a value under another name, or from
        another scope.
        """
        here = scope_of_file(fact.repo, fact.path)
        target = fact.target or fact.name
        scopes = self.delivery.scopes(fact) if here in (ENV, MIDDLEWARE, VALUES) else [here]
        source = Name(
            f"literal:{fact.path}:{fact.line}" if fact.via in _LITERAL else here, fact.name
        )
        if here == VALUES and not _VARIABLE.fullmatch(target):
            return []  # a field of a Kubernetes object, such as `replicas`
        return [(source, Name(scope, target)) for scope in scopes if source != Name(scope, target)]

    def _neighbours(
        self, fact: SettingFact, asked: set[Name], *, down: bool
    ) -> list[tuple[Name, int]]:
        if isinstance(fact, ConfigKey):
            names = self.identity(fact)
            return [(name, 0) for name in sorted(names)] if names & asked else []
        found = []
        for source, target in self.rename(fact):
            if down and source in asked:
                found.append((target, 1))
            elif (
                not down
                and target in asked
                and not (fact.role == "reads" and len(self._parts(target)) > _MOST_PARTS)
            ):
                found.append((source, 1))
        return found

    def _place_in(self, chain: Chain, fact: SettingFact) -> Name | None:
        """Return the name of the chain that `fact` is about, or None where it is about another
        setting.
        """
        if isinstance(fact, ConfigKey):
            names = sorted(self.identity(fact))
            named = [name for name in names if name in chain.depth] or [
                name for name in names if name in chain.kin
            ]
            return min(
                named, key=lambda n: (n.name != fact.name, abs(chain.depth.get(n, 0))), default=None
            )
        ends = self.rename(fact)
        if ends:
            inner = chain.kin if fact.role == "reads" else ()
            return next(
                (
                    s
                    for s, t in ends
                    if (s in chain.depth or s in inner) and (t in chain.depth or t in inner)
                ),
                None,
            )
        here = Name(scope_of_file(fact.repo, fact.path), fact.name)
        if here in chain.depth and (fact.via != "getattr" or self._is_declared(here)):
            return here
        return None

    def _is_declared(self, name: Name) -> bool:
        """Tell whether the program declares a setting that its code reads as `name`."""
        return any(
            isinstance(fact, ConfigKey) and not fact.test and name in declared_names(fact)
            for fact in self.about([name.name])
        )


def _fits(pattern: str, name: str) -> bool:
    """Tell whether `name` is of a pattern in which `*` stands for one or more characters."""
    first, *middle, last = pattern.split("*")
    if not name.startswith(first) or not name.endswith(last) or len(name) < len(pattern):
        return False
    at = len(first)
    for part in middle:
        at = name.find(part, at + 1)
        if at < 0:
            return False
        at += len(part)
    return at < len(name) - len(last)


def written_names(fact: SettingFact) -> list[str]:
    """Return every name that `fact` holds, as it is written."""
    if isinstance(fact, ConfigKey):
        return [name for name in (fact.name, fact.attribute, *fact.aliases) if name]
    return [name for name in (fact.name, fact.target) if name]


def is_commented(fact: ConfigUse) -> bool:
    """Tell whether a use stands in a comment, so that it sets nothing."""
    return fact.role == "documents" or fact.via.endswith("-commented")


def declared_names(fact: ConfigKey) -> set[Name]:
    """Return the names under which the program knows the setting that `fact` declares."""
    scope = scope_of_file(fact.repo, fact.path)
    return {Name(scope, name) for name in written_names(fact)}
