"""Patterns of paths, as routes have them, and the paths that fit them, in time linear in the path.

Flask's (`<uuid:app_id>`, `<path:url>`), gin's (`:id`, `*path`), FastAPI's (`{id}`, `{url:path}`)
and those of Go's mux (`{id}`, `{path...}`, `{$}`) are the same here. Not here: how routes get their
prefixes (`known.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ctxkit.regex import regex

_MAX_KEPT = 4_096  # patterns and parts of them, which are those of the routes again and again
_MAX_PARTS = 40  # of a path that one parameter may take where another follows, or that was cut
_MIN_CUT_PARTS = 3  # of a path that was cut, below which every route begins so
_PARAMETER = regex(
    r"<(?:([a-z]{1,12})(?:\([^()<>]{0,80}\))?:)?\w{1,80}>|(?<=/):(\w{1,80})|(?<=/)\*\w{1,80}"
    r"|\{\w{1,80}(?::([^{}/]{1,80}))?\}|\{\w{0,80}\.\.\.\}"
)
_END = "{$}"
"""Where a pattern of Go's mux ends that would take what follows, too."""
_UUID = regex(
    r"[0-9a-fA-F]{8}[0-9a-fA-F-]{4,40}|(?=[a-fA-F]{0,11}\d)[0-9a-fA-F]{1,12}|(?:\w{1,30}[_-]|app)?(?i:id|uuid)"
)
"""Also one that was shortened by hand, or the word for it."""
_PLACEHOLDER = regex(r"[{<\[:$*].{0,80}|[xX.*_-]{2,80}|\w{0,8}(\*\*\*|\.\.\.|…|xxx)\w{0,8}")
_NUMBER = regex(r"-?\d{1,30}")
_VALUES = {"uuid": _UUID, "int": _NUMBER, "float": _NUMBER}
"""Type of a parameter -> what its values look like; any other takes whatever is there."""

_BEGINNINGS: dict[str | None, re.Pattern[str]] = {
    "uuid": regex(r"[0-9a-fA-F-]{0,48}"),
    "int": regex(r"-?\d{0,30}"),
    "float": regex(r"-?\d{0,30}"),
}
"""The same for a value that was cut off."""


def match_path(pattern: str, path: str) -> bool:
    """Return whether a request for `path` fits a route's `pattern`.

    A `uuid` takes what looks like one or stands for one (`{app_id}`, `xxxx`, `9c8d`), so that paths
    of words do not fit it.
    """
    given = path.partition("?")[0].partition("#")[0].strip("/").split("/")
    return _parts_fit(_parts_of(pattern), given)


def may_take(pattern: str, request: str) -> bool:
    """Return whether a route's `pattern` may take a request whose path is a pattern, too: a
    parameter of either stands for whatever the other has there.
    """
    wanted = _parts_of(pattern)
    given = request.strip("/").split("/")
    rest = _first_wide(wanted)
    if rest is not None:
        # What follows a parameter that takes slashes is not compared: it may be anywhere.
        wanted, given = wanted[:rest], given[:rest]
    if len(wanted) != len(given):
        return False
    return all(
        own == asked or not is_literal(own) or not is_literal(asked)
        for own, asked in zip(wanted, given, strict=True)
    )


def begins_path(pattern: str, path: str) -> bool:
    """Return whether a path that was cut off may be the beginning of one that fits a pattern."""
    given = path.split("/")[:_MAX_PARTS]
    wanted = pattern.split("/")
    if not _MIN_CUT_PARTS <= len(given) <= len(wanted):
        return False
    *whole, cut = given
    if not all(map(_fits, wanted, whole)):
        return False
    last = wanted[len(whole)]
    parameter = _PARAMETER.match(f"/{last}", 1)
    if parameter:
        return _begins_value(cut, parameter[1] or parameter[3])
    return last != "" and last.startswith(cut)


def _begins_value(cut: str, kind: str | None) -> bool:
    """Return whether a cut part may be the beginning of a value of a parameter of a kind."""
    beginning = _BEGINNINGS.get(kind)
    if beginning is None:
        return True
    return bool(beginning.fullmatch(cut) or _PLACEHOLDER.fullmatch(cut))


def is_literal(part: str) -> bool:
    """Return whether a part of a pattern has no parameter."""
    return _parameters_of(part) is None


def named_parts(pattern: str) -> int:
    """Return the number of parts of a pattern that have no parameter."""
    return sum(is_literal(part) for part in pattern.split("/") if part)


def wide_parameters(pattern: str) -> int:
    """Return the number of parameters of a pattern that take slashes."""
    return sum(map(pattern.count, ("<path:", "/*", ":path}", "...}")))


@lru_cache(maxsize=_MAX_KEPT)
def _parts_of(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.removesuffix(_END).strip("/").split("/"))


@lru_cache(maxsize=_MAX_KEPT)
def _first_wide(wanted: tuple[str, ...]) -> int | None:
    """Return the number of the first part that takes slashes."""
    return next((i for i, part in enumerate(wanted) if _takes_slashes(part)), None)


def _parts_fit(wanted: tuple[str, ...], given: Sequence[str]) -> bool:
    rest = _first_wide(wanted)
    if rest is None:
        return len(wanted) == len(given) and all(map(_fits, wanted, given))
    tail = wanted[rest + 1 :]
    least = 1 if wanted[rest].startswith("<") else 0
    spare = len(given) - rest - len(tail)
    if spare < least or not all(map(_fits, wanted[:rest], given)):
        return False
    if not any(map(_takes_slashes, tail)):
        return all(map(_fits, tail, given[rest + spare :]))
    # Of several that take slashes the first takes as few parts as will do.
    return any(
        _parts_fit(tail, given[rest + n :]) for n in range(least, min(spare, _MAX_PARTS) + 1)
    )


def _takes_slashes(part: str) -> bool:
    return part.startswith(("*", "<path:")) or part.endswith((":path}", "...}"))


def _fits(part: str, given: str) -> bool:
    """Return whether a part of a path fits a part of a pattern."""
    parameters = _parameters_of(part)
    if parameters is None:
        return part == given
    before, after, between, shape = parameters
    if len(given) <= len(before) + len(after):
        return False
    if not given.startswith(before) or not given.endswith(after):
        return False
    value = given[len(before) : len(given) - len(after)]
    if between:
        value, _, rest = value.partition(between)
        if not rest:
            return False
    return not shape or bool(shape.fullmatch(value) or _PLACEHOLDER.fullmatch(value))


@lru_cache(maxsize=_MAX_KEPT)
def _parameters_of(part: str) -> tuple[str, str, str, re.Pattern[str] | None] | None:
    """Return what is before the parameters of a part, what is after them, what is between the first
    two, and what the value of the first looks like; None if there are none.
    """
    # The slash in front is what gin's parameters begin after.
    found = list(_PARAMETER.finditer(f"/{part}"))
    if not found:
        return None
    # Of several parameters in one part, what is before the first and after the last must fit.
    before, after = part[: max(0, found[0].start() - 1)], part[found[-1].end() - 1 :]
    between = part[found[0].end() - 1 : found[1].start() - 1] if found[1:] else ""
    return before, after, between, _VALUES.get(found[0][1] or found[0][3])
