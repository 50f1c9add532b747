from __future__ import annotations

import pytest

from ctxkit.model import ConfigKey, ConfigUse
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "internal/a.go"


def uses(code: str) -> list[tuple[str, str, str, str | None]]:
    found = facts(PATH, f"{code}\n", ConfigUse)
    return [(use.name, use.role, use.via, use.value) for use in found]


def test_defaults_reads_and_what_is_passed_on() -> None:
    check("go/internal/types/config.go", ConfigKey, ConfigUse)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("setDefaultInt(&config.A, 10*60)", ("A", "sets", "code-default", "600")),
        ("config.A = 10 * 60", ("A", "sets", "code", "600")),
        ("config.A = 1_0", ("A", "sets", "code", "1_0")),
        ("config.A = 3", ("A", "sets", "code", "3")),
        ("config.A = _ * 2", ("A", "sets", "code", "_ * 2")),
        ('config.A = "x"', ("A", "sets", "code", "x")),
        ("config.A = f( x)", ("A", "sets", "code", "f( x)")),
        ("config.a = 3", None),
        ("other(&config.A, 3)", ("A", "reads", "field", None)),
        ("config.A()", None),
        ('os.Getenv("A_B")', ("A_B", "reads", "getenv", None)),
        ('os.LookupEnv("A_B")', ("A_B", "reads", "getenv", None)),
        ('syscall.Getenv("A_B")', ("A_B", "reads", "getenv", None)),
        ('os.Setenv("A_B", "x")', ("A_B", "sets", "getenv", "x")),
        ('os.Getenv("a_b")', None),
        ('viper.GetString("a.b")', ("a.b", "reads", "viper", None)),
        ('viper.BindEnv("a.b")', ("a.b", "reads", "viper", None)),
        ('viper.SetDefault("a.b", 3)', ("a.b", "sets", "code-default", "3")),
        ('viper.Get("a b")', None),
        ('other.Get("a.b")', None),
        ('envInt("A_B", 3)', ("A_B", "reads", "getenv", "3")),
        ('getEnv("A_B")', ("A_B", "reads", "getenv", None)),
        ('get("A_B")', None),
        ('x.Env = append(x.Env, "A_B=c=d")', ("A_B", "sets", "process-env", "c=d")),
        ('append(x.Env, "A_B=" + c)', ("A_B", "sets", "process-env", "c")),
        ('append(x.Env, fmt.Sprintf("A_B=%s:%s", c, d))', ("A_B", "sets", "process-env", "c, d")),
        ('append(x.Env, "a=c")', None),
        ('append(x.Args, "A_B=c")', None),
    ],
)
def test_a_use(code: str, found: tuple[str, str, str, str | None] | None) -> None:
    assert uses(code) == ([found] if found else [])


def test_of_a_dotted_field_the_longest_is_read() -> None:
    assert [name for name, *_ in uses("serve(config.App.Port)")] == ["App.Port"]
    assert [name for name, *_ in uses("serve(config.\n  App.\n  Port)")] == ["App.Port"]
    [use] = facts(PATH, "serve(config.\n  App.\n  Port)\n", ConfigUse)
    assert use.line == 3


def test_a_field_is_a_use_once_a_line_and_role() -> None:
    assert uses("f(config.A, config.A)\nconfig.A = config.A + g(config.B)") == [
        ("A", "reads", "field", None),
        ("A", "sets", "code", "config.A + g(config.B)"),
        ("A", "reads", "field", None),
        ("B", "reads", "field", None),
    ]


def test_the_variables_of_a_field_are_followed_in_any_order() -> None:
    code = 'f(os.Getenv("A_B"))\nconfig.C = os.Getenv("A_B")'
    found = facts(PATH, f"{code}\n", ConfigUse)
    assert [(use.name, use.target) for use in found] == [("A_B", "C"), ("A_B", "C")]
