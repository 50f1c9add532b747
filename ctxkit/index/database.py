"""The open database of the index and the view that it is read through.

A file's facts depend on its content, its path and the extractors alone, so they are stored once a
(repository, path, blob) and every version with that blob shares them. A *tree* is a repository at a
commit: the set of its files. The *view* is one tree of each repository. Every question is asked of
the view, and answered as if there were no other trees.

Not here: the questions (`fact_queries.py` and its siblings, gathered in `reader.py`), and what
other versions hold (`version_queries.py`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ctxkit.errors import IndexMissingError
from ctxkit.index.rows import KIND_NUMBERS, decode
from ctxkit.index.schema import DATABASE, SCHEMA
from ctxkit.model import Checkout, Fact

F = TypeVar("F", bound=Fact)

FACT_COLUMNS = "f.kind, f.name, f.line, f.end_line, f.symbol, f.data, s.repo, s.path, s.test"
"""The columns of a row that `decode` takes."""

FACT = f"SELECT {FACT_COLUMNS} FROM fact f JOIN file s ON s.id = f.file_id"
NUMBERED_FACT = f"SELECT f.id, {FACT_COLUMNS} FROM fact f JOIN file s ON s.id = f.file_id"
ORDER = "ORDER BY s.repo, s.path, f.line, f.id"

_REBUILD = "run: ctxkit index"


class Lookup(NamedTuple):
    """The columns of a query's conditions; a plus keeps SQLite from using an index on them."""

    kind: str
    file: str


BY_KIND = Lookup("f.kind", "f.file_id")
# Where the facts are few and given by number or file. Without the plus SQLite walks all facts of a
# kind: 2 ms instead of 0.1.
BY_FACT = Lookup("+f.kind", "f.file_id")
# Where the files are given by name. Without the second plus SQLite walks all files of the view.
BY_FILE_NAME = Lookup("+f.kind", "+f.file_id")


def open_database(folder: Path, *, digest: str | None = None) -> sqlite3.Connection:
    """Open the database of the index in `folder` for reading.

    Raise IndexMissingError where there is none, or where its tables or, if `digest` is given, its
    extractors are not those of this ctxkit.
    """
    path = folder / DATABASE
    if not path.is_file():
        raise IndexMissingError(f"no index in {folder.name}", hint=_REBUILD)
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    db = sqlite3.connect(uri, uri=True, check_same_thread=False)
    try:
        meta = dict(db.execute("SELECT key, value FROM meta"))
    except sqlite3.DatabaseError as error:
        db.close()
        raise IndexMissingError(f"the index is damaged: {error}", hint=_REBUILD) from None
    if meta.get("schema") != SCHEMA or digest not in (None, meta.get("digest")):
        db.close()
        raise IndexMissingError("the index was built by another version of ctxkit", hint=_REBUILD)
    return db


def select_view(db: sqlite3.Connection, checkouts: Sequence[Checkout]) -> None:
    """Make `checkouts` the view of this connection alone.

    Raise IndexMissingError where the index lacks one of their trees.
    """
    # Temporary tables of the names that every query uses: SQLite finds them before those of the
    # file.
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute(
        "CREATE TEMP TABLE checkout"
        " (repo TEXT PRIMARY KEY, tree_id INTEGER, version TEXT, match TEXT, url TEXT)"
    )
    db.execute("CREATE TEMP TABLE view (file_id INTEGER PRIMARY KEY)")
    for c in checkouts:
        tree = tree_of(db, c)
        if tree is None:
            message = f"the index has no files of {c.repo} at {c.commit[:10]}"
            raise IndexMissingError(message, hint="run the command again")
        db.execute(
            "INSERT INTO temp.checkout VALUES (?, ?, ?, ?, ?)",
            (c.repo, tree, c.version, c.match, c.url),
        )
        db.execute(
            "INSERT INTO temp.view SELECT file_id FROM main.member WHERE tree_id = ?", (tree,)
        )
    db.commit()


def tree_of(db: sqlite3.Connection, checkout: Checkout) -> int | None:
    """Return the number of a checkout's tree, None where the index does not hold it."""
    row = db.execute(
        "SELECT id FROM tree WHERE repo = ? AND commit_id = ?", (checkout.repo, checkout.commit)
    ).fetchone()
    return int(row[0]) if row else None


def marks(values: Sequence[object]) -> str:
    """Return one question mark for each value of an SQL list."""
    return ",".join("?" * len(values))


class Database:
    """The connection, and the selection of facts of the view, which all queries share."""

    def __init__(self, connection: sqlite3.Connection, folder: Path, digest: str) -> None:
        self._db = connection
        self.folder = folder
        self.digest = digest

    def close(self) -> None:
        self._db.close()

    def checkouts(self) -> dict[str, Checkout]:
        """Return the checkouts of the view by repository."""
        rows = self._db.execute(
            "SELECT c.repo, c.version, t.commit_id, c.match, c.url "
            "FROM checkout c JOIN tree t ON t.id = c.tree_id ORDER BY 1"
        )
        return {
            r[0]: Checkout(repo=r[0], version=r[1], commit=r[2], match=r[3], url=r[4]) for r in rows
        }

    @property
    def is_of_other_version(self) -> bool:
        """Whether the view is another than the workspace's: its files need not be checked out."""
        sql = "SELECT 1 FROM sqlite_temp_master WHERE name = 'view'"
        return self._db.execute(sql).fetchone() is not None

    def stamp(self) -> str:
        """Return the stamp that the view was set with."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone()
        return str(row[0]) if row else ""

    def _facts(
        self,
        where: str,
        values: Sequence[Any],
        kinds: Sequence[type[F]],
        lookup: Lookup = BY_KIND,
    ) -> list[F]:
        sql = (
            f"{FACT} WHERE {lookup.kind} IN ({marks(kinds)})"
            f" AND {lookup.file} IN (SELECT file_id FROM view) AND {where} {ORDER}"
        )
        numbers = [KIND_NUMBERS[k.kind] for k in kinds]
        return [decode(row) for row in self._db.execute(sql, [*numbers, *values])]  # type: ignore[misc]
