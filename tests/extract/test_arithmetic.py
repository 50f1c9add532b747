from __future__ import annotations

import pytest

from ctxkit.extract.arithmetic import evaluate


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("60 * 60", 3600),
        ("1024_000", 1024000),
        ("-(2 + 3) * 1.5", -7.5),
        ("7 - 2", 5),
        ("7 / 2", 3.5),
        ("7 // 2", 3),
        ("int(3.9)", 3),
        ("int(timedelta(days=7).total_seconds())", 604800),
        ("datetime.timedelta(minutes=1).total_seconds()", 60),
        ("timedelta(weeks=1, days=1, hours=1, minutes=1, seconds=1).total_seconds()", 694861),
        (" 1 ", 1),
    ],
)
def test_arithmetic_is_evaluated(source: str, value: float) -> None:
    assert evaluate(source) == value
    assert type(evaluate(source)) is type(value) or isinstance(evaluate(source), float)


@pytest.mark.parametrize(
    "source",
    [
        "os.cpu_count() or 1",
        "2 ** 99",
        "1 / 0",
        "True",
        "(" * 60,
        "",
        "int(1, 2)",
        "int(days=1)",
        "timedelta(1).total_seconds()",
        "timedelta(days=1).total_seconds(1)",
        "timedelta(int=1).total_seconds()",
        "int.timedelta.total_seconds()",
        "days",
        "+1",
        "timedelta(days=999999999999).total_seconds()",
    ],
)
def test_nothing_else_is(source: str) -> None:
    assert evaluate(source) is None


def test_a_long_expression_is_left_alone() -> None:
    assert evaluate("+".join("1" * 50) + "0") == 59
    assert evaluate("+".join("1" * 51)) is None
