"""The files that a user gives of one deployment: options and paths made one, folders taken whole,
the files beside them at hand.

Not here: what the files mean (`containers.py`, `files/values.py`), how their kinds are told apart
(`files/file_kinds.py`).
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct, field

from ctxkit.deployment.amount import MAX_COMPOSE_FILES
from ctxkit.deployment.compose_files import DEFAULT_ENV_FILE, base_name
from ctxkit.dify.paths import COMPOSE_NAMES, COMPOSE_OVERRIDE_NAMES
from ctxkit.dify.programs import MIDDLEWARE, scope_of_file
from ctxkit.errors import UsageError
from ctxkit.files.dotenv import read_env
from ctxkit.files.file_kinds import TITLES, UserFileKind, certain_kind, kind_of
from ctxkit.files.user_files import CustomerFile, UserFolder, read_user_file

AnyPath = str | os.PathLike[str]
"""A path of a file."""

MAX_ENV_FILES = 200
"""Files in the folder `envs` that are looked at; Dify has some 35."""

_ENVS = "envs"
"""The folder with the `env_file`s of Dify's compose file, since 1.15."""

_VALUES_NAMES = ("values.yaml", "values.yml")
_COMPOSE_FILE = "COMPOSE_FILE"
_COMPOSE_FOLDER = "docker"
"""In Dify's repository, the folder of the compose deployment."""

_OPTION: dict[UserFileKind, str] = {"env": "--env", "compose": "--compose", "values": "--values"}


