"""The settings that located code reads, which the reader of a log line may want to change.

Not here: `explain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from ctxkit.ask.locate.candidates import around, definitions
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Fact, KeyAnswer, Place, Symbol
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.named_effect import effect_of_name
from ctxkit.settings.names import Name, scope_of

_MAX_SETTINGS = 6
_MAX_FACTS = 3


def settings_of(index: Index, sources: Sources, facts: Iterable[Fact]) -> tuple[KeyAnswer, ...]:
    """Return the settings that the functions of the first facts read, with their declarations."""
    reads: dict[str, ConfigUse] = {}
    for fact in islice(facts, _MAX_FACTS):
        for use in _reads(index, sources, fact):
            reads.setdefault(use.name, use)
    graph = SettingsGraph(index)
    answers = (_answer(index, graph, use) for use in reads.values())
    return tuple(islice(filter(None, answers), _MAX_SETTINGS))


def _reads(index: Index, sources: Sources, fact: Fact) -> Iterator[ConfigUse]:
    """Yield what the function around a fact reads."""
    functions = [s for s in definitions(index, fact.repo, fact.path) if s.what != "class"]
    function = around(functions, fact.line)
    if function is None:
        return
    for use in index.in_file(fact.repo, fact.path, ConfigUse):
        if not isinstance(use, ConfigUse) or use.role != "reads":
            continue
        if _is_read_in(sources, function, use):
            yield use


def _is_read_in(sources: Sources, function: Symbol, use: ConfigUse) -> bool:
    """Return whether a function reads a setting, itself or by the name that its module gave it."""
    if function.line <= use.line <= function.end_line:
        return True
    if use.symbol or not use.name:
        return False
    return use.name in sources.text(use.repo, use.path, function.line, function.end_line)


def _answer(index: Index, graph: SettingsGraph, use: ConfigUse) -> KeyAnswer | None:
    """Return what is known of what a function reads; None if that is no setting at all."""
    answer = _described(index, use)
    effect = effect_of_name(index, graph, Name(scope_of(use), answer.name))
    if effect is None:
        return None
    return replace(answer, status=effect.status, status_why=effect.why)


def _described(index: Index, use: ConfigUse) -> KeyAnswer:
    read = Place(role="reads", location=use.location, name=use.name, value=use.value)
    key = _declaration(index, use)
    if key is None:
        return KeyAnswer(name=use.name, default=use.value, places=(read,))
    declared = Place(role="declares", location=key.location, name=key.name, value=key.default)
    return KeyAnswer(
        name=key.name,
        type=key.type,
        default=key.default,
        description=key.description,
        places=(declared, read),
    )


def _declaration(index: Index, use: ConfigUse) -> ConfigKey | None:
    """Return the declaration of a setting in the repository that reads it."""
    declared = [
        key
        for key in index.keyed(use.name)
        if isinstance(key, ConfigKey) and key.repo == use.repo and not key.test
    ]
    return min(
        declared,
        key=lambda key: (key.name != use.name, key.origin == "credential", key.path, key.line),
        default=None,
    )
