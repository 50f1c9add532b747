"""The variables of each container: compose files merged, then interpolated with the `.env`.

Not here: loading the compose files (`compose_files.py`), the `env_file`s of a service
(`env_files.py`), how programs use the variables (`ask/check/check.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from ctxkit.deployment.amount import Amount, check_parts
from ctxkit.deployment.compose_files import (
    DEFAULT_ENV_FILE,
    ComposeLayer,
    load_layers,
    no_file,
)
from ctxkit.deployment.env_files import (
    Environment,
    GivenEnvFile,
    HandedOver,
    env_files_of,
    handed_over,
)
from ctxkit.deployment.network import Network, network_of
from ctxkit.deployment.programs import MODE, ServicePart, program_of, role_of
from ctxkit.deployment.services import EnvironmentEntry, ReadFile
from ctxkit.deployment.texts import Texts, names_in
from ctxkit.dify.programs import scope_of_service
from ctxkit.files.interpolation import Room, resolved
from ctxkit.files.user_files import CustomerFile
from ctxkit.index.sources import Sources

PROFILES = "COMPOSE_PROFILES"
"""The variable of docker compose with the profiles whose services it starts."""

EVERY_PROFILE = "*"
"""In `COMPOSE_PROFILES`, it starts every service."""


class ContainerVariable(Struct, frozen=True, kw_only=True):
    """A variable of a container, with the line of the compose file that sets it (0: an `env_file`).

    `text` is its value before interpolation, `sources` are the names in `.env` that the value
    refers to, in order. `env_line` is its line in the `env_file` of `path`, 0 unless one other than
    the `.env` sets it. `below` is the variable of an earlier compose file or `env_file` that this
    one overrides.
    """

    service: str
    name: str
    value: str
    text: str
    path: str
    line: int
    sources: tuple[str, ...]
    env_line: int = 0
    below: ContainerVariable | None = None


class Deployment(Struct, frozen=True, kw_only=True):
    """The variables of the containers, by service and name; `profiles` of services that do not
    start by default.

    `programs` are the scopes of the containers, `roles` the services that run what Dify's own
    service of a name runs, where they have another name. `own` are the paths of the user's compose
    files, `on_host` the services that use the host's network. `env_files` are the paths of the
    `env_file`s by service, in order.
    """

    services: dict[str, dict[str, ContainerVariable]]
    profiles: dict[str, tuple[str, ...]]
    replicas: dict[str, tuple[str, str, int]]
    env: Mapping[str, str]
    programs: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    on_host: frozenset[str] = frozenset()
    env_files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    network: Network = field(default_factory=Network)
    _uses: dict[str, list[ContainerVariable]] = field(default_factory=dict)

    def get(self, service: str, name: str) -> ContainerVariable | None:
        """Return a variable of a container, None if it is not set there."""
        return self.services.get(self.called(service), {}).get(name)

    def called(self, service: str) -> str:
        """Return what this deployment calls a service of Dify's: `dify-api` for `api`."""
        return service if service in self.services else self.roles.get(service, service)

    def program(self, service: str) -> str:
        """Return the scope of a container: by its image, else by its name."""
        return self.programs.get(service) or scope_of_service(service)

    def value(self, service: str, name: str) -> str:
        """Return the value of a variable, empty if it is not set."""
        given = self.get(service, name)
        return given.value if given else ""

    def runs(self, service: str) -> bool:
        """Return whether a service starts: it has no profile, or one in `COMPOSE_PROFILES`."""
        service = self.called(service)
        if service not in self.services:
            return False
        asked = {each.strip() for each in self.env.get(PROFILES, "").split(",")}
        wanted = self.profiles.get(service, ())
        return not wanted or EVERY_PROFILE in asked or not asked.isdisjoint(wanted)

    def uses_of(self, source: str) -> Iterator[ContainerVariable]:
        """Yield the variables whose values refer to a name of the `.env`."""
        if not self._uses:
            for variables in self.services.values():
                for given in variables.values():
                    for name in given.sources:
                        self._uses.setdefault(name, []).append(given)
        yield from self._uses.get(source, ())


