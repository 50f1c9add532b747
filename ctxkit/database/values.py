"""The values that a column may have, where its model names a class of them.

Not here: which column has which class (`extract/python/tables.py`, `extract/go/tables.py`).
"""

from __future__ import annotations

import re

from ctxkit.errors import GitError
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Column, Symbol
from ctxkit.regex import regex

_MEMBER = regex(
    r"^\s{1,12}[A-Za-z_]\w{0,60}\s{0,4}=\s{0,4}['\"]([^'\"\n]{0,80})['\"]", re.MULTILINE
)
_QUOTED = regex(r"\"([^\"]{1,80})\"")
_MAX_VALUES = 30


def values_of(index: Index, sources: Sources, column: Column) -> tuple[str, ...]:
    """Return the words that the class of a column's values lists; none if it is not in the sources,
    or if several classes of the name list different ones.
    """
    if not column.values:
        return ()
    found = [s for s in index.named(Symbol, column.values) if s.what == "class" and not s.test]
    classes = [s for s in found if s.repo == column.repo]
    listed = {_listed(index, sources, owner) for owner in classes}
    return listed.pop() if len(listed) == 1 else ()


def _listed(index: Index, sources: Sources, owner: Symbol) -> tuple[str, ...]:
    if owner.path.endswith(".go"):
        return _constants(index, owner)
    try:
        text = sources.text(owner.repo, owner.path, owner.line, owner.end_line)
    except GitError:
        return ()
    return tuple(_MEMBER.findall(text)[:_MAX_VALUES])


def _constants(index: Index, owner: Symbol) -> tuple[str, ...]:
    """Return the constants of Go that are named after their type."""
    found: list[str] = []
    for fact in index.in_file(owner.repo, owner.path, Symbol):
        if (
            isinstance(fact, Symbol)
            and fact.what == "constant"
            and fact.name.startswith(owner.name)
        ):
            quoted = _QUOTED.fullmatch(fact.value)
            if quoted:
                found.append(quoted[1])
    return tuple(found[:_MAX_VALUES])
