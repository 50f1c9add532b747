"""Places as hyperlinks of a terminal."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from ctxkit.errors import UsageError
from ctxkit.output.links import FORMATS, PlaceLinks, link_format, shows_links
from ctxkit.output.terminal import Reader

TERMINAL = {"TERM": "xterm-256color", "VTE_VERSION": "7600"}


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        (TERMINAL, True),
        ({**TERMINAL, "VTE_VERSION": "4999"}, False),
        ({**TERMINAL, "VTE_VERSION": "new"}, False),
        ({**TERMINAL, "NO_COLOR": "1"}, False),
        ({**TERMINAL, "NO_COLOR": ""}, True),
        ({**TERMINAL, "CI": "true"}, False),
        ({**TERMINAL, "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, False),
        ({**TERMINAL, "TERM": "dumb"}, False),
        ({"VTE_VERSION": "7600"}, False),
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "xterm-256color", "WT_SESSION": "x"}, True),
        ({**TERMINAL, "TMUX": "/tmp/x", "TERM_PROGRAM_VERSION": "3.3a"}, False),
        ({**TERMINAL, "TMUX": "/tmp/x", "TERM_PROGRAM_VERSION": "3.4"}, True),
        ({**TERMINAL, "TMUX": "/tmp/x", "TERM_PROGRAM_VERSION": "next-3.10"}, True),
        ({**TERMINAL, "TMUX": "/tmp/x"}, False),
        ({**TERMINAL, "STY": "1.pts"}, False),
    ],
)
def test_which_terminals_show_links(environment: dict[str, str], shown: bool) -> None:
    assert shows_links(environment) is shown


def test_the_format_is_the_one_asked_for_or_that_of_the_terminal() -> None:
    assert link_format(None, {}) == ""
    assert link_format(None, TERMINAL) == FORMATS["file"]
    code = {"TERM": "xterm-256color", "TERM_PROGRAM": "vscode"}
    assert link_format(None, code) == FORMATS["vscode"]
    node = {"VSCODE_GIT_ASKPASS_NODE": "/opt/Cursor/cursor"}
    assert link_format(None, {**code, **node}) == FORMATS["cursor"]
    assert link_format("none", TERMINAL) == ""
    assert link_format("cursor", {}) == FORMATS["cursor"]
    assert link_format("idea://open?file={path}&line={line}", {}).startswith("idea://")
    for wrong in ("emacs", "x{path}]", "x {path}", "\x1b{path}"):
        with pytest.raises(UsageError, match="invalid format of links"):
            link_format(wrong, {})


@pytest.fixture
def links(tmp_path: Path) -> PlaceLinks:
    (tmp_path / "api").mkdir()
    (tmp_path / "api/a [1].py").write_text("x\n")
    (tmp_path / "api/app.py").write_text("x\n")
    (tmp_path / "api/link.py").symlink_to("/etc/passwd")
    return PlaceLinks(roots={"dify": tmp_path}, format=FORMATS["vscode"])


def test_a_place_leads_to_its_file_and_line(links: PlaceLinks) -> None:
    root = links.roots["dify"].as_posix()
    assert list(links.parts("dify api/app.py:31-33 (+1)")) == [
        ("", ""),
        ("dify api/app.py:31-33", f"vscode://file{root}/api/app.py:31"),
        (" (+1)", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "dify api/none.py:3", "dify ../x.py:3", "dify /etc/passwd:1", "dify api/link.py:1",
        "other api/app.py:3", "xdify api/app.py:3", "dify api/app.py", "dify …/app.py:3",
        "dify api:3", "",
    ],
)  # fmt: skip
def test_what_is_no_file_of_a_source_leads_nowhere(links: PlaceLinks, text: str) -> None:
    assert list(links.parts(text)) == [(text, "")]


def test_a_console_gets_the_link_and_nothing_of_the_text_is_markup(links: PlaceLinks) -> None:
    out = io.StringIO()
    console = Console(
        file=out, force_terminal=True, color_system="standard", width=200, highlight=False
    )
    console.print(
        Reader(links=links).linked("[red]x[/] dify api/app.py:3 \x1b]8;;http://evil\x1b\\")
    )
    text = out.getvalue()
    assert "[red]x[/]" in text
    assert text.count("\x1b]8;") == 2
    assert "http://evil" in text
    assert ";http://evil" not in text.replace("\\u001b]8;;http://evil", "")
    assert f"vscode://file{links.roots['dify'].as_posix()}/api/app.py:3" in text
