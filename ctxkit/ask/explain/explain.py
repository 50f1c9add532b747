"""`explain KEY`: what a setting is, every place in its life, and whether setting it has an effect.

Not here: which setting is meant, and what is known of it (`settings/`).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from ctxkit.dify.closed_components import closed_part
from ctxkit.dify.programs import scope_name
from ctxkit.dify.repositories import (
    CHART,
    Repository,
    missing_in_words,
    missing_repositories,
)
from ctxkit.index.missing_sources import missing_sources
from ctxkit.index.reader import Index
from ctxkit.index.recent import Recent, kept
from ctxkit.index.rows import fold_key
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Fact, Finding, KeyAnswer, Question
from ctxkit.regex import regex
from ctxkit.settings.chain import Chain
from ctxkit.settings.chains import chains_of
from ctxkit.settings.change import how_to_change
from ctxkit.settings.defaults import default_of, description_of, type_of
from ctxkit.settings.gateway_notes import gateway_notes
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.layer_values import layers_of
from ctxkit.settings.links import links_of
from ctxkit.settings.named_effect import effect_of_chain, has_compose
from ctxkit.settings.names import Name, written_names
from ctxkit.settings.notes import notes_on
from ctxkit.settings.places import essential, ordered, to_places
from ctxkit.settings.program_settings import programs_of
from ctxkit.settings.records import Record
from ctxkit.settings.resolve import is_of_plugin, resolve
from ctxkit.settings.spelling import names_in
from ctxkit.settings.status import Effect, is_dead_end
from ctxkit.settings.usage import idle_services
from ctxkit.text.wording import short

_MAX_KEYS = 6
_MAX_BELOW = 12  # values of a group that are named
_MAX_SIMILAR = 6  # names that differ in case and punctuation alone
_MAX_SCOPES = 8  # in one sentence
_MAX_KEPT = 600  # settings, some 20 KB each: topics of one session lead to the same ones
_MAY_BE_SERVICE = regex(r"[a-z][a-z0-9_-]{1,80}")
_MAY_BE_TABLE = regex(r"[a-z][a-z0-9_.]{1,170}|[A-Z]{1,4}[a-z][A-Za-z0-9]{1,80}")

QUESTION = Question(command="explain", full_settings=True)


def explain(index: Index, sources: Sources, key: str) -> Finding:
    """Return what is known of the setting `key` in any spelling, else the nearest names."""
    if named := _table(index, sources, key) or _network(index, sources, key):
        return named
    graph = SettingsGraph(index)
    asked = names_in(key)
    meant = resolve(graph, index, asked)
    if not meant.names:
        return _not_found(index, sources, graph, key, asked)
    # A path for which only variables are found is of a chart that is not at hand.
    is_inferred = "." in asked[0] and all("." not in name.name for name in meant.names)
    compose = not is_inferred and has_compose(index)
    chains = chains_of(graph, meant.names)
    shown, rest = chains[:_MAX_KEYS], chains[_MAX_KEYS:]
    notes = [*meant.notes, *_near_identical(graph, chains), *_without_chart(index, meant.names)]
    notes += _also_service(sources, key.strip())
    if rest:
        notes.append(f"{len(rest)} more settings have this name: {_list_scopes(rest)}")
    answers = [_answer(chain, graph, sources, index, compose=compose) for chain in shown]
    answers[:1] = [(_with_effects(index, sources, a, shown[0]), e) for a, e in answers[:1]]
    confidence = meant.confidence
    if confidence == "high" and not all(effect.is_certain for _, effect in answers):
        confidence = "medium"
    suggestions: list[str] = []
    if is_inferred:
        suggestions = [name for name in _nearest(asked[0], index) if "." in name]
    return Finding(
        question=QUESTION,
        query=key,
        confidence=confidence,
        versions=tuple(index.checkouts().values()),
        keys=tuple(answer for answer, _ in answers),
        suggestions=tuple(suggestions),
        notes=tuple(notes),
    )


def _table(index: Index, sources: Sources, key: str) -> Finding | None:
    """Return the answer about a table of this name, None if there is none, or a setting has just
    this name.
    """
    name = key.strip()
    if not _MAY_BE_TABLE.fullmatch(name):
        return None
    kinds: tuple[type[Fact], ...] = (ConfigKey, ConfigUse)
    if any(index.named(kind, name) for kind in kinds):
        return None
    # Migrations need not be put together for a setting.
    from ctxkit.ask.explain.table import explain_table

    return explain_table(index, sources, key)


def _network(index: Index, sources: Sources, key: str) -> Finding | None:
    """Return the answer about a service or a queue of this name, None if there is none."""
    name = key.strip()
    if not _MAY_BE_SERVICE.fullmatch(name):
        return None
    # No setting needs the deployment of all services.
    from ctxkit.ask.explain.network import explain_network

    return explain_network(index, sources, name)


def _also_service(sources: Sources, name: str) -> list[str]:
    """Return a note where a setting has the name of a service, which no variable has."""
    if not _MAY_BE_SERVICE.fullmatch(name):
        return []
    from ctxkit.ask.explain.network import also_service

    return also_service(sources, name)


def _with_effects(index: Index, sources: Sources, answer: KeyAnswer, chain: Chain) -> KeyAnswer:
    """Return an answer with what happens beyond the limit, or where the check fails."""
    facts = [f for f in ordered(chain) if isinstance(f, ConfigUse)]
    reads = [f for f in facts if f.role == "reads" and not f.test]
    if not reads:
        return answer
    # Parsing takes a library that other questions need not wait for.
    from ctxkit.cause.code import Code
    from ctxkit.cause.effects import effects_of

    return replace(answer, beyond=effects_of(Code(index, sources), reads))


def answer_for(
    graph: SettingsGraph,
    index: Index,
    sources: Sources,
    name: str,
    *,
    places: int,
    like: AbstractSet[str] = frozenset(),
) -> KeyAnswer | None:
    """Return what is known of the setting `name`, with the `places` that say most about it.

    Code named with the stems `like` comes before other code that reads the setting.
    """
    told = _told_last(index).get(name, partial(_told_of, graph, index, name))
    if told is None:
        return None
    shown = essential(told.records, places, like)
    return replace(told.answer, places=to_places(shown, sources))


@kept(1)
def _told_last(index: Index) -> Recent[str, _Told | None]:
    """Return what was told of the settings of an index, with which it goes."""
    return Recent(_MAX_KEPT)


def _told_of(graph: SettingsGraph, index: Index, name: str) -> _Told | None:
    chains = chains_of(graph, resolve(graph, index, [name]).names)
    return _told(chains[0], graph, index, compose=has_compose(index)) if chains else None


def _nearest(name: str, index: Index) -> list[str]:
    # Most answers need no suggestion, so they need not wait for its tables.
    from ctxkit.settings.suggest import nearest

    return nearest(name, index.key_names())


def _not_found(
    index: Index, sources: Sources, graph: SettingsGraph, key: str, asked: Sequence[str]
) -> Finding:
    """Return the finding for a name that no setting has."""
    note = "no setting with this name in these repositories"
    suggestions: list[str] = []
    if asked:
        suggestions = _below(asked[0], index)
        if suggestions:
            note = f"{asked[0]} is not a value but a group of values in the chart"
        else:
            suggestions = _nearest(asked[0], index)
        if "." in asked[0] and _missing_chart(index):
            suggestions = []  # no variable is near a value of a chart that is not at hand
        if "." in asked[0] and (row := closed_part(asked[0])):
            suggestions = [name for name in suggestions if closed_part(name) is row]
    tables, closed = _no_table(index, sources, key)
    return Finding(
        question=QUESTION,
        query=key,
        confidence="none",
        versions=tuple(index.checkouts().values()),
        suggestions=(*tables, *suggestions),
        notes=(
            *_topic(key),
            note,
            *_closed(index, sources, asked),
            *gateway_notes(index, sources, key),
            *_credentials(graph, asked),
            *closed,
            *_missing(index, sources, asked),
        ),
    )


def _closed(index: Index, sources: Sources, asked: Sequence[str]) -> list[str]:
    """Return notes on the component that a value is of, where its code is not public."""
    row = next((row for name in asked if "." in name and (row := closed_part(name))), None)
    if row is None:
        return []
    # Reading the chart takes a parser that other questions need not wait for.
    from ctxkit.settings.closed_parts import closed_part_of

    note = f"{row.part} has the values of {row.owner}: no code here reads them"
    return [note, closed_part_of(index, sources, row).words]


def _no_table(index: Index, sources: Sources, key: str) -> tuple[list[str], list[str]]:
    """Return the tables that a name of none may mean, and notes on databases whose tables no source
    has, where it may be one of them.
    """
    name = key.strip()
    if not _MAY_BE_TABLE.fullmatch(name):
        return [], []
    from ctxkit.ask.explain.closed_databases import closed_database_notes
    from ctxkit.ask.explain.near_tables import near_tables

    return near_tables(index, name), closed_database_notes(index, sources, name)


def _topic(key: str) -> list[str]:
    """Return a note on a query of several words, which names no setting."""
    words = key.split()
    if len(words) < 2 or not all(word.isalpha() for word in words):
        return []
    return [f"that is a topic, not a name: ctxkit find {shlex.quote(short(key))}"]


def _missing(index: Index, sources: Sources, asked: Sequence[str]) -> list[str]:
    """Return a note on the repositories that could have the setting, but are not at hand."""
    is_value = any("." in name for name in asked)
    rows = _missing_chart(index) if is_value else missing_sources(index, sources)
    return list(filter(None, [missing_in_words(rows)]))


def _missing_chart(index: Index) -> list[Repository]:
    return [row for row in missing_repositories(index.checkouts()) if row.name == CHART]


def _without_chart(index: Index, names: Iterable[Name]) -> list[str]:
    """Return a note on what an answer lacks without the chart; plugins have no values of it."""
    rows = _missing_chart(index)
    if not rows or all(name.scope.startswith("plugin:") for name in names):
        return []
    return [f"{missing_in_words(rows)}: nothing is known of Helm values"]


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


class _Told(NamedTuple):
    """What is known of a setting: the answer without its places, and all that these are of."""

    answer: KeyAnswer
    effect: Effect
    records: list[Record]


def _answer(
    chain: Chain, graph: SettingsGraph, sources: Sources, index: Index, *, compose: bool
) -> tuple[KeyAnswer, Effect]:
    told = _told(chain, graph, index, compose=compose)
    return replace(told.answer, places=to_places(told.records, sources)), told.effect


def _told(chain: Chain, graph: SettingsGraph, index: Index, *, compose: bool) -> _Told:
    records = ordered(chain)
    effect = effect_of_chain(index, chain, compose=compose)
    layers = layers_of(chain, records)
    idle = idle_services(chain, records, effect.services)
    steps = how_to_change(chain, graph, records, effect, compose=compose)
    using = [service for service in effect.services if service not in idle]
    answer = KeyAnswer(
        name=chain.start[0].name,
        type=type_of(chain, records),
        default=default_of(chain, records),
        description=description_of(chain, records),
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
    return _Told(answer, effect, records)


def _list_scopes(chains: Sequence[Chain]) -> str:
    names = list(dict.fromkeys(scope_name(name.scope) for chain in chains for name in chain.start))
    more = ", ..." if len(names) > _MAX_SCOPES else ""
    return ", ".join(names[:_MAX_SCOPES]) + more
