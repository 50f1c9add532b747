"""Settings that a script reads by a name it keeps in a variable."""

from __future__ import annotations

import pytest

from ctxkit.model import ConfigUse
from tests.extract.literal import facts
from tests.pace import at_most

PATH = "docker/entrypoint.sh"


def reads(code: str) -> list[tuple[str, int, str]]:
    return [(use.name, use.line, use.symbol) for use in facts(PATH, code, ConfigUse)]


@pytest.mark.parametrize(
    ("body", "call", "found"),
    [
        ('local name="$1"\n  v="${!name:-}"', 'f "A_B"', ["A_B"]),
        ("local name=$1\n  v=${!name}", "f A_B", ["A_B"]),
        ("name=${1}\n  v=${!name}", "f 'A_B'", ["A_B"]),
        ("v=${!1}", "f A_B", ["A_B"]),
        ('printenv "$1"', "f A_B", ["A_B"]),
        ("name=$2\n  v=${!name}", "f A_B C_D", ["C_D"]),
        ("name=$2\n  v=${!name}", "f A_B", []),
        ("name=$1\n  v=${name}", "f A_B", []),
        ("name=$1\n  v=${!name}", "g A_B", []),
        ("name=$1\n  v=${!name}", "f a_b", []),
        ("name=$1\n  v=${!name}", "f WORD", []),
        ("name=$1\n  v=${!name}", "f $A_B", ["A_B"]),  # expanded: a read of its own
        ("name=$1\n  v=${!other}", "f A_B", []),
    ],
)
def test_names_that_a_function_is_given(body: str, call: str, found: list[str]) -> None:
    code = f"f() {{\n  {body}\n}}\n{call}\n"
    assert [name for name, _, _ in reads(code)] == found


def test_a_read_is_where_the_name_is_written() -> None:
    code = "f() {\n  v=${!1}\n}\ng() {\n  f \\\n    A_B\n}\n"
    assert reads(code) == [("A_B", 6, "g")]


def test_names_in_a_loop() -> None:
    code = 'for name in A_B "C_D" e; do\n  v="${!name}"\ndone\n'
    assert reads(code) == [("A_B", 1, ""), ("C_D", 1, "")]
    assert reads(code.replace("!name", "name")) == []


@pytest.mark.no_cover
def test_a_hostile_script_is_read_in_linear_time() -> None:
    code = "f() {\n  v=${!1}\n}\n" + "f " + '"' * 9_000 + "\n" + "for a in " + "x " * 4_000 + "\n"
    with at_most(2):
        assert reads(code * 20) == []
