"""Change the index: trees and facts added to a copy of it, which then takes the place of the old
one.

A build works on a copy beside the old database and replaces it in one rename: a reader sees the old
or the new whole. Not here: questions (`reader.py`), which files there are (`build.py`) and what
they say (`extract/`).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from ctxkit.errors import IndexMissingError
from ctxkit.files.atomic import replace_file
from ctxkit.index.reader import DATABASE, Index
from ctxkit.index.rows import SCHEMA_VERSION
from ctxkit.model import Checkout

_KEPT_TREES = (
    6  # of each repository: enough to go back and forth between versions, few enough to stay small
)

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE tree (id INTEGER PRIMARY KEY, repo TEXT, commit_id TEXT, used INTEGER, version TEXT,
                   UNIQUE (repo, commit_id));
CREATE TABLE checkout (repo TEXT PRIMARY KEY, tree_id INTEGER, version TEXT, match TEXT, url TEXT) WITHOUT ROWID;
CREATE TABLE file (id INTEGER PRIMARY KEY, repo TEXT, path TEXT, base TEXT, oid BLOB, test INTEGER, broken TEXT);
CREATE UNIQUE INDEX file_identity ON file (path, oid, repo);
CREATE INDEX file_base ON file (base);
CREATE TABLE member (tree_id INTEGER, file_id INTEGER, PRIMARY KEY (tree_id, file_id)) WITHOUT ROWID;
CREATE TABLE fact (id INTEGER PRIMARY KEY, file_id INTEGER, kind INTEGER, name TEXT, line INTEGER, end_line INTEGER,
                   symbol TEXT, data TEXT);
CREATE INDEX fact_name ON fact (kind, name);
CREATE INDEX fact_file ON fact (file_id);
CREATE TABLE key (fold TEXT, fact_id INTEGER, PRIMARY KEY (fold, fact_id)) WITHOUT ROWID;
CREATE TABLE word (word TEXT, fact_id INTEGER, PRIMARY KEY (word, fact_id)) WITHOUT ROWID;
CREATE TABLE view (file_id INTEGER PRIMARY KEY);
"""


class SourceFile(NamedTuple):
    """A file that a tree holds: `oid` is its git blob id, 20 bytes."""

    path: str
    oid: bytes
    test: bool


