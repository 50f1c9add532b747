"""Facts of the view by name, place and kind.

Not here: statements by the words of their message (`word_queries.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ctxkit.index.database import BY_FACT, BY_FILE_NAME, FACT, Database, F, Lookup, marks
from ctxkit.index.rows import (
    KIND_NAMES,
    KIND_NUMBERS,
    PATTERN,
    decode,
    fold_key,
    stored_fields,
)
from ctxkit.index.schema import HOW, MENTIONING
from ctxkit.model import (
    KINDS,
    ConfigKey,
    ConfigUse,
    Directive,
    Fact,
    LogTemplate,
    PageSection,
    Raise,
    Role,
    Symbol,
)

_SEARCHED_FIELDS = {
    ConfigKey.kind: ("description",),
    ConfigUse.kind: ("description", "via"),
    LogTemplate.kind: ("template",),
    Raise.kind: ("template",),
    Symbol.kind: ("doc",),
    Directive.kind: ("description", "value", "program"),
    PageSection.kind: ("description",),
}
"""The kinds of facts that free text finds, and the fields that it looks at besides the name; the
second of a use is its form.
"""
BY_OTHER = Lookup("+f.kind", "+f.file_id")
"""For a condition that itself leads to few facts."""
_BEAT, _AFTER_BEAT = "beat_schedule.", "beat_schedule/"
"""The names of the beat's entries are between these."""
_NOT_SEARCHED = ["helm-map"]
"""The form of a use whose entries are found by themselves."""


_POLICY = ["csp"]
"""The directives of a Content-Security-Policy, which is code."""

_AT = (
    f"{FACT} WHERE +f.name = ? AND f.line = ? AND +f.kind = ? AND f.file_id = (SELECT id FROM file"
    " WHERE path = ? AND repo = ? AND id IN (SELECT file_id FROM view))"
)
_NUMBERED_AT = (
    f"{FACT} WHERE f.id = ? AND +f.name = ? AND +f.line = ? AND +f.kind = ? AND +s.path = ?"
    " AND +s.repo = ? AND +f.file_id IN (SELECT file_id FROM view)"
)


class DocumentRow(NamedTuple):
    """A fact as a search finds it: `text` is its message, description or docstring, `symbol` the
    definition around it, `number` that of its row.
    """

    kind: str
    repo: str
    path: str
    line: int
    name: str
    text: str
    symbol: str
    number: int


class ProfileRow(NamedTuple):
    """A declaration or use of a setting, as far as it says what the setting is about: `values` are
    what its type allows.
    """

    name: str
    repo: str
    path: str
    role: Role
    symbol: str
    text: str
    values: str


