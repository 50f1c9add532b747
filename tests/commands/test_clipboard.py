"""The clipboard: by a program, else by the terminal, else not at all."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pytest

from ctxkit.commands import clipboard
from ctxkit.commands.clipboard import copy

SENT = "sent {} to the terminal's clipboard (OSC 52); whether it took them is not known"


@pytest.fixture(autouse=True)
def no_multiplexer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)


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
    assert copy("日 text") == "copied {} to the clipboard (wl-copy)"
    assert (tmp_path / "copied").read_text() == "日 text"


def test_without_a_program_the_terminal_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    screen = Screen()
    assert copy("text", screen) == SENT
    assert screen.flushed == f"\033]52;c;{base64.b64encode(b'text').decode()}\a"
    assert copy("x" * 100_000, screen) == ""
    assert copy("text", io.StringIO()) == ""


def test_a_program_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(clipboard, "_TIMEOUT_SECONDS", 0.2)
    program(tmp_path, "xclip", "exec sleep 20")
    program(tmp_path, "xsel", f"cat > {tmp_path}/copied")
    assert copy("text", io.StringIO()) == "copied {} to the clipboard (xsel)"


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
    assert copy("日 text", io.StringIO()) == f"copied {{}} to the clipboard ({name})"
    assert (tmp_path / "copied").read_bytes() == "日 text".encode(encoding)
    assert (tmp_path / "options").read_text() == f"{arguments}\n"


def test_a_terminal_takes_74994_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert copy("x" * 56_244, Screen()) == SENT  # 74,992 bytes of base64
    assert copy("x" * 56_247, Screen()) == ""


@pytest.mark.parametrize(
    ("code", "done"),
    [
        (
            "exec cat > copied",
            "copied {} to tmux's buffer (paste: prefix ]); sent to the terminal as well, which may "
            "not take it",
        ),
        ('[ "$2" = - ] && exec cat > copied', "copied {} to tmux's buffer (paste: prefix ])"),
        ("exit 1", SENT),
    ],
)
def test_tmux_keeps_it_in_its_own_buffer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, done: str
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(clipboard, "_PROGRAMS", ())
    monkeypatch.chdir(tmp_path)
    program(tmp_path, "tmux", f'echo "$*" >> options; {code}')
    assert copy("text", Screen()) == SENT
    assert not (tmp_path / "options").exists()  # it is installed, but does not run
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    assert copy("日 text", Screen()) == done
    assert (tmp_path / "options").read_text().startswith("load-buffer -w -\n")
    if done != SENT:
        assert (tmp_path / "copied").read_text() == "日 text"


def test_a_program_comes_before_tmux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("TMUX", "x")
    program(tmp_path, "pbcopy", "cat > /dev/null")
    program(tmp_path, "tmux", "exit 1")
    assert copy("text") == "copied {} to the clipboard (pbcopy)"


def test_screen_passes_short_strings_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("STY", "1234.pts-0.host")
    screen = Screen()
    assert copy("text" * 40, screen) == SENT
    strings = screen.flushed.split("\033\\")
    assert strings.pop() == ""
    assert all(each.startswith("\033P") and len(each) <= 78 for each in strings)
    code = base64.b64encode(b"text" * 40).decode()
    assert "".join(each[2:] for each in strings) == f"\033]52;c;{code}\a"
