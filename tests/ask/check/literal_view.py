"""A deployment made from literals, as the rules see one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ctxkit.ask.check.rule import Containers


@dataclass
class LiteralView:
    """Containers get just what `containers` says; `shipped_values` are what Dify gives the api."""

    containers: Containers
    shipped_values: Mapping[str, str] = field(default_factory=dict)
    on_host: tuple[str, ...] = ()

    def value(self, service: str, name: str) -> str:
        return self.containers.get(service, {}).get(name, "")

    def has(self, service: str, name: str) -> bool:
        return name in self.containers.get(service, {})

    def has_service(self, service: str) -> bool:
        return service in self.containers

    def names(self, service: str) -> list[str]:
        return list(self.containers.get(service, {}))

    def shipped(self, service: str, name: str) -> str:
        return self.shipped_values.get(name, "")

    def is_shipped(self, service: str, name: str) -> bool:
        return self.value(service, name) == self.shipped(service, name)

    def shares_host(self, service: str) -> bool:
        return service in self.on_host
