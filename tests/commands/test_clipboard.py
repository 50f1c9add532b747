"""The clipboard: by a program, else by the terminal, else not at all."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest

from ctxkit.commands import clipboard
from ctxkit.commands.clipboard import copy


class Screen(io.StringIO):
    flushed = ""

    def isatty(self) -> bool:
        return True

    def flush(self) -> None:
        self.flushed = self.getvalue()


def program(folder: Path, name: str, code: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{code}\n")
    (folder / name).chmod(0o755)


def test_the_first_program_that_works_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    program(tmp_path, "pbcopy", "exit 1")
    program(tmp_path, "wl-copy", f"cat > {tmp_path}/copied")
    assert copy("日 text") == "wl-copy"
    assert (tmp_path / "copied").read_text() == "日 text"


def test_without_a_program_the_terminal_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    screen = Screen()
    assert copy("text", screen) == "the terminal"
    assert screen.flushed == f"\033]52;c;{base64.b64encode(b'text').decode()}\a"
    assert copy("x" * 100_000, screen) == ""
    assert copy("text", io.StringIO()) == ""


def test_a_program_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(clipboard, "_TIMEOUT_SECONDS", 0.2)
    program(tmp_path, "xclip", "exec sleep 20")
    program(tmp_path, "xsel", f"cat > {tmp_path}/copied")
    assert copy("text", io.StringIO()) == "xsel"


@pytest.mark.parametrize(
    ("name", "arguments", "encoding"),
    [
        ("pbcopy", "", "utf8"),
        ("wl-copy", "", "utf8"),
        ("xclip", "-selection clipboard", "utf8"),
        ("xsel", "--clipboard --input", "utf8"),
        ("clip.exe", "", "utf-16"),
    ],
)
def test_each_program_gets_its_options_and_encoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, arguments: str, encoding: str
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    program(tmp_path, name, f'echo "$*" > {tmp_path}/options; exec cat > {tmp_path}/copied')
    assert copy("日 text", io.StringIO()) == name
    assert (tmp_path / "copied").read_bytes() == "日 text".encode(encoding)
    assert (tmp_path / "options").read_text() == f"{arguments}\n"


def test_a_terminal_takes_74994_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert copy("x" * 56_244, Screen()) == "the terminal"  # 74,992 bytes of base64
    assert copy("x" * 56_247, Screen()) == ""
