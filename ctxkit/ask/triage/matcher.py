"""Messages -> statements, in bulk: compiled once from all statements of an index, then microseconds
a message.

A message is looked up by its *skeleton*, the text without digits and the letters a to f: numbers,
hashes and uuids leave no trace in it, so that most lines of a log share the skeletons of few, and a
byte-wise deletion is the cheapest transformation there is. A template's literal texts lose the same
letters, so whatever fits the message fits the skeleton too; the candidates of a skeleton are
remembered, and each is tried on the message before it is believed.

The weights are those of `ask/locate/statements.py`, as far as they tell whole fits apart. Not here:
heads of lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import log2
from typing import NamedTuple

from ctxkit.ask.locate.line_context import language_of, same_level
from ctxkit.ask.locate.statements import word_bits
from ctxkit.dify.programs import HOMES
from ctxkit.index.reader import Index, MessageRow
from ctxkit.model import HOLE, LogTemplate
from ctxkit.text.template import template_words

FOLDED = b"0123456789abcdef"
"""What a skeleton lacks."""

LEAST_HERE = 9.0
LEAST = 14.0
ENOUGH = 30.0
"""Bits that a text must tell: in the file that the head names; where no file is named; in another
file than named.
"""

_MOST_KNOWN = 6_000  # skeletons remembered; pure, so forgetting them changes nothing
_LONGEST_SKELETON = 400  # bytes of a skeleton that is remembered
_LONGEST_SEARCHED = 4_000
_MOST_CANDIDATES = 24
_STARTS = (
    32,
    16,
    9,
    5,
)  # bytes of a skeleton's beginning by which texts are found, each by as many as it has
_FEWEST_WORDS = 2
_LONGEST_STATEMENT = 12  # lines
_MARK = re.compile(rf"[^\w\s{HOLE}]|_")
_RUN = re.compile(rb"[A-Za-z_]{3,}|[\x80-\xff]{4,}")


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A template that several statements may share.

    `first` begins the message, `middle` and `last` follow in order.
    """

    first: bytes
    middle: tuple[bytes, ...]
    last: bytes
    open: bool
    bits: float
    words: int
    log: bool
    statements: tuple[int, ...]
    bases: dict[str, tuple[int, ...]]


class _Folded(NamedTuple):
    """The skeletons of a text's parts."""

    first: bytes
    middle: tuple[bytes, ...]
    last: bytes
    open: bool


class Site(NamedTuple):
    """A statement with its text, found by a line that it stands on."""

    number: int
    text: Text


class Said(NamedTuple):
    """What a line tells besides its message: the same clues that `locate` weighs."""

    base: str = ""
    line: int = 0
    level: str = ""
    language: str = ""
    service: str = ""
    logged: bool = False


NOTHING_SAID = Said()


def skeleton(text: bytes) -> bytes:
    """Return `text` without digits and the letters a to f."""
    return text.translate(None, FOLDED)


