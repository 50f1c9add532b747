from __future__ import annotations

import pytest

from ctxkit.model import ConfigUse
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "docker/entrypoint.sh"


def uses(code: str) -> list[tuple[str, str, str | None, str, int]]:
    found = facts(PATH, code, ConfigUse)
    return [(use.name, use.role, use.value, use.target, use.line) for use in found]


def test_what_an_entrypoint_exports_renames_and_reads() -> None:
    check("shell/docker/entrypoint.sh", ConfigUse)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("f $AB", [("AB", "reads", None, "", 1)]),
        ("f ${AB:-'x'}", [("AB", "reads", "x", "", 1)]),
        ("f ${AB:-" + "x" * 301 + "}", [("AB", "reads", "x" * 300, "", 1)]),
        ("f ${AB:-1} ${AB:-2}", [("AB", "reads", "1", "", 1)]),
        ("f a \\\n  $AB \\\n $CD", [("AB", "reads", None, "", 2), ("CD", "reads", None, "", 3)]),
        ("f $ABC \\\n $AB", [("ABC", "reads", None, "", 1), ("AB", "reads", None, "", 2)]),
        ("export AB=$CD", [("CD", "renames", None, "AB", 1)]),
        ("export AB=${AB:-x}", [("AB", "reads", "x", "", 1)]),
        ("export AB=3", [("AB", "sets", "3", "", 1)]),
        ("export AB=' 3 '", [("AB", "sets", " 3 ", "", 1)]),
        ("export AB=" + "3" * 301, [("AB", "sets", "3" * 300, "", 1)]),
        ("export AB=$(x)", []),
        ("export AB=`x`", []),
        ("AB=3", []),
        ("AB=$CD", [("CD", "reads", None, "", 1)]),
        ("AB=3\nf $AB", []),
        ("f $ab $A $Ab", []),
    ],
)
def test_lines(code: str, found: list[tuple[str, str, str | None, str, int]]) -> None:
    assert uses(code) == found


@pytest.mark.parametrize(
    "name",
    [
        "PATH",
        "HOME",
        "PWD",
        "OLDPWD",
        "USER",
        "UID",
        "EUID",
        "GID",
        "SHELL",
        "HOSTNAME",
        "IFS",
        "RANDOM",
        "SECONDS",
        "LINENO",
        "OPTARG",
        "OPTIND",
        "OSTYPE",
        "PIPESTATUS",
        "FUNCNAME",
        "PPID",
        "TERM",
        "BASH_SOURCE",
    ],
)
def test_variables_of_the_shell_are_not_settings(name: str) -> None:
    assert uses(f"f ${name}") == []
    assert [found for found, *_ in uses(f"f $MY_{name}")] == [f"MY_{name}"]


def test_the_function_of_a_use() -> None:
    [use] = facts(PATH, "f() {\n  g $AB\n}\n", ConfigUse)
    assert (use.symbol, use.via) == ("f", "shell")
