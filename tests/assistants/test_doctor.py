"""What the doctor finds, in a workspace that is in order and in some that are not."""

from __future__ import annotations

import json
import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from ctxkit.assistants import doctor
from ctxkit.assistants.doctor import Examined, examine
from ctxkit.assistants.setup import set_up
from ctxkit.assistants.words import words
from ctxkit.commands.clipboard import clipboard_name
from ctxkit.commands.editor import editor_name
from tests.commands.running import run

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def folder(demo_folder: Path, tmp_path: Path) -> Path:
    shutil.copytree(demo_folder, tmp_path / "my-dify", symlinks=True)
    return tmp_path / "my-dify"


def found(folder: Path) -> dict[str, Examined]:
    return {each.what: each for each in examine(folder)}


def test_a_workspace_in_order(folder: Path) -> None:
    looks = found(folder)
    assert [each.what for each in looks.values() if each.health == "fail"] == []
    assert (looks["index"].found, looks["source dify"].found) == ("fresh", "1.14.0")
    plugins = looks["source dify-official-plugins"]
    assert (plugins.health, plugins.found) == ("warn", "2026-04-25, by date: may not be what runs")
    done = run("doctor", cwd=folder)
    assert done.returncode == 0
    assert b"ok    index                         fresh\n" in done.stdout


def test_what_is_wrong_comes_with_its_remedy(folder: Path) -> None:
    (folder / "dify/api/app.py").write_text("# mine\n")
    shutil.rmtree(folder / "dify-sandbox")
    shutil.rmtree(folder / ".ctxkit")
    looks = found(folder)
    for what, health, remedy in (
        ("source dify-sandbox", "fail", "run: ctxkit sync"),
        ("index", "fail", "run: ctxkit index"),
    ):
        assert (looks[what].health, looks[what].remedy) == (health, remedy)
    done = run("doctor", "--json", cwd=folder)
    assert done.returncode == 1
    checks = json.loads(done.stdout)["checks"]
    assert {"health", "what", "found", "remedy"} == set(checks[0])
    assert sum(check["health"] == "fail" for check in checks) == 2


def test_a_clone_with_changes_is_named(folder: Path) -> None:
    readme = next(path for path in (folder / "dify").rglob("*.py"))
    readme.write_text(readme.read_text() + "# mine\n")
    look = found(folder)["source dify"]
    assert (look.health, look.found) == ("warn", "1.14.0, with local changes that no answer knows")


def test_outside_a_workspace(tmp_path: Path) -> None:
    *_, last = examine(tmp_path)
    assert (last.health, last.what) == ("fail", "workspace")
    assert "ctxkit init" in last.remedy


def test_files_of_assistants_are_looked_at(folder: Path) -> None:
    assert not [what for what in found(folder) if what.startswith("files for")]
    set_up(folder, ["codex"])
    looks = found(folder)
    assert looks["files for codex"].health == "ok"
    assert "files for claude" not in looks
    (folder / ".agents/skills/dify-explain/SKILL.md").unlink()
    look = found(folder)["files for codex"]
    assert (look.health, look.remedy) == ("warn", "run: ctxkit setup codex")
    assert "dify-explain" in look.found


@pytest.mark.parametrize(
    ("script", "health", "said"),
    [
        ("echo git version 2.47.1.windows.2", "ok", "2.47.1.windows.2"),
        ("echo git version 2.29.9", "fail", "2.29.9"),
        ("exit 3", "fail", "does not run"),
    ],
)
def test_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, health: str, said: str
) -> None:
    (tmp_path / "git").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    look = found(tmp_path)["git"]
    assert look.health == health
    assert said in look.found
    assert bool(look.remedy) == (health == "fail")
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    assert found(tmp_path)["git"].found == "cannot run git: No such file or directory"


def test_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = Usage(1 << 40, 0, 100 << 20)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: usage)
    look = found(folder)["disk"]
    assert (look.health, look.found) == ("warn", "100 MiB free")


def test_the_editor_and_the_clipboard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def looks() -> dict[str, Examined]:
        given = editor_name(os.environ), clipboard_name()
        return {each.what: each for each in examine(tmp_path, *given)}

    for name in ("VISUAL", "EDITOR", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert looks()["editor"].found == "none is known"
    assert "OSC 52" in looks()["clipboard"].found
    for name in ("tmux", "cursor"):
        shutil.copy("/bin/sh", tmp_path / name)
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    assert looks()["clipboard"].found == "tmux's buffer"
    shutil.copy("/bin/sh", tmp_path / "xclip")
    assert (looks()["editor"].found, looks()["clipboard"].found) == ("cursor", "xclip")
    monkeypatch.setenv("EDITOR", "vim -n")
    assert looks()["editor"].found == "vim -n"


def test_the_mcp_server_is_asked_for_its_tools(folder: Path) -> None:
    pytest.importorskip("mcp")
    assert found(folder)["MCP server"].found == f"answers with {len(words().tool)} tools"
    (folder / "workspace.yaml").rename(folder / "workspace.yml")
    look = doctor._mcp(folder)
    assert (look.health, look.remedy) == ("fail", "run it by hand: ctxkit mcp < /dev/null")
