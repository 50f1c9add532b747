"""The limits of time can fail."""

from __future__ import annotations

import time

import pytest

from tests.pace import at_most, is_within


def busy(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_what_takes_a_hundred_times_as_long_fails() -> None:
    with pytest.raises(AssertionError, match=r"0\.002 at the usual pace"), at_most(0.002):
        busy(0.2)


def test_what_takes_no_longer_passes() -> None:
    with at_most(5):
        busy(0.01)
    assert is_within(1, 1)


def test_a_machine_may_be_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.pace._work", lambda: 0.03)
    assert is_within(2.9, 1)
    assert not is_within(3.1, 1)
