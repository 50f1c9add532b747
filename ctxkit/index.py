"""The index: facts in SQLite, kept by git blob, and the views over them that the checkouts are.

A file's facts depend on its content, its path and the extractors alone, so they are stored once a (repository, path,
blob) and every version that holds that blob shares them. A *tree* is a repository at a commit: the set of its files.
The *view* is the trees that the workspace holds now; every question is asked of the view.

A build works on a copy beside the old database and replaces it in one rename: a reader sees the old or the new whole.
Not here: which files there are (`build.py`) and what they say (`extract/`).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ctxkit.errors import IndexMissingError
from ctxkit.model import KINDS, Checkout, ConfigKey, ConfigUse, Fact, LogTemplate, Message, Raise
from ctxkit.template import template_words

SCHEMA_VERSION = 3
DATABASE = "index.sqlite3"
_KEPT_TREES = 6  # of each repository: enough to go back and forth between versions, few enough to stay small

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

_KIND_NAMES = tuple(KINDS)
_KIND_NUMBERS = {name: number for number, name in enumerate(_KIND_NAMES)}
_BASE_FIELDS = frozenset(f.name for f in fields(Fact))
_NOT_ALNUM = re.compile(r"[\W_]+")

_SEARCHED = {
    "config_key": ("description",),
    "config_use": ("description",),
    "log_template": ("template",),
    "raise": ("template",),
    "symbol": ("doc",),
}
"""The kinds of facts that free text finds, and their fields that it looks at besides the name."""

_NO_NAMES = (
    *(("reads", via) for via in ("field", "credential", "settings", "import", "getattr")),
    *(("sets", via) for via in ("code", "code-default", "credential", "settings", "helm-env-from", "compose-image")),
    ("sets", "compose-env-file"),
)
"""Uses whose name need not be that of a setting: fields of any object, files, objects of Kubernetes."""

SHOWN = "~"
"""Stands before the words of texts that a user sees, which are looked up apart from those of statements."""

F = TypeVar("F", bound=Fact)


class FactRow(NamedTuple):
    """A fact as it is stored; plain enough to be marshalled from a worker process."""

    kind: int
    name: str
    line: int
    end_line: int
    symbol: str
    data: str
    keys: tuple[str, ...]
    words: tuple[str, ...]


class DocumentRow(NamedTuple):
    """What a search may find a fact by: `text` is its message, description or value."""

    kind: str
    repo: str
    path: str
    line: int
    name: str
    text: str


class MessageRow(NamedTuple):
    """A statement that writes (`log_template`) or raises (`raise`) a message."""

    kind: str
    repo: str
    path: str
    base: str
    line: int
    end_line: int
    name: str
    template: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A file of the view; `oid` is its git blob id, 40 hex digits."""

    repo: str
    path: str
    oid: str
    test: bool


def fold_key(name: str) -> str:
    """Return `name` as all its spellings fold: `LOG_LEVEL`, `log-level` and `logLevel` are `loglevel`."""
    return _NOT_ALNUM.sub("", name).lower()


_OWN_FIELDS: dict[str, tuple[tuple[str, Any], ...]] = {
    name: tuple(
        (f.name, None if f.default is MISSING else f.default) for f in fields(kind) if f.name not in _BASE_FIELDS
    )
    for name, kind in KINDS.items()
}
"""The fields that a kind has beyond those of every fact, with their defaults; by the name of the kind."""


def _position(kind: str, name: str) -> int:
    return next(i for i, (own, _) in enumerate(_OWN_FIELDS[kind]) if own == name)


