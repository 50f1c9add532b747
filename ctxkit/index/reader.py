"""The index, opened for reading: all queries in one class.

Not here: the queries themselves (`fact_queries.py`, `use_queries.py`, `word_queries.py`,
`file_queries.py`, `version_queries.py`), and how the index is changed (`builder.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ctxkit.errors import IndexMissingError
from ctxkit.index.database import open_database, select_view
from ctxkit.index.fact_queries import DocumentRow, FactQueries
from ctxkit.index.file_queries import FileEntry, FileQueries
from ctxkit.index.use_queries import UseQueries
from ctxkit.index.version_queries import VersionQueries
from ctxkit.index.word_queries import MessageRow, WordQueries
from ctxkit.model import Checkout

__all__ = ["DocumentRow", "FileEntry", "Index", "MessageRow"]


class Index(FactQueries, UseQueries, WordQueries, FileQueries, VersionQueries):
    """An open index. Close it, or use it as a context manager."""

    @classmethod
    def open(
        cls, folder: Path, *, digest: str | None = None, checkouts: Sequence[Checkout] | None = None
    ) -> Index:
        """Open the index in `folder`.

        `checkouts` make another view of it, for this reader alone; their trees must have been
        added. Raise IndexMissingError where there is no index, where another version of ctxkit or,
        if `digest` is given, other extractors made it, or where it lacks a tree.
        """
        db = open_database(folder, digest=digest)
        try:
            if checkouts is not None:
                select_view(db, checkouts)
            made_by = db.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone()[0]
        except IndexMissingError:
            db.close()
            raise
        return cls(db, folder, made_by)

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
