"""A statement's score for a message: its words, how its template fits, what the prefix says.

Not here: which statements are scored (`statements.py`), and the kinds of line that are no message.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.line_context import LineContext, names_other_module, of_logger
from ctxkit.ask.locate.matching import Match, literal_text, match_template
from ctxkit.ask.locate.scoring import (
    language_bits,
    level_bits,
    line_bits,
    remainder_bits,
    service_bits,
    text_bits,
)
from ctxkit.index.rows import fold_key
from ctxkit.logline.marks import FULL_WIDTH_COLON
from ctxkit.model import HOLE, ErrorCode, Fact, LogTemplate, Raise
from ctxkit.text.template import template_words

_PLUGINS = "dify-official-plugins"
_MIN_SHARED_WORDS = 2
_MIN_SHARED_SHARE = 0.6  # of a text's words, which a message in other words must have
_MIN_REWORDED_SHARE = 0.75  # the same, where the prefix does not name the file
_NEAR_LINES = 3  # lines by which a statement without words may be off the line that is named
_MAX_CUT_WORD_CHARS = 20
_QUOTES = "\"'([{\n>:`"
_SEPARATORS = (": ", ". ", ", ", "; ", "- ", ") ", "] ", "} ")
_PROSE = "\u2e80"
"""From here on letters and marks are Chinese, Japanese or Korean: what people write around a
message.
"""


class ScoredStatement(Struct, frozen=True, kw_only=True):
    """A statement that may have written the line.

    `bits` is what its text alone is worth, `score` all evidence together. `in_named_file` and
    `on_named_line`: the prefix names its file, and one of its lines.
    """

    fact: Fact
    match: Match
    text: str
    bits: float
    score: float
    why: tuple[str, ...]
    in_named_file: bool = False
    on_named_line: bool = False

    @property
    def whole(self) -> bool:
        """Whether all of the template was found, from the message's start."""
        return self.match.from_start

    @property
    def fits(self) -> bool:
        """Whether the whole text was found, and says enough to be shown."""
        return self.whole and self.bits >= weights.SHOWN_TEXT

    @property
    def certain(self) -> bool:
        """Whether the whole text was found, and says enough to be no chance."""
        return self.whole and self.bits >= weights.CERTAIN_TEXT


class _Reason(Struct, frozen=True, kw_only=True):
    """One piece of evidence; one without a text is not shown."""

    bits: float
    text: str = ""


def _in_favour(bits: float, text: str) -> _Reason:
    """Return a reason that is shown only where it is in favour of the statement."""
    return _Reason(bits=bits, text=text if bits > 0 else "")


def template_of(fact: Fact) -> str:
    """Return the message template of a fact, or an empty string."""
    return fact.template if isinstance(fact, (LogTemplate, Raise, ErrorCode)) else ""


def score_statement(
    fact: Fact, text: str, context: LineContext, counts: Mapping[str, int], words: frozenset[str]
) -> ScoredStatement | None:
    """Return the score of a fact for a message with folded white space, or None if it cannot fit.

    `words` are the message's; `counts` says how many templates have each.
    """
    template = template_of(fact)
    here = fact.path.rpartition("/")[2] == context.base
    match = _match_of(template, text, words, in_named_file=here)
    if match is None or _is_wordless_elsewhere(fact, template, context, here):
        return None
    literal = literal_text(match, text)
    if not match.end:  # no text in its order: the words that are shared
        literal = " ".join(template_words(template) & words)
    bits = text_bits(literal, counts)
    if match.how == "prefix":
        bits *= match.share
    reasons = [
        _in_favour(bits + _form_bits(match, text, fact, context, bits), _fit(match, bits)),
        *_place_reasons(fact, context, in_named_file=here),
        *_other_reasons(fact, context),
    ]
    if match.start == 0 and names_other_module(context, fact.path):
        reasons.append(_Reason(bits=weights.OTHER_LOGGER))
    reasons.sort(key=lambda reason: -reason.bits)
    return ScoredStatement(
        fact=fact,
        match=match,
        text=text,
        bits=bits,
        score=sum(reason.bits for reason in reasons),
        why=tuple(reason.text for reason in reasons if reason.text),
        in_named_file=here,
        on_named_line=here and fact.line <= context.line <= fact.end_line,
    )


