"""An index that came from elsewhere: whether it is one of this ctxkit, asked without trusting it.

Not here: the tables (`schema.py`), opening an index of one's own (`database.py`).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ctxkit.index.schema import SCHEMA, TABLES

_DEFENSIVE = "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
_NO_LISTS = (
    "SELECT 1 FROM word WHERE NOT json_valid(facts)"
    " UNION ALL SELECT 1 FROM mention WHERE NOT json_valid(files)"
)
_OBJECTS = "SELECT type, name, tbl_name, sql FROM sqlite_master"


def index_fault(path: Path, digest: str) -> str:
    """Return why the file at `path` is no index with the extractors of `digest`; empty if it is
    one.

    It must have just our tables: a view or trigger of another would run when one is asked.
    """
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as db:
            db.executescript(_DEFENSIVE)
            if set(db.execute(_OBJECTS)) != _own_objects():
                return "it has other tables"
            problem = db.execute("PRAGMA quick_check(1)").fetchone()[0]
            if problem != "ok":
                return f"it is damaged: {problem}"
            if db.execute(_NO_LISTS).fetchone():
                return "it is damaged: a list of numbers is none"
            meta = dict(db.execute("SELECT key, value FROM meta"))
    except sqlite3.Error as error:
        return f"it is damaged: {error}"
    if (meta.get("schema"), meta.get("digest")) != (SCHEMA, digest):
        return "it was built by another ctxkit"
    return ""


def _own_objects() -> set[tuple[str, str, str, str | None]]:
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(TABLES)
        return set(db.execute(_OBJECTS))
