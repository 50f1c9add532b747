"""A Helm repository on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctxkit.workspace.helm import download
from tests.workspace.helm.server import Server, running


@pytest.fixture(autouse=True)
def plain_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the proxies of the machine out of the tests, and do not wait between tries."""
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(download, "_PAUSES", (0.0, 0.0))


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as started:
        yield started
