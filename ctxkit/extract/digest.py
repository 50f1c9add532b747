"""The digest of the extractors, by which an index tells whether its facts are still what they would find.

It stands alone because every query asks for it, and must not import tree-sitter to get it.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path


@cache
def digest() -> str:
    """Return a digest of everything that decides which facts a file has and how they are stored."""
    here = Path(__file__).parent
    storage = [here.parent / name for name in ("model.py", "template.py", "factrows.py", "index_builder.py")]
    files = sorted(p for p in here.rglob("*") if p.suffix in (".py", ".scm"))
    whole = sha256()
    for file in (*files, *storage):
        whole.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return whole.hexdigest()[:16]
