"""The plan of an upgrade of a small program: each section, and what could not be told."""

# ruff: noqa: E501 - rows stay whole

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.ask.plan.case import PlanCase, PlanSide
from ctxkit.ask.plan.plan import TITLES, upgrade_plan
from ctxkit.errors import UsageError
from ctxkit.model.plans import PlanRow, SectionName, UpgradePlan
from tests.ask.plan.sources import NEW, OLD, case, side
from tests.database.letters import VERSIONS

Sides = tuple[PlanSide, PlanSide]

ENV = """\
COMPOSE_PROFILES=weaviate
DB_DATABASE=prod
DB_PLUGIN_DATABASE=prod_plugin
DB_PASSWORD=very-secret-password
SECRET_KEY=sk-abcdefghijkl123456
"""


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Sides:
    folder = tmp_path_factory.mktemp("versions")
    return side(folder / "old", OLD, "1.0.0"), side(folder / "new", NEW, "1.1.0")


def planned(found: PlanCase) -> UpgradePlan:
    [plan] = upgrade_plan(found).plans
    return plan


def rows(plan: UpgradePlan, name: SectionName) -> list[str]:
    return [f"{row.mark or '-'} {row.name or '-'} {row.text}" for row in plan.section(name).rows]


def row_of(plan: UpgradePlan, name: SectionName, start: str) -> PlanRow:
    return next(r for r in plan.section(name).rows if start in (r.name, r.text[: len(start)]))


def test_every_section_says_something(sides: Sides, tmp_path: Path) -> None:
    for env in ("", ENV):
        plan = planned(case(sides, tmp_path, env))
        assert [each.name for each in plan.sections] == list(TITLES)
        assert all(each.rows for each in plan.sections)


def test_the_migrations(sides: Sides, tmp_path: Path) -> None:
    plan = planned(case(sides, tmp_path))
    assert plan.heads == ("aaa111", "ccc333")
    assert (plan.created, plan.locked, plan.rewritten) == ((), ("letters", "stamps"), ())
    assert rows(plan, "database")[:6] == [
        "- - 2 migrations, 0 new tables, 0 rewritten, head aaa111 -> ccc333",
        "- - closed to every reader: 2 older tables (letters, stamps); stop api and workers first",
        "- - one transaction for all: what is closed stays so until the end, and a failure leaves the database as 1.0.0 made it",
        "- - bbb222 writes rows of letters, builds an index on letters",
        "- - ccc333 removes data of stamps",
        "do - measure what takes time, on your database",
    ]
    query = row_of(plan, "database", "measure").command
    assert query.startswith("select relname")
    assert query.endswith("in ('stamps', 'letters')") or query.endswith("in ('letters', 'stamps')")
    env = row_of(plan, "database", "one transaction").places[0]
    assert (env.path, env.line) == ("api/migrations/env.py", 5)


def test_the_way_back(sides: Sides, tmp_path: Path) -> None:
    plan = planned(case(sides, tmp_path))
    assert plan.downgrade is not None
    assert plan.dropped == ("stamps",)
    assert plan.downgrade.columns == ("letters.status",)
    told = rows(plan, "rollback")
    assert (
        "- downgrade leaves 1 difference: letters.text: text null, but drops 0 tables and 1 column with their data"
        in told
    )
    assert "- - no downgrade brings back what the upgrade did to letters, stamps" in told
    assert any("stops at start" in each and "system.py:11" in each for each in told)
    assert (
        told[-1]
        == "- - 1.0.0 may fail to write to the newer tables: letters.text is gone, stamps is gone"
    )


def test_an_older_image_that_goes_on(tmp_path: Path) -> None:
    path = "dify api/commands/system.py"
    texts = {**OLD, path: OLD[path].replace("raise SystemExit(1)", "pass")}
    sides = side(tmp_path / "a", texts, "1.0.0"), side(tmp_path / "b", NEW, "1.1.0")
    assert any("starts all the same" in r for r in rows(planned(case(sides, tmp_path)), "rollback"))


def test_backups_have_the_names_of_the_files(sides: Sides, tmp_path: Path) -> None:
    plan = planned(case(sides, tmp_path, ENV))
    assert row_of(plan, "back-up", "database dify").text == "prod on db, by your files"
    assert row_of(plan, "back-up", "database dify").command == (
        "docker compose exec -T db pg_dump -U postgres -Fc prod > prod-1.0.0.dump"
    )
    assert "prod_plugin" in row_of(plan, "back-up", "database dify_plugin").command
    assert row_of(plan, "back-up", "SECRET_KEY").text.endswith(".env:5")
    folders = row_of(plan, "back-up", "volumes").command
    for folder in ("app/storage", "db/data", "plugin_daemon", "weaviate"):
        assert f"./volumes/{folder}" in folders
    assert "nginx.conf" not in folders
    text = repr(plan)
    assert "very-secret" not in text
    assert "sk-abc" not in text


