"""What led to a line of a script, over literal facts: a script of a few lines for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.shell import shell_cause_of
from ctxkit.model import ConfigUse, LogTemplate
from ctxkit.model.cause import StatementCause
from tests.ask.literal import literal_index

PATH = "docker/entrypoint.sh"
SAID = "the kettle sings"


def cause(folder: Path, script: str, line: int = 0) -> StatementCause:
    """Return the cause of the line of a script that says SAID."""
    lines = script.splitlines()
    reads = [
        ConfigUse(name=name, role="reads", via="shell", line=number, end_line=number)
        for number, text in enumerate(lines, 1)
        for name in ("KETTLE_ON", "KETTLE_KIND", "TEA", "MILK")
        if f"{name}}}" in text or f"{name}:-" in text or f"${name} " in f"{text} "
    ]
    asked = literal_index(folder, {"dify": {PATH: (script, [*reads])}})
    line = line or next(n for n, text in enumerate(lines, 1) if SAID in text)
    fact = LogTemplate(repo="dify", path=PATH, line=line, end_line=line, name="", template="")
    return shell_cause_of(Code(asked.index, asked.sources), fact.location)


def guards(found: StatementCause) -> list[tuple[int, str]]:
    return [(place.location.line, place.why) for place in found.guards]


def decides(found: StatementCause) -> dict[str, float]:
    return {decider.use.name: round(decider.cost, 2) for decider in found.decides}


@pytest.mark.parametrize(
    ("script", "around"),
    [
        (f'if [ "${{TEA}}" ]; then\n  echo "{SAID}"\nfi\n', [(1, "condition")]),
        (f"for tea in a b; do\n  echo {SAID}\ndone\n", [(1, "condition")]),
        (f"while true; do\n  echo {SAID}\ndone\n", [(1, "condition")]),
        (f"until false; do\n  echo {SAID}\ndone\n", [(1, "condition")]),
        # Of a case, the label of the branch.
        (f"case $TEA in\n  a)\n  echo {SAID}\nesac\n", [(2, "condition"), (1, "condition")]),
        (
            f"case $TEA in\n  a)\n  b\n  ;;\n  c|d)\n  echo {SAID}\nesac\n",
            [(5, "condition"), (1, "condition")],
        ),
        (
            f"case $TEA in\n  *)\n  if a; then\n  echo {SAID}\n  fi\nesac\n",
            [(3, "condition"), (2, "condition"), (1, "condition")],
        ),
        # The branches before are those that were not taken.
        (
            f"if a; then\n  b\nelif c; then\n  d\nelse\n  echo {SAID}\nfi\n",
            [(5, "condition"), (3, "not taken"), (1, "not taken")],
        ),
        (f"if a; then\n  echo {SAID}\nelse\n  b\nfi\n", [(1, "condition")]),
        # The inner block first.
        (
            f"if a; then\n  for b in c; do\n    echo {SAID}\n  done\nfi\n",
            [(2, "condition"), (1, "condition")],
        ),
        # What is closed is not around, also on its own line.
        (f"if a; then\n  b\nfi\necho {SAID}\n", []),
        (f"if a; then\n  while b; do\n    c\n  done\n  echo {SAID}\nfi\n", [(1, "condition")]),
        (f"if a; then b; fi\necho {SAID}\n", []),
        (f"case a in b) c;; esac\necho {SAID}\n", []),
        (f"done\nelse\necho {SAID}\n", []),
        # Words that only begin like one.
        (f"iffy a\nformat b\necho {SAID}\n", []),
        (f"if a; then\n  finish b\n  elsewhere c\n  echo {SAID}\nfi\n", [(1, "condition")]),
    ],
)
def test_the_branches_around_a_line(
    tmp_path: Path, script: str, around: list[tuple[int, str]]
) -> None:
    assert guards(cause(tmp_path, script)) == around


@pytest.mark.parametrize(
    ("script", "found"),
    [
        (f"echo {SAID} ${{TEA}}\n", {"TEA": 0.2}),
        (f"echo {SAID} $TEA\n", {"TEA": 0.2}),
        # A variable of the script is what it was last given.
        (f"pot=${{TEA:-green}}\necho {SAID} $pot\n", {"TEA": 0.4}),
        (f"export pot=${{TEA}}\necho {SAID} $pot\n", {"TEA": 0.4}),
        (f"pot=${{MILK}}\npot=${{TEA}}\necho {SAID} $pot\n", {"TEA": 0.4}),
        (f"a=${{TEA}}\nb=$a\nc=$b\necho {SAID} $b\n", {"TEA": 0.6}),
        # Two steps back at most, and not what it is given afterwards, or another one.
        (f"a=${{TEA}}\nb=$a\nc=$b\necho {SAID} $c\n", {}),
        (f"echo {SAID} $pot\npot=${{TEA}}\n", {}),
        (f"pots=${{TEA}}\necho {SAID} $pot\n", {}),
        # A default of itself is the setting, given by the script.
        (f"TEA=${{TEA:-green}}\necho {SAID} ${{TEA}}\n", {"TEA": 0.4}),
        # Conditions come first, the nearest of them before others and what was not taken last.
        (
            f"if [ $KETTLE_ON ]; then\n  echo {SAID} ${{TEA}}\nfi\n",
            {"KETTLE_ON": 0.1, "TEA": 0.2},
        ),
        (
            f"if [ $KETTLE_ON ]; then\nif [ $KETTLE_KIND ]; then\n  echo {SAID}\nfi\nfi\n",
            {"KETTLE_KIND": 0.1, "KETTLE_ON": 0.2},
        ),
        (
            f"if [ $KETTLE_ON ]; then\n  b\nelif [ $KETTLE_KIND ]; then\n  echo {SAID}\nfi\n",
            {"KETTLE_KIND": 0.1, "KETTLE_ON": 0.2},
        ),
        # Of two ways the nearer one.
        (f"if [ $TEA ]; then\n  echo {SAID} ${{TEA}}\nfi\n", {"TEA": 0.1}),
        # Where a value is given in a branch only, also what was given before, and the branch.
        (
            f"pot=${{TEA}}\nif [ $KETTLE_ON ]; then\n  pot=${{MILK}}\nfi\necho {SAID} $pot\n",
            {"MILK": 0.4, "KETTLE_ON": 0.4, "TEA": 0.4},
        ),
        (
            f"pot=${{TEA}}\nif [ $KETTLE_ON ]; then\n  pot=${{MILK}}\n  echo {SAID} $pot\nfi\n",
            {"KETTLE_ON": 0.1, "MILK": 0.4},
        ),
        # A variable of the shell is no setting.
        (f"echo {SAID} $HOME\n", {}),
    ],
)
def test_the_settings_that_decide_a_line(
    tmp_path: Path, script: str, found: dict[str, float]
) -> None:
    got = decides(cause(tmp_path, script))
    assert list(got.items()) == list(found.items())


def test_the_way_to_a_setting_is_told_from_the_line_back(tmp_path: Path) -> None:
    script = f"pot=${{TEA}}\nif [ $pot ]; then\n  echo {SAID}\nfi\n"
    [decider] = cause(tmp_path, script).decides
    assert [(p.location.line, p.text, p.why) for p in decider.how] == [
        (2, "if [ $pot ]; then", "condition"),
        (1, "pot=${TEA}", "value of pot"),
        (1, "pot=${TEA}", "reads TEA"),
    ]
    assert decider.conditional


def test_where_a_value_is_given_is_shown_with_its_branch(tmp_path: Path) -> None:
    script = f"if a; then\n  pot=b\nelse\n  pot=${{TEA}}\nfi\necho {SAID} $pot\n"
    assert guards(cause(tmp_path, script)) == [
        (4, "value of pot"),
        (3, "condition"),
        (2, "value of pot"),
        (1, "condition"),
    ]


def test_a_value_that_is_only_said_is_no_condition(tmp_path: Path) -> None:
    [decider] = cause(tmp_path, f"echo {SAID} ${{TEA}}\n").decides
    assert not decider.conditional


def test_a_line_that_the_script_does_not_have_has_no_cause(tmp_path: Path) -> None:
    assert cause(tmp_path, "echo a\n", line=9) == StatementCause()
