"""Which values a program takes: as pydantic and envconfig do."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.validation import fix_of_value, go_refusal, is_plain_type, refusal
from ctxkit.model import ConfigKey
from tests.pace import at_most


def field(type_: str, constraints: str = "") -> ConfigKey:
    return ConfigKey(
        name="X", line=1, end_line=1, origin="pydantic", type=type_, constraints=constraints
    )


def tag(type_: str, constraints: str = "") -> ConfigKey:
    return ConfigKey(
        name="X", line=1, end_line=1, origin="envconfig", type=type_, constraints=constraints
    )


@pytest.mark.parametrize(
    ("type_", "values"),
    [
        ("PositiveInt", ["1", " 15 ", "1_000", "3.0", "+2"]),
        ("NonNegativeInt", ["0"]),
        ("NegativeInt", ["-1"]),
        ("int", ["-5", "0"]),
        ("PositiveFloat", ["0.5", "1e3", ".5", "5.", "inf"]),
        ("bool", ["true", "True", "FALSE", "1", "off", "y", "No"]),
        ("str", ["", "anything"]),
        ("str | None", [""]),
        ("bool | str", ["neither"]),
        ("Optional[PositiveInt]", ["3"]),
        ("HttpUrl", ["https://dify.example/x"]),
        ('Literal["text", "json"]', ["json"]),
        ('Literal["es", "aoss"] | None', ["aoss"]),
        ("SomeClassOfDify", ["what ever"]),
        ("dict[str, Any] | None", ["{}"]),
    ],
)
def test_pydantic_takes(type_: str, values: list[str]) -> None:
    assert [value for value in values if refusal(field(type_), value)] == []


@pytest.mark.parametrize(
    ("type_", "value", "wanted"),
    [
        ("PositiveInt", "0", "a whole number greater than 0"),
        ("PositiveInt", "50MB", "a whole number greater than 0"),
        ("PositiveInt", "", "a whole number greater than 0"),
        ("int", "1.5", "a whole number"),
        ("int", "1e3", "a whole number"),
        ("NonNegativeInt | None", "-1", "a whole number at least 0"),
        ("PositiveFloat", "0", "a number greater than 0"),
        ("float", "fast", "a number"),
        ("bool", "enabled", "true or false"),
        ("bool", "", "true or false"),
        ("HttpUrl", "dify.example", "a URL that begins with http:// or https://"),
        ('Literal["text", "json"]', "JSON", "one of text, json"),
    ],
)
def test_pydantic_refuses(type_: str, value: str, wanted: str) -> None:
    assert refusal(field(type_), value) == wanted


def test_constraints_bound_a_number() -> None:
    assert (
        refusal(field("float", "ge=0.0, le=1.0"), "1.5") == "a number at least 0.0 and at most 1.0"
    )
    assert refusal(field("float", "ge=0.0, le=1.0"), "1") == ""


@pytest.mark.parametrize(
    ("type_", "value", "taken"),
    [
        ("bool", "TRUE", True),
        ("bool", "yes", False),  # strconv.ParseBool knows no yes
        ("int", "0x10", True),
        ("int", "600s", False),
        ("int", "", False),
        ("uint16", "65535", True),
        ("uint16", "65536", False),
        ("uint16", "-1", False),
        ("float64", "0.5", True),
        ("time.Duration", "1h30m", True),
        ("time.Duration", "30", False),
        ("string", "", True),
        ("[]string", "", True),
    ],
)
def test_envconfig(type_: str, value: str, taken: bool) -> None:
    assert (refusal(tag(type_), value) == "") is taken


def test_envconfig_requires_and_chooses() -> None:
    assert refusal(tag("string", "required"), "") == "a value, because it is required"
    assert (
        refusal(tag("string", "required,oneof=disable require"), "prefer")
        == "one of disable, require"
    )


def test_the_members_of_an_enumeration_are_all_there_are() -> None:
    assert (
        refusal(field("str | None"), "qdrand", ("qdrant", "weaviate")) == "one of qdrant, weaviate"
    )


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "value", ["9" * 400_000, "1_" * 200_000, "1h" * 200_000, "http://" * 50_000, "-" * 400_000]
)
def test_huge_values_take_no_time(value: str) -> None:
    with at_most(1):
        for type_ in ("PositiveInt", "float", "bool", "HttpUrl"):
            refusal(field(type_), value)
        for type_ in ("int", "uint16", "float64", "time.Duration"):
            refusal(tag(type_), value)


@pytest.mark.parametrize(
    ("value", "accepted"),
    [
        ("017", True),
        ("089", False),  # octal for Go
        ("0o17", True),
        ("0b101", True),
        ("1_000", True),
        ("-5", True),
        ("+5", True),
        ("1.5", False),
        ("x" * 81, False),
    ],
)
def test_whole_numbers_of_go(value: str, accepted: bool) -> None:
    assert (go_refusal("int", value) == "") is accepted


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("int8", "127", ""),
        ("int8", "128", "a whole number from -128 to 127"),
        ("int8", "-128", ""),
        ("int8", "-129", "a whole number from -128 to 127"),
        ("uint", "-1", "a whole number"),
        ("uint8", "256", "a whole number from 0 to 255"),
        ("int32", "2147483648", "a whole number from -2147483648 to 2147483647"),
        ("int64", str(2**63), "a whole number"),
        ("float32", "x", "a number"),
        ("float32", "NaN", ""),
        ("bool", "yes", "true or false"),
        ("bool", "T", ""),
        ("string", "x", ""),
    ],
)
def test_types_of_go(type_: str, value: str, expected: str) -> None:
    assert go_refusal(type_, value) == expected


@pytest.mark.parametrize(
    ("value", "accepted"),
    [
        ("0", True),
        ("30s", True),
        ("-1.5h", True),
        ("1h30m10s", True),
        ("5us", True),
        ("5µs", True),
        (".5s", True),
        ("30", False),
        ("1d", False),
        ("s", False),
        (".s", False),
        ("1.2.3s", False),
        ("30s ", False),
        ("", False),
        ("1s" * 40, True),
        ("1s" * 41, False),
    ],
)
def test_durations_of_go(value: str, accepted: bool) -> None:
    assert (go_refusal("time.Duration", value) == "") is accepted


@pytest.mark.parametrize(
    ("type_", "constraints", "expected"),
    [
        ("int", "", "a number"),
        ("uint16", "", "a number"),
        ("float64", "", "a number"),
        ("bool", "", "true or false"),
        ("*bool", "", "true or false"),
        ("time.Duration", "", "a duration such as 30s"),
        ("string", "", ""),
        ("string", "required", "a value, because it is required"),
        ("int", "omitempty,required", "a value, because it is required"),
        ("string", "required_if=A b", ""),
    ],
)
def test_an_empty_variable_is_a_set_one_for_envconfig(
    type_: str, constraints: str, expected: str
) -> None:
    assert refusal(tag(type_, constraints), "") == expected


def test_choices_of_envconfig() -> None:
    declared = tag("string", "required,oneof=local aws_s3")
    assert refusal(declared, "local") == ""
    assert refusal(declared, "s3") == "one of local, aws_s3"
    assert refusal(tag("string", "oneof="), "x") == ""


def test_members_of_an_enumeration_come_before_the_type() -> None:
    assert refusal(field("str"), "b", ("a",)) == "one of a"
    assert refusal(field("int"), "a", ("a",)) == ""


def test_declarations_of_other_kinds_accept_everything() -> None:
    other = ConfigKey(name="X", line=1, end_line=1, origin="yaml", type="int")
    assert refusal(other, "x") == ""


@pytest.mark.parametrize(
    ("constraints", "value", "expected"),
    [
        ("gt=1", "1", "a whole number greater than 1"),
        ("gt=1", "2", ""),
        ("ge=1", "1", ""),
        ("ge=1", "0", "a whole number at least 1"),
        ("lt=5", "5", "a whole number less than 5"),
        ("lt=5", "4", ""),
        ("le=5", "5", ""),
        ("le=5", "6", "a whole number at most 5"),
        ("ge = 1, le=5", "9", "a whole number at least 1 and at most 5"),
        ("ge=1, ge=1", "0", "a whole number at least 1"),
    ],
)
def test_bounds_of_a_number(constraints: str, value: str, expected: str) -> None:
    assert refusal(field("int", constraints), value) == expected


def test_the_tighter_bound_is_named() -> None:
    assert refusal(field("PositiveInt", "ge=5"), "0") == "a whole number at least 5"
    assert (
        refusal(field("PositiveInt", "ge=0"), "0") == "a whole number greater than 0 and at least 0"
    )


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("NonPositiveInt", "1", "a whole number at most 0"),
        ("NonPositiveInt", "0", ""),
        ("NegativeInt", "0", "a whole number less than 0"),
        ("NonNegativeFloat", "-0.1", "a number at least 0"),
        ("NonNegativeFloat", "0", ""),
        ("float", "-inf", ""),
        ("float", "1_0.5", ""),
        ("AnyHttpUrl", "ftp://x", "a URL that begins with http:// or https://"),
        ("AnyHttpUrl", " HTTP://x", ""),
        ("AnyHttpUrl", "http:///x", "a URL that begins with http:// or https://"),
        ("PositiveInt | bool", "x", "a whole number greater than 0 or true or false"),
        ("PositiveInt | bool", "yes", ""),
        ("dict[str | int, int] | int", "x", ""),
        ("Literal[1, 2]", "1", "one of 1, 2"),
        ("Literal[broken", "x", ""),
        ("None", "x", ""),
        ("int", "9" * 4001, "a whole number"),
        ("int", "9" * 100, ""),
    ],
)
def test_types_of_pydantic(type_: str, value: str, expected: str) -> None:
    assert refusal(field(type_), value) == expected


@pytest.mark.parametrize(
    ("expected", "plain"),
    [
        ("a whole number at least 0", True),
        ("a number", True),
        ("true or false", True),
        ("one of a, b", False),
        ("a URL with a scheme", False),
        ("a duration such as 30s", False),
    ],
)
def test_plain_types(expected: str, plain: bool) -> None:
    assert is_plain_type(expected) is plain


def default(value: str | None, *, expression: bool = False) -> ConfigKey:
    return ConfigKey(
        name="X",
        line=1,
        end_line=1,
        origin="pydantic",
        type="int",
        default=value,
        default_is_expression=expression,
    )


@pytest.mark.parametrize(
    ("key", "value", "expected", "fix"),
    [
        (default("5"), "x", "a number", "the default is 5"),
        (default("0"), "x", "a number", "the default is 0"),
        (default("None"), "x", "a number", "correct X, or remove it"),
        (default(""), "x", "a number", "correct X, or remove it"),
        (default(None), "x", "a number", "correct X, or remove it"),
        (default("f()", expression=True), "x", "a number", "correct X, or remove it"),
        (None, "x", "a number", "correct X, or remove it"),
        (default("5"), "smpt", "one of smtp, resend", "did you mean smtp?"),
        (default("5"), "SMTP", "one of smtp, resend", "did you mean smtp?"),
        (default("5"), "x", "one of smtp, resend", "the default is 5"),
        (None, "infa", "one of info, inf", "correct X, or remove it"),
        (None, "b", "one of a, c", "correct X, or remove it"),
        (None, "resnde", "one of resend", "did you mean resend?"),
    ],
)
def test_the_fix_of_a_value(key: ConfigKey | None, value: str, expected: str, fix: str) -> None:
    assert fix_of_value(key, "X", value, expected) == fix


def test_the_fix_of_a_secret_shows_no_default() -> None:
    assert fix_of_value(default("5"), "SECRET_KEY", "x", "a number") == "correct SECRET_KEY"
