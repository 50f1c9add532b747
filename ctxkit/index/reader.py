"""The index: facts in SQLite, kept by git blob, and the views over them that the checkouts are.

A file's facts depend on its content, its path and the extractors alone, so they are stored once a
(repository, path, blob) and every version that holds that blob shares them. A *tree* is a
repository at a commit: the set of its files. The *view* is the trees that the workspace holds now;
every question is asked of the view.

Not here: how it is changed (`builder.py`), and how a fact becomes a row (`rows.py`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ctxkit.errors import IndexMissingError
from ctxkit.index.rows import (
    KIND_NAMES,
    KIND_NUMBERS,
    OWN_FIELDS,
    SCHEMA_VERSION,
    decode,
    field_position,
    fold_key,
)
from ctxkit.model import KINDS, Checkout, ConfigKey, ConfigUse, Fact, LogTemplate, Raise, Symbol
from ctxkit.text.template import template_words

DATABASE = "index.sqlite3"

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
    *(
        ("sets", via)
        for via in (
            "code",
            "code-default",
            "credential",
            "settings",
            "helm-env-from",
            "compose-image",
        )
    ),
    ("sets", "compose-env-file"),
)
"""Uses whose name need not be that of a setting: fields of any object, files, objects of
Kubernetes.
"""

F = TypeVar("F", bound=Fact)


class DocumentRow(NamedTuple):
    """What a search may find a fact by: `text` is its message, description or value, `symbol` what
    it stands in.
    """

    kind: str
    repo: str
    path: str
    line: int
    name: str
    text: str
    symbol: str


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


_FACT = (
    "SELECT f.kind, f.name, f.line, f.end_line, f.symbol, f.data, s.repo, s.path, s.test "
    "FROM fact f JOIN file s ON s.id = f.file_id "
)
_ORDER = " ORDER BY s.repo, s.path, f.line, f.id"
_NO_INDEX = (
    "+f.kind"  # the plus keeps SQLite from walking all facts of a kind where a file's own are few
)
_NOT_BY_FILE = "+f.file_id"  # and from walking all files where the facts themselves are given


class Index:
    """An open index, for reading. Close it, or use it as a context manager."""

    def __init__(self, connection: sqlite3.Connection, folder: Path, digest: str) -> None:
        self._db = connection
        self.folder = folder
        self.digest = digest

    @classmethod
    def open(
        cls, folder: Path, *, digest: str | None = None, checkouts: Sequence[Checkout] | None = None
    ) -> Index:
        """Open the index in `folder`. Raise IndexMissingError where there is none or other
        extractors made it.

        `checkouts` make another view of it, for this reader alone; their trees must have been
        added.
        """
        path = folder / DATABASE
        hint = "run: ctxkit index"
        if not path.is_file():
            raise IndexMissingError(f"no index in {folder.name}", hint=hint)
        db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        try:
            meta = dict(db.execute("SELECT key, value FROM meta"))
        except sqlite3.DatabaseError as error:
            db.close()
            raise IndexMissingError(f"the index is damaged: {error}", hint=hint) from None
        if meta.get("schema") != str(SCHEMA_VERSION) or (
            digest is not None and meta.get("digest") != digest
        ):
            db.close()
            raise IndexMissingError("the index was made by another version of ctxkit", hint=hint)
        index = cls(db, folder, meta.get("digest", ""))
        if checkouts is not None:
            index._look_at(checkouts)
        return index

    def _look_at(self, checkouts: Sequence[Checkout]) -> None:
        # Temporary tables of the names that every query uses: SQLite finds them before those of the
        # file.
        run = self._db.execute
        run("PRAGMA temp_store = MEMORY")
        run(
            "CREATE TEMP TABLE checkout (repo TEXT PRIMARY KEY, tree_id INTEGER, version TEXT, match TEXT, url TEXT)"
        )
        run("CREATE TEMP TABLE view (file_id INTEGER PRIMARY KEY)")
        for c in checkouts:
            tree = run(
                "SELECT id FROM tree WHERE repo = ? AND commit_id = ?", (c.repo, c.commit)
            ).fetchone()
            if tree is None:
                self.close()
                raise IndexMissingError(
                    f"the index does not hold {c.repo} at {c.commit[:10]}", hint="run it again"
                )
            run(
                "INSERT INTO temp.checkout VALUES (?, ?, ?, ?, ?)",
                (c.repo, tree[0], c.version, c.match, c.url),
            )
            run(
                "INSERT INTO temp.view SELECT file_id FROM main.member WHERE tree_id = ?",
                (tree[0],),
            )
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
        return {
            r[0]: Checkout(repo=r[0], version=r[1], commit=r[2], match=r[3], url=r[4]) for r in rows
        }

    def stamp(self) -> str:
        """Return the stamp that the view was set with."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'stamp'").fetchone()
        return str(row[0]) if row else ""

    def _facts(
        self,
        where: str,
        values: Sequence[Any],
        kinds: Sequence[type[F]],
        *,
        kind: str = "f.kind",
        file: str = "f.file_id",
    ) -> list[F]:
        marks = ",".join("?" * len(kinds))
        sql = f"{_FACT} WHERE {kind} IN ({marks}) AND {file} IN (SELECT file_id FROM view) AND {where}{_ORDER}"
        numbers = [KIND_NUMBERS[k.kind] for k in kinds]
        return [decode(row) for row in self._db.execute(sql, [*numbers, *values])]  # type: ignore[misc]

    def all(self, kind: type[F]) -> list[F]:
        """Return every fact of a kind."""
        return self._facts("1", (), (kind,))

    def named(self, kind: type[F], *names: str) -> list[F]:
        """Return the facts of a kind whose name is one of `names`, letter for letter."""
        return self._facts(f"f.name IN ({','.join('?' * len(names))})", names, (kind,))

    def names_ending(self, kind: type[Fact], suffix: str) -> list[str]:
        """Return the names of facts of a kind that end in `suffix`, of all versions that are kept.

        Read off the index of names: several times faster than looking at the facts of the view.
        """
        sql = "SELECT DISTINCT name FROM fact WHERE kind = ? AND substr(name, ?) = ? ORDER BY 1"
        rows = self._db.execute(sql, (KIND_NUMBERS[kind.kind], -len(suffix), suffix))
        return [row[0] for row in rows]

    def keyed(self, *spellings: str) -> list[ConfigKey | ConfigUse]:
        """Return the declarations and uses of settings of which a name folds as one of `spellings`
        does.
        """
        folds = [fold_key(s) for s in spellings]
        where = f"f.id IN (SELECT fact_id FROM key WHERE fold IN ({','.join('?' * len(folds))}))"
        # With the plus SQLite looks the facts up by number, not all settings by kind: 2 ms instead
        # of 0.1.
        return self._facts(where, folds, (ConfigKey, ConfigUse), kind="+f.kind")

    def at(self, kind: str, repo: str, path: str, line: int, name: str) -> Fact | None:
        """Return the fact of that kind and name on a line of a file of the view, or None."""
        where = (
            "+f.name = ? AND f.line = ? AND +f.kind = ? AND f.file_id ="
            " (SELECT id FROM file WHERE path = ? AND repo = ? AND id IN (SELECT file_id FROM view))"
        )
        row = self._db.execute(
            f"{_FACT} WHERE {where}", (name, line, KIND_NUMBERS[kind], path, repo)
        ).fetchone()
        return row and decode(row)

    def document_rows(self) -> Iterator[DocumentRow]:
        """Yield what a search finds facts by, tests left out."""
        sql = (
            "SELECT f.kind, s.repo, s.path, f.line, f.name, f.data, f.symbol"
            " FROM fact f JOIN file s ON s.id = f.file_id"
            " WHERE s.test = 0 AND f.file_id IN (SELECT file_id FROM view) ORDER BY f.kind, s.repo, s.path, f.line, 5"
        )
        picks = {
            KIND_NUMBERS[kind]: [
                i for i, (name, _) in enumerate(OWN_FIELDS[kind]) if name in wanted
            ]
            for kind, wanted in _SEARCHED.items()
        }
        for kind, repo, path, line, name, data, symbol in self._db.execute(sql):
            pick = picks.get(kind)
            if pick is not None:
                values = json.loads(data) if data else []
                text = " ".join([str(values[i]) for i in pick if i < len(values) and values[i]])
                yield DocumentRow(KIND_NAMES[kind], repo, path, line, name, text, symbol or "")

    def message_rows(self) -> Iterator[MessageRow]:
        """Yield the statements of the view that write or raise a message, tests left out, by
        repository, path and line.

        Plain rows: whole log files are matched against all of them, and thousands of dataclasses
        take their time.
        """
        kinds = (LogTemplate.kind, Raise.kind)
        levels = {LogTemplate.kind: field_position(LogTemplate.kind, "level"), Raise.kind: 99}
        sql = (
            "SELECT f.kind, s.repo, s.path, s.base, f.line, f.end_line, f.name, f.data FROM view v"
            " JOIN file s ON s.id = v.file_id JOIN fact f ON f.file_id = s.id"
            f" WHERE s.test = 0 AND f.kind IN ({KIND_NUMBERS[kinds[0]]}, {KIND_NUMBERS[kinds[1]]})"
            " ORDER BY s.repo, s.path, f.line, f.id"
        )
        for kind, repo, path, base, line, end_line, name, data in self._db.execute(sql):
            values = json.loads(data) if data else [""]
            level = levels[KIND_NAMES[kind]]
            yield MessageRow(
                KIND_NAMES[kind],
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
        return {
            r[0]
            for r in self._db.execute(
                "SELECT DISTINCT base FROM file WHERE id IN (SELECT file_id FROM view)"
            )
        }

    def template_lines(
        self, templates: Iterable[str]
    ) -> Iterator[tuple[str, str, str, str, int, int]]:
        """Yield (repository, commit, base name, template, line, end line) of the log statements
        with those templates.

        Of all trees that are kept, not of the view alone: other versions of the same source.
        """
        words = {
            template: max(template_words(template), key=len, default="") for template in templates
        }
        sql = (
            "SELECT t.repo, t.commit_id, s.base, f.data, f.line, f.end_line FROM word w JOIN fact f ON f.id = w.fact_id"
            " JOIN file s ON s.id = f.file_id JOIN member m ON m.file_id = s.id JOIN tree t ON t.id = m.tree_id"
            f" WHERE w.word = ? AND f.kind = {KIND_NUMBERS[LogTemplate.kind]} AND s.test = 0"
        )
        for word in sorted(set(words.values())):
            for repo, commit, base, data, line, end_line in self._db.execute(sql, (word,)):
                template = json.loads(data)[0] if data else ""
                if template in words:
                    yield repo, commit, base, template, line, end_line

    def patterns(self) -> list[ConfigUse]:
        """Return the uses of settings whose name is a pattern with `*`."""
        return self._facts(
            "f.id IN (SELECT fact_id FROM key WHERE fold = '*')", (), (ConfigUse,), kind="+f.kind"
        )

    def key_names(self) -> list[str]:
        """Return the names under which settings of the view are declared, set or read outside of
        tests, sorted.
        """
        view = "f.file_id IN (SELECT file_id FROM view)"
        sql = (
            f"SELECT f.name FROM fact f WHERE f.kind = {KIND_NUMBERS[ConfigKey.kind]} AND {view} UNION"
            f" SELECT f.name FROM fact f WHERE f.kind = {KIND_NUMBERS[ConfigUse.kind]} AND {view} AND "
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
        return self._facts(
            "s.repo = ? AND s.path = ?",
            (repo, path),
            kinds or tuple(KINDS.values()),
            kind=_NO_INDEX,
        )

    def in_basename(self, base: str, *kinds: type[Fact]) -> list[Fact]:
        """Return the facts of all files with that base name, without its folder."""
        every = kinds or tuple(KINDS.values())
        return self._facts("s.base = ?", (base,), every, kind=_NO_INDEX, file=_NOT_BY_FILE)

    def files(self, *, base: str | None = None, repo: str | None = None) -> list[FileEntry]:
        """Return the files of the view, those of a base name or of a repository where one is given."""
        # With the plus SQLite looks up the base name; without it, it walks the view: 4 ms instead
        # of 0.01.
        sql = f"SELECT repo, path, oid, test FROM file WHERE {'+' * (base is not None)}id IN (SELECT file_id FROM view)"
        values = [v for v in (base, repo) if v is not None]
        sql += (" AND base = ?" if base is not None else "") + (
            " AND repo = ?" if repo is not None else ""
        )
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
        """Return, for those of `words` that occur in templates of the view, in how many facts each
        does.
        """
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
        """Return, for those of `words` that occur in templates, in how many facts, of all versions
        that are kept.

        Several times faster than `word_counts`, and as good for telling rare words from common
        ones.
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
        return {row[0]: decode(row[1:]) for row in self._db.execute(sql, words)}

    def with_words(self, words: Sequence[str], *, at_least: int, most: int) -> dict[int, Fact]:
        """Return, by number, up to `most` facts whose template holds at least so many of `words`,
        the most first.
        """
        marks = ",".join("?" * len(words))
        sql = (
            f"SELECT fact_id FROM word WHERE word IN ({marks}) GROUP BY fact_id HAVING count(*) >= ? "
            "ORDER BY count(*) DESC, fact_id LIMIT ?"
        )
        numbers = [row[0] for row in self._db.execute(sql, [*words, at_least, most])]
        sql = _FACT.replace("SELECT ", "SELECT f.id, ", 1) + (
            f" WHERE f.id IN ({','.join('?' * len(numbers))}) AND {_NOT_BY_FILE} IN (SELECT file_id FROM view){_ORDER}"
        )
        return {row[0]: decode(row[1:]) for row in self._db.execute(sql, numbers)}

    def versions_with(self, fact: Fact, line: int) -> list[str]:
        """Return the versions outside of the view whose file of that name has the same statement at
        `line`.
        """
        sql = (
            f"{_FACT.replace('SELECT ', 'SELECT t.version, ', 1)} JOIN member m ON m.file_id = s.id"
            " JOIN tree t ON t.id = m.tree_id WHERE s.base = ? AND s.repo = ? AND +f.kind = ?"
            " AND ? BETWEEN f.line AND f.end_line AND s.id NOT IN (SELECT file_id FROM view) ORDER BY t.id"
        )
        values = (fact.path.rpartition("/")[2], fact.repo, KIND_NUMBERS[fact.kind], line)
        same = [
            row[0]
            for row in self._db.execute(sql, values)
            if getattr(decode(row[1:]), "template", "") == getattr(fact, "template", "")
        ]
        return list(dict.fromkeys(version for version in same if version))

    def elsewhere(self, repo: str, path: str) -> list[tuple[str, FileEntry]]:
        """Return the file at `path` in the indexed versions of a repository outside of the view,
        with their names.
        """
        sql = (
            "SELECT t.version, s.oid, s.test FROM file s JOIN member m ON m.file_id = s.id"
            " JOIN tree t ON t.id = m.tree_id WHERE s.path = ? AND s.repo = ? AND t.version <> ''"
            " AND t.id NOT IN (SELECT tree_id FROM checkout) ORDER BY t.id"
        )
        rows = self._db.execute(sql, (path, repo))
        return [
            (r[0], FileEntry(repo=repo, path=path, oid=r[1].hex(), test=bool(r[2]))) for r in rows
        ]

    def versions(self) -> dict[tuple[str, str], str]:
        """Return the name of every version that is kept, by repository and commit; empty where none
        was told.
        """
        rows = self._db.execute("SELECT repo, commit_id, version FROM tree ORDER BY id")
        return {(repo, commit): version or "" for repo, commit, version in rows}

    def symbols_of(self, file: FileEntry) -> list[Symbol]:
        """Return the definitions of a file, in the view or not."""
        sql = (
            f"{_FACT} WHERE s.path = ? AND s.repo = ? AND s.oid = ? AND +f.kind = ? ORDER BY f.line"
        )
        rows = self._db.execute(
            sql, (file.path, file.repo, bytes.fromhex(file.oid), KIND_NUMBERS[Symbol.kind])
        )
        return [fact for fact in map(decode, rows) if isinstance(fact, Symbol)]

    def broken_files(self) -> list[tuple[str, str, str]]:
        """Return (repository, path, reason) of the files that no extractor could read."""
        sql = "SELECT repo, path, broken FROM file WHERE broken <> '' AND id IN (SELECT file_id FROM view) ORDER BY 1, 2"
        return list(self._db.execute(sql))
