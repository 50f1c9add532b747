"""A check of a `.env`: what it works on, and how it reports.

Not here: what is looked for (`env_check.py` and beside it).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.known_names import Names
from ctxkit.ask.check.reporting import Reporter
from ctxkit.deployment.containers import ContainerVariable, Deployment
from ctxkit.dify.programs import ENV, scope_of_file
from ctxkit.files.dotenv import EnvFile
from ctxkit.files.interpolation import resolved
from ctxkit.files.user_files import Setting
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigUse, Location
from ctxkit.settings.graph import SettingsGraph


@dataclass(frozen=True)
class DeploymentView:
    """The deployment as the rules see it."""

    deployment: Deployment
    case: EnvCase

    def value(self, service: str, name: str) -> str:
        return self.deployment.value(service, name)

    def has(self, service: str, name: str) -> bool:
        return (
            service in self.deployment.services
            if not name
            else self.deployment.get(service, name) is not None
        )

    def runs(self, service: str) -> bool:
        return self.deployment.runs(service)

    def names(self, service: str) -> Iterable[str]:
        return self.deployment.services.get(service, {})

    def shipped(self, service: str, name: str) -> str:
        given = self.deployment.get(service, name)
        return resolved(given.text) if given and given.sources else ""

    def is_shipped(self, service: str, name: str) -> bool:
        value = self.value(service, name)
        if value == self.shipped(service, name):
            return True
        given = self.deployment.get(service, name)
        examples = [self.case.example(source) for source in (given.sources if given else ())]
        return any(example is not None and example.value == value for example in examples)

    def shares_host(self, service: str) -> bool:
        return service in self.deployment.on_host


@dataclass(kw_only=True)
class EnvCase:
    """One check of a `.env` and of the compose files that it goes with.

    `program` reads the file itself, without a container in between. `idle` are the keys found
    without effect.
    """

    env: EnvFile
    deployment: Deployment
    walker: SettingsGraph
    sources: Sources
    enumerations: Enumerations
    reporter: Reporter
    version: str
    program: str = ""
    idle: set[str] = field(default_factory=set)

    @cached_property
    def view(self) -> DeploymentView:
        return DeploymentView(self.deployment, self)

    @cached_property
    def names(self) -> Names:
        """The names that a line of this file could have meant."""
        known = {
            source
            for each in self.deployment.services.values()
            for g in each.values()
            for source in g.sources
        }
        return Names(known | self.enumerations.example_names())

    def blame(self, given: ContainerVariable) -> tuple[str, Setting] | None:
        """Return the user's line that decides a variable, and its file; None where the defaults of
        Dify do.
        """
        for name in given.sources:
            setting = self.env.settings.get(name)
            if setting is not None and (setting.value != "" or given.value == ""):
                return self.env.path, setting
        if not given.sources and given.line and given.path in self.deployment.own:
            return given.path, Setting(
                name=given.name, value=given.value, line=given.line, end_line=given.line
            )
        return None

    def example(self, name: str) -> ConfigUse | None:
        uses = [
            f
            for f in self.walker.about([name])
            if isinstance(f, ConfigUse) and f.via == "env-example"
        ]
        return next(
            (
                f
                for f in uses
                if f.name == name and scope_of_file(f.repo, f.path) == (self.program or ENV)
            ),
            None,
        )

    def add(
        self,
        rule: str,
        setting: Setting,
        message: str,
        fix: str,
        *,
        places: Iterable[Location] = (),
        note: bool = False,
    ) -> None:
        self.reporter.add(
            rule,
            key=setting.name,
            path=self.env.path,
            line=setting.line,
            end_line=setting.end_line,
            message=message,
            fix=fix,
            severity="note" if note else None,
            places=places,
        )
