from __future__ import annotations

import gc

import pytest

from ctxkit.index.garbage import collecting_rarely


def test_garbage_is_looked_for_less_often_in_the_block_alone() -> None:
    before = gc.get_threshold()
    with pytest.raises(RuntimeError, match="half way"), collecting_rarely():
        assert gc.get_threshold()[0] > 100 * before[0]
        raise RuntimeError("half way")
    assert gc.get_threshold() == before
