"""What every archive that is refused must have."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ctxkit.workspace.archives.errors import ArchiveRefusedError


def check_refused(read: Callable[[bytes], object], data: bytes) -> None:
    """Check that an archive is refused, in a short message that a terminal may have."""
    with pytest.raises(ArchiveRefusedError) as refused:
        read(data)
    assert refused.value.message.isprintable()
    assert refused.value.message.isascii()
    assert len(refused.value.message) < 200
