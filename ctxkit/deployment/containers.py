"""The variables of each container: compose files merged, then interpolated with the `.env`.

Not here: loading the compose files (`compose_files.py`), how programs use the variables
(`ask/check/check.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ctxkit.deployment.compose_files import (
    ComposeLayer,
    ComposeService,
    EnvironmentEntry,
    base_name,
    load_layers,
)
from ctxkit.files.interpolation import references, resolved
from ctxkit.files.user_files import CustomerFile
from ctxkit.index.sources import Sources

DEFAULT_ENV_FILE = ".env"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerVariable:
    """A variable of a container, with the line of the compose file that sets it (0: an `env_file`).

    `text` is its value before interpolation, `sources` are the names in `.env` that the value
    refers to, in order. `below` is the variable of an earlier compose file that this one overrides.
    """

    service: str
    name: str
    value: str
    text: str
    path: str
    line: int
    sources: tuple[str, ...]
    below: ContainerVariable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """The variables of the containers, by service and name; `profiles` of services that do not
    start by default.

    `own` are the paths of the user's compose files, `on_host` the services that use the host's
    network. `in_parts`: the settings are spread over several files, of which `env` is one.
    """

    services: dict[str, dict[str, ContainerVariable]]
    profiles: dict[str, tuple[str, ...]]
    replicas: dict[str, tuple[str, str, int]]
    env: Mapping[str, str]
    own: frozenset[str] = frozenset()
    on_host: frozenset[str] = frozenset()
    in_parts: bool = False
    _uses: dict[str, list[ContainerVariable]] = field(default_factory=dict)

    def get(self, service: str, name: str) -> ContainerVariable | None:
        """Return a variable of a container, None if it is not set there."""
        return self.services.get(service, {}).get(name)

    def value(self, service: str, name: str) -> str:
        """Return the value of a variable, empty if it is not set."""
        given = self.get(service, name)
        return given.value if given else ""

    def runs(self, service: str) -> bool:
        """Return whether a service starts: it has no profile, or one in `COMPOSE_PROFILES`."""
        if service not in self.services:
            return False
        asked = {each.strip() for each in self.env.get("COMPOSE_PROFILES", "").split(",")}
        wanted = self.profiles.get(service, ())
        return not wanted or not asked.isdisjoint(wanted)

    def uses_of(self, source: str) -> Iterator[ContainerVariable]:
        """Yield the variables whose values refer to a name of the `.env`."""
        if not self._uses:
            for variables in self.services.values():
                for given in variables.values():
                    for name in given.sources:
                        self._uses.setdefault(name, []).append(given)
        yield from self._uses.get(source, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Environment:
    """The values of a `.env`, with which compose interpolates, and the name of that file."""

    values: Mapping[str, str]
    file: str

    def reaches(self, service: ComposeService) -> bool:
        """Return whether a service gets all of that file as its `env_file`."""
        names = {base_name(path) for path in service.env_files}
        return self.file in names or DEFAULT_ENV_FILE in names

    def is_one_of_several(self, service: ComposeService) -> bool:
        """Return whether a service reads that file beside the `.env`."""
        names = {base_name(path) for path in service.env_files}
        return self.file != DEFAULT_ENV_FILE and self.file in names


def deploy(
    sources: Sources,
    env: Mapping[str, str],
    files: Sequence[CustomerFile] = (),
    *,
    env_name: str = DEFAULT_ENV_FILE,
) -> Deployment:
    """Return the deployment of the user's compose files, on Dify's own if they extend it.

    `env_name` is the name of the file of `env`: a service whose `env_file` has that name gets all
    of it.
    """
    return merge_layers(load_layers(sources, files), env, env_name=env_name)


def merge_layers(
    layers: Sequence[ComposeLayer], env: Mapping[str, str], *, env_name: str = DEFAULT_ENV_FILE
) -> Deployment:
    """Return the deployment of compose files, of which later ones override earlier ones."""
    environment = _Environment(values=env, file=env_name)
    services: dict[str, dict[str, ContainerVariable]] = {}
    profiles: dict[str, tuple[str, ...]] = {}
    replicas: dict[str, tuple[str, str, int]] = {}
    for layer in layers:
        for service in layer.services:
            given = services.setdefault(service.name, {})
            for name, variable in _variables(service, layer.path, environment).items():
                given[name] = replace(variable, below=given.get(name))
            if service.profiles:
                profiles[service.name] = service.profiles
            if service.replicas is not None:
                count, line = service.replicas
                replicas[service.name] = (resolved(count or "", env), layer.path, line)
    own = [layer for layer in layers if layer.is_own]
    every = [service for layer in layers for service in layer.services]
    return Deployment(
        services=services,
        profiles=profiles,
        replicas=replicas,
        env=env,
        own=frozenset(layer.path for layer in own),
        on_host=frozenset(s.name for layer in own for s in layer.services if s.shares_host),
        in_parts=any(environment.is_one_of_several(service) for service in every),
    )


def deploy_program(program: str, file: CustomerFile, env: Mapping[str, str]) -> Deployment:
    """Return the deployment of a program that runs from source and reads the `.env` itself."""
    given = {name: _passed_through(program, name, value, file.path) for name, value in env.items()}
    return Deployment(
        services={program: given}, profiles={}, replicas={}, env=env, on_host=frozenset({program})
    )


def _variables(
    service: ComposeService, path: str, environment: _Environment
) -> dict[str, ContainerVariable]:
    """Return the variables of a service in one file: `environment` overrides `env_file`."""
    found: dict[str, ContainerVariable] = {}
    if environment.reaches(service):
        # Only this env_file is at hand; what others set is not known (`Deployment.in_parts`).
        for name, value in environment.values.items():
            found[name] = _passed_through(service.name, name, value, path)
    for name, entry in service.environment.items():
        if entry.text is not None or name in environment.values:
            found[name] = _interpolated(service.name, name, entry, path, environment.values)
    return found


def _passed_through(service: str, name: str, value: str, path: str) -> ContainerVariable:
    """Return a variable of the `.env` that a service gets under the same name."""
    return ContainerVariable(
        service=service, name=name, value=value, text="", path=path, line=0, sources=(name,)
    )


def _interpolated(
    service: str, name: str, entry: EnvironmentEntry, path: str, values: Mapping[str, str]
) -> ContainerVariable:
    text = f"${{{name}}}" if entry.text is None else entry.text
    return ContainerVariable(
        service=service,
        name=name,
        value=resolved(text, values),
        text=text,
        path=path,
        line=entry.line,
        sources=tuple(dict.fromkeys(each.name for each in references(text))),
    )
