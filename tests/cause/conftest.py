"""The small upstream of the tests of slices, indexed once."""

from __future__ import annotations

import pytest

from tests.cause.small import Small


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return Small(tmp_path_factory.mktemp("small"))
