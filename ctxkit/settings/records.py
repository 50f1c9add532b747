"""The facts about a setting, each classified once: its scope, its layer, where its value goes.

Not here: how they are classified (`chain.py`, `layers.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ctxkit.dify.programs import ENV, MIDDLEWARE, VALUES, is_program
from ctxkit.model import ConfigKey, ConfigUse, Fact, Role, Via
from ctxkit.settings.layers import Layer
from ctxkit.settings.names import COMPUTED, Edge, Name, declared_names, is_commented


class DeclarationRecord(ConfigKey, frozen=True, kw_only=True):
    """A declaration of the setting, or of one related to it, about its name `about`."""

    about: Name
    scope: str
    layer: Layer

    @property
    def is_computed(self) -> bool:
        """Return whether the program computes the value, whatever the environment says."""
        return self.origin in COMPUTED

    @property
    def names(self) -> frozenset[Name]:
        return declared_names(self)


class UseRecord(ConfigUse, frozen=True, kw_only=True):
    """A use of the setting, about its name `about`.

    `edges` are the names that the line gives the value, `containers` the containers that receive
    it, `scopes` what each of them runs.
    """

    about: Name
    scope: str
    layer: Layer
    edges: tuple[Edge, ...]
    containers: tuple[str, ...]
    scopes: tuple[str, ...]

    @property
    def is_commented(self) -> bool:
        return is_commented(self)

    @property
    def is_in_compose(self) -> bool:
        """Return whether it belongs to the deployment of docker-compose.yaml."""
        return self.scope == ENV

    @property
    def is_in_chart(self) -> bool:
        return self.scope == VALUES

    @property
    def is_in_middleware(self) -> bool:
        """Return whether it belongs to the deployment of the middleware alone."""
        return self.scope == MIDDLEWARE

    @property
    def is_in_program(self) -> bool:
        """Return whether it lies in the code of a program."""
        return is_program(self.scope)

    @property
    def is_compose_read(self) -> bool:
        """Return whether docker compose itself reads the setting, for a port or a volume."""
        return self.role == "reads" and self.scope == ENV

    @property
    def sources(self) -> tuple[Name, ...]:
        """Return the names from which the line takes its value."""
        # A condition or a field of a Kubernetes object has no name in the container that it shapes.
        return tuple(edge.source for edge in self.edges) or (Name(self.scope, self.name),)

    @property
    def target_name(self) -> str:
        """Return the name by which a container receives the value."""
        return self.target or self.name

    @property
    def received(self) -> list[tuple[str, Name]]:
        """Return each container with the name by which its program gets the value."""
        target = self.target_name
        pairs = zip(self.containers, self.scopes, strict=True)
        return [(service, Name(scope, target)) for service, scope in pairs]


Record = DeclarationRecord | UseRecord


def fields_of_key(key: ConfigKey) -> dict[str, Any]:
    """Return the fields of `key`, for the record that extends it."""
    return {name: getattr(key, name) for name in ConfigKey.__struct_fields__}


def fields_of_use(use: ConfigUse) -> dict[str, Any]:
    """Return the fields of `use`, for the record that extends it."""
    return {name: getattr(use, name) for name in ConfigUse.__struct_fields__}


def declarations_among(records: Iterable[Record]) -> list[DeclarationRecord]:
    """Return the declarations outside of tests, in the order of `records`."""
    return [each for each in records if isinstance(each, DeclarationRecord) if not each.test]


def uses_among(records: Iterable[Record]) -> list[UseRecord]:
    """Return the uses outside of tests, in the order of `records`."""
    return [each for each in records if isinstance(each, UseRecord) if not each.test]


def has_form(record: Record, via: Via) -> bool:
    """Return whether a record is a use of the form `via`."""
    return isinstance(record, UseRecord) and record.via == via


def role_of(record: Record) -> Role:
    """Return the role of a record's line, such as `sets`."""
    if isinstance(record, DeclarationRecord):
        return "declares"
    return "documents" if record.is_commented else record.role


def place_of(fact: Fact) -> str:
    """Return the place of a fact as a sentence names it: `path:line`."""
    return f"{fact.path}:{fact.line}"
