from __future__ import annotations

import re

import pytest

from ctxkit.ask.find.quantities import UNITS, quantities


@pytest.mark.parametrize("unit", UNITS)
def test_each_unit_reads_its_sample(unit: object) -> None:
    number = int(re.findall(r"\d+", unit.sample)[0])  # type: ignore[attr-defined]
    values = {str(number * factor) for factor in unit.factors}  # type: ignore[attr-defined]
    assert quantities(unit.sample) == values - {"1", "2"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("question", "some"),
    [
        ("upload fails above 15 MB", {"15", "15728640"}),
        ("logged out every hour", {"60", "3600"}),
        ("工作流跑了二十分钟就被中断", {"20", "1200"}),
        ("リンクが5分で切れる", {"5", "300"}),
        ("exceeds the limit of 30", {"30"}),
    ],
)
def test_a_number_is_what_a_setting_may_have(question: str, some: set[str]) -> None:
    assert some <= quantities(question)


@pytest.mark.parametrize(
    "question", ["v2 of the node", "port a80b", "two of 5", "1.14", "", "0 MB"]
)
def test_what_is_no_telling_number(question: str) -> None:
    assert quantities(question) == frozenset()
