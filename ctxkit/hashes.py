"""Hashes without `hashlib`, which loads OpenSSL: that takes a fortieth of a question's time.

They are Python's own, as the module `random` takes them, and the same as those of hashlib. Only for
what every question needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import blake2b, sha1
else:
    try:
        from _blake2 import blake2b
        from _sha1 import sha1
    except ImportError:  # a Python that was built without its own
        from hashlib import blake2b, sha1

__all__ = ["blake2b", "sha1"]
