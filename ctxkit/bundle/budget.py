"""Fit what an answer cites into a budget of tokens: breadth before depth, and never a token more
than was allowed.

Pure but for the sources that it is given: no clock, no environment, the same bytes for the same
question. Not here: which places are worth showing (`citations.py`), Markdown and XML (`layout.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ctxkit.bundle.citations import Citation, Snippet, deepened, joined, piece_of, touches, wishes
from ctxkit.bundle.layout import LAYOUTS, Format, Layout
from ctxkit.bundle.summary import summary_lines, title
from ctxkit.errors import UsageError
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Bundle, Finding, LeftOut, Section
from ctxkit.text.code import numbered
from ctxkit.text.locations import heading, permalink, place_name
from ctxkit.text.tokens import TOKENIZER, count_tokens, tokens_of, units, units_within

_SUMMARY_SHARE = 0.3  # of the budget, at most: the rest is for source
_PASTED_SHARE = 0.2
_LEFT_OUT_SHARE = 0.08
_LISTED = 12  # of the sections left out, how many are named one by one
_TITLES = 3  # of the places in a section, how many its title names


def make_bundle(
    finding: Finding,
    index: Index,
    sources: Sources,
    *,
    budget: int,
    format: Format = "markdown",
    before: str = "",
    after: str = "",
) -> Bundle:
    """Return the bundle of `finding`: at most `budget` tokens, with `before` and `after` (a
    prompt's parts) around it.

    Raise UsageError where not even the shortest answer fits.
    """
    layout = LAYOUTS[format]
    room = units_within(budget)
    asked = title(finding)
    pasted = _pasted(finding, int(room * _PASTED_SHARE))
    frame = units(before) + units(after) + units(layout.closing((), pasted, asked))
    lines = _within(summary_lines(finding), max(0, min(int(room * _SUMMARY_SHARE), room - frame)))
    opening = layout.opening(asked, lines)
    frame += units(opening)
    if frame > room:
        opening, pasted = layout.opening(asked, ()), ""
        frame = units(before) + units(after) + units(opening) + units(layout.closing((), "", asked))
        if frame > room:
            raise UsageError(
                f"a budget of {budget} tokens is too small", hint=f"the least is {tokens_of(frame)}"
            )
    shelf = _Packer(finding, index, sources, layout)
    pieces, missed = shelf.fill(room - frame)
    if missed:
        pieces, missed = shelf.fill(room - frame - int(room * _LEFT_OUT_SHARE))
    written = [shelf.written(piece, number) for number, piece in enumerate(pieces, 1)]
    left = [shelf.left_out(wish) for wish in missed]
    spent = frame + sum(map(units, written))
    notes = _left_out_lines(left, room - spent, layout) if left else ()
    text = "".join((before, opening, *written, layout.closing(notes, pasted, asked), after))
    return Bundle(
        text=text,
        tokens=count_tokens(text),
        tokenizer=TOKENIZER,
        budget=budget,
        kept=tuple(shelf.section(piece, part) for piece, part in zip(pieces, written, strict=True)),
        left_out=tuple(left),
    )


class _Packer:
    """Holds the source while pieces are tried: what each costs is asked many times and computed
    once.
    """

    def __init__(self, finding: Finding, index: Index, sources: Sources, layout: Layout) -> None:
        self._index = index
        self._sources = sources
        self._layout = layout
        self._checkouts = {c.repo: c for c in finding.versions}
        self._deep_first = finding.question.function_first
        found = [(wish, piece_of(wish, sources)) for wish in wishes(finding)]
        self._wanted = [(wish, piece) for wish, piece in found if piece is not None]
        self._costs: dict[Snippet, int] = {}

    def fill(self, room: int) -> tuple[list[Snippet], list[Citation]]:
        """Return the pieces that fit into `room` units, and the wishes that do not.

        Every place is shown small before any is shown with its function, except that the best hit
        of a log line, which most answers end with, is shown with its function at once.
        """
        pieces: list[Snippet] = []
        missed: list[Citation] = []
        spent = 0
        for number, (wish, piece) in enumerate(self._wanted):
            tries = [piece]
            if number == 0 and self._deep_first:
                tries = [p for p in (deepened(piece, self._index, self._sources), piece) if p]
            for candidate in tries:
                trial = _added(pieces, candidate)
                cost = spent + self._difference(pieces, trial)
                if cost <= room:
                    pieces, spent = trial, cost
                    break
            else:
                missed.append(wish)
        for piece in tuple(pieces) if not missed else ():
            if piece not in pieces:
                continue  # it has grown together with an earlier one
            deep = deepened(piece, self._index, self._sources)
            trial = _added(pieces, deep) if deep else pieces
            cost = spent + self._difference(pieces, trial)
            if cost <= room:
                pieces, spent = trial, cost
        return pieces, missed

    def _difference(self, old: Sequence[Snippet], new: Sequence[Snippet]) -> int:
        before, after = set(old), set(new)
        return sum(map(self._cost, after - before)) - sum(map(self._cost, before - after))

    def _cost(self, piece: Snippet) -> int:
        if piece not in self._costs:
            self._costs[piece] = units(
                self.written(piece, 999)
            )  # more digits than any section's number has
        return self._costs[piece]

    def written(self, piece: Snippet, number: int) -> str:
        """Return the section of a piece as it stands in the bundle."""
        checkout = self._checkouts.get(piece.repo)
        code = numbered(
            self._sources.lines(piece.repo, piece.path), piece.spans, piece.marks, piece.more
        )
        where = piece.location
        return self._layout.section(
            number,
            heading(checkout, where),
            permalink(checkout, where),
            _title(piece),
            piece.path,
            code,
        )

    def section(self, piece: Snippet, written: str) -> Section:
        """Return what the JSON form says of a piece."""
        return Section(
            title=_title(piece),
            location=piece.location,
            text=written,
            tokens=count_tokens(written),
            spans=piece.spans,
            marks=piece.marks,
        )

    def left_out(self, wish: Citation) -> LeftOut:
        """Return what the bundle says of a wish that did not fit."""
        piece = next(piece for other, piece in self._wanted if other is wish)
        where = piece.location
        return LeftOut(
            title=wish.title,
            location=where,
            tokens=tokens_of(self._cost(piece)),
            command=f"ctxkit show {where.repo} {place_name(where)}",
        )


def _added(pieces: Sequence[Snippet], new: Snippet) -> list[Snippet]:
    """Return `pieces` with `new` among them, grown together with those that it touches, in the
    place of the first.
    """
    out: list[Snippet] = []
    place: int | None = None
    for piece in pieces:
        if touches(piece, new):
            new = joined(piece, new)
            place = len(out) if place is None else place
        else:
            out.append(piece)
    out.insert(len(out) if place is None else place, new)
    if place is not None and any(touches(piece, new) for piece in out if piece is not new):
        return _added([piece for piece in out if piece is not new], new)
    return out


def _title(piece: Snippet) -> str:
    more = len(piece.titles) - _TITLES
    return "; ".join(piece.titles[:_TITLES]) + (f"; {more} more" if more > 0 else "")


def _within(
    lines: Sequence[str], room: int, more: Callable[[int], str] = lambda n: f"- … {n} more lines"
) -> list[str]:
    """Return as many of `lines` as fit into `room` units; the last then says how many did not.

    A block of several lines (a table, a diagram) is kept whole or left out, and what follows it is
    still tried.
    """
    costs = [units(line) + units("\n") for line in lines]
    if sum(costs) <= room:
        return list(lines)
    room -= units(more(len(lines))) + units("\n")
    kept: list[str] = []
    hidden = 0
    for number, (line, cost) in enumerate(zip(lines, costs, strict=True)):
        if cost <= room:
            kept.append(line)
            room -= cost
        elif "\n" in line:
            hidden += line.count("\n") + 1
        else:
            hidden += sum(rest.count("\n") + 1 for rest in lines[number:])
            break
    return [*kept, more(hidden)] if room >= 0 else []


def _left_out_lines(left: Sequence[LeftOut], room: int, layout: Layout) -> list[str]:
    """Return the lines that list what was left out, as many as fit."""
    lines = [f"- {item.title}, {item.tokens} tokens: `{item.command}`" for item in left[:_LISTED]]
    hidden = len(left) - len(lines)
    if hidden:
        lines.append(f"- … and {hidden} more")
    room -= units(layout.closing(("",), "", "")) - units(layout.closing((), "", ""))
    return _within(lines, room, lambda n: f"- … and {n - bool(hidden) + hidden} more")


def _pasted(finding: Finding, room: int) -> str:
    """Return what the user pasted, if that was a text, with the lines cut that do not fit into
    `room` units.
    """
    if not finding.question.pasted:
        return ""
    lines = finding.query.strip("\n").splitlines()
    return "\n".join(
        _within([_cut(line, room) for line in lines], room, lambda n: f"⋮ {n} lines cut")
    )


def _cut(line: str, room: int) -> str:
    longest = max(20, room // 40)
    return (
        line if len(line) <= longest else f"{line[:longest]} ⋮ {len(line) - longest} characters cut"
    )
