"""What a map is drawn from: the deployment as Dify ships it, or that of a user's files.

Not here: a rendered chart (`manifests.py`), the map (`mapping.py`).
"""

from __future__ import annotations

from msgspec import Struct, field

from ctxkit.deployment.containers import Deployment
from ctxkit.deployment.deployed import deploy_files
from ctxkit.deployment.shipped import shipped_deployment
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.dify.paths import COMPOSE_FILE, ENV_EXAMPLE
from ctxkit.dify.repositories import DIFY
from ctxkit.errors import UsageError
from ctxkit.files.dotenv import read_env
from ctxkit.files.user_files import CustomerFile
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model.maps import MapLink
from ctxkit.network.calls import Callers
from ctxkit.network.decided import Decisions
from ctxkit.network.proxies import ProxyFiles, template_files
from ctxkit.network.readers import Readers
from ctxkit.settings.graph import SettingsGraph


class MapInput(Struct, frozen=True, kw_only=True):
    """What a map is drawn from; `of` says it in words, `notes` what is missing. `said` are links
    that no setting of a container makes. `own_hosts` is how hosts begin that are of the deployment
    even where no service here has them.
    """

    of: str
    callers: Callers
    decisions: Decisions
    proxies: ProxyFiles = field(default_factory=dict)
    said: tuple[MapLink, ...] = ()
    own_hosts: str = ""
    notes: tuple[str, ...] = ()


def has_shipped(sources: Sources) -> bool:
    """Return whether Dify's own compose file is at hand."""
    return any(sources.lines(DIFY, COMPOSE_FILE))


def callers_of(
    index: Index, sources: Sources, deployment: Deployment, *, shipped: Deployment
) -> Callers:
    """Return what the calls of a deployment follow from."""
    readers = Readers(SettingsGraph(index), deployment)
    return Callers(deployment=deployment, shipped=shipped, readers=readers, sources=sources)


def shipped_input(index: Index, sources: Sources) -> MapInput:
    """Return the deployment of Dify's own compose file with its example files."""
    deployment = shipped_deployment(sources)
    example = "\n".join(sources.lines(DIFY, ENV_EXAMPLE)).encode()
    callers = callers_of(index, sources, deployment, shipped=deployment)
    return MapInput(
        of=f"{DIFY} {COMPOSE_FILE} with {ENV_EXAMPLE}",
        callers=callers,
        decisions=Decisions(
            deployment=deployment,
            env=read_env(CustomerFile(path=ENV_EXAMPLE, data=example)),
            is_shipped=True,
        ),
        proxies=template_files(callers),
    )


def user_input(index: Index, sources: Sources, files: UserDeployment) -> MapInput:
    """Return the deployment of a user's `.env` and compose files.

    Raise UsageError if it needs Dify's own compose file, and that is not at hand.
    """
    deployed = deploy_files(sources, files)
    if deployed is None:
        raise UsageError(
            f"these files are run with {COMPOSE_FILE} of dify, which is not in this workspace",
            hint="give the compose file with --compose",
        )
    callers = callers_of(index, sources, deployed.deployment, shipped=shipped_deployment(sources))
    named = [file.path for file in files.compose] or [f"{DIFY} {COMPOSE_FILE}"]
    if deployed.env.path:
        named.append(deployed.env.path)
    return MapInput(
        of=" with ".join(named),
        callers=callers,
        decisions=Decisions(
            deployment=deployed.deployment, env=deployed.env, env_files=deployed.env_files
        ),
        proxies=template_files(callers),
    )
