"""The tables and columns whose names are nearest to one that no table has.

Not here: settings (`settings/suggest.py`), where a word in common is enough.
"""

from __future__ import annotations

from ctxkit.database.catalog import catalog_of
from ctxkit.database.models import model_of
from ctxkit.index.reader import Index
from ctxkit.model import Table
from ctxkit.text.similarity import closest

_MIN_SHARE = 0.85  # `workflow_run` and `workflow_runs`, not `app` and `map`
_MIN_COLUMN_SHARE = 0.7  # of which a table has few
_MAX_NAMES = 3


def near_tables(index: Index, name: str) -> list[str]:
    """Return the nearest tables and models; of `workflow_runs.statsu`, the nearest columns of that
    table.
    """
    table, _, column = name.removeprefix("public.").partition(".")
    if not column:
        models = [fact for fact in index.all(Table) if not fact.test]
        known = {each for fact in models for each in (fact.name, fact.model)} - {table}
        return closest(table, sorted(known), at_least=_MIN_SHARE, limit=_MAX_NAMES)
    model = model_of(index, table)
    found = catalog_of(index, model.repo).schema.tables.get(model.name) if model else None
    columns = [*found.columns] if found else []
    near = closest(column, columns, at_least=_MIN_COLUMN_SHARE, limit=_MAX_NAMES)
    return [f"{table}.{each}" for each in near]
