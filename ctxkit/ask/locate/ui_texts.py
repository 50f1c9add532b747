"""A text that a user saw in the browser, in any language -> its entry in a catalog and the
components that show it.

The original language's texts are in the index; those of the others are read from their catalogs.
Not here: lines that a program logged, and the messages of the API that a page shows as they come
(`messages.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ctxkit.ask.locate.candidates import Candidate, LocateContext
from ctxkit.ask.locate.locales import languages_of
from ctxkit.ask.locate.matching import Match, match_template
from ctxkit.ask.locate.statements import text_bits
from ctxkit.index.rows import SHOWN
from ctxkit.model import HOLE, Confidence, Message, MessageUse
from ctxkit.text.catalogs import catalog_of, entries, template_of_text
from ctxkit.text.template import fold_space, line_words

_LONGEST = 1_000  # characters of a text on a page
_SHORTEST = 2
_MOST_FILLED = 30
"""Characters that the values of a text may have beyond twice those of its own words: names, no
paragraphs.
"""

_MOST_CANDIDATES = 250
_MOST_TEXTS = 3
_MOST_USES = 3
_ENOUGH, _SOME, _INSIDE = (
    20.0,
    9.0,
    34.0,
)  # bits: to be sure of a text, to show it, to see it inside another
_PLURALS = ("_zero", "_one", "_two", "_few", "_many", "_other")
_PROBES = 9
_DENSE_LETTER, _LETTER, _MOST_BITS = (
    4.0,
    1.5,
    60.0,
)  # bits a letter tells: of Chinese and the like, of an alphabet
_DENSE = "\u3000"
_MARK = re.compile(r"[，。！：；？（）、,.!:;?()\d]")
_PLAIN = str.maketrans("，。！：；？（）、", ",.!:;?(),")
"""Marks of Chinese and Japanese -> those that people write in their place; one for one, so that
places stay.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    message: Message
    match: Match
    bits: float
    locale: str = ""

    def score(self, length: int) -> float:
        whole = self.match.start == 0 and self.match.end >= length
        return self.bits + (4.0 if whole else -4.0) - 2.0 * len(self.match.values)


def resolve_shown(asked: LocateContext) -> list[Candidate]:
    """Return the entries of the catalogs whose text the event is, and the components that show
    them.
    """
    event = asked.event
    text = fold_space(event.line.message[: _LONGEST + 1]).strip("\"'“”`「」").rstrip(".。")
    if (
        not event.line.log_format.maybe_shown
        or event.line.file
        or event.frames
        or text.startswith("{")
    ):
        return []
    if not _SHORTEST <= len(text) <= _LONGEST or any("." in error.error for error in event.errors):
        return []
    found = list(_original(asked, text))
    if not any(f.match.start == 0 and f.match.end >= len(text) for f in found):
        found += _translated(asked, text)
    ranked = sorted(
        found, key=lambda f: (-f.score(len(text)), f.locale, f.message.path, f.message.line)
    )
    leads: list[Candidate] = []
    for score, group in groupby(ranked, key=lambda f: round(f.score(len(text)), 1)):
        equals = list(group)
        leads += _leads(asked, text, equals, score)
        if len(leads) > _MOST_TEXTS * (_MOST_USES + 1):
            break
    return leads


def _leads(asked: LocateContext, text: str, equals: list[_Found], score: float) -> list[Candidate]:
    """Return the leads of the entries that fit equally well; those that no component shows come
    last.
    """
    shown = [(f, _uses(asked, f.message)) for f in equals[: 2 * _MOST_TEXTS]]
    shown.sort(key=lambda s: not s[1])
    used = sum(bool(uses) for _, uses in shown)
    entries_, components = [], []
    for n, (found, uses) in enumerate(shown[:_MOST_TEXTS]):
        message = found.message
        sure = _sureness(found, text, max(1, used))
        why = [
            f"the text {message.name} of the web console"
            + (f" in {found.locale}" if found.locale else "")
        ]
        if len(equals) > 1:
            why.append(f"the same text stands under {len(equals)} keys")
        values = tuple(
            (arg, text[a:b].strip())
            for arg, (a, b) in zip(message.args, found.match.values, strict=False)
        )
        entries_.append(
            Candidate(
                fact=message,
                score=score - n / 10 - (0.0 if uses else 2.0),
                sure=sure,
                why=tuple(why),
                values=values,
            )
        )
        told = f"shows {message.name}" + (
            f", one of {len(uses)} places that do" if len(uses) > 1 else ""
        )
        components += [
            Candidate(fact=use, score=score - 0.5 - n / 10 - m / 100, sure=sure, why=(told,))
            for m, use in enumerate(uses[:_MOST_USES])
        ]
    return entries_ + components


def _sureness(found: _Found, text: str, keys: int) -> Confidence:
    whole = found.match.start == 0 and found.match.end >= len(text)
    open_ended = (
        found.message.text[:1] == HOLE or found.message.text[-1:] == HOLE
    )  # such a text fits many
    if not whole or found.bits < _SOME or (open_ended and found.bits < _ENOUGH):
        return "low" if found.bits < _INSIDE else "medium"
    return "high" if found.bits >= _ENOUGH and keys == 1 else "medium"


