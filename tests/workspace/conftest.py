"""Small upstream repositories in Dify's style, made with real git, and workspaces that are synced
from them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ctxkit.workspace import git_runner, repository, work_tree
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.sync import sync_workspace
from ctxkit.workspace.sync_report import SourceResult, SyncReport

NAMES = ("dify", "dify-helm", "dify-sandbox", "dify-plugin-daemon", "dify-official-plugins")


@pytest.fixture(autouse=True)
def plain_git(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the configuration of the machine out of the tests."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture(autouse=True)
def no_package_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the package index of the machine out of the tests."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")


@pytest.fixture(autouse=True)
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep the tests from waiting for the disk; return the folders that were to be on it."""
    folders: list[str] = []
    for module in (repository, work_tree):
        monkeypatch.setattr(module, "flush_tree", lambda folder: folders.append(folder.name))
    unflushed = (*git_runner._CONFIG, "-c", "core.fsync=none")
    monkeypatch.setattr(git_runner, "_CONFIG", unflushed)
    return folders


def git(root: Path, *arguments: str, date: str = "2026-01-01T00:00:00Z") -> str:
    """Run git as a developer of the upstream repository, or as the user, would."""
    who = {
        f"GIT_{role}_{what}": v
        for role in ("AUTHOR", "COMMITTER")
        for what, v in (("NAME", "a"), ("EMAIL", "a@e.org"))
    }
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    command = ["git", "-C", str(root), "-c", "maintenance.auto=false", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **who, **dates}, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


class Upstream:
    """A repository that a workspace is synced from."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            path.mkdir(parents=True)
            git(path, "init", "-q", "-b", "main", "--template=")

    @property
    def url(self) -> str:
        return self.path.as_uri()

    def commit(
        self, files: dict[str, str], *, date: str, tag: str = "", annotated: str = ""
    ) -> str:
        """Commit files, tag them; `annotated` is the date of an annotated tag."""
        for name, text in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf8")
        git(self.path, "add", "-A")
        git(self.path, "commit", "-q", "-m", f"as of {date}", date=date)
        if tag and annotated:
            git(self.path, "tag", "-a", "-m", tag, tag, date=annotated)
        elif tag:
            git(self.path, "tag", tag)
        return self.at()

    def at(self, revision: str = "HEAD") -> str:
        return git(self.path, "rev-parse", f"{revision}^{{commit}}")


def compose(api: str, sandbox: str, daemon: str) -> str:
    return f"""\
services:
  api:
    image: langgenius/dify-api:{api}
  sandbox:
    image: {sandbox}
  plugin_daemon:
    image: {daemon}
  redis:
    image: redis:6-alpine
"""


def chart(version: str, app: str) -> dict[str, str]:
    text = f'apiVersion: v2\nname: dify\nversion: {version}\nappVersion: "{app}"\n'
    return {"charts/dify/Chart.yaml": text}


def make_upstreams(folder: Path) -> None:
    dify, helm, sandbox, daemon, plugins = (Upstream(folder / name) for name in NAMES)
    for version, date, box, plugin in (
        (
            "1.8.1",
            "2025-09-03T12:00:00Z",
            "langgenius/dify-sandbox:0.2.12",
            "langgenius/dify-plugin-daemon:0.2.0-local",
        ),
        (
            "1.13.3",
            "2026-03-25T12:00:00Z",
            "langgenius/dify-sandbox:0.2.14",
            "langgenius/dify-plugin-daemon:0.5.3-local",
        ),
        (
            "1.14.0",
            "2026-04-29T03:00:00Z",
            "langgenius/dify-sandbox:0.2.15",
            "langgenius/dify-plugin-daemon:0.6.0-local",
        ),
    ):
        files = {
            "docker/docker-compose.yaml": compose(version, box, plugin),
            "api/version.py": f"VERSION = '{version}'\n",
        }
        dify.commit(files, date=date, tag=version)
    helm.commit(chart("0.29.0", "1.8.1"), date="2025-09-05T00:00:00Z", tag="dify-0.29.0")
    helm.commit(chart("0.36.0", "1.12.1"), date="2026-02-13T00:00:00Z", tag="dify-0.36.0")
    helm.commit(chart("0.37.0", "1.14.2"), date="2026-07-11T00:00:00Z", tag="dify-0.37.0")
    for tag, date in (("0.2.12", "2025-05-07"), ("0.2.14", "2026-03-25"), ("0.2.15", "2026-04-21")):
        sandbox.commit({"main.go": f"package main // {tag}\n"}, date=f"{date}T00:00:00Z", tag=tag)
    for tag, date in (
        ("0.2.0", "2025-07-23"),
        ("0.5.3", "2026-01-20"),
        ("0.6.0", "2026-04-24"),
        ("0.6.1", "2026-05-20"),
    ):
        daemon.commit({"main.go": f"package main // {tag}\n"}, date=f"{date}T00:00:00Z", tag=tag)
    for day in ("2025-09-01", "2026-01-16", "2026-04-28", "2026-08-21"):
        plugins.commit({"models/x/manifest.yaml": f"version: {day}\n"}, date=f"{day}T10:00:00Z")


@pytest.fixture(scope="session")
def upstream_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("upstreams")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        make_upstreams(store)
        for name in NAMES:  # each test copies them: in few files
            git(store / name, "gc", "-q")
    return store


@pytest.fixture
def up(upstream_store: Path, tmp_path: Path) -> Callable[[str], Upstream]:
    """Give the upstream repository of a name, a copy that the test may change."""
    shutil.copytree(upstream_store, tmp_path / "up")
    return lambda name: Upstream(tmp_path / "up" / name)


class Desk:
    """A workspace on the user's desk."""

    def __init__(self, folder: Path, upstreams: Path) -> None:
        self.folder = folder
        self._upstreams = upstreams
        folder.mkdir(exist_ok=True)

    def write(self, version: str = "1.14.0", names: tuple[str, ...] = NAMES, **refs: str) -> Desk:
        """Write workspace.yaml; `refs` pin sources, `_` for `-`."""
        rows = [f'dify: "{version}"', "sources:"]
        for name in names:
            ref = refs.get(name.replace("-", "_"))
            url = (self._upstreams / name).as_uri()
            rows.append(
                f"  {name}: {{git: {url}{f', ref: {chr(34)}{ref}{chr(34)}' if ref else ''}}}"
            )
        (self.folder / "workspace.yaml").write_text("\n".join(rows) + "\n", encoding="utf8")
        return self

    def sync(self, **options: bool) -> dict[str, SourceResult]:
        return {r.name: r for r in self.report(**options).results}

    def report(self, **options: bool) -> SyncReport:
        return sync_workspace(load_workspace(self.folder), **options)

    def go_offline(self) -> None:
        self._upstreams.rename(self._upstreams.with_name("gone"))

    def head(self, name: str) -> str:
        return git(self.folder / name, "rev-parse", "HEAD")

    @property
    def lock(self) -> str:
        return (self.folder / "workspace.lock").read_text(encoding="utf8")


@pytest.fixture
def desk(up: Callable[[str], Upstream], tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ws", tmp_path / "up")
