"""The README is true: its examples are run, its command reference is what `--help` says.

`CTXKIT_GOLDEN=write` writes the outputs anew; review the difference.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from ctxkit.commands.cli import app

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
WRITING = os.environ.get("CTXKIT_GOLDEN") == "write"
EXAMPLE = re.compile(r"^(`{3,})console\n\$ ([^\n]+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
REFERENCE = re.compile(r"(<!-- reference:begin -->\n).*?(<!-- reference:end -->)", re.DOTALL)


def examples() -> list[str]:
    return [found[2] for found in EXAMPLE.finditer(README.read_text(encoding="utf8"))]


def output_of(command: str, folder: Path, tools: Path) -> str:
    environment = {
        **os.environ,
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return (done.stdout + done.stderr).strip("\n") + "\n"


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the `ctxkit` command of this checkout."""
    folder = tmp_path_factory.mktemp("tools")
    (folder / "ctxkit").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m ctxkit.commands.cli "$@"\n'
    )
    (folder / "ctxkit").chmod(0o755)
    return folder


@pytest.mark.skipif(WRITING, reason="the examples are being written")
@pytest.mark.parametrize("command", examples())
def test_an_example_prints_what_the_readme_says(
    command: str, demo_folder: Path, tools: Path
) -> None:
    shown = {found[2]: found[3] for found in EXAMPLE.finditer(README.read_text(encoding="utf8"))}[
        command
    ]
    assert output_of(command, demo_folder, tools) == shown


def test_the_python_example_runs(demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = re.search(
        r"^```python\n(import ctxkit\n.*?)^```$",
        README.read_text(encoding="utf8"),
        re.MULTILINE | re.DOTALL,
    )
    assert found
    monkeypatch.chdir(demo_folder.parent)
    names: dict[str, Any] = {}
    exec(found[1].replace("my-dify", demo_folder.name), names)
    assert names["answer"].found


def test_there_is_an_example_of_every_question() -> None:
    commands = " ".join(examples())
    assert all(
        f"ctxkit {name}" in commands
        for name in ("explain", "locate", "find", "check", "show", "status")
    )


def reference() -> str:
    """The command reference in Markdown, from the commands themselves: one table of commands, one
    of options.
    """
    commands: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    heads = []
    users: dict[tuple[str, str], list[str]] = {}
    for name, command in commands.items():
        arguments = " ".join(
            p.make_metavar(None) for p in command.params if p.param_type_name == "argument"
        )
        heads.append(f"| `ctxkit {f'{name} {arguments}'.strip()}` | {command.help} |\n")
        for option in command.params:
            if option.param_type_name == "option":
                values = option.metavar or "|".join(getattr(option.type, "choices", ()))
                users.setdefault(
                    (f"{', '.join(option.opts)} {values}".strip(), option.help), []
                ).append(name)
    rows = [
        f"| `{option}` | {', '.join(names)} | {text} |\n" for (option, text), names in users.items()
    ]
    table = f"| command | |\n|---|---|\n{''.join(heads)}\n| option | of | |\n|---|---|---|\n{''.join(rows)}"
    return table.replace("markdown|xml", "markdown\\|xml")


@pytest.mark.skipif(WRITING, reason="the reference is being written")
def test_the_command_reference_is_what_help_says() -> None:
    found = REFERENCE.search(README.read_text(encoding="utf8"))
    assert found
    assert found[0] == f"{found[1]}{reference()}{found[2]}"


@pytest.mark.skipif(not WRITING, reason="only with CTXKIT_GOLDEN=write")
def test_write_the_readme(demo_folder: Path, tools: Path) -> None:
    def fenced(found: re.Match[str]) -> str:
        output = output_of(found[2], demo_folder, tools)
        longest = max(map(len, re.findall("`+", output)), default=2)
        fence = "`" * max(3, longest + 1)
        return f"{fence}console\n$ {found[2]}\n{output}{fence}"

    text = README.read_text(encoding="utf8")
    text = EXAMPLE.sub(fenced, text)
    text = REFERENCE.sub(lambda found: f"{found[1]}{reference()}{found[2]}", text)
    README.write_text(text, encoding="utf8")
