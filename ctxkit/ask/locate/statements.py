"""The statements whose templates fit a message, weighed in bits: words, the form of the fit, what
the prefix tells.

A weight is about the logarithm of how much likelier the evidence is if the statement wrote the line
than if not, so that weights add up. Not here: stack frames, routes and the other kinds of line that
are no message.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log2

from ctxkit.ask.locate.line_context import LineContext, language_of, same_level
from ctxkit.ask.locate.matching import Match, match_template
from ctxkit.dify.programs import HOMES
from ctxkit.index.reader import Index
from ctxkit.model import HOLE, ErrorCode, Fact, LogTemplate, Raise
from ctxkit.text.template import fold_space, line_words, template_words

LONGEST_MESSAGE = 16_000
"""Characters of a message in which words are looked up; templates are short."""

_LONGEST_MATCHED = 64_000  # characters in which templates are looked for; hundreds of them are, each in linear time
_MOST_WORDS = 400
_MOST_FACTS = 300  # candidates that are looked at; more cost time and are of common words alone
_COMMON_WORDS = 8
_MOST_COMMON = 120
_ALL_TEMPLATES = 20_000  # about as many as the repositories hold; only the logarithm counts
_HEAVIEST_WORD = 13.0
_SIMILAR = 12.0  # bits of the words that a reworded text must share
_HINT = 8.0  # bits that such a text is worth at most


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredStatement:
    """A statement that may have written the line. `bits` is what its text alone tells, `score` all
    evidence together.

    `here`: it is in the file that the prefix names; `at_line`: on that line; `nested`: its text
    stands inside the message.
    """

    fact: Fact
    match: Match
    text: str
    bits: float
    score: float
    why: tuple[str, ...]
    here: bool = False
    at_line: bool = False
    nested: bool = False

    @property
    def whole(self) -> bool:
        """Whether all of the template was found, from the message's start."""
        return self.match.how == "full" and self.match.start == 0


def template_of(fact: Fact) -> str:
    """Return the message template that a fact bears, or an empty string."""
    return fact.template if isinstance(fact, (LogTemplate, Raise, ErrorCode)) else ""


def find_statements(index: Index, message: str, clues: LineContext) -> list[ScoredStatement]:
    """Return the candidates for a message, best first."""
    text = fold_space(message[: 2 * _LONGEST_MATCHED])[:_LONGEST_MATCHED]
    words = line_words(text[:LONGEST_MESSAGE])[:_MOST_WORDS]
    counts = index.word_totals(words)
    facts = dict(_by_rare_words(index, words, counts))
    nearby: dict[tuple[str, str, int, str], Fact] = {}
    if clues.base_known:
        nearby = {_place(f): f for f in index.in_basename(clues.base, LogTemplate, Raise)}
    elif clues.base:
        nearby = {
            _place(f): f
            for base in related_bases(clues.base)
            for f in index.in_basename(base, LogTemplate)
        }
    for fact in facts.values():
        nearby.setdefault(_place(fact), fact)
    found = (weigh(fact, text, clues, counts, frozenset(words)) for fact in nearby.values())
    return sorted(
        (c for c in found if c), key=lambda c: (-c.score, c.fact.repo, c.fact.path, c.fact.line)
    )


def related_bases(base: str) -> list[str]:
    """Return the names that a file of a log may bear in other versions: `stdio_handle.go` is
    `stdio.go` in some.
    """
    stem, _, ending = base.rpartition(".")
    parts = stem.split("_")
    shorter = ["_".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)] + ["_".join(parts[1:])]
    return [f"{name}.{ending}" for name in shorter if len(name) > 3]


def find_similar(index: Index, message: str, clues: LineContext) -> list[ScoredStatement]:
    """Return statements most of whose words stand in a message that no template fits, best first.

    So reads a text that another version words another way; nothing more than a hint.
    """
    text = fold_space(message[:LONGEST_MESSAGE])
    words = line_words(text)[:_MOST_WORDS]
    counts = index.word_totals(words)
    found: list[ScoredStatement] = []
    for fact in _by_rare_words(index, words, counts).values():
        match = _similar(template_of(fact), frozenset(words))
        if match is None or fact.test:
            continue
        own = template_words(template_of(fact))
        shared = own & set(words)
        if 4 * len(shared) < 3 * len(own):
            continue
        bits = text_bits(" ".join(sorted(shared)), counts) * match.share
        if bits < _SIMILAR:
            continue
        score = bits + sum(
            weight
            for weight, _ in _place_reasons(fact, clues, here=False) + _other_reasons(fact, clues)
        )
        why = ("most of its words stand in the line",)
        found.append(
            ScoredStatement(
                fact=fact, match=match, text=text, bits=bits, score=min(score, _HINT), why=why
            )
        )
    return sorted(
        (c for c in found if c.score > 0),
        key=lambda c: (-c.bits, c.fact.repo, c.fact.path, c.fact.line),
    )


