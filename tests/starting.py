"""What the start of a run costs: each worker of pytest-xdist imports and collects all of the tests.

Not here: which tests there are, which this does not change.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect the tests without looking for garbage, and keep what pytest makes of their modules.

    Of the objects that are made nearly all stay until the end: to look for garbage among them
    takes as long as making them, and would go on at each test. To rewrite the assertions of a
    module takes longer than all else, and one worker reads what another has rewritten, if it may
    be written; Python can be told to write no byte code.
    """
    writes_nothing = sys.dont_write_bytecode
    sys.dont_write_bytecode = False
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        sys.dont_write_bytecode = writes_nothing