class UserDeployment(Struct, frozen=True, kw_only=True):
    """The files of one deployment.

    `env` is the file that compose interpolates with, `env_files` are those of services that the
    user asks about or that lie in the folder, by their path below the folder of the deployment.
    `folders` are where other files are looked for, the first one first. `asked` are the paths of
    the `env_files` that the user asks about, without the `.env`; empty if he asks about all.
    """

    env: CustomerFile | None = None
    env_files: Mapping[str, CustomerFile] = field(default_factory=dict)
    compose: tuple[CustomerFile, ...] = ()
    values: tuple[CustomerFile, ...] = ()
    folders: tuple[UserFolder, ...] = ()
    asked: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether there is no file at all."""
        return not (self.env or self.env_files or self.compose or self.values)

    @property
    def has_env(self) -> bool:
        """Whether there is a `.env` or another `env_file`."""
        return self.env is not None or bool(self.env_files)

    def is_asked(self, path: str) -> bool:
        """Return whether the user asks about a file."""
        return not self.asked or path in self.asked

    @property
    def env_name(self) -> str:
        """The name of the file that compose interpolates with."""
        return base_name(self.env.path) if self.env is not None else DEFAULT_ENV_FILE

    def read(self, path: str) -> bytes | None:
        """Return a file by its path below the folder of the deployment; the `.env` is the one that
        was given.
        """
        if self.env is not None and path in (DEFAULT_ENV_FILE, self.env_name):
            return self.env.data
        found = self.env_file(path)
        return found.data if found is not None else None

    def env_file(self, path: str) -> CustomerFile | None:
        """Return a file of the deployment, its path as the user would write it."""
        if path in self.env_files:
            return self.env_files[path]
        for folder in self.folders:
            data = folder.read(path)
            if data is not None:
                return CustomerFile(path=folder.shown(path), data=data)
        return None


def user_deployment(
    paths: Sequence[AnyPath] = (),
    *,
    env: AnyPath | None = None,
    values: Sequence[AnyPath] = (),
    compose: Sequence[AnyPath] = (),
) -> UserDeployment:
    """Return the deployment of a user's files: of `paths`, each is told apart by its content or is
    a folder, of the others the user says the kind.

    Raise UsageError if one cannot be read, is of another kind, or does not belong to the others.
    """
    given = _Given()
    if env is not None and Path(env).is_dir():
        given.take_folder(Path(env))
    elif env is not None:
        given.take(_of_kind(env, "env"), "env")
    for each in values:
        given.take(_of_kind(each, "values"), "values")
    for each in compose:
        given.take(_of_kind(each, "compose"), "compose")
    for path in paths:
        if Path(path).is_dir():
            given.take_folder(Path(path))
        else:
            file = read_user_file(path)
            given.take(file, kind_of(file))
    return given.deployment()


def _of_kind(path: AnyPath, kind: UserFileKind) -> CustomerFile:
    """Return a file that the user says to be of a kind, unless it is certainly of another."""
    file = read_user_file(path)
    found = certain_kind(file)
    if found not in (None, kind):
        assert found is not None
        hint = f"use {_OPTION[found]} {file.path}, or: ctxkit check {file.path}"
        raise UsageError(f"{file.path} is {TITLES[found]}, not {TITLES[kind]}", hint=hint)
    return file


class _Given:
    """The files that are given, one after the other."""

    def __init__(self) -> None:
        self.envs: list[CustomerFile] = []
        self.compose: list[CustomerFile] = []
        self.values: list[CustomerFile] = []
        self.folders: list[Path] = []
        self.is_whole = False

    def take(self, file: CustomerFile, kind: UserFileKind) -> None:
        files = {"env": self.envs, "compose": self.compose, "values": self.values}[kind]
        if file.path not in {each.path for each in files}:
            files.append(file)

    def take_folder(self, path: Path) -> None:
        """Take what a deployment has in a folder."""
        root = _root_of(path)
        folder = UserFolder(root)
        env = _file_in(folder, DEFAULT_ENV_FILE)
        compose = _compose_files(folder, env)
        found = [(env, "env"), *((file, "compose") for file in compose)]
        found += [(_file_in(folder, name), "values") for name in _VALUES_NAMES]
        taken = [(file, kind) for file, kind in found if file is not None]
        has_env_files = bool(folder.names(_ENVS, ".env", 1))
        if not taken and not has_env_files:
            raise UsageError(
                f"{path}: no .env, compose or values file in this folder",
                hint="pass the folder that holds docker-compose.yaml and .env, or the files",
            )
        for file, kind in taken:
            self.take(file, kind)  # type: ignore[arg-type]
        self.folders.append(root)
        self.is_whole = True

    def deployment(self) -> UserDeployment:
        """Return the deployment of all files."""
        roots = list(self.folders)
        roots += [Path(each.path).parent for each in self.compose]
        main: CustomerFile | None = None
        parts: dict[str, CustomerFile] = {}
        for file in self.envs:
            place = _place_in_envs(file.path)
            if place is not None:
                roots.append(place[0])
                parts[place[1]] = file
            elif main is None:
                main = file
            else:
                raise UsageError(
                    f"{main.path} and {file.path} are the .env of two deployments",
                    hint="check them one at a time",
                )
        if main is not None:
            roots.append(Path(main.path).parent)
        folders = tuple(UserFolder(root) for root in dict.fromkeys(roots))
        is_part = main is None and bool(parts) and not self.is_whole
        if is_part:
            main = next(_files_in(folders, DEFAULT_ENV_FILE), None)
        elif not self._is_middleware():  # the files in `envs` are of docker-compose.yaml
            parts = {**_all_env_files(folders), **parts}
        return UserDeployment(
            env=main,
            env_files=parts,
            compose=tuple(self.compose),
            values=tuple(self.values),
            folders=folders,
            asked=frozenset(file.path for file in self.envs) if is_part else frozenset(),
        )

    def _is_middleware(self) -> bool:
        """Return whether the compose files are those of the middleware, another deployment."""
        names = [base_name(file.path) for file in self.compose]
        scopes = {scope_of_file("dify", f"{_COMPOSE_FOLDER}/{name}") for name in names}
        return scopes == {MIDDLEWARE}


def _root_of(path: Path) -> Path:
    """Return the folder of the deployment that a folder belongs to: `docker` of a clone, or the
    one that `envs` lies in.
    """
    names = (DEFAULT_ENV_FILE, *COMPOSE_NAMES, *_VALUES_NAMES)
    if any((path / name).is_file() for name in names):
        return path
    below = path / _COMPOSE_FOLDER
    if any((below / name).is_file() for name in names):
        return below
    parts = path.parts
    if _ENVS in parts:
        at = len(parts) - 1 - parts[::-1].index(_ENVS)
        return Path(*parts[:at])
    return path


def _place_in_envs(path: str) -> tuple[Path, str] | None:
    """Return the folder of the deployment of an `env_file` in a folder `envs`, and the path of the
    file below it.
    """
    *folders, name = path.replace("\\", "/").split("/")
    if _ENVS not in folders or name == DEFAULT_ENV_FILE:
        return None
    at = len(folders) - 1 - folders[::-1].index(_ENVS)
    root = "/".join(folders[:at]) or ("/" if path.startswith("/") else ".")
    return Path(root), "/".join((*folders[at:], name))


def _file_in(folder: UserFolder, name: str) -> CustomerFile | None:
    data = folder.read(name)
    return CustomerFile(path=folder.shown(name), data=data) if data is not None else None


def _files_in(folders: Sequence[UserFolder], name: str) -> Iterator[CustomerFile]:
    for folder in folders:
        file = _file_in(folder, name)
        if file is not None:
            yield file


def _compose_files(folder: UserFolder, env: CustomerFile | None) -> list[CustomerFile]:
    """Return the compose files that docker compose reads in a folder."""
    said = read_env(env).values().get(_COMPOSE_FILE, "") if env is not None else ""
    if said:
        paths = dict.fromkeys(map(posixpath.normpath, said.split(":")))
        # One more than can be loaded, which is an error.
        named = [_file_in(folder, path) for path in islice(paths, MAX_COMPOSE_FILES + 1)]
        return [file for file in named if file is not None]
    found: list[CustomerFile] = []
    for names in (COMPOSE_NAMES, COMPOSE_OVERRIDE_NAMES):
        files = (_file_in(folder, name) for name in names)
        found += [file for file in files if file is not None][:1]
    return found


def _all_env_files(folders: Sequence[UserFolder]) -> dict[str, CustomerFile]:
    """Return the files in the folder `envs` by their path below the folder of the deployment."""
    found: dict[str, CustomerFile] = {}
    for folder in folders:
        for name in folder.names(_ENVS, ".env", MAX_ENV_FILES):
            path = f"{_ENVS}/{name}"
            file = _file_in(folder, path)
            # The middleware is another deployment.
            if file is not None and scope_of_file("dify", f"docker/{path}") != MIDDLEWARE:
                found.setdefault(path, file)
    return found
