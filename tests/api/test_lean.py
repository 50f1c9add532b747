"""A lean workspace from Python: nobody is asked for what was left out, and answers are the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import ctxkit
from ctxkit.api.maintenance import index, status, sync
from ctxkit.demo.repositories import VERSIONS, make_repositories
from ctxkit.errors import GitError
from ctxkit.index.database import DATABASE
from ctxkit.workspace.git_objects import run_git
from tests.workspace.git_server import GitServer, git_server

LOGO = "web/public/logo.png"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitServer]:
    """The demo's repositories, each version of dify with a picture, on a server."""
    make_repositories(tmp_path / "up")
    dify = tmp_path / "up" / "dify.git"
    for version, _ in VERSIONS["dify"]:
        who = b"committer Demo <demo@example.com> 1750000000 +0000\n"
        picture = b"M 100644 inline %s\ndata 3\nPNG\n\n" % LOGO.encode()
        tag = f"refs/tags/{version}".encode()
        stream = b"commit %s\n%sdata 0\nfrom %s^0\n%s" % (tag, who, tag, picture)
        run_git(dify, "fast-import", "--quiet", data=stream)
    with git_server(tmp_path / "up") as offered:
        yield offered


def write(folder: Path, server: GitServer, version: str, lean: bool) -> None:
    folder.mkdir(exist_ok=True)
    rows = [f'dify: "{version}"', f"lean: {str(lean).lower()}", "sources:"]
    rows += [f"  {name}: {{git: {server.url}/{name}.git}}" for name in VERSIONS]
    (folder / "workspace.yaml").write_text("\n".join(rows) + "\n")


def test_a_lean_workspace_works_without_its_server(tmp_path: Path, server: GitServer) -> None:
    folders = [tmp_path / "lean", tmp_path / "whole"]
    for folder in folders:
        for version in ("1.13.3", "1.14.0"):
            write(folder, server, version, folder.name == "lean")
            assert all(r.error is None for r in sync(folder).report.results)
    server.is_away = True
    before = server.knocks
    answers = []
    for folder in folders:
        (folder / ".ctxkit" / DATABASE).unlink()
        index(folder)
        assert status(folder).ok
        with ctxkit.open_workspace(folder) as ws:
            asked = ws.explain("LOG_LEVEL"), ws.locate("Request to x failed"), ws.find("retry")
            texts = [answer.bundle(budget=6000).markdown for answer in asked]
            answers.append([*texts, str(ws.drift("1.13.3").to_dict())])
    assert answers[0] == answers[1]
    with ctxkit.open_workspace(folders[1]) as ws:
        assert "PNG" in ws.show("dify", LOGO).text
    with (
        ctxkit.open_workspace(folders[0]) as ws,
        pytest.raises(GitError, match=rf"dify: {LOGO} was not fetched"),
    ):
        ws.show("dify", LOGO)
    assert server.knocks == before
    write(folders[0], server, "1.13.3", lean=True)
    assert all(r.error is None for r in sync(folders[0]).report.results)
    assert status(folders[0]).ok
