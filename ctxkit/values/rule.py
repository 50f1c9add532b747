"""The type of a rule about values of a chart that must fit together: when it applies, what must
hold, which values make it hold.

Not here: the rules (`rules/`), what may be asked of a value (`states.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct, field

from ctxkit.dify.row import compiled
from ctxkit.model.answers import Severity
from ctxkit.model.rule import Rule
from ctxkit.values.selection import ChartValues
from ctxkit.values.states import STATES

THIS = "@"
"""The path of a requirement that is about every value whose path fits a pattern."""

_ENOUGH_KNOWN = 2
"""Of several values one of which must be so, how many must be known: a chart may have others."""


class Is(NamedTuple):
    """A value that is, or must be, in one of `STATES`; `than` is what some compare it with."""

    path: str
    state: str
    than: str = ""

    def holds(self, values: ChartValues) -> bool:
        return STATES[self.state](values, self.path, self.than)

    def at(self, path: str) -> Is:
        """Return the condition on `path` where it is about each value that fits."""
        return self._replace(path=path) if self.path == THIS else self


class ValuesBreach(Struct, frozen=True, kw_only=True):
    """A rule is broken by the values at `paths`, the one to report first.

    `message` shows no secret. `sets` are values with which the rule holds, where they are known.
    """

    paths: tuple[str, ...]
    message: str
    fix: str
    severity: Severity | None = None
    sets: Mapping[str, str] = field(default_factory=dict)


class Requirement(Struct, frozen=True, kw_only=True):
    """One requirement of a rule: where all of `when` hold, one of `must` has to.

    `about` is the pattern of the paths that `@` stands for, one after the other. `sets` makes it
    hold; `advice` says what to do where no value can be told, or says it better. `{path}` of a text
    is the first of `paths`, `{value}` its value and `{last}` that of the last one, `{must}` the
    known paths of `must`.
    """

    message: str
    must: tuple[Is, ...]
    when: tuple[Is, ...] = ()
    about: str = ""
    sets: Mapping[str, str] = field(default_factory=dict)
    advice: str = ""
    paths: tuple[str, ...] = ()

    def breaches(self, values: ChartValues) -> Iterator[ValuesBreach]:
        if not self.about:
            yield from self._breach(values, "")
            return
        pattern = compiled(self.about)
        for path in values:
            if pattern.fullmatch(path):
                yield from self._breach(values, path)

    def _breach(self, values: ChartValues, this: str) -> Iterator[ValuesBreach]:
        must = [each.at(this) for each in self.must]
        known = [each.path for each in must if each.path in values]
        if len(known) < min(_ENOUGH_KNOWN, len(must)):
            return
        if not all(each.at(this).holds(values) for each in self.when):
            return
        if any(each.holds(values) for each in must):
            return
        paths = tuple(this if path == THIS else path for path in self.paths) or tuple(known)
        shown = {
            "{path}": paths[0],
            "{value}": values.get(paths[0], "").strip(),
            "{last}": values.get(paths[-1], "").strip(),
            "{must}": _listed(list(dict.fromkeys(known))),
        }
        yield ValuesBreach(
            paths=tuple(path for path in paths if path in values),
            message=_filled(self.message, shown),
            fix=_filled(self.advice or _in_words(self.sets), shown),
            sets=self.sets,
        )


class ValuesRule(Rule, frozen=True, kw_only=True):
    """A rule about values of a chart that must fit together.

    `requirements` say so as data; `find` finds what no pattern of paths says. `broken` and `kept`
    are values that break the rule and that keep it. `reference` says where it can be checked.
    `needs_all_layers`: what one file lacks may stand in another of the release.
    """

    broken: ChartValues
    kept: ChartValues
    reference: str
    requirements: tuple[Requirement, ...] = ()
    find: Callable[[ChartValues], Iterable[ValuesBreach]] | None = None
    needs_all_layers: bool = False

    def look(self, values: ChartValues) -> Iterator[ValuesBreach]:
        """Yield the breaches of the rule, one for each value that is reported first."""
        reported: set[str] = set()
        for each in self.requirements:
            for breach in each.breaches(values):
                if breach.paths[0] not in reported:
                    reported.add(breach.paths[0])
                    yield breach
        if self.find is not None:
            yield from self.find(values)


def _filled(text: str, shown: Mapping[str, str]) -> str:
    return re.sub(r"\{\w+\}", lambda found: shown.get(found[0], found[0]), text)


def _listed(paths: list[str]) -> str:
    *first, last = paths
    return f"{', '.join(first)} and {last}" if first else last


def _in_words(sets: Mapping[str, str]) -> str:
    return " and ".join(f"set {path} to {value}" for path, value in sets.items())
