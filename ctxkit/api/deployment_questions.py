"""Questions that the files of a deployment may be given with.

Not here: what is asked of a workspace (`workspace.py`), files of logs (`case_files.py`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from ctxkit.ask.explain.several import together
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Finding

if TYPE_CHECKING:
    from ctxkit.deployment.user_deployment import UserDeployment

AnyPath = str | os.PathLike[str]


class DeploymentPaths(Struct, frozen=True, kw_only=True):
    """The files of a deployment, as a user names them."""

    env: AnyPath | None = None
    values: Sequence[AnyPath] = ()
    compose: Sequence[AnyPath] = ()

    @property
    def are_none(self) -> bool:
        """Whether there are none."""
        return self.env is None and not self.values and not self.compose

    def deployment(self) -> UserDeployment:
        """Return the deployment that they are of."""
        # Most questions come without files, and do not wait for what reads them.
        from ctxkit.deployment.user_deployment import user_deployment

        return user_deployment(env=self.env, values=self.values, compose=self.compose)


class MapPart(Struct, frozen=True, kw_only=True):
    """The part of a map that is asked for: one service and its neighbours, hosts outside."""

    service: str = ""
    only_outside: bool = False


def explain_keys(
    index: Index, sources: Sources, keys: Sequence[str], given: DeploymentPaths
) -> Finding:
    """Return what is known of settings, tables, services or queues, as one finding."""
    if given.are_none:
        from ctxkit.ask.explain.explain import explain

        return together([explain(index, sources, key) for key in keys])
    from ctxkit.ask.explain.effective import explain_with_files

    files = given.deployment()
    return together([explain_with_files(index, sources, key, files) for key in keys])


def map_files(
    index: Index,
    sources: Sources,
    given: DeploymentPaths,
    manifests: Sequence[AnyPath],
    part: MapPart,
) -> Finding:
    """Return the map of the deployment that files are of, without files of the one that Dify ships.

    Raise UsageError if the files are of none, or it has no such service.
    """
    from ctxkit.ask.map.inputs import map_input
    from ctxkit.ask.map.map import draw_map
    from ctxkit.files.user_files import read_user_file

    rendered = [read_user_file(each, stdin=True) for each in manifests]
    drawn = map_input(index, sources, given.deployment(), rendered)
    return draw_map(index, drawn, service=part.service, only_outside=part.only_outside)
