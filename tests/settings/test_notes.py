"""The notes on a setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.layer_values import layers_of
from ctxkit.settings.notes import notes_on
from tests.settings.sources import declared, fact_index, study, used
from tests.settings.test_status_evidence import CHART, COMPOSE, line


def notes(folder: Path, facts: dict[str, list[Fact]], *start: str) -> list[str]:
    found = study(fact_index(folder, facts), *start)
    layers = layers_of(found.chain, found.records)
    return list(notes_on(found.chain, found.graph, found.records, [], layers))


def test_layers_that_differ_come_first(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("K", default="1", constraints="gt=0"), used("K", 2)],
        COMPOSE: [line("K", "K", 2, "api", value="2")],
    }
    assert notes(tmp_path, facts, "env K") == [
        "the layers differ: 1 in code; 2 in compose",
        "must be greater than 0 (gt=0)",
    ]


def test_a_value_that_the_chart_falls_back_to(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        CHART: [
            used("a.k", 3, role="renders", via="helm-template", value=".Values.global.k"),
            used("a.k", 4, role="renders", via="helm-template", value=".Values.global.k"),
            used("a.k", 5, role="renders", via="helm-template", value="15m"),
            used("a.k", 6, role="renders", via="helm-template", value="16m"),
            used("a.k", 7, role="renders", via="helm-condition", value="17m"),
            used("a.k", 8, role="renders", via="helm-template"),
        ]
    }
    where = "charts/dify/templates/api.yaml"
    assert notes(tmp_path, facts, "values a.k") == [
        f"falls back to global.k when a.k is empty ({where}:3)",
        f"falls back to 15m when a.k is empty ({where}:5)",
    ]


@pytest.mark.parametrize(
    ("keys", "note"),
    [
        ([declared("K", attribute="k", aliases=("L", "K"))],
         "k takes the first of K, L that is set"),
        ([declared("K", aliases=("L",))], "K takes the first of K, L that is set"),
        ([declared("K", aliases=("L",), origin="yaml")], None),
        ([declared("K", origin="computed")],
         "Config computes K and ignores an environment variable of that name"),
        ([declared("K", origin="computed", owner="")],
         "api/x.py computes K and ignores an environment variable of that name"),
        ([declared("K", 1, origin="computed"), declared("K", 2)],
         "Config computes K from the value that is set"),
        ([declared("K", constraints="optional")], None),
        ([declared("K", constraints="ge=1")], "must be at least 1 (ge=1)"),
        ([declared("K")], None),
    ],
)  # fmt: skip
def test_notes_on_a_declaration(tmp_path: Path, keys: list[Fact], note: str | None) -> None:
    assert notes(tmp_path, {"dify api/x.py": keys}, "api K") == ([note] if note else [])


def test_constraints_of_several_programs_are_told_apart(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("K", constraints="gt=0")],
        "dify-plugin-daemon x.go": [declared("S", constraints="required", origin="envconfig")],
        COMPOSE: [line("K", "K", 1, "api"), line("K", "S", 2, "plugin_daemon")],
    }
    assert notes(tmp_path, facts, "env K") == [
        "in dify api, K must be greater than 0 (gt=0)",
        "in dify-plugin-daemon, S must be set (required)",
    ]


def test_a_related_setting_of_another_program_is_not_shared(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [
            declared("K", 1, constraints="gt=0", aliases=("L",)),
            declared("L", 2, constraints="gt=1"),
        ],
    }
    assert notes(tmp_path, facts, "api K") == [
        "K takes the first of K, L that is set",
        "must be greater than 0 (gt=0)",
    ]
    assert notes(tmp_path / "other", facts, "api L") == [
        "must be greater than 1 (gt=1)",
        "the fallback for K when that is not set; an empty value counts as set",
    ]


@pytest.mark.parametrize(("owner", "maker"), [("Config", "Config"), ("", "api/x.py")])
def test_a_setting_that_another_is_computed_from(tmp_path: Path, owner: str, maker: str) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [
            declared("ALL", 1, origin="computed", owner=owner),
            declared("K", 2),
            used("K", 3, via="field", target="ALL"),
        ]
    }
    assert notes(tmp_path, facts, "api K") == [f"used to compute ALL in {maker}"]


def shared(*targets: str) -> dict[str, list[Fact]]:
    """Return a source that feeds MINE of the api and variables of the daemon."""
    lines = [line("SHARED", "MINE", 1, "api")]
    lines += [line("SHARED", each, 2 + n, "plugin_daemon") for n, each in enumerate(targets)]
    reads = [used(each, 1 + n, via="getenv") for n, each in enumerate(targets)]
    return {
        COMPOSE: lines,
        "dify api/x.py": [used("MINE", 1)],
        "dify-plugin-daemon x.go": list(reads),
    }


def test_a_sibling_that_is_a_secret_must_have_the_same_value(tmp_path: Path) -> None:
    assert notes(tmp_path, shared("HOST", "SERVER_KEY"), "api MINE") == [
        "before you change it: SHARED also sets SERVER_KEY in dify-plugin-daemon; both must have "
        "the same value",
        "SHARED also sets HOST in dify-plugin-daemon",
    ]


def test_an_address_has_not_the_value_of_the_secret_in_it(tmp_path: Path) -> None:
    facts = {
        COMPOSE: [line("SHARED", "A_URL", 1, "api"), line("SHARED", "A_KEY", 2, "plugin_daemon")],
        "dify api/x.py": [used("A_URL", 1)],
        "dify-plugin-daemon x.go": [used("A_KEY", 1, via="getenv")],
    }
    assert notes(tmp_path, facts, "api A_URL") == ["SHARED also sets A_KEY in dify-plugin-daemon"]


def test_the_programs_that_take_a_sibling_are_one_note(tmp_path: Path) -> None:
    facts = {
        COMPOSE: [
            line("SHARED", "MINE", 1, "api"),
            line("SHARED", "KEY_2", 2, "plugin_daemon"),
            line("SHARED", "KEY_2", 3, "sandbox"),
        ],
        "dify api/x.py": [used("MINE", 1)],
        "dify-plugin-daemon x.go": [used("KEY_2", 1, via="getenv")],
        "dify-sandbox x.go": [used("KEY_2", 1, via="getenv")],
    }
    assert notes(tmp_path, facts, "api MINE") == [
        "before you change it: SHARED also sets KEY_2 in dify-plugin-daemon, dify-sandbox; both "
        "must have the same value"
    ]


@pytest.mark.parametrize("word", ["KEY", "SECRET", "TOKEN", "PASSWORD"])
def test_words_of_secrets(tmp_path: Path, word: str) -> None:
    assert "must have the same value" in notes(tmp_path, shared(f"THE_{word}"), "api MINE")[0]


def test_four_siblings_are_enough_and_secrets_are_not_cut(tmp_path: Path) -> None:
    found = notes(tmp_path, shared("A", "B", "C", "D", "E", "F_KEY"), "api MINE")
    named = [note.removeprefix("before you change it: ").split()[3] for note in found]
    assert named == ["F_KEY", "A", "B", "C"]


def test_settings_that_no_line_connects_are_named_where_they_exist(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("CODE_EXECUTION_API_KEY", 1), declared("SANDBOX_API_KEY", 2)]
    }
    note = "see also SANDBOX_API_KEY: it must be the same secret"
    assert note in notes(tmp_path / "a", facts, "api CODE_EXECUTION_API_KEY")
    alone: dict[str, list[Fact]] = {"dify api/x.py": [declared("CODE_EXECUTION_API_KEY", 1)]}
    assert notes(tmp_path / "b", alone, "api CODE_EXECUTION_API_KEY") == []


@pytest.mark.parametrize(
    ("description", "expected"), [("of the code", ["the documentation says: Tries"]), ("", [])]
)
def test_documentation_is_quoted_beside_another_description(
    tmp_path: Path, description: str, expected: list[str]
) -> None:
    page = used("K", 3, role="documents", via="docs", description="Tries")
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("K", description=description)],
        "dify-docs en/x.mdx": [page],
    }
    assert notes(tmp_path, facts, "api K") == expected


def test_a_name_that_is_too_general_says_so(tmp_path: Path) -> None:
    lines = [line("ON", f"F{n}", n, "api") for n in range(70)]
    assert notes(tmp_path, {COMPOSE: lines}, "env ON")[-1] == (
        "the name is too general: not all of its renames were followed"
    )


def test_equal_notes_are_one(tmp_path: Path) -> None:
    keys: list[Fact] = [declared("K", n, constraints="gt=0") for n in (1, 2)]
    assert notes(tmp_path, {"dify api/x.py": keys}, "api K") == ["must be greater than 0 (gt=0)"]


def test_what_a_database_reads_only_while_it_has_no_data(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("DB_PASSWORD"), used("DB_PASSWORD", 2)],
        COMPOSE: [
            line("DB_PASSWORD", "DB_PASSWORD", 2, "api"),
            line("DB_PASSWORD", "POSTGRES_PASSWORD", 3, "db_postgres"),
            line("DB_PASSWORD", "POSTGRES_PASSWORD", 4, "api"),
            line("DB_PASSWORD", "POSTGRES_OTHER", 5, "db_postgres"),
        ],
    }
    assert notes(tmp_path, facts, "env DB_PASSWORD") == [
        "before you change it: db_postgres takes POSTGRES_PASSWORD only while it has no data: "
        "later, change it in the database as well"
    ]


def test_what_a_change_does_to_data_that_exists(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("STORAGE_TYPE"), used("STORAGE_TYPE", 2)],
        COMPOSE: [line("STORAGE_TYPE", "STORAGE_TYPE", 2, "api")],
    }
    assert notes(tmp_path, facts, "env STORAGE_TYPE") == [
        "before you change it: in a Dify that has data: its files and the private keys of the "
        "workspaces stay in the old place; copy them first, or uploads are gone and saved "
        "credentials cannot be decrypted"
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("postgresql.auth.password", True),
        ("postgresql.global.postgresql.auth.postgresPassword", True),
        ("postgresql.auth.existingSecret", False),
        ("redis.auth.password", False),
    ],
)
def test_a_value_that_a_database_reads_only_while_it_has_no_data(
    tmp_path: Path, path: str, said: bool
) -> None:
    """Redis takes its password at every start."""
    facts: dict[str, list[Fact]] = {
        "dify-helm charts/dify/values.yaml": [used(path, 2, role="sets", via="helm-values")]
    }
    note = f"before you change it: postgresql takes {path} only while it has no data: later, change"
    found = notes(tmp_path, facts, f"values {path}")
    assert (f"{note} it in the database as well" in found) is said


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("api.persistence.persistentVolumeClaim.size", True),
        ("redis.master.persistence.size", True),
        ("store.storage.size", True),
        ("api.batch.size", False),
        ("redis.master.persistence.sizeLimit", False),
    ],
)
def test_the_size_of_a_claim(tmp_path: Path, path: str, said: bool) -> None:
    facts: dict[str, list[Fact]] = {
        "dify-helm charts/dify/values.yaml": [used(path, 2, role="sets", via="helm-values")]
    }
    found = notes(tmp_path, facts, f"values {path}")
    assert any("Kubernetes refuses the upgrade" in note for note in found) is said


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("api.persistence.persistentVolumeClaim.existingClaim", "copy it first"),
        ("redis.master.persistence.existingClaim", "copy it first"),
        ("api.auth.existingClaim", ""),
        ("externalS3.enabled", "private keys of the workspaces stay in the old place"),
        ("externalS3.bucketName.pluginDaemon", "packages of installed plugins"),
        ("externalPostgres.enabled", "dump and restore it first"),
        ("weaviate.enabled", "flask vdb-migrate"),
        ("redis.enabled", "sign in again, and waiting tasks are lost"),
        ("externalSecret.enabled", ""),
    ],
)
def test_values_that_move_the_deployment_to_another_place(
    tmp_path: Path, path: str, said: str
) -> None:
    facts: dict[str, list[Fact]] = {
        "dify-helm charts/dify/values.yaml": [used(path, 2, role="sets", via="helm-values")]
    }
    found = "; ".join(notes(tmp_path, facts, f"values {path}"))
    assert said in found
    assert bool(found) is bool(said)


PORT = "before you change it: the container of store listens on 1972 whatever this is; with "
PORT += "another value no program reaches it by its name"


@pytest.mark.parametrize(
    ("more", "is_known", "is_said"),
    [
        ([], True, True),
        # No program is told the port.
        ([], False, False),
        # The port of the host alone: "${STORE_PORT:-1972}:${INNER_PORT:-1972}"
        ([used("INNER_PORT", 5, via="compose", symbol="store.ports", services=("store",))],
         True, False),
        # The container is told it, too.
        ([line("STORE_PORT", "PORT", 9, "store")], True, False),
        ([used("STORE_PORT", 9, via="compose", symbol="store.command", services=("store",))],
         True, False),
    ],
)  # fmt: skip
def test_a_port_that_the_container_does_not_know(
    tmp_path: Path, more: list[Fact], is_known: bool, is_said: bool
) -> None:
    facts: dict[str, list[Fact]] = {
        COMPOSE: [
            used("STORE_PORT", 5, via="compose", value="1972", symbol="store.ports",
                 services=("store",)),
            line("STORE_PORT", "STORE_PORT", 2, "api"),
            *more,
        ],
        "dify api/x.py": [used("STORE_PORT", 2)] if is_known else [],
    }  # fmt: skip
    assert (PORT in notes(tmp_path, facts, "env STORE_PORT")) is is_said


def test_a_setting_of_enterprise(tmp_path: Path) -> None:
    note = "before you change it: it is of Dify Enterprise, whose services the community edition "
    facts: dict[str, list[Fact]] = {
        "dify api/configs/enterprise/__init__.py": [
            declared("ENTERPRISE_API_URL", 1),
            declared("ENTERPRISE_ENABLED", 2),
        ]
    }
    assert notes(tmp_path, facts, "api ENTERPRISE_API_URL") == [note + "lacks"]
    assert notes(tmp_path / "b", facts, "api ENTERPRISE_ENABLED") == []
