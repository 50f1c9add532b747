"""What each container of a compose deployment gets: the compose file's text with the `.env` put in.

Not here: reading the files (`files/user_files.py`), what programs make of the variables
(`ask/check/check.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ctxkit.extract import compose
from ctxkit.extract.compose import Container
from ctxkit.extract.source import Source
from ctxkit.files.interpolation import references, resolved
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.index.reader import Index
from ctxkit.index.rows import fold_key
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse

COMPOSE_FILE = "docker/docker-compose.yaml"
"""Dify's own, in the repository dify."""


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
        """Tell whether the service is started: it has no profile, or one that `COMPOSE_PROFILES`
        names.
        """
        if service not in self.services:
            return False
        asked = {each.strip() for each in self.env.get("COMPOSE_PROFILES", "").split(",")}
        wanted = self.profiles.get(service, ())
        return not wanted or bool(asked.intersection(wanted))

    def uses_of(self, source: str) -> Iterator[ContainerVariable]:
        """Yield the variables that a name of `.env` goes into."""
        if not self._uses:
            for variables in self.services.values():
                for given in variables.values():
                    for name in given.sources:
                        self._uses.setdefault(name, []).append(given)
        yield from self._uses.get(source, ())


def is_override(file: CustomerFile) -> bool:
    """Tell whether a compose file only adds to Dify's own: by its name, as docker compose itself
    has it.
    """
    return "override" in base_name(file.path).lower()


def deploy(
    sources: Sources,
    env: Mapping[str, str],
    files: Sequence[CustomerFile] = (),
    *,
    env_name: str = ".env",
) -> Deployment:
    """Return the deployment of `files`, each laid over the one before; Dify's own compose file
    where none is whole.

    `env_name` is the name of the file that `env` was read from: services whose `env_file` has that
    name get all of it.
    """
    own = frozenset(file.path for file in files)
    layers = [(file.path, file.data) for file in files]
    if not files or is_override(files[0]):
        layers.insert(0, (COMPOSE_FILE, "\n".join(sources.lines("dify", COMPOSE_FILE)).encode()))
    services: dict[str, dict[str, ContainerVariable]] = {}
    profiles: dict[str, tuple[str, ...]] = {}
    replicas: dict[str, tuple[str, str, int]] = {}
    on_host = frozenset(name for file in files for name in _on_host(file.data))
    in_parts = False
    for path, data in layers:
        for container in compose.containers(data):
            in_parts |= env_name != ".env" and env_name in map(base_name, container.env_files)
            given = services.setdefault(container.name, {})
            for name, variable in _given(container, path, env, env_name).items():
                given[name] = replace(variable, below=given.get(name))
            if container.profiles:
                profiles[container.name] = container.profiles
            if container.replicas[0]:
                count, line = container.replicas
                replicas[container.name] = (resolved(count, env), path, line)
    return Deployment(
        services=services,
        profiles=profiles,
        replicas=replicas,
        env=env,
        own=own,
        on_host=on_host,
        in_parts=in_parts,
    )


def deploy_program(program: str, file: CustomerFile, env: Mapping[str, str]) -> Deployment:
    """Return the deployment of a program that runs from its sources and reads the file itself,
    without a container.
    """
    given = {
        name: ContainerVariable(
            service=program,
            name=name,
            value=value,
            text="",
            path=file.path,
            line=0,
            sources=(name,),
        )
        for name, value in env.items()
    }
    return Deployment(
        services={program: given}, profiles={}, replicas={}, env=env, on_host=frozenset({program})
    )


def images(files: Sequence[CustomerFile]) -> Iterator[tuple[str, str, str, int]]:
    """Yield (service, image, file, line) of each service of the user's compose files."""
    for file in files:
        services = read_documents(split_lines(file.data))[0].get("services")
        for service in services.children if services and services.kind == "mapping" else ():
            image = service.get("image")
            if image is not None and image.kind == "scalar":
                yield service.key, image.value, file.path, image.line


def _on_host(data: bytes) -> Iterator[str]:
    services = read_documents(split_lines(data))[0].get("services")
    for service in services.children if services and services.kind == "mapping" else ():
        mode = service.get("network_mode")
        if mode is not None and mode.value == "host":
            yield service.key


def base_name(path: str) -> str:
    """Return the last part of a path, whichever slashes it is written with."""
    return path.replace("\\", "/").rpartition("/")[2]


def _given(
    container: Container, path: str, env: Mapping[str, str], env_name: str
) -> dict[str, ContainerVariable]:
    found: dict[str, ContainerVariable] = {}
    if any(base_name(name) in (".env", env_name) for name in container.env_files):
        for name, value in env.items():
            found[name] = ContainerVariable(
                service=container.name,
                name=name,
                value=value,
                text="",
                path=path,
                line=0,
                sources=(name,),
            )
    for name, (text, line) in container.environment.items():
        if text is None and name not in env:
            continue
        text = f"${{{name}}}" if text is None else text
        named = tuple(dict.fromkeys(each.name for each in references(text)))
        found[name] = ContainerVariable(
            service=container.name,
            name=name,
            value=resolved(text, env),
            text=text,
            path=path,
            line=line,
            sources=named,
        )
    return found


class Overlaid(Index):
    """An index in which the compose files of the user stand in the place of Dify's own, or beside
    it.
    """

    def __init__(self, index: Index, files: Sequence[CustomerFile]) -> None:
        super().__init__(index._db, index.folder, index.digest)
        self._inner = index
        self._replaced = bool(files) and not is_override(files[0])
        self._added: list[ConfigUse] = []
        for number, file in enumerate(files):
            path = (
                COMPOSE_FILE
                if self._replaced and not number
                else f"docker/docker-compose.{number}.yaml"
            )
            source = Source(repo="dify", path=path, data=file.data)
            self._added += [
                _placed(use, path) for use in compose.extract(source) if isinstance(use, ConfigUse)
            ]

    def keyed(self, *spellings: str) -> list[ConfigKey | ConfigUse]:
        folds = {fold_key(each) for each in spellings}
        kept = [fact for fact in self._inner.keyed(*spellings) if not self._is_replaced(fact)]
        return kept + [
            use
            for use in self._added
            if not folds.isdisjoint((fold_key(use.name), fold_key(use.target)))
        ]

    def named(self, kind, *names):  # type: ignore[no-untyped-def]
        kept = [fact for fact in self._inner.named(kind, *names) if not self._is_replaced(fact)]
        return kept + [use for use in self._added if kind is ConfigUse and use.name in names]

    def _is_replaced(self, fact: ConfigKey | ConfigUse) -> bool:
        return self._replaced and (fact.repo, fact.path) == ("dify", COMPOSE_FILE)


def _placed(use: ConfigUse, path: str) -> ConfigUse:
    return replace(use, repo="dify", path=path)
