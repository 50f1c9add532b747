"""gorm's lines lead to the call that queried the database."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.gorm import QUERY_KINDS, QueryKind, kind_of_query, resolve_query
from ctxkit.logline import parse_events
from tests.ask.literal import Asked, literal_index
from tests.ask.locate_workspace import STORE, Ask, first, place


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("2025/08/26 08:25:20 /app/internal/db/store.go:{line} record not found", "First("),
        ("2025/08/26 08:25:20 /app/internal/db/store.go:{line}\n[error] failed to initialize database, got error x", "gorm.Open("),
        ('2025/08/26 08:25:20 /app/internal/db/store.go:{line} SLOW SQL >= 200ms\n[301.6ms] [rows:1] SELECT * FROM "letters"', "Find("),
        ('2025/08/26 08:25:20 /app/internal/db/store.go:{line} SLOW SQL >= 200ms\n[301.6ms] [rows:-] CREATE TABLE "letters" ()', "AutoMigrate("),
    ],
)  # fmt: skip
def test_gorm_names_the_call_that_queried(ask_services: Ask, line: str, call: str) -> None:
    path, number = place(STORE, call)
    here = ask_services(line.format(line=number))
    assert first(here) == (path, number)
    assert here.confidence == "high"
    moved = ask_services(line.format(line=number + 40))
    assert first(moved) == (path, number)
    assert moved.confidence == "medium"


def test_a_query_of_a_file_that_is_gone_is_a_guess(ask_services: Ask) -> None:
    finding = ask_services("2025/08/26 08:25:20 /app/internal/db/gone.go:3 record not found")
    assert first(finding) == place(STORE, "First(")
    assert finding.confidence == "low"


@pytest.mark.parametrize("kind", QUERY_KINDS, ids=lambda kind: kind.signs[0])
def test_each_kind_of_query_is_known_by_its_sample(kind: QueryKind) -> None:
    assert kind_of_query(kind.sample) is kind


def test_the_kinds_of_queries_and_their_calls() -> None:
    assert [(kind.signs[0], kind.calls) for kind in QUERY_KINDS] == [
        ("failed to initialize database", (".Open(",)),
        ("record not found", (".First(", ".Take(", ".Last(")),
        ("] INSERT INTO", (".Create(", ".Save(", ".FirstOrCreate(")),
        ("] UPDATE ", (".Save(", ".Update(", ".Updates(", ".UpdateColumn(")),
        ("] DELETE FROM", (".Delete(",)),
        ("] CREATE ", (".AutoMigrate(", ".Exec(")),
        ("] SELECT count(", (".Count(",)),
        ("] SELECT sum(", (".Select(", ".Scan(")),
        ('"id" LIMIT 1', (".First(", ".Last(")),
        ("] SELECT ", (".Find(", ".Scan(", ".Raw(")),
    ]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("[1ms] [rows:-] ALTER TABLE x", "] CREATE "),
        ("[1ms] [rows:-] DROP TABLE x", "] CREATE "),
        ("[1ms] [rows:-] SELECT * FROM information_schema.tables", "] CREATE "),
        ("[1ms] [rows:-] SELECT * FROM pg_catalog.tables", "] CREATE "),
        ("[1ms] [rows:1] SELECT SUM(weight) FROM letters", "] SELECT sum("),
        ("[1ms] [rows:1] SELECT * FROM `letters` ORDER BY `letters`.`id` LIMIT 1", '"id" LIMIT 1'),
    ],
)
def test_other_signs_of_a_kind(text: str, sign: str) -> None:
    kind = kind_of_query(text)
    assert kind is not None
    assert kind.signs[0] == sign


def test_other_text_is_of_no_kind() -> None:
    assert kind_of_query("connection refused") is None


SOURCE = "x\n" * 9 + "db.First(&a)\n" + "x\n" * 9 + "db.First(&b)\n" + "x\n" * 20


def resolved(asked: Asked, line: str) -> list[tuple[str, int, float, str]]:
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    return [
        (c.fact.path, c.fact.line, round(c.score, 2), c.confidence)
        for c in resolve_query(context).candidates
    ]


STORE_GO = "internal/db/store.go"
LINE = "2025/08/26 08:25:20 /app/internal/db/{}:{} {}"


@pytest.mark.parametrize(
    ("number", "said", "found"),
    [
        (10, "record not found", (10, 56.0, "high")),
        (11, "record not found", (10, 56.0, "medium")),
        (16, "record not found", (20, 56.0, "medium")),
        (3, "connection refused", (3, 56.0, "medium")),
        (99, "connection refused", None),
        (3, "[1ms] [rows:1] DELETE FROM x", None),
    ],
)
def test_the_call_in_the_named_file(
    tmp_path: Path, number: int, said: str, found: tuple[int, float, str] | None
) -> None:
    asked = literal_index(tmp_path, {"dify-plugin-daemon": {STORE_GO: (SOURCE, [])}})
    expected = [(STORE_GO, *found)] if found else []
    assert resolved(asked, LINE.format("store.go", number, said)) == expected


def test_the_call_is_shown(tmp_path: Path) -> None:
    asked = literal_index(tmp_path, {"dify-plugin-daemon": {STORE_GO: (SOURCE, [])}})
    line = LINE.format("store.go", 11, "record not found")
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    (found,) = resolve_query(context).candidates
    assert found.why == ("gorm was called here: db.First(&a) (line 11 in the log)",)


def test_calls_beside_a_file_that_is_gone_are_guesses(tmp_path: Path) -> None:
    files = {f"internal/db/{name}.go": (SOURCE, []) for name in "abcde"}
    others = {"internal/db/deep/x.go": (SOURCE, []), "internal/x.go": (SOURCE, [])}
    asked = literal_index(tmp_path, {"dify-plugin-daemon": {**files, **others}})  # type: ignore[dict-item]
    line = LINE.format("gone.go", 50, "record not found")
    assert resolved(asked, line) == [
        (f"internal/db/{name}.go", 20, 30.0 - 30 / 20, "low") for name in "abcd"
    ]
    far = LINE.format("gone.go", 900, "record not found")
    assert {score for _, _, score, _ in resolved(asked, far)} == {20.0}


@pytest.mark.parametrize(
    "line",
    [
        "2025/08/26 08:25:20 store.go:10: record not found",
        "record not found at /app/internal/db/store.go:10",
    ],
)
def test_a_line_of_the_programs_own_is_not_gorms(tmp_path: Path, line: str) -> None:
    asked = literal_index(tmp_path, {"dify-plugin-daemon": {STORE_GO: (SOURCE, [])}})
    assert resolved(asked, line) == []
