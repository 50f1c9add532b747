"""The types of rules about files and containers: an example that breaks one beside one that keeps
it.

Not here: rules about the values of a chart (`values/rule.py`), the rules themselves, each beside
its code (`catalog.py` lists them), how a problem is reported (`reporting.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple, Protocol

from msgspec import Struct, field

from ctxkit.model import Severity
from ctxkit.model.rule import Rule

FileKind = Literal["env", "compose", "values"]
ExampleKind = Literal["env", "api.env", "compose", "values"]
"""The files of a rule's example; `api.env` is an `env_file` in the folder `envs`."""


Containers = Mapping[str, Mapping[str, str]]
"""An example of a deployment: the variables of each container by service."""


class Variable(NamedTuple):
    """A variable of a container; without a service a key of the `.env` itself."""

    service: str
    name: str


class DeploymentView(Protocol):
    """The view of a rule on a compose deployment: the variables that each container gets."""

    def value(self, service: str, name: str) -> str:
        """Return the value of a variable, empty where there is none."""

    def has(self, service: str, name: str) -> bool:
        """Return whether the container gets the variable at all."""

    def has_service(self, service: str) -> bool:
        """Return whether the deployment has a service of that name."""

    def names(self, service: str) -> Iterable[str]:
        """Return the variables that the container gets."""

    def shipped(self, service: str, name: str) -> str:
        """Return the value of a variable where the user sets nothing."""

    def is_shipped(self, service: str, name: str) -> bool:
        """Return whether the value is the one in Dify's own compose file or example."""

    def shares_host(self, service: str) -> bool:
        """Return whether the container uses its host's network, so that localhost is the host."""


class DeploymentBreach(Struct, frozen=True, kw_only=True):
    """A rule is broken by the variables `at`, the one to report first.

    `message` shows no secret.
    """

    at: tuple[Variable, ...]
    message: str
    fix: str
    severity: Severity | None = None


class FileRule(Rule, frozen=True, kw_only=True):
    """A rule about the lines of a file, or about what the sources say of what it sets.

    `broken` and `kept` are texts of files by kind.
    """

    broken: Mapping[ExampleKind, str]
    kept: Mapping[ExampleKind, str]


class DeploymentRule(Rule, frozen=True, kw_only=True):
    """A rule about variables of containers that must fit together.

    `shipped` is what Dify gives the api in both examples.
    """

    look: Callable[[DeploymentView], Iterable[DeploymentBreach]]
    broken: Containers
    kept: Containers
    shipped: Mapping[str, str] = field(default_factory=dict)
