"""Messages -> statements, in bulk: compiled once from all statements of an index, then microseconds
a message.

A message is looked up by its *skeleton*, the text without digits and the letters a to f: numbers,
hashes and uuids leave no trace in it, so that most lines of a log share the skeletons of few, and a
byte-wise deletion is the cheapest transformation there is. A template's literal texts lose the same
letters, so whatever fits the message fits the skeleton too; the candidates of a skeleton are
remembered, and each is tried on the message before it is believed.

Not here: the texts themselves (`statement_texts.py`), how those that fit are ranked (`ranking.py`),
and prefixes of lines (`fast_prefix.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.line_context import (
    NO_CONTEXT,
    LineContext,
    language_of,
    same_level,
)
from ctxkit.ask.triage.ranking import place_bits, text_rank
from ctxkit.ask.triage.statement_texts import FoldedText, StatementText, fit, texts_of
from ctxkit.dify.programs import homes_of, runs
from ctxkit.index.reader import Index, MessageRow
from ctxkit.model import LogTemplate
from ctxkit.regex import regex

FOLDED = b"0123456789abcdef"
"""The characters that are removed from a skeleton."""

_MAX_SKELETONS = 6_000  # that are remembered; pure, so forgetting them changes nothing
_MAX_SKELETON_BYTES = 400  # of a skeleton that is remembered
_MAX_SEARCHED_BYTES = 4_000
_MAX_CANDIDATES = 24
_START_BYTES = (32, 16, 9, 5)
"""Bytes of a skeleton's beginning by which texts are found, each by as many as it has."""

_MIN_WORDS = 2  # of a text that is believed in a file that the prefix does not name
_MAX_STATEMENT_LINES = 12
_RUN = regex(rb"[A-Za-z_]{3,}|[\x80-\xff]{4,}")


class Site(NamedTuple):
    """A statement with its text, found by a line that it is on."""

    number: int
    text: StatementText


def skeleton(text: bytes) -> bytes:
    """Return `text` without digits and the letters a to f."""
    return text.translate(None, FOLDED)


