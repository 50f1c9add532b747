"""The input of a check of a `.env`, and the rules' view of the deployment.

Not here: what is looked for (`env_check.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.fact_kinds import uses_in
from ctxkit.ask.check.known_names import Names
from ctxkit.ask.check.reporting import Reporter, Spot
from ctxkit.ask.check.rule import Variable
from ctxkit.deployment.containers import ContainerVariable, Deployment
from ctxkit.dify.programs import ENV, scope_of_file
from ctxkit.files.dotenv import EnvFile
from ctxkit.files.interpolation import resolved
from ctxkit.files.user_files import Setting
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigUse
from ctxkit.settings.graph import SettingsGraph


class UserLine(NamedTuple):
    """A line of the user's that sets something, and its file."""

    path: str
    setting: Setting

    @property
    def spot(self) -> Spot:
        return Spot(
            path=self.path,
            key=self.setting.name,
            line=self.setting.line,
            end_line=self.setting.end_line,
        )


@dataclass(kw_only=True)
class EnvCase:
    """One check of a `.env` and of the compose files that belong to it.

    `program` reads the file itself, without a container. `missing` are the programs whose code is
    not in the workspace. `idle` are the keys found to have no
    effect.
    """

    env: EnvFile
    deployment: Deployment
    walker: SettingsGraph
    sources: Sources
    enumerations: Enumerations
    reporter: Reporter
    version: str
    program: str = ""
    missing: frozenset[str] = frozenset()
    idle: set[str] = field(default_factory=set)

    @cached_property
    def view(self) -> ContainersView:
        return ContainersView(self)

    @cached_property
    def names(self) -> Names:
        """The names that a line of this file could mean."""
        if self.program:
            return Names(self.enumerations.declared_names(self.program))
        known = {
            source
            for variables in self.deployment.services.values()
            for given in variables.values()
            for source in given.sources
        }
        return Names(known | self.enumerations.example_names())

    def line_of(self, setting: Setting) -> UserLine:
        """Return a line of the `.env`."""
        return UserLine(self.env.path, setting)

    def spot(self, setting: Setting) -> Spot:
        """Return where the `.env` sets something."""
        return self.line_of(setting).spot

    def deciding_line(self, given: ContainerVariable) -> UserLine | None:
        """Return the line of the user's that decides a variable; None where a default of Dify
        does.
        """
        settings = [self.env.settings[name] for name in given.sources if name in self.env.settings]
        for setting in settings:
            # An empty value decides only if no default takes its place.
            if setting.value != "" or given.value == "":
                return self.line_of(setting)
        if given.sources or not given.line:
            return None
        if given.path not in self.deployment.own:
            return None
        setting = Setting(name=given.name, value=given.value, line=given.line, end_line=given.line)
        return UserLine(given.path, setting)

    def line_of_variable(self, variable: Variable) -> UserLine | None:
        """Return the line of the user's that decides what a rule names."""
        if variable.service:
            given = self.deployment.get(*variable)
            return self.deciding_line(given) if given is not None else None
        setting = self.env.settings.get(variable.name)
        return self.line_of(setting) if setting is not None else None

    def example(self, name: str) -> ConfigUse | None:
        """Return what the example file of the deployment, or of the program, gives a name."""
        scope = self.program or ENV
        for use in uses_in(self.walker.about([name])):
            if (use.via, use.name) != ("env-example", name):
                continue
            if scope_of_file(use.repo, use.path) == scope:
                return use
        return None

    def is_example_value(self, name: str, value: str) -> bool:
        """Return whether the example file gives a name that value."""
        example = self.example(name)
        if example is None:
            return False
        return (example.value or "") == value

    def is_shipped(self, variable: Variable) -> bool:
        """Return whether what a rule names has the value that Dify ships."""
        if variable.service:
            return self.view.is_shipped(*variable)
        setting = self.env.settings.get(variable.name)
        return setting is None or self.is_example_value(variable.name, setting.value)


class ContainersView:
    """The deployment of a case as the rules see it."""

    def __init__(self, case: EnvCase) -> None:
        self._case = case
        self._deployment = case.deployment

    def value(self, service: str, name: str) -> str:
        return self._deployment.value(service, name)

    def has(self, service: str, name: str) -> bool:
        return self._deployment.get(service, name) is not None

    def has_service(self, service: str) -> bool:
        return self._deployment.called(service) in self._deployment.services

    def runs(self, service: str) -> bool:
        return self._deployment.runs(service)

    def profiles(self, service: str) -> Iterable[str]:
        return self._deployment.profiles.get(self._deployment.called(service), ())

    def names(self, service: str) -> Iterable[str]:
        return self._deployment.services.get(self._deployment.called(service), {})

    def shipped(self, service: str, name: str) -> str:
        given = self._deployment.get(service, name)
        return resolved(given.text) if given is not None and given.sources else ""

    def is_shipped(self, service: str, name: str) -> bool:
        value = self.value(service, name)
        if value == self.shipped(service, name):
            return True
        given = self._deployment.get(service, name)
        if given is None:
            return False
        return any(self._case.is_example_value(source, value) for source in given.sources)

    def shares_host(self, service: str) -> bool:
        return self._deployment.called(service) in self._deployment.on_host