def _place(fact: Fact) -> tuple[str, str, int, str]:
    return fact.repo, fact.path, fact.line, template_of(fact)


def _by_rare_words(
    index: Index, words: Iterable[str], counts: Mapping[str, int]
) -> dict[int, Fact]:
    rare: list[str] = []
    total = 0
    for word in sorted((w for w in words if w in counts), key=lambda w: counts[w]):
        if rare and total + counts[word] > _MOST_FACTS:
            break
        rare.append(word)
        total += counts[word]
    found = index.with_word(*rare) if rare else {}
    # A statement of common words alone is known by having several of them, at the beginning of the
    # message.
    common = [word for word in words if word in counts and word not in rare][:_COMMON_WORDS]
    if len(common) > 1:
        found.update(index.with_words(common[:2], at_least=2, most=_MOST_COMMON))
    if len(common) > 2:
        found.update(index.with_words(common, at_least=3, most=_MOST_COMMON))
    return found


def word_bits(count: int) -> float:
    """Return how much the occurrence of a word tells that `count` templates hold."""
    return min(_HEAVIEST_WORD, max(1.0, log2(_ALL_TEMPLATES / max(count, 1))))


def text_bits(template: str, counts: Mapping[str, int]) -> float:
    """Return how much a literal text tells: its words by their rarity, its other characters a
    little.
    """
    words = template_words(template)
    known = sum(word_bits(counts[word]) for word in words if word in counts)
    rest = sum(not c.isalnum() and not c.isspace() and c != HOLE for c in template)
    return known + min(4.0, rest * 0.5)


def weigh(
    fact: Fact, text: str, clues: LineContext, counts: Mapping[str, int], words: frozenset[str]
) -> ScoredStatement | None:
    """Return the candidate that a fact makes for a (folded) message, or None where nothing speaks
    for it.
    """
    template = template_of(fact)
    here = bool(clues.base) and fact.path.rpartition("/")[2] == clues.base
    match = match_template(template, text, anywhere=True) if template else None
    if match is None and here:
        match = (
            _similar(template, words)
            if template
            else Match(how="prefix", start=0, end=0, share=0.0)
        )
    if match is None:
        return None
    literal = (
        _literal_text(match, text) if match.end else " ".join(template_words(template) & words)
    )
    bits = text_bits(literal, counts) * (1.0 if match.how != "prefix" else match.share)
    if template.strip(HOLE + " .:,-") == "" and not _same_error(fact, clues):
        at_line = (
            here and clues.line is not None and fact.line - 3 <= clues.line <= fact.end_line + 3
        )
        if not (at_line or (here and isinstance(fact, LogTemplate))):
            return None
    reasons = [(bits + _form(match, text, fact, clues, bits), _told(match, bits))]
    reasons += _place_reasons(fact, clues, here=here)
    reasons += _other_reasons(fact, clues)
    if "." in clues.logger and match.start == 0 and not of_logger(fact, clues):
        reasons.append((-8.0, ""))  # a logger is named after its module
    score = sum(weight for weight, _ in reasons)
    why = tuple(
        reason
        for weight, reason in sorted(reasons, key=lambda r: -r[0])
        if reason and (weight > 0 or reason[0] == "!")
    )
    return ScoredStatement(
        fact=fact, match=match, text=text, bits=bits, score=score, why=tuple(w.lstrip("!") for w in why), here=here,
        at_line=here and clues.line is not None and fact.line <= clues.line <= fact.end_line, nested=match.start > 0,
    )  # fmt: skip


def _similar(template: str, words: frozenset[str]) -> Match | None:
    """The file is the one that the prefix names, and its text has changed: most of its words must
    be there still.
    """
    own = template_words(template)
    shared = len(own & words)
    if shared < 2 or 5 * shared < 3 * len(own) or not own:
        return None
    return Match(how="prefix", start=0, end=0, share=0.6 * shared / len(own))


def _literal_text(match: Match, text: str) -> str:
    pieces, position = [], match.start
    for start, end in match.values:
        pieces.append(text[position:start])
        position = end
    return HOLE.join([*pieces, text[position : match.end]])


def _told(match: Match, bits: float) -> str:
    how = {
        "full": "the whole text fits"
        if match.start == 0
        else "the whole text stands inside the message",
        "cut": "the text fits as far as the line goes",
        "prefix": "part of the text fits",
    }[match.how]
    return f"{how} ({bits:.0f} bits)" if bits >= 1 else ""


