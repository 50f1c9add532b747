"""`explain KEY`: what a setting is, every place in its life, and whether setting it has an effect.

Not here: how its names are joined (`settings/chain.py`), what a place looks like
(`settings/places.py`), whether it works (`settings/status.py`), what to offer when there is no such
setting (`settings/suggest.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from ctxkit.dify.programs import ENV, MIDDLEWARE, OTHER, PROGRAMS, VALUES, scope_name, scope_of_file
from ctxkit.index.reader import Index
from ctxkit.index.rows import fold_key
from ctxkit.index.sources import Sources
from ctxkit.model import Confidence, ConfigKey, ConfigUse, Finding, KeyAnswer, Question
from ctxkit.settings.chain import (
    Chain,
    Name,
    SettingFact,
    Walker,
    declared_names,
    is_commented,
    written_names,
)
from ctxkit.settings.defaults import default_of, description_of, type_of
from ctxkit.settings.inference import inferred
from ctxkit.settings.layers import idle_services, layers_of, programs_of
from ctxkit.settings.links import links_of
from ctxkit.settings.notes import notes_on
from ctxkit.settings.places import essential, ordered, to_places
from ctxkit.settings.spelling import names_in
from ctxkit.settings.status import effect_of, is_dead_end
from ctxkit.settings.suggest import nearest
from ctxkit.text.words import name_words

_MOST_KEYS = 6
_MOST_INFERRED = 3  # variables that a path may feed, of which one is explained
_MOST_BELOW = 12  # values of a group that are named
_MOST_START = (
    40  # names that are followed: 176 plugins have an example file with the same three lines
)
_COMPOSE_FILE = "docker/docker-compose.yaml"


QUESTION = Question(command="explain", full_settings=True)


def explain(index: Index, sources: Sources, key: str) -> Finding:
    """Return what is known of the setting that `key` names in any spelling; if there is none, the
    nearest names.
    """
    versions = tuple(index.checkouts().values())
    walker = Walker(index)
    asked = names_in(key)
    start, confidence, notes = _resolve(walker, index, asked)
    if not start:
        return Finding(
            question=QUESTION,
            query=key,
            confidence="none",
            versions=versions,
            suggestions=tuple(_below(asked, index) or nearest(asked[0], index.key_names()))
            if asked
            else (),
            notes=(
                _group(asked, index) or "no setting of this name in these repositories",
                *_credentials(walker, asked),
            ),
        )
    from_values = "." in asked[0] and all(
        "." not in name.name for name in start
    )  # of a chart that is not at hand
    compose = index.file("dify", _COMPOSE_FILE) is not None and not from_values
    chains = _chains(walker, start)
    notes += _near_identical(walker, chains)
    answers = [_answer(chain, walker, sources, compose=compose) for chain in chains[:_MOST_KEYS]]
    if len(chains) > len(answers):
        notes.append(
            f"{len(chains) - len(answers)} more settings bear this name: {_list_scopes(chains[_MOST_KEYS:])}"
        )
    return Finding(
        question=QUESTION,
        query=key,
        confidence=confidence,
        versions=versions,
        keys=tuple(answers),
        suggestions=tuple(n for n in nearest(asked[0], index.key_names()) if "." in n)
        if from_values
        else (),
        notes=tuple(notes),
    )


def answer_for(
    index: Index, sources: Sources, name: str, *, places: int, like: AbstractSet[str] = frozenset()
) -> KeyAnswer | None:
    """Return what is known of the setting spelt `name`, with the `places` that say most about what
    it does.

    `like` are stems: code that is named like them comes before other code that reads the setting.
    """
    walker = Walker(index)
    start, _, _ = _resolve(walker, index, [name])
    chains = _chains(walker, start)
    if not chains:
        return None
    compose = index.file("dify", _COMPOSE_FILE) is not None
    return _answer(chains[0], walker, sources, compose=compose, most=places, like=like)


def _resolve(
    walker: Walker, index: Index, asked: list[str]
) -> tuple[list[Name], Confidence, list[str]]:
    """Return the names that were meant, how sure that is, and what to say about it."""
    for name in asked:
        facts = [fact for fact in walker.about([name]) if not is_dead_end(fact)]
        exact = [fact for fact in facts if name in written_names(fact)]
        if exact:
            return _scoped(walker, exact, {name}), "high", []
        if facts and not (name.isupper() and all(_is_plugin(f) for f in facts)):
            spelt = {
                n for fact in facts for n in written_names(fact) if fold_key(n) == fold_key(name)
            }
            start = _scoped(walker, facts, spelt)
            likely = ", ".join(sorted(spelt)[:4])
            in_chart = "." not in name or any("." in n for n in spelt)
            why = (
                f"no setting is spelt {name!r}; taken for {likely}"
                if in_chart
                else _unproven(name, likely)
            )
            return start, "medium", [why]
    if said := _only_said(walker, asked):
        return said, "medium", []
    return _by_pattern(walker, asked) or _by_words(walker, index, asked)


def _by_pattern(
    walker: Walker, asked: list[str]
) -> tuple[list[Name], Confidence, list[str]] | None:
    """Take a name that nothing spells out for what it is if a program reads all variables that
    begin like it.
    """
    for name in asked:
        if covered := walker.covered_by(name):
            patterns = ", ".join(sorted({use.name for _, use in covered}))
            why = f"nothing spells {name} out, but all of {patterns} is read: what it means, a library decides"
            return [found for found, _ in covered], "low", [why]
    return None


def _only_said(walker: Walker, asked: list[str]) -> list[Name]:
    """Return the names, as they are spelt, that stand in comments and documentation alone."""
    for name in asked:
        facts = [
            f
            for f in walker.about([name])
            if isinstance(f, ConfigUse) and is_commented(f) and f.name == name
        ]
        if facts:
            return _scoped(walker, facts, {name})
    return []


def _by_words(
    walker: Walker, index: Index, asked: list[str]
) -> tuple[list[Name], Confidence, list[str]]:
    """Take a dotted path that is in no chart here for the variable that its words name, as an
    inference.
    """
    for name in asked:
        likely = inferred(name, index.key_names()) if "." in name else []
        for key in likely[:_MOST_INFERRED]:
            facts = [f for f in walker.about([key]) if not is_dead_end(f) and not _is_plugin(f)]
            if start := _scoped(walker, [f for f in facts if key in written_names(f)], {key}):
                others = [other for other in likely[:_MOST_INFERRED] if other != key]
                why = _unproven(name, key)
                return start, "low", [why + (f", else {', '.join(others)}" if others else "")]
    return [], "none", []


def _unproven(path: str, likely: str) -> str:
    return (
        f"{path} is in no chart of these repositories, so nothing proves what it feeds (the templates of the "
        f"Enterprise chart are not public); an inference from its words: {likely}"
    )


def _credentials(walker: Walker, asked: list[str]) -> list[str]:
    """Return a note on credentials of plugins that are spelt like a variable, which nobody sets by
    a variable.
    """
    facts = [
        fact for fact in walker.about(asked[:1]) if isinstance(fact, ConfigKey) and _is_plugin(fact)
    ]
    names = ", ".join(sorted({fact.name for fact in facts}))
    return (
        [f"plugins have the credential {names}, which is set in the console and not by a variable"]
        if names
        else []
    )


def _below(asked: list[str], index: Index) -> list[str]:
    """Return the chart's values below a path that is none itself, in the order of their names."""
    prefix = f"{asked[0]}." if asked and "." in asked[0] else ""
    return (
        sorted(name for name in index.key_names() if name.startswith(prefix))[:_MOST_BELOW]
        if prefix
        else []
    )


