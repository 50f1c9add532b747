"""Prompt files: their front matter, their placeholders, and that the shipped ones fill."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from typer.main import get_command

from ctxkit.commands.app import app, register
from ctxkit.errors import CtxkitError, UsageError
from ctxkit.model import Effective, Finding, KeyAnswer, Question
from ctxkit.output.prompts import around_bundle, load_prompt, parse_prompt, prompt_names, values_of
from ctxkit.text.tokens import count_tokens

HEAD = "---\nname: n\ndescription: d\nfor: explain, find\n---\n"


def test_a_prompt_is_front_matter_and_text() -> None:
    prompt = parse_prompt(HEAD + "Read this.\n\n$bundle\n\nNow $question for $$5.\n", "n.md")
    assert (prompt.name, prompt.commands) == ("n", ("explain", "find"))
    assert around_bundle(prompt, {"question": "why $bundle"}) == (
        "Read this.\n\n",
        "\n\nNow why $bundle for $5.\n",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("no front matter $bundle", "n.md:1: missing front matter"),
        ("---\nname: n\nbody $bundle", "n.md:1: missing front matter"),
        ("---\nname: n\nauthor: me\n---\n$bundle", "n.md:3: unknown field: 'author: me'"),
        ("---\nname: n\nfor\n---\n$bundle", "n.md:3: unknown field: 'for'"),
        ("---\nname: n\n---\n$bundle", "n.md: the front matter lacks description, for"),
        (HEAD + "nothing of a bundle", "n.md: the text must contain $bundle exactly once"),
        (HEAD + "$bundle $bundle", "n.md: the text must contain $bundle exactly once"),
    ],
)
def test_a_prompt_that_is_not_well_formed_is_refused(text: str, problem: str) -> None:
    with pytest.raises(CtxkitError) as caught:
        parse_prompt(text, "n.md")
    assert caught.value.message == problem


def test_an_unknown_placeholder_is_an_error() -> None:
    with pytest.raises(CtxkitError, match=r"unknown placeholder \$mood"):
        around_bundle(parse_prompt(HEAD + "$bundle $mood", "n.md"), {})


@pytest.mark.parametrize("name", prompt_names())
def test_shipped_prompts_put_the_evidence_first_and_the_task_last(name: str) -> None:
    prompt = load_prompt(name)
    assert prompt.name == name
    assert prompt.description.endswith(".")
    before, after = around_bundle(prompt, {"question": "Q", "deployment": "D"})
    assert len(before) < 300
    assert "# Task" in after
    assert "repo path:line" in after


@pytest.mark.parametrize("name", prompt_names())
def test_the_task_of_a_shipped_prompt_takes_at_most_310_tokens(name: str) -> None:
    question = Question(command="explain", full_settings=True)
    values = values_of(Finding(question=question, query="LOG_LEVEL", confidence="high"))
    before, after = around_bundle(load_prompt(name), values)
    assert count_tokens(before) + count_tokens(after) <= 310


def test_a_prompt_says_whether_the_files_of_the_deployment_were_read() -> None:
    question = Question(command="explain", full_settings=True)
    effective = Effective(name="K", services=("api",), value="1", layers=())
    key = KeyAnswer(name="K", effective=(effective,))
    found = Finding(question=question, query="K", confidence="high", keys=(key,))
    assert "files were read" in values_of(found)["deployment"]
    assert "were not given" in values_of(replace(found, keys=()))["deployment"]


def test_every_command_that_takes_a_prompt_has_one() -> None:
    register(())
    commands: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    takers = {
        name for name, each in commands.items() if any(p.name == "prompt" for p in each.params)
    }
    assert len(takers) > 3
    named = {command for name in prompt_names() for command in load_prompt(name).commands}
    assert named == takers


def test_an_unknown_prompt_names_those_that_exist() -> None:
    with pytest.raises(UsageError) as caught:
        load_prompt("../../etc/passwd")
    assert caught.value.message == "no prompt named '../../etc/passwd'"
    assert caught.value.hint == f"the prompts are: {', '.join(prompt_names())}"
