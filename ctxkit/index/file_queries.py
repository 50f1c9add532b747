"""Files of the view.

Not here: their content (`sources.py`), files of other versions (`version_queries.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial

from msgspec import Struct

from ctxkit.index.database import Database
from ctxkit.index.recent import Recent, kept
from ctxkit.index.schema import HOW, MENTIONING
from ctxkit.model import Mention

_FILE = "SELECT repo, path, oid, test FROM file"
_IN_VIEW = "id IN (SELECT file_id FROM view)"
# The view of one repository is its tree; to walk those of the others takes 2 ms instead of 0.1.
_OF_REPO = (
    "id IN (SELECT file_id FROM member WHERE tree_id ="
    " (SELECT tree_id FROM checkout WHERE repo = ?))"
)
_ORDER = "ORDER BY repo, path"
_BELOW = "path > ? AND path < ?"  # given the span of a folder
_MAX_KEPT_PATTERNS = 16  # each takes 2 ms to look up, and several resolvers ask for the same

_MAX_KEPT_FOLDERS = 200
_MAX_KEPT_MENTIONS = 500  # of at most some 100 paths each, but for the names that all use
_MAX_KEPT_COUNTS = 5_000


class FileEntry(Struct, frozen=True, kw_only=True):
    """A file; `oid` is its git blob id, 40 hex digits."""

    repo: str
    path: str
    oid: str
    test: bool


class FileQueries(Database):
    """Files of the view."""

    @cached_property
    def _alike(self) -> Recent[str, list[FileEntry]]:
        return Recent(_MAX_KEPT_PATTERNS)

    def files(self, *, base: str | None = None, repo: str | None = None) -> list[FileEntry]:
        """Return the files, those with a base name or of a repository where one is given."""
        if base is None:
            return self._files(_IN_VIEW) if repo is None else self._files(_OF_REPO, repo)
        # With the plus SQLite looks up the base name; without it, it walks the view: 4 ms instead
        # of 0.01.
        where = f"base = ? AND +{_IN_VIEW}"
        if repo is None:
            return self._files(where, base)
        return self._files(f"{where} AND repo = ?", base, repo)

    @kept(_MAX_KEPT_FOLDERS)
    def paths_in(self, repo: str, folder: str) -> Sequence[str]:
        """Return the paths of the files of a repository in a folder, not of those in the folders
        in it, tests left out.
        """
        where = (
            f"{_BELOW} AND instr(substr(path, ?), '/') = 0"
            f" AND NOT test AND +repo = ? AND +{_IN_VIEW}"
        )
        return self._paths(where, *_span(folder), len(folder) + 2, repo)

    def has_folder(self, repo: str, folder: str) -> bool:
        """Return whether a repository has files in a folder, or in the folders in it."""
        sql = f"SELECT 1 FROM file WHERE {_BELOW} AND +repo = ? AND +{_IN_VIEW} LIMIT 1"
        return self._db.execute(sql, (*_span(folder), repo)).fetchone() is not None

    def files_like(self, pattern: str) -> list[FileEntry]:
        """Return the files whose path matches a pattern of SQL's LIKE."""
        make = partial(self._files, f"path LIKE ? AND {_IN_VIEW}", pattern)
        return list(self._alike.get(pattern, make))

    def file(self, repo: str, path: str) -> FileEntry | None:
        """Return the file at that path, or None."""
        return next(iter(self._files(f"path = ? AND repo = ? AND {_IN_VIEW}", path, repo)), None)

    @kept(_MAX_KEPT_MENTIONS)
    def paths_mentioning(self, name: str, how: Mention, repo: str) -> Sequence[str]:
        """Return the paths of the files of a repository that may call or write a name, tests left
        out.

        A name is without what is before the dot, and has at least three characters. The files that
        define a function are among those that call it. Not every file really does it: the look-up
        is by the letters, whoever needs to know parses.
        """
        # The plus keeps SQLite from walking the files of the repository.
        where = f"id IN {MENTIONING} AND +repo = ? AND +{_IN_VIEW}"
        return self._paths(where, name, HOW.index(how), repo)

    @kept(_MAX_KEPT_COUNTS)
    def mentions_at_most(self, name: str, how: Mention, repo: str, most: int) -> bool:
        """Return whether not more than `most` files of a repository may call or write a name: to
        know it of a common name takes much less time than to read which they are.
        """
        # The plus keeps SQLite from walking the files of the view.
        sql = (
            f"SELECT count(*) FROM (SELECT 1 FROM {MENTIONING} m CROSS JOIN file s"
            " ON s.id = m.value WHERE s.repo = ?"
            f" AND s.id IN (SELECT file_id FROM view) LIMIT {most + 1:d})"
        )
        counted = self._db.execute(sql, (name, HOW.index(how), repo)).fetchone()
        return int(counted[0]) <= most

    def bases(self) -> set[str]:
        """Return the base names of all files."""
        return {row[0] for row in self._db.execute(f"SELECT base FROM file WHERE {_IN_VIEW}")}

    def broken_files(self) -> list[tuple[str, str, str]]:
        """Return (repository, path, reason) of the files that no extractor could read."""
        sql = f"SELECT repo, path, broken FROM file WHERE broken <> '' AND {_IN_VIEW} {_ORDER}"
        return list(self._db.execute(sql))

    def _paths(self, where: str, *values: str | int) -> list[str]:
        rows = self._db.execute(f"SELECT path FROM file WHERE {where} ORDER BY path", values)
        return [row[0] for row in rows]

    def _files(self, where: str, *values: str | int) -> list[FileEntry]:
        rows = self._db.execute(f"{_FILE} WHERE {where} {_ORDER}", values)
        return [
            FileEntry(repo=repo, path=path, oid=oid.hex(), test=bool(test))
            for repo, path, oid, test in rows
        ]


def _span(folder: str) -> tuple[str, str]:
    """Return what all paths in a folder, and in the folders in it, lie between."""
    return f"{folder}/", f"{folder}0"  # 0 comes after the slash
