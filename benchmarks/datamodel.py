#!/usr/bin/env python3
"""Compare what ctxkit reads of the migrations of Dify's database with what they do to PostgreSQL.

usage: datamodel.py WORKSPACE... [--show 20]

Runs every migration of each workspace in a PostgreSQL of its own (Debian's package `postgresql`),
on a socket in a temporary folder, and compares after each: tables made and dropped, tables closed
by ACCESS EXCLUSIVE and SHARE locks (`pg_locks`, before the commit), tables rewritten, rows
written. At the end: tables, and columns with type, null and default, and whether PostgreSQL takes
the query that `explain` prints of each table; then every `downgrade()` in turn, and the older
schema against the one that was there.

ctxkit never runs a migration: this program does, and needs `alembic`, `sqlalchemy` and
`psycopg2-binary`. What migrations import of Dify is replaced by stubs.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.machinery
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import types
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects import postgresql

import ctxkit
from ctxkit.ask.explain.table_query import TENANT, query_of
from ctxkit.database.chain import MigrationStep, chain_of
from ctxkit.database.costs import costs_of
from ctxkit.database.schema import Schema
from ctxkit.database.tenants import scope_of

BIN = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
STUBBED = ("models", "libs", "constants", "configs", "core", "extensions", "services", "enums")
TABLES = """
SELECT oid::int, relname, relfilenode::bigint FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
COLUMNS = """
SELECT c.oid::int, a.attnum, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
       a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0
  AND NOT a.attisdropped
"""
LOCKS = """
SELECT l.relation::int, l.mode FROM pg_locks l
WHERE l.locktype = 'relation' AND l.pid = pg_backend_pid() AND l.granted
"""


def _text_type(*_: Any, **__: Any) -> Any:
    return sa.TEXT()


TYPES: dict[str, Any] = {
    "StringUUID": lambda *a, **k: postgresql.UUID(as_uuid=False),
    "LongText": _text_type,
    "JSONModelColumn": _text_type,
    "BinaryData": lambda *a, **k: postgresql.BYTEA(),
    "AdjustedJSON": lambda *a, **k: postgresql.JSONB(),
    "EnumText": lambda enum=None, length=None: sa.String(length or 20),
}
"""Dify's own types, as api/models/types.py makes them for PostgreSQL."""


class _Stub(types.ModuleType):
    """A module that has whatever it is asked for."""

    __path__: list[str] = []  # noqa: RUF012 - what the import system asks for

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in TYPES:
            return TYPES[name]
        if name == "UUID_NIL":
            return "00000000-0000-0000-0000-000000000000"
        if name == "uuidv7":
            return uuid.uuid4
        if name == "types":
            return importlib.import_module(f"{self.__name__}.types")
        return type(name, (), {"__getattr__": lambda _, attribute: attribute})()


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name.split(".")[0] in STUBBED:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> types.ModuleType:
        return _Stub(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        return None


def install_stubs() -> None:
    """Let migrations be imported that import modules of Dify, and ask Alembic how they run."""
    sys.meta_path.insert(0, _Finder())
    sys.modules.pop("models", None)
    import alembic

    fake = types.ModuleType("alembic.context")
    fake.is_offline_mode = lambda: False  # type: ignore[attr-defined]
    alembic.context = fake  # type: ignore[attr-defined]
    sys.modules["alembic.context"] = fake


@contextmanager
def postgres() -> Iterator[sa.Engine]:
    """Start a server that only this program reaches, and stop it at the end."""
    if not BIN:
        sys.exit("no PostgreSQL: install Debian's package postgresql")
    user: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="ctxkit-pg-") as folder:
        Path(folder).chmod(0o777)
        data = Path(folder, "data")
        options = ["-A", "trust", "-U", "ctxkit", "-N", "-E", "UTF8", "--locale=C"]
        initdb = [BIN[-1] / "initdb", "-D", data, *options]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **user)
        settings = ("listen_addresses=", f"unix_socket_directories={folder}", "fsync=off")
        command = [BIN[-1] / "postgres", "-D", data, *(w for s in settings for w in ("-c", s))]
        with (
            Path(folder, "log").open("w") as log,
            subprocess.Popen(command, stderr=log, **user) as server,
        ):
            try:
                for _ in range(100):
                    if Path(folder, ".s.PGSQL.5432").exists():
                        break
                    server.poll()
                    subprocess.run(["sleep", "0.1"], check=True)
                url = f"postgresql+psycopg2://ctxkit@/postgres?host={folder}"
                yield sa.create_engine(url, poolclass=sa.pool.NullPool)
            finally:
                server.terminate()
                server.wait()


