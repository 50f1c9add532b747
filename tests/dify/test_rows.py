"""Every row of every table of `ctxkit/dify/` can be checked: it has a sample, and its reference
exists in the sources that the demonstration ships or in `references/`, files of our own in the form
of Dify's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from msgspec.structs import asdict

import ctxkit.dify
from ctxkit.ask.check.catalog import ALL_RULES
from ctxkit.demo.repositories import FOLDERS
from ctxkit.dify import (
    addresses,
    allowed_values,
    causes,
    causes_browser,
    causes_cluster,
    causes_data,
    causes_limits,
    causes_mail,
    causes_models,
    causes_network,
    causes_of_files,
    causes_platform,
    causes_plugins,
    causes_redis,
    causes_storages,
    causes_stores,
    charts,
    clients,
    closed_components,
    complaints,
    data_settings,
    databases,
    enterprise,
    error_files,
    images,
    known_pairs,
    levels,
    libraries,
    library_failures,
    listening,
    modes,
    nginx,
    outside_hosts,
    packages,
    plugin_environment,
    profiles,
    programs,
    readings,
    related,
    repositories,
    secrets,
    service_names,
    service_urls,
    services,
    shared_secrets,
    storages,
    subcharts,
    subjects,
    third_party_names,
    third_party_packages,
    third_party_platform,
    units,
    vector_stores,
    worker_settings,
)
from ctxkit.dify.choice import Choice
from ctxkit.dify.row import Row
from ctxkit.dify.third_party_row import OwnerByText, owner_by_text
from tests.conftest import assert_golden

REFERENCES = Path(__file__).parent / "references"
_VERSION = re.compile(r"\d+\.\d+(\.\d+)?")
_PAGE = re.compile(r"https://[\w.-]+/\S+")


def choices_of(sample: str, choices: Iterable[Choice]) -> list[Choice]:
    """Return the choices that a setting belongs to; one without settings goes by its value."""
    return [
        choice
        for choice in choices
        if choice.owns(sample) or sample in choice.needs or sample == choice.value
    ]


def service_rows(sample: str) -> list[Row]:
    rows = [row for row in services.SCHEDULERS if row.name == sample]
    kinds = [row for row in services.DATABASES if row.kind == sample]
    optional = [row for row in services.OPTIONAL_SERVICES if row.service == sample]
    return [*choices_of(sample, services.SERVICE_CHOICES), *rows, *kinds, *optional]


def address_rows(sample: str) -> list[Row]:
    hosts = [row for row in addresses.HOSTS_OR_URLS if sample.startswith(row.prefix)]
    vendors = [row for row in addresses.VENDOR_HOSTS if row.host == sample]
    program, _, name = sample.partition(" ")
    told = [addresses.handed_address(program, name), addresses.told_address(program, name)]
    rows = [row for row in addresses.ADDRESSES if row.name == sample]
    return [*rows, *hosts, *vendors, *(row for row in told if row is not None)]


def allowed_rows(sample: str) -> list[Row]:
    rows: list[Row] = [row for row in allowed_values.ALLOWED_VALUES if row.name == sample]
    rows += [row for row in allowed_values.ENUMERATED_SETTINGS if row.name == sample]
    rows += [row for row in allowed_values.VALIDATED_VALUES if row.name == sample]
    return rows + [row for row in allowed_values.SCHEMA_PATTERNS if row.pattern == sample]


def chart_rows(sample: str) -> list[Row]:
    stores = [row for row in charts.DATA_STORES if sample in row.external]
    named = [row for row in charts.ADDRESS_VALUES if row.name == sample]
    moved = [row for row in charts.MOVED_VALUES if row.new == charts.moved_value(sample)]
    shared = [row for row in charts.SUBCHART_GLOBALS if row.name == sample]
    outside = (*charts.OBJECT_STORAGES, *charts.VECTOR_STORE_PARTS)
    parts = [row for row in outside if row.name == sample]
    return [*stores, *named, *shared, *moved, *parts]


def secret_rows(sample: str) -> list[Row]:
    values = (*secrets.WELL_KNOWN_SECRETS, *secrets.GUESSABLE_SECRETS)
    rows: list[Row] = [row for row in values if row.value == sample]
    rows += [row for row in secrets.PUBLISHED_SECRETS if row.digest == sample]
    rows += [row for row in secrets.OWN_SECRETS if row.name == sample]
    placeholder = secrets.placeholder_of(sample, is_secret=True)
    return [*rows, placeholder] if placeholder is not None else rows


def unit_rows(sample: str) -> list[Row]:
    row = units.unit_of(sample)
    return [row] if row is not None else []


def nginx_rows(sample: str) -> list[Row]:
    row = nginx.value_of_directive(sample)
    return [row] if row is not None else []


def error_file_rows(sample: str) -> list[Row]:
    folder, _, base = sample.rpartition("/")
    return [
        *(row for row in error_files.ERROR_FILES if row.base == base),
        *(row for row in error_files.RESPONSE_MODELS if row.name == sample),
        *(row for row in error_files.PROGRAM_APIS if f"{folder}/".startswith(row.folder)),
    ]


def owner_rows(sample: str) -> list[Row]:
    base, _, message = sample.partition(" ")
    rows = (
        third_party_names.owner_by_file(base, message),
        third_party_names.owner_by_logger(sample),
        third_party_names.owner_by_thread(sample),
        third_party_names.owner_by_service(sample),
    )
    return [row for row in rows if row is not None]


def text_rows(table: tuple[OwnerByText, ...], sample: str) -> list[Row]:
    """Return the row that decides all lines of a sample; an earlier row may take none of them."""
    found = [owner_by_text(table, line) for line in sample.splitlines()]
    first = found[0]
    return [first] if first is not None and found.count(first) == len(found) else []


def program_rows(sample: str) -> list[Row]:
    repo, _, path = sample.partition(" ")
    scope = programs.row_of_file(repo, path)
    rows = [row for row in programs.PROGRAM_ROWS if sample in row.containers]
    return [*rows, scope] if scope is not None else rows


def service_name_rows(sample: str) -> list[Row]:
    rows = service_names.row_of_container(sample), service_names.row_of_service(sample)
    renamed = [row for row in service_names.RENAMED_SERVICES if row.old == sample]
    return [*(row for row in rows if row is not None), *renamed]


def closed_rows(sample: str) -> list[Row]:
    rows = closed_components.closed_container(sample), closed_components.closed_part(sample)
    return [row for row in rows if row is not None]


def listener_rows(sample: str) -> list[Row]:
    row = listening.listener_of(sample, sample)
    return [row] if row is not None else []


def subject_rows(sample: str) -> list[Row]:
    repo, _, path = sample.partition(" ")
    row = subjects.subject_row("", repo, path) if path else subjects.subject_row(sample)
    return [row] if row is not None else []


def client_rows(sample: str) -> list[Row]:
    repo, path = sample.split(" ")
    rows = [row for row in clients.CLIENTS if row.repo == repo]
    return [row for row in rows if path.startswith(row.folders)][:1]


def mode_rows(sample: str) -> list[Row]:
    found = (modes.mode_of(repo, sample) for repo in ("dify", "dify-plugin-daemon"))
    return [row for row in found if row is not None]


def level_rows(sample: str) -> list[Row]:
    error = levels.error_in(sample).rpartition(".")[2]
    return [row for row in levels.LEVELS if row.tells(sample, error)][:1]


def cause_rows(sample: str) -> list[Row]:
    row = causes.cause_of_text(sample, state=True)
    return [row] if row is not None else []


SELECTS: dict[ModuleType, Callable[[str], Iterable[Row]]] = {
    addresses: address_rows,
    allowed_values: allowed_rows,
    causes_browser: cause_rows,
    causes_data: cause_rows,
    causes_redis: cause_rows,
    causes_limits: cause_rows,
    causes_mail: cause_rows,
    causes_models: cause_rows,
    causes_network: cause_rows,
    causes_of_files: lambda sample: [row for row in causes_of_files.SILENT if row.tells(sample)],
    causes_cluster: cause_rows,
    causes_platform: cause_rows,
    causes_plugins: cause_rows,
    causes_storages: cause_rows,
    causes_stores: cause_rows,
    charts: chart_rows,
    closed_components: closed_rows,
    databases: lambda sample: [
        row for row in (databases.known_database(sample), databases.first_start(sample)) if row
    ],
    enterprise: lambda sample: [
        *(row for row in enterprise.ENTERPRISE_PARTS if row.name == sample),
        *(row for row in enterprise.ENTERPRISE_STOPS if row.version == sample),
    ],
    images: lambda sample: [row for row in images.IMAGES if row.name == sample],
    libraries: lambda sample: [
        row
        for row in (libraries.library_variable(sample), libraries.flask_setting(sample))
        if row is not None
    ],
    library_failures: library_failures.library_failures,
    levels: level_rows,
    listening: listener_rows,
    modes: mode_rows,
    nginx: nginx_rows,
    outside_hosts: lambda sample: [row for row in outside_hosts.FIXED_HOSTS if row.host == sample],
    complaints: lambda sample: [row for row in complaints.COMPLAINTS if sample in row.said],
    readings: lambda sample: [row for row in readings.READINGS if sample in row.names],
    data_settings: lambda sample: data_settings.effect_on_data([sample]),
    related: lambda sample: related.related_to([sample]),
    packages: lambda sample: [row for row in packages.PACKAGES if row.name == sample],
    plugin_environment: lambda sample: [
        row for row in (plugin_environment.idle_runtime_setting(sample),) if row is not None
    ],
    repositories: lambda sample: [row for row in repositories.REPOSITORIES if row.name == sample],
    secrets: secret_rows,
    services: service_rows,
    shared_secrets: lambda sample: [
        row for row in shared_secrets.SHARED_SECRETS if row.variable == sample
    ],
    subcharts: lambda sample: [row for row in subcharts.SUBCHART_VALUES if row.path == sample],
    subjects: subject_rows,
    storages: lambda sample: choices_of(sample, storages.STORAGES),
    units: unit_rows,
    clients: client_rows,
    known_pairs: known_pairs.told_by,
    vector_stores: lambda sample: choices_of(sample, vector_stores.VECTOR_STORES),
    error_files: error_file_rows,
    profiles: lambda sample: [
        *(row for row in profiles.PROFILE_VALUES if row.sample == sample),
        *(row for row in profiles.ONE_SECRETS if sample in row.paths),
    ],
    programs: program_rows,
    service_names: service_name_rows,
    service_urls: lambda sample: [
        row for row in service_urls.SERVICE_URLS if row.setting == sample
    ],
    third_party_names: owner_rows,
    third_party_packages: lambda sample: text_rows(third_party_packages.PACKAGES, sample),
    third_party_platform: lambda sample: text_rows(third_party_platform.PLATFORM, sample),
    worker_settings: lambda sample: [
        row for row in worker_settings.WORKER_SETTINGS if row.name == sample
    ],
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


MODULES = pytest.mark.parametrize(
    "module", modules_of_rows(), ids=lambda module: module.__name__.rpartition(".")[2]
)


def test_every_module_of_rows_says_how_it_selects() -> None:
    assert set(SELECTS) == set(modules_of_rows())


@MODULES
def test_the_sample_of_a_row_is_decided_by_that_row(module: ModuleType) -> None:
    for row in rows_of(module):
        assert row.sample, row
        assert row in list(SELECTS[module](row.sample)), row


def test_the_near_miss_of_a_cause_tells_no_cause() -> None:
    for row in causes.all_causes():
        assert causes.cause_of_text(row.near_miss, state=True) is None, row.id


@pytest.mark.parametrize("row", causes_of_files.SILENT, ids=lambda row: row.rule)
def test_the_near_miss_of_a_silent_rule_shows_nothing(row: causes_of_files.SilentRule) -> None:
    assert not row.tells(row.near_miss)


def test_a_silent_rule_is_one_of_check_and_each_cause_has_a_name_of_its_own() -> None:
    ids = {rule.id for rule in ALL_RULES}
    assert {row.rule for row in causes_of_files.SILENT} <= ids
    assert {name for row in causes.all_causes() for name in row.rules} <= ids
    assert len({row.id for row in causes.all_causes()}) == len(causes.all_causes())
    owners = {row.of for row in causes.all_causes() if row.of and not row.of.startswith("@")}
    assert owners <= {row.id for row in causes.all_causes()}


@MODULES
def test_the_reference_of_a_row_exists(module: ModuleType) -> None:
    for row in rows_of(module):
        assert _VERSION.fullmatch(row.since), row
        if not _PAGE.fullmatch(row.reference):
            _assert_in_sources(row)


def _assert_in_sources(row: Row) -> None:
    place, _, words = row.reference.partition("#")
    repo, _, path = place.partition(" ")
    files = [*FOLDERS.glob(f"{repo}/*/{path}"), *REFERENCES.glob(f"{repo}/{path}")]
    assert files, f"no file of the fixtures is {row.reference}"
    assert any(words in file.read_text("utf8") for file in files), row.reference


@MODULES
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
