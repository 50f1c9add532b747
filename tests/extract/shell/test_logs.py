from __future__ import annotations

import pytest

from ctxkit.model import LogTemplate
from tests.extract.annotated import check
from tests.extract.literal import facts, shown

PATH = "docker/entrypoint.sh"


def test_what_an_entrypoint_prints() -> None:
    check("shell/docker/entrypoint.sh", LogTemplate)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("echo a b", ("echo", "a b", ())),
        ("echo -e 'a\\nb'", ("echo", "a b", ())),
        ("echo -n -e a", ("echo", "a", ())),
        ("echo -x a", ("echo", "-x a", ())),
        ("  if x; then echo a; fi", ("echo", "a", ())),
        ("else echo a", ("echo", "a", ())),
        ("do echo a", ("echo", "a", ())),
        ("x && echo a", ("echo", "a", ())),
        ("x || echo a", ("echo", "a", ())),
        ("f() { echo a", ("echo", "a", ())),
        ("(echo a)", ("echo", "a", ())),
        ('printf "%s of %d\\n" "$a" 3', ("printf", "<> of 3", ("a",))),
        ('printf "$a %s" b', ("printf", "<> b", ("a",))),
        ('printf "%s %s" b', ("printf", "b <>", ("%s",))),
        ("die 'a'", ("die", "a", ())),
        ("logger a", ("logger", "a", ())),
        ("print_status a", ("print_status", "a", ())),
        ('echo "$a"', ("echo", "<>", ("a",))),
        ("echo ---", None),
        ("echo ''", None),
        ("echo", None),
        ("myecho a", None),
        ("echo a > b", None),
        ("cat a", None),
        ("git log --oneline", None),
    ],
)
def test_lines(line: str, found: tuple[str, str, tuple[str, ...]] | None) -> None:
    logs = facts(PATH, line, LogTemplate)
    assert [(each.name, shown(each.template), each.args) for each in logs] == (
        [found] if found else []
    )


@pytest.mark.parametrize(
    ("function", "level"),
    [
        ("echo", ""),
        ("log", ""),
        ("log_debug", "debug"),
        ("info", "info"),
        ("print_success", "info"),
        ("warn", "warn"),
        ("warning", "warn"),
        ("err", "error"),
        ("error", "error"),
        ("fatal", "fatal"),
        ("die", "fatal"),
    ],
)
def test_the_level_is_in_the_name(function: str, level: str) -> None:
    [found] = facts(PATH, f"{function} 'a b'", LogTemplate)
    assert found.level == level


def test_colours_are_left_out() -> None:
    code = "RED='\\033[0;31m'\necho -e \"${RED}a \\e[1mb $c\"\n"
    [found] = facts(PATH, code, LogTemplate)
    assert (shown(found.template), found.args) == ("a b <>", ("c",))


def test_the_place_of_a_line() -> None:
    code = "f() {\n  echo a \\\n    b\n}\n"
    [found] = facts(PATH, code, LogTemplate)
    assert (found.line, found.end_line, found.symbol) == (2, 3, "f")
