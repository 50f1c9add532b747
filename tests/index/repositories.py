"""Real git repositories in temporary folders."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from ctxkit.model import Checkout
from ctxkit.workspace.checked_out import head_commit


def git(root: Path, *arguments: str) -> str:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    identity = ("-c", "user.name=Upstream", "-c", "user.email=upstream@example.com")
    command = ["git", "-C", str(root), *identity, *arguments]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, env=environment
    ).stdout.strip()


class Repository:
    """A repository with one work tree."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        git(root, "init", "-q", "-b", "main")

    def commit(self, **files: str) -> Checkout:
        """Commit Python files and return the checkout."""
        for name, content in files.items():
            (self.root / f"{name}.py").write_text(content)
        git(self.root, "add", "-A")
        git(self.root, "commit", "-q", "--allow-empty", "-m", "change")
        commit = head_commit(self.root)
        assert commit
        return Checkout(repo="dify", version="1", commit=commit, match="tag")
