"""Made-up secrets in the forms of services and people, and lines without."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from ctxkit.text.redact import Redactor

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

from secret_lines import with_secrets, without_secrets


@pytest.mark.parametrize("seed", [1, 2])
def test_of_fifty_secrets_of_any_kind_one_is_missed_at_most(seed: int) -> None:
    lines, missed = Counter[str](), Counter[str]()
    for line in with_secrets(seed):
        masked = Redactor().mask(line.text)
        lines[line.kind] += 1
        missed[line.kind] += any(secret in masked for secret in line.secrets)
    assert lines.total() > 300
    assert missed.total() <= 0.02 * lines.total(), missed
    assert all(count <= 0.1 * lines[kind] for kind, count in missed.items()), missed


@pytest.mark.parametrize("seed", [1, 2])
def test_of_a_hundred_lines_without_one_is_changed_at_most(seed: int) -> None:
    lines = without_secrets(seed)
    changed = [line.text for line in lines if Redactor().mask(line.text) != line.text]
    assert len(lines) > 300
    assert len(changed) <= 0.01 * len(lines), changed
