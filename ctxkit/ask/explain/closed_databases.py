"""What is said of databases whose tables no source has: those of the closed components of Dify
Enterprise.

Not here: which databases there are (`dify/databases.py`).
"""

from __future__ import annotations

from ctxkit.dify.closed_components import closed_part
from ctxkit.dify.databases import closed_databases, known_database
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Table
from ctxkit.regex import regex

_LIKE_TABLE = regex(r"[a-z][a-z0-9]{1,40}(?:_[a-z0-9]{1,40}){1,6}")


def closed_database_notes(index: Index, sources: Sources, name: str) -> list[str]:
    """Return notes on a name that is no table of the sources: it is a closed database itself, or
    its tables may be in one.
    """
    row = known_database(name)
    component = closed_part(row.part) if row else None
    if row and component:
        # Reading the chart takes a parser that a misspelt setting need not wait for.
        from ctxkit.settings.closed_parts import closed_part_of

        return [
            f"{name} is the database of {component.owner}: no source says which tables it has",
            f"{row.setting} gives it another name",
            closed_part_of(index, sources, component).words,
        ]
    if not _LIKE_TABLE.fullmatch(name) or not index.all(Table):
        return []
    names = " and ".join(each.name for each in closed_databases())
    return [
        f"no table of this name either; those of the databases {names} of Dify Enterprise are"
        " closed"
    ]
