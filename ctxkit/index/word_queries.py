"""Statements of the view by the words of their messages, and how common those words are.

Not here: how a message is matched (`ask/locate/statements.py`, `ask/triage/matcher.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

from ctxkit.index.database import NUMBERED_FACT, ORDER, Database, marks
from ctxkit.index.recent import Recent
from ctxkit.index.rows import KIND_NAMES, KIND_NUMBERS, decode, stored_fields
from ctxkit.index.schema import WITH_WORDS
from ctxkit.model import Fact, Location, LogTemplate, Raise

_MAX_VARIABLES = 500  # of one SQL statement, well below SQLite's own limit
_MAX_KEPT_LOOKUPS = 64  # one question looks up each text in its line, some of them twice
_MAX_KEPT_FACTS = 5_000  # some 5 MB: most lines share their common words


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

    @property
    def location(self) -> Location:
        return Location(repo=self.repo, path=self.path, line=self.line, end_line=self.end_line)


class WordQueries(Database):
    """Statements of the view by their words."""

    @cached_property
    def _looked_up(self) -> Recent[tuple[object, ...], dict[int, Fact]]:
        return Recent(_MAX_KEPT_LOOKUPS)

    @cached_property
    def _decoded(self) -> Recent[int, Fact]:
        return Recent(_MAX_KEPT_FACTS)

    def word_totals(self, words: Sequence[str]) -> dict[str, int]:
        """Return, for those of `words` that occur in messages, in how many facts each does."""
        counts: dict[str, int] = {}
        for start in range(0, len(words), _MAX_VARIABLES):
            part = words[start : start + _MAX_VARIABLES]
            sql = (
                f"SELECT word, sum(facts) FROM tree_word WHERE word IN ({marks(part)})"
                " AND tree_id IN (SELECT tree_id FROM checkout) GROUP BY word"
            )
            counts.update(self._db.execute(sql, part))
        return counts

    def with_word(self, *words: str) -> dict[int, Fact]:
        """Return, by number, the facts whose message has one of `words`."""
        sql = (
            f"{NUMBERED_FACT}"
            f" WHERE f.id IN ({WITH_WORDS.format(marks(words))})"
            f" AND +f.file_id IN (SELECT file_id FROM view) {ORDER}"
        )
        make = partial(self._numbered, sql, words)
        return dict(self._looked_up.get(words, make))

    def with_words(self, words: Sequence[str], *, at_least: int, limit: int) -> dict[int, Fact]:
        """Return, by number, the facts whose message has at least `at_least` of `words`: at most
        `limit` facts, those with the most words first.
        """
        make = partial(self._with_words, words, at_least, limit)
        return dict(self._looked_up.get((tuple(words), at_least, limit), make))

    def _with_words(self, words: Sequence[str], at_least: int, limit: int) -> dict[int, Fact]:
        # The limit applies to the view, in an order that is the same in every build: else facts
        # of other versions, or the order in which files were read, would decide what is left out.
        sql = (
            "SELECT f.id FROM (SELECT value, count(*) AS held"
            f" FROM ({WITH_WORDS.format(marks(words))}) GROUP BY value HAVING held >= ?) w"
            " JOIN fact f ON f.id = w.value JOIN file s ON s.id = f.file_id"
            " WHERE +f.file_id IN (SELECT file_id FROM view)"
            " ORDER BY held DESC, s.repo, s.path, f.line, f.id LIMIT ?"
        )
        numbers = [row[0] for row in self._db.execute(sql, [*words, at_least, limit])]
        sql = f"{NUMBERED_FACT} WHERE f.id IN ({marks(numbers)}) {ORDER}"
        return self._numbered(sql, numbers)

    def _numbered(self, sql: str, values: Sequence[Any]) -> dict[int, Fact]:
        """Return the facts of the rows of a query by their numbers."""
        kept = self._decoded.get
        rows = self._db.execute(sql, values)
        return {row[0]: kept(row[0], partial(decode, row[1:])) for row in rows}

    def message_rows(self) -> Iterator[MessageRow]:
        """Yield the statements that write or raise a message, tests left out, by repository, path
        and line.
        """
        log, error = KIND_NUMBERS[LogTemplate.kind], KIND_NUMBERS[Raise.kind]
        log_fields = stored_fields(LogTemplate.kind, "template", "level")
        error_fields = stored_fields(Raise.kind, "template")
        sql = (
            "SELECT f.kind, s.repo, s.path, s.base, f.line, f.end_line, f.name, f.data FROM view v"
            " JOIN file s ON s.id = v.file_id JOIN fact f ON f.file_id = s.id"
            f" WHERE s.test = 0 AND f.kind IN ({log}, {error}) {ORDER}"
        )
        for kind, repo, path, base, line, end_line, name, data in self._db.execute(sql):
            level = ""
            if kind == log:
                template, level = log_fields(data)
            else:
                (template,) = error_fields(data)
            yield MessageRow(
                KIND_NAMES[kind], repo, path, base, line, end_line, name, template, level
            )
