"""The value that a setting has when nobody sets it, its type and its meaning.

Not here: which facts belong to the setting (`chain.py`), what each layer gives it (`layers.py`).
"""

from __future__ import annotations

from ctxkit.dify.programs import VALUES, is_program, scope_of_file
from ctxkit.model import ConfigUse
from ctxkit.settings.chain import COMPUTED, Chain, SettingFact
from ctxkit.settings.places import Found, own_declarations

_OWN_FILES = ("code-default", "sandbox-config", "dockerfile")
"""The ways in which a program's own files set a setting for when nobody else does."""


def default_of(chain: Chain, found: list[Found]) -> str | None:
    """Return the value of a setting that nobody sets: the program's own, else the one that the
    deployment gives.

    A chart's value is asked for by its path, so its default is the one in values.yaml.
    """
    facts = [fact for fact, _, _ in found if not fact.test]
    if chain.start and all(name.scope == VALUES for name in chain.start):
        for fact, name, _ in found:
            if (
                isinstance(fact, ConfigUse)
                and fact.role == "sets"
                and name in chain.start
                and fact.value is not None
            ):
                return fact.value
    keys = own_declarations(chain, found)
    if keys and all(fact.origin in COMPUTED for fact in keys):
        return None
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
    return (
        fact.role == "sets"
        and fact.via in _OWN_FILES
        and is_program(scope_of_file(fact.repo, fact.path))
    )


def _is_program_read(fact: SettingFact) -> bool:
    """Tell whether code reads the setting; a template of a configuration has no value of its own
    for what is unset.
    """
    own = isinstance(fact, ConfigUse) and fact.role == "reads" and fact.via != "template"
    return own and is_program(scope_of_file(fact.repo, fact.path))


def type_of(chain: Chain, found: list[Found]) -> str:
    """Return the type of a setting as its first declaration writes it."""
    return next((fact.type for fact in own_declarations(chain, found) if fact.type), "")


def description_of(chain: Chain, found: list[Found]) -> str:
    """Return what the setting is for, in the words of the code, else of an example file."""
    described = [
        fact.description
        for fact, name, _ in found
        if name not in chain.kin and fact.description
        if not (
            isinstance(fact, ConfigUse) and fact.via == "helm-subchart" and fact.name != name.name
        )
    ]
    return next(
        (fact.description for fact in own_declarations(chain, found) if fact.description),
        (described or [""])[0],
    )
