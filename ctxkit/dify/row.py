"""A row of knowledge: something that no source file states, with a way to check it.

A table is a tuple of rows at the top of a module in this folder. A test finds every table by
itself: it rejects a row without a sample, and one whose reference does not exist. Not here: the
rows.
"""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct


class Row(Struct, frozen=True, kw_only=True):
    """The fields that every row has beside its own.

    `since` is the first version of Dify, or of the program that the reference is in, for which the
    row is known to hold. `reference` says where that can be checked: `repo path#text`, a file of
    the sources and words in it, or the address of a page of documentation. `sample` is an input
    (a setting, a log line, a value) that this row alone decides.
    """

    since: str
    reference: str
    sample: str


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern of a row, compiled when it is first asked for."""
    return re.compile(pattern)


def is_named(name: str, names: str) -> bool:
    """Return whether a row's pattern of names is of a name: mostly it has the names themselves,
    for which nothing need be compiled.
    """
    parts = names.split("|")
    if all(map(str.isidentifier, parts)):
        return name in parts
    return compiled(names).fullmatch(name) is not None