def encode(fact: Fact) -> FactRow:
    """Return the row that stores `fact`, trailing defaults left out."""
    values = [(getattr(fact, name), default) for name, default in _OWN_FIELDS[fact.kind]]
    while values and values[-1][0] == values[-1][1]:
        values.pop()
    keys: set[str] = set()
    if isinstance(fact, ConfigKey):
        keys = {fold_key(n) for n in (fact.name, fact.attribute, *fact.aliases) if n}
    elif isinstance(fact, ConfigUse):
        keys = {fold_key(n) for n in (fact.name, fact.target) if n}
        if "*" in fact.name:
            keys.add("*")  # a pattern, which no name folds to
    return FactRow(
        _KIND_NUMBERS[fact.kind],
        fact.name,
        fact.line,
        fact.end_line,
        fact.symbol,
        json.dumps([v for v, _ in values], ensure_ascii=False, separators=(",", ":")) if values else "",
        tuple(keys),
        (
            tuple(SHOWN + word for word in template_words(fact.text))
            if isinstance(fact, Message)
            else tuple(template_words(getattr(fact, "template", "")))
        ),
    )


def _decode(row: Sequence[Any]) -> Fact:
    kind = KINDS[_KIND_NAMES[row[0]]]
    values: dict[str, Any] = {}
    if row[5]:
        for (name, default), value in zip(_OWN_FIELDS[kind.kind], json.loads(row[5])):  # noqa: B905 - trailing defaults are not stored
            values[name] = tuple(value) if isinstance(default, tuple) and isinstance(value, list) else value
    return kind(
        name=row[1], line=row[2], end_line=row[3], symbol=row[4], repo=row[6], path=row[7], test=bool(row[8]), **values
    )


_FACT = (
    "SELECT f.kind, f.name, f.line, f.end_line, f.symbol, f.data, s.repo, s.path, s.test "
    "FROM fact f JOIN file s ON s.id = f.file_id "
)
_ORDER = " ORDER BY s.repo, s.path, f.line, f.id"
_NO_INDEX = "+f.kind"  # the plus keeps SQLite from walking all facts of a kind where a file's own are few
_NOT_BY_FILE = "+f.file_id"  # and from walking all files where the facts themselves are given


