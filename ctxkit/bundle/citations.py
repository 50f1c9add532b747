"""Which pieces of source an answer wants to show, in the order of their worth, and how pieces grow
together.

A wish is one cited place. A piece is what is shown of a file in one section: some spans of lines,
the cited ones among them. Not here: how many fit (`budget.py`), how they look (`layout.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Finding, Hit, KeyAnswer, Location, Place, Symbol
from ctxkit.text.wording import public_kind

_AROUND = {
    "declares": 0,
    "sets": 1,
    "documents": 1,
}  # lines of context on both sides of a place; others get _USUAL
_USUAL = 2
_LONGEST = 30  # lines of one place; what is longer is shown from its beginning
_COMMENT = 6  # lines of comment above a setting that are shown with it
_NEAR = 5  # lines: a gap this short costs less than the heading of another section
_WHOLE = 45  # lines up to which a function is shown whole
_WINDOW = 12  # lines shown on both sides of the cited ones in a longer function
_SIGNATURE = 8  # lines that a function's head may take
_READS = 2  # of a setting that are shown with it, where it is one of several hits
_BEST, _BEST_READS = 4, 4  # hits of which more is shown
_TURN = 8  # places of a setting shown before the next setting has its turn
_MOST = 300  # wishes of one answer; nobody reads on after that, and no budget reaches so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A cited place and why it is shown. `deep`: worth its whole function if there is room."""

    title: str
    location: Location
    around: int
    comment: bool = False
    deep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """What one section shows of a file: disjoint spans of lines, ascending; `more` further lines
    are cut.
    """

    repo: str
    path: str
    spans: tuple[tuple[int, int], ...]
    marks: tuple[int, ...]
    titles: tuple[str, ...]
    more: int = 0
    deep: bool = False

    @property
    def location(self) -> Location:
        return Location(
            repo=self.repo, path=self.path, line=self.spans[0][0], end_line=self.spans[-1][1]
        )


def wishes(finding: Finding) -> list[Citation]:
    """Return the places that `finding` cites, best first: hits, then the settings, each setting in
    its turn.

    A hit that is a setting brings the code that reads it.
    """
    told = {key.name: key.places for key in finding.keys}
    found = []
    for number, hit in enumerate(finding.hits):
        found.append(_hit_wish(hit))
        if isinstance(hit.fact, ConfigKey | ConfigUse) and hit.fact.name in told:
            found += [
                _place_wish(place)
                for place in _code_of(told.pop(hit.fact.name), best=number < _BEST)
            ]
    found += [_place_wish(place) for place in _in_turns(finding.keys)]
    return list(dict.fromkeys(found))[:_MOST]


def _code_of(places: Sequence[Place], *, best: bool) -> list[Place]:
    """Return the code that reads a setting; of the best settings more of it, and where else they
    are declared.
    """
    reads = [place for place in places if place.role == "reads"]
    if not best:
        return reads[:_READS]
    return [place for place in places if place.role == "declares"] + reads[:_BEST_READS]


def _hit_wish(hit: Hit) -> Citation:
    fact = hit.fact
    if isinstance(fact, ConfigKey | ConfigUse):
        role = "declares" if isinstance(fact, ConfigKey) else fact.role
        return _place_wish(Place(role=role, location=fact.location, name=fact.name))
    if isinstance(fact, Symbol):
        return Citation(title=fact.name, location=fact.location, around=0)
    title = public_kind(fact).replace("_", " ") + (f" in {fact.symbol}" if fact.symbol else "")
    return Citation(title=title, location=fact.location, around=_USUAL, deep=True)


def _place_wish(place: Place) -> Citation:
    where = (
        f" in {place.location.symbol}" if place.location.symbol and place.role == "reads" else ""
    )
    return Citation(
        title=f"{place.role} {place.name}{where}",
        location=place.location,
        around=_AROUND.get(place.role, _USUAL),
        comment=place.role in ("sets", "declares"),
        deep=place.role == "reads",
    )


