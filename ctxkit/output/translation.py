"""Answers and reports in the language of their reader, by tables of sentences.

They are made in English, which JSON, SARIF and MCP always have; what a person or a prompt in
another language reads is translated here, sentence by sentence. A sentence that no table has stays
English. Pure but for reading the tables. Not here: the words (`*_words.toml`), verdicts
(`verdict_translation.py`), prompts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ctxkit.regex import regex
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language

TABLES = tuple(
    Path(__file__).parent / f"{name}_words.toml"
    for name in (
        *("reader", "cause", "check", "report", "plan", "reason", "values"),
        *("command", "workspace"),
    )
)
"""Of answers, the causes of a case, problems in files, comparisons, plans, why a place is in an
answer, new values, what commands say of themselves, and those that keep a workspace.
"""
HELP = Path(__file__).parent / "help_words.toml"
"""Of the help, which nothing else has."""

_MAX_DEPTH = 4  # a sentence in a sentence
_STRING = r'"([^"\\\n]*(?:\\.[^"\\\n]*)*)"'
_ROW = regex(rf"^{_STRING} = {{ ja = {_STRING}, zh = {_STRING} }}$", re.MULTILINE)
_PART = regex(r"(?:(\w+): )?(.+)")
_SECTION = regex(r"^\[(\w+)\].*\n", re.MULTILINE)
_END_CHARS = 4
_JOINT = "\0"  # no text has one
_WIDE = "[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_WIDE_SPACE = regex(rf"(?<={_WIDE}) (?={_WIDE})")
_WIDE_JOINT = regex(rf"(?<={_WIDE}) {_JOINT}(?={_WIDE})|(?<={_WIDE}){_JOINT} (?={_WIDE})")
_NESTED, _LIST, _NAME, _NUMBER = "*", ",", ".", "#"
_SEPARATORS = ("; ", ", ", " and ")
"""What the items of a list are joined by, the outermost first."""


class Sentence(NamedTuple):
    """A sentence of the table: its fixed parts, what is in each hole between them (`*`: a sentence,
    which is translated too; `,`: a list of such, `,x` one of the parts that begin with `x: `; `.`:
    a name without blanks; `#`: a number), and what it is in the other language.
    """

    parts: tuple[str, ...]
    holes: tuple[str, ...]
    said: str
    is_part: bool = False

    def values_in(self, text: str) -> list[str] | None:
        """Return what a text has in the holes, None if it is another sentence. Each part is taken
        where it comes first, so that a long text costs no more than its length.
        """
        first, *others = self.parts
        if not others:
            return [] if text == first else None
        *middle, last = others
        end = len(text) - len(last)
        if not text.startswith(first) or not text.endswith(last) or end < len(first):
            return None
        values, at = [], len(first)
        for part in middle:
            found = text.find(part, at, end)
            if found < 0:
                return None
            values.append(text[at:found])
            at = found + len(part)
        values.append(text[at:end])
        # What a sentence begins with is a name, not another sentence.
        if not first and self.holes[0] != _NESTED and ": " in values[0]:
            return None
        return values if all(map(_fits, self.holes, values)) else None

    @property
    def weight(self) -> tuple[bool, int]:
        """How much of a text it says itself. One that only adds to a sentence is looked for before
        that, which it would be taken for a part of.
        """
        return self.holes[0] == _NESTED and not self.parts[0], sum(map(len, self.parts))


def _fits(hole: str, value: str) -> bool:
    """Return whether a text may be in a hole."""
    if hole == _NUMBER:
        return value.isdigit()
    return hole != _NAME or not (" " in value or value.endswith(","))


Words = dict[str, dict[Language, str]]
"""What is said in each language, by the English of it."""


class WordTable(NamedTuple):
    """The rows of one file: names of facts, sentences, and what is translated only in a sentence:
    a value may be such a word, or another sentence begin so.
    """

    labels: Words
    words: Words
    parts: Words


def word_table(path: Path) -> WordTable:
    """Return the rows of a table. Each is on a line of one form, as a parser of TOML takes longer
    than the answer.
    """
    _, *found = _SECTION.split(path.read_text(encoding="utf8"))
    rows = dict(zip(found[::2], map(_rows, found[1::2]), strict=True))
    return WordTable(*(rows.get(section, {}) for section in WordTable._fields))


def _rows(text: str) -> Words:
    return {
        _unescaped(en): {"ja": _unescaped(ja), "zh": _unescaped(zh)}
        for en, ja, zh in _ROW.findall(text)
    }


def _unescaped(text: str) -> str:
    return text.replace('\\"', '"').replace("\\\\", "\\") if "\\" in text else text


class Translation:
    """Translates into one language."""

    def __init__(self, tables: Iterable[WordTable], lang: Language) -> None:
        tables = tuple(tables)
        self._labels = _in_language([each.labels for each in tables], lang)
        parts = _in_language([each.parts for each in tables], lang)
        self._parts: dict[str, list[Sentence]] = {}
        for en, said in parts.items():
            kind, pattern = _PART.fullmatch(en).groups("")  # type: ignore[union-attr]
            part = _sentence(pattern, said)._replace(is_part=bool(kind))
            self._parts.setdefault(kind, []).append(part)
        rows = _in_language([each.words for each in tables], lang)
        # A terminal shows notes without backticks.
        plain = {en.replace("`", ""): said.replace("`", "") for en, said in rows.items()}
        sentences = [_sentence(en, said) for en, said in {**plain, **rows}.items()]
        self._whole = {each.parts[0]: each.said for each in sentences if not each.holes}
        # The one that says most of a text itself is meant.
        holed = sorted(
            (each for each in sentences if each.holes), key=lambda each: each.weight, reverse=True
        )
        self._holed: dict[str, list[tuple[int, Sentence]]] = {}
        for rank, each in enumerate(holed):
            self._holed.setdefault(_end_of(each), []).append((rank, each))

    def label(self, text: str) -> str:
        """Return a label of a verdict, or a name in a report; one may begin with a capital."""
        small = text[:1].lower() + text[1:]
        return self._labels.get(text) or self._labels.get(small) or self._whole.get(small, text)

    def of(self, text: str, depth: int = _MAX_DEPTH) -> str:
        """Return a sentence, as it is if no table has it."""
        if text in self._whole or not depth:
            return self._whole.get(text, text)
        # A line of a bundle is no sentence that begins with what it names.
        is_line = text.lstrip(" ").startswith("- ")
        for each in self._likely(text):
            if is_line and not each.parts[0]:
                continue
            values = each.values_in(text)
            if values is not None:
                return _filled(each.said, self._values(each, values, depth))
        return text

    def _likely(self, text: str) -> Iterator[Sentence]:
        """Yield the sentences that have a beginning or an end of the text, or neither of their own,
        those that say most first.
        """
        ends = (text[:_END_CHARS], f"…{text[-_END_CHARS:]}", "")
        found = [ranked for end in ends for ranked in self._holed.get(end, ())]
        yield from (each for _, each in sorted(found))

    def _values(self, sentence: Sentence, values: list[str], depth: int) -> Iterator[str]:
        for value, hole in zip(values, sentence.holes, strict=True):
            if hole == _NESTED:
                yield self._part(value, depth - 1)
            elif hole == _LIST:
                last = _SEPARATORS[-1]
                said = self.joined(value, depth - 1, has_words=sentence.is_part)
                said = said.replace(last, self.label(last))
                yield _WIDE_SPACE.sub("", said) if said != value else said
            elif hole.startswith(_LIST):
                yield self.listed(value, hole[1:], depth - 1)
            else:
                yield value

    def _part(self, text: str, depth: int, kind: str = "") -> str:
        """Return what stands in a sentence, where it may be of a `kind`."""
        said = self.of(text, depth)
        if said == text and depth:
            for each in self._parts.get(kind, ()):
                values = each.values_in(text)
                if values is not None:
                    return _filled(each.said, self._values(each, values, depth))
        return said

    def listed(self, text: str, kind: str, depth: int = _MAX_DEPTH) -> str:
        """Return a list of what is of a kind."""
        by, *_ = _SEPARATORS
        return self.label(by).join(self._part(each, depth, kind) for each in text.split(by))

    def joined(
        self,
        text: str,
        depth: int = _MAX_DEPTH,
        separators: Sequence[str] = _SEPARATORS,
        *,
        has_words: bool = True,
    ) -> str:
        """Return a sentence, or each of several that are joined. One word is a name, and stays,
        unless the list `has_words` of ours.
        """
        told = self._part(text, depth) if has_words or " " in text else text
        if told != text or not separators:
            return told
        by, *others = separators
        parts = text.split(by)
        said = [self.joined(part, depth, others, has_words=has_words) for part in parts]
        return text if said == parts else self.label(by).join(said)


def _filled(said: str, values: Iterable[str]) -> str:
    """Return a sentence with what stands in its holes. The space between a hole and its neighbours
    is for names: between characters of Chinese or Japanese there is none.
    """
    marked = said.format(*(f"{_JOINT}{value}{_JOINT}" for value in values))
    return _WIDE_JOINT.sub("", marked).replace(_JOINT, "")


def _end_of(sentence: Sentence) -> str:
    """Return the fixed beginning or end by which a sentence is looked up; empty without one."""
    first, last = sentence.parts[0], sentence.parts[-1]
    if len(first) >= _END_CHARS:
        return first[:_END_CHARS]
    return f"…{last[-_END_CHARS:]}" if len(last) >= _END_CHARS else ""


def _in_language(rows: Iterable[Words], lang: Language) -> dict[str, str]:
    return {en: said[lang] for each in rows for en, said in each.items()}


def _sentence(english: str, said: str) -> Sentence:
    parts, holes = [""], []
    for number, piece in enumerate(english.split("{")):
        if number:
            hole, _, piece = piece.partition("}")
            holes.append(hole)
            parts.append("")
        parts[-1] += piece
    return Sentence(tuple(parts), tuple(holes), said)


@lru_cache(maxsize=4)
def translation_to(lang: Language) -> Translation | None:
    """Return the translation into a language; None into English."""
    if lang == DEFAULT_LANGUAGE:
        return None
    return Translation(map(word_table, TABLES), lang)


def translated(text: str, lang: Language) -> str:
    """Return a sentence of an answer in a language."""
    translation = translation_to(lang)
    return text if translation is None else translation.of(text)


def all_translated(text: str, lang: Language) -> str:
    """Return sentences that are joined in a language, as many of them as a table has."""
    translation = translation_to(lang)
    return text if translation is None else translation.joined(text)


def labelled(text: str, lang: Language) -> str:
    """Return a name in a report in a language."""
    translation = translation_to(lang)
    return text if translation is None else translation.label(text)