def deploy(
    sources: Sources,
    env: Mapping[str, str],
    files: Sequence[CustomerFile] = (),
    *,
    env_name: str = DEFAULT_ENV_FILE,
    read: ReadFile | None = None,
) -> Deployment:
    """Return the deployment of the user's compose files, on Dify's own if they extend it.

    `env_name` is the name of the file of `env`: a service whose `env_file` has that name gets all
    of it. `read` returns any file by its path, relative to the folder of the deployment.
    """
    layers = load_layers(sources, files, env, read or no_file)
    return merge_layers(layers, env, env_name=env_name, read=read)


def merge_layers(
    layers: Sequence[ComposeLayer],
    env: Mapping[str, str],
    *,
    env_name: str = DEFAULT_ENV_FILE,
    read: ReadFile | None = None,
) -> Deployment:
    """Return the deployment of compose files, of which later ones override earlier ones.

    Raise UsageError if it has far more than any deployment.
    """
    amount = Amount()
    room = amount.room
    environment = Environment(values=env, file=env_name, read=read, amount=amount)
    merged = _merged(layers, env)
    texts = Texts(room)
    services = {name: _variables(name, parts, environment, texts) for name, parts in merged.items()}
    profiles = {name: found for name, parts in merged.items() if (found := _profiles(parts, room))}
    replicas: dict[str, tuple[str, str, int]] = {}
    for name, parts in merged.items():
        for part in parts:
            if part.service.replicas is not None:
                count, line, _ = part.service.replicas
                replicas[name] = (resolved(count or "", part.values, room), part.path, line)
    programs = {name: program_of(name, parts, room) for name, parts in merged.items()}
    own = [layer for layer in layers if layer.is_own]
    env_files = {
        name: found for name, parts in merged.items() if (found := _env_paths(parts, room))
    }
    return Deployment(
        services=services,
        profiles=profiles,
        replicas=replicas,
        env=env,
        programs=programs,
        roles=_roles(merged, programs, services),
        own=frozenset(layer.path for layer in own),
        network=network_of(merged, (layer.external_networks for layer in layers), room),
        on_host=frozenset(s.name for layer in own for s in layer.services if s.shares_host),
        env_files=env_files,
    )


def _merged(layers: Sequence[ComposeLayer], env: Mapping[str, str]) -> dict[str, list[ServicePart]]:
    """Return by service what the files say of it, without what a later one takes back."""
    found: dict[str, list[ServicePart]] = {}
    for layer in layers:
        values = {**layer.values, **env}
        if layer.is_new:
            found.clear()
        for service in layer.services:
            if service.is_new or service.is_removed:
                found.pop(service.name, None)
            if not service.is_removed:
                parts = found.setdefault(service.name, [])
                parts.append(ServicePart(service, layer.path, values))
                check_parts(len(parts), service.name, "definitions")
    return found


def _roles(
    merged: Mapping[str, Sequence[ServicePart]],
    programs: Mapping[str, str],
    services: Mapping[str, Mapping[str, ContainerVariable]],
) -> dict[str, str]:
    """Return by the name of Dify's service the first service that runs the same."""
    found: dict[str, str] = {}
    for name, parts in merged.items():
        mode = services[name].get(MODE)
        role = role_of(programs[name], mode.value if mode else "", parts)
        if role not in merged:
            found.setdefault(role, name)
    found.pop("", None)
    return found


def _profiles(parts: Sequence[ServicePart], room: Room) -> tuple[str, ...]:
    found: list[str] = []
    for part in parts:
        if "profiles" in part.service.replaced:
            found.clear()
        found += (resolved(profile, part.values, room) for profile in part.service.profiles)
    return tuple(dict.fromkeys(found))


def deploy_program(program: str, file: CustomerFile, env: Mapping[str, str]) -> Deployment:
    """Return the deployment of a program that runs from source and reads the `.env` itself."""
    given = {name: _passed_through(program, name, value, file.path) for name, value in env.items()}
    return Deployment(
        services={program: given}, profiles={}, replicas={}, env=env, on_host=frozenset({program})
    )


