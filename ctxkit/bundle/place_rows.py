"""The places of a setting as lines, one place a line: what it is there, `repo path:line`, its value
or its source.

A line that names a place is the cheapest answer for a reader who has the files at hand. Places
whose source is the same (generated handlers, the same line in every plugin) are one line with their
number. Not here: source in sections (`packing.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxkit.dify.repositories import DOCS, page_url
from ctxkit.model import KeyAnswer, Location, Place
from ctxkit.output.translation import translated
from ctxkit.text.code import in_backticks
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.locations import place_name
from ctxkit.text.wording import prefixed, short

Quotes = Mapping[Location, str]
"""The source of places, on one line each, for those that are quoted where they are named."""

_MIN_ALIKE = 6  # fewer are named one by one
_MAX_ALIKE_NAMES = 2
_MAX_VALUE_CHARS = 40
_MAX_JOINED = 12  # places on a line where nothing is cut
_MAX_SHARED = 3  # places on a line, which a small budget keeps or drops as one
_TURN = 2  # places of one kind before the next kind has its turn
_KINDS = {"declares": 0, "sets": 1, "renames": 1, "reads": 2, "renders": 3, "documents": 4}
_PLUMBING = ("*", "<<")  # how a service gets a whole list of variables
_TWINS = (
    "api/.env.example",
    "web/.env.example",
    "docker/middleware.env.example",
    "docker/docker-compose.middleware.yaml",
    "docker/docker-compose-template.yaml",
)
"""Files for developers, which repeat those of a deployment."""


def in_order_of_need(places: Sequence[Place]) -> list[Place]:
    """Return places in turns: where a setting is declared, set, read, rendered. A place that only
    repeats another (an example for developers, a list that is passed on) is among the last.
    """
    seen: Counter[tuple[bool, int]] = Counter()
    ranks: list[tuple[bool, int, int]] = []
    for place in places:
        kind = _KINDS.get(place.role, len(_KINDS))
        is_least = _is_least_needed(place)
        ranks.append((is_least, seen[is_least, kind] // _TURN, kind))
        seen[is_least, kind] += 1
    order = sorted(range(len(places)), key=ranks.__getitem__)
    return [places[number] for number in order]


def _is_least_needed(place: Place) -> bool:
    is_twin = place.location.path in _TWINS
    return is_twin or place.role == "documents" or place.name.startswith(_PLUMBING)


def is_said(place: Place, text: str) -> bool:
    """Return whether the line that names a place says all of its source: that a list is passed
    on, by the name of the list.
    """
    return place.name.startswith(_PLUMBING) and text.lstrip("<: -") == _list_of(place.name)


def _list_of(name: str) -> str:
    """Return the list of `*shared-env -> api`; its services are those of the advice."""
    return name.partition(" -> ")[0]


def alike_places(places: Sequence[Place], texts: Quotes) -> dict[Place, list[Place]]:
    """Return, for the first of several places with the same source, the others."""
    groups: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        text = texts.get(place.location, "")
        if place.role == "reads" and text:
            groups.setdefault((place.location.repo, text), []).append(place)
    return {group[0]: group[1:] for group in groups.values() if len(group) >= _MIN_ALIKE}


def repeated(alike: Mapping[Place, Sequence[Place]]) -> set[Place]:
    """Return the places that are named with the first of those that are alike."""
    return {place for others in alike.values() for place in others}


def place_rows(
    key: KeyAnswer,
    texts: Quotes,
    quotes: Quotes,
    lang: Language = DEFAULT_LANGUAGE,
    *,
    joined: bool = False,
) -> Iterator[str]:
    """Yield the lines of the places of a setting; those in `quotes` with their source.

    Places that say no more than where they are, of one role and name, share a line; those of a list
    that is passed on, in one file, its path as well. Where nothing is cut, they are `joined` with
    those that come later, too.
    """
    alike = alike_places(key.places, texts)
    hidden = repeated(alike)
    rows: list[_Row] = []
    for place in in_order_of_need(key.places):
        if place in hidden:
            continue
        head, rest = _head(place, key.name), _rest(place, key, quotes, lang)
        if others := alike.get(place):
            rest += f" ({translated(_more_alike(others), lang)})"
        open_rows = [row for row in (rows if joined else rows[-1:]) if row.takes(head, joined)]
        if open_rows and not rest:
            open_rows[-1].places.append(place)
        else:
            rows.append(_Row(head, rest, [place]))
    yield from map(str, rows)


class _Row(NamedTuple):
    """A line of places: what they are, and what is said of the only one."""

    head: str
    rest: str
    places: list[Place]

    def takes(self, head: str, joined: bool) -> bool:
        """Return whether a place of that kind may be added, of which nothing more is said."""
        most = _MAX_JOINED if joined else _MAX_SHARED
        return self.head == head and not self.rest and len(self.places) < most

    def __str__(self) -> str:
        names = []
        for number, place in enumerate(self.places):
            last = self.places[number - 1].location.path if number else ""
            is_again = place.name.startswith(_PLUMBING) and place.location.path == last
            names.append(f":{place.location.line}" if is_again else place_name(place.location))
        return f"{self.head} {', '.join(names)}{self.rest}"


def _head(place: Place, asked: str) -> str:
    name = place.name
    if name.startswith(_PLUMBING):
        name = _list_of(name)
    shown = "" if name == asked else f" {in_backticks(short(name))}"
    return f"- {place.role}{shown} {place.location.repo}"


def _rest(place: Place, key: KeyAnswer, quotes: Quotes, lang: Language) -> str:
    """Return what a line says of a place behind where it is: its source, or a value that is not
    the default.
    """
    quote = quotes.get(place.location)
    if place.role == "documents" and place.location.repo == DOCS:
        return prefixed(": ", in_backticks(quote) if quote else "") + _link(place.location.path)
    if quote is not None:
        return f": {in_backticks(quote)}" if quote else ""
    if place.value is None or place.value == key.default:
        return ""
    shown = short(place.value, _MAX_VALUE_CHARS)
    return f" = {in_backticks(shown) if shown else translated('(empty)', lang)}"


def _link(path: str) -> str:
    return f" <{page_url(path)}>"


def _more_alike(others: Sequence[Place]) -> str:
    files = list(dict.fromkeys(place.location.path.rpartition("/")[2] for place in others))
    dots = ", …" if len(files) > _MAX_ALIKE_NAMES else ""
    return f"{len(others)} more alike: {', '.join(files[:_MAX_ALIKE_NAMES])}{dots}"
