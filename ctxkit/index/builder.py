"""Change the index: trees and facts added to a copy of it, which then takes the place of the old
one.

A build works on a copy beside the old database and replaces it in one rename: a reader sees the old
or the new whole. Not here: queries (`reader.py`), which files there are (`build.py`) and the facts
in them (`extract/`).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count, product
from pathlib import Path
from typing import Any, NamedTuple

from ctxkit.errors import IndexMissingError
from ctxkit.files.atomic import flushing, replace_file
from ctxkit.index.database import marks, open_database, tree_of
from ctxkit.index.schema import DATABASE, SCHEMA, TABLES
from ctxkit.model import Checkout

# Trees of each repository: enough to go back and forth between versions, few enough to stay small.
_MAX_TREES = 6

_MAX_UNWRITTEN = 2000  # facts

# The copy is thrown away if anything goes wrong, so it needs no journal of its own.
_UNJOURNALED = (
    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
    " PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
)


class SourceFile(NamedTuple):
    """A file of a tree; `oid` is its git blob id, 20 bytes."""

    path: str
    oid: bytes
    test: bool


class Builder:
    """A copy of the index that is being changed; `commit` puts it in the place of the old one."""

    def __init__(self, folder: Path, *, digest: str) -> None:
        self._folder = folder
        self._path = folder / f"{DATABASE}.tmp-{os.getpid()}"
        self._path.unlink(missing_ok=True)
        kept = _is_usable(folder, digest)
        if kept:
            shutil.copyfile(folder / DATABASE, self._path)
        self._db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        self._db.executescript(_UNJOURNALED)
        if not kept:
            self._db.executescript(TABLES)
        self._is_to_shrink = False
        self._waiting: dict[int, list[int]] = {}
        """The trees of each file of which the facts are still to come."""
        self._read_before: list[tuple[int, int]] = []
        """(file, new tree) of the files of which they are there."""
        self._facts: list[tuple[Any, ...]] = []
        self._keys: list[tuple[str, int]] = []
        self._words: dict[tuple[Any, ...], list[str]] = defaultdict(list)
        self._counts: Counter[tuple[str, int]] = Counter()
        self._mentions: dict[tuple[Any, ...], list[str]] = defaultdict(list)
        self._db.execute("BEGIN")
        last_fact = self._db.execute("SELECT coalesce(max(id), 0) FROM fact").fetchone()[0]
        self._fact_numbers = count(last_fact + 1)
        if not kept:
            meta = {"schema": SCHEMA, "digest": digest}
            self._db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())

    def has_tree(self, checkout: Checkout) -> bool:
        """Return whether the index holds the files of a checkout."""
        return tree_of(self._db, checkout) is not None

    def add_tree(
        self, repo: str, commit: str, files: Iterable[SourceFile]
    ) -> list[tuple[int, SourceFile]]:
        """Add a tree; return the files, with their numbers, whose facts the index does not hold
        yet.
        """
        run = self._db.execute
        tree = run(
            "INSERT INTO tree (repo, commit_id, used, version) VALUES (?, ?, 0, '')", (repo, commit)
        ).lastrowid
        assert tree is not None
        rows = run("SELECT id, path, oid FROM file WHERE repo = ?", (repo,))
        known = {(path, oid): number for number, path, oid in rows}
        next_number = run("SELECT coalesce(max(id), 0) + 1 FROM file").fetchone()[0]
        new: list[tuple[int, SourceFile]] = []
        members: list[tuple[int, int]] = []
        for file in files:
            number = known.get((file.path, file.oid))
            if number is None:
                number = next_number + len(new)
                new.append((number, file))
                self._waiting[number] = [tree]
            elif number in self._waiting:
                self._waiting[number].append(tree)
            else:
                self._read_before.append((number, tree))
            members.append((tree, number))
        self._db.executemany(
            "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, '')",
            ((n, repo, f.path, f.path.rpartition("/")[2], f.oid, f.test) for n, f in new),
        )
        self._db.executemany("INSERT INTO member VALUES (?, ?)", members)
        return new

    def add_facts(self, file_id: int, rows: Iterable[Sequence[Any]], broken: str = "") -> None:
        """Store the facts of one file (rows as `encode` makes them).

        `broken` is why it could not be read, if so.
        """
        if broken:
            self._db.execute("UPDATE file SET broken = ? WHERE id = ?", (broken, file_id))
        trees = self._waiting.pop(file_id, ())
        for (*fact, keys, words), number in zip(rows, self._fact_numbers, strict=False):
            self._facts.append((number, file_id, *fact))
            if keys:
                self._keys.extend((fold, number) for fold in keys)
            if words:
                own = str(number)
                for word in words:
                    self._words[(word,)].append(own)
                self._counts.update(product(words, trees))
        if len(self._facts) >= _MAX_UNWRITTEN:
            self._write_facts()

    def _write_facts(self) -> None:
        """Write what `add_facts` got: of many files at once, as each statement costs by itself."""
        insert = self._db.executemany
        insert("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._facts)
        insert("INSERT INTO key VALUES (?, ?)", self._keys)
        self._facts.clear()
        self._keys.clear()

    def add_mentions(
        self, file_id: int, *, calls: Iterable[str] = (), writes: Iterable[str] = ()
    ) -> None:
        """Store the names that a file calls and those that it writes, with the commit."""
        file = str(file_id)
        for number, names in enumerate((calls, writes)):
            for name in names:
                self._mentions[name, number].append(file)

    def _write_all(self) -> None:
        """Write what was added and is not written yet."""
        self._write_facts()
        self._lengthen("word", self._words)
        self._lengthen("mention", self._mentions)
        self._count_words()

    def _lengthen(self, table: str, added: dict[tuple[Any, ...], list[str]]) -> None:
        """Add numbers to the lists of a table, by the columns of its key.

        In the order of the keys: random inserts take three times as long and leave pages half
        empty.
        """
        if not added:
            return
        known = {row[:-1]: row[-1] for row in self._db.execute(f"SELECT * FROM {table}")}
        rows = []
        for key in sorted(added):
            before = f"{known[key][1:-1]}," if key in known else ""
            rows.append((*key, f"[{before}{','.join(added[key])}]"))
        self._db.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks(rows[0])})", rows)
        added.clear()

    def _count_words(self) -> None:
        """Count the words of the new trees: those of new files are counted by now."""
        self._db.executemany(
            "INSERT INTO tree_word VALUES (?, ?, ?)",
            ((*word_and_tree, facts) for word_and_tree, facts in sorted(self._counts.items())),
        )
        self._counts.clear()
        if not self._read_before:
            return
        self._db.execute(
            "CREATE TEMP TABLE added (file_id INTEGER, tree_id INTEGER,"
            " PRIMARY KEY (file_id, tree_id)) WITHOUT ROWID"
        )
        self._db.executemany("INSERT INTO added VALUES (?, ?)", sorted(self._read_before))
        # CROSS JOIN makes SQLite walk the words once: 100 ms. By the files of the trees it would
        # walk them once a file.
        self._db.execute(
            "INSERT INTO tree_word SELECT w.word, a.tree_id, count(*)"
            " FROM word w CROSS JOIN json_each(w.facts) CROSS JOIN fact f ON f.id = value"
            " CROSS JOIN added a ON a.file_id = f.file_id GROUP BY w.word, a.tree_id"
            " ON CONFLICT DO UPDATE SET facts = facts + excluded.facts"
        )
        self._db.execute("DROP TABLE added")
        self._read_before.clear()

    def set_view(
        self,
        checkouts: Sequence[Checkout],
        stamp: str = "",
        further: Mapping[str, Sequence[Checkout]] | None = None,
    ) -> None:
        """Make the trees of `checkouts`, which must have been added, the view; `further` are the
        other versions that can be asked, by their names.

        `stamp` is kept for `Index.stamp`. Trees long unused are forgotten.
        """
        run = self._db.execute
        run("INSERT OR REPLACE INTO meta VALUES ('stamp', ?)", (stamp,))
        run("DELETE FROM checkout")
        run("DELETE FROM view")
        now = self._next_use()
        for c in checkouts:
            tree = self._tree(c)
            run("UPDATE tree SET used = ?, version = ? WHERE id = ?", (now, c.version, tree))
            run(
                "INSERT INTO checkout VALUES (?, ?, ?, ?, ?)",
                (c.repo, tree, c.version, c.match, c.url),
            )
            run("INSERT INTO view SELECT file_id FROM member WHERE tree_id = ?", (tree,))
        self._set_further(further or {}, now)
        self._prune()

    def _set_further(self, further: Mapping[str, Sequence[Checkout]], now: int) -> None:
        run = self._db.execute
        run("DELETE FROM further")
        for label, checkouts in further.items():
            for c in checkouts:
                tree = self._tree(c)
                run("UPDATE tree SET used = ?, version = ? WHERE id = ?", (now, c.version, tree))
                row = (label, c.repo, tree, c.version, c.match, c.url)
                run("INSERT INTO further VALUES (?, ?, ?, ?, ?, ?)", row)

    def keep(self, checkouts: Sequence[Checkout]) -> None:
        """Keep the trees of `checkouts` beside the view. Trees long unused are forgotten."""
        run = self._db.execute
        now = self._next_use()
        for c in checkouts:
            tree = self._tree(c)
            run("UPDATE tree SET used = ? WHERE id = ?", (now, tree))
        run("UPDATE tree SET used = ? WHERE id IN (SELECT tree_id FROM checkout)", (now,))
        self._prune()

    def _next_use(self) -> int:
        return int(self._db.execute("SELECT coalesce(max(used), 0) + 1 FROM tree").fetchone()[0])

    def _tree(self, checkout: Checkout) -> int:
        tree = tree_of(self._db, checkout)
        assert tree is not None, f"{checkout.repo} has not been added"
        return tree

    def _prune(self) -> None:
        run = self._db.execute
        asked = self._asked()
        seen: Counter[str] = Counter()
        unused: list[tuple[int]] = []
        for tree, repo in run("SELECT id, repo FROM tree ORDER BY used DESC, id DESC").fetchall():
            seen[repo] += 1
            if seen[repo] > _MAX_TREES and tree not in asked:
                unused.append((tree,))
        if unused:
            self._forget(unused)

    def forget_unasked(self) -> None:
        """Forget the trees of which no version can be asked, and give their space back."""
        asked = self._asked()
        trees = self._db.execute("SELECT id FROM tree").fetchall()
        self._forget([tree for tree in trees if tree[0] not in asked])
        self._is_to_shrink = True

    def _asked(self) -> set[int]:
        """Return the trees of the view and of the further versions."""
        sql = "SELECT tree_id FROM checkout UNION SELECT tree_id FROM further"
        return {tree for (tree,) in self._db.execute(sql)}

    def _forget(self, unused: Sequence[tuple[int]]) -> None:
        run = self._db.execute
        self._write_all()
        self._db.executemany("DELETE FROM tree WHERE id = ?", unused)
        self._db.executemany("DELETE FROM member WHERE tree_id = ?", unused)
        self._db.executemany("DELETE FROM tree_word WHERE tree_id = ?", unused)
        orphans = "SELECT id FROM fact WHERE file_id NOT IN (SELECT file_id FROM member)"
        run(f"DELETE FROM key WHERE fact_id IN ({orphans})")
        run(f"DELETE FROM fact WHERE id IN ({orphans})")
        run("DELETE FROM file WHERE id NOT IN (SELECT file_id FROM member)")
        _shorten(run, "word", "facts", "fact")
        _shorten(run, "mention", "files", "file")

    def commit(self) -> None:
        """Write everything to disk and put it in the place of the old index."""
        self._write_facts()
        self._db.execute("COMMIT")
        with flushing(self._path):  # a tenth of a second, in which the rest is put together
            self._db.execute("BEGIN")
            self._write_all()
            self._db.execute("COMMIT")
        if self._is_to_shrink:
            self._db.execute("VACUUM")
        self._db.close()
        replace_file(self._folder / DATABASE, self._path)

    def abandon(self) -> None:
        """Throw the copy away."""
        self._db.close()
        self._path.unlink(missing_ok=True)


def _shorten(run: Callable[[str], object], table: str, column: str, of: str) -> None:
    """Take the numbers of what is gone from the lists of a table."""
    run(
        f"UPDATE {table} SET {column} = (SELECT json_group_array(value) FROM json_each({column})"
        f" WHERE value IN (SELECT id FROM {of}))"
    )
    run(f"DELETE FROM {table} WHERE {column} = '[]'")


def _is_usable(folder: Path, digest: str) -> bool:
    try:
        open_database(folder, digest=digest).close()
    except IndexMissingError:
        return False
    return True


@contextmanager
def building(folder: Path, *, digest: str) -> Iterator[Builder]:
    """Yield a Builder; its work is kept if the block ends well and thrown away if it does not."""
    builder = Builder(folder, digest=digest)
    try:
        yield builder
    except BaseException:
        builder.abandon()
        raise
    builder.commit()
