"""Check the network of a compose deployment.

Not here: the rules, each beside its code.
"""

from __future__ import annotations

from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.network import hosts, ports, queues, redis_password, roles, started
from ctxkit.network.calls import calls

RULES = (
    *hosts.RULES,
    *ports.RULES,
    *started.RULES,
    *queues.RULES,
    *roles.RULES,
    *redis_password.RULES,
)


def check_network(case: EnvCase) -> None:
    """Report what keeps the containers from working together."""
    if case.program:
        return
    found = list(calls(case.callers))
    hosts.check_hosts(case, found)
    started.check_started(case, found)
    ports.check_ports(case, found)
    redis_password.check_redis_password(case, found)
    queues.check_queues(case)
    roles.check_roles(case)
