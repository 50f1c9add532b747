"""Go sources: what is found, and what is not, by annotated sources."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.model import (
    ConfigKey,
    ConfigUse,
    ErrorCode,
    LogTemplate,
    Raise,
    Route,
    RoutePrefix,
    Symbol,
    Table,
)
from tests.extract.annotated import check


def test_messages() -> None:
    check("go/internal/messages.go", LogTemplate, Raise, ErrorCode)


def test_a_logger_is_not_the_place_of_what_it_passes_on() -> None:
    check("go/pkg/log/log.go", LogTemplate)


def test_settings_their_code_defaults_and_their_reads() -> None:
    check("go/internal/types/config.go", ConfigKey, ConfigUse)


def test_routes_through_groups_that_are_handed_on() -> None:
    check("go/internal/server/router.go", Route, RoutePrefix)


def test_tables_and_symbols() -> None:
    check("go/internal/models.go", Table, Symbol)


def test_test_code_yields_symbols_only() -> None:
    check("go/internal/models_test.go", Symbol, LogTemplate)


@pytest.mark.parametrize(
    "text",
    [
        "package a\nvar x = " + "A{b: config.C}," * 20_000,
        "package a\nfunc f() {\n" + 'return errors.New("x")\n' * 15_000 + "}",
        "package a\ntype Config struct {\n" + ' A string `envconfig:"A"`\n' * 15_000 + "}",
        "package a\n" + 'func f(config *Config) { if config.A == "" {\n' * 8_000,
    ],
)
def test_hostile_files_take_no_longer_than_their_size(text: str) -> None:
    started = time.process_time()
    list(extract(Source(repo="dify", path="a.go", data=text.encode())))
    assert time.process_time() - started < 8


@given(st.text(alphabet='abErr.(){}"`%s:=,\n&*configlog', max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_file_can_be_read(text: str) -> None:
    lines = text.count("\n") + 2
    for path in ("a.go", "web/a.ts", "web/a.tsx"):
        data = f"package a\n{text}" if path == "a.go" else text
        for fact in extract(Source(repo="dify", path=path, data=data.encode())):
            assert 1 <= fact.line <= fact.end_line <= lines
