"""Prompt files: their front matter, their placeholders, and that the shipped ones fill."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from typer.main import get_command

from ctxkit.commands.app import app, register
from ctxkit.errors import CtxkitError, UsageError
from ctxkit.model import Effective, Finding, KeyAnswer, Question
from ctxkit.output.prompts import (
    around_bundle,
    load_prompt,
    parse_prompt,
    prompt_names,
    prompted_report,
    values_of,
)
from ctxkit.text.languages import LANGUAGES, Language
from ctxkit.text.tokens import count_tokens

HEAD = "---\nname: n\ntitle: t\ndescription: d\nfor: explain, find\nlang: en\n---\n"
TASK = {"en": "# Task", "ja": "# タスク", "zh": "# 任务"}
CITED = {"en": "repo path:line", "ja": "リポジトリ パス:行", "zh": "仓库 路径:行号"}
MOST_TOKENS = {"en": 310, "ja": 640, "zh": 520}
"""Of the text around a bundle. Chinese and Japanese are counted as up to half as many again as they
have."""


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
        (
            "---\nname: n\n---\n$bundle",
            "n.md: the front matter lacks title, description, for, lang",
        ),
        (HEAD.replace("en", "xx") + "$bundle", "n.md: unknown language: 'xx'"),
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


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", prompt_names())
def test_shipped_prompts_put_the_evidence_first_and_the_task_last(
    name: str, lang: Language
) -> None:
    prompt = load_prompt(name, lang)
    assert (prompt.name, prompt.lang) == (name, lang)
    assert prompt.description.endswith((".", "。"))
    before, after = around_bundle(prompt, {"question": "Q", "deployment": "D"})
    assert not before
    assert after.startswith(f"\n\n{TASK[lang]}\n")
    assert CITED[lang] in after


@pytest.mark.parametrize("name", prompt_names())
def test_a_prompt_is_for_the_same_in_every_language(name: str) -> None:
    prompts = [load_prompt(name, lang) for lang in LANGUAGES]
    assert len({prompt.commands for prompt in prompts}) == 1
    assert len({prompt.title for prompt in prompts}) == len(LANGUAGES)
    placeholders = [sorted(re.findall(r"\$\w+", prompt.body)) for prompt in prompts]
    assert placeholders == placeholders[:1] * len(LANGUAGES)
    steps = [re.findall(r"^(?:\d\.|- )", prompt.body, re.MULTILINE) for prompt in prompts]
    assert steps == steps[:1] * len(LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", prompt_names())
def test_the_task_of_a_shipped_prompt_is_short(name: str, lang: Language) -> None:
    question = Question(command="explain", full_settings=True)
    values = values_of(Finding(question=question, query="LOG_LEVEL", confidence="high"), lang)
    before, after = around_bundle(load_prompt(name, lang), values)
    assert count_tokens(before) + count_tokens(after) <= MOST_TOKENS[lang]


@pytest.mark.parametrize(
    ("lang", "read", "not_given"),
    [
        ("en", "files were read", "were not given"),
        ("ja", "読み込み済み", "渡されていません"),
        ("zh", "已读取", "未提供"),
    ],
)
def test_a_prompt_says_whether_the_files_of_the_deployment_were_read(
    lang: Language, read: str, not_given: str
) -> None:
    question = Question(command="explain", full_settings=True)
    effective = Effective(name="K", services=("api",), value="1", layers=())
    key = KeyAnswer(name="K", effective=(effective,))
    found = Finding(question=question, query="K", confidence="high", keys=(key,))
    assert read in values_of(found, lang)["deployment"]
    assert not_given in values_of(replace(found, keys=()), lang)["deployment"]


def write_own(home: Path, lang: str, name: str) -> None:
    file = home / "ctxkit" / "prompts" / lang / f"{name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    head = HEAD.replace("lang: en", f"lang: {lang}").replace("name: n", f"name: {name}")
    file.write_text(f"{head}$bundle\nmine in {lang}\n")


def test_prompts_of_ones_own_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    before = prompt_names()
    write_own(tmp_path, "en", "mine")
    write_own(tmp_path, "en", "locate-log")
    assert prompt_names() == sorted([*before, "mine"])
    assert load_prompt("locate-log").body.endswith("mine in en\n")
    assert TASK["ja"] in load_prompt("locate-log", "ja").body
    # In a language that lacks it, the English one is better than none.
    assert load_prompt("mine", "ja").lang == "en"
    write_own(tmp_path, "ja", "mine")
    assert load_prompt("mine", "ja").body.endswith("mine in ja\n")


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


def test_a_report_goes_into_the_prompts_that_are_for_it() -> None:
    text = prompted_report(
        "# a report\x1b\n\n", "drift", "plan-upgrade", question="1.13.3 to 1.14.0", was_read=False
    )
    assert text.startswith("# a report\\u001b\n\n# Task\n")
    assert "this upgrade (1.13.3 to 1.14.0)" in text
    assert "were not given" in text
    read = prompted_report(
        "r", "check", "pod-not-starting", question=".env", was_read=True, lang="zh"
    )
    assert "已读取" in read
    with pytest.raises(UsageError, match="plan-upgrade does not apply to check"):
        prompted_report("r", "check", "plan-upgrade", question="q", was_read=True)