def _group(asked: list[str], index: Index) -> str:
    below = _below(asked, index)
    return f"{asked[0]} is no value by itself but a group of the chart's values" if below else ""


def _is_plugin(fact: SettingFact) -> bool:
    return fact.repo == "dify-official-plugins"


def _scoped(walker: Walker, facts: Iterable[SettingFact], spelt: set[str]) -> list[Name]:
    """Return the names in `spelt` with the scopes in which `facts` use them."""
    found: dict[Name, None] = {}
    for fact in facts:
        if isinstance(fact, ConfigKey):
            found.update(
                (name, None) for name in sorted(declared_names(fact)) if name.name in spelt
            )
            continue
        if fact.via == "helm-env" and fact.target not in spelt:
            continue  # an entry of a list that is asked for as a whole
        ends = walker.rename(fact) or [(Name(scope_of_file(fact.repo, fact.path), fact.name),) * 2]
        found.update((name, None) for pair in ends for name in pair if name.name in spelt)
    return list(found)


def _chains(walker: Walker, start: list[Name]) -> list[Chain]:
    """Return the chains that the names begin, one for each setting, the likeliest first."""
    groups: list[list[Name]] = []
    walked: list[Chain] = []
    for name in sorted(start, key=_likelihood)[:_MOST_START]:
        chain = walker.walk([name])
        joined = [i for i, known in enumerate(walked) if set(known.depth) & set(chain.depth)]
        group = [n for i in joined for n in groups[i]] + [name]
        for i in reversed(joined):
            del groups[i], walked[i]
        place = joined[0] if joined else len(groups)
        groups.insert(place, group)
        walked.insert(place, walker.walk(group) if len(group) > 1 else chain)
    walked = _with_idle_lines(walker, walked)
    real = [
        chain for chain in walked if any(not is_dead_end(fact) for fact, _ in chain.facts.values())
    ]
    real = real or [chain for chain in walked if chain.facts][:1]
    real.sort(key=_chain_order)
    return real


