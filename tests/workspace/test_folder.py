"""Where a workspace is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ctxkit.errors import WorkspaceError
from ctxkit.workspace.folder import find_workspace, state_folder


def test_the_nearest_folder_with_a_workspace_yaml_is_found(tmp_path: Path) -> None:
    deep = tmp_path / "dify" / "api"
    deep.mkdir(parents=True)
    (tmp_path / "workspace.yaml").touch()
    assert find_workspace(deep) == find_workspace(tmp_path) == tmp_path
    (tmp_path / "dify" / "workspace.yaml").touch()
    assert find_workspace(deep) == tmp_path / "dify"
    assert state_folder(tmp_path) == tmp_path / ".ctxkit"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"no such folder: .*gone"):
        find_workspace(tmp_path / "gone")


def test_no_workspace_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no workspace") as caught:
        find_workspace(tmp_path)
    assert caught.value.hint == "run: ctxkit init --dify VERSION"


def test_finding_a_workspace_reads_no_yaml() -> None:
    code = (
        "import sys, ctxkit.workspace.folder; "
        "print([m for m in sys.modules if m.startswith(('ctxkit.files', 'ctxkit.workspace.'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['ctxkit.workspace.folder']"
