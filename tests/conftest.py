"""What many tests share: the demo's upstream repositories, synced and indexed once."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import ctxkit
from ctxkit.commands.demo import make_workspace
from ctxkit.index import build, pool
from tests.ask.literal import Asked
from tests.database.letters import TEXTS
from tests.index.reading_here import ReadersHere, read_here
from tests.settings.sources import source_index

pytest_plugins = ["tests.measuring", "tests.starting"]

# That goes by the clock, and a busy machine would fail tests that have found nothing.
settings.register_profile("ctxkit", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ctxkit")

GOLDEN = Path(__file__).parent / "golden"


def assert_golden(name: str, text: str) -> None:
    """Compare with a reviewed file of `golden/`; `CTXKIT_GOLDEN=write` writes it anew."""
    file = GOLDEN / name
    if os.environ.get("CTXKIT_GOLDEN") == "write":
        file.write_text(text, encoding="utf8")
    assert text == file.read_text(encoding="utf8")


@pytest.fixture(scope="session", autouse=True)
def no_workers() -> Iterator[None]:
    """Keep builds of an index from starting processes, but for those that tests are about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "FileReaders", ReadersHere)
        patch.setattr(build, "run_jobs", read_here)
        yield


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the files of an index read by worker processes, as they are for users."""
    monkeypatch.setattr(build, "FileReaders", pool.FileReaders)
    monkeypatch.setattr(build, "run_jobs", pool.run_jobs)


@pytest.fixture
def heeds_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C end the processes that a test starts, also where the tests run without it
    (`nohup`, some servers): a process inherits it if it is ignored.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A synced and indexed workspace of the demo's upstream repositories. Do not change it."""
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    assert make_workspace(folder) == 0
    yield folder
    assert not (folder / ".ctxkit/versions").exists(), "copy it where a test asks another version"


@pytest.fixture(scope="session")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The index of a small program with a database."""
    return source_index(tmp_path_factory.mktemp("letters"), TEXTS)


@pytest.fixture(scope="session")
def planning_workspace(
    demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ctxkit.Workspace]:
    """A copy of the demo's workspace, for questions that bring another version into it."""
    folder = tmp_path_factory.mktemp("planning") / "workspace"
    shutil.copytree(demo_folder, folder, symlinks=True)
    with ctxkit.open_workspace(folder) as workspace:
        yield workspace


@pytest.fixture(scope="session")
def demo_workspace(demo_folder: Path) -> Iterator[ctxkit.Workspace]:
    """The demo's workspace, opened."""
    with ctxkit.open_workspace(demo_folder) as workspace:
        yield workspace