class Matcher:
    """All statements of an index, ready for lookups.

    `statements` are numbered by their place in the list; `bases` are the base names of all files.
    """

    def __init__(self, rows: Iterable[MessageRow], bases: set[str]) -> None:
        self.statements = list(rows)
        self.bases = bases
        self._known: dict[bytes, tuple[StatementText, ...]] = {}
        self._starts: dict[bytes, list[tuple[FoldedText, StatementText]]] = {}
        self._anchors: dict[bytes, list[tuple[FoldedText, StatementText]]] = {}
        self._sites: dict[tuple[str, int], list[Site]] = {}
        self._places: dict[tuple[StatementText, LineContext], int] = {}
        self._texts = list(texts_of(self.statements))
        for text in self._texts:
            self._add_sites(text)
            if text.bits >= weights.SHOWN_TEXT:
                self._add(text)

    @cached_property
    def text_of(self) -> dict[int, StatementText]:
        """The text of each statement that has one."""
        return {number: text for text in self._texts for number in text.statements}

    def _add_sites(self, text: StatementText) -> None:
        if not text.log:
            return
        for number in text.statements:
            row = self.statements[number]
            end = min(row.end_line, row.line + _MAX_STATEMENT_LINES)
            for line in range(row.line, end + 1):
                self._sites.setdefault((row.base, line), []).append(Site(number, text))

    def _add(self, text: StatementText) -> None:
        """Make a text findable by its beginning, or else by a word that it certainly has."""
        middle = tuple(map(skeleton, text.middle))
        folded = FoldedText(skeleton(text.first), middle, skeleton(text.last), text.open)
        for length in _START_BYTES:
            if len(folded.first) >= length:
                self._starts.setdefault(folded.first[:length], []).append((folded, text))
                return
        anchor = _anchor(folded)
        if anchor:
            self._anchors.setdefault(anchor, []).append((folded, text))

    def site(self, context: LineContext) -> Site | None:
        """Return the log statement on the line that a prefix names, if its text alone is evidence
        enough there.
        """
        sites = self._sites.get((context.base, context.line), ())
        if len(sites) != 1 or sites[0].text.bits < weights.SHOWN_TEXT:
            return None
        return sites[0]

    def match(self, message: bytes, context: LineContext = NO_CONTEXT) -> int:
        """Return the number of the statement whose text begins the message, or -1.

        `message` has folded white space.
        """
        at = self._fitting_sites(message, context)
        # The file and the line that the prefix names, and the text of the statement there: no
        # evidence is better.
        certain = [site for site in at if site.text.bits >= weights.SHOWN_TEXT]
        if len(certain) == 1:
            return certain[0].number
        fitting = self._fitting_texts(message, context)
        for site in at:
            if site.text.bits < weights.SHOWN_TEXT and site.text.words:
                fitting.append((site.text, fit(site.text, message)))
        if not fitting:
            return self._wordless(at, context)
        return self._statement(self._best(fitting, len(message), context), context)

    def _fitting_sites(self, message: bytes, context: LineContext) -> list[Site]:
        if not context.line or context.error:
            return []
        sites = self._sites.get((context.base, context.line), ())
        return [site for site in sites if fit(site.text, message) >= 0]

    def _fitting_texts(
        self, message: bytes, context: LineContext
    ) -> list[tuple[StatementText, int]]:
        """Return the texts that fit and are evidence enough, each with where it ends."""
        key = message.translate(None, FOLDED)
        found = self._known.get(key)
        if found is None:
            found = self._search(key)
        ends = [(text, fit(text, message)) for text in found]
        return [(text, end) for text, end in ends if end >= 0 and self._believed(text, context)]

    def _best(
        self, fitting: list[tuple[StatementText, int]], length: int, context: LineContext
    ) -> StatementText:
        if len(fitting) == 1:
            return fitting[0][0]
        ranks = [
            text_rank(text, length - end, context, self.statements, self.bases)
            for text, end in fitting
        ]
        return fitting[ranks.index(max(ranks))][0]

    def _statement(self, text: StatementText, context: LineContext) -> int:
        """Return which of the statements of a text the line means, remembered by its prefix."""
        if len(text.statements) == 1:
            return text.statements[0]
        place = text, context
        number = self._places.get(place, -1)
        if number < 0:
            if len(self._places) >= _MAX_SKELETONS:
                self._places.clear()
            number = self._places[place] = self._place(text, context)
        return number

    def _wordless(self, at: list[Site], context: LineContext) -> int:
        """Return the only statement on the line that the prefix names, if it has no words.

        Its text is no evidence, so that nothing of the prefix must be at odds with it.
        """
        if len(at) != 1:
            return -1
        return at[0].number if _agrees(self.statements[at[0].number], context) else -1

    def _believed(self, text: StatementText, context: LineContext) -> bool:
        """Return whether a text that fits is evidence enough, with what the prefix says."""
        if context.error:
            return any(self._raises(number, context.error) for number in text.statements)
        if context.base in text.bases:
            return True
        other_file = context.base in self.bases
        needed = weights.CERTAIN_TEXT if other_file else weights.LIKELY_TEXT
        return text.words >= _MIN_WORDS and text.bits >= needed

    def _search(self, key: bytes) -> tuple[StatementText, ...]:
        """Return the texts that fit a skeleton, the most telling first."""
        pairs = [pair for length in _START_BYTES for pair in self._starts.get(key[:length], ())]
        for word in dict.fromkeys(_RUN.findall(key, 0, _MAX_SEARCHED_BYTES)):
            pairs += self._anchors.get(word, ())
        found = [text for folded, text in pairs if fit(folded, key) >= 0]
        found.sort(key=lambda text: (-text.bits, text.statements[0]))
        kept = tuple(found[:_MAX_CANDIDATES])
        if len(key) <= _MAX_SKELETON_BYTES:
            if len(self._known) >= _MAX_SKELETONS:
                self._known.clear()
            self._known[key] = kept
        return kept

    def _raises(self, number: int, error: str) -> bool:
        row = self.statements[number]
        return row.kind != LogTemplate.kind and row.name.rpartition(".")[2] == error

    def _place(self, text: StatementText, context: LineContext) -> int:
        """Return which of the statements of one text the line means; of equals the first."""
        numbers = text.bases.get(context.base, text.statements)
        if context.error:
            numbers = tuple(n for n in numbers if self._raises(n, context.error))
        return max(numbers, key=lambda n: place_bits(self.statements[n], context))


def _agrees(row: MessageRow, context: LineContext) -> bool:
    """Return whether nothing of a prefix is at odds with a statement."""
    if not row.level or not same_level(row.level, context.level):
        return False
    if language_of(row.path) != context.language:
        return False
    return not homes_of(context.service) or runs(context.service, row.repo, row.path)


def _anchor(folded: FoldedText) -> bytes:
    """Return a word that a message's skeleton must hold if the text fits, or nothing: the longest
    inside a segment.
    """
    words: list[bytes] = []
    for segment in (folded.first, *folded.middle, folded.last):
        for found in _RUN.finditer(segment):
            # At the edge of a segment a value may go on the word.
            begins = found.start() == 0 and segment is not folded.first
            ends = found.end() == len(segment) and segment is not folded.last
            if not begins and not ends:
                words.append(found.group())
    return max(words, key=len, default=b"")


def load_matcher(index: Index) -> Matcher:
    """Return the matcher of an index's view."""
    return Matcher(index.message_rows(), index.bases())