@pytest.mark.parametrize(
    ("env", "name", "told"),
    [
        ("DB_HOST=pg.internal\nDB_DATABASE=a b;c\n", "database dify", "-h pg.internal -p 5432 'a b;c' > a-b-c-1.0.0.dump"),
        ("DB_TYPE=mysql\nDB_PORT=3307\nDB_HOST=m\n", "database dify", "mysqldump --single-transaction -u postgres -p -h m -P 3307 dify > dify-1.0.0.dump"),
        ("VECTOR_STORE=qdrant\n", "vector store qdrant", "in no folder of this compose deployment"),
        ("STORAGE_TYPE=s3\n", "file storage", "in the storage s3"),
        ("LOG_LEVEL=INFO\n", "SECRET_KEY", "do not set it"),
    ],
)  # fmt: skip
def test_what_files_name(sides: Sides, tmp_path: Path, env: str, name: str, told: str) -> None:
    row = row_of(planned(case(sides, tmp_path, env)), "back-up", name)
    assert told in f"{row.text} {row.command}"


def test_no_backup_is_silently_missing_without_a_compose_file(sides: Sides, tmp_path: Path) -> None:
    texts = {k: v for k, v in OLD.items() if "docker/" not in k}
    bare = side(tmp_path / "bare", texts, "1.0.0")
    plan = planned(case((bare, sides[1]), tmp_path, ENV))
    unknown = [row.name for row in plan.section("back-up").marked("unknown")]
    assert unknown[:4] == ["database dify", "database dify_plugin", "vector store", "file storage"]
    assert plan.section("images").marked("unknown")


def test_stop_signs(sides: Sides, tmp_path: Path) -> None:
    plan = planned(case(sides, tmp_path, ENV))
    assert [row.text for row in plan.section("stop-signs").marked("stop")] == [
        "weaviate: semitechnologies/weaviate:1.27.0 has to open the data that semitechnologies/weaviate:1.19.0 wrote; read its own notes on upgrades first",
        "db_postgres does not start with your files: add postgresql to COMPOSE_PROFILES",
    ]
    without = planned(case(sides, tmp_path))
    unknown = [row.text for row in without.section("stop-signs").marked("unknown")]
    assert any(text.startswith("whether 1.1.0 refuses your values") for text in unknown)


def test_a_value_that_the_new_version_refuses(sides: Sides, tmp_path: Path) -> None:
    config = "dify api/configs/app.py"
    field = 'class C(BaseSettings):\n    LOG_LEVEL: Literal["INFO", "DEBUG"] = Field(description="x", default="INFO")\n'
    shared = "dify docker/docker-compose.yaml"
    compose = NEW[shared].replace(
        "      DB_TYPE:", "      LOG_LEVEL: ${LOG_LEVEL:-INFO}\n      DB_TYPE:"
    )
    new = side(tmp_path / "new", {**NEW, config: field, shared: compose}, "1.1.0")
    plan = planned(case((sides[0], new), tmp_path, f"{ENV}LOG_LEVEL=LOUD\n"))
    assert any(
        row.text.startswith("1.1.0 refuses ") and "LOG_LEVEL" in row.text
        for row in plan.section("stop-signs").marked("stop")
    )


def test_images(sides: Sides, tmp_path: Path) -> None:
    assert rows(planned(case(sides, tmp_path)), "images") == [
        "- - db is called db_postgres in 1.1.0",
        "- - api: langgenius/dify-api:1.0.0 -> 1.1.0",
        "- - plugin_daemon: langgenius/dify-plugin-daemon:0.0.1 -> 0.2.0-local".replace(
            "0.0.1", "0.1.0-local"
        ),
        "- - weaviate: semitechnologies/weaviate:1.19.0 -> 1.27.0",
    ]


def test_the_plugin_daemons_tables(sides: Sides, tmp_path: Path) -> None:
    told = rows(planned(case(sides, tmp_path)), "plugin-tables")
    assert told[0] == "- - plugin daemon 0.0.0 -> 0.1.0: new columns install_tasks.state"
    assert "must own them" in told[1]


def test_steps(sides: Sides, tmp_path: Path) -> None:
    commands = [r.command for r in planned(case(sides, tmp_path, ENV)).section("steps").rows]
    assert [each for each in commands if each] == [
        "docker compose stop api plugin_daemon",
        "docker compose down",
        "git fetch --tags && git checkout 1.1.0",
        "docker compose pull",
        "docker compose up -d",
    ]
    off = planned(case(sides, tmp_path, f"{ENV}MIGRATION_ENABLED=false\n"))
    assert any("upgrade-db" in row.command for row in off.section("steps").rows)


def test_what_to_wait_for(sides: Sides, tmp_path: Path) -> None:
    told = rows(planned(case(sides, tmp_path)), "verify")
    assert told[0] == "do - api says: Database migration successful!"
    assert "- - a failure says: Failed to execute database migration" in told
    assert "do - plugin_daemon says: dify plugin db initialized" in told
    assert "do - the database is at ccc333" in told


