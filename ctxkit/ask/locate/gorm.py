"""gorm's lines (`/app/internal/db/x.go:33 record not found`) -> the call that queried the database.

gorm prints the file and line of the caller, what went wrong, and the SQL; where the line has moved,
the SQL identifies the call in the file. Not here: the models of the tables that the SQL names
(`database.py`).
"""

from __future__ import annotations

from msgspec import Struct

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    at_line,
    without_tests,
)
from ctxkit.ask.locate.frame_files import file_of
from ctxkit.index.reader import FileEntry
from ctxkit.logline import Frame
from ctxkit.model import Confidence

_MAX_MESSAGE_CHARS = 6_000
_MAX_FILES_BESIDE = 30
_MAX_GUESSES = 4
_MAX_SHOWN_CHARS = 80


class QueryKind(Struct, frozen=True, kw_only=True):
    """A kind of query: the SQL that gorm prints for it (any of `signs`), and the gorm calls that
    cause it."""

    signs: tuple[str, ...]
    calls: tuple[str, ...]
    sample: str


QUERY_KINDS: tuple[QueryKind, ...] = (
    QueryKind(
        signs=("failed to initialize database",),
        calls=(".Open(",),
        sample="[error] failed to initialize database, got error dial tcp",
    ),
    QueryKind(
        signs=("record not found",),
        calls=(".First(", ".Take(", ".Last("),
        sample='record not found [0.8ms] [rows:0] SELECT * FROM "letters" LIMIT 1',
    ),
    QueryKind(
        signs=("] INSERT INTO",),
        calls=(".Create(", ".Save(", ".FirstOrCreate("),
        sample='[0.8ms] [rows:1] INSERT INTO "letters" ("body") VALUES (1)',
    ),
    QueryKind(
        signs=("] UPDATE ",),
        calls=(".Save(", ".Update(", ".Updates(", ".UpdateColumn("),
        sample='[0.8ms] [rows:1] UPDATE "letters" SET "body"=1',
    ),
    QueryKind(
        signs=("] DELETE FROM",),
        calls=(".Delete(",),
        sample='[0.8ms] [rows:1] DELETE FROM "letters"',
    ),
    QueryKind(
        signs=("] CREATE ", "] ALTER ", "] DROP ", "information_schema.", "pg_catalog."),
        calls=(".AutoMigrate(", ".Exec("),
        sample='[0.8ms] [rows:-] CREATE TABLE "letters" ("id" bigint)',
    ),
    QueryKind(
        signs=("] SELECT count(",),
        calls=(".Count(",),
        sample='[0.8ms] [rows:1] SELECT count(*) FROM "letters"',
    ),
    QueryKind(
        signs=("] SELECT sum(", "] SELECT SUM("),
        calls=(".Select(", ".Scan("),
        sample='[0.8ms] [rows:1] SELECT sum(weight) FROM "letters"',
    ),
    QueryKind(
        signs=('"id" LIMIT 1', "`id` LIMIT 1"),
        calls=(".First(", ".Last("),
        sample='[0.8ms] [rows:1] SELECT * FROM "letters" ORDER BY "letters"."id" LIMIT 1',
    ),
    QueryKind(
        signs=("] SELECT ",),
        calls=(".Find(", ".Scan(", ".Raw("),
        sample='[0.8ms] [rows:9] SELECT * FROM "letters"',
    ),
)
"""The first kind with a sign in the text is meant."""


def kind_of_query(text: str) -> QueryKind | None:
    """Return the kind of query that gorm's text is of, or None where it does not say."""
    return next((k for k in QUERY_KINDS if any(sign in text for sign in k.signs)), None)


def resolve_query(context: LocateContext) -> Resolution:
    """Return the call in the file and near the line that gorm names."""
    line = context.line
    # The daemon's own logger prints a base name, gorm a path.
    if line.log_format.language != "go" or not line.file.startswith("/"):
        return Resolution()
    kind = kind_of_query(line.message[:_MAX_MESSAGE_CHARS])
    calls = kind.calls if kind else ()
    number = line.line or 0
    frame = Frame(language="go", path=line.file, line=line.line)
    file = file_of(frame, context.index, line.service)
    if file is not None:
        found = _in_named_file(context, file, number, calls)
        return Resolution(candidates=[found] if found else [])
    guesses = [_beside(context, other, number, calls) for other in _files_beside(context)]
    ranked = sorted((g for g in guesses if g is not None), key=lambda g: -g.score)
    return Resolution(candidates=ranked[:_MAX_GUESSES])


def _files_beside(context: LocateContext) -> list[FileEntry]:
    """Return the files in the folder of the one that the line names, which this version lacks."""
    folder = context.line.file.rpartition("/")[0].lstrip("/").removeprefix("app/")
    found = context.index.files_like(f"{folder}/%.go")
    beside = [f for f in without_tests(found) if f.path.rpartition("/")[0] == folder]
    return beside[:_MAX_FILES_BESIDE]


def _in_named_file(
    context: LocateContext, file: FileEntry, number: int, calls: tuple[str, ...]
) -> Candidate | None:
    lines = context.sources.lines(file.repo, file.path)
    best = _nearest_call(lines, number, calls)
    if not calls and 0 < number <= len(lines):
        best = number
    if not best:
        return None
    confidence: Confidence = "high" if best == number and calls else "medium"
    why = _why(lines[best - 1])
    if best != number:
        why = f"{why} (line {number} in the log)"
    fact = at_line(context.index, file, best)
    return Candidate(fact=fact, score=weights.QUERY, confidence=confidence, why=(why,))


def _beside(
    context: LocateContext, file: FileEntry, number: int, calls: tuple[str, ...]
) -> Candidate | None:
    lines = context.sources.lines(file.repo, file.path)
    best = _nearest_call(lines, number, calls)
    if not best:
        return None
    distance = weights.QUERY_DISTANCE * abs(best - number)
    return Candidate(
        fact=at_line(context.index, file, best),
        score=weights.QUERY_BESIDE + max(weights.QUERY_DISTANCE_MIN, distance),
        confidence="low",
        why=(_why(lines[best - 1]),),
    )


def _nearest_call(lines: list[str], number: int, calls: tuple[str, ...]) -> int:
    """Return the line nearest to `number` that has one of the calls, or 0."""
    at = [n for n, text in enumerate(lines, 1) if any(call in text for call in calls)]
    return min(at, key=lambda n: abs(n - number), default=0)


def _why(source: str) -> str:
    return f"gorm was called here: {source.strip()[:_MAX_SHOWN_CHARS]}"