class FactQueries(Database):
    """Facts of the view."""

    def all(self, kind: type[F]) -> list[F]:
        """Return every fact of a kind."""
        return self._facts("1", (), (kind,))

    def named(self, kind: type[F], *names: str) -> list[F]:
        """Return the facts of a kind whose name is one of `names`, letter for letter."""
        return self._facts(f"f.name IN ({marks(names)})", names, (kind,))

    def names_ending(self, kind: type[Fact], suffix: str) -> list[str]:
        """Return the names of facts of a kind that end in `suffix`, of all versions that are kept.

        Read off the index of names: several times faster than looking at the facts of the view.
        """
        sql = "SELECT DISTINCT name FROM fact WHERE kind = ? AND substr(name, ?) = ? ORDER BY 1"
        rows = self._db.execute(sql, (KIND_NUMBERS[kind.kind], -len(suffix), suffix))
        return [row[0] for row in rows]

    def around(self, repo: str, path: str, line: int) -> Symbol | None:
        """Return the innermost function, method or class of a file that holds a line, or None."""
        where = "s.repo = ? AND s.path = ? AND f.line <= ? AND f.end_line >= ?"
        found = self._facts(where, (repo, path, line, line), (Symbol,), BY_FACT)
        holding = [s for s in found if s.what in ("function", "method", "class")]
        return min(holding, key=lambda s: s.end_line - s.line, default=None)

    def definitions(self, name: str, repo: str) -> list[Symbol]:
        """Return the functions, methods and classes of a plain name in the files of a repository
        that call or define one of that name, tests left out.
        """
        where = (
            f"f.file_id IN {MENTIONING}"
            " AND s.repo = ? AND s.test = 0 AND (f.name = ? OR substr(f.name, ?) = ?)"
        )
        ending = f".{name}"
        values = (name, HOW.index("calls"), repo, name, -len(ending), ending)
        found = self._facts(where, values, (Symbol,), BY_OTHER)
        return [s for s in found if s.what in ("function", "method", "class")]

    def beat_entries(self, task: str) -> list[Symbol]:
        """Return the entries of Celery's beat schedule that start a task of that name."""
        # By the index of names: reading every definition takes a hundred times as long.
        found = self._facts("f.name > ? AND f.name < ?", (_BEAT, _AFTER_BEAT), (Symbol,))
        return [entry for entry in found if entry.value.partition(" ")[0] == task]

    def keyed(self, *spellings: str) -> list[ConfigKey | ConfigUse]:
        """Return the declarations and uses of settings with a name that folds as one of
        `spellings`.
        """
        folds = [fold_key(s) for s in spellings]
        where = f"f.id IN (SELECT fact_id FROM key WHERE fold IN ({marks(folds)}))"
        return self._facts(where, folds, (ConfigKey, ConfigUse), BY_FACT)

    def patterns(self) -> list[ConfigUse]:
        """Return the uses of settings whose name is a pattern with `*`."""
        where = "f.id IN (SELECT fact_id FROM key WHERE fold = ?)"
        return self._facts(where, (PATTERN,), (ConfigUse,), BY_FACT)

    def key_names(self) -> list[str]:
        """Return the names under which settings are declared, set or read, sorted."""
        # With the plus SQLite walks the index of these names; without it, all facts: 40 ms instead
        # of 5.
        sql = (
            "SELECT DISTINCT name FROM fact"
            " WHERE names_setting AND +file_id IN (SELECT file_id FROM view) ORDER BY name"
        )
        return [row[0] for row in self._db.execute(sql)]

    def at(
        self, kind: str, repo: str, path: str, line: int, name: str, *, number: int = 0
    ) -> Fact | None:
        """Return the fact of that kind and name on a line of a file, or None.

        `number` is that which its row had once. Where it still has it, all facts of the file need
        not be looked at: a quarter of the time.
        """
        values = (name, line, KIND_NUMBERS[kind], path, repo)
        row = self._db.execute(_NUMBERED_AT, (number, *values)).fetchone() if number else None
        row = row or self._db.execute(_AT, values).fetchone()
        return decode(row) if row else None

    def in_file(self, repo: str, path: str, *kinds: type[Fact]) -> list[Fact]:
        """Return the facts of one file, of the given kinds or of all, in the order of their
        lines.
        """
        every = kinds or tuple(KINDS.values())
        return self._facts("s.repo = ? AND s.path = ?", (repo, path), every, BY_FACT)

    def in_basename(self, base: str, *kinds: type[Fact]) -> list[Fact]:
        """Return the facts of all files with that base name, of the given kinds or of all."""
        every = kinds or tuple(KINDS.values())
        return self._facts("s.base = ?", (base,), every, BY_FILE_NAME)

    def document_rows(self) -> Iterator[DocumentRow]:
        """Yield what a search finds facts by, tests left out."""
        read = {
            KIND_NUMBERS[kind]: stored_fields(kind, *names)
            for kind, names in _SEARCHED_FIELDS.items()
        }
        directive = KIND_NUMBERS[Directive.kind]
        sql = (
            "SELECT f.kind, s.repo, s.path, f.line, f.name, f.data, f.symbol, f.id"
            " FROM fact f JOIN file s ON s.id = f.file_id"
            f" WHERE s.test = 0 AND f.kind IN ({marks(list(read))})"
            " AND +f.file_id IN (SELECT file_id FROM view)"
            " ORDER BY f.kind, s.repo, s.path, f.line, f.name, f.id"
        )
        for kind, repo, path, line, name, data, symbol, number in self._db.execute(sql, list(read)):
            text, *others = read[kind](data)
            if others == _NOT_SEARCHED or others[-1:] == _POLICY:
                continue
            if kind == directive:
                text = " ".join([text, *others])
            place = (KIND_NAMES[kind], repo, path, line, name)
            yield DocumentRow(*place, text or "", symbol or "", number)

    def profile_rows(self) -> Iterator[ProfileRow]:
        """Yield what the places of each setting say of it, tests left out, in the order of their
        names.
        """
        declared = stored_fields(ConfigKey.kind, "description", "type")
        used = stored_fields(ConfigUse.kind, "description", "role")
        key = KIND_NUMBERS[ConfigKey.kind]
        sql = (
            "SELECT f.kind, f.name, s.repo, s.path, f.symbol, f.data"
            " FROM fact f JOIN file s ON s.id = f.file_id"
            " WHERE s.test = 0 AND f.names_setting"
            " AND +f.file_id IN (SELECT file_id FROM view)"
            " ORDER BY f.name, s.repo, s.path, f.line, f.id"
        )
        for kind, name, repo, path, symbol, data in self._db.execute(sql):
            text, other = (declared if kind == key else used)(data)
            role: Role = "declares" if kind == key else other
            values = other if kind == key else ""
            yield ProfileRow(name, repo, path, role, symbol or "", text or "", values or "")
