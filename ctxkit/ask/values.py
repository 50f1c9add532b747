"""The value that a setting has when nobody sets it, its type, and the layers that disagree about it.

Not here: which facts belong to the setting (`ask/chain.py`).
"""

from __future__ import annotations

from ctxkit.ask.chain import Chain, SettingFact
from ctxkit.ask.places import Found
from ctxkit.ask.programs import VALUES, is_program, scope_of_file
from ctxkit.model import ConfigKey, ConfigUse

_OWN_FILES = ("code-default", "sandbox-config", "dockerfile")
"""The ways in which a program's own files set a setting for when nobody else does."""


_LONGEST = 40  # characters of a value that is compared in a sentence
_COMPARED = ("code", ".env.example", "compose", "chart values", "config.yaml")


def default_of(chain: Chain, found: list[Found]) -> str | None:
    """Return the value of a setting that nobody sets: the program's own, else the one that the deployment gives.

    A chart's value is asked for by its path, so its default is the one in values.yaml.
    """
    facts = [fact for fact, _, _ in found if not fact.test]
    if chain.start and all(name.scope == VALUES for name in chain.start):
        for fact, name, _ in found:
            if isinstance(fact, ConfigUse) and fact.role == "sets" and name in chain.start and fact.value is not None:
                return fact.value
    keys = [fact for fact in facts if isinstance(fact, ConfigKey)]
    if any(fact.default is not None for fact in keys):
        return next(fact.default for fact in keys if fact.default is not None)
    uses = [fact for fact in facts if isinstance(fact, ConfigUse) and fact.value is not None]
    for wanted in (_is_fallback, _is_program_file):
        for fact in uses:
            if wanted(fact):
                return fact.value
    if keys or any(_is_program_read(fact) for fact in facts):
        return None
    return next((fact.value for fact in uses if fact.role in ("sets", "renames")), None)


def _is_fallback(fact: ConfigUse) -> bool:
    return (
        fact.role in ("reads", "renames")
        and fact.via != "credential"
        and is_program(scope_of_file(fact.repo, fact.path))
    )


def _is_program_file(fact: ConfigUse) -> bool:
    return fact.role == "sets" and fact.via in _OWN_FILES and is_program(scope_of_file(fact.repo, fact.path))


def _is_program_read(fact: SettingFact) -> bool:
    return isinstance(fact, ConfigUse) and fact.role == "reads" and is_program(scope_of_file(fact.repo, fact.path))


def type_of(found: list[Found]) -> str:
    """Return the type of a setting as its first declaration writes it."""
    return next((fact.type for fact, _, _ in found if isinstance(fact, ConfigKey) and fact.type and not fact.test), "")


def differing_values(found: list[Found]) -> str:
    """Return a sentence about the layers that give the setting different values, or nothing where they agree."""
    by_layer: dict[str, str] = {}
    for fact, _, layer in found:
        value = fact.default if isinstance(fact, ConfigKey) else fact.value
        if fact.test or value is None or layer.name not in _COMPARED or (not value and by_layer.get(layer.name)):
            continue
        plain = value.strip("'\"")
        if not by_layer.get(layer.name):
            by_layer[layer.name] = "" if plain == "None" else plain
    if len({value.lower() for value in by_layer.values()}) < 2:
        return ""
    return "the layers differ: " + ", ".join(f"{name} {_short(value)}" for name, value in by_layer.items())


def _short(value: str) -> str:
    return "empty" if not value else value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."