def _variables(
    service: str, parts: Sequence[ServicePart], environment: Environment, texts: Texts
) -> dict[str, ContainerVariable]:
    """Return the variables of a service: `environment` overrides `env_file`."""
    entries = _entries(parts)
    own: dict[str, ContainerVariable] = {}
    for name, given in entries.items():
        environment.amount.take_entries(len(given), service)
        for entry, part in given:
            if entry.text is not None or name in environment.values:
                text, value = _interpolated(name, entry, part, environment.values, texts)
                own[name] = ContainerVariable(
                    service=service,
                    name=name,
                    value=value,
                    text=text,
                    path=entry.path or part.path,
                    line=entry.line,
                    sources=names_in(text),
                    below=own.get(name),
                )
            else:
                own.pop(name, None)  # not set, whatever was below it
    values = {name: variable.value for name, variable in own.items()}
    files = _env_files(parts, environment.amount.room)
    found: dict[str, ContainerVariable] = {}
    for name, handed in handed_over(service, files, environment, values).items():
        if name not in entries:
            found[name] = _from_env_file(service, handed)
        elif name in own:
            found[name] = _above(own[name], _from_env_file(service, handed))
    return {**found, **{name: each for name, each in own.items() if name not in found}}


def _entries(parts: Sequence[ServicePart]) -> dict[str, list[tuple[EnvironmentEntry, ServicePart]]]:
    """Return the entries of a service's `environment` by variable, of each file in order."""
    found: dict[str, list[tuple[EnvironmentEntry, ServicePart]]] = {}
    for part in parts:
        if "environment" in part.service.replaced:
            found.clear()
        for name in part.service.removed:
            found.pop(name, None)
        for name, entry in part.service.environment.items():
            found.setdefault(name, []).append((entry, part))
    return found


def _env_files(parts: Sequence[ServicePart], room: Room) -> list[GivenEnvFile]:
    found: list[GivenEnvFile] = []
    for part in parts:
        if "env_file" in part.service.replaced:
            found.clear()
        found += env_files_of(part.service.env_files, part.path, part.values, room)
    return found


def _env_paths(parts: Sequence[ServicePart], room: Room) -> tuple[str, ...]:
    return tuple(dict.fromkeys(file.path for file in _env_files(parts, room)))


def _above(variable: ContainerVariable, lowest: ContainerVariable) -> ContainerVariable:
    """Return a variable over one of an `env_file` that an earlier compose file names."""
    if variable.below is not None:
        return replace(variable, below=_above(variable.below, lowest))
    is_earlier = variable.path != lowest.path
    return replace(variable, below=lowest) if is_earlier else variable


def _from_env_file(service: str, given: HandedOver) -> ContainerVariable:
    found = _handed_over(service, given)
    earlier: list[HandedOver] = []
    while given.below is not None:
        given = given.below
        earlier.append(given)
    below: ContainerVariable | None = None
    for each in reversed(earlier):
        below = replace(_handed_over(service, each), below=below)
    return replace(found, below=below)


def _handed_over(service: str, given: HandedOver) -> ContainerVariable:
    name, value, text, line = given.found
    if given.is_passed_on:
        return _passed_through(service, name, value, given.compose)
    return ContainerVariable(
        service=service,
        name=name,
        value=value,
        text=text,
        path=given.file,
        line=0,
        sources=names_in(text),
        env_line=line,
    )


def _passed_through(service: str, name: str, value: str, path: str) -> ContainerVariable:
    """Return a variable of the `.env` that a service gets under the same name."""
    return ContainerVariable(
        service=service, name=name, value=value, text="", path=path, line=0, sources=(name,)
    )


def _interpolated(
    name: str, entry: EnvironmentEntry, part: ServicePart, env: Mapping[str, str], texts: Texts
) -> tuple[str, str]:
    """Return the text of an entry, and its value."""
    if entry.text is None:
        # It is passed on, and looked up when all files are merged: in the `.env` only.
        return f"${{{name}}}", env[name]
    return entry.text, texts.value(entry.text, part.values)
