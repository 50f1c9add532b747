"""The variables that a service gets from its `env_file`s, each of which overrides those before.

Not here: the lines of an `env_file` (`files/env_values.py`), the `environment` that overrides them
(`containers.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from ctxkit.deployment.amount import Amount, check_parts
from ctxkit.deployment.compose_files import DEFAULT_ENV_FILE, base_name
from ctxkit.deployment.services import EnvFileEntry, ReadFile, joined
from ctxkit.files.env_values import EnvFileValue, env_file_values, raw_env_file_values
from ctxkit.files.interpolation import Room, resolved


class Environment(Struct, frozen=True, kw_only=True):
    """The values of a `.env`, with which compose interpolates, and the name of that file.

    `read` returns the files of the deployment; without it only that file is at hand. `amount` is
    what is left for the variables of its services.
    """

    values: Mapping[str, str]
    file: str = DEFAULT_ENV_FILE
    read: ReadFile | None = None
    amount: Amount = field(default_factory=Amount)

    def is_meant(self, path: str) -> bool:
        """Return whether an `env_file` is that file, of which only the name may be known."""
        name = path if self.read is not None else base_name(path)
        return name in (self.file, DEFAULT_ENV_FILE)


class GivenEnvFile(Struct, frozen=True, kw_only=True):
    """An `env_file` of a service: its path below the folder of the deployment, and the compose file
    that names it.
    """

    entry: EnvFileEntry
    path: str
    compose: str


class HandedOver(Struct, frozen=True, kw_only=True):
    """A variable from an `env_file`; `file` is its path, `compose` the file that names it.

    `is_passed_on`: it is the variable of that name in the `.env`. `below` is that of an earlier
    `env_file`.
    """

    found: EnvFileValue
    file: str
    compose: str
    is_passed_on: bool
    below: HandedOver | None = None


def env_files_of(
    entries: Sequence[EnvFileEntry], compose: str, values: Mapping[str, str], room: Room
) -> Iterator[GivenEnvFile]:
    """Yield the `env_file`s that a compose file gives a service."""
    for entry in entries:
        path = resolved(entry.path, values, room)
        yield GivenEnvFile(
            entry=entry._replace(path=path), path=joined(entry.folder, path), compose=compose
        )


def handed_over(
    service: str,
    files: Sequence[GivenEnvFile],
    environment: Environment,
    own: Mapping[str, str],
) -> dict[str, HandedOver]:
    """Return the variables of a service's `env_file`s; `own` are those of its `environment`, which
    the files may refer to.
    """
    found: dict[str, HandedOver] = {}
    known = {**own, **environment.values}
    files = list(_without_repeats(files))
    check_parts(len(files), service, "env_file entries")
    for file in files:
        before = {name: each.found.value for name, each in found.items()}
        for each in _variables(file, environment, known, before):
            environment.amount.take_entries(1, service)
            found[each.name] = HandedOver(
                found=each,
                file=file.path,
                compose=file.compose,
                is_passed_on=environment.is_meant(file.path),
                below=found.get(each.name),
            )
    return found


def _without_repeats(files: Sequence[GivenEnvFile]) -> Iterable[GivenEnvFile]:
    """Return the files, of which one that is named again keeps its place and has its last form."""
    last: dict[tuple[str, str], GivenEnvFile] = {}
    for file in files:
        last[file.entry.folder, file.entry.path] = file
    return last.values()


def _variables(
    file: GivenEnvFile, environment: Environment, known: dict[str, str], before: Mapping[str, str]
) -> Iterator[EnvFileValue]:
    if environment.read is None:
        # Only the `.env` is at hand; what others set is not known.
        if environment.is_meant(file.path):
            for name, value in environment.values.items():
                yield EnvFileValue(name, value, "", 0)
        return
    data = environment.read(file.path) or b""
    environment.amount.take_env_file(data, file.path)
    if file.entry.is_raw:
        yield from raw_env_file_values(data, known)
    else:
        yield from env_file_values(data, known, before, environment.amount.room)