def score_reworded(
    fact: Fact, text: str, context: LineContext, counts: Mapping[str, int], words: frozenset[str]
) -> ScoredStatement | None:
    """Return the score of a statement whose words, but not whose text, are in a message.

    Another version may word it another way: nothing more than a hint.
    """
    own = template_words(template_of(fact))
    match = _reworded(own, words)
    shared = own & words
    if match is None or len(shared) < _MIN_REWORDED_SHARE * len(own):
        return None
    bits = text_bits(" ".join(sorted(shared)), counts) * match.share
    if bits < weights.REWORDED_MIN:
        return None
    reasons = _place_reasons(fact, context, in_named_file=False) + _other_reasons(fact, context)
    score = bits + sum(reason.bits for reason in reasons)
    return ScoredStatement(
        fact=fact,
        match=match,
        text=text,
        bits=bits,
        score=min(score, weights.REWORDED_MAX),
        why=("most of its words occur in the line",),
    )


def _match_of(
    template: str, text: str, words: frozenset[str], *, in_named_file: bool
) -> Match | None:
    if not template:  # what it writes is known at run time only
        return Match(how="prefix", start=0, end=0, share=0.0) if in_named_file else None
    match = match_template(template, text, anywhere=True)
    if match is None and in_named_file:
        return _reworded(template_words(template), words)  # its text has changed since
    return match


def _reworded(own: set[str], words: frozenset[str]) -> Match | None:
    """Return a match for a text most of whose words are in the message, in whatever order."""
    shared = len(own & words)
    if shared < max(_MIN_SHARED_WORDS, _MIN_SHARED_SHARE * len(own)):
        return None
    share = weights.REWORDED_SHARE * shared / len(own)
    return Match(how="prefix", start=0, end=0, share=share)


def _is_wordless_elsewhere(
    fact: Fact, template: str, context: LineContext, in_named_file: bool
) -> bool:
    """Return whether a statement without words of its own is not known by its place or its error
    either.
    """
    if template.strip(HOLE + " .:,-") or same_error(fact, context):
        return False
    if not in_named_file:
        return True
    if isinstance(fact, LogTemplate):
        return False
    return not fact.line - _NEAR_LINES <= context.line <= fact.end_line + _NEAR_LINES


def _fit(match: Match, bits: float) -> str:
    """Return in words how a template fits."""
    if bits < 1:
        return ""
    if match.how == "cut":
        how = "message match up to where the line ends"
    elif match.how == "prefix":
        how = "partial message match"
    elif match.start == 0:
        how = "full message match"
    else:
        how = "full message match inside the line"
    return f"{how} ({bits:.0f} bits of evidence)"


def _form_bits(match: Match, text: str, fact: Fact, context: LineContext, bits: float) -> float:
    """Return what the form of the fit adds; a text without words gains nothing by it."""
    form = _start_bits(match, text, fact, context) + _end_bits(match, text, bits)
    return form if bits >= 1 else min(form, 0.0)


def _start_bits(match: Match, text: str, fact: Fact, context: LineContext) -> float:
    after_prefix = context.logged and isinstance(fact, LogTemplate)
    if match.start > 0:
        follows_mark = _follows_mark(text, match.start)
        bits = weights.INSIDE_AT_MARK if follows_mark else weights.INSIDE_PHRASE
        return bits + weights.INSIDE_AFTER_PREFIX if after_prefix else bits
    bits = weights.FROM_START
    if template_of(fact).startswith(HOLE) and not context.logged:
        bits = weights.FROM_START_BY_VALUE
    return bits + weights.AFTER_PREFIX if after_prefix else bits


def _end_bits(match: Match, text: str, bits: float) -> float:
    if match.how == "full":
        left = len(text) - match.end
        if _is_prose(text[match.end : match.end + 2].strip()[:1]):
            left = 0  # a sentence of a person goes on behind the message
        torn = weights.TORN_VALUE if match.torn else 0.0
        return weights.VALUE * len(match.values) + remainder_bits(left) + torn
    missing = 1.0 - match.share
    if match.how == "cut":
        word = _cut_word_bits(match, text) if bits >= weights.LIKELY_TEXT else 0.0
        return weights.PARTIAL + weights.MISSING_AFTER_CUT * missing + word
    return weights.PARTIAL + weights.MISSING_TEXT * missing


