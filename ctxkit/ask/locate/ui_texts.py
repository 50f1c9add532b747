"""A text that a user saw in the browser, in any language -> its entry in a catalog and the
components that show it.

The original language's texts are in the index; those of the others are read from their catalogs.
Not here: how a text is found there (`catalog_texts.py`), lines that a program logged, and the
messages of the API that a page shows as they are (`messages.py`).
"""

from __future__ import annotations

from itertools import groupby

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, LocateContext, Resolution, without_tests
from ctxkit.ask.locate.catalog_texts import FoundText, original_texts, translated_texts
from ctxkit.ask.locate.matching import match_template
from ctxkit.model import HOLE, Confidence, Message, MessageUse
from ctxkit.regex import regex
from ctxkit.text.catalogs import without_tags
from ctxkit.text.template import fold_space

_MIN_CHARS = 2
_MAX_CHARS = 1_000
_MAX_TEXTS = 3
_MAX_EQUALS = 6  # entries of equal fit whose components are looked for
_MAX_USES = 3
_RECORD = regex(r"\{(?!\{)")
_PLURALS = ("_zero", "_one", "_two", "_few", "_many", "_other")


def resolve_shown(context: LocateContext) -> Resolution:
    """Return the entries of the catalogs whose text the event is, and the components that show
    them.
    """
    shown = without_tags(context.line.message[: _MAX_CHARS + 1])
    text = fold_space(shown).strip("\"'“”`「」").rstrip(".。")
    if not _may_be_shown(context, text):
        return Resolution()
    found = list(original_texts(context, text))
    if not any(f.is_all_of(text) for f in found):
        found += translated_texts(context, text)
    ranked = sorted(found, key=lambda f: (-f.score(text), f.locale, f.message.path, f.message.line))
    candidates: list[Candidate] = []
    for score, equals in groupby(ranked, key=lambda f: round(f.score(text), 1)):
        candidates += _equals(context, text, list(equals), score)
        if len(candidates) > _MAX_TEXTS * (_MAX_USES + 1):
            break
    return Resolution(candidates=candidates)


def _may_be_shown(context: LocateContext, text: str) -> bool:
    """Return whether a page may have shown a text: no logger and no interpreter wrote it."""
    if not context.line.log_format.maybe_shown or context.line.file:
        return False
    if context.event.frames or any("." in error.error for error in context.event.errors):
        return False
    return _MIN_CHARS <= len(text) <= _MAX_CHARS and not _RECORD.match(text)


def _equals(
    context: LocateContext, text: str, equals: list[FoundText], score: float
) -> list[Candidate]:
    """Return the candidates of the entries that fit equally well.

    Those that no component shows come last.
    """
    shown = [(found, _uses(context, found.message)) for found in equals[:_MAX_EQUALS]]
    shown.sort(key=lambda pair: not pair[1])
    used = sum(bool(uses) for _, uses in shown)
    entries, components = [], []
    for place, (found, uses) in enumerate(shown[:_MAX_TEXTS]):
        confidence = _confidence(found, text, max(1, used))
        own = score - weights.NEXT_SHOWN_TEXT * place
        unused = 0.0 if uses else weights.UNUSED_TEXT
        entries.append(
            Candidate(
                fact=found.message,
                score=own + unused,
                confidence=confidence,
                why=_why(found, len(equals)),
                values=found.values(text),
            )
        )
        components += _components(found, uses, own, confidence)
    return entries + components


def _why(found: FoundText, equals: int) -> tuple[str, ...]:
    why = f"the text {found.message.name} of the web console"
    if found.locale:
        why = f"{why} in {found.locale}"
    if equals == 1:
        return (why,)
    return (why, f"the same text has {equals} keys")


def _components(
    found: FoundText, uses: list[MessageUse], score: float, confidence: Confidence
) -> list[Candidate]:
    why = f"displays {found.message.name}"
    if len(uses) > 1:
        why = f"{why} (one of {len(uses)} places)"
    return [
        Candidate(
            fact=use,
            score=score + weights.COMPONENT - weights.NEXT_COMPONENT * place,
            confidence=confidence,
            why=(why,),
        )
        for place, use in enumerate(uses[:_MAX_USES])
    ]


def _confidence(found: FoundText, text: str, keys: int) -> Confidence:
    """Return how far an entry can be relied on; components show the text under so many `keys`."""
    if found.is_cut:
        return "medium" if found.bits >= weights.CERTAIN_UI_TEXT and keys == 1 else "low"
    if found.bits >= weights.INNER_UI_TEXT:
        certain = found.is_all_of(text)
    elif not found.is_all_of(text) or found.bits < _needed_bits(found.message.text):
        return "low"
    else:
        certain = found.bits >= weights.CERTAIN_UI_TEXT
    return "high" if certain and keys == 1 else "medium"


def _needed_bits(template: str) -> float:
    """Return the bits that make a text evidence; one that begins or ends with a value fits many."""
    open_ended = HOLE in (template[:1], template[-1:])
    return weights.CERTAIN_UI_TEXT if open_ended else weights.SHOWN_UI_TEXT


def _uses(context: LocateContext, message: Message) -> list[MessageUse]:
    """Return the components that show a text.

    Those that take one of several texts by a value known at run time come last.
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
        for use in without_tests(context.index.named(MessageUse, key, full, *prefixes, *own))
        if use.repo == message.repo and _shows(use, namespace, key)
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


def _shows(use: MessageUse, namespace: str, key: str) -> bool:
    """Return whether a component shows the text `key` of a namespace."""
    full = f"{namespace}.{key}"
    if use.namespace and use.namespace != namespace:
        return False
    if not use.pattern:
        return use.name in (full, key)
    keys = (key,) if use.namespace else (key, full)
    return any(_is_whole(use.pattern, wanted) for wanted in keys)


def _is_whole(pattern: str, text: str) -> bool:
    match = match_template(pattern, text, anywhere=False)
    return match is not None and match.is_all_of(text)