def _original(asked: LocateContext, text: str) -> Iterator[_Found]:
    words = line_words(text)[:60]
    totals = asked.index.word_totals([SHOWN + word for word in words])
    logged = asked.index.word_totals(words)
    # With both counted a text tells no more than the same text of a statement does, which comes
    # first.
    counts = {word: totals.get(SHOWN + word, 0) + logged.get(word, 0) for word in words}
    rare: list[str] = []
    total = 0
    for word in sorted(totals, key=lambda w: totals[w]):
        if rare and total + totals[word] > _MOST_CANDIDATES:
            break
        rare.append(word)
        total += totals[word]
    for fact in asked.index.with_word(*rare).values() if rare else ():
        if isinstance(fact, Message):
            match = _fit(fact.text, text)
            if match:
                bits = text_bits(_literal(match, text), counts)
                if match.start == 0 == len(text) - match.end or bits >= _INSIDE:
                    yield _Found(message=fact, match=match, bits=bits)


def _fit(template: str, text: str) -> Match | None:
    match = match_template(
        template.rstrip(".。").translate(_PLAIN), text.translate(_PLAIN), anywhere=True
    )
    if match is None or match.how != "full" or not template.strip(HOLE + " .,:!?"):
        return None
    filled = sum(end - start for start, end in match.values)
    return match if filled <= _MOST_FILLED + 2 * (match.end - match.start - filled) else None


def _literal(match: Match, text: str) -> str:
    pieces, position = [], match.start
    for start, end in match.values:
        pieces.append(text[position:start])
        position = end
    return HOLE.join([*pieces, text[position : match.end]])


def _translated(asked: LocateContext, text: str) -> Iterator[_Found]:
    """Search the catalogs of the languages that the text may be in."""
    probes = _probes(text)
    for language in languages_of(text):
        hit = False
        for file in asked.index.files_like(f"%/i18n/{language}%"):
            place = catalog_of(file.path)
            if place is None or file.test or place.locale.partition("-")[0] != language:
                continue
            source = "\n".join(asked.sources.lines(file.repo, file.path))
            if not any(probe in source for probe in probes):
                continue
            for entry in entries(source):
                template, args = template_of_text(entry.text)
                match = _fit(template, text)
                if not match:
                    continue
                bits = _bits(_literal(match, text))
                whole = match.start == 0 and match.end >= len(text)
                if not whole and bits < _INSIDE:
                    continue
                hit = hit or whole
                message = Message(
                    name=f"{place.namespace}.{entry.key}", text=template, args=args, line=entry.line,
                    end_line=entry.line, repo=file.repo, path=file.path,
                )  # fmt: skip
                yield _Found(message=message, match=match, bits=bits, locale=place.locale)
        if hit:
            return


def _probes(text: str) -> list[str]:
    """Return short pieces of a text, without marks, of which an entry that holds the text must hold
    one.
    """
    width = 3 if any(c > _DENSE for c in text) else 8
    step = max(1, (len(text) - width) // _PROBES)
    pieces = {text[i : i + width] for i in range(0, max(1, len(text) - width + 1), step)}
    plain = {piece for piece in pieces if not _MARK.search(piece)}
    return sorted(plain or {text[: width - 1]})


def _bits(literal: str) -> float:
    return min(
        _MOST_BITS, sum(_DENSE_LETTER if c > _DENSE else _LETTER for c in literal if c.isalpha())
    )


def _uses(asked: LocateContext, message: Message) -> list[MessageUse]:
    """Return the components that show a text; those that take one of several by a value known at
    run time last.
    """
    namespace, _, key = message.name.partition(".")
    for plural in _PLURALS:
        key = key.removesuffix(plural)
    full = f"{namespace}.{key}"
    parts = full.split(".")
    prefixes = [".".join(parts[:n]) + ".*" for n in range(len(parts) - 1, 0, -1)]
    own = [".".join(parts[1:n]) + ".*" for n in range(len(parts) - 1, 1, -1)]
    found = [
        use
        for use in asked.index.named(MessageUse, key, full, *prefixes, *own)
        if not use.test and use.repo == message.repo and _shows(use, namespace, key, full)
    ]
    return sorted(
        found,
        key=lambda use: (
            bool(use.pattern),
            use.name == key and not use.namespace,
            use.path,
            use.line,
        ),
    )


def _shows(use: MessageUse, namespace: str, key: str, full: str) -> bool:
    if use.namespace and use.namespace != namespace:
        return False
    if not use.pattern:
        return use.name == full or use.name == key
    return any(
        (match := match_template(use.pattern, wanted, anywhere=False)) is not None
        and match.how == "full"
        and match.start == 0
        and match.end == len(wanted)
        for wanted in ((key,) if use.namespace else (key, full))
    )
