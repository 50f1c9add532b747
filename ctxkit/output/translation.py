"""Answers in the language of their reader: labels, notes and lines, by a table of sentences.

Answers are made in English, which JSON and MCP always have; what a person or a prompt in another
language reads is translated here, sentence by sentence. A sentence that the table does not have
stays English. Pure but for reading the table. Not here: the words (`reader_words.toml`), prompts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from ctxkit.output.verdict.lines import AnswerVerdict
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language

TABLE = Path(__file__).parent / "reader_words.toml"
HOLE, NESTED = "{}", "{*}"
_MAX_DEPTH = 4  # a sentence in a sentence
_QUOTING = (
    "Beyond it", "Called by", "Called from", "Caused by", "Changed", "Columns", "Errors", "In",
    "Look", "Meaning", "Read", "Read by", "State", "Text", "Values", "When", "Written",
)  # fmt: skip
"""The labels of lines whose text is from the sources or a log, and not ours."""


class Sentence(NamedTuple):
    """A sentence of the table: its fixed parts, which of the holes between them are translated, and
    what it is in the other language.
    """

    parts: tuple[str, ...]
    nested: tuple[bool, ...]
    said: str

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
        return [*values, text[at:end]]


class Translation:
    """Translates into one language."""

    def __init__(self, table: Mapping[str, Any], lang: Language) -> None:
        self._labels: dict[str, str] = {en: said[lang] for en, said in table["labels"].items()}
        rows: dict[str, str] = {en: said[lang] for en, said in table["words"].items()}
        # A terminal shows notes without backticks.
        plain = {en.replace("`", ""): said.replace("`", "") for en, said in rows.items()}
        sentences = [_sentence(en, said) for en, said in {**plain, **rows}.items()]
        self._whole = {each.parts[0]: each.said for each in sentences if not each.nested}
        holed = [each for each in sentences if each.nested]
        # The one that says most of a text itself is meant.
        self._holed = sorted(holed, key=lambda each: -sum(map(len, each.parts)))

    def label(self, text: str) -> str:
        """Return a label of a verdict."""
        return self._labels.get(text, text)

    def of(self, text: str, depth: int = _MAX_DEPTH) -> str:
        """Return a sentence, as it is if the table does not have it."""
        if text in self._whole or not depth:
            return self._whole.get(text, text)
        # A line of a bundle is no sentence that begins with what it names.
        is_line = text.lstrip(" ").startswith("- ")
        for each in self._holed:
            if is_line and not each.parts[0]:
                continue
            values = each.values_in(text)
            if values is not None:
                return each.said.format(*self._values(each, values, depth))
        return text

    def _values(self, sentence: Sentence, values: list[str], depth: int) -> Iterator[str]:
        for value, is_nested in zip(values, sentence.nested, strict=True):
            yield self.of(value, depth - 1) if is_nested else value

    def verdict(self, verdict: AnswerVerdict) -> AnswerVerdict:
        """Return a verdict in this language."""
        lines = tuple(
            replace(
                line,
                label=self.label(line.label),
                text=line.text if line.label in _QUOTING else self.of(line.text),
                items=tuple(map(self.of, line.items)),
            )
            for line in verdict.lines
        )
        return replace(
            verdict, title=self.of(verdict.title), word=self.of(verdict.word), lines=lines
        )


def _sentence(english: str, said: str) -> Sentence:
    parts, nested = [""], []
    for number, piece in enumerate(english.split("{")):
        if number:
            hole, _, piece = piece.partition("}")
            nested.append(hole == "*")
            parts.append("")
        parts[-1] += piece
    return Sentence(tuple(parts), tuple(nested), said)


@lru_cache(maxsize=4)
def translation_to(lang: Language) -> Translation | None:
    """Return the translation into a language; None into English."""
    if lang == DEFAULT_LANGUAGE:
        return None
    # Most readers read English, and a parser of TOML takes a while to import.
    from ctxkit.files.toml_text import parse_toml

    return Translation(parse_toml(TABLE.read_text(encoding="utf8")), lang)


def verdict_in(verdict: AnswerVerdict, lang: Language) -> AnswerVerdict:
    """Return a verdict in a language."""
    translation = translation_to(lang)
    return verdict if translation is None else translation.verdict(verdict)


def translated(text: str, lang: Language) -> str:
    """Return a sentence of an answer in a language."""
    translation = translation_to(lang)
    return text if translation is None else translation.of(text)
