"""Whether setting a key has an effect, and why.

Not here: the verdicts and their order (`verdicts.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from ctxkit.model import ConfigUse, Status, Via
from ctxkit.settings.chain import Chain
from ctxkit.settings.names import SettingFact, is_commented
from ctxkit.settings.status_evidence import evidence_of
from ctxkit.settings.verdicts import VERDICTS

_OF_ANY_OBJECT: frozenset[Via] = frozenset({"field", "credential", "settings", "getattr"})
"""Reads that name a key of some object: without a declaration that may be anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The effect of setting a key. `services` are the containers that receive it."""

    status: Status
    why: str
    services: tuple[str, ...]


def effect_of(chain: Chain, *, compose: bool) -> Effect:
    """Return the effect of setting the names of `chain`.

    `compose`: the sources include the compose deployment.
    """
    evidence = evidence_of(chain, with_compose=compose)
    verdict = next(verdict for verdict in VERDICTS if verdict.holds(evidence))
    return Effect(
        status=verdict.status, why=verdict.why(evidence), services=verdict.services(evidence)
    )


def is_dead_end(fact: SettingFact) -> bool:
    """Return whether `fact` alone does not prove that there is such a setting."""
    if fact.test:
        return True
    if not isinstance(fact, ConfigUse):
        return False
    return is_commented(fact) or fact.via in _OF_ANY_OBJECT
