"""Lines of the services around the API - the Go programs, the proxies, Compose, Helm - as people paste them."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ctxkit.ask.locate import locate
from ctxkit.ask.sources import Sources
from ctxkit.index import Index
from ctxkit.model import Finding
from tests.ask.locate_workspace import build

Ask = Callable[[str], Finding]

STORE = "internal/db/store.go"
POOL = "internal/core/pool.go"
FILES = {
    "dify-plugin-daemon": {
        STORE: """package db

import "gorm.io/gorm"

func Open(dsn string) (*gorm.DB, error) {
	return gorm.Open(dialect(dsn))
}

func Migrate() error {
	return database.AutoMigrate(Letter{})
}

func One(id string) (Letter, error) {
	var letter Letter
	err := database.First(&letter).Error
	return letter, err
}

func All() ([]Letter, error) {
	var letters []Letter
	err := database.Find(&letters).Error
	return letters, err
}
""",
        POOL: """package core

import "github.com/langgenius/dify-plugin-daemon/pkg/utils/log"

type Pool struct{}

func (p *Pool) Start(size int) {
	if size < 1 {
		log.Panic("pool cannot start with %d lanes", size)
	}
	p.open(size)
}

func (p *Pool) open(size int) {
	p.lanes = make([]lane, size)
}
""",
        "internal/server/server.go": """package server

func (a *App) Run() {
	pool.Start(0)
}
""",
    },
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Sources]]:
    index, sources = build(tmp_path_factory.mktemp("services"), changed=FILES)
    yield index, sources
    index.close()


@pytest.fixture(scope="module")
def ask(opened: tuple[Index, Sources]) -> Ask:
    return lambda text: locate(*opened, text)


def place(path: str, fragment: str) -> tuple[str, int]:
    """Return the path and the line on which `fragment` stands first in it."""
    text = next(files[path] for files in FILES.values() if path in files)
    return path, next(number for number, line in enumerate(text.split("\n"), 1) if fragment in line)


def first(finding: Finding) -> tuple[str, int]:
    return finding.hits[0].fact.path, finding.hits[0].fact.line


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("2025/08/26 08:25:20 /app/internal/db/store.go:{line} record not found", "First("),
        ("2025/08/26 08:25:20 /app/internal/db/store.go:{line}\n[error] failed to initialize database, got error x", "gorm.Open("),
        ('2025/08/26 08:25:20 /app/internal/db/store.go:{line} SLOW SQL >= 200ms\n[301.6ms] [rows:1] SELECT * FROM "letters"', "Find("),
        ('2025/08/26 08:25:20 /app/internal/db/store.go:{line} SLOW SQL >= 200ms\n[301.6ms] [rows:-] CREATE TABLE "letters" ()', "AutoMigrate("),
    ],
)  # fmt: skip
def test_gorm_names_the_call_that_asked(ask: Ask, line: str, call: str) -> None:
    path, number = place(STORE, call)
    here = ask(line.format(line=number))
    assert first(here) == (path, number)
    assert here.confidence == "high"
    moved = ask(line.format(line=number + 40))
    assert first(moved) == (path, number)
    assert moved.confidence == "medium"


def test_a_query_of_a_file_that_is_gone_is_a_guess(ask: Ask) -> None:
    finding = ask("2025/08/26 08:25:20 /app/internal/db/gone.go:3 record not found")
    assert first(finding) == place(STORE, "First(")
    assert finding.confidence == "low"


def test_a_text_prefix_needs_no_time(ask: Ask) -> None:
    finding = ask("pool.go:9: [PANIC]pool cannot start with 0 lanes")
    assert first(finding) == place(POOL, "log.Panic")
    assert finding.confidence == "high"
    assert first(ask("2025/05/22  02:57:35  pool.go:9:  [PANIC]pool  cannot  start  with  0  lanes")) == place(
        POOL, "log.Panic"
    )


def test_frames_without_functions_are_named_by_their_caller(ask: Ask) -> None:
    stack = "[Recovery] 2025/05/13 - 08:16:06 panic recovered:\nruntime error: index out of range\n/usr/local/go/src/runtime/panic.go:262 (0x476858)\n/app/internal/core/pool.go:{} (0xdadb12)\n/app/internal/core/pool.go:11 (0xdab4fa)\n"
    path, number = place(POOL, "p.lanes = make")
    assert first(ask(stack.format(number))) == (path, number)
    assert ask(stack.format(number)).confidence == "high"
    assert ask(stack.format(number)).hits[0].fact.symbol == "Pool.open"
    moved = ask(stack.format(9))
    assert moved.hits[0].fact.symbol == "Pool.open"
    assert moved.confidence == "medium"


def test_the_statement_tells_the_line_of_a_function_that_has_moved(ask: Ask) -> None:
    finding = ask(
        "2025/05/08 07:56:01 pool.go:168: [PANIC]pool cannot start with 0 lanes\n"
        "panic: [PANIC]pool cannot start with 0 lanes\n\ngoroutine 1 [running]:\n"
        "github.com/langgenius/dify-plugin-daemon/internal/core.(*Pool).Start(0xc0002a4420, 0x0)\n"
        "\t/app/internal/core/pool.go:168 +0x168\n"
        "github.com/langgenius/dify-plugin-daemon/internal/server.(*App).Run(0xc00011a1c8)\n"
        "\t/app/internal/server/server.go:4 +0x1ae\n"
    )
    assert first(finding) == place(POOL, "log.Panic")
