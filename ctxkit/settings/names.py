"""The names of settings, each in the scope that gives it a meaning.

Not here: which names belong to the same setting (`walk.py`), what a scope is (`dify/programs.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from ctxkit.dify.programs import ENV, MIDDLEWARE, VALUES, scope_of_file
from ctxkit.model import ConfigKey, ConfigUse, Fact, Origin, Via

SettingFact = ConfigKey | ConfigUse

COMPUTED: frozenset[Origin] = frozenset({"computed", "property"})
"""Values that a program derives from other settings: an environment variable does not set them."""

DEPLOYMENTS = frozenset({ENV, MIDDLEWARE, VALUES})
"""The scopes whose files set variables of containers."""

TEMPLATE_BLOCKS: frozenset[Via] = frozenset({"helm-with", "helm-range", "helm-variable"})
"""Template lines that name a value so that the lines below can use the end of its path alone."""

COMPOSE_LINES: frozenset[Via] = frozenset(
    {
        "compose",
        "compose-literal",
        "compose-merge",
        "compose-env-file",
        "compose-image",
        "compose-profiles",
    }
)
"""Lines of a compose file."""

_VAULT = "externalSecret."
"""The chart's values that name the vault of a secret, not the secret itself."""


class Name(NamedTuple):
    """A name in its scope: the sandbox's API_KEY is not the api's."""

    scope: str
    name: str


class Edge(NamedTuple):
    """A value goes from one name to another: to a container, or to a new name."""

    source: Name
    target: Name


def scope_of(fact: Fact) -> str:
    """Return the scope of the names in the file of `fact`."""
    return scope_of_file(fact.repo, fact.path)


def name_of(fact: SettingFact) -> Name:
    """Return the name of `fact` in the scope of its file."""
    return Name(scope_of(fact), fact.name)


def written_names(fact: SettingFact) -> list[str]:
    """Return every name that `fact` contains, as written."""
    if isinstance(fact, ConfigKey):
        names = (fact.name, fact.attribute, *fact.aliases)
    else:
        names = (fact.name, fact.target)
    return [name for name in names if name]


def declared_names(key: ConfigKey) -> frozenset[Name]:
    """Return the names by which the program knows the setting that `key` declares."""
    scope = scope_of(key)
    return frozenset(Name(scope, name) for name in written_names(key))


def is_commented(use: ConfigUse) -> bool:
    """Return whether `use` is a comment or documentation, which sets nothing."""
    return use.role == "documents" or use.via == "env-example-commented"


def is_in_vault(use: ConfigUse) -> bool:
    """Return whether a chart's value only names the vault of a secret."""
    return use.name.startswith(_VAULT)


def is_placeholder(use: ConfigUse) -> bool:
    """Return whether a chart renders what a vault fills in later: "{{ `{{ .KEY }}` }}"."""
    return use.via == "helm-computed" and "`{{" in (use.value or "")


def is_shipped_value(use: ConfigUse) -> bool:
    """Return whether `use` is a line of a chart's own values.yaml, which an operator overrides."""
    # Charts also have files of values for single clouds or tests: nobody edits those.
    return use.via == "helm-values" and use.path.endswith("/values.yaml")
