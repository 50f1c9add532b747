"""What each container of a compose deployment gets: the files laid over each other, with the `.env`
put in.

Not here: reading the compose files (`compose_files.py`), what programs make of the variables
(`ask/check/check.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ctxkit.deployment.compose_files import (
    ComposeLayer,
    ComposeService,
    Entry,
    base_name,
    load_layers,
)
from ctxkit.files.interpolation import references, resolved
from ctxkit.files.user_files import CustomerFile
from ctxkit.index.sources import Sources

DEFAULT_ENV_FILE = ".env"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerVariable:
    """A variable of a container: its value, the line of the compose file that hands it over, and
    the names in `.env` that the line refers to, in order. `text` is the line's value before
    interpolation; `below` is what an earlier compose file gives instead.
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
    """The containers by service and their variables by name; `profiles` of a service that runs only
    when asked for.

    `own` are the compose files that are the user's; `on_host` the services with the network of
    their machine. `in_parts`: the settings stand in several files, of which `env` is one.
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
        """Return a variable of a container, or None where it gets none of that name."""
        return self.services.get(service, {}).get(name)

    def value(self, service: str, name: str) -> str:
        """Return the value of a variable, empty where there is none."""
        given = self.get(service, name)
        return given.value if given else ""

    def runs(self, service: str) -> bool:
        """Return whether the service is started: it has no profile, or one that `COMPOSE_PROFILES`
        names.
        """
        if service not in self.services:
            return False
        asked = {each.strip() for each in self.env.get("COMPOSE_PROFILES", "").split(",")}
        wanted = self.profiles.get(service, ())
        return not wanted or not asked.isdisjoint(wanted)

    def uses_of(self, source: str) -> Iterator[ContainerVariable]:
        """Yield the variables that a name of `.env` goes into."""
        if not self._uses:
            for variables in self.services.values():
                for given in variables.values():
                    for name in given.sources:
                        self._uses.setdefault(name, []).append(given)
        yield from self._uses.get(source, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Environment:
    """The values with which compose interpolates, and the name of the file that they are from."""

    values: Mapping[str, str]
    file: str

    def reaches(self, service: ComposeService) -> bool:
        """Return whether a service's `env_file` is that file, so that it gets all of it."""
        names = {base_name(path) for path in service.env_files}
        return self.file in names or DEFAULT_ENV_FILE in names

    def is_one_of_several(self, service: ComposeService) -> bool:
        """Return whether a service reads that file beside a `.env`."""
        names = {base_name(path) for path in service.env_files}
        return self.file != DEFAULT_ENV_FILE and self.file in names


def deploy(
    sources: Sources,
    env: Mapping[str, str],
    files: Sequence[CustomerFile] = (),
    *,
    env_name: str = DEFAULT_ENV_FILE,
) -> Deployment:
    """Return the deployment of `files`, each laid over the one before; Dify's own compose file
    where none is whole.

    `env_name` is the name of the file that `env` was read from: services whose `env_file` has that
    name get all of it.
    """
    return overlaid(load_layers(sources, files), env, env_name=env_name)


def overlaid(
    layers: Sequence[ComposeLayer], env: Mapping[str, str], *, env_name: str = DEFAULT_ENV_FILE
) -> Deployment:
    """Return the deployment of compose files laid over each other."""
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
    """Return the deployment of a program that runs from its sources and reads the file itself,
    without a container.
    """
    given = {name: _passed_through(program, name, value, file.path) for name, value in env.items()}
    return Deployment(
        services={program: given}, profiles={}, replicas={}, env=env, on_host=frozenset({program})
    )


def _variables(
    service: ComposeService, path: str, environment: _Environment
) -> dict[str, ContainerVariable]:
    """Return what a service gets of one compose file: `environment` wins over `env_file`."""
    found: dict[str, ContainerVariable] = {}
    if environment.reaches(service):
        for name, value in environment.values.items():
            found[name] = _passed_through(service.name, name, value, path)
    for name, entry in service.environment.items():
        if entry.text is not None or name in environment.values:
            found[name] = _interpolated(service.name, name, entry, path, environment.values)
    return found


def _passed_through(service: str, name: str, value: str, path: str) -> ContainerVariable:
    """Return a variable that a service gets under its own name, without a line of its own."""
    return ContainerVariable(
        service=service, name=name, value=value, text="", path=path, line=0, sources=(name,)
    )


def _interpolated(
    service: str, name: str, entry: Entry, path: str, values: Mapping[str, str]
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
