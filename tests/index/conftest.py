"""Builds of an index as users have them."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def in_processes(workers: None) -> None:
    """Have files read by worker processes: the tests are about that, too."""