class Index:
    """An open index, for reading. Close it, or use it as a context manager."""

    def __init__(self, connection: sqlite3.Connection, folder: Path, digest: str) -> None:
        self._db = connection
        self.folder = folder
        self.digest = digest

    @classmethod
    def open(cls, folder: Path, *, digest: str | None = None, checkouts: Sequence[Checkout] | None = None) -> Index:
        """Open the index in `folder`. Raise IndexMissingError where there is none or other extractors made it.

        `checkouts` make another view of it, for this reader alone; their trees must have been added.
        """
        path = folder / DATABASE
        hint = "run: ctxkit index"
        if not path.is_file():
            raise IndexMissingError(f"no index in {folder.name}", hint=hint)
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        try:
            meta = dict(db.execute("SELECT key, value FROM meta"))
        except sqlite3.DatabaseError as error:
            db.close()
            raise IndexMissingError(f"the index is damaged: {error}", hint=hint) from None
        if meta.get("schema") != str(SCHEMA_VERSION) or (digest is not None and meta.get("digest") != digest):
            db.close()
            raise IndexMissingError("the index was made by another version of ctxkit", hint=hint)
        index = cls(db, folder, meta.get("digest", ""))
        if checkouts is not None:
            index._look_at(checkouts)
        return index

    def _look_at(self, checkouts: Sequence[Checkout]) -> None:
        # Temporary tables of the names that every query uses: SQLite finds them before those of the file.
        run = self._db.execute
        run("PRAGMA temp_store = MEMORY")
        run("CREATE TEMP TABLE checkout (repo TEXT PRIMARY KEY, tree_id INTEGER, version TEXT, match TEXT, url TEXT)")
        run("CREATE TEMP TABLE view (file_id INTEGER PRIMARY KEY)")
        for c in checkouts:
            tree = run("SELECT id FROM tree WHERE repo = ? AND commit_id = ?", (c.repo, c.commit)).fetchone()
            if tree is None:
                self.close()
                raise IndexMissingError(f"the index does not hold {c.repo} at {c.commit[:10]}", hint="run it again")
            run("INSERT INTO temp.checkout VALUES (?, ?, ?, ?, ?)", (c.repo, tree[0], c.version, c.match, c.url))
            run("INSERT INTO temp.view SELECT file_id FROM main.member WHERE tree_id = ?", (tree[0],))
        self._db.commit()

    def has_trees(self, checkouts: Iterable[Checkout]) -> bool:
        """Tell whether the index holds the facts of all these checkouts, in the view or not."""
        sql = "SELECT 1 FROM tree WHERE repo = ? AND commit_id = ?"
        return all(self._db.execute(sql, (c.repo, c.commit)).fetchone() for c in checkouts)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def checkouts(self) -> dict[str, Checkout]:
        """Return the checkouts of the view by repository."""
        rows = self._db.execute(
            "SELECT c.repo, c.version, t.commit_id, c.match, c.url "
            "FROM checkout c JOIN tree t ON t.id = c.tree_id ORDER BY 1"
        )
        return {r[0]: Checkout(repo=r[0], version=r[1], commit=r[2], match=r[3], url=r[4]) for r in rows}

    def stamp(self) -> str:
        """Return the stamp that the view was set with."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone()
        return str(row[0]) if row else ""

    def _facts(self, where: str, values: Sequence[Any], kinds: Sequence[type[F]], *, kind: str = "f.kind") -> list[F]:
        marks = ",".join("?" * len(kinds))
        sql = f"{_FACT} WHERE {kind} IN ({marks}) AND f.file_id IN (SELECT file_id FROM view) AND {where}{_ORDER}"
        numbers = [_KIND_NUMBERS[k.kind] for k in kinds]
        return [_decode(row) for row in self._db.execute(sql, [*numbers, *values])]  # type: ignore[misc]

    def all(self, kind: type[F]) -> list[F]:
        """Return every fact of a kind."""
        return self._facts("1", (), (kind,))

    def named(self, kind: type[F], *names: str) -> list[F]:
        """Return the facts of a kind whose name is one of `names`, letter for letter."""
        return self._facts(f"f.name IN ({','.join('?' * len(names))})", names, (kind,))

    def keyed(self, *spellings: str) -> list[ConfigKey | ConfigUse]:
        """Return the declarations and uses of settings of which a name folds as one of `spellings` does."""
        folds = [fold_key(s) for s in spellings]
        where = f"f.id IN (SELECT fact_id FROM key WHERE fold IN ({','.join('?' * len(folds))}))"
        # With the plus SQLite looks the facts up by number, not all settings by kind: 2 ms instead of 0.1.
        return self._facts(where, folds, (ConfigKey, ConfigUse), kind="+f.kind")

    def at(self, kind: str, repo: str, path: str, line: int, name: str) -> Fact | None:
        """Return the fact of that kind and name on a line of a file of the view, or None."""
        where = (
            "+f.name = ? AND f.line = ? AND +f.kind = ? AND f.file_id ="
            " (SELECT id FROM file WHERE path = ? AND repo = ? AND id IN (SELECT file_id FROM view))"
        )
        row = self._db.execute(f"{_FACT} WHERE {where}", (name, line, _KIND_NUMBERS[kind], path, repo)).fetchone()
        return row and _decode(row)

    def document_rows(self) -> Iterator[DocumentRow]:
        """Yield what a search finds facts by, tests left out."""
        sql = (
            "SELECT f.kind, s.repo, s.path, f.line, f.name, f.data FROM fact f JOIN file s ON s.id = f.file_id"
            " WHERE s.test = 0 AND f.file_id IN (SELECT file_id FROM view) ORDER BY f.kind, s.repo, s.path, f.line, 5"
        )
        picks = {
            _KIND_NUMBERS[kind]: [i for i, (name, _) in enumerate(_OWN_FIELDS[kind]) if name in wanted]
            for kind, wanted in _SEARCHED.items()
        }
        for kind, repo, path, line, name, data in self._db.execute(sql):
            pick = picks.get(kind)
            if pick is not None:
                values = json.loads(data) if data else []
                text = " ".join([str(values[i]) for i in pick if i < len(values) and values[i]])
                yield DocumentRow(_KIND_NAMES[kind], repo, path, line, name, text)

    def message_rows(self) -> Iterator[MessageRow]:
        """Yield the statements of the view that write or raise a message, tests left out, by repository, path and line.

        Plain rows: whole log files are matched against all of them, and thousands of dataclasses take their time.
        """
        kinds = (LogTemplate.kind, Raise.kind)
        levels = {LogTemplate.kind: _position(LogTemplate.kind, "level"), Raise.kind: 99}
        sql = (
            "SELECT f.kind, s.repo, s.path, s.base, f.line, f.end_line, f.name, f.data FROM view v"
            " JOIN file s ON s.id = v.file_id JOIN fact f ON f.file_id = s.id"
            f" WHERE s.test = 0 AND f.kind IN ({_KIND_NUMBERS[kinds[0]]}, {_KIND_NUMBERS[kinds[1]]})"
            " ORDER BY s.repo, s.path, f.line, f.id"
        )
        for kind, repo, path, base, line, end_line, name, data in self._db.execute(sql):
            values = json.loads(data) if data else [""]
            level = levels[_KIND_NAMES[kind]]
            yield MessageRow(
                _KIND_NAMES[kind],
                repo,
                path,
                base,
                line,
                end_line,
                name,
                values[0],
                values[level] if level < len(values) else "",
            )

    def bases(self) -> set[str]:
        """Return the base names of all files of the view."""
        return {r[0] for r in self._db.execute("SELECT DISTINCT base FROM file WHERE id IN (SELECT file_id FROM view)")}

    def template_lines(self, templates: Iterable[str]) -> Iterator[tuple[str, str, str, str, int, int]]:
        """Yield (repository, commit, base name, template, line, end line) of the log statements with those templates.

        Of all trees that are kept, not of the view alone: other versions of the same source.
        """
        words = {template: max(template_words(template), key=len, default="") for template in templates}
        sql = (
            "SELECT t.repo, t.commit_id, s.base, f.data, f.line, f.end_line FROM word w JOIN fact f ON f.id = w.fact_id"
            " JOIN file s ON s.id = f.file_id JOIN member m ON m.file_id = s.id JOIN tree t ON t.id = m.tree_id"
            f" WHERE w.word = ? AND f.kind = {_KIND_NUMBERS[LogTemplate.kind]} AND s.test = 0"
        )
        for word in sorted(set(words.values())):
            for repo, commit, base, data, line, end_line in self._db.execute(sql, (word,)):
                template = json.loads(data)[0] if data else ""
                if template in words:
                    yield repo, commit, base, template, line, end_line

    def patterns(self) -> list[ConfigUse]:
        """Return the uses of settings whose name is a pattern with `*`."""
        return self._facts("f.id IN (SELECT fact_id FROM key WHERE fold = '*')", (), (ConfigUse,), kind="+f.kind")

    def key_names(self) -> list[str]:
        """Return the names under which settings of the view are declared, set or read outside of tests, sorted."""
        view = "f.file_id IN (SELECT file_id FROM view)"
        sql = (
            f"SELECT f.name FROM fact f WHERE f.kind = {_KIND_NUMBERS[ConfigKey.kind]} AND {view} UNION"
            f" SELECT f.name FROM fact f WHERE f.kind = {_KIND_NUMBERS[ConfigUse.kind]} AND {view} AND "
            + " AND ".join(f'f.data NOT LIKE \'["{role}","{via}"%\'' for role, via in _NO_NAMES)
            + " ORDER BY 1"
        )
        return [r[0] for r in self._db.execute(sql) if "*" not in r[0]]

    def key_folds(self) -> list[str]:
        """Return the folded names of all settings of the view, sorted."""
        sql = (
            "SELECT DISTINCT fold FROM key JOIN fact ON id = fact_id "
            "WHERE file_id IN (SELECT file_id FROM view) ORDER BY 1"
        )
        return [r[0] for r in self._db.execute(sql)]

    def in_file(self, repo: str, path: str, *kinds: type[Fact]) -> list[Fact]:
        """Return the facts of one file, of the given kinds or of all, in the order of their lines."""
        return self._facts("s.repo = ? AND s.path = ?", (repo, path), kinds or tuple(KINDS.values()), kind=_NO_INDEX)

    def in_basename(self, base: str, *kinds: type[Fact]) -> list[Fact]:
        """Return the facts of all files with that base name (`base.py`)."""
        return self._facts("s.base = ?", (base,), kinds or tuple(KINDS.values()), kind=_NO_INDEX)

    def files(self, *, base: str | None = None, repo: str | None = None) -> list[FileEntry]:
        """Return the files of the view, those of a base name or of a repository where one is given."""
        sql = "SELECT repo, path, oid, test FROM file WHERE id IN (SELECT file_id FROM view)"
        values = [v for v in (base, repo) if v is not None]
        sql += (" AND base = ?" if base is not None else "") + (" AND repo = ?" if repo is not None else "")
        rows = self._db.execute(sql + " ORDER BY repo, path", values)
        return [FileEntry(repo=r[0], path=r[1], oid=r[2].hex(), test=bool(r[3])) for r in rows]

    def files_like(self, pattern: str) -> list[FileEntry]:
        """Return the files of the view whose path fits a pattern of SQL's LIKE."""
        sql = "SELECT repo, path, oid, test FROM file WHERE path LIKE ? AND id IN (SELECT file_id FROM view)"
        rows = self._db.execute(sql + " ORDER BY repo, path", (pattern,))
        return [FileEntry(repo=r[0], path=r[1], oid=r[2].hex(), test=bool(r[3])) for r in rows]

    def file(self, repo: str, path: str) -> FileEntry | None:
        """Return the file of the view at that place, or None."""
        sql = "SELECT repo, path, oid, test FROM file WHERE path = ? AND repo = ? AND id IN (SELECT file_id FROM view)"
        row = self._db.execute(sql, (path, repo)).fetchone()
        return row and FileEntry(repo=row[0], path=row[1], oid=row[2].hex(), test=bool(row[3]))

    def word_counts(self, words: Iterable[str]) -> dict[str, int]:
        """Return, for those of `words` that occur in templates of the view, in how many facts each does."""
        wanted = list(words)
        counts: dict[str, int] = {}
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            sql = (
                "SELECT word, count(*) FROM word JOIN fact ON id = fact_id "
                f"WHERE word IN ({','.join('?' * len(part))}) AND file_id IN (SELECT file_id FROM view) GROUP BY word"
            )
            counts.update(self._db.execute(sql, part))
        return counts

    def word_totals(self, words: Sequence[str]) -> dict[str, int]:
        """Return, for those of `words` that occur in templates, in how many facts, of all versions that are kept.

        Several times faster than `word_counts`, and as good for telling rare words from common ones.
        """
        counts: dict[str, int] = {}
        for start in range(0, len(words), 500):
            part = words[start : start + 500]
            sql = f"SELECT word, count(*) FROM word WHERE word IN ({','.join('?' * len(part))}) GROUP BY word"
            counts.update(self._db.execute(sql, part))
        return counts

    def with_word(self, *words: str) -> dict[int, Fact]:
        """Return, by number, the facts whose template holds at least one of `words`."""
        sql = _FACT.replace("SELECT ", "SELECT f.id, ", 1) + (
            f" WHERE f.id IN (SELECT fact_id FROM word WHERE word IN ({','.join('?' * len(words))}))"
            " AND f.file_id IN (SELECT file_id FROM view)" + _ORDER
        )
        return {row[0]: _decode(row[1:]) for row in self._db.execute(sql, words)}

    def with_words(self, words: Sequence[str], *, at_least: int, most: int) -> dict[int, Fact]:
        """Return, by number, up to `most` facts whose template holds at least so many of `words`, the most first."""
        marks = ",".join("?" * len(words))
        sql = (
            f"SELECT fact_id FROM word WHERE word IN ({marks}) GROUP BY fact_id HAVING count(*) >= ? "
            "ORDER BY count(*) DESC, fact_id LIMIT ?"
        )
        numbers = [row[0] for row in self._db.execute(sql, [*words, at_least, most])]
        sql = _FACT.replace("SELECT ", "SELECT f.id, ", 1) + (
            f" WHERE f.id IN ({','.join('?' * len(numbers))}) AND {_NOT_BY_FILE} IN (SELECT file_id FROM view){_ORDER}"
        )
        return {row[0]: _decode(row[1:]) for row in self._db.execute(sql, numbers)}

    def versions_with(self, fact: Fact, line: int) -> list[str]:
        """Return the versions outside of the view whose file of that name has the same statement at `line`."""
        sql = (
            f"{_FACT.replace('SELECT ', 'SELECT t.version, ', 1)} JOIN member m ON m.file_id = s.id"
            " JOIN tree t ON t.id = m.tree_id WHERE s.base = ? AND s.repo = ? AND +f.kind = ?"
            " AND ? BETWEEN f.line AND f.end_line AND s.id NOT IN (SELECT file_id FROM view) ORDER BY t.id"
        )
        values = (fact.path.rpartition("/")[2], fact.repo, _KIND_NUMBERS[fact.kind], line)
        same = [
            row[0]
            for row in self._db.execute(sql, values)
            if getattr(_decode(row[1:]), "template", "") == getattr(fact, "template", "")
        ]
        return list(dict.fromkeys(version for version in same if version))

    def broken_files(self) -> list[tuple[str, str, str]]:
        """Return (repository, path, reason) of the files that no extractor could read."""
        sql = (
            "SELECT repo, path, broken FROM file WHERE broken <> '' AND id IN (SELECT file_id FROM view) ORDER BY 1, 2"
        )
        return list(self._db.execute(sql))


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
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;")
        if fresh:
            self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        if fresh:
            meta = {"schema": str(SCHEMA_VERSION), "digest": digest}
            self._db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())

    def has_tree(self, repo: str, commit: str) -> bool:
        return bool(self._db.execute("SELECT 1 FROM tree WHERE repo = ? AND commit_id = ?", (repo, commit)).fetchone())

    def add_tree(self, repo: str, commit: str, files: Iterable[SourceFile]) -> list[tuple[int, SourceFile]]:
        """Add a tree; return the files, with their numbers, whose facts the index does not hold yet."""
        tree = self._db.execute(
            "INSERT INTO tree (repo, commit_id, used, version) VALUES (?, ?, 0, '')", (repo, commit)
        ).lastrowid
        known = {(r[1], r[2]): r[0] for r in self._db.execute("SELECT id, path, oid FROM file WHERE repo = ?", (repo,))}
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
        """Store what one file says (rows as `encode` makes them); `broken` is why it could not be read, if so."""
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
        """Make the trees of `checkouts`, which must have been added, the view; forget trees long unused.

        `stamp` is kept for `Index.stamp`.
        """
        run = self._db.execute
        run("INSERT OR REPLACE INTO meta VALUES ('stamp', ?)", (stamp,))
        run("DELETE FROM checkout")
        run("DELETE FROM view")
        now = run("SELECT coalesce(max(used), 0) + 1 FROM tree").fetchone()[0]
        for c in checkouts:
            tree = run("SELECT id FROM tree WHERE repo = ? AND commit_id = ?", (c.repo, c.commit)).fetchone()[0]
            run("UPDATE tree SET used = ?, version = ? WHERE id = ?", (now, c.version, tree))
            run("INSERT INTO checkout VALUES (?, ?, ?, ?, ?)", (c.repo, tree, c.version, c.match, c.url))
            run("INSERT INTO view SELECT file_id FROM member WHERE tree_id = ?", (tree,))
        self._prune()

    def keep(self, checkouts: Sequence[Checkout]) -> None:
        """Keep the trees of `checkouts` beside the view, for as long as they are used; forget trees long unused."""
        run = self._db.execute
        now = run("SELECT coalesce(max(used), 0) + 1 FROM tree").fetchone()[0]
        for c in checkouts:
            run("UPDATE tree SET used = ? WHERE repo = ? AND commit_id = ?", (now, c.repo, c.commit))
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
        with self._path.open("rb+") as file:
            os.fsync(file.fileno())
        self._path.replace(self._folder / DATABASE)

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

Views = Mapping[str, Checkout]
