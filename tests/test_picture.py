"""The picture of a real run in README.md: the demo's own answers, drawn by Rich.

`CTXKIT_GOLDEN=write` draws it anew; review how it looks.
"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from xml.etree import ElementTree

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from tests.commands.running import ROOT, terminal

PICTURE = ROOT / "docs/terminal.svg"
WRITING = os.environ.get("CTXKIT_GOLDEN") == "write"
KEY = "SSRF_DEFAULT_MAX_RETRIES"
LINE = "WARNING [ssrf_proxy.py:31] - Request to http://db/ failed at attempt 2: timed out"
RUNS = (("explain", KEY), ("locate", LINE))
WIDTH = 100
FONT = re.compile(r"@font-face \{\{.*?\}\}\s*", re.DOTALL)
COLOURS = {"TERM": "xterm-256color", "NO_COLOR": "", "COLORTERM": ""}


def seen_in_a_terminal(folder: Path) -> Text:
    """Return what a user sees who asks two questions."""
    text = Text()
    for number, (command, asked) in enumerate(RUNS):
        quoted = f'"{asked}"' if " " in asked else asked
        _, output = terminal(command, asked, cwd=folder, env=COLOURS)
        text.append("\n" if number else "").append("$ ", "bold green")
        text.append(f"ctxkit {command} {quoted}\n")
        text.append_text(Text.from_ansi(output.replace("\r\n", "\n")))
        text.append("\n")
    return text


def drawn(text: Text) -> str:
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(text, soft_wrap=True)
    # A picture that fetches fonts tells somebody who looks at it.
    template = FONT.sub("", CONSOLE_SVG_FORMAT)
    return console.export_svg(title="my-demo", code_format=template, unique_id="ctxkit")


def words_of(svg: str) -> list[str]:
    """Return the words of a picture, in their order; blanks in it are of another width."""
    root = ElementTree.fromstring(svg)
    texts = [each for each in root.iter() if each.tag.endswith("text")]
    return " ".join("".join(each.itertext()) for each in texts).split()


def test_the_picture_is_of_a_run(demo_folder: Path) -> None:
    text = seen_in_a_terminal(demo_folder)
    if WRITING:
        PICTURE.write_text(drawn(text), encoding="utf8")
    seen = sorted(text.plain.split())
    pictured = words_of(PICTURE.read_text(encoding="utf8"))
    assert sorted(word for word in pictured if word != "my-demo") == seen
    assert "not passed to the container" in text.plain
    assert "ssrf_proxy.py:31" in text.plain


def test_the_picture_asks_nothing_of_the_network() -> None:
    svg = PICTURE.read_text(encoding="utf8")
    assert "@font-face" not in svg
    assert re.findall(r"(?:href|src|url)\s*[=(]\s*[\"']?https?:", svg) == []


def test_the_readme_shows_it() -> None:
    assert "(docs/terminal.svg)" in (ROOT / "README.md").read_text(encoding="utf8")