def _form(match: Match, text: str, fact: Fact, clues: LineContext, bits: float) -> float:
    """Return what the form of the fit adds: from the start, to the end, all of the template."""
    weight = 0.0
    if match.start == 0:
        # A template that begins with a value begins anywhere.
        weight += 5.0 if template_of(fact)[:1] != HOLE or clues.logged else 1.0
        weight += 6.0 if clues.logged and isinstance(fact, LogTemplate) else 0.0
    else:
        weight -= 1.0 if _boundary(text, match.start) else 6.0
        if clues.logged and isinstance(fact, LogTemplate):
            weight -= 8.0
    if match.how == "full":
        left = 0 if _prose(text[match.end :][:2].strip()[:1]) else len(text) - match.end
        weight -= 0.2 * len(match.values)  # of two that say the same, the plainer one
        weight += 2.0 if left == 0 else -min(6.0, 1.0 + left / 20)
    else:
        weight -= 4.0 + 12.0 * (1.0 - match.share) * (0.5 if match.how == "cut" else 1.0)
    return weight if bits >= 1 else min(weight, 0.0)


def _boundary(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start]
    return (
        not before
        or before[-1] in "\"'([{\n>:`"
        or _prose(before[-1])
        or before[-2:] in (": ", ". ", ", ", "; ", "- ", ") ", "] ", "} ")
    )


def _prose(letter: str) -> bool:
    """Tell whether a letter or mark is of Chinese, Japanese or Korean: what people write around a
    message.
    """
    return letter >= "\u2e80"


def _place_reasons(fact: Fact, clues: LineContext, *, here: bool) -> list[tuple[float, str]]:
    if not clues.base:
        return []
    if not here:
        # A known file that is another one speaks against; an unknown one may have been renamed
        # since.
        if not clues.base_known and fact.path.rpartition("/")[2] in related_bases(clues.base):
            return [(3.0, f"{clues.base} may have been renamed")]
        return [(-9.0 if clues.base_known else -4.0, "")]
    reasons = [(10.0, f"file name {clues.base}")]
    if clues.line is not None:
        if fact.line <= clues.line <= fact.end_line:
            reasons.append((8.0, f"line {clues.line}"))
        else:
            distance = min(abs(clues.line - fact.line), abs(clues.line - fact.end_line))
            reasons.append(
                (
                    max(0.0, 5.0 - log2(1 + distance)),
                    f"!line {clues.line} in the log, {fact.line} here",
                )
            )
    return reasons


def _other_reasons(fact: Fact, clues: LineContext) -> list[tuple[float, str]]:
    reasons: list[tuple[float, str]] = []
    if isinstance(fact, LogTemplate):
        if clues.level and fact.level:
            reasons.append(
                (1.5, f"level {clues.level}") if same_level(clues.level, fact.level) else (-2.5, "")
            )
        names = {name for name, _ in clues.fields}
        if fact.fields:
            shared = len(names & set(fact.fields))
            reasons.append(
                (2.0 * shared - 1.5 * (len(fact.fields) - shared), f"{shared} attributes")
            )
        if names and clues.language == "go":
            reasons.append((-0.5 * len(names - set(fact.fields)), ""))
    elif clues.logged:
        reasons.append((-3.0, ""))
    if _same_error(fact, clues):
        reasons.append((8.0, f"error {clues.error}"))
    if clues.language and (own := language_of(fact.path)):
        reasons.append((0.0, "") if own == clues.language else (-7.0, ""))
    homes = HOMES.get(clues.service)
    if homes:
        at_home = any(fact.repo == repo and fact.path.startswith(folder) for repo, folder in homes)
        reasons.append((2.0, f"the {clues.service} service runs it") if at_home else (-6.0, ""))
    if clues.plugin and fact.repo == "dify-official-plugins":
        reasons.append(
            (6.0, f"plugin {clues.plugin}")
            if f"/{clues.plugin}/" in f"/{fact.path}"
            else (-3.0, "")
        )
    if clues.logger and of_logger(fact, clues):
        reasons.append((9.0, f"logger {clues.logger}"))
    if fact.test:
        reasons.append((-15.0, ""))
    return reasons


def of_logger(fact: Fact, clues: LineContext) -> bool:
    """Tell whether a fact stands in the module that the line's logger is named after."""
    path = clues.logger.replace(".", "/")
    return f"/{fact.path}".endswith((f"/{path}.py", f"/{path}/__init__.py"))


def _same_error(fact: Fact, clues: LineContext) -> bool:
    return (
        bool(clues.error)
        and isinstance(fact, (Raise, ErrorCode))
        and clues.error
        in (
            fact.name.rpartition(".")[2],
            getattr(fact, "error", ""),
        )
    )
