"""Queries about other versions than those of the view.

For notes such as "line 182 fits dify 1.13.3" and for the versions of a log; no answer is weighed by
it. Not here: the view (`database.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from ctxkit.index.database import FACT, FACT_COLUMNS, Database, marks, tree_of
from ctxkit.index.file_queries import FileEntry
from ctxkit.index.rows import KIND_NUMBERS, decode, stored_fields
from ctxkit.index.schema import WITH_WORDS
from ctxkit.model import Checkout, Fact, LogTemplate, Match, Symbol
from ctxkit.text.template import template_words


def _unasked(forgotten: Sequence[str]) -> str:
    """Return the condition of trees that no version needs, but for the further ones `forgotten`."""
    return (
        "id NOT IN (SELECT tree_id FROM main.checkout) AND id NOT IN"
        f" (SELECT tree_id FROM further WHERE label NOT IN ({marks(forgotten)}))"
    )


def _checkout(repo: str, version: str, commit: str, match: Match, url: str) -> Checkout:
    return Checkout(repo=repo, version=version, commit=commit, match=match, url=url)


class VersionQueries(Database):
    """Trees that are kept beside those of the view."""

    def has_trees(self, checkouts: Iterable[Checkout]) -> bool:
        """Return whether the index holds the facts of all these checkouts, in the view or not."""
        return all(tree_of(self._db, checkout) is not None for checkout in checkouts)

    def own_checkouts(self) -> dict[str, Checkout]:
        """Return the checkouts of the workspace by repository, whatever the view is."""
        rows = self._db.execute(
            "SELECT c.repo, c.version, t.commit_id, c.match, c.url"
            " FROM main.checkout c JOIN tree t ON t.id = c.tree_id ORDER BY 1"
        )
        return {row[0]: _checkout(*row) for row in rows}

    def further(self) -> dict[str, dict[str, Checkout]]:
        """Return the checkouts, by repository, of each further version that can be asked, by the
        name that the user gave it.
        """
        rows = self._db.execute(
            "SELECT a.label, a.repo, a.version, t.commit_id, a.match, a.url"
            " FROM further a JOIN tree t ON t.id = a.tree_id ORDER BY 1, 2"
        )
        found: dict[str, dict[str, Checkout]] = {}
        for label, repo, *rest in rows:
            found.setdefault(label, {})[repo] = _checkout(repo, *rest)
        return found

    def labels_of(self, repo: str, versions: Collection[str]) -> list[str]:
        """Return the further versions of the workspace whose source `repo` is of one of `versions`,
        by the names that the user gave them.
        """
        return [
            label
            for label, checkouts in self.further().items()
            if repo in checkouts and checkouts[repo].version in versions
        ]

    def unasked_trees(self, forgotten: Sequence[str] = ()) -> list[tuple[str, str, str]]:
        """Return (repository, commit, version) of the trees that are of no version that can be
        asked, those of the further versions `forgotten` among them.
        """
        sql = f"SELECT repo, commit_id, version FROM tree WHERE {_unasked(forgotten)} ORDER BY id"
        return list(self._db.execute(sql, forgotten))

    def unasked_share(self, forgotten: Sequence[str] = ()) -> float:
        """Return which share of all facts only such trees have."""
        (whole,) = self._db.execute("SELECT count(*) FROM fact").fetchone()
        sql = (
            "SELECT count(*) FROM fact WHERE file_id NOT IN (SELECT file_id FROM member"
            f" WHERE tree_id NOT IN (SELECT id FROM tree WHERE {_unasked(forgotten)}))"
        )
        (unasked,) = self._db.execute(sql, forgotten).fetchone()
        return int(unasked) / max(1, int(whole))

    def versions(self) -> dict[tuple[str, str], str]:
        """Return the name of every version that is kept, by repository and commit; empty where it
        has none.
        """
        rows = self._db.execute("SELECT repo, commit_id, version FROM tree ORDER BY id")
        return {(repo, commit): version or "" for repo, commit, version in rows}

    def versions_with(self, fact: Fact, line: int) -> list[str]:
        """Return the other versions whose file of that name has the same statement at `line`."""
        sql = (
            f"SELECT t.version, {FACT_COLUMNS} FROM fact f JOIN file s ON s.id = f.file_id"
            " JOIN member m ON m.file_id = s.id JOIN tree t ON t.id = m.tree_id"
            " WHERE s.base = ? AND s.repo = ? AND +f.kind = ?"
            " AND ? BETWEEN f.line AND f.end_line AND s.id NOT IN (SELECT file_id FROM view)"
            " ORDER BY t.id"
        )
        values = (fact.path.rpartition("/")[2], fact.repo, KIND_NUMBERS[fact.kind], line)
        template = getattr(fact, "template", "")
        same = [
            row[0]
            for row in self._db.execute(sql, values)
            if getattr(decode(row[1:]), "template", "") == template
        ]
        return list(dict.fromkeys(version for version in same if version))

    def elsewhere(self, repo: str, path: str) -> list[tuple[str, FileEntry]]:
        """Return the file at `path` in the other versions of a repository, with their names."""
        # CROSS keeps SQLite from walking the files of all trees: 2 ms instead of 0.01.
        sql = (
            "SELECT t.version, s.oid, s.test FROM file s CROSS JOIN tree t CROSS JOIN member m"
            " ON m.tree_id = t.id AND m.file_id = s.id"
            " WHERE s.path = ? AND s.repo = ? AND t.version <> ''"
            " AND t.id NOT IN (SELECT tree_id FROM checkout) ORDER BY t.id"
        )
        return [
            (version, FileEntry(repo=repo, path=path, oid=oid.hex(), test=bool(test)))
            for version, oid, test in self._db.execute(sql, (path, repo))
        ]

    def symbols_of(self, file: FileEntry) -> list[Symbol]:
        """Return the definitions of a file, in the view or not."""
        sql = (
            f"{FACT} WHERE s.path = ? AND s.repo = ? AND s.oid = ? AND +f.kind = ? ORDER BY f.line"
        )
        values = (file.path, file.repo, bytes.fromhex(file.oid), KIND_NUMBERS[Symbol.kind])
        return [
            fact for row in self._db.execute(sql, values) if isinstance(fact := decode(row), Symbol)
        ]

    def template_lines(
        self, templates: Iterable[str]
    ) -> Iterator[tuple[str, str, str, str, int, int]]:
        """Yield (repository, commit, base name, template, line, end line) of the log statements
        with those templates, of all trees that are kept.
        """
        wanted = set(templates)
        anchors = {max(template_words(template), key=len, default="") for template in wanted}
        read = stored_fields(LogTemplate.kind, "template")
        # CROSS JOIN makes SQLite begin with the word, and not walk the files of all trees.
        sql = (
            "SELECT t.repo, t.commit_id, s.base, f.data, f.line, f.end_line"
            f" FROM ({WITH_WORDS.format('?')}) w CROSS JOIN fact f ON f.id = w.value"
            " CROSS JOIN file s ON s.id = f.file_id CROSS JOIN tree t ON t.repo = s.repo"
            " CROSS JOIN member m ON m.tree_id = t.id AND m.file_id = s.id"
            f" WHERE f.kind = {KIND_NUMBERS[LogTemplate.kind]} AND s.test = 0"
        )
        for word in sorted(anchors):
            for repo, commit, base, data, line, end_line in self._db.execute(sql, (word,)):
                (template,) = read(data)
                if template in wanted:
                    yield repo, commit, base, template, line, end_line
