"""Make the bundle of a finding: the answer, the source that it cites, the question, within the
budget of tokens.

Pure but for the sources that it is given: no clock, no environment, the same bytes for the same
question. Not here: which source fits (`packing.py`), Markdown and XML (`layout.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from ctxkit.bundle.absence import absent_from
from ctxkit.bundle.cause_rows import MAX_CALLERS
from ctxkit.bundle.citations import citations_of
from ctxkit.bundle.documentation import in_language
from ctxkit.bundle.fitting import fit_lines, fit_pasted
from ctxkit.bundle.head_form import MAX_TOPIC_HITS, HeadForm
from ctxkit.bundle.layout import Format, Layout, layout_of
from ctxkit.bundle.packing import Packer
from ctxkit.bundle.place_rows import Quotes
from ctxkit.bundle.quotes import (
    Quote,
    by_location,
    is_shown,
    quoted_section,
    quotes_of,
    texts_of,
    unquoted,
)
from ctxkit.bundle.summary import summary_lines, title
from ctxkit.errors import UsageError
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Bundle, Finding, LeftOut, Section
from ctxkit.output.translation import translated
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.tokens import TOKENIZER, count_tokens
from ctxkit.text.visible import visible
from ctxkit.text.wording import counted

Detail = Literal["brief", "code"]
"""How much a bundle shows of the places that it names: `path:line` alone, or the source, too."""

# Shares of the budget, at most: the rest is for source.
_SUMMARY_SHARE = 0.6
_MIN_SUMMARY = 700  # tokens: of a small budget, places with their names are the better half
_LIST_BUDGET = 1200  # up to which the hits of a topic, each of which may be the one, are all
_PASTED_SHARE = 0.2
_STATEMENT_TOKENS = 160  # of the source of a statement with its conditions, mostly
_CAUSE_SHARE = 0.6
_LEFT_OUT_SHARE = 0.08
_UNQUOTED_TOKENS = 24  # of the line that counts the places without source, with its heading
_MAX_LISTED = 12  # places left out that are listed one by one
_TOKENS_A_HIT = 100  # of the budget, in the list of a topic
_TOKENS_A_LINE = 20  # of the list itself
_MAX_BRIEF_CALLERS = 3
_MAX_BRIEF_HITS = 16  # of a topic: of what is looked for, one in a hundred is among the next eight
_MAX_FEW_HITS = 48  # in a budget that has room for nothing else
_MIN_SECTIONS = 2
_MAX_STATEMENTS = 6  # and reads of settings, of a line
# Tokens of the budget for each section more: of code that reads a setting, of what a topic names.
_TOKENS_A_READER = 1500
_TOKENS_A_DEFINITION = 200


class BundleForm(Struct, frozen=True, kw_only=True):
    """In which form a bundle is wanted; `before` and `after` are a prompt's parts around it."""

    budget: int
    format: Format = "markdown"
    detail: Detail = "code"
    diagram: bool = False
    before: str = ""
    after: str = ""
    lang: Language = DEFAULT_LANGUAGE


class _Frame(Struct, frozen=True, kw_only=True):
    """The text around the source, whose cost is known before any source is chosen."""

    asked: str
    opening: str
    pasted: str
    cost: int
    is_whole: bool


class _Source(Struct, frozen=True, kw_only=True):
    """What a bundle shows of the source. `left_out` did not fit; `unquoted` are places that the
    opening names without their source.
    """

    written: Sequence[str] = ()
    kept: Sequence[Section] = ()
    left_out: Sequence[LeftOut] = ()
    unquoted: Sequence[LeftOut] = ()
    opening: str = ""


def make_bundle(finding: Finding, index: Index, sources: Sources, form: BundleForm) -> Bundle:
    """Return the bundle of `finding`, at most as large as the budget of `form`.

    Raise UsageError if not even the shortest answer fits.
    """
    told = in_language(finding, index, form.lang)
    if finding.plans:
        from ctxkit.output.plan_translation import plans_in

        told = plans_in(told, form.lang)
    maker = _Maker(told, index, sources, form)
    return maker.bundle()