def _near_identical(walker: Walker, chains: list[Chain]) -> list[str]:
    """Return a note about names that differ from the one asked for in case and punctuation alone."""
    shown = {name.name for chain in chains for name in chain.depth}
    asked = {fold_key(name.name) for chain in chains for name in chain.start}
    others = {
        name
        for fact in walker.about(asked)
        for name in written_names(fact)
        if name not in shown and fold_key(name) in asked and not is_dead_end(fact)
    }
    return [f"not to be confused with {', '.join(sorted(others)[:6])}"] if others else []


def _with_idle_lines(walker: Walker, chains: list[Chain]) -> list[Chain]:
    """Join what is set and goes nowhere to the setting of that name: whoever set it meant that one."""
    idle = [c for c in chains if not _is_used(c)]
    rest = [c for c in chains if c not in idle]
    if not idle:
        return chains
    if not rest:
        return [walker.walk([name for chain in idle for name in chain.start])]
    idle = [c for c in idle if not all(name.scope.startswith("plugin:") for name in c.start)]
    rest.sort(key=_chain_order)
    return (
        rest
        if not idle
        else [walker.walk([name for chain in (rest[0], *idle) for name in chain.start]), *rest[1:]]
    )


def _is_used(chain: Chain) -> bool:
    """Tell whether a program declares or reads the setting, or a container of other makers or the
    chart gets it.
    """
    foreign = any(name.scope.startswith("image:") or name.scope == VALUES for name in chain.depth)
    return foreign or any(
        isinstance(f, ConfigKey) or f.role in ("reads", "renders") for f, _ in chain.facts.values()
    )


def _chain_order(chain: Chain) -> tuple[bool, tuple[int, str, str]]:
    return not _is_declared(chain), min(_likelihood(name) for name in chain.start)


def _is_declared(chain: Chain) -> bool:
    return any(isinstance(fact, ConfigKey) for fact, _ in chain.facts.values())


def _likelihood(name: Name) -> tuple[int, str, str]:
    """Return a sort key: the api before the daemon before plugins, whole deployments between."""
    order = [PROGRAMS[0], ENV, *PROGRAMS[1:], VALUES, MIDDLEWARE]
    if name.scope in order:
        return order.index(name.scope), name.scope, name.name
    kind, _, plugin = name.scope.partition(":")
    if kind != "plugin":
        return len(order) + 5 * (name.scope == OTHER), name.scope, name.name
    # Many plugins declare a variable of one name: the provider that the variable is named after is
    # meant most often.
    provider = set(name_words(plugin.rpartition("/")[2]))
    foreign = len(provider.difference(name_words(name.name)))
    return len(order) + 1 + min(3, foreign), name.scope, name.name


def _answer(
    chain: Chain,
    walker: Walker,
    sources: Sources,
    *,
    compose: bool,
    most: int = 0,
    like: AbstractSet[str] = frozenset(),
) -> KeyAnswer:
    found = ordered(chain, walker)
    effect = effect_of(chain, walker, compose=compose)
    layers = layers_of(chain, walker, found)
    idle = idle_services(walker, found, effect.services)
    return KeyAnswer(
        name=chain.start[0].name,
        type=type_of(chain, found),
        default=default_of(chain, found),
        description=description_of(chain, found),
        places=to_places(essential(found, most, like) if most else found, sources),
        services=(*(service for service in effect.services if service not in idle), *idle),
        idle_services=tuple(idle),
        status=effect.status,
        status_why=effect.why,
        notes=notes_on(chain, walker, found, effect, layers, compose=compose),
        layers=layers,
        programs=programs_of(found),
        chain=links_of(chain, walker, found),
    )


def _list_scopes(chains: list[Chain]) -> str:
    names = list(dict.fromkeys(scope_name(name.scope) for chain in chains for name in chain.start))
    return ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
