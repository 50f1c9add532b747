"""gorm's lines lead to the call that queried the database."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import pytest

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
