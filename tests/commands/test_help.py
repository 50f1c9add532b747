"""The help of the commands in Japanese and Chinese: nothing is left out, and every row fits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from ctxkit.commands.app import COMMANDS, app, register
from ctxkit.commands.help import help_in, paragraphs_of
from ctxkit.output.translation import HELP, word_table
from ctxkit.text.languages import Language
from ctxkit.text.wording import display_width
from tests.commands.running import run
from tests.conftest import assert_golden
from tests.output.test_translation import KANA, OTHERS, assert_kept

FRAME = {
    *("Usage:", "Arguments", "Options", "Commands", "required", "default: {}"),
    *("Show this message and exit.", "Print the version and exit."),
}


def told() -> set[str]:
    """Return what the help of all commands says, paragraph by paragraph."""
    register(())
    root: Any = get_command(app)
    context = root.make_context("ctxkit", [], resilient_parsing=True)
    found = {*paragraphs_of(root.help), *paragraphs_of(root.epilog)}
    for name in COMMANDS:
        command = root.get_command(context, name)
        own = command.make_context(name, [], resilient_parsing=True)
        params = [param.help or "" for param in command.get_params(own)]
        for text in (command.help, command.epilog, *params):
            found.update(paragraphs_of(text))
    return {text for text in found if not text.startswith("\b")}


@pytest.mark.no_cover
def test_the_table_has_each_text_of_the_help_and_no_other() -> None:
    rows = word_table(HELP).words
    assert {text.replace("{path}", "{}") for text in told()} | FRAME == set(rows)
    for english, said in rows.items():
        assert_kept(english, said)
        assert all(map(KANA.search, said.values())) or english == "The shell."


@pytest.mark.parametrize("lang", OTHERS)
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_row_of_the_help_fits(
    name: str, lang: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    register(())
    lines = help_in(app, name, lang).splitlines()
    assert lines[0].split()[1] == "ctxkit"
    examples = next((n for n, line in enumerate(lines) if line in ("  例:", "  示例：")), None)
    for line in lines[:examples]:
        assert display_width(line) <= 78
        assert not re.match(r" *[、。，；：）」]", line), "a row begins with what ends one"
    if not name:  # each command has one row
        assert [line.split()[0] for line in lines if re.match(r"  [a-z]", line)] == [*COMMANDS]
        assert sum(line.startswith(" " * 18) for line in lines) == 0


def test_the_help_is_asked_for_in_a_language(tmp_path: Path) -> None:
    def asked(*arguments: str, **env: str) -> tuple[int, str, str]:
        done = run(*arguments, cwd=tmp_path, env={"COLUMNS": "80", **env})
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    code, out, err = asked("export", "--help", CTXKIT_LANG="ja")
    assert (code, err) == (0, "")
    assert_golden("help-export-ja.txt", out)
    code, out, err = asked("-h", CTXKIT_LANG="zh")
    assert (code, err) == (0, "")
    assert_golden("help-zh.txt", out)
    assert asked("find", "--lang", "zh", "-h")[1].startswith("用法: ctxkit find")
    code, out, err = asked(CTXKIT_LANG="ja")
    assert (code, out, err.partition(" ")[0]) == (2, "", "使い方:")
    assert not KANA.search(asked("export", "--help", CTXKIT_LANG="en")[1])
    assert asked("nonsense", "--help", CTXKIT_LANG="ja")[0] == 2
    assert asked("locate", "--", "--help", CTXKIT_LANG="ja")[1] == "", "it is a line"
