"""The places of a setting in the order in which a person wants to see them, with their source
lines.

Not here: which facts are about the setting (`chain.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from ctxkit.dify.paths import COMPOSE_NAMES
from ctxkit.dify.programs import ENV, MIDDLEWARE, PROGRAMS, VALUES, scope_of_file
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Place, Role
from ctxkit.settings.chain import (
    COMPUTED,
    Chain,
    Name,
    SettingFact,
    Walker,
    declared_names,
    is_commented,
)
from ctxkit.text.words import name_words, stem

_MOST = 120  # places of one setting; `LOG_LEVEL` has about 60
_TEXT_LINES = 12  # of one place
_BLOCKS = ("helm-with", "helm-range", "helm-variable")
_ELSEWHERE = "externalSecret."  # of the chart: says in which vault a secret is, not what it is
_MOST_DECLARED, _MOST_READS = 3, 4  # of a setting that a topic is about
_LONGEST_BLOCK = 6  # lines of a condition that are shown with what it governs


class Layer(NamedTuple):
    """What kind of place a fact is: `rank` orders places, `name` is what a person calls the layer."""

    rank: int
    name: str


class Found(NamedTuple):
    """A fact about a setting, the name of the setting that it is about, and the layer in which it
    stands.
    """

    fact: SettingFact
    name: Name
    layer: Layer


_DECLARED = Layer(0, "code")
_CODE_DEFAULT = Layer(1, "code")
_KIN = Layer(2, "code of a setting that bears on it")
_ENV_FILE = Layer(10, ".env.example")
_COMPOSE = Layer(11, "compose")
_CHART = Layer(12, "chart values")
_YAML = Layer(13, "config.yaml")
_MERGE = Layer(14, "compose merge")
_SAME_MERGE = Layer(45, "compose merge")
_BLOCK = Layer(22, "chart template")
_SHELL = Layer(20, "entrypoint")
_IMAGE = Layer(25, "image")
_CHILD = Layer(44, "child process")
_TEMPLATE = Layer(21, "chart template")
_DERIVED = Layer(29, "computed from it")
_READ = Layer(30, "read")
_GENERATOR = Layer(46, "compose template")
_OTHER_SOURCE = Layer(50, "other source")
_SOURCE_RUN = Layer(60, "source run")
_DOCUMENTED = Layer(62, "documentation")
_ANOTHER = Layer(70, "another deployment")
_COMMENTED = Layer(80, "commented out")
_TEST = Layer(90, "test")


LAST_OF_CHAIN = _CHILD.rank
"""From this rank on a place is no link of the setting's chain in the deployment."""

_IN_PROGRAM = {
    "sandbox-config": _YAML,
    "code-default": _CODE_DEFAULT,
    "dockerfile": _IMAGE,
    "process-env": _CHILD,
    "getenv": _CHILD,
    "settings": _CHILD,
    "credential": _CHILD,
}
"""The layers of what a program's own files set, by `via`; the others are its scripts."""


def layer_of(fact: SettingFact, name: Name, chain: Chain, walker: Walker) -> Layer:
    """Return the layer in which `fact`, which is about the name `name` of the chain, stands."""
    if fact.test:
        return _TEST
    if isinstance(fact, ConfigKey):
        return _KIN if name in chain.kin else _DERIVED if is_derived(fact, chain) else _DECLARED
    scope = scope_of_file(fact.repo, fact.path)
    if scope == MIDDLEWARE or "middleware" in fact.path.rpartition("/")[2]:
        return _ANOTHER
    if fact.via == "docs":
        return _DOCUMENTED
    if is_commented(fact):
        return _COMMENTED
    if fact.role == "reads":
        return (
            _GENERATOR
            if scope == ENV and fact.path.rpartition("/")[2] not in COMPOSE_NAMES
            else _READ
        )
    if fact.via == "env-example":
        return _ENV_FILE if scope == ENV else _SOURCE_RUN
    if fact.via == "compose-merge":
        return _SAME_MERGE if "api" in walker.delivery.scopes(fact) else _MERGE
    if scope in (ENV, VALUES) and _foreign_end(fact, chain, walker):
        return _OTHER_SOURCE
    if scope == VALUES and (fact.name.startswith(_ELSEWHERE) or is_placeholder(fact)):
        return _OTHER_SOURCE
    if scope == VALUES:
        if fact.role == "sets":
            return _CHART if fact.path.endswith("/values.yaml") else _ANOTHER
        return _BLOCK if fact.via in _BLOCKS else _TEMPLATE
    if scope == ENV:
        return _COMPOSE if fact.path.rpartition("/")[2] in COMPOSE_NAMES else _GENERATOR
    return _IN_PROGRAM.get(fact.via, _SHELL)


def is_placeholder(fact: ConfigUse) -> bool:
    """Tell whether a chart renders what another program fills in later, from a vault: "{{ `{{ .KEY
    }}` }}".
    """
    return fact.via == "helm-computed" and "`{{" in (fact.value or "")


def is_derived(fact: ConfigKey, chain: Chain) -> bool:
    """Tell whether `fact` is a value that the program computes from the setting and not the setting
    itself.
    """
    return fact.origin in COMPUTED and not declared_names(fact).intersection(chain.start)


def own_declarations(chain: Chain, found: list[Found]) -> list[ConfigKey]:
    """Return the declarations of the setting itself: of the names asked for, else of those that
    they become.
    """
    keys = [
        (fact, name)
        for fact, name, layer in found
        if isinstance(fact, ConfigKey) and layer is _DECLARED
    ]
    asked = [fact for fact, name in keys if chain.depth.get(name) == 0]
    return asked or [fact for fact, _ in keys]


