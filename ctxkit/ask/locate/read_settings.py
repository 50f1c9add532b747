"""What is said of a setting that decides a located statement.

Not here: which settings decide (`cause/`), `explain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from ctxkit.dify.libraries import EVERY_PROCESS, library_variable
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.model import ConfigKey, ConfigUse, KeyAnswer, Place
from ctxkit.model.cause import Decider
from ctxkit.settings.change import how_to_change
from ctxkit.settings.defaults import default_of
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.layers import Layer
from ctxkit.settings.named_effect import chain_of_name, effect_of_chain, has_compose
from ctxkit.settings.names import Name, scope_of
from ctxkit.settings.places import ordered
from ctxkit.settings.records import Record, UseRecord, role_of

_MAX_KEPT = 500
"""Some 5 KB each: the lines of one deployment lead to the same settings again and again."""


def answers_of(index: Index, decides: Sequence[Decider]) -> dict[str, KeyAnswer]:
    """Return what is known of the settings that decide a statement, by the name that its code has
    for each, in their order.
    """
    answers: dict[str, KeyAnswer] = {}
    for decider in decides:
        answer = _answer(index, decider.use)
        if answer is not None:
            answers.setdefault(decider.use.name, answer)
    return answers


@kept(_MAX_KEPT)
def _answer(index: Index, use: ConfigUse) -> KeyAnswer | None:
    """Return what is known of what a function reads; None if that is no setting at all."""
    row = library_variable(use.name)
    if row is not None and row.reader == EVERY_PROCESS:
        return None
    answer, graph = _described(index, use), SettingsGraph(index)
    chain = chain_of_name(index, graph, Name(scope_of(use), answer.name))
    if chain is None:
        return None
    compose = has_compose(index)
    effect = effect_of_chain(index, chain, compose=compose)
    records = ordered(chain)
    steps = how_to_change(chain, graph, records, effect, compose=compose)
    # Code declares what it reads; the default of a value of the chart is a line of values.yaml.
    default = default_of(chain, records) if chain.is_from_chart else answer.default
    return replace(
        answer,
        default=default,
        places=(*answer.places, *_given_by_compose(records)),
        status=effect.status,
        status_why=effect.why,
        services=tuple(effect.services),
        change=tuple(change for step in steps for change in step.changes),
    )


def _given_by_compose(records: Iterable[Record]) -> list[Place]:
    """Return the line of the compose file that gives a setting its value in the containers, whose
    default may be another than that of the code.
    """
    return [
        Place(role=role_of(each), location=each.location, name=each.name, value=each.value)
        for each in records
        if isinstance(each, UseRecord) and each.layer is Layer.COMPOSE
    ][:1]


def _described(index: Index, use: ConfigUse) -> KeyAnswer:
    read = Place(role=use.role, location=use.location, name=use.name, value=use.value)
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


def declared_name(index: Index, use: ConfigUse) -> str:
    """Return the name that sets what a function reads."""
    key = _declaration(index, use)
    return use.name if key is None else key.name


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
