"""What the containers get in a user's deployment: his compose files or Dify's own, his `.env`, and
the `env_file`s beside it.

Not here: which files belong together (`user_deployment.py`), how docker compose merges them
(`containers.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from ctxkit.deployment.compose_files import (
    DEFAULT_ENV_FILE,
    ComposeLayer,
    base_name,
    is_override,
    load_layers,
)
from ctxkit.deployment.containers import Deployment, merge_layers
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.dify.paths import COMPOSE_FILE, ENV_EXAMPLE
from ctxkit.files.dotenv import EnvFile, read_env
from ctxkit.files.user_files import CustomerFile
from ctxkit.index.sources import Sources


class Deployed(Struct, frozen=True, kw_only=True):
    """A user's deployment as docker compose runs it.

    `env` is the file that compose interpolates with, `env_files` are the others by their path below
    the folder of the deployment. `is_part`: the `.env` is not at hand, and Dify's example stands in
    for it.
    """

    deployment: Deployment
    env: EnvFile
    env_files: dict[str, EnvFile] = field(default_factory=dict)
    is_part: bool = False

    def shown(self, path: str) -> str:
        """Return the path of an `env_file` as the user would write it."""
        file = self.env_files.get(path)
        return file.path if file is not None else path


def needs_difys(compose: Sequence[CustomerFile]) -> bool:
    """Return whether compose files are run over Dify's own."""
    return not compose or is_override(compose[0])


def deploy_files(
    sources: Sources, files: UserDeployment, compose: Sequence[CustomerFile] | None = None
) -> Deployed | None:
    """Return what the containers get; None if it needs Dify's compose file and there is none.

    `compose` are the compose files that can be read, by default all.
    """
    if compose is None:
        compose = files.compose
    if needs_difys(compose) and not any(sources.lines("dify", COMPOSE_FILE)):
        return None
    given = files.env
    env = read_env(given) if given is not None else EnvFile(path="")
    layers = load_layers(sources, compose, env.values(), files.read)
    files = _with_place(files, layers)
    is_part = files.env is None and bool(files.env_files)
    if is_part:
        files = replace(files, env=_example(sources))
    if files.env is not given:
        env = read_env(files.env) if files.env is not None else EnvFile(path="")
    if is_part:
        layers = load_layers(sources, compose, env.values(), files.read)
    found = merge_layers(layers, env.values(), env_name=files.env_name, read=files.read)
    return Deployed(
        deployment=found,
        env=env,
        env_files=dict(_env_files(files, found)),
        is_part=is_part,
    )


def _with_place(files: UserDeployment, layers: Sequence[ComposeLayer]) -> UserDeployment:
    """Return the files, where the `.env` that was given has the name of another `env_file` as that
    one.
    """
    file, name = files.env, files.env_name
    if file is None or name == DEFAULT_ENV_FILE:
        return files
    paths = [
        entry.path
        for layer in layers
        for service in layer.services
        for entry in service.env_files
        if base_name(entry.path) == name
    ]
    if not paths:
        return files
    place = paths[0].removeprefix("./")
    return replace(files, env=None, env_files={**files.env_files, place: file})


def _example(sources: Sources) -> CustomerFile:
    """Return Dify's example, of which a `.env` is made."""
    text = "\n".join(sources.lines("dify", ENV_EXAMPLE))
    return CustomerFile(path=f"dify {ENV_EXAMPLE}", data=text.encode())


def _env_files(files: UserDeployment, deployment: Deployment) -> Iterator[tuple[str, EnvFile]]:
    named = [path for paths in deployment.env_files.values() for path in paths]
    for path in dict.fromkeys((*files.env_files, *named)):
        if path in (DEFAULT_ENV_FILE, files.env_name):
            continue
        file = files.env_file(path)
        if file is not None:
            yield path, read_env(file)
