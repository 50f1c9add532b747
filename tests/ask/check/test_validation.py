"""Which values a program takes: as pydantic and envconfig do."""

from __future__ import annotations

import time

import pytest

from ctxkit.ask.check.validation import refusal
from ctxkit.model import ConfigKey


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
    began = time.process_time()
    for type_ in ("PositiveInt", "float", "bool", "HttpUrl"):
        refusal(field(type_), value)
    for type_ in ("int", "uint16", "float64", "time.Duration"):
        refusal(tag(type_), value)
    assert time.process_time() - began < 1