def _foreign_end(fact: ConfigUse, chain: Chain, walker: Walker) -> bool:
    ends = walker.rename(fact)
    return bool(ends) and not any(source in chain.depth for source, _ in ends)


def ordered(chain: Chain, walker: Walker) -> list[Found]:
    """Return the facts of a chain, the most important first, one for each line, name and role."""
    helm_first = bool(chain.start) and all(name.scope == VALUES for name in chain.start)
    found = [
        Found(fact, name, layer_of(fact, name, chain, walker))
        for fact, name in chain.facts.values()
    ]
    found.sort(key=lambda item: _order(*item, chain=chain, helm_first=helm_first))
    seen: set[tuple[str, str, int, Role]] = set()
    kept = []
    for fact, name, layer in found:
        key = (fact.repo, fact.path, fact.line, role_of(fact))
        if key not in seen:
            seen.add(key)
            kept.append(Found(fact, name, layer))
    return kept


def essential(found: list[Found], most: int, like: AbstractSet[str]) -> list[Found]:
    """Return `most` of the places: where the setting is declared, which code reads it, and then
    where it is set.

    For one who asks about a topic: what would have to be changed, before the layers that give the
    setting a value. Code whose file and function are named `like` the topic comes before other
    code.
    """
    declared = [item for item in found if item.layer in (_DECLARED, _CODE_DEFAULT)][:_MOST_DECLARED]
    reads = sorted(
        (item for item in found if item.layer is _READ),
        key=lambda item: -_likeness(item.fact, like),
    )
    return list(dict.fromkeys((*declared, *_file_by_file(reads)[:_MOST_READS], *found)))[:most]


def _file_by_file(reads: list[Found]) -> list[Found]:
    """Return the reads, the first of each file before the second of any: each file does something
    else with it.
    """
    earlier: Counter[tuple[str, str]] = Counter()
    turns: list[tuple[int, Found]] = []
    for item in reads:
        file = (item.fact.repo, item.fact.path)
        turns.append((earlier[file], item))
        earlier[file] += 1
    return [item for _, item in sorted(turns, key=lambda turn: turn[0])]


def _likeness(fact: SettingFact, like: AbstractSet[str]) -> int:
    """Return how many of the stems the file and the function bear in their names."""
    if _read_rank(fact):
        return -1
    return len(like & {stem(word) for word in name_words(f"{fact.path} {fact.symbol}")})


def _order(
    fact: SettingFact, name: Name, layer: Layer, *, chain: Chain, helm_first: bool
) -> tuple[object, ...]:
    rank = layer.rank
    if (
        helm_first
    ):  # the question came from the chart: its own files first, what they reach after them
        rank = {_CHART.rank: -3, _TEMPLATE.rank: -2, _BLOCK.rank: -1}.get(rank, rank)
    depth = abs(chain.depth[name]) if name in chain.depth else 9 + list(chain.kin).index(name)
    program = PROGRAMS.index(name.scope) if name.scope in PROGRAMS else len(PROGRAMS)
    if helm_first and layer is _DECLARED:  # of all that a value feeds, what is named like it first
        path = {word for start in chain.start for word in name_words(start.name)}
        program -= 10 * len(path.intersection(name_words(fact.name)))
    if layer is _READ:
        return rank, _read_rank(fact), depth, program, fact.path, fact.line
    return rank, depth, program, fact.repo, fact.path, fact.line


def _read_rank(fact: SettingFact) -> int:
    """Return how far a read stands from the code that acts on the setting: declarations and scripts
    say less.
    """
    path = fact.path
    if path.startswith("api/configs/"):
        return 1
    if path.startswith(("api/commands/", "api/dev/")):
        return 2
    if "/migrations/" in path or path.startswith(("api/migrations/", "dev/", "scripts/")):
        return 3
    return 2 * (isinstance(fact, ConfigUse) and fact.via == "copy")


def role_of(fact: SettingFact) -> Role:
    """Return the role of a fact's place."""
    if isinstance(fact, ConfigKey):
        return "declares"
    return "documents" if is_commented(fact) else fact.role


def to_places(found: list[Found], sources: Sources) -> tuple[Place, ...]:
    """Return the places of facts in their order."""
    return tuple(_place(fact, name, sources) for fact, name, _ in found[:_MOST])


def _place(fact: SettingFact, name: Name, sources: Sources) -> Place:
    where = fact.location
    if isinstance(fact, ConfigUse) and 0 < fact.until - fact.line <= _LONGEST_BLOCK:
        where = replace(where, end_line=fact.until)
    end = min(max(fact.line, where.end_line), fact.line + _TEXT_LINES - 1)
    value = fact.default if isinstance(fact, ConfigKey) else fact.value
    return Place(
        role=role_of(fact),
        location=where,
        name=_name_there(fact, name),
        value=value,
        text=sources.text(fact.repo, fact.path, fact.line, end),
    )


def _name_there(fact: SettingFact, name: Name) -> str:
    if isinstance(fact, ConfigUse) and fact.via == "compose-merge":
        return f"{fact.name} -> {', '.join(fact.services)}"
    other = (
        (fact.group if fact.via == "copy" else fact.target) if isinstance(fact, ConfigUse) else ""
    )
    if other and other != fact.name:
        return f"{fact.name} -> {other}"
    return fact.name or name.name
