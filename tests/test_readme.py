"""The documentation is true: its examples are run, its references are what the code says, its
links lead somewhere.

`CTXKIT_GOLDEN=write` writes outputs and references anew; review the difference.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import ctxkit
from ctxkit.commands.app import (
    BROKEN,
    COMMANDS,
    FOUND,
    INTERRUPTED,
    NOT_FOUND,
    TERMINATED,
    app,
    register,
)
from ctxkit.errors import GitError, IndexMissingError, UsageError, WorkspaceError
from ctxkit.model.maps import QueueAnswer
from ctxkit.output.map_json import queue_dict
from ctxkit.output.prompts import load_prompt, prompt_names
from tests.commands.running import ROOT, in_terminal

README = ROOT / "README.md"
PAGES = sorted([README, *(ROOT / "docs").glob("*.md")])
PROSE = [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "benchmarks/README.md"]
WRITING = os.environ.get("CTXKIT_GOLDEN") == "write"
MAX_README_LINES = 150

IN_A_TERMINAL = "<!-- in a terminal -->\n"
EXAMPLE = re.compile(
    rf"^({IN_A_TERMINAL})?(`{{3,}})console\n\$ ([^\n]+)\n(.*?)^\2$", re.MULTILINE | re.DOTALL
)
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
NAME = re.compile(r"`([^`]+)`")
GENERATED = {"docs/rules.md"}
"""Pages that `make golden` writes for another test."""


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf8")


def shown(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# --- examples -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Example:
    """A command of a page and the output that the page shows."""

    page: Path
    command: str
    output: str
    in_terminal: bool

    def __str__(self) -> str:
        return f"{self.page.stem}: {self.command[:60]}"


def examples(page: Path) -> list[Example]:
    return [
        Example(page, found[3], found[4], bool(found[1]))
        for found in EXAMPLE.finditer(text_of(page))
    ]


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the `ctxkit` command of this checkout."""
    folder = tmp_path_factory.mktemp("tools")
    (folder / "ctxkit").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m ctxkit.commands.cli "$@"\n'
    )
    (folder / "ctxkit").chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def folder_of(
    demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], Path]:
    """Give each page a copy of the demo's workspace, so that its examples may change it."""
    copies: dict[Path, Path] = {}

    def folder(page: Path) -> Path:
        if page not in copies:
            copies[page] = tmp_path_factory.mktemp(page.stem) / "my-demo"
            shutil.copytree(demo_folder, copies[page], symlinks=True)
        return copies[page]

    return folder


def output_of(example: Example, folder: Path, tools: Path) -> str:
    environment = {
        **os.environ,
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "100",
        "CTXKIT_LANG": "en",
    }
    # What goes to stderr (progress, warnings) is shown where the page says 2>&1.
    command = ["bash", "-c", example.command]
    if example.in_terminal:
        _, text = in_terminal(command, folder, {**environment, "NO_COLOR": "1"})
        lines = ESCAPE.sub("", text).replace("\r\n", "\n").splitlines()
        return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout.strip("\n") + "\n"


@pytest.mark.skipif(WRITING, reason="the examples are being written")
@pytest.mark.parametrize("example", [e for page in PAGES for e in examples(page)], ids=str)
def test_an_example_prints_what_its_page_shows(
    example: Example, folder_of: Callable[[Path], Path], tools: Path
) -> None:
    assert output_of(example, folder_of(example.page), tools) == example.output


def commands() -> dict[str, Any]:
    register(())
    found: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    # A test may have imported one before.
    return {name: found[name] for name in COMMANDS if name in found}


def test_there_is_an_example_of_every_command() -> None:
    shown_commands = [e.command for page in PAGES for e in examples(page)]
    for name in commands():
        assert any(re.search(rf"\bctxkit {name}\b", c) for c in shown_commands), name


QUESTION_PAGES = [
    "explain", "locate", "find", "triage", "check", "show", "drift", "upgrade-values",
    "upgrade-plan", "new-values",
]  # fmt: skip


@pytest.mark.parametrize("name", QUESTION_PAGES)
def test_a_command_has_a_page_that_begins_with_its_summary(name: str) -> None:
    text = text_of(ROOT / "docs" / f"{name}.md")
    assert text.startswith(f"# ctxkit {name}\n")
    assert f"docs/{name}.md" in text_of(README)
    assert any(f"ctxkit {name}" in e.command for e in examples(ROOT / "docs" / f"{name}.md"))


