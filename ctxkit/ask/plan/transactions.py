"""How Alembic runs the migrations: all in one transaction, or each in its own.

Not here: migrations that leave their transaction, which their changes say.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ctxkit.ask.plan.case import PlanSide
from ctxkit.database.chain import MigrationStep
from ctxkit.model import Location
from ctxkit.regex import regex

_ENV = "env.py"
_BEGIN = "begin_transaction("
_EACH = regex(r"\btransaction_per_migration\s{0,9}=\s{0,9}True\b")


class Transaction(Struct, frozen=True, kw_only=True):
    """Where the transaction begins; `each`: every migration has one of its own."""

    each: bool
    location: Location


def transaction_of(side: PlanSide, steps: Sequence[MigrationStep]) -> Transaction | None:
    """Return how the migrations run, None where the script that runs them does not say it."""
    migration = steps[-1].migration
    # api/migrations/versions/2026_06_25-7a1c_index.py is run by api/migrations/env.py
    folder = migration.path.rpartition("/")[0].rpartition("/")[0]
    path = f"{folder}/{_ENV}" if folder else _ENV
    lines = side.sources.lines(migration.repo, path)
    begun = [number for number, line in enumerate(lines, 1) if _BEGIN in line]
    if not begun:
        return None
    # The last one is that of a database at hand, the others only print SQL.
    return Transaction(
        each=any(_EACH.search(line) for line in lines),
        location=Location(repo=migration.repo, path=path, line=begun[-1], end_line=begun[-1]),
    )
