"""Each kind of failure is told by its sample; a guess counts where nothing else is told."""

from __future__ import annotations

import pytest

from ctxkit.cause.failures import FAILURES, FailureKind, failures_told, is_of_kind


@pytest.mark.parametrize("kind", FAILURES, ids=lambda kind: kind.name)
def test_a_kind_is_told_by_its_sample(kind: FailureKind) -> None:
    assert kind in failures_told(kind.sample)


def test_a_guess_gives_way_to_what_is_told() -> None:
    guess = "Failed to execute code, which is likely a network issue"
    assert [kind.name for kind in failures_told(guess)] == ["network"]
    assert is_of_kind("READ_TIMEOUT", failures_told(guess))
    told = failures_told(f"{guess} (got status code 401)")
    assert [kind.name for kind in told] == ["refused"]
