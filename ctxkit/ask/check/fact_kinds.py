"""Facts about settings by kind.

Not here: the facts themselves (`model/facts.py`), how they are found (`settings/chain.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from ctxkit.model import ConfigKey, ConfigUse, Fact


def keys_in(facts: Iterable[Fact]) -> list[ConfigKey]:
    """Return the declarations among facts."""
    return [fact for fact in facts if isinstance(fact, ConfigKey)]


def uses_in(facts: Iterable[Fact]) -> list[ConfigUse]:
    """Return the uses of settings among facts."""
    return [fact for fact in facts if isinstance(fact, ConfigUse)]
