"""All choices of Dify, and which of them a deployment makes.

Not here: the rows (`services.py`, `storages.py`, `vector_stores.py`), what is wrong with a choice
(`ask/check/env_rules/choices.py`).
"""

from __future__ import annotations

from collections.abc import Callable

from ctxkit.dify import services, storages, vector_stores
from ctxkit.dify.choice import Choice

_ON = frozenset({"1", "t", "true", "y", "yes", "on"})


def all_choices() -> tuple[Choice, ...]:
    """Return the choices of every subject."""
    return (*services.SERVICE_CHOICES, *storages.STORAGES, *vector_stores.VECTOR_STORES)


def is_on(value: str) -> bool:
    """Return whether a switch is on, as every program here reads it."""
    return value.strip().lower() in _ON


def is_chosen(choice: Choice, value_of: Callable[[str], str]) -> bool:
    """Return whether an option is selected; `value_of` returns the value of a switch."""
    value = value_of(choice.switch)
    return is_on(value) if choice.is_switch else value == choice.value


def owners_of(name: str) -> list[Choice]:
    """Return the choices of which one must be made for a setting to be read: of those that begin
    alike (`CLICKZETTA_`, `CLICKZETTA_VOLUME_`) the ones with the longest beginning.
    """
    owners = {choice: choice.longest_prefix_of(name) for choice in all_choices()}
    longest = max(owners.values())
    return [choice for choice, length in owners.items() if length == longest > 0]


def is_of_other_choice(name: str, value_of: Callable[[str], str]) -> bool:
    """Return whether a setting belongs to an option that is not selected."""
    owners = owners_of(name)
    return bool(owners) and not any(is_chosen(choice, value_of) for choice in owners)
