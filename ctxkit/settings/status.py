"""Whether setting a key has an effect, and why.

Not here: the verdicts and their order (`verdicts.py`).
"""

from __future__ import annotations

from msgspec import Struct

from ctxkit.dify.programs import scope_name
from ctxkit.dify.repositories import missing_in_words, repository_of
from ctxkit.model import ConfigUse, Status, Via
from ctxkit.settings.chain import Chain
from ctxkit.settings.conditions import is_passed_to_missing
from ctxkit.settings.names import SettingFact, is_commented
from ctxkit.settings.status_evidence import evidence_of, possible_readers
from ctxkit.settings.verdicts import VERDICTS

_OF_ANY_OBJECT: frozenset[Via] = frozenset({"field", "credential", "settings", "getattr"})
"""Reads that name a key of some object: without a declaration that may be anything."""


class Effect(Struct, frozen=True, kw_only=True):
    """The effect of setting a key. `services` are the containers that receive it.

    `is_certain`: no program could change it whose code is missing from the workspace.
    """

    status: Status
    why: str
    services: tuple[str, ...]
    is_certain: bool = True


def effect_of(chain: Chain, *, compose: bool, missing: frozenset[str] = frozenset()) -> Effect:
    """Return the effect of setting the names of `chain`.

    `compose`: the sources include the compose deployment; `missing` are the programs whose code
    they do not include.
    """
    evidence = evidence_of(chain, with_compose=compose, missing=missing)
    verdict = next(verdict for verdict in VERDICTS if verdict.holds(evidence))
    why = verdict.why(evidence)
    is_certain = verdict.holds is not is_passed_to_missing
    unseen = possible_readers(evidence)
    if unseen and verdict.status in ("dead", "unread"):
        is_certain = False
        names = " and ".join(map(scope_name, unseen))
        why += f"; {names} may read it: {missing_in_words(map(repository_of, unseen))}"
    return Effect(
        status=verdict.status,
        why=why,
        services=verdict.services(evidence),
        is_certain=is_certain,
    )


def is_dead_end(fact: SettingFact) -> bool:
    """Return whether `fact` alone does not prove that there is such a setting."""
    if fact.test:
        return True
    if not isinstance(fact, ConfigUse):
        return False
    return is_commented(fact) or fact.via in _OF_ANY_OBJECT