class Matcher:
    """All statements of an index, ready for lookups.

    `statements` are numbered by their place in the list.
    """

    def __init__(self, rows: Iterable[MessageRow], bases: set[str]) -> None:
        self.statements = list(rows)
        self.bases = bases
        self._known: dict[bytes, tuple[Text, ...]] = {}
        self._starts: dict[bytes, list[tuple[_Folded, Text]]] = {}
        self._anchors: dict[bytes, list[tuple[_Folded, Text]]] = {}
        self._sites: dict[tuple[str, int], list[Site]] = {}
        self._places: dict[tuple[Text, Said, str], int] = {}
        self._texts = _texts(self.statements)
        for text in self._texts:
            self._add(text)

    @cached_property
    def text_of(self) -> dict[int, Text]:
        """The text of each statement that has one."""
        return {number: text for text in self._texts for number in text.statements}

    def _add(self, text: Text) -> None:
        for number in text.statements if text.log else ():
            row = self.statements[number]
            for line in range(row.line, min(row.end_line, row.line + _LONGEST_STATEMENT) + 1):
                self._sites.setdefault((row.base, line), []).append(Site(number, text))
        if text.bits < LEAST_HERE:
            return
        folded = _Folded(
            skeleton(text.first), tuple(map(skeleton, text.middle)), skeleton(text.last), text.open
        )
        for length in _STARTS:
            if len(folded.first) >= length:
                self._starts.setdefault(folded.first[:length], []).append((folded, text))
                return
        anchor = _anchor(folded)
        if anchor:
            self._anchors.setdefault(anchor, []).append((folded, text))

    def site(self, said: Said) -> Site | None:
        """Return the log statement that stands where the head says, if it is one whose text alone
        tells it there.
        """
        sites = self._sites.get((said.base, said.line), ())
        return sites[0] if len(sites) == 1 and sites[0].text.bits >= LEAST_HERE else None

    def match(self, message: bytes, said: Said = NOTHING_SAID, error: str = "") -> int:
        """Return the number of the statement whose text is the whole message's beginning, or -1.

        `message` has folded white space. `error` is the class of an error whose message it is.
        """
        at: list[Site] = []
        if said.line and not error:
            at = [
                site
                for site in self._sites.get((said.base, said.line), ())
                if fit(site.text, message) >= 0
            ]
            # The file and the line that the head names, and the text of the statement there:
            # nothing tells more.
            own = [site for site in at if site.text.bits >= LEAST_HERE]
            if len(own) == 1:
                return own[0].number
        key = message.translate(None, FOLDED)
        found = self._known.get(key)
        if found is None:
            found = self._search(key)
        fitting = [
            (text, end)
            for text in found
            if (end := fit(text, message)) >= 0 and self._tells(text, said, error)
        ]
        fitting += [
            (text, fit(text, message)) for _, text in at if text.bits < LEAST_HERE and text.words
        ]
        if not fitting:
            return self._wordless(at, said)
        best = fitting[0][0]
        if len(fitting) > 1:
            length = len(message)
            best = max(fitting, key=lambda pair: self._rank(pair[0], length - pair[1], said))[0]
        if len(best.statements) == 1:
            return best.statements[0]
        place = best, said, error
        number = self._places.get(place, -1)
        if number < 0:
            if len(self._places) >= _MOST_KNOWN:
                self._places.clear()
            number = self._places[place] = self._place(best, said, error)
        return number

    def _wordless(self, at: list[Site], said: Said) -> int:
        """Return the only statement that stands where the head says, if it writes whatever it is
        given.

        Its text tells nothing, so the head must not speak against it anywhere.
        """
        if len(at) != 1:
            return -1
        row = self.statements[at[0].number]
        same = (
            row.level
            and same_level(row.level, said.level)
            and language_of(row.path) == said.language
        )
        homes = HOMES.get(said.service, ((row.repo, ""),))
        at_home = any(row.repo == repo and row.path.startswith(folder) for repo, folder in homes)
        return at[0].number if same and at_home else -1

    def _tells(self, text: Text, said: Said, error: str) -> bool:
        """Tell whether a text that fits is enough, with what else the line says, to believe in it."""
        if error:
            return any(self._raises(n, error) for n in text.statements)
        if said.base in text.bases:
            return True
        return text.words >= _FEWEST_WORDS and text.bits >= (
            ENOUGH if said.base in self.bases else LEAST
        )

    def _search(self, key: bytes) -> tuple[Text, ...]:
        pairs = [pair for length in _STARTS for pair in self._starts.get(key[:length], ())]
        for word in dict.fromkeys(_RUN.findall(key, 0, _LONGEST_SEARCHED)):
            pairs += self._anchors.get(word, ())
        found = [text for folded, text in pairs if fit(folded, key) >= 0]
        found.sort(key=lambda text: (-text.bits, text.statements[0]))
        kept = tuple(found[:_MOST_CANDIDATES])
        if len(key) <= _LONGEST_SKELETON:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = kept
        return kept

    def _raises(self, number: int, error: str) -> bool:
        row = self.statements[number]
        return row.kind != LogTemplate.kind and row.name.rpartition(".")[2] == error

    def _rank(self, text: Text, left: int, said: Said) -> tuple[bool, float]:
        """Return how well a text that fits does so: as `locate` orders candidates that fit from the
        start.
        """
        here = said.base in text.bases
        score = (
            text.bits
            + (6.0 if said.logged and text.log else 0.0)
            - 0.2 * (len(text.middle) + (not text.last))
        )
        score += 2.0 if left == 0 else -min(6.0, 1.0 + left / 20)
        if said.logged and not text.log:
            score -= 3.0
        numbers = text.statements
        if said.base:
            score += 10.0 if here else (-9.0 if said.base in self.bases else -4.0)
            numbers = text.bases.get(said.base, numbers)
            if here and said.line:
                score += max(_line_weight(self.statements[n], said.line) for n in numbers)
        score += max(self._belongs(self.statements[n], said) for n in numbers)
        emitter = said.logged and text.log and (here or said.base not in self.bases)
        return emitter, score

    def _belongs(self, row: MessageRow, said: Said) -> float:
        weight = 0.0
        if row.level and said.level:
            weight += 1.5 if same_level(row.level, said.level) else -2.5
        own = language_of(row.path)
        if said.language and own and own != said.language:
            weight -= 7.0
        homes = HOMES.get(said.service)
        if homes:
            weight += (
                2.0
                if any(row.repo == repo and row.path.startswith(top) for repo, top in homes)
                else -6.0
            )
        return weight

    def _place(self, text: Text, said: Said, error: str) -> int:
        """Return which of the statements of one text the line speaks of; of equals the first."""
        numbers = text.bases.get(said.base, text.statements)
        if error:
            numbers = tuple(n for n in numbers if self._raises(n, error))
        if len(numbers) == 1:
            return numbers[0]

        def weight(number: int) -> float:
            row = self.statements[number]
            near = _line_weight(row, said.line) if said.line and row.base == said.base else 0.0
            return near + self._belongs(row, said)

        return max(numbers, key=weight)