def _cut_word_bits(match: Match, text: str) -> float:
    """Return the bits of the word of the template in which a message that was cut ends."""
    literal_start = match.values[-1][1] if match.values else match.start
    tail = text[max(literal_start, len(text) - _MAX_CUT_WORD_CHARS) :]
    word = next((n for n, letter in enumerate(reversed(tail)) if not letter.isalnum()), len(tail))
    return min(weights.CUT_WORD_MAX, weights.CUT_WORD_CHAR * word)


def _follows_mark(text: str, start: int) -> bool:
    """Return whether a mark that may introduce a message precedes a place inside the text."""
    before = text[max(0, start - 2) : start]
    return before[-1] in _QUOTES or before.endswith(_SEPARATORS) or _is_prose(before[-1])


def _is_prose(letter: str) -> bool:
    return letter >= _PROSE and letter != FULL_WIDTH_COLON


def _place_reasons(fact: Fact, context: LineContext, *, in_named_file: bool) -> list[_Reason]:
    if not context.base:
        return []
    if in_named_file:
        return [
            _Reason(bits=weights.FILE_NAME, text=f"file name {context.base}"),
            *_line_reasons(fact, context),
        ]
    bits = weights.OTHER_FILE if context.base_known else weights.UNKNOWN_FILE
    return [_Reason(bits=bits)]


def _line_reasons(fact: Fact, context: LineContext) -> list[_Reason]:
    if not context.line:
        return []
    bits = line_bits(fact.line, fact.end_line, context.line)
    if fact.line <= context.line <= fact.end_line:
        return [_Reason(bits=bits, text=f"line {context.line}")]
    return [_Reason(bits=bits, text=f"line {context.line} in the log, line {fact.line} here")]


def _other_reasons(fact: Fact, context: LineContext) -> list[_Reason]:
    """Return the evidence beside text and place; what is worth 0 bits does no harm."""
    reasons = []
    if isinstance(fact, LogTemplate):
        reasons += _log_reasons(fact, context)
    elif context.logged:
        reasons.append(_Reason(bits=weights.ERROR_AFTER_PREFIX))
    if same_error(fact, context):
        reasons.append(_Reason(bits=weights.SAME_ERROR, text=f"error {context.error}"))
    reasons.append(_Reason(bits=language_bits(fact.path, context.language)))
    reasons.append(
        _in_favour(
            service_bits(fact.repo, fact.path, context.service),
            f"part of the {context.service} service",
        )
    )
    if context.plugin and fact.repo == _PLUGINS:
        reasons.append(_plugin_reason(fact, context.plugin))
    if of_logger(context, fact.path):
        reasons.append(_Reason(bits=weights.LOGGER, text=f"logger {context.logger}"))
    if fact.test:
        reasons.append(_Reason(bits=weights.TEST_CODE))
    return reasons


def _log_reasons(fact: LogTemplate, context: LineContext) -> list[_Reason]:
    reasons = [_in_favour(level_bits(fact.level, context.level), f"level {context.level}")]
    names = {name for name, _ in context.fields}
    own = set(fact.fields)
    if fact.fields:
        shared = len(names & own)
        missing = len(fact.fields) - shared
        bits = weights.ATTRIBUTE * shared + weights.MISSING_ATTRIBUTE * missing
        reasons.append(_in_favour(bits, f"{shared} matching attributes"))
    if context.language == "go":
        reasons.append(_Reason(bits=weights.EXTRA_ATTRIBUTE * len(names - own)))
    return reasons


def _plugin_reason(fact: Fact, plugin: str) -> _Reason:
    if f"/{plugin}/" in f"/{fact.path}":
        return _Reason(bits=weights.PLUGIN, text=f"plugin {plugin}")
    return _Reason(bits=weights.OTHER_PLUGIN)


def same_error(fact: Fact, context: LineContext) -> bool:
    """Return whether a fact raises, or is the code of, the error that the line is of."""
    if not context.error or not isinstance(fact, (Raise, ErrorCode)):
        return False
    if isinstance(fact, ErrorCode):
        return fact.error == context.error
    if context.error.islower():  # a code: `job_not_found`, or a constant that is named so
        return bool(fact.code) and fold_key(fact.code) == fold_key(context.error)
    return fact.name.rpartition(".")[2] == context.error
