"""The cause of a statement as lines: the errors in it, the conditions that led to it, what decides
them, who called.

A path is what costs: the places of one file share a line, those of the statement's own file have
none, and those of its repository do not repeat that. A line of source is quoted once. Not here: the
statement itself (`hit_lines.py`), the settings with their defaults (`setting_lines.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxkit.bundle.place_rows import Quotes
from ctxkit.model import Finding, Hit, Location, Symbol
from ctxkit.model.cause import CausePlace, Decider
from ctxkit.output.translation import translated
from ctxkit.regex import regex
from ctxkit.text.code import in_backticks
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.wording import DECIDES_AFTER, cause_label

MAX_GUARDS = 10
MAX_CALLERS = 10
MAX_DECIDERS = 5
_MAX_GIVEN = 2
_LEAST_RANGE = 3
_LINE = regex(r":\d{1,9}")
LAYER_ROLES = ("sets", "renames")
"""What a layer above the code does with a setting that decides."""

_File = tuple[str, str]


def known_cause_lines(finding: Finding) -> Iterator[str]:
    """Yield what a pasted text is known to tell, and what to change."""
    known = finding.known_cause
    if known is not None:
        yield f"- {known.label}: {known.what} (level {known.judged.level})"
        yield f"- change: {known.change}"


def cause_places(finding: Finding) -> Iterator[tuple[str, Location]]:
    """Yield what a place of a cause is, and the place, most needed first: of each kind the nearest,
    before more of one kind.
    """
    yield from _statements(finding.hits)
    causes = [hit.cause for hit in finding.hits if hit.cause is not None]
    for start, guards, callers in _TURNS:
        for number, cause in enumerate(causes):
            yield from _titled(cause.guards[start : start + guards])
            if start == 0:
                for decider in cause.decides[:MAX_DECIDERS]:
                    yield from _titled(decider.how)
            first = callers if number == 0 else _CALLERS_OF_OTHERS
            shown = cause.callers[:MAX_CALLERS]
            yield from _titled(shown[:first] if start == 0 else shown[first:])
    yield from _given(finding)


def text_of(hit: Hit, number: int) -> tuple[object, ...]:
    """Return what two hits have in common that say the same; nothing else has it."""
    template = getattr(hit.fact, "template", "")
    return (template,) if template else ("", number)


def _statements(hits: Sequence[Hit]) -> Iterator[tuple[str, Location]]:
    """Yield the statements and frames behind the first, which may have no section of their own:
    of those that say the same, one.
    """
    seen: set[object] = set()
    for number, hit in enumerate(hits, 1):
        text, statement = text_of(hit, number), statement_of(hit)
        if seen and statement is not None and text not in seen:
            yield hit.fact.name, statement.location
        seen.add(text)


def statement_of(hit: Hit) -> CausePlace | None:
    """Return the place of a hit if it is a statement, or the line of a function that a stack names;
    a whole function is none.
    """
    fact = hit.fact
    if isinstance(fact, Symbol) and fact.line != fact.end_line:
        return None
    return CausePlace(location=fact.location, text="", why="")


def _given(finding: Finding) -> Iterator[tuple[str, Location]]:
    """Yield where the first settings are given their values in the containers."""
    for key in finding.keys[:_MAX_GIVEN]:
        for role in LAYER_ROLES:
            for place in [place for place in key.places if place.role == role][:1]:
                yield f"{role} {place.name}", place.location


class _Turn(NamedTuple):
    """From which place on, how many conditions, and how many callers of the first statement."""

    start: int
    guards: int
    callers: int


_TURNS = (_Turn(0, 6, 5), _Turn(6, MAX_GUARDS - 6, 5))
_CALLERS_OF_OTHERS = 2


def _titled(places: Iterable[CausePlace]) -> Iterator[tuple[str, Location]]:
    for place in places:
        yield place.why, place.location


def way_places(finding: Finding) -> Iterator[CausePlace]:
    """Yield the places of the ways to settings that the lines of the causes name."""
    for hit in finding.hits:
        for decider in hit.cause.decides[:MAX_DECIDERS] if hit.cause is not None else ():
            yield from decider.how


class CauseRows:
    """Writes the causes of an answer one after the other, each place of source once.

    `numbers` are those of the hits in the answer, by which a chain of errors names them. Of each
    statement, `most_callers` are named, and how many more there are.
    """

    def __init__(
        self,
        quotes: Quotes,
        numbers: Mapping[Location, int],
        *,
        most_callers: int = MAX_CALLERS,
        lang: Language = DEFAULT_LANGUAGE,
    ) -> None:
        self._quotes = quotes
        self._numbers = numbers
        self._most_callers = most_callers
        self._lang = lang
        self._said: set[object] = set()
        self._quoted: set[tuple[_File, int]] = set()

    def of(self, hit: Hit) -> Iterator[str]:
        """Yield the lines of the cause of a hit, without the settings, callers and bounds that were
        said of an earlier one, which are added to it.
        """
        cause = hit.cause
        if cause is None:
            return
        home = _file(hit.fact.location)
        if cause.wraps:
            chain = " -> ".join(self._link(place, home) for place in cause.wraps)
            yield f"   - errors from the innermost: {chain}"
        guards = cause.guards[:MAX_GUARDS]
        after = [guard for guard in guards if cause_label(guard.why) == DECIDES_AFTER]
        yield from self._grouped("led here by", [g for g in guards if g not in after], home)
        yield from self._grouped(DECIDES_AFTER, after, home)
        deciders = [d for d in cause.decides[:MAX_DECIDERS] if d.key not in self._said]
        yield from self._decider_rows(deciders, home)
        callers = [c for c in cause.callers[:MAX_CALLERS] if c.location not in self._said]
        more = len(callers) - self._most_callers
        callers = callers[: self._most_callers]
        rows = [
            row
            for label in ("", "answered by", "handled by")
            for row in self._grouped(
                label or "called from", [c for c in callers if cause_label(c.why) == label], home
            )
        ]
        if more > 0:
            rows[-1] += f"; {translated(f'{more} more', self._lang)}"
        yield from rows
        self._said.update(decider.key for decider in deciders if decider.key)
        self._said.update(caller.location for caller in callers)
        if cause.cut and cause.cut not in self._said:
            self._said.add(cause.cut)
            yield f"   - {cause.cut}"

    def _link(self, place: CausePlace, home: _File) -> str:
        number = self._numbers.get(place.location)
        return self._place(place, home, home) if number is None else str(number)

    def _grouped(self, label: str, places: Sequence[CausePlace], home: _File) -> Iterator[str]:
        """Yield a line for each file of some places, in the order of their first ones; one for all
        where no source is quoted. Places with the same source have it once, those of other files
        behind the first.
        """
        files: dict[_File, dict[str, list[CausePlace]]] = {}
        first_with: dict[str, list[CausePlace]] = {}
        for place in _each_line_once(places):
            text = self._new_quote(place) or f":{place.location.line}"
            alike = first_with.get(text) if self._new_quote(place) else None
            if alike is None:
                own = files.setdefault(_file(place.location), {})
                alike = first_with[text] = own.setdefault(text, [])
            alike.append(place)
        is_quoted = any(self._new_quote(place) for place in places)
        shown: list[str] = []
        last = home
        for texts in files.values():
            for alike in texts.values():
                names = []
                for place in alike:
                    names.append(_name(place, home, last))
                    last = _file(place.location)
                shown.append(", ".join(names) + self.quote_once(*alike))
            if is_quoted:
                yield f"   - {label} {'; '.join(_ranges(shown))}"
                shown, last = [], home
        if shown:
            yield f"   - {label} {'; '.join(_ranges(shown))}"

    def _new_quote(self, place: CausePlace) -> str:
        where = place.location
        is_said = (_file(where), where.line) in self._quoted
        return "" if is_said else self._quotes.get(where, "")

    def quote_once(self, *places: CausePlace) -> str:
        """Return the source of the first of some places that have the same, empty if it was quoted
        before; a blank precedes it.
        """
        quote = self._new_quote(places[0])
        self._quoted.update((_file(p.location), p.location.line) for p in places)
        return f" {in_backticks(quote)}" if quote else ""

    def _place(self, place: CausePlace, home: _File, last: _File) -> str:
        return f"{_name(place, home, last)}{self.quote_once(place)}"

    def _decider_rows(self, deciders: Sequence[Decider], home: _File) -> Iterator[str]:
        """Yield the ways from the settings to the statement; settings that are read at the end of
        the same way share a line.
        """
        ways: dict[tuple[CausePlace, ...], list[tuple[Decider, CausePlace]]] = {}
        for decider in deciders:
            how = _each_line_once(decider.how)
            if how:
                ways.setdefault(tuple(how[:-1]), []).append((decider, how[-1]))
        for way, own in ways.items():
            names = ", ".join(in_backticks(decider.key or decider.use.name) for decider, _ in own)
            steps, file = [], home
            for place in way:
                steps.append(self._place(place, home, file))
                file = _file(place.location)
            ends = []
            for place in _each_line_once([place for _, place in own]):
                ends.append(self._place(place, home, file))
                file = _file(place.location)
            yield f"   - decided by {names}: {' <- '.join([*steps, ', '.join(ends)])}"


def _ranges(names: Sequence[str]) -> list[str]:
    """Return the names of places, of lines behind each other that have no path one for all:
    `:29; :28; :27` is `:27-29`.
    """
    found: list[str] = []
    run: list[int] = []
    for name in names:
        line = int(name[1:]) if _LINE.fullmatch(name) else 0
        if not _continues(run, line):
            found += _as_one(run)
            run = []
        if line:
            run.append(line)
        else:
            found.append(name)
    return [*found, *_as_one(run)]


def _continues(run: Sequence[int], line: int) -> bool:
    """Return whether a line is the next of a run, upwards or downwards."""
    if not run:
        return False
    step = line - run[-1]
    return step == run[-1] - run[-2] if len(run) > 1 else step in (1, -1)


def _as_one(run: Sequence[int]) -> list[str]:
    if len(run) < _LEAST_RANGE:
        return [f":{line}" for line in run]
    return [f":{min(run)}-{max(run)}"]


def _file(location: Location) -> _File:
    return location.repo, location.path


def _name(place: CausePlace, home: _File, last: _File) -> str:
    """Return a place behind one in the file `last`, in the lines of a statement in `home`."""
    where = place.location
    if _file(where) == last:
        return f":{where.line}"
    repo = "" if where.repo == home[0] else f"{where.repo} "
    return f"{repo}{where.path}:{where.line}"


def _each_line_once(places: Iterable[CausePlace]) -> list[CausePlace]:
    first: dict[tuple[str, str, int], CausePlace] = {}
    for place in places:
        where = place.location
        first.setdefault((where.repo, where.path, where.line), place)
    return list(first.values())
