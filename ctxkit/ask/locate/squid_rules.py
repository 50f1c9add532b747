"""squid's access rules, as the directives of its configuration state them, applied to a request.

Not here: which lines of squid are about a request (`proxies.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec import Struct

from ctxkit.model import Directive


class ProxiedRequest(Struct, frozen=True, kw_only=True):
    """A request that the proxy was asked for."""

    method: str
    target: str
    port: int


class AccessList(NamedTuple):
    """A named condition: `acl Safe_ports port 80`. Several lines of one name add up."""

    kind: str
    values: tuple[str, ...]


class Denial(Struct, frozen=True, kw_only=True):
    """A rule that denies a request.

    `port_list`: the list of ports that the request's port is not in. `certain`: all conditions of
    the rule are known, and hold.
    """

    rule: Directive
    certain: bool
    port_list: str = ""

    @property
    def of_everything(self) -> bool:
        """Whether the rule denies everything that no rule above it allows."""
        return self.rule.value.split()[1:] == ["all"]


def access_lists(directives: Iterable[Directive]) -> dict[str, AccessList]:
    """Return the access lists of one configuration by name."""
    kinds: dict[str, str] = {}
    values: dict[str, list[str]] = defaultdict(list)
    for directive in directives:
        name, _, rest = directive.value.partition(" ")
        kind, _, words = rest.partition(" ")
        kinds[name] = kind
        values[name] += words.split()
    return {name: AccessList(kind, tuple(values[name])) for name, kind in kinds.items()}


def denials(
    rules: Iterable[Directive], lists: Mapping[str, AccessList], request: ProxiedRequest
) -> list[Denial]:
    """Return the `http_access deny` rules that a request may have met, in their order."""
    found = []
    for rule in rules:
        action, _, rest = rule.value.partition(" ")
        names = rest.split()
        verdicts = {name: _holds(name, lists, request) for name in names}
        if action != "deny" or False in verdicts.values():
            continue
        excluded = (name[1:] for name in names if name.startswith("!"))
        of_ports = (name for name in excluded if _is_of_ports(name, lists))
        found.append(
            Denial(
                rule=rule,
                certain=all(verdicts.values()),
                port_list=next(of_ports, ""),
            )
        )
    return found


def _is_of_ports(name: str, lists: Mapping[str, AccessList]) -> bool:
    return name in lists and lists[name].kind == "port"


def _holds(name: str, lists: Mapping[str, AccessList], request: ProxiedRequest) -> bool | None:
    """Return whether a condition of a rule holds, or None where the request does not say."""
    if name.startswith("!"):
        verdict = _holds(name[1:], lists, request)
        return None if verdict is None else not verdict
    if name == "all":
        return True
    if name == "manager":  # built in: requests for squid's own reports
        return "/squid-internal-mgr/" in request.target or request.target.startswith(
            "cache_object:"
        )
    own = lists.get(name)
    if own is None:
        return None
    if own.kind == "method":
        return request.method in own.values
    if own.kind == "port":
        return any(_has_port(value, request.port) for value in own.values)
    return None


def _has_port(value: str, port: int) -> bool:
    """Return whether a port is in `80` or `1025-65535`."""
    numbers = [int(number) for number in value.split("-") if number.isdigit()]
    return bool(numbers) and numbers[0] <= port <= numbers[-1]
