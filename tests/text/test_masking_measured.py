"""Made-up secrets in the forms of services and people, and lines without."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from ctxkit.text.redact import Redactor

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from drawn_lines import drawn_set, set_names
from secret_lines import Line, with_secrets, without_secrets


@pytest.mark.parametrize("seed", [1, 2])
def test_of_fifty_secrets_of_any_kind_one_is_missed_at_most(seed: int) -> None:
    check_recall(with_secrets(seed))


@pytest.mark.parametrize("name", set_names())
def test_so_it_is_of_lines_that_were_written_before_the_rules(name: str) -> None:
    secret, plain = drawn_set(name, seed=1)
    check_recall(secret)
    check_false_alarms(plain)


def check_recall(secret_lines: list[Line]) -> None:
    lines, missed = Counter[str](), Counter[str]()
    for line in secret_lines:
        masked = Redactor().mask(line.text)
        lines[line.kind] += 1
        missed[line.kind] += any(secret in masked for secret in line.secrets)
    assert lines.total() > 30
    assert missed.total() <= 0.02 * lines.total(), missed
    assert all(count <= 0.1 * lines[kind] for kind, count in missed.items()), missed


@pytest.mark.parametrize("seed", [1, 2])
def test_of_a_hundred_lines_without_one_is_changed_at_most(seed: int) -> None:
    check_false_alarms(without_secrets(seed))


def check_false_alarms(lines: list[Line]) -> None:
    changed = [line.text for line in lines if Redactor().mask(line.text) != line.text]
    assert lines
    assert len(changed) <= 0.01 * len(lines), changed
