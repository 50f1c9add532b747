from __future__ import annotations

import pytest

from ctxkit.model import ConfigUse
from tests.extract.literal import facts

PATH = "internal/a.go"


def uses(code: str) -> list[tuple[str, str, str, str]]:
    found = facts(PATH, f"{code}\n", ConfigUse)
    return [(use.name, use.via, use.target, use.description) for use in found]


@pytest.mark.parametrize(
    ("expression", "field"),
    [
        ("config.Port", "Port"),
        ("p.appConfig.App.Port", "App.Port"),
        ("a.cfg.Port", "Port"),
        ("a.conf.Port", "Port"),
        ("globalConfigurations.Port", "Port"),
        ("static.GetConfig().Port", "Port"),
        ("config.port", None),
        ("config.App", "App"),
        ("tool.Port", None),
        ("configure.Port", None),
    ],
)
def test_a_field_is_known_by_what_it_is_read_from(expression: str, field: str | None) -> None:
    assert [name for name, *_ in uses(f"serve({expression})")] == ([field] if field else [])


@pytest.mark.parametrize(
    ("parameter", "expression", "field"),
    [
        ("c *Config", "c.Port", "Port"),
        ("c *app.Config", "c.Port", "Port"),
        ("c *GlobalConfiguration", "c.Port", "Port"),
        ("c *PGConfig", "c.Port", "PGConfig.Port"),
        ("c *db.PGConfig", "c.Main.Port", "PGConfig.Main.Port"),
        ("config *PGConfig", "config.Port", "PGConfig.Port"),
        ("config *PGConfig", "config.port", None),
        ("c *Tool", "c.Port", None),
    ],
)
def test_a_field_is_known_by_the_type_of_a_parameter(
    parameter: str, expression: str, field: str | None
) -> None:
    found = uses(f"func f({parameter}) {{ serve({expression}) }}")
    assert [name for name, *_ in found] == ([field] if field else [])
    assert [
        name for name, *_ in uses(f"func g({parameter}) {{}}\nfunc f() {{ serve(x.Port) }}")
    ] == []


@pytest.mark.parametrize(
    ("statements", "name"),
    [
        ('p := os.Getenv("PORT")\nconfig.Port = p', "PORT"),
        ('p, ok := os.LookupEnv("PORT")\nconfig.Port = p', "PORT"),
        ('config.Port = os.Getenv("PORT")', "PORT"),
        ('p := os.Getenv("PORT")\nq := parse(p)\nconfig.Port = q', "PORT"),
        ('p := parse("PORT")\nconfig.Port = p', None),
        ('p := os.Getenv("PORT")\nconfig.Port = q', None),
    ],
)
def test_a_field_may_be_filled_from_the_environment(statements: str, name: str | None) -> None:
    found = uses(f"func f() {{\n{statements}\n}}")
    targets = [(found_name, target) for found_name, _, target, _ in found if target]
    assert targets == ([(name, "Port")] if name else [])


def test_a_long_expression_is_not_searched() -> None:
    head = 'func f() {\np := os.Getenv("PORT")\nconfig.Port = p + "'
    assert ("PORT", "getenv", "Port", "") in uses(head + "x" * 490 + '"\n}')
    assert ("PORT", "getenv", "", "") in uses(head + "x" * 500 + '"\n}')


@pytest.mark.parametrize(
    ("test", "via"),
    [
        ('config.A == ""', "code-default"),
        ("config.A == ``", "code-default"),
        ("config.A == 0", "code-default"),
        ("config.A == nil", "code-default"),
        ("len(config.A) == 0", "code-default"),
        ("config.A == 1", "code"),
        ("config.B == 0", "code"),
        ("config.A != 0", "code"),
    ],
)
def test_what_is_set_where_it_is_empty_is_a_default(test: str, via: str) -> None:
    found = uses(f"if {test} {{\nconfig.A = 3\n}}")
    assert ("A", via, "", "") in found


def test_what_is_set_in_a_case() -> None:
    code = "switch x {\ncase A, B:\nconfig.A = 3\ndefault:\nconfig.B = 4\n}"
    assert uses(code) == [("A", "code", "", "case A, B"), ("B", "code", "", "")]


@pytest.mark.parametrize(
    ("literal", "target"),
    [
        ("&PGConfig{Host: config.A}", "PGConfig.Host"),
        ("db.PGConfig{Host: config.A}", "PGConfig.Host"),
        ("PGConfig{Host: f(config.A)}", "PGConfig.Host"),
        ("PGConfig{Host: func() int { return config.A }()}", ""),
        ('map[string]any{"host": config.A}', ""),
        ("[]PGConfig{config.A}", ""),
    ],
)
def test_what_is_copied_into_another_struct(literal: str, target: str) -> None:
    assert uses(f"open({literal})") == [("A", "field", target, "")]
