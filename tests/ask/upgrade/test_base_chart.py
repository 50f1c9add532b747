"""Which chart a customer's file was copied from."""

from __future__ import annotations

import pytest

from ctxkit.ask.upgrade.base_chart import is_copy, likely_base
from tests.ask.upgrade.test_upgrade import NEW, OLD, parsed

CHARTS = [("old", OLD.encode()), ("new", NEW.encode())]


@pytest.mark.parametrize(("chart", "name"), [(OLD, "old"), (NEW, "new")])
def test_an_edited_copy_tells_its_chart(chart: str, name: str) -> None:
    edited = (
        chart.replace("replicas: 1", "replicas: 7").replace("replicas: 2", "replicas: 7")
        + "own: 1\n"
    )
    base = likely_base(parsed(edited), CHARTS)
    assert base is not None
    assert base.file.path == name
    assert base.shared - base.equal == 1


@pytest.mark.parametrize(
    "mine",
    [
        "api:\n  replicas: 3\n",  # a few values: all of them the customer's
        OLD.replace(": 30s", ": 1s")
        .replace(": 1\n", ": 7\n")
        .replace("1.", "9.")
        .replace("httpx", "numpy"),
        "",
    ],
)
def test_what_is_no_copy_has_no_base(mine: str) -> None:
    assert likely_base(parsed(mine), CHARTS) is None


def test_a_chart_that_cannot_be_read_is_no_base() -> None:
    assert likely_base(parsed(OLD), [("broken", OLD.encode() + b"\n\t: {")]) is None
    assert likely_base(parsed(OLD), []) is None


def test_a_copy_has_most_of_the_values() -> None:
    assert is_copy(parsed(OLD), parsed(NEW))
    assert not is_copy(parsed("api: {replicas: 1}"), parsed(NEW))
    assert not is_copy(parsed(OLD), parsed(""))
