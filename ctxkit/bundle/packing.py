"""Pack snippets of source into a number of tokens: every place small before any with its function.

Pure but for the sources that it is given. Not here: which places are cited (`citations.py`), the
text around the source (`budget.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.bundle.citations import Citation
from ctxkit.bundle.layout import Layout
from ctxkit.bundle.snippets import (
    Snippet,
    are_near,
    merged,
    snippet_of,
    with_functions,
    with_lines_above,
)
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Finding, LeftOut, Section
from ctxkit.text.code import numbered
from ctxkit.text.locations import heading, permalink, show_command
from ctxkit.text.tokens import count_tokens

_MAX_TITLES = 3  # of the places in one section, in its title
_WIDEST_NUMBER = 999  # no bundle has more sections: its cost is an upper bound


class Packer:
    """Holds the source while snippets are tried; the cost of each is computed once."""

    def __init__(
        self,
        finding: Finding,
        citations: Sequence[Citation],
        index: Index,
        sources: Sources,
        layout: Layout,
    ) -> None:
        self._index = index
        self._sources = sources
        self._layout = layout
        self._checkouts = {c.repo: c for c in finding.versions}
        self._is_statement = finding.question.pasted
        self._version = finding.asked_version
        self._snippets: dict[Citation, Snippet] = {}
        self._costs: dict[Snippet, int] = {}
        for citation in citations:
            snippet = snippet_of(citation, sources)
            if snippet is not None:
                self._snippets[citation] = snippet

    def pack(
        self, room: int, depth: int, *, reserved: int = 0
    ) -> tuple[list[Snippet], list[Citation]]:
        """Return the snippets of the first `depth` citations that fit into `room` tokens, and those
        of them that do not. Tokens that are `reserved` are for the first alone.

        Every place is shown small before any is shown with its function: breadth before depth. Of a
        statement, the conditions around it say more than the rest of its function.
        """
        packed: list[Snippet] = []
        left_out: list[Citation] = []
        spent = 0
        for citation in self._snippets:
            if len(packed) + len(left_out) >= depth:
                break
            for form in self._forms(citation, is_first=not packed):
                trial = _added(packed, form)
                cost = spent + self._difference(packed, trial)
                if cost <= (room - reserved if packed else room):
                    packed, spent = trial, cost
                    break
            else:
                left_out.append(citation)
        if not left_out and not self._is_statement:
            packed = self._deepened(packed, room - reserved - spent)
        return packed, left_out

    def _forms(self, citation: Citation, *, is_first: bool) -> Iterator[Snippet]:
        """Yield the forms in which a citation may be shown, the best one first."""
        snippet = self._snippets[citation]
        above = with_lines_above(snippet, self._index) if is_first and self._is_statement else None
        if above is not None:
            yield above
        yield snippet

    def _deepened(self, packed: list[Snippet], room: int) -> list[Snippet]:
        """Return the snippets with the functions around their lines, as far as `room` more tokens
        allow.
        """
        for snippet in tuple(packed):
            if snippet not in packed:
                continue  # it has been merged with an earlier one
            whole = with_functions(snippet, self._index, self._sources)
            if whole is None:
                continue
            trial = _added(packed, whole)
            cost = self._difference(packed, trial)
            if cost <= room:
                packed, room = trial, room - cost
        return packed

    def _difference(self, old: Sequence[Snippet], new: Sequence[Snippet]) -> int:
        # A merge replaces snippets, so a trial does not cost what its new snippet costs.
        before, after = set(old), set(new)
        return sum(map(self._cost, after - before)) - sum(map(self._cost, before - after))

    def _cost(self, snippet: Snippet) -> int:
        if snippet not in self._costs:
            self._costs[snippet] = count_tokens(self.written(snippet, _WIDEST_NUMBER))
        return self._costs[snippet]

    def written(self, snippet: Snippet, number: int) -> str:
        """Return the section of a snippet as it is in the bundle."""
        checkout = self._checkouts.get(snippet.repo)
        where = snippet.location
        lines = self._sources.lines(snippet.repo, snippet.path)
        return self._layout.section(
            number,
            heading(checkout, where),
            permalink(checkout, where),
            _title(snippet),
            snippet.path,
            numbered(lines, snippet.spans, snippet.marks, snippet.more),
        )

    def section(self, snippet: Snippet, written: str) -> Section:
        """Return a snippet as the JSON form lists it."""
        return Section(
            title=_title(snippet),
            location=snippet.location,
            text=written,
            tokens=count_tokens(written),
            spans=snippet.spans,
            marks=snippet.marks,
        )

    def left_out(self, citation: Citation) -> LeftOut:
        """Return a citation that did not fit, with its cost and the command that shows it."""
        snippet = self._snippets[citation]
        where = snippet.location
        return LeftOut(
            title=citation.title,
            location=where,
            tokens=self._cost(snippet),
            command=show_command(where, self._version),
        )


def _added(snippets: Sequence[Snippet], new: Snippet) -> list[Snippet]:
    """Return `snippets` and `new`, which is merged with those near it, in the place of the first of
    them.

    No two of `snippets` are near each other, so what `new` grows near to, it was near to before.
    """
    out: list[Snippet] = []
    place: int | None = None
    for snippet in snippets:
        if not are_near(snippet, new):
            out.append(snippet)
            continue
        new = merged(snippet, new)
        if place is None:
            place = len(out)
    if place is None:
        place = len(out)
    return [*out[:place], new, *out[place:]]


def _title(snippet: Snippet) -> str:
    title = "; ".join(snippet.titles[:_MAX_TITLES])
    more = len(snippet.titles) - _MAX_TITLES
    if more > 0:
        title += f"; {more} more"
    return title
