"""Variables that libraries and run times read."""

from __future__ import annotations

import pytest

from ctxkit.dify.libraries import (
    FLASK_SETTINGS,
    LIBRARY_VARIABLES,
    flask_setting,
    is_read_by_library,
    library_variable,
)


@pytest.mark.parametrize("row", LIBRARY_VARIABLES, ids=lambda row: row.sample)
def test_the_row_of_a_variable(row: object) -> None:
    assert library_variable(row.sample) is row  # type: ignore[attr-defined]


@pytest.mark.parametrize("row", FLASK_SETTINGS, ids=lambda row: row.sample)
def test_the_row_of_a_flask_setting(row: object) -> None:
    assert flask_setting(row.sample) is row  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "name",
    [
        "LC_ALL",
        "https_proxy",
        "NO_PROXY",
        "PYTHONPATH",
        "UV_INDEX",
        "OTEL_X",
        "GOGC",
        "COMPOSE_FILE",
    ],
)
def test_what_a_library_reads(name: str) -> None:
    assert is_read_by_library(name)


@pytest.mark.parametrize(
    "name",
    ["LANGS", "MY_TZ", "PYTHON", "PYTHON_X", "GO", "GOX", "GIN_MODES", "UV_", "XUV_X", "PATHS", ""],
)
def test_what_no_library_reads(name: str) -> None:
    assert not is_read_by_library(name)


@pytest.mark.parametrize("name", ["HTTP_ECHO", "secret_key", "MY_SECRET_KEY", "DEBUGGING", ""])
def test_what_flask_does_not_take(name: str) -> None:
    assert flask_setting(name) is None


def test_only_pip_leaves_its_prefix_to_programs() -> None:
    assert [row.reader for row in LIBRARY_VARIABLES if row.yields_to_declarations] == ["pip"]
