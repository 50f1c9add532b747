"""A clone's configuration: what is obeyed of it, judged against git's own reading."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ctxkit.errors import GitError
from ctxkit.workspace.checkout_status import workspace_status
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.git_config import check_config, foreign_settings, set_aside, setting
from tests.workspace.conftest import Desk, git

OURS = """\
[core]
\trepositoryformatversion = 0
\tbare = false
; a remark
[remote "origin"]
\turl = "file:///a \\"b\\""
\tfetch = +refs/heads/*:refs/remotes/origin/*
[remote "ctxkit"]
\tpromisor = true
[branch "main"]
\tmerge = refs/heads/main
[ctxkit]
\tsource = "dify"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dify" / ".git").mkdir(parents=True)
    (tmp_path / "dify" / ".git" / "config").write_text(OURS)
    return tmp_path / "dify" / ".git"


def test_what_git_and_ctxkit_write_is_ours(folder: Path) -> None:
    assert foreign_settings(folder) == []
    assert set_aside(folder) == []
    assert (folder / "config").read_text() == OURS
    assert (setting(folder, "ctxkit.source"), setting(folder, "ctxkit.else")) == ("dify", "")


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ('[filter "x"]\n\tclean = ./tool', "filter.x.clean"),
        ('[remote "ctxkit"]\n\turl = file:///else', "remote.ctxkit.url"),
        ('[Remote "ctxkit"]\n\tUploadPack = ./tool', "remote.ctxkit.uploadpack"),
        ('[remote "origin"]\n\tvcs = tool', "remote.origin.vcs"),
        ("[core]\n\tsshCommand = ./tool", "core.sshcommand"),
        ("[core]\n\tworktree = /home", "core.worktree"),
        ("[include]\n\tpath = /else", "include.path"),
        ('[url "ext::tool "]\n\tinsteadOf = https://', "url.ext::tool .insteadof"),
        ("[gpg]\n\tprogram = ./tool", "gpg.program"),
        ("[core] sshCommand = ./tool", "line 14"),
        ("[ctxkit]\n\tx = \\\n[core]\n\tsshCommand = ./tool", "line 15"),
        ("[core.x]\n\teditor = ./tool", "line 14"),
        ("\ufeff[core]", "line 14"),
    ],
)  # fmt: skip
def test_all_else_is_set_aside_and_kept(folder: Path, lines: str, name: str) -> None:
    file = folder / "config"
    file.write_text(f"{OURS}{lines}\n", encoding="utf8")
    assert foreign_settings(folder)[0] == name
    with pytest.raises(GitError, match=r"dify/\.git/config sets .*, which ctxkit does not trust"):
        check_config(folder.parent)
    whole = file.read_bytes()
    assert set_aside(folder)[0] == name
    assert foreign_settings(folder) == []
    assert file.read_text().startswith(OURS)
    assert (folder / "config.set-aside").read_bytes() == whole


def test_a_folder_that_has_git_read_another_is_set_aside(folder: Path, tmp_path: Path) -> None:
    (folder / "commondir").write_text(str(tmp_path))
    assert set_aside(folder) == ["commondir"]
    assert not (folder / "commondir").exists()


FRAGMENTS = st.sampled_from(
    [
        *("[core]", '[filter "x"]', '[remote "ctxkit"]', "[ctxkit", "]", '"', "\\", "\n", "\r\n"),
        *(
            "\n\tclean = ./tool\n",
            "\n\turl = x\n",
            "bare=true",
            " ",
            "\t",
            "=",
            "#",
            ";",
            "x",
            "\r",
        ),
        *("\nsource = y\n", "[user] name = z", "\n[user]\n", "\0", "\ufeff", "\f", '[core "a\\]"]'),
    ]
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(FRAGMENTS, max_size=14).map("".join))
@example("[core]\n\tbare = x\\\n[filter]\n\tclean = y\n")
@example("[core]\n\tbare = x ; \\\n\tclean = y\n")
@example('[user "\\\n"]\nx = 1\n')
def test_git_reads_no_setting_that_was_not_judged(folder: Path, text: str) -> None:
    file = folder / "config"
    file.write_bytes(text.encode("utf8"))
    set_aside(folder)
    command = ["git", "config", "--file", str(file), "--null", "--name-only", "--list"]
    done = subprocess.run(command, capture_output=True, check=False)
    names = done.stdout.decode("utf8", "replace").split("\0")
    assert not [n for n in names if n.startswith("filter.") or n == "remote.ctxkit.url"], text


def test_no_program_of_a_received_clone_is_run(desk: Desk) -> None:
    desk.write("1.13.3", ("dify",)).sync()
    clone, mark, tool = desk.folder / "dify", desk.folder / "ran", desk.folder / "tool"
    tool.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    tool.chmod(0o755)
    for name, value in (
        ("filter.x.clean", str(tool)),
        ("remote.ctxkit.url", "file:///nowhere"),
        ("remote.ctxkit.uploadpack", str(tool)),
        ("core.alternateRefsCommand", str(tool)),
    ):
        git(clone, "config", name, value)
    (clone / ".git" / "info" / "attributes").write_text("* filter=x\n")
    os.utime(clone / "api" / "version.py", (1, 1))
    (status,) = workspace_status(load_workspace(desk.folder)).sources
    assert status.problem.startswith("dify/.git/config sets core.alternaterefscommand")
    result = desk.write("1.14.0", ("dify",)).sync()["dify"]
    assert (result.error, mark.exists()) == (None, False)
    assert result.notes == (
        ".git/config: core.alternaterefscommand, filter.x.clean, remote.ctxkit.url not obeyed, "
        "moved to config.set-aside",
    )
    assert desk.head("dify") == result.checkout.commit if result.checkout else None