def _in_turns(keys: Sequence[KeyAnswer]) -> Iterator[Place]:
    longest = max((len(key.places) for key in keys), default=0)
    for start in range(0, longest, _TURN):
        for key in keys:
            yield from key.places[start : start + _TURN]


def piece_of(wish: Citation, sources: Sources) -> Snippet | None:
    """Return the small form of a wish, or None where the file has no such line."""
    place = wish.location
    lines = sources.lines(place.repo, place.path)
    last = len(lines) - (not lines[-1])
    if not 1 <= place.line <= last:
        return None
    whole = min(max(place.end_line, place.line), last)
    cited = min(whole, place.line + _LONGEST - 1)
    start, end = (
        max(1, place.line - wish.around),
        min(last, cited + wish.around if cited == whole else cited),
    )
    while start < place.line and not lines[start - 1].strip():
        start += 1
    while end > cited and not lines[end - 1].strip():
        end -= 1
    if wish.comment:
        start = min(start, _comment_start(lines, place.line))
    return Snippet(
        repo=place.repo,
        path=place.path,
        spans=((start, end),),
        marks=(place.line,),
        titles=(wish.title,),
        more=max(0, whole - end),
        deep=wish.deep,
    )


def _comment_start(lines: Sequence[str], line: int) -> int:
    start = line
    while (
        start > 1 and line - start < _COMMENT and lines[start - 2].lstrip().startswith(("#", "//"))
    ):
        start -= 1
    return start


def joined(a: Snippet, b: Snippet) -> Snippet:
    """Return one piece that shows what two pieces of a file show; the first one's title comes
    first.
    """
    ahead = max(a, b, key=lambda piece: piece.spans[-1][1])
    return replace(
        a,
        spans=_united((*a.spans, *b.spans)),
        marks=tuple(sorted({*a.marks, *b.marks})),
        titles=tuple(dict.fromkeys((*a.titles, *b.titles))),
        more=ahead.more,
        deep=a.deep or b.deep,
    )


def _united(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1] + 1 + _NEAR:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return tuple(out)


def touches(a: Snippet, b: Snippet) -> bool:
    """Tell whether two pieces overlap or lie so near that one section shows both more cheaply."""
    if (a.repo, a.path) != (b.repo, b.path):
        return False
    return (
        a.spans[0][0] <= b.spans[-1][1] + 1 + _NEAR and b.spans[0][0] <= a.spans[-1][1] + 1 + _NEAR
    )


def deepened(piece: Snippet, index: Index, sources: Sources) -> Snippet | None:
    """Return the piece with the functions around its cited lines, or None where they add nothing."""
    if not piece.deep:
        return None
    functions = [
        fact
        for fact in index.in_file(piece.repo, piece.path, Symbol)
        if isinstance(fact, Symbol) and fact.what in ("function", "method")
    ]
    lines = sources.lines(piece.repo, piece.path)
    spans, more = list(piece.spans), piece.more
    for mark in piece.marks:
        around = [f for f in functions if f.line <= mark <= f.end_line]
        if not around:
            continue
        function = min(around, key=lambda f: f.end_line - f.line)
        end = min(function.end_line, len(lines))
        if end - function.line < _WHOLE:
            spans.append((function.line, end))
            continue
        spans.append((function.line, _signature_end(lines, function.line)))
        spans.append((max(function.line, mark - _WINDOW), min(end, mark + _WINDOW)))
        if mark == piece.marks[-1]:
            more = max(0, end - max(last for _, last in spans))
    united = _united(spans)
    return replace(piece, spans=united, more=more) if united != piece.spans else None


def _signature_end(lines: Sequence[str], line: int) -> int:
    for number in range(line, min(line + _SIGNATURE, len(lines) + 1)):
        if lines[number - 1].rstrip().endswith((":", "{")):
            return number
    return line