def test_the_readme_is_short() -> None:
    assert len(text_of(README).splitlines()) <= MAX_README_LINES


def python_blocks(page: Path) -> list[str]:
    """Return the blocks of Python of a page, but those in the output of a command."""
    return PYTHON.findall(EXAMPLE.sub("", text_of(page)))


@pytest.mark.parametrize("page", [page for page in PAGES if python_blocks(page)], ids=shown)
def test_the_python_examples_run(
    page: Path, demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(demo_folder, tmp_path / "my-dify", symlinks=True)
    log = b"WARNING [ssrf_proxy.py:31] - Request to http://db/ failed at attempt 1: timed out\n"
    (tmp_path / "api.log").write_bytes(log)
    (tmp_path / "worker.log.gz").write_bytes(gzip.compress(log))
    (tmp_path / ".env").write_text("LOG_LEVEL=DEBUG\n")
    monkeypatch.chdir(tmp_path)
    for block in python_blocks(page):
        names: dict[str, Any] = {}
        exec(block, names)
        if "answer" in names:
            assert names["answer"].found
            assert names["checked"].ok
            assert names["report"].found


# --- references -----------------------------------------------------------------------------------


def reference() -> str:
    """Return the command reference: a table of commands, and one of options."""
    heads = []
    users: dict[tuple[str, str], list[str]] = {}
    for name, command in commands().items():
        arguments = " ".join(
            p.make_metavar(None) for p in command.params if p.param_type_name == "argument"
        )
        summary = command.help.partition("\n\n")[0]
        usage = f"{name} {arguments}".strip().replace("|", "\\|")
        heads.append(f"| `ctxkit {usage}` | {summary} |\n")
        for option in command.params:
            if option.param_type_name == "option":
                values = option.metavar or "|".join(getattr(option.type, "choices", ()))
                spelling = f"{', '.join(option.opts)} {values}".strip().replace("|", "\\|")
                users.setdefault((spelling, option.help), []).append(name)
    rows = [
        f"| `{option}` | {', '.join(names)} | {text} |\n" for (option, text), names in users.items()
    ]
    return (
        f"| command | |\n|---|---|\n{''.join(heads)}\n"
        f"| option | of | |\n|---|---|---|\n{''.join(rows)}"
    )


def exit_codes() -> set[int]:
    errors = {e.exit_code for e in (UsageError, WorkspaceError, IndexMissingError, GitError)}
    return errors | {FOUND, NOT_FOUND, BROKEN, INTERRUPTED, TERMINATED}


BLOCKS: dict[str, Callable[[], str]] = {"reference": reference}
"""What is generated between `<!-- NAME:begin -->` and `<!-- NAME:end -->`."""

BLOCK = re.compile(r"(<!-- ([a-z ]+):begin -->\n)(.*?)(<!-- \2:end -->)", re.DOTALL)


@pytest.mark.skipif(WRITING, reason="the references are being written")
def test_the_command_reference_is_what_help_says() -> None:
    blocks = {found[2]: found[3] for found in BLOCK.finditer(text_of(ROOT / "docs/commands.md"))}
    assert blocks["reference"] == reference()
    codes = re.findall(r"^\| (\d+) \|", blocks["exit codes"], re.MULTILINE)
    assert set(map(int, codes)) == exit_codes()


def names_in_row(page: Path, row: str) -> set[str]:
    """Return the names in backticks in the row of a table, but the row's own."""
    (line,) = re.findall(rf"^\| {row} \|(.*)$", text_of(page), re.MULTILINE)
    return set(NAME.findall(line))


JSON = ROOT / "docs/json.md"


@pytest.fixture(scope="module")
def answers(
    demo_workspace: ctxkit.Workspace, planning_workspace: ctxkit.Workspace, demo_folder: Path
) -> list[dict[str, Any]]:
    line = "Request to http://db/ failed at attempt 2: timed out"
    env = demo_folder / "dify/docker/.env.example"
    return [
        demo_workspace.explain("LOG_LEVEL", env=env).to_dict(),
        demo_workspace.locate(f"WARNING - {line}\nValueError: {line}").to_dict(),
        demo_workspace.locate('FATAL: database "dify" does not exist').to_dict(),
        demo_workspace.find("upload size limit").to_dict(),
        demo_workspace.explain("upload_files").to_dict(),
        demo_workspace.explain("plugin_daemon").to_dict(),
        demo_workspace.map().to_dict(),
        {"queues": [queue_dict(QueueAnswer(name="dataset", of="compose"))]},
        planning_workspace.upgrade_plan("1.13.3").to_dict(),
    ]


@pytest.mark.parametrize(
    ("row", "part"),
    [
        (f"`{name}`", name)
        for name in (
            "hits",
            "keys",
            "tables",
            "plans",
            "known_cause",
            "services",
            "queues",
            "bundle",
        )
    ]
    + [("`map`", "map")],
)
def test_the_json_page_names_every_key_of_an_answer(
    answers: list[dict[str, Any]], row: str, part: str
) -> None:
    parts = [answer[part] for answer in answers if part in answer]
    items = [item for each in parts for item in (each if isinstance(each, list) else [each])]
    assert {name for item in items for name in item} == names_in_row(JSON, row)


def test_the_json_page_names_every_part_of_an_answer(answers: list[dict[str, Any]]) -> None:
    text = text_of(JSON)
    table = text[text.index("| key | content |") :].partition("\n\n")[0]
    first_cells = [line.split("|")[1] for line in table.strip().splitlines()]
    named = {name for cell in first_cells for name in NAME.findall(cell)}
    assert {name for answer in answers for name in answer} == named | {"schema_version"}


def test_the_json_page_names_every_key_of_other_commands(
    demo_workspace: ctxkit.Workspace, tmp_path: Path, demo_folder: Path
) -> None:
    (tmp_path / "api.log").write_text("WARNING - Request to http://db/ failed at attempt 1: x\n")
    (tmp_path / ".env").write_text("LOG_LEVL=DEBUG\n")
    forms = {
        "triage": demo_workspace.triage(tmp_path / "api.log", jobs=1).to_dict(),
        "check": demo_workspace.check(env=tmp_path / ".env").to_dict(),
        "show": demo_workspace.show("dify", "README.md").to_dict(),
    }
    for name, data in forms.items():
        assert set(data) == names_in_row(JSON, f"`{name}`") | {"schema_version", "command"}


def test_the_bundle_page_names_every_prompt() -> None:
    section = text_of(ROOT / "docs/bundle.md").partition("## Prompts")[2]
    table = re.findall(r"^\| `([a-z-]+)` \| ([a-z, -]+) \|$", section, re.MULTILINE)
    assert {(name, tuple(commands.split(", "))) for name, commands in table} == {
        (name, load_prompt(name).commands) for name in prompt_names()
    }


# --- links and set-up -----------------------------------------------------------------------------


def anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PROSE, ids=shown)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(text_of(page)):
        target, _, fragment = link.partition("#")
        if "://" in target:
            continue
        file = (page.parent / target).resolve() if target else page
        assert file.exists() or shown(file) in GENERATED, link
        if fragment:
            assert fragment in set(map(anchor, HEADING.findall(text_of(file)))), link


