"""Code that reads every variable whose name matches a pattern, and so spells out none of them.

Not here: reads that name their variable (`graph.py`).
"""

from __future__ import annotations

import re
from functools import cache

from ctxkit.model import ConfigUse
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import Name, scope_of


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(".+".join(re.escape(part) for part in pattern.split("*")))


def matches(pattern: str, name: str) -> bool:
    """Return whether `name` matches a pattern in which `*` is one or more characters."""
    return _expression(pattern).fullmatch(name) is not None


def is_mentioned(graph: SettingsGraph, name: str) -> bool:
    """Return whether a line contains `name` in any spelling, or reads a pattern that covers it."""
    return bool(graph.about([name])) or any(
        matches(use.name, name) for use in graph.pattern_reads()
    )


def covering_reads(graph: SettingsGraph, name: str) -> list[tuple[Name, ConfigUse]]:
    """Return `name` in each program that reads every variable with its prefix, and that read.

    A pattern with only a suffix (`*_MINUTES`) covers too much to prove that a name exists.
    """
    reads = [use for use in graph.pattern_reads() if not use.name.startswith("*")]
    prefixes = [use for use in reads if use.name.endswith("*")]
    return [(Name(scope_of(use), name), use) for use in prefixes if matches(use.name, name)]