def database(engine: sa.Engine, name: str, template: str = "template0") -> sa.Engine:
    """Make a database anew, as a copy of another one."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as admin:
        admin.execute(sa.text(f"DROP DATABASE IF EXISTS {name}"))
        admin.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    return sa.create_engine(engine.url.set(database=name), poolclass=sa.pool.NullPool)


class Seen(NamedTuple):
    """What a migration did to tables that were there before it, by name."""

    created: set[str]
    dropped: set[str]
    exclusive: set[str]
    share: set[str]
    rewritten: set[str]
    written: set[str]


Tables = dict[int, tuple[str, int]]
"""Tables by number: name, and the file that has the rows."""


def tables_of(connection: sa.Connection) -> Tables:
    return {row[0]: (row[1], row[2]) for row in connection.execute(sa.text(TABLES))}


def run(connection: sa.Connection, file: Path, function: str, older: Tables | None = None) -> Seen:
    """Run a function of a migration, and return what it did to the tables that were there before
    it, or to `older` ones by their names then; before it is committed.
    """
    spec = importlib.util.spec_from_file_location(f"m_{file.stem}", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
    with context.begin_transaction(_per_migration=True), Operations.context(context):
        spec.loader.exec_module(module)
        before = tables_of(connection) if older is None else older
        getattr(module, function)()
        locks = [(row[0], row[1]) for row in connection.execute(sa.text(LOCKS))]
        after = tables_of(connection)

    def held(mode: str) -> set[str]:
        return {before[oid][0] for oid, each in locks if each == mode and oid in before}

    return Seen(
        created={after[oid][0] for oid in after.keys() - before.keys()},
        dropped={before[oid][0] for oid in before.keys() - after.keys()},
        exclusive=held("AccessExclusiveLock"),
        share=held("ShareLock") - held("AccessExclusiveLock"),
        rewritten={
            n
            for oid, (n, file_node) in before.items()
            if after.get(oid, ("", file_node))[1] != file_node
        },
        written=held("RowExclusiveLock"),
    )


def told(schema: Schema, step: MigrationStep, *, down: bool) -> tuple[Seen, set[str]]:
    """Return what ctxkit says of a migration, and the tables that it may write, if rows are there;
    do its changes to the schema.
    """
    older = {id(table): table.name for table in schema.tables.values()}
    seen = Seen(set(), set(), set(), set(), set(), set())
    doubtful: set[str] = set()
    for change in step.down if down else step.up:
        for cost in costs_of(change, schema):
            table = schema.tables.get(cost.table)
            name = older.get(id(table)) if table is not None else None
            if name is None:
                continue
            if cost.lock == "ACCESS EXCLUSIVE":
                seen.exclusive.add(name)
            if cost.lock == "SHARE":
                seen.share.add(name)
            if cost.work == "rewrites":
                seen.rewritten.add(name)
            if cost.work == "writes":
                (doubtful if change.is_doubtful else seen.written).add(name)
        schema.apply(change)
    now = {id(table) for table in schema.tables.values()}
    seen.share.difference_update(seen.exclusive)
    seen.created.update(t.name for t in schema.tables.values() if id(t) not in older)
    seen.dropped.update(name for each, name in older.items() if each not in now)
    return seen, doubtful - seen.written


class Score:
    """Counts of what was told and what was seen."""

    def __init__(self, show: int) -> None:
        self.counts: dict[str, Counter[str]] = {}
        self.left = show

    def add(self, what: str, where: str, said: set[Any], real: set[Any]) -> None:
        counts = self.counts.setdefault(what, Counter())
        counts["both"] += len(said & real)
        counts["real"] += len(real)
        counts["said"] += len(said)
        for sign, odd in (("missing", real - said), ("too many", said - real)):
            for each in sorted(odd, key=str):
                if self.left > 0:
                    self.left -= 1
                    print(f"  {where}: {what} {sign}: {each}")

    def print(self) -> None:
        for what, counts in self.counts.items():
            recall = counts["both"] / max(1, counts["real"])
            precision = counts["both"] / max(1, counts["said"])
            print(
                f"{what:24} recall {recall:.4f} of {counts['real']},"
                f" precision {precision:.4f} of {counts['said']}"
            )


class Column(NamedTuple):
    """A column; its numbers stay where it is renamed."""

    table: int
    number: int
    table_name: str
    name: str
    type: str
    must: bool
    default: str | None

    @property
    def key(self) -> tuple[int, int]:
        return self.table, self.number

    @property
    def full_name(self) -> str:
        return f"{self.table_name}.{self.name}"


def columns_of(connection: sa.Connection) -> list[Column]:
    return [Column(*row) for row in connection.execute(sa.text(COLUMNS))]


def real_columns(connection: sa.Connection) -> dict[tuple[str, str], tuple[str, bool, str]]:
    return {
        (each.table_name, each.name): (each.type, each.must, plain(each.default))
        for each in columns_of(connection)
    }


def told_columns(schema: Schema) -> dict[tuple[str, str], tuple[str, bool, str]]:
    return {
        (table.name, column.name): (column.type, not column.null, plain(column.default))
        for table in schema.tables.values()
        for column in table.columns.values()
    }


def plain(default: str | None) -> str:
    """Return a default without casts and parentheses, which PostgreSQL adds."""
    text = " ".join(re.sub(r"::\w+( varying)?", "", default or "").lower().split())
    text = re.sub(r"[()\s]", "", text.removeprefix("generated always as"))
    return text.strip("'").replace("public.", "")


def compare_versions(folder: str, engine: sa.Engine, score: Score) -> None:
    """Compare the migrations of one workspace."""
    with ctxkit.open_workspace(folder) as workspace:
        steps = chain_of(workspace.index)
        root = workspace.roots["dify"]
    schema = Schema()
    older: dict[str, dict[Any, Any]] = {}
    with database(engine, "dify").connect() as connection:
        for step in steps:
            older[step.revision] = real_columns(connection)
            connection.rollback()
            one_migration(connection, root, step, schema, score, down=False)
        real, said = real_columns(connection), told_columns(schema)
        score.add("tables", folder, {t for t, _ in said}, {t for t, _ in real})
        score.add("columns", folder, set(said), set(real))
        for number, what in enumerate(("types", "nulls", "defaults")):
            mine, theirs = (
                {(column, each[number]) for column, each in every.items()} for every in (said, real)
            )
            score.add(what, folder, mine, theirs)
        connection.rollback()
        plan_queries(connection, schema, score)
        for step in reversed(steps):
            one_migration(connection, root, step, schema, score, down=True)
            back = real_columns(connection)
            connection.rollback()
            score.add("downgrade: columns", step.revision, set(told_columns(schema)), set(back))
            if set(back) != set(older[step.revision]):
                difference = set(back) ^ set(older[step.revision])
                print(f"  {step.revision}: the downgrade itself leaves {sorted(difference)[:3]}")
                return


def plan_queries(connection: sa.Connection, schema: Schema, score: Score) -> None:
    """Let PostgreSQL plan the query that `explain` prints for each table."""
    planned: set[str] = set()
    for name, table in schema.tables.items():
        query = query_of(table, scope_of(name, schema.tables), schema.tables)
        asked = query.replace(TENANT, "00000000-0000-0000-0000-000000000000")
        try:
            connection.execute(sa.text(f"EXPLAIN {asked}"))
            planned.add(name)
        except sa.exc.SQLAlchemyError as error:
            print(f"  {name}: {error}")
        connection.rollback()
    score.add("queries", "", planned, set(schema.tables))


def one_migration(
    connection: sa.Connection,
    root: Path,
    step: MigrationStep,
    schema: Schema,
    score: Score,
    *,
    down: bool,
) -> None:
    file = root / step.migration.path
    real = run(connection, file, "downgrade" if down else "upgrade")
    said, doubtful = told(schema, step, down=down)
    way = "down " if down else ""
    for what in ("created", "dropped", "exclusive", "share", "rewritten", "written"):
        mine, theirs = getattr(said, what), getattr(real, what)
        if what == "written":
            theirs = theirs - real.dropped
            mine = mine | (doubtful & theirs)  # no row of this empty database needs it
        score.add(way + what, step.revision, mine, theirs)


def options_of(about: str | None) -> argparse.Namespace:
    """Return the options of a comparison whose module says that about itself."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0] if about else "")
    parser.add_argument("workspaces", nargs="+", metavar="WORKSPACE")
    parser.add_argument("--show", type=int, default=40, help="how many differences are listed")
    return parser.parse_args()


def main() -> int:
    options = options_of(__doc__)
    install_stubs()
    score = Score(options.show)
    with postgres() as engine:
        for folder in options.workspaces:
            compare_versions(folder, engine, score)
    score.print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
