#!/usr/bin/env python3
"""Compare what `upgrade-plan` says of whole upgrades with what they do to PostgreSQL.

usage: upgrade_oracle.py WORKSPACE... [--show 20]   # the oldest version first

For every pair of the workspaces a database is made by the migrations of the older version, as that
version has them; then those of the upgrade run, and after them their `downgrade()` in turn. What
happened is compared with the JSON form of the plan: the revisions before and after, the tables that
are new, dropped, closed by ACCESS EXCLUSIVE, rewritten; the tables and columns that the way back
drops, and what it then leaves different from the older version.

What it needs, and how a migration is run, is in datamodel.py, which looks at each by itself.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from datamodel import (
    Column,
    Score,
    columns_of,
    database,
    install_stubs,
    options_of,
    postgres,
    run,
    tables_of,
)

import ctxkit
from ctxkit.database.chain import chain_of


class Version(NamedTuple):
    """A workspace, and the files of its migrations by revision, in their order."""

    folder: str
    name: str
    files: dict[str, Path]


def version_of(folder: str) -> Version:
    with ctxkit.open_workspace(folder) as workspace:
        root = workspace.roots["dify"]
        files = {s.revision: root / s.migration.path for s in chain_of(workspace.index)}
        return Version(folder, workspace.checkouts["dify"].version, files)


def compare(connection: sa.Connection, old: Version, new: Version, score: Score) -> None:
    """Run the upgrade from one version to another, and compare it with the plan."""
    where = f"{old.name} to {new.name}"
    with ctxkit.open_workspace(new.folder) as workspace:
        plan = workspace.upgrade_plan(old.name).to_dict()["plans"][0]["database"]
    steps = {name: file for name, file in new.files.items() if name not in old.files}

    def add(what: str, said: Any, real: set[Any]) -> None:
        score.add(what, where, set(said), real)

    older, before = tables_of(connection), columns_of(connection)
    connection.rollback()
    locked, rewritten = set(), set()
    for file in steps.values():
        seen = run(connection, file, "upgrade", older)
        locked |= seen.exclusive
        rewritten |= seen.rewritten
    newer, between = tables_of(connection), columns_of(connection)
    connection.rollback()
    add("heads", {plan["head_before"], plan["head_after"]}, {[*old.files][-1], [*new.files][-1]})
    add("migrations", {each["revision"] for each in plan["migrations"]}, set(steps))
    add("created", plan["created"], {newer[each][0] for each in newer.keys() - older.keys()})
    add("dropped", plan["dropped"], {older[each][0] for each in older.keys() - newer.keys()})
    add("locked", plan["locked"], locked)
    add("rewritten", plan["rewritten"], rewritten)

    for file in reversed(steps.values()):
        run(connection, file, "downgrade")
    last, after = tables_of(connection), columns_of(connection)
    connection.rollback()
    left = {column.key for column in after}
    gone_tables = {newer[each][0] for each in newer.keys() - last.keys()}
    gone = {c.full_name for c in between if c.key not in left and c.table in last}
    add("way back: lost tables", plan["downgrade"]["tables"], gone_tables)
    add("way back: lost columns", plan["downgrade"]["columns"], gone)
    add("way back: differences", plan["downgrade"]["differences"], differences(before, after))


def differences(before: list[Column], after: list[Column]) -> set[str]:
    """Return what the way back leaves, as the plan says it."""
    first, last = (
        {(c.table_name, c.name): (c.type, "not null" if c.must else "null") for c in every}
        for every in (before, after)
    )
    tables_before, tables_after = ({table for table, _ in every} for every in (first, last))
    found = {f"{table}: missing" for table in tables_before - tables_after}
    found |= {f"{table}: added" for table in tables_after - tables_before}
    for table, name in first.keys() | last.keys():
        if table not in tables_before or table not in tables_after:
            continue
        was, now = first.get((table, name)), last.get((table, name))
        if now is None:
            found.add(f"{table}.{name}: missing")
        elif was is None:
            found.add(f"{table}.{name}: added")
        elif was != now:
            found.add(f"{table}.{name}: {' '.join(now)}")
    return found


def main() -> int:
    options = options_of(__doc__)
    install_stubs()
    versions = [version_of(folder) for folder in options.workspaces]
    score = Score(options.show)
    with postgres() as engine:
        for number, version in enumerate(versions):
            with database(engine, f"v{number}").connect() as connection:
                for file in version.files.values():
                    run(connection, file, "upgrade")
        for (number, old), (_, new) in itertools.combinations(enumerate(versions), 2):
            with database(engine, "upgraded", f"v{number}").connect() as connection:
                compare(connection, old, new, score)
    score.print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