class Builder:
    """A copy of the index that is being changed; `commit` puts it in the place of the old one."""

    def __init__(self, folder: Path, *, digest: str) -> None:
        self._folder = folder
        self._path = folder / f"{DATABASE}.tmp-{os.getpid()}"
        old = folder / DATABASE
        fresh = True
        if old.is_file():
            with suppress(IndexMissingError):
                Index.open(folder, digest=digest).close()
                shutil.copyfile(old, self._path)
                fresh = False
        if fresh:
            self._path.unlink(missing_ok=True)
        self._db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        # The copy is thrown away if anything goes wrong, so it needs no journal of its own.
        self._db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;"
        )
        if fresh:
            self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        if fresh:
            meta = {"schema": str(SCHEMA_VERSION), "digest": digest}
            self._db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())

    def has_tree(self, repo: str, commit: str) -> bool:
        return bool(
            self._db.execute(
                "SELECT 1 FROM tree WHERE repo = ? AND commit_id = ?", (repo, commit)
            ).fetchone()
        )

    def add_tree(
        self, repo: str, commit: str, files: Iterable[SourceFile]
    ) -> list[tuple[int, SourceFile]]:
        """Add a tree; return the files, with their numbers, whose facts the index does not hold
        yet.
        """
        tree = self._db.execute(
            "INSERT INTO tree (repo, commit_id, used, version) VALUES (?, ?, 0, '')", (repo, commit)
        ).lastrowid
        known = {
            (r[1], r[2]): r[0]
            for r in self._db.execute("SELECT id, path, oid FROM file WHERE repo = ?", (repo,))
        }
        new: list[tuple[int, SourceFile]] = []
        number = self._db.execute("SELECT coalesce(max(id), 0) FROM file").fetchone()[0]
        members: list[tuple[int | None, int]] = []
        for file in files:
            found = known.get((file.path, file.oid))
            if found is None:
                number += 1
                new.append((number, file))
                found = number
            members.append((tree, found))
        self._db.executemany(
            "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, '')",
            ((n, repo, f.path, f.path.rpartition("/")[2], f.oid, f.test) for n, f in new),
        )
        self._db.executemany("INSERT INTO member VALUES (?, ?)", members)
        return new

    def add_facts(self, file_id: int, rows: Sequence[Sequence[Any]], broken: str = "") -> None:
        """Store what one file says (rows as `encode` makes them); `broken` is why it could not be
        read, if so.
        """
        if broken:
            self._db.execute("UPDATE file SET broken = ? WHERE id = ?", (broken, file_id))
        number = self._db.execute("SELECT coalesce(max(id), 0) FROM fact").fetchone()[0]
        facts: list[tuple[Any, ...]] = []
        keys: list[tuple[str, int]] = []
        words: list[tuple[str, int]] = []
        for row in rows:
            number += 1
            facts.append((number, file_id, *row[:6]))
            keys.extend((fold, number) for fold in row[6])
            words.extend((word, number) for word in row[7])
        self._db.executemany("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?)", facts)
        self._db.executemany("INSERT INTO key VALUES (?, ?)", keys)
        self._db.executemany("INSERT INTO word VALUES (?, ?)", words)

    def set_view(self, checkouts: Sequence[Checkout], stamp: str = "") -> None:
        """Make the trees of `checkouts`, which must have been added, the view; forget trees long
        unused.

        `stamp` is kept for `Index.stamp`.
        """
        run = self._db.execute
        run("INSERT OR REPLACE INTO meta VALUES ('stamp', ?)", (stamp,))
        run("DELETE FROM checkout")
        run("DELETE FROM view")
        now = run("SELECT coalesce(max(used), 0) + 1 FROM tree").fetchone()[0]
        for c in checkouts:
            tree = run(
                "SELECT id FROM tree WHERE repo = ? AND commit_id = ?", (c.repo, c.commit)
            ).fetchone()[0]
            run("UPDATE tree SET used = ?, version = ? WHERE id = ?", (now, c.version, tree))
            run(
                "INSERT INTO checkout VALUES (?, ?, ?, ?, ?)",
                (c.repo, tree, c.version, c.match, c.url),
            )
            run("INSERT INTO view SELECT file_id FROM member WHERE tree_id = ?", (tree,))
        self._prune()

    def keep(self, checkouts: Sequence[Checkout]) -> None:
        """Keep the trees of `checkouts` beside the view, for as long as they are used; forget trees
        long unused.
        """
        run = self._db.execute
        now = run("SELECT coalesce(max(used), 0) + 1 FROM tree").fetchone()[0]
        for c in checkouts:
            run(
                "UPDATE tree SET used = ? WHERE repo = ? AND commit_id = ?", (now, c.repo, c.commit)
            )
        run("UPDATE tree SET used = ? WHERE id IN (SELECT tree_id FROM checkout)", (now + 1,))
        self._prune()

    def _prune(self) -> None:
        run = self._db.execute
        rows = run("SELECT id, repo FROM tree ORDER BY used DESC, id DESC").fetchall()
        seen: dict[str, int] = {}
        doomed = []
        for tree, repo in rows:
            seen[repo] = seen.get(repo, 0) + 1
            if seen[repo] > _KEPT_TREES:
                doomed.append((tree,))
        if not doomed:
            return
        self._db.executemany("DELETE FROM tree WHERE id = ?", doomed)
        self._db.executemany("DELETE FROM member WHERE tree_id = ?", doomed)
        orphans = "SELECT id FROM fact WHERE file_id NOT IN (SELECT file_id FROM member)"
        run(f"DELETE FROM key WHERE fact_id IN ({orphans})")
        run(f"DELETE FROM word WHERE fact_id IN ({orphans})")
        run(f"DELETE FROM fact WHERE id IN ({orphans})")
        run("DELETE FROM file WHERE id NOT IN (SELECT file_id FROM member)")

    def commit(self) -> None:
        """Write everything to disk and put it in the place of the old index."""
        self._db.execute("COMMIT")
        self._db.close()
        replace_file(self._folder / DATABASE, self._path)

    def abandon(self) -> None:
        """Throw the copy away."""
        self._db.close()
        self._path.unlink(missing_ok=True)


@contextmanager
def building(folder: Path, *, digest: str) -> Iterator[Builder]:
    """Give a Builder whose work is kept if the block ends well and thrown away if it does not."""
    builder = Builder(folder, digest=digest)
    try:
        yield builder
    except BaseException:
        builder.abandon()
        raise
    builder.commit()


Progress = Callable[[str, int, int], None]
"""Called with (what is being done, steps done, steps in all)."""
