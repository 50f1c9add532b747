"""`ctxkit show --open`: which editor is started, and on which file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.commands.editor import open_in_editor, place_for
from ctxkit.errors import UsageError
from tests.commands.running import run

PLACE = ("dify", "api/core/helper/ssrf_proxy.py:12-14")


@pytest.mark.parametrize(
    ("editor", "arguments"),
    [
        ("code", ("--goto", "/a/b.py:7")),
        ("cursor", ("--goto", "/a/b.py:7")),
        ("nvim", ("+7", "/a/b.py")),
        ("emacsclient", ("+7", "/a/b.py")),
        ("hx", ("/a/b.py:7",)),
        ("ed", ("/a/b.py",)),
    ],
)
def test_how_an_editor_is_told_the_line(editor: str, arguments: tuple[str, ...]) -> None:
    assert tuple(place_for(editor, Path("/a/b.py"), 7)) == arguments


def editor(folder: Path, name: str, exit_code: int = 0) -> str:
    """Return an editor that writes what it is called with beside it."""
    file = folder / name
    file.write_text(f'#!/bin/sh\necho "$@" > {folder}/called\nexit {exit_code}\n')
    file.chmod(0o755)
    return str(file)


def test_a_place_is_opened(demo_folder: Path, tmp_path: Path) -> None:
    vim, other = editor(tmp_path, "vim"), editor(tmp_path, "other")
    done = run(
        "show", *PLACE, "--open", cwd=demo_folder, env={"VISUAL": "", "EDITOR": f"{vim} --wait"}
    )
    assert (done.returncode, done.stdout) == (0, b"")
    file = (demo_folder / "dify" / "api/core/helper/ssrf_proxy.py").resolve()
    assert (tmp_path / "called").read_text() == f"--wait +12 {file}\n"
    run("show", *PLACE, "--open", cwd=demo_folder, env={"VISUAL": other, "EDITOR": vim})
    assert (tmp_path / "called").read_text() == f"{file}\n"


def test_without_a_variable_a_known_editor_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no editor is known"):
        open_in_editor(tmp_path / "a.py", 3, {"PATH": str(tmp_path)})
    editor(tmp_path, "cursor")
    open_in_editor(tmp_path / "a.py", 3, {"PATH": str(tmp_path)})
    assert (tmp_path / "called").read_text() == f"--goto {tmp_path}/a.py:3\n"


@pytest.mark.parametrize(
    ("name", "message"), [("nosuch", "nosuch does not run"), ('"', "EDITOR cannot be read")]
)
def test_an_editor_that_cannot_be_run(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        open_in_editor(tmp_path / "a.py", 1, {"EDITOR": name})


def test_an_editor_that_fails(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="failed with exit code 3"):
        open_in_editor(tmp_path / "a.py", 1, {"EDITOR": editor(tmp_path, "vi", 3)})


def test_what_is_not_checked_out_is_not_opened(demo_folder: Path, tmp_path: Path) -> None:
    env = {"EDITOR": editor(tmp_path, "vim"), "VISUAL": ""}
    file = demo_folder / "dify" / "api/core/helper/ssrf_proxy.py"
    kept = file.read_bytes()
    file.unlink()
    try:
        file.symlink_to("/etc/passwd")
        done = run("show", *PLACE, "--open", cwd=demo_folder, env=env)
    finally:
        file.unlink()
        file.write_bytes(kept)
    assert done.returncode == 2
    assert b"is not checked out" in done.stderr
    done = run("show", *PLACE, "--open", "--json", cwd=demo_folder, env=env)
    assert done.returncode == 2
    assert not (tmp_path / "called").exists()