def fit(text: Text | _Folded, message: bytes, start: int = 0) -> int:
    """Return where a text that fits a message from `start` ends in it, or -1.

    Linear in the message.
    """
    if not message.startswith(text.first, start):
        return -1
    position = start + len(text.first)
    if not text.open:
        return position
    for segment in text.middle:
        place = message.find(segment, position)
        if place < 0:
            return -1
        position = place + len(segment)
    last = text.last
    if not last:
        return len(message)
    if message.endswith(last) and len(message) - len(last) >= position:
        return len(message)
    place = message.find(last, position)
    return -1 if place < 0 else place + len(last)


def end_of_literals(text: Text, message: bytes, start: int) -> int:
    """Return where the value begins that ends a message of an open text, -1 where the text does not
    fit.
    """
    position = start + len(text.first) if message.startswith(text.first, start) else -1
    for segment in text.middle:
        place = message.find(segment, position) if position >= 0 else -1
        position = place + len(segment) if place >= 0 else -1
    return position


def _line_weight(row: MessageRow, line: int) -> float:
    if row.line <= line <= row.end_line:
        return 8.0
    return max(0.0, 5.0 - log2(1 + min(abs(line - row.line), abs(line - row.end_line))))


def _anchor(folded: _Folded) -> bytes:
    """Return a word that a message's skeleton must hold if the text fits, or nothing: the longest
    inside a segment.
    """
    words: list[bytes] = []
    for segment in (folded.first, *folded.middle, folded.last):
        for found in _RUN.finditer(segment):
            begins = found.start() == 0 and segment is not folded.first
            ends = found.end() == len(segment) and segment is not folded.last
            if not begins and not ends:
                words.append(found.group())
    return max(words, key=len, default=b"")


def _texts(rows: list[MessageRow]) -> list[Text]:
    """Return the texts of all statements that have enough of it to be told apart by it alone."""
    holders: dict[tuple[str, bool], list[int]] = {}
    for number, row in enumerate(rows):
        if row.template:
            holders.setdefault((row.template, row.kind == LogTemplate.kind), []).append(number)
    words = {template: template_words(template) for template, _ in holders}
    counts: Counter[str] = Counter()
    for (template, _), numbers in holders.items():
        for word in words[template]:
            counts[word] += len(numbers)
    weights = {word: word_bits(count) for word, count in counts.items()}
    texts = []
    for (template, log), numbers in holders.items():
        own = words[template]
        marks = len(_MARK.findall(template))
        bits = sum(weights[word] for word in own) + min(4.0, marks * 0.5)
        if not log and bits < LEAST_HERE:
            continue
        first, *rest = [segment.encode("utf8", "replace") for segment in template.split(HOLE)]
        bases: dict[str, tuple[int, ...]] = {}
        for number in numbers:
            bases[rows[number].base] = (*bases.get(rows[number].base, ()), number)
        texts.append(
            Text(first, tuple(s for s in rest[:-1] if s), rest[-1] if rest else b"", bool(rest), bits, len(own),
                 log, tuple(numbers), bases)
        )  # fmt: skip
    return texts


def load_matcher(index: Index) -> Matcher:
    """Return the matcher of an index's view."""
    return Matcher(index.message_rows(), index.bases())