def test_mysql(sides: Sides, tmp_path: Path) -> None:
    plan = planned(case(sides, tmp_path, asked="mysql"))
    assert plan.database == "mysql"
    assert row_of(plan, "database", "MySQL commits each change").mark == ""
    assert row_of(plan, "database", "the migrations were read").mark == "unknown"
    assert (plan.locked, plan.rewritten) == (("letters",), ("letters",))
    copied = row_of(plan, "database", "by MySQL 8's manual a change of type")
    assert copied.text.endswith("copies the table, closed to writers: letters")
    assert (
        "- - bbb222 rewrites letters, writes rows of letters, builds an index on letters"
        in rows(plan, "database")
    )
    assert {lock for each in plan.migrations for _, lock, _ in each.costs} == {""}
    assert "information_schema.tables" in row_of(plan, "database", "measure").command
    assert not any("one transaction" in each for each in rows(plan, "database"))


TROUBLED: list[tuple[dict[str, str], SectionName, str]] = [
    ({"dify api/migrations/env.py": "x = 1\n"}, "database", "whether the migrations run in one transaction could not be told"),
    ({"dify api/commands/system.py": "x = 1\n"}, "verify", "which line says that the migrations have ended could not be told"),
    ({"dify-plugin-daemon internal/db/init.go": "package db\n"}, "plugin-tables", "where the plugin daemon makes its tables could not be told"),
    ({"dify-plugin-daemon internal/types/models/task.go": "package models\n"}, "plugin-tables", "no models of the plugin daemon were found"),
    ({f"{VERSIONS}/bbb222_states.py": NEW[f"{VERSIONS}/bbb222_states.py"].replace("    op.execute(", "    for i in range(400):\n        for j in range(400):\n            op.execute(")}, "database", "bbb222 could not be followed to its end"),
    ({f"{VERSIONS}/ccc333_stamps.py": NEW[f"{VERSIONS}/ccc333_stamps.py"].replace('op.drop_table("stamps")', 'op.execute("ALTER SYSTEM SET work_mem = 1")', 1)}, "database", "what ccc333 does by this statement could not be told: ALTER SYSTEM"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "section", "told"), TROUBLED)
def test_what_could_not_be_told_is_said(
    sides: Sides, tmp_path: Path, changed: Mapping[str, str], section: SectionName, told: str
) -> None:
    new = side(tmp_path / "new", {**NEW, **changed}, "1.1.0")
    plan = planned(case((sides[0], new), tmp_path))
    assert any(row.text.startswith(told) for row in plan.section(section).marked("unknown"))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({f"{VERSIONS}/aaa111_letters.py": "x = 1\n"}, "1 migration of 1.0.0 not in 1.1.0: aaa111"),
        ({f"{VERSIONS}/ddd_x.py": 'revision = "ddd444"\ndown_revision = "aaa111"\ndef upgrade():\n    pass\n'}, "several heads"),
    ],
)  # fmt: skip
def test_migrations_that_alembic_refuses(
    sides: Sides, tmp_path: Path, changed: Mapping[str, str], told: str
) -> None:
    new = side(tmp_path / "new", {**NEW, **changed}, "1.1.0")
    stops = planned(case((sides[0], new), tmp_path)).section("stop-signs").marked("stop")
    assert any(told in row.text for row in stops)


def test_a_transaction_a_migration(sides: Sides, tmp_path: Path) -> None:
    path = "dify api/migrations/env.py"
    each = NEW[path].replace(
        "connection=connection", "connection=c, transaction_per_migration=True"
    )
    new = side(tmp_path / "new", {**NEW, path: each}, "1.1.0")
    told = rows(planned(case((sides[0], new), tmp_path)), "database")
    assert any("one transaction a migration" in row for row in told)


def test_the_way_back_is_not_planned(sides: Sides, tmp_path: Path) -> None:
    old, new = sides
    with pytest.raises(UsageError, match=r"1\.0\.0 is older than 1\.1\.0: a database at ccc333"):
        upgrade_plan(case((new, old), tmp_path))
    with pytest.raises(UsageError, match=r"nothing to upgrade: both versions are 1\.1\.0"):
        upgrade_plan(case((new, new), tmp_path))
    release = replace(new, name="enterprise 3.7.4"), replace(old, name="enterprise 3.6.2")
    with pytest.raises(UsageError, match=r"enterprise 3\.6\.2 is older"):
        upgrade_plan(case(release, tmp_path))


def test_releases_that_must_not_be_skipped_and_closed_databases(
    sides: Sides, tmp_path: Path
) -> None:
    old, new = sides
    release = replace(old, name="enterprise 3.7.0"), replace(new, name="enterprise 3.10.2")
    plan = planned(case(release, tmp_path, enterprise=True))
    assert any("must not skip" in row.text for row in plan.section("stop-signs").marked("stop"))
    names = [row.name for row in plan.section("back-up").rows]
    assert {"database enterprise", "database audit"} <= set(names)
