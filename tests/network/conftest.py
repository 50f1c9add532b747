"""The deployment of `upstream.py`, indexed once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.files.user_files import CustomerFile
from ctxkit.network.inputs import MapInput, shipped_input, user_input
from ctxkit.network.manifests import manifest_input
from tests.ask.check.conftest import facts_of
from tests.ask.literal import Asked, literal_index
from tests.network.upstream import ENV, MANIFEST, TEXTS, VERSIONS

Drawn = Callable[..., MapInput]


def indexed(folder: Path, texts: Mapping[str, Mapping[str, str]]) -> Asked:
    """Index texts by repository and path, as the real extractors read them."""
    files = {
        repo: {path: (text, facts_of(repo, path, text)) for path, text in below.items()}
        for repo, below in texts.items()
    }
    return literal_index(folder, files, versions=VERSIONS)


@pytest.fixture(scope="session")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """The index of that deployment. Do not change it."""
    found = indexed(tmp_path_factory.mktemp("network"), TEXTS)
    yield found
    found.index.close()


@pytest.fixture(scope="session")
def shipped(network: Asked) -> MapInput:
    """The deployment as it is shipped."""
    return shipped_input(network.index, network.sources)


@pytest.fixture
def with_env(network: Asked) -> Drawn:
    """Return the deployment with other lines in the `.env`, and compose files on top."""

    def drawn(*lines: str, compose: str = "") -> MapInput:
        env = CustomerFile(path=".env", data="\n".join([ENV, *lines]).encode())
        files = [CustomerFile(path="docker-compose.override.yaml", data=compose.encode())]
        deployment = UserDeployment(env=env, compose=tuple(files) if compose else ())
        return user_input(network.index, network.sources, deployment)

    return drawn


@pytest.fixture(scope="session")
def rendered(network: Asked) -> MapInput:
    """A rendered chart."""
    file = CustomerFile(path="chart.yaml", data=MANIFEST.encode())
    return manifest_input(network.index, network.sources, [file])
