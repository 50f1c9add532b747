"""What assistants are told: golden files, and the limits of those who read them. The skills are
compared in `test_plugin.py`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from ctxkit.assistants.words import (
    DescribedSource,
    agents_text,
    instructions,
    skill_files,
    words,
)
from ctxkit.commands.app import app, register
from ctxkit.text.tokens import count_tokens
from tests.conftest import assert_golden

SKILLS = dict(skill_files())
SOURCES = (
    DescribedSource(name="dify", version="1.14.0"),
    DescribedSource(name="dify-helm", problem="not cloned yet"),
    DescribedSource(name="dify-official-plugins", version="2026-04-25", grade="by date"),
    DescribedSource(name="house-rules", version="main"),
)


def test_agents_md() -> None:
    text = agents_text(SOURCES)
    assert_golden("assistants/agents.md", text)
    assert count_tokens(text) <= 480


def test_the_further_versions_are_named() -> None:
    plain, more = agents_text(SOURCES), agents_text(SOURCES, ["1.13.3", "1.8.1"])
    assert "deployment; ask others with `--version`: 1.13.3, 1.8.1." in more
    assert "--version" not in plain
    assert "Answers are for 1.14.0; `version` asks another that is here: 1.13.3, 1.8.1." in (
        instructions(["1.14.0", "1.13.3", "1.8.1"])
    )


def test_the_instructions_of_the_server() -> None:
    text = instructions()
    assert_golden("assistants/instructions.txt", text)
    assert len(text.encode()) <= 2048, "Claude Code cuts there"


@pytest.mark.parametrize("path", [path for path in SKILLS if path.endswith("SKILL.md")])
def test_a_skill_keeps_the_limits_of_the_standard(path: str) -> None:
    head, _, body = SKILLS[path].removeprefix("---\n").partition("\n---\n")
    assert f"name: {Path(path).parent.name}\n" in head
    fields = YAML(typ="safe").load(head)
    assert set(fields) <= {
        "name", "description", "license", "compatibility", "allowed-tools", "argument-hint",
        "disable-model-invocation",
    }  # fmt: skip
    assert len(fields["description"]) <= 1024
    assert count_tokens(body) <= 900
    assert "!`" not in body, "text of a log must not meet a shell"


def test_the_files_that_a_skill_names_are_there() -> None:
    main = SKILLS["debugging-dify/SKILL.md"]
    named = set(re.findall(r"\]\((references/[a-z]+\.md)\)", main))
    assert named == {
        path.removeprefix("debugging-dify/") for path in SKILLS if "/references/" in path
    }


def test_every_command_and_option_that_is_named_exists() -> None:
    register(())
    commands: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    texts = "\n".join([agents_text(SOURCES), *SKILLS.values()])
    named = re.findall(r"(?<=`)ctxkit [a-z][^`\n]*|(?<=    )ctxkit [a-z].*?(?=  )", texts)
    assert len(named) > 20
    for line in named:
        _, name, *arguments = line.split()
        assert name in commands, line
        options = {option for each in commands[name].params for option in each.opts}
        assert {word for word in arguments if word.startswith("-")} <= options, line


def test_every_source_that_ships_is_described() -> None:
    from ctxkit.workspace.new_workspace import DEFAULT_SOURCES

    assert set(words().sources) == set(DEFAULT_SOURCES)
