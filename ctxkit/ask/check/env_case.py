"""The input of a check of a `.env`, and the rules' view of the deployment.

Not here: what is looked for (`env_check.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct, field

from ctxkit.ask.check.dify_images import other_version
from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.evidence import Evidence
from ctxkit.ask.check.fact_kinds import uses_in
from ctxkit.ask.check.known_names import Names
from ctxkit.ask.check.reporting import Reporter, Spot
from ctxkit.ask.check.rule import Variable
from ctxkit.deployment.containers import ContainerVariable, Deployment
from ctxkit.deployment.shipped import shipped_deployment
from ctxkit.dify.paths import ENV_EXAMPLE
from ctxkit.dify.programs import ENV, scope_of_file
from ctxkit.files.decoding import decode
from ctxkit.files.dotenv import EnvFile
from ctxkit.files.interpolation import resolved
from ctxkit.files.user_files import CustomerFile, Setting
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigUse
from ctxkit.network.calls import Callers
from ctxkit.network.readers import Readers
from ctxkit.regex import regex
from ctxkit.settings.graph import SettingsGraph

_REFERENCE = regex(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")


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


class EnvCase(Struct, kw_only=True, dict=True):
    """One check of a `.env` and of the compose files that belong to it.

    `env_files` are those of services by their path in the deployment, `compose` the user's compose
    files. `program` reads the `.env` itself, without a container. `missing` are the programs whose
    code is not in the workspace. `is_part`: the `.env` is Dify's example, as that of the user is
    not at hand. `idle` are the keys found to have no effect, each with its file.
    """

    env: EnvFile
    env_files: Mapping[str, EnvFile] = field(default_factory=dict)
    deployment: Deployment
    walker: SettingsGraph
    sources: Sources
    enumerations: Enumerations
    reporter: Reporter
    version: str
    compose: Sequence[CustomerFile] = ()
    program: str = ""
    is_part: bool = False
    missing: frozenset[str] = frozenset()
    idle: set[tuple[str, str]] = field(default_factory=set)

    def mark_idle(self, line: UserLine) -> None:
        """Note that a line has no effect."""
        self.idle.add((line.path, line.setting.name))

    def is_idle(self, line: UserLine) -> bool:
        """Return whether a line was found to have no effect."""
        return (line.path, line.setting.name) in self.idle

    @property
    def files(self) -> tuple[EnvFile, ...]:
        """The `.env`, then the other `env_file`s."""
        return (self.env, *self.env_files.values())

    @cached_property
    def view(self) -> ContainersView:
        return ContainersView(self)

    @cached_property
    def shipped(self) -> Deployment:
        """The deployment as Dify ships it."""
        return shipped_deployment(self.sources)

    @cached_property
    def readers(self) -> Readers:
        return Readers(self.walker, self.deployment)

    @cached_property
    def callers(self) -> Callers:
        """What the calls of the containers follow from."""
        return Callers(
            deployment=self.deployment,
            shipped=self.shipped,
            readers=self.readers,
            sources=self.sources,
        )

    @property
    def env_shown(self) -> str:
        """What to call the `.env` in a sentence."""
        return "docker/.env" if self.is_part or not self.env.path else self.env.path

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
        for file in self.compose:
            known |= set(_REFERENCE.findall(decode(file.data)))
        known |= self.enumerations.example_names() | self.enumerations.read_names()
        return Names(known)

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.walker, self.sources, self.enumerations)

    @cached_property
    def other_version(self) -> str:
        """The version of Dify of the user's images, empty if it is that of the sources."""
        return other_version(self.deployment, self.version)

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
        if given.env_line:
            return self.line_of_env_file(given)
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

    def line_of_env_file(self, given: ContainerVariable) -> UserLine | None:
        """Return the line of an `env_file` that sets a variable."""
        file = self.env_files.get(given.path)
        if file is None:
            return None
        setting = file.settings.get(given.name)
        if setting is None or setting.line != given.env_line:
            setting = Setting(
                name=given.name, value=given.value, line=given.env_line, end_line=given.env_line
            )
        return UserLine(file.path, setting)

    def line_of_variable(self, variable: Variable) -> UserLine | None:
        """Return the line of the user's that decides what a rule names."""
        if variable.service:
            given = self.deployment.get(*variable)
            return self.deciding_line(given) if given is not None else None
        setting = self.env.settings.get(variable.name)
        return self.line_of(setting) if setting is not None else None

    def uses(self, name: str) -> list[ConfigUse]:
        """Return the uses in the sources that have exactly this name."""
        return [use for use in uses_in(self.walker.about([name])) if use.name == name]

    def examples(self, name: str) -> list[ConfigUse]:
        """Return what the example files of the deployment, or of the program, give a name; that of
        the `.env` first.
        """
        scope = self.program or ENV
        found = [use for use in self.uses(name) if use.via == "env-example"]
        found = [use for use in found if scope_of_file(use.repo, use.path) == scope]
        return sorted(found, key=lambda use: use.path != ENV_EXAMPLE)

    def example(self, name: str) -> ConfigUse | None:
        """Return the first of the examples of a name, None without one."""
        return next(iter(self.examples(name)), None)

    def is_example_of(self, path: str, name: str, value: str) -> bool:
        """Return whether Dify's example of an `env_file` gives a name that value."""
        place = f"docker/{path}.example"
        own = [use for use in self.examples(name) if use.path == place]
        return any(_is_value_of(use, value) for use in own)

    def is_interpolated(self, name: str) -> bool:
        """Return whether docker compose puts a key in anywhere but the variables of containers:
        ports, images, profiles.
        """
        return any(is_read_by_compose(use, name) for use in uses_in(self.walker.about([name])))

    def is_example_value(self, name: str, value: str) -> bool:
        """Return whether the example file gives a name that value."""
        return any(_is_value_of(example, value) for example in self.examples(name))

    def is_value_of_examples(self, name: str, value: str) -> bool:
        """Return whether the example of the `.env` gives a name that value, or, where it has not
        the name, all others that have it.
        """
        examples = self.examples(name)
        first = [each for each in examples if each.path == ENV_EXAMPLE] or examples
        return bool(first) and all(_is_value_of(each, value) for each in first)

    def is_shipped(self, variable: Variable) -> bool:
        """Return whether what a rule names has the value that Dify ships."""
        if variable.service:
            return self.view.is_shipped(*variable)
        setting = self.env.settings.get(variable.name)
        return setting is None or self.is_example_value(variable.name, setting.value)


def _is_value_of(example: ConfigUse, value: str) -> bool:
    return value in (example.value or "", resolved(example.value or ""))


def is_read_by_compose(use: ConfigUse, name: str) -> bool:
    """Return whether docker compose itself reads a key on a line of the deployment's file."""
    if (use.role, use.name) != ("reads", name) or not use.via.startswith("compose"):
        return False
    # docker-compose-template.yaml is what Dify makes docker-compose.yaml from.
    return scope_of_file(use.repo, use.path) == ENV and "template" not in use.path


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
        if given.env_line:
            return self._case.is_example_of(given.path, name, value)
        return any(self._case.is_example_value(source, value) for source in given.sources)

    def shares_host(self, service: str) -> bool:
        return self._deployment.called(service) in self._deployment.on_host
