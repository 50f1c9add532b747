"""Answers depend on the versions that the workspace holds, and not on what was indexed before."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import ctxkit
from ctxkit.index.build import build_index, index_beside
from ctxkit.index.freshness import stamp_of
from ctxkit.index.schema import DATABASE
from ctxkit.model import Checkout
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.other_version import checkouts_at

QUESTIONS = (
    ("explain", "SSRF_DEFAULT_MAX_RETRIES"),
    ("explain", "LOG_LEVL"),
    ("explain", "no.such.key"),
    ("locate", "Request to http://internal.example/ failed at attempt 2: timed out"),
    ("locate", "Reached maximum retries (3) for URL http://internal.example/"),
    ("locate", "no statement has this text, but failed and retries are words of some"),
    ("find", "retry policy"),
    ("find", "log level"),
)


@pytest.fixture
def workspace(demo_folder: Path, tmp_path: Path) -> Path:
    """A copy of the demo's workspace without its index."""
    folder = Path(shutil.copytree(demo_folder, tmp_path / "workspace", symlinks=True))
    for path in (folder / ".ctxkit").iterdir():
        if path.name.startswith("search-"):
            shutil.rmtree(path)
        elif path.name.startswith(DATABASE):
            path.unlink()
    return folder


def answers(folder: Path) -> Iterator[str]:
    with ctxkit.open_workspace(folder) as workspace:
        for command, text in QUESTIONS:
            answer = getattr(workspace, command)(text)
            yield json.dumps(answer.to_dict())
            yield answer.bundle().markdown


def versions(folder: Path) -> tuple[list[Checkout], list[Checkout]]:
    """Return the checkouts of the workspace and those of the version before."""
    config = load_workspace(folder)
    return list(checkouts_at(config, "1.14.0")), list(checkouts_at(config, "1.13.3"))


def index(folder: Path, checkouts: list[Checkout]) -> None:
    config = load_workspace(folder)
    build_index(config.state_folder, checkouts, config.roots, stamp=stamp_of(folder))


def test_an_index_of_another_version_changes_no_answer(workspace: Path) -> None:
    held, before = versions(workspace)
    index(workspace, held)
    alone = list(answers(workspace))
    config = load_workspace(workspace)
    index_beside(config.state_folder, before, config.roots)
    assert list(answers(workspace)) == alone
    # And in the other order, as after a sync back and forth.
    (config.state_folder / DATABASE).unlink()
    index(workspace, before)
    index(workspace, held)
    assert list(answers(workspace)) == alone
