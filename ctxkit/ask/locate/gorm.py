"""gorm's lines (`/app/internal/db/x.go:33 record not found`) -> the call that asked the database.

gorm prints the file and line of the caller, what went wrong, and the SQL; where the line has moved,
the SQL tells which of the file's calls it was. Not here: the models of the tables that the SQL
names (`database.py`).
"""

from __future__ import annotations

from ctxkit.ask.locate.candidates import Candidate, LocateContext, at_line
from ctxkit.ask.locate.frames import file_of
from ctxkit.index.reader import FileEntry
from ctxkit.logline import Frame
from ctxkit.model import Confidence

_CALLS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("failed to initialize database",), (".Open(",)),
    (("record not found",), (".First(", ".Take(", ".Last(")),
    (("] INSERT INTO",), (".Create(", ".Save(", ".FirstOrCreate(")),
    (("] UPDATE ",), (".Save(", ".Update(", ".Updates(", ".UpdateColumn(")),
    (("] DELETE FROM",), (".Delete(",)),
    (("] CREATE ", "] ALTER ", "] DROP ", "information_schema.", "pg_catalog."), (".AutoMigrate(", ".Exec(")),
    (("] SELECT count(",), (".Count(",)),
    (("] SELECT sum(", "] SELECT SUM("), (".Select(", ".Scan(")),
    (('"id" LIMIT 1', "`id` LIMIT 1"), (".First(", ".Last(")),
    (("] SELECT ",), (".Find(", ".Scan(", ".Raw(")),
)  # fmt: skip
"""What gorm says -> the calls of its that say so; the first that fits is meant."""


def resolve_query(asked: LocateContext) -> list[Candidate]:
    """Return the call in the file and near the line that gorm names."""
    line = asked.event.line
    text = line.message[:6_000]
    if line.log_format.language != "go" or not line.file.startswith("/"):
        return []  # the daemon's own logger prints a base name
    calls = next((calls for signs, calls in _CALLS if any(sign in text for sign in signs)), ())
    file = file_of(Frame(language="go", path=line.file, line=line.line), asked.index, line.service)
    if file is not None:
        return _in_file(asked, file, line.line or 0, calls, named=True)
    folder = line.file.rpartition("/")[0].lstrip("/").removeprefix("app/")
    beside = [
        f
        for f in asked.index.files_like(f"{folder}/%.go")
        if not f.test and f.path.rpartition("/")[0] == folder
    ]
    found = [
        lead
        for other in beside[:30]
        for lead in _in_file(asked, other, line.line or 0, calls, named=False)
    ]
    return sorted(found, key=lambda lead: -lead.score)[:4]


def _in_file(
    asked: LocateContext, file: FileEntry, number: int, calls: tuple[str, ...], *, named: bool
) -> list[Candidate]:
    lines = asked.sources.lines(file.repo, file.path)
    at = [n for n, text in enumerate(lines, 1) if any(call in text for call in calls)]
    if named and not calls and 0 < number <= len(lines):
        at = [number]
    if not at:
        return []
    best = min(at, key=lambda n: abs(n - number))
    what = lines[best - 1].strip()[:80]
    why = f"gorm was called here: {what}"
    if named and best != number:
        why = f"{why} (the log says line {number})"
    sure: Confidence = "low" if not named else "high" if best == number and calls else "medium"
    score = 56.0 if named else 30.0 - min(10.0, abs(best - number) / 20)
    return [Candidate(fact=at_line(asked.index, file, best), score=score, sure=sure, why=(why,))]
