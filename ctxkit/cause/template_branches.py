"""The branches of a chart template that were not taken where a line is rendered: those before its
`else`.

Not here: the conditions that hold a line (`templates.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.cause.code import Code
from ctxkit.model import ConfigUse
from ctxkit.regex import regex

_ELSE = regex(r"\{\{-?\s{0,4}else\s{0,4}-?\}\}")
_OPENS = regex(r"\{\{-?\s{0,4}(?:if|with|range|define)\b")
_CLOSES = regex(r"\{\{-?\s{0,4}end\b")


def not_taken(code: Code, uses: Sequence[ConfigUse], line: int) -> Iterator[ConfigUse]:
    """Yield the conditions whose `else` or `else if` holds a line, the last first."""
    # One on a single line has its `else` there.
    conditions = [u for u in uses if u.via == "helm-condition" and u.until > u.line]
    ends = {use.until: use for use in conditions}
    for use in sorted(conditions, key=lambda u: -u.until):
        chain: ConfigUse | None = None
        if use.line <= line <= use.until:
            chain = ends.get(use.line)
        elif use.until < line and _is_in_else(code, use, line):
            chain = use
        while chain is not None:
            yield chain
            chain = ends.get(chain.line)


def _is_in_else(code: Code, use: ConfigUse, line: int) -> bool:
    text = code.line(use.repo, use.path, use.until)
    return _ELSE.search(text) is not None and _depth(code, use, line) >= 0


def _depth(code: Code, use: ConfigUse, line: int) -> int:
    """Return how deep a line is in the `else` of a condition, negative if that ended before."""
    depth = 0
    for number in range(use.until + 1, line):
        text = code.line(use.repo, use.path, number)
        depth += len(_OPENS.findall(text)) - len(_CLOSES.findall(text))
        if depth < 0:
            return depth
    return depth
