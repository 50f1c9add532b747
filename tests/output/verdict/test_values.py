"""Values with their units, and what is allowed, in words."""

from __future__ import annotations

import pytest

from ctxkit.model import KeyAnswer
from ctxkit.output.verdict.values import allowed_values, shown_value


@pytest.mark.parametrize(
    ("name", "description", "value", "shown"),
    [
        ("LIMIT", "Largest size in megabytes", "15", "15 MB"),
        ("WAIT", "How long to wait (seconds)", "5.5", "5.5 s"),
        ("RETRY_INTERVAL_MS", "", "100", "100 ms"),
        ("TOKEN_EXPIRE_MINUTES", "", "60", "60 minutes"),
        ("WORKFLOW_MAX_EXECUTION_TIME", "", "1200", "1200 s"),
        ("LIMIT", "", "52428800", "52428800 (50 MiB)"),
        ("LIMIT", "Largest size in megabytes", "many", "many"),
        ("FLAG", "", "True", "true"),
        ("FLAG", "", "None", "not set"),
        ("FLAG", "", "", "(empty)"),
        ("FLAG", "", None, "no default"),
        ("FORMAT", "", "x" * 99, "x" * 43 + "…"),
    ],
)
def test_a_value_has_its_unit(name: str, description: str, value: str | None, shown: str) -> None:
    assert shown_value(KeyAnswer(name=name, description=description), value) == shown


@pytest.mark.parametrize(
    ("type", "notes", "words"),
    [
        ("NonNegativeInt", ("must be at least 0 (ge=0)",), "a whole number, 0 or more"),
        ("PositiveFloat", (), "a number above 0"),
        ("int", ("must be at least 1 (ge=1)",), "a whole number, at least 1"),
        ("uint64", (), "a whole number"),
        ("float32", (), "a number"),
        ("int | None", (), "a whole number"),
        ("Optional[bool]", (), "true or false"),
        ("Literal['a', \"b\"]", (), "one of a, b"),
        ("str", (), ""),
        ("string", ("must be one of a, b (oneof=a b)",), "one of a, b"),
        ("string", ("must be set (required)",), ""),
    ],
)
def test_what_is_allowed_is_said_without_types(
    type: str, notes: tuple[str, ...], words: str
) -> None:
    assert allowed_values(KeyAnswer(name="K", type=type, notes=notes)) == words
