"""The models of tables: which class maps which table, and its columns, those of the classes that it
derives from or embeds among them.

Not here: the tables as the database has them (`schema.py`).
"""

from __future__ import annotations

from ctxkit.index.reader import Index
from ctxkit.model import Column, Mixin, Symbol, Table

_MAX_BASES = 20  # of one model, through all generations


def model_of(index: Index, name: str) -> Table | None:
    """Return the model of a table, by the name of the table or of the model; None for no table."""
    found = [t for t in index.named(Table, name) if not t.test]
    if found:
        return found[0]
    classes = [s for s in index.named(Symbol, name) if s.what == "class" and not s.test]
    for each in classes:
        for fact in index.in_file(each.repo, each.path, Table):
            if isinstance(fact, Table) and fact.model == name:
                return fact
    return None


def columns_of(index: Index, model: Table) -> list[Column]:
    """Return the columns of a model, those first that it takes over; its own replace them."""
    found: dict[str, Column] = {}
    for owner in [*reversed(_bases(index, model)), (model.model, model.repo, model.path)]:
        found |= {column.name: column for column in _own_columns(index, *owner)}
    return list(found.values())


def _own_columns(index: Index, owner: str, repo: str, path: str) -> list[Column]:
    facts = index.in_file(repo, path, Column)
    return [fact for fact in facts if isinstance(fact, Column) and fact.symbol == owner]


def _bases(index: Index, model: Table) -> list[tuple[str, str, str]]:
    """Return (class, repository, path) of what a model derives from or embeds, the nearest first;
    of several classes of one name, those of the model's own folder.
    """
    found: list[tuple[str, str, str]] = []
    waiting = [(model.model, model.repo, model.path)]
    while waiting and len(found) < _MAX_BASES:
        name, repo, path = waiting.pop(0)
        for base in _named_bases(index, name, repo, path):
            classes = [
                s
                for s in index.named(Symbol, base)
                if s.what == "class" and s.repo == repo and not s.test
            ]
            folder = path.rpartition("/")[0]
            near = [s for s in classes if s.path.rpartition("/")[0] == folder]
            for each in (near or classes)[:1]:
                place = (each.name, each.repo, each.path)
                if place not in found:
                    found.append(place)
                    waiting.append(place)
    return found


def _named_bases(index: Index, name: str, repo: str, path: str) -> list[str]:
    bases: list[str] = []
    for fact in index.in_file(repo, path, Symbol, Mixin):
        if isinstance(fact, Symbol) and fact.what == "class" and fact.name == name:
            bases += [base.rpartition(".")[2] for base in fact.bases]
        elif isinstance(fact, Mixin) and fact.symbol == name:
            bases.append(fact.name)
    return bases