class _Maker:
    """Makes one bundle: first the frame, then sections, then quotes in the lines of the frame."""

    def __init__(self, finding: Finding, index: Index, sources: Sources, form: BundleForm) -> None:
        self._finding = finding
        self._index = index
        self._sources = sources
        self._form = form
        self._layout = layout_of(form.format, form.lang)
        self._texts = texts_of(finding, sources)
        self._absent = {}
        if finding.question.full_settings:
            self._absent = {key.name: absent_from(key, sources) for key in finding.keys}

    def bundle(self) -> Bundle:
        budget = self._form.budget
        frame = self._frame()
        if frame.cost > budget:
            raise UsageError(
                f"a budget of {budget} tokens is too small",
                hint=f"use at least {frame.cost}",
            )
        source = _Source(opening=frame.opening)
        if self._form.detail == "code":
            source = self._source(frame)
        spent = frame.cost - count_tokens(frame.opening) + count_tokens(source.opening)
        spent += sum(map(count_tokens, source.written))
        listed = _left_out_lines(source, budget - spent, self._layout, self._form.lang)
        closing = self._layout.closing(listed, frame.pasted, self._asked_again())
        form = self._form
        text = "".join((form.before, source.opening, *source.written, closing, form.after))
        return Bundle(
            text=text,
            tokens=count_tokens(text),
            tokenizer=TOKENIZER,
            budget=budget,
            kept=tuple(source.kept),
            left_out=(*source.left_out, *source.unquoted),
        )

    def _source(self, frame: _Frame) -> _Source:
        """Return the source that fits beside `frame`."""
        room = self._form.budget - frame.cost
        citations = citations_of(self._finding, self._texts)
        quotes = list(quotes_of(self._finding, self._texts, self._sources, self._most_hits()))
        needed = quotes
        if self._finding.question.hits_hold_settings:
            # A section has a heading: of one line, a quote in the list says as much.
            lines = {each.location for each in citations if each.is_line}
            needed = [quote for quote in quotes if quote.location in lines and frame.is_whole]
            quoted = {quote.location for quote in needed}
            citations = [
                each for each in citations if not (each.is_line and each.location in quoted)
            ]
        packer = Packer(self._finding, citations, self._index, self._sources, self._layout)
        needs = sum(quote.cost for quote in needed)
        source = self._packed(packer, quotes, frame, room, needs)
        # The list of what is left out needs room as well.
        if source.left_out:
            listed = int(self._form.budget * _LEFT_OUT_SHARE)
            source = self._packed(packer, quotes, frame, room - listed, needs)
        elif source.unquoted:
            source = self._packed(packer, quotes, frame, room - _UNQUOTED_TOKENS, needs)
        return source

    def _packed(
        self, packer: Packer, quotes: Sequence[Quote], frame: _Frame, room: int, needs: int
    ) -> _Source:
        """Return the source that fits into `room` tokens. The quotes that an answer `needs` have a
        part of it: what led to a statement is worth more than its code, and one more place than the
        rest of a function.
        """
        reserved = min(needs, int(room * _CAUSE_SHARE))
        snippets, missed = packer.pack(room, self._most_sections(), reserved=reserved)
        written = [packer.written(snippet, number) for number, snippet in enumerate(snippets, 1)]
        room -= sum(map(count_tokens, written))
        wanted = [quote for quote in quotes if not is_shown(quote.location, snippets)]
        quoted, opening = self._with_quotes(frame, wanted, room)
        # A place that is quoted instead of shown with its function is not left out.
        seen = {quote.location for quote in quoted}
        sections = [packer.section(*each) for each in zip(snippets, written, strict=True)]
        left_out = [packer.left_out(each) for each in missed if each.location not in seen]
        named = {each.location for each in left_out}
        unseen = [quote for quote in wanted if quote not in quoted]
        version = self._finding.asked_version
        missing = [unquoted(quote, version) for quote in unseen if quote.location not in named]
        # What was cut may have named them; of a setting, each is a layer that one may look for.
        if not frame.is_whole or not self._finding.question.pasted:
            left_out, missing = [*left_out, *missing], []
        return _Source(
            written=written,
            kept=[*sections, *(quoted_section(q, self._layout.quoted(q.text)) for q in quoted)],
            left_out=left_out,
            unquoted=missing,
            opening=opening,
        )

    def _most_hits(self) -> int:
        if self._form.detail == "brief":
            return _MAX_BRIEF_HITS
        budget = self._form.budget
        few = min(_MAX_FEW_HITS, budget // _TOKENS_A_LINE) if budget <= _LIST_BUDGET else 0
        # In a larger budget, the code of the first says more than the names of the last.
        return max(MAX_TOPIC_HITS, few, budget // _TOKENS_A_HIT)

    def _most_sections(self) -> int:
        """Return how many sections an answer may have: more source is not a better answer."""
        question = self._finding.question
        if question.full_settings:
            return _MIN_SECTIONS + self._form.budget // _TOKENS_A_READER
        if question.pasted:
            return _MAX_STATEMENTS
        # The hits are no candidates for one thing, but things of their own.
        return _MIN_SECTIONS + self._form.budget // _TOKENS_A_DEFINITION

    def _with_quotes(
        self, frame: _Frame, wanted: Sequence[Quote], room: int
    ) -> tuple[list[Quote], str]:
        """Return those quotes that fit into `room` more tokens, and the opening with them."""
        if not wanted or not frame.is_whole:
            return [], frame.opening
        chosen: list[Quote] = []
        left = room
        seen: set[tuple[str, str, str]] = set()
        for quote in wanted:
            # Places of a file with the same source share it.
            alike = (quote.location.repo, quote.location.path, quote.text)
            cost = 0 if alike in seen and self._finding.question.pasted else quote.cost
            if cost <= left:
                chosen.append(quote)
                seen.add(alike)
                left -= cost
        most = count_tokens(frame.opening) + room
        opening = self._opening(frame.asked, by_location(chosen))
        while chosen and count_tokens(opening) > most:
            chosen.pop()
            opening = self._opening(frame.asked, by_location(chosen))
        return chosen, opening

    def _opening(self, asked: str, quotes: Quotes) -> str:
        return self._layout.opening(asked, self._lines(quotes))

    def _lines(self, quotes: Quotes, *, compact: bool = False) -> list[str]:
        form = HeadForm(
            texts=self._texts,
            quotes=quotes,
            absent=self._absent,
            most_hits=self._most_hits(),
            most_callers=MAX_CALLERS if self._form.detail == "code" else _MAX_BRIEF_CALLERS,
            is_brief=self._form.detail == "brief",
            diagram=self._form.diagram,
            compact=compact,
            lang=self._form.lang,
        )
        return [translated(line, self._form.lang) for line in summary_lines(self._finding, form)]

    def _fitted(self, whole: list[str], room: int) -> list[str]:
        """Return the lines of the head that fit into `room` tokens: if not all do, the lines of a
        compact one.
        """
        lines = fit_lines(whole, room, self._more_lines)
        if lines == whole:
            return lines
        return fit_lines(self._lines({}, compact=True), room, self._more_lines)

    def _more_lines(self, count: int) -> str:
        return translated(f"- … {count} more lines", self._form.lang)

    def _asked_again(self) -> str:
        """Return the question as the bundle ends with it: behind the evidence, a model knows best
        what to do, and behind a pasted text the last word is not that text's. Without source the
        title is near.
        """
        return "" if self._form.detail == "brief" else title(self._finding)

    def _frame(self) -> _Frame:
        """Return the frame of the bundle. Where its answer does not fit, it is the shortest frame,
        which may cost more than the budget.
        """
        room, layout = self._form.budget, self._layout
        # Where a prompt meets the bundle, a token more may be needed.
        parts = (self._form.before, self._form.after)
        outside = sum(count_tokens(text) + 1 for text in parts if text)
        asked = title(self._finding)
        bare_opening = layout.opening(asked, ())
        pasted = ""
        if self._finding.question.pasted:
            pasted = fit_pasted(visible(self._finding.query), int(room * _PASTED_SHARE))
        again = self._asked_again()
        around = outside + count_tokens(layout.closing((), pasted, again))
        left = room - around - count_tokens(bare_opening)
        share = max(int(room * _SUMMARY_SHARE), _MIN_SUMMARY)
        is_whole = self._finding.map is not None or self._finding.plans  # and source comes after
        if self._form.detail == "brief" or is_whole:
            share = room
        elif self._finding.question.hits_hold_settings and room <= _LIST_BUDGET:
            share = left
        elif self._finding.question.pasted and left >= 2 * _STATEMENT_TOKENS:
            # The statement with its conditions says more than who called.
            share = min(share, left - _STATEMENT_TOKENS)
        whole = self._lines({})
        lines = self._fitted(whole, max(0, min(share, left)))
        opening = layout.opening(asked, lines)
        cost = around + count_tokens(opening)
        if cost <= room:
            return _Frame(
                asked=asked, opening=opening, pasted=pasted, cost=cost, is_whole=lines == whole
            )
        cost = outside + count_tokens(bare_opening) + count_tokens(layout.closing((), "", again))
        return _Frame(asked=asked, opening=bare_opening, pasted="", cost=cost, is_whole=False)


def _left_out_lines(source: _Source, room: int, layout: Layout, lang: Language) -> list[str]:
    """Return the lines that list what was left out, as many as fit into `room` tokens. Places that
    are named above are counted: to list one costs more than its source.
    """
    lines = [
        layout.quoted(f"- {each.title}, {each.tokens} tokens: `{each.command}`")
        for each in source.left_out
    ]
    if source.unquoted:
        tokens = sum(each.tokens for each in source.unquoted)
        places = counted(len(source.unquoted), "named place")
        lines.insert(0, translated(f"- the source of {places}, {tokens} tokens", lang))
    room -= count_tokens(layout.closing(("",), "", "")) - count_tokens(layout.closing((), "", ""))
    unlisted = len(lines[_MAX_LISTED:])
    if not unlisted:
        return fit_lines(lines, room, lambda count: _more(count, lang))
    lines = [*lines[:_MAX_LISTED], _more(unlisted, lang)]
    # The last line may itself be cut, and it counts `unlisted` places.
    return fit_lines(lines, room, lambda count: _more(count - 1 + unlisted, lang))


def _more(count: int, lang: Language) -> str:
    return translated(f"- … and {count} more", lang)
