"""Regular expressions that are compiled when first used.

A question imports modules with some 200 patterns and tries 80 of them, and to compile one takes as
long as to import a small module. Not here: patterns that are tried only on texts with a certain
word (`logline/patterns.py`).
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Lazy:
    """What stands for a pattern, and has its methods and attributes."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        # Asked for once: the next time it is an attribute like any other.
        found = getattr(re.compile(*self._source), name)
        setattr(self, name, found)
        return found


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what behaves like `re.compile(pattern, flags)` and is compiled when first used: for
    the patterns of a module. A pattern that is wrong is told then, by `re.error`.

    The functions of `re` do not take it; its own methods do the same.
    """
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))
