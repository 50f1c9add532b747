"""Every row of every table of `ctxkit/dify/` can be checked: it has a sample, and its reference
exists in the sources that the demonstration ships or in `references/`, files of our own in the form
of Dify's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import ctxkit.dify
from ctxkit.demo.repositories import FOLDERS
from ctxkit.dify import (
    addresses,
    error_files,
    related,
    third_party_names,
    third_party_packages,
    third_party_platform,
)
from ctxkit.dify.row import Row
from ctxkit.dify.third_party_row import OwnerByText, owner_by_text
from tests.conftest import assert_golden

REFERENCES = Path(__file__).parent / "references"
_VERSION = re.compile(r"\d+\.\d+(\.\d+)?")
_PAGE = re.compile(r"https://[\w.-]+/\S+")


def _address(sample: str) -> list[Row]:
    return [row for row in addresses.ADDRESS_SETTINGS if row.setting == sample]


def _error_file(sample: str) -> list[Row]:
    folder, _, base = sample.rpartition("/")
    return [
        *(row for row in error_files.ERROR_FILES if row.base == base),
        *(row for row in error_files.PROGRAM_APIS if f"{folder}/".startswith(row.folder)),
    ]


def _name(sample: str) -> list[Row]:
    rows = (
        third_party_names.owner_by_file(sample),
        third_party_names.owner_by_logger(sample),
        third_party_names.owner_by_thread(sample),
        third_party_names.owner_by_format(sample),
        third_party_names.owner_by_service(sample),
    )
    return [row for row in rows if row is not None]


def _text(table: tuple[OwnerByText, ...], sample: str) -> list[Row]:
    """Return the row that decides all lines of a sample; an earlier row may take none of them."""
    found = [owner_by_text(table, line) for line in sample.splitlines()]
    first = found[0]
    return [first] if first is not None and found.count(first) == len(found) else []


SELECTS: dict[ModuleType, Callable[[str], Iterable[Row]]] = {
    addresses: _address,
    error_files: _error_file,
    related: lambda sample: related.related_to([sample]),
    third_party_names: _name,
    third_party_packages: lambda sample: _text(third_party_packages.PACKAGES, sample),
    third_party_platform: lambda sample: _text(third_party_platform.PLATFORM, sample),
}
"""How each module of rows selects the rows that decide a sample."""


def modules_of_rows() -> list[ModuleType]:
    folder = Path(ctxkit.dify.__file__).parent
    names = sorted(p.stem for p in folder.glob("*.py") if p.stem not in ("__init__", "row"))
    modules = [import_module(f"ctxkit.dify.{name}") for name in names]
    return [module for module in modules if rows_of(module)]


def rows_of(module: ModuleType) -> list[Row]:
    tables = [value for value in vars(module).values() if isinstance(value, tuple)]
    return [row for table in tables for row in table if isinstance(row, Row)]


ROWS = [
    pytest.param(module, row, id=f"{module.__name__.rpartition('.')[2]}-{number}")
    for module in modules_of_rows()
    for number, row in enumerate(rows_of(module))
]


def test_every_module_of_rows_says_how_it_selects() -> None:
    assert set(SELECTS) == set(modules_of_rows())


@pytest.mark.parametrize(("module", "row"), ROWS)
def test_the_sample_of_a_row_is_decided_by_that_row(module: ModuleType, row: Row) -> None:
    assert row.sample
    assert row in list(SELECTS[module](row.sample))


@pytest.mark.parametrize(("module", "row"), ROWS)
def test_the_reference_of_a_row_exists(module: ModuleType, row: Row) -> None:
    assert _VERSION.fullmatch(row.since)
    if _PAGE.fullmatch(row.reference):
        return
    place, _, words = row.reference.partition("#")
    repo, _, path = place.partition(" ")
    files = [*FOLDERS.glob(f"{repo}/*/{path}"), *REFERENCES.glob(f"{repo}/{path}")]
    assert files, f"no file of the fixtures is {row.reference}"
    assert any(words in file.read_text("utf8") for file in files), row.reference


@pytest.mark.parametrize("module", modules_of_rows(), ids=lambda module: module.__name__)
def test_the_rows_are_those_of_the_golden_file(module: ModuleType) -> None:
    """A row that was removed, or that says something else, must show in a reviewed difference."""
    omitted = ("since", "reference", "sample")
    lines = [
        f"{row.sample!r}: "
        + ", ".join(f"{key}={value!r}" for key, value in asdict(row).items() if key not in omitted)
        for row in rows_of(module)
    ]
    name = module.__name__.rpartition(".")[2]
    assert_golden(f"rows/{name}.txt", "\n".join(lines) + "\n")
