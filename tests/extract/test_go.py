"""Go sources: what is found, and what is not, by annotated sources."""

from __future__ import annotations

from ctxkit.model import ConfigKey, ConfigUse, ErrorCode, LogTemplate, Raise, Route, RoutePrefix, Symbol, Table
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
