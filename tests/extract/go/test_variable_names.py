"""Names of environment variables in constants, and functions that are given a name."""

from __future__ import annotations

import pytest

from ctxkit.model import ConfigKey, ConfigUse
from tests.extract.literal import facts
from tests.pace import at_most

PATH = "internal/a.go"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('const EnvPaths = "A_PATHS"', ("A_PATHS", "EnvPaths")),
        ('const DefaultTokenEnv = "A_TOKEN"', ("A_TOKEN", "DefaultTokenEnv")),
        ('const A_ENV = "A_TOKEN"', ("A_TOKEN", "A_ENV")),
        ('var pathsEnvName = "A_PATHS"', ("A_PATHS", "pathsEnvName")),
        ('const Paths = "A_PATHS"', None),
        ('const Environment = "A_PATHS"', None),
        ('const EnvPaths = "PATHS"', None),
        ('const EnvPaths = "a_paths"', None),
        ("const EnvPaths = names.EnvPaths", None),
    ],
)
def test_constants_that_hold_a_name(code: str, found: tuple[str, str] | None) -> None:
    keys = facts(PATH, f"package a\n\n// Where\n// to look\n{code}\n", ConfigKey)
    assert [(key.name, key.attribute) for key in keys] == ([found] if found else [])
    for key in keys:
        assert (key.origin, key.line, key.description) == ("constant", 5, "Where to look")


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("os.Getenv(EnvPaths)", ("A_PATHS", "reads", "getenv")),
        ("os.LookupEnv(pathsName)", ("B_PATHS", "reads", "getenv")),
        ('os.Setenv(EnvPaths, "x")', ("A_PATHS", "sets", "getenv")),
        ("os.Getenv(EnvURL)", ("EnvBaseURL", "reads", "field")),
        ("os.Getenv(names.EnvOther)", ("EnvOther", "reads", "field")),
        ("os.Getenv(EnvElsewhere)", ("EnvElsewhere", "reads", "field")),
        ("os.Getenv(A_PATHS)", ("A_PATHS", "reads", "field")),
        ("envInt(names.EnvOther, 3)", ("EnvOther", "reads", "field")),
        ("os.Getenv(name)", None),
        ("os.Getenv(names.Other)", None),
        ("os.Getenv(x.y.EnvOther)", None),
    ],
)
def test_names_in_constants(call: str, found: tuple[str, str, str] | None) -> None:
    code = (
        'package a\nconst EnvPaths = "A_PATHS"\nconst pathsName = "B_PATHS"\n'
        f"const EnvURL = names.EnvBaseURL\nfunc f(name string) {{ {call} }}\n"
    )
    uses = [(use.name, use.role, use.via) for use in facts(PATH, code, ConfigUse)]
    assert uses == ([found] if found else [])


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("return os.Getenv(name)", ["A_URL", "B_URL"]),
        ("v, ok := os.LookupEnv(name)", ["A_URL", "B_URL"]),
        ('os.Setenv(name, "x")', []),
        ("return other.Getenv(name)", []),
        ("return os.Getenv(NAME)", []),
    ],
)
def test_names_that_a_function_is_given(body: str, found: list[str]) -> None:
    code = (
        f"package a\nfunc url(name string) string {{ {body} }}\n"
        'func g() {\n\tx(url("A_URL"), url(\n"B_URL"), url("c"), hurl("D_URL"))\n}\n'
    )
    uses = [use for use in facts(PATH, code, ConfigUse) if use.via == "getenv"]
    assert [(use.name) for use in uses] == found
    assert all((use.role, use.symbol) == ("reads", "g") for use in uses)
    assert [use.line for use in uses] == [4, 5][: len(found)]


@pytest.mark.no_cover
def test_many_names_and_many_functions_take_linear_time() -> None:
    functions = [
        f"func u{n}(name string) string {{ return os.Getenv(name) }}" for n in range(2_000)
    ]
    calls = ['\tx(u1("A_URL"), y1("B_URL"))'] * 10_000
    code = "\n".join(["package a", *functions, "func g() {", *calls, "}"])
    with at_most(8):
        uses = [use.line for use in facts(PATH, code, ConfigUse) if use.via == "getenv"]
    assert uses == list(range(2_003, 12_003))


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("if !ok {\n\t\treturn true\n\t}", "true"),
        ("if !ok { return 30 }", "30"),
        ('if !ok { return "/home" }', "/home"),
        ("if !ok { return other }", None),
        ("if ok { return true }", None),
        ("x()\nif !ok { return true }", None),
    ],
)
def test_the_value_of_a_variable_that_is_not_set(body: str, value: str | None) -> None:
    code = f'package a\nfunc f() any {{\n\tv, ok := os.LookupEnv("A_B")\n\t{body}\n\treturn v\n}}\n'
    [use] = facts(PATH, code, ConfigUse)
    assert use.value == value
