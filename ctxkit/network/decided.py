"""The line that decides the value of a variable of a container: of the `.env`, of an `env_file`, of
a compose file, of a manifest.

Not here: how docker compose merges them (`deployment/containers.py`).
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from msgspec import Struct, field

from ctxkit.deployment.containers import ContainerVariable, Deployment
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.repositories import CHART, DIFY
from ctxkit.files.dotenv import EnvFile
from ctxkit.model.maps import DecidedAt

_EXAMPLE = ".example"


class Decisions(Struct, frozen=True, kw_only=True):
    """What is known of the files of a deployment. `is_shipped`: they are those that Dify ships,
    with its example files in the place of the user's. `is_rendered`: its own files are what
    templates of the chart make of values, so that their lines are nowhere else.
    """

    deployment: Deployment
    env: EnvFile
    env_files: Mapping[str, EnvFile] = field(default_factory=dict)
    is_shipped: bool = False
    is_rendered: bool = False

    def at(self, name: str, path: str, line: int) -> DecidedAt:
        """Return a line of a compose file or manifest, of Dify's unless it is the user's."""
        if path in self.deployment.own:
            if self.is_rendered:
                return DecidedAt(name=name, path=path, line=0, repo=CHART)
            return DecidedAt(name=name, path=path, line=line)
        return DecidedAt(name=name, path=path, line=line, repo=DIFY)

    def of(self, given: ContainerVariable, part: str = "") -> DecidedAt:
        """Return the line that decides a variable, by the name that it has there; where others
        decide a `part` of it as well, the line of that part.
        """
        if given.env_line:
            return self._of_env_file(given)
        for name in given.sources:
            setting = self.env.settings.get(name)
            if setting is not None and setting.value != "" and part in setting.value:
                repo = DIFY if self.is_shipped else ""
                return DecidedAt(name=name, path=self.env.path, line=setting.line, repo=repo)
        name = next(iter(given.sources), given.name)
        return self.at(name, given.path, given.line)

    def _of_env_file(self, given: ContainerVariable) -> DecidedAt:
        name, line = given.name, given.env_line
        if self.is_shipped:
            folder = posixpath.dirname(COMPOSE_FILE)
            path = f"{posixpath.join(folder, given.path)}{_EXAMPLE}"
            return DecidedAt(name=name, path=path, line=line, repo=DIFY)
        path = getattr(self.env_files.get(given.path), "path", given.path)
        return DecidedAt(name=name, path=path, line=line)
