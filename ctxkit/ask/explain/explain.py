"""`explain KEY`: what a setting is, every place in its life, and whether setting it has an effect.

Not here: which setting is meant (`resolve.py`, `chains.py`), what is known of it (`settings/`).
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from ctxkit.ask.explain.chains import chains_of
from ctxkit.ask.explain.resolve import is_of_plugin, resolve
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.programs import scope_name
from ctxkit.index.reader import Index
from ctxkit.index.rows import fold_key
from ctxkit.index.sources import Sources
from ctxkit.model import Finding, KeyAnswer, Question
from ctxkit.settings.chain import Chain
from ctxkit.settings.change import how_to_change
from ctxkit.settings.defaults import default_of, description_of, type_of
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.layer_values import layers_of
from ctxkit.settings.links import links_of
from ctxkit.settings.names import written_names
from ctxkit.settings.notes import notes_on
from ctxkit.settings.places import essential, ordered, to_places
from ctxkit.settings.program_settings import programs_of
from ctxkit.settings.spelling import names_in
from ctxkit.settings.status import effect_of, is_dead_end
from ctxkit.settings.usage import idle_services

_MAX_KEYS = 6
_MAX_BELOW = 12  # values of a group that are named
_MAX_SIMILAR = 6  # names that differ in case and punctuation alone
_MAX_SCOPES = 8  # in one sentence


QUESTION = Question(command="explain", full_settings=True)


def explain(index: Index, sources: Sources, key: str) -> Finding:
    """Return what is known of the setting `key` in any spelling, else the nearest names."""
    graph = SettingsGraph(index)
    asked = names_in(key)
    meant = resolve(graph, index, asked)
    if not meant.names:
        return _not_found(index, graph, key, asked)
    # A path for which only variables are found is of a chart that is not at hand.
    is_inferred = "." in asked[0] and all("." not in name.name for name in meant.names)
    compose = not is_inferred and _has_compose(index)
    chains = chains_of(graph, meant.names)
    shown, rest = chains[:_MAX_KEYS], chains[_MAX_KEYS:]
    notes = [*meant.notes, *_near_identical(graph, chains)]
    if rest:
        notes.append(f"{len(rest)} more settings have this name: {_list_scopes(rest)}")
    suggestions: list[str] = []
    if is_inferred:
        suggestions = [name for name in _nearest(asked[0], index) if "." in name]
    return Finding(
        question=QUESTION,
        query=key,
        confidence=meant.confidence,
        versions=tuple(index.checkouts().values()),
        keys=tuple(_answer(chain, graph, sources, compose=compose) for chain in shown),
        suggestions=tuple(suggestions),
        notes=tuple(notes),
    )


def _has_compose(index: Index) -> bool:
    return index.file("dify", COMPOSE_FILE) is not None


def answer_for(
    index: Index, sources: Sources, name: str, *, places: int, like: AbstractSet[str] = frozenset()
) -> KeyAnswer | None:
    """Return what is known of the setting `name`, with the `places` that say most about it.

    Code named with the stems `like` comes before other code that reads the setting.
    """
    graph = SettingsGraph(index)
    chains = chains_of(graph, resolve(graph, index, [name]).names)
    if not chains:
        return None
    compose = _has_compose(index)
    return _answer(chains[0], graph, sources, compose=compose, limit=places, like=like)


def _nearest(name: str, index: Index) -> list[str]:
    # Most answers need no suggestion, so they need not wait for its tables.
    from ctxkit.settings.suggest import nearest

    return nearest(name, index.key_names())


def _not_found(index: Index, graph: SettingsGraph, key: str, asked: Sequence[str]) -> Finding:
    """Return the finding for a name that no setting has."""
    note = "no setting with this name in these repositories"
    suggestions: list[str] = []
    if asked:
        suggestions = _below(asked[0], index)
        if suggestions:
            note = f"{asked[0]} is not a value but a group of values in the chart"
        else:
            suggestions = _nearest(asked[0], index)
    return Finding(
        question=QUESTION,
        query=key,
        confidence="none",
        versions=tuple(index.checkouts().values()),
        suggestions=tuple(suggestions),
        notes=(note, *_credentials(graph, asked)),
    )


def _below(path: str, index: Index) -> list[str]:
    """Return the chart's values below a path that is not one itself, sorted."""
    if "." not in path:
        return []
    return [name for name in index.key_names() if name.startswith(f"{path}.")][:_MAX_BELOW]


def _credentials(graph: SettingsGraph, asked: Sequence[str]) -> list[str]:
    """Return a note on credentials of plugins that are spelled like the variable asked for."""
    keys = graph.declarations(asked[:1])
    names = sorted({key.name for key in keys if is_of_plugin(key)})
    if not names:
        return []
    return [
        f"plugins have the credential {', '.join(names)}, "
        "which is set in the console, not by an environment variable"
    ]


def _near_identical(graph: SettingsGraph, chains: Sequence[Chain]) -> list[str]:
    """Return a note on names that differ from the one asked for in case and punctuation alone."""
    shown = {name.name for chain in chains for name in chain.depth}
    asked = sorted({fold_key(name.name) for chain in chains for name in chain.start})
    facts = [fact for fact in graph.about(asked) if not is_dead_end(fact)]
    written = {name for fact in facts for name in written_names(fact)}
    others = sorted(name for name in written - shown if fold_key(name) in asked)
    return [f"not to be confused with {', '.join(others[:_MAX_SIMILAR])}"] if others else []


def _answer(
    chain: Chain,
    graph: SettingsGraph,
    sources: Sources,
    *,
    compose: bool,
    limit: int = 0,
    like: AbstractSet[str] = frozenset(),
) -> KeyAnswer:
    records = ordered(chain)
    effect = effect_of(chain, compose=compose)
    layers = layers_of(chain, records)
    idle = idle_services(chain, records, effect.services)
    steps = how_to_change(chain, graph, records, effect, compose=compose)
    using = [service for service in effect.services if service not in idle]
    shown = essential(records, limit, like) if limit else records
    return KeyAnswer(
        name=chain.start[0].name,
        type=type_of(chain, records),
        default=default_of(chain, records),
        description=description_of(chain, records),
        places=to_places(shown, sources),
        services=(*using, *idle),
        idle_services=tuple(idle),
        status=effect.status,
        status_why=effect.why,
        notes=notes_on(chain, graph, records, steps, layers),
        change=tuple(change for step in steps for change in step.changes),
        layers=layers,
        programs=programs_of(records),
        chain=links_of(chain, records),
    )


def _list_scopes(chains: Sequence[Chain]) -> str:
    names = list(dict.fromkeys(scope_name(name.scope) for chain in chains for name in chain.start))
    more = ", ..." if len(names) > _MAX_SCOPES else ""
    return ", ".join(names[:_MAX_SCOPES]) + more
