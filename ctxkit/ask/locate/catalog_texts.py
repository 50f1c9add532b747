"""Entries of the web console's catalogs that fit a text: the index's, and those of other languages.

Not here: which texts are looked for, and which components show them (`ui_texts.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import LocateContext, without_tests
from ctxkit.ask.locate.locales import languages_of
from ctxkit.ask.locate.matching import Match, literal_text, match_template
from ctxkit.ask.locate.scoring import text_bits
from ctxkit.index.reader import FileEntry
from ctxkit.index.rows import SHOWN
from ctxkit.model import HOLE, Message
from ctxkit.regex import regex
from ctxkit.text.catalogs import catalog_of, entries, template_of_text
from ctxkit.text.template import line_words

_MAX_WORDS = 60
_MAX_CANDIDATES = 250
_MAX_FILLED_CHARS = 30
"""Characters that the values of a text may have beyond twice those of its own words: names, no
paragraphs.
"""

_PROBES = 9  # pieces of a text that a catalog with it must hold one of
_PROBE_CHARS = 8
_DENSE_PROBE_CHARS = 3
_DENSE = "\u3000"  # from here on a letter is a syllable or a word
_MARK = regex(r"[，。！：；？（）、,.!:;?()\d]")
_SENTENCE_ENDS = tuple(".!?:;")
_PLAIN = str.maketrans("，。！：；？（）、", ",.!:;?(),")
"""Marks of Chinese and Japanese -> those that people write in their place; one for one, so that
places stay.
"""


class FoundText(Struct, frozen=True, kw_only=True):
    """An entry that fits; `bits` is what its text is worth, `locale` empty for the original."""

    message: Message
    match: Match
    bits: float
    locale: str = ""

    def is_all_of(self, text: str) -> bool:
        """Return whether the entry is the whole text."""
        return self.match.is_all_of(text)

    @property
    def is_cut(self) -> bool:
        """Whether the text is only the beginning of the entry."""
        return self.match.how == "cut"

    def is_evidence(self, text: str) -> bool:
        """Return whether the entry is the whole text, or says enough to be found inside one, or to
        be known by its beginning.
        """
        if self.is_cut:
            return self.bits >= self._needed_of_cut()
        return self.is_all_of(text) or self.bits >= weights.INNER_UI_TEXT

    def _needed_of_cut(self) -> float:
        literal = self.message.text.translate(_PLAIN)
        at_sentence = literal[self.match.end : self.match.end + 1] in _SENTENCE_ENDS
        no_values = not self.match.values
        return weights.LIKELY_TEXT if at_sentence and no_values else weights.CERTAIN_UI_TEXT

    def score(self, text: str) -> float:
        """Return all evidence for the entry, in bits."""
        whole = weights.UI_WHOLE_TEXT if self.is_all_of(text) else weights.UI_INNER_TEXT
        return self.bits + whole + weights.UI_VALUE * len(self.match.values)

    def values(self, text: str) -> tuple[tuple[str, str], ...]:
        """Return the names of the entry's values with what the text has for them."""
        spans = zip(self.message.args, self.match.values, strict=False)
        return tuple((arg, text[start:end].strip()) for arg, (start, end) in spans)


def original_texts(context: LocateContext, text: str) -> Iterator[FoundText]:
    """Yield the entries of the original language that fit a text, or are a certain part of it."""
    words = line_words(text)[:_MAX_WORDS]
    totals = context.index.word_totals([SHOWN + word for word in words])
    logged = context.index.word_totals(words)
    # With both counted a text is worth no more than the same text of a statement, which comes
    # first.
    counts = {word: totals.get(SHOWN + word, 0) + logged.get(word, 0) for word in words}
    rare: list[str] = []
    total = 0
    for word in sorted(totals, key=lambda w: totals[w]):
        total += totals[word]
        if rare and total > _MAX_CANDIDATES:
            break
        rare.append(word)
    facts = context.index.with_word(*rare).values() if rare else ()
    for message in (fact for fact in facts if isinstance(fact, Message)):
        match = _fit(message.text, text)
        if match is None:
            continue
        bits = text_bits(literal_text(match, text), counts)
        found = FoundText(message=message, match=match, bits=bits)
        if found.is_evidence(text):
            yield found


def translated_texts(context: LocateContext, text: str) -> Iterator[FoundText]:
    """Yield the entries of the languages that the text may be in, up to one with the whole text."""
    probes = _probes(text)
    for language in languages_of(text):
        found = [
            entry
            for file in without_tests(context.index.files_like(f"%/i18n/{language}%"))
            for entry in _texts_of_catalog(context, file, language, text, probes)
        ]
        yield from found
        if any(entry.is_all_of(text) for entry in found):
            return


def _texts_of_catalog(
    context: LocateContext, file: FileEntry, language: str, text: str, probes: Sequence[str]
) -> Iterator[FoundText]:
    place = catalog_of(file.path)
    if place is None or place.locale.partition("-")[0] != language:
        return
    source = "\n".join(context.sources.lines(file.repo, file.path))
    if not any(probe in source for probe in probes):
        return
    for entry in entries(source):
        template, args = template_of_text(entry.text)
        match = _fit(template, text)
        if match is None:
            continue
        message = Message(
            name=f"{place.namespace}.{entry.key}",
            text=template,
            args=args,
            line=entry.line,
            end_line=entry.line,
            repo=file.repo,
            path=file.path,
        )
        bits = _letter_bits(literal_text(match, text))
        found = FoundText(message=message, match=match, bits=bits, locale=place.locale)
        if found.is_evidence(text):
            yield found


def _fit(template: str, text: str) -> Match | None:
    """Return how an entry fits a text, whatever the marks, or None."""
    if not template.strip(HOLE + " .,:!?"):
        return None
    match = match_template(_plain(template.rstrip(".。")), _plain(text), anywhere=True)
    if match is None or match.how == "prefix":
        return None
    filled = sum(end - start for start, end in match.values)
    own = match.end - match.start - filled
    return match if filled <= _MAX_FILLED_CHARS + 2 * own else None


def _plain(text: str) -> str:
    """Return a text with the marks that people write in place of Chinese and Japanese ones."""
    return text if text.isascii() else text.translate(_PLAIN)


def _probes(text: str) -> list[str]:
    """Return short pieces of a text, without marks, of which an entry that holds the text must hold
    one.
    """
    width = _DENSE_PROBE_CHARS if any(c > _DENSE for c in text) else _PROBE_CHARS
    step = max(1, (len(text) - width) // _PROBES)
    pieces = {text[i : i + width] for i in range(0, max(1, len(text) - width + 1), step)}
    plain = {piece for piece in pieces if not _MARK.search(piece)}
    return sorted(plain or {text[: width - 1]})


def _letter_bits(literal: str) -> float:
    """Return the bits of a text in another language than the index's, by its letters."""
    letters = [c for c in literal if c.isalpha()]
    dense = sum(c > _DENSE for c in letters)
    bits = weights.DENSE_LETTER * dense + weights.LETTER * (len(letters) - dense)
    return min(weights.LETTERS_MAX, bits)
