"""The effect of a setting by its name alone, as every question gives it.

Not here: the whole answer for a setting (`ask/explain/`).
"""

from __future__ import annotations

from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.repositories import missing_programs
from ctxkit.index.reader import Index
from ctxkit.settings.chain import Chain
from ctxkit.settings.chains import chains_of
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import Name
from ctxkit.settings.resolve import resolve
from ctxkit.settings.status import Effect, effect_of


def has_compose(index: Index) -> bool:
    """Return whether the sources include the compose deployment."""
    return index.file("dify", COMPOSE_FILE) is not None


def effect_of_chain(index: Index, chain: Chain, *, compose: bool) -> Effect:
    """Return the effect of setting the names of `chain`, as far as the sources at hand prove it.

    `compose`: whether it is set in the compose deployment.
    """
    return effect_of(chain, compose=compose, missing=missing_programs(index.checkouts()))


def chain_of_name(index: Index, graph: SettingsGraph, name: Name) -> Chain | None:
    """Return the setting that a program knows as `name`; None if there is none of that name.

    Of several settings with that name it is that of the program, else the likeliest.
    """
    chains = chains_of(graph, resolve(graph, index, [name.name]).names)
    own = [chain for chain in chains if name in chain.depth]
    return next(iter((*own, *chains)), None)


def effect_of_name(index: Index, graph: SettingsGraph, name: Name) -> Effect | None:
    """Return the effect of setting what a program knows as `name`; None if there is no setting of
    that name.
    """
    chain = chain_of_name(index, graph, name)
    if chain is None:
        return None
    return effect_of_chain(index, chain, compose=has_compose(index))