def test_every_page_is_linked_from_the_readme() -> None:
    linked = {link.partition("#")[0] for link in LINK.findall(text_of(README))}
    assert {shown(page) for page in PAGES} - {"README.md"} - GENERATED <= linked


def test_the_set_up_commands_are_targets_of_the_makefile() -> None:
    (block,) = re.findall(r"## Set-up.*?```sh\n(.*?)```", text_of(README), re.DOTALL)
    assert block.split() == ["make", "demo", "make", "test"]
    makefile = text_of(ROOT / "Makefile")
    assert re.search(r"^demo: \$\(BIN\)/\.installed$", makefile, re.MULTILINE)
    assert re.search(r"^test: ", makefile, re.MULTILINE)


# --- writing --------------------------------------------------------------------------------------


@pytest.mark.skipif(not WRITING, reason="only with CTXKIT_GOLDEN=write")
@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_write_the_page(page: Path, folder_of: Callable[[Path], Path], tools: Path) -> None:
    def fenced(found: re.Match[str]) -> str:
        example = Example(page, found[3], found[4], bool(found[1]))
        output = output_of(example, folder_of(page), tools)
        longest = max(map(len, re.findall("`+", output)), default=2)
        fence = "`" * max(3, longest + 1)
        return f"{found[1] or ''}{fence}console\n$ {found[3]}\n{output}{fence}"

    def generated(found: re.Match[str]) -> str:
        make = BLOCKS.get(found[2])
        return found[0] if make is None else f"{found[1]}{make()}{found[4]}"

    page.write_text(BLOCK.sub(generated, EXAMPLE.sub(fenced, text_of(page))), encoding="utf8")
