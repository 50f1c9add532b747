from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from ctxkit.errors import WorkspaceError
from ctxkit.workspace.locks import exclusive

HOLD = """
import sys, time
from pathlib import Path
from ctxkit.workspace.locks import exclusive
with exclusive(Path(sys.argv[1]), what="it"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_another_process_is_named_when_patience_ends(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        began = time.monotonic()
        with pytest.raises(WorkspaceError, match=f"the index is locked by process {holder.pid}"):
            with exclusive(lock, what="the index", patience=0.1):
                pytest.fail("the lock was given twice")
        assert time.monotonic() - began < 3
        holder.kill()
    # The lock dies with its process: no stale lock to remove by hand.
    with exclusive(lock, what="the index", patience=0.1):
        pass


def test_a_lock_can_be_taken_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="boom"), exclusive(tmp_path / "lock", what="it"):
        raise ValueError("boom")
    with exclusive(tmp_path / "lock", what="it", patience=0):
        pass
