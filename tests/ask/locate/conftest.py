"""Two small workspaces, indexed once, and how to ask them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.locate import locate
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.logline import parse_events
from tests.ask.locate_workspace import SERVICES, Ask, ContextOf, build


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Sources]]:
    index, sources = build(tmp_path_factory.mktemp("workspace"))
    yield index, sources
    index.close()


@pytest.fixture(scope="session")
def opened_services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Sources]]:
    index, sources = build(tmp_path_factory.mktemp("services"), changed=SERVICES)
    yield index, sources
    index.close()


@pytest.fixture(scope="session")
def ask(opened: tuple[Index, Sources]) -> Ask:
    """Locate a text in the workspace FILES."""
    return lambda text: locate(*opened, text)


@pytest.fixture(scope="session")
def ask_services(opened_services: tuple[Index, Sources]) -> Ask:
    """Locate a text in the workspace SERVICES."""
    return lambda text: locate(*opened_services, text)


@pytest.fixture(scope="session")
def context_of(opened: tuple[Index, Sources]) -> ContextOf:
    """Return the context in which a resolver looks at the first event of a text, in FILES."""
    index, sources = opened
    return lambda text: LocateContext(event=parse_events(text)[0], index=index, sources=sources)


@pytest.fixture(scope="session")
def service_context(opened_services: tuple[Index, Sources]) -> ContextOf:
    """The same, in SERVICES."""
    index, sources = opened_services
    return lambda text: LocateContext(event=parse_events(text)[0], index=index, sources=sources)
