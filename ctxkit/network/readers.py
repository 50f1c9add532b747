"""Which containers of a deployment make use of a variable: those whose program reads it.

Not here: keys without any effect (`ask/check/env_effect.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.deployment.containers import ContainerVariable, Deployment
from ctxkit.dify.libraries import is_read_by_library
from ctxkit.dify.programs import PROGRAMS, is_program
from ctxkit.settings.chain import Chain, chain_of
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import Name
from ctxkit.settings.patterns import is_mentioned
from ctxkit.settings.status import effect_of
from ctxkit.settings.status_evidence import (
    evidence_of,
    reading_flask_libraries,
    reading_libraries,
)

_READ = ("live", "undelivered")
_TEMPLATED = ("nginx", "ssrf_proxy")
"""Programs of which Dify has only the template of their configuration."""


def _is_reader(chain: Chain, program: str) -> bool:
    evidence = evidence_of(chain, with_compose=True)
    if program in evidence.readers:
        return True
    return bool(reading_libraries(evidence) or reading_flask_libraries(evidence))


class Readers:
    """Looks up which programs read a variable, each pair once."""

    def __init__(self, walker: SettingsGraph, deployment: Deployment) -> None:
        self._walker = walker
        self._deployment = deployment
        self._known: dict[tuple[str, str], bool] = {}

    def reads(self, program: str, name: str) -> bool:
        """Return whether a program reads a variable of its container."""
        known = self._known.get((program, name))
        if known is None:
            chain = chain_of(self._walker, [Name(program, name)])
            known = effect_of(chain, compose=True).status in _READ and _is_reader(chain, program)
            self._known[program, name] = known
        return known

    def may_be_read(self, name: str) -> bool:
        """Return whether anything in the sources, or known of libraries, may have to do with a
        name; of a name of the user's own nothing has, and nothing else need be asked.
        """
        return is_mentioned(self._walker, name) or is_read_by_library(name)

    def programs(self, name: str) -> list[str]:
        """Return the programs that read a variable of that name."""
        if not self.may_be_read(name):
            return []
        return [program for program in PROGRAMS if self.reads(program, name)]

    def services(self, program: str) -> Iterator[str]:
        """Yield the services of the deployment that run a program."""
        for service in self._deployment.services:
            if self._deployment.program(service) == program:
                yield service

    def uses(self, given: ContainerVariable) -> bool:
        """Return whether a container makes use of a variable that it gets.

        A container whose code is not at hand uses what somebody wrote for it: what its
        `environment` lists or an `env_file` of its own sets, rather than all of the `.env`.
        """
        scope = self._deployment.program(given.service)
        if not is_program(scope):
            return bool(given.line or given.env_line)
        if self.reads(scope, given.name):
            return True
        # Who has a compose file of his own may have a template of his own, too.
        is_own = given.path in self._deployment.own
        return scope in _TEMPLATED and is_own and not self.programs(given.name)
