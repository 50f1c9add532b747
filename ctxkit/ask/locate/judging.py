"""What a pasted text is known to tell, and who can end the failures in it.

Not here: the rows (`dify/causes*.py`, `dify/levels.py`), what led to a statement (`causes.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ctxkit.ask.locate.other_programs import sign_of_another
from ctxkit.dify.cause_row import MAX_TEXT_CHARS, PROVING, CauseRow, Judged, Standing
from ctxkit.dify.levels import error_in, level_of
from ctxkit.index.reader import Index
from ctxkit.logline.log_format import ERROR_LEVELS
from ctxkit.logline.wrappers import without_wrappers
from ctxkit.model import ErrorCode, Hit, LogTemplate, Raise
from ctxkit.model.cause import KnownCause

_CLIENT_ERRORS = range(400, 500)
_NO_CHANGE = "nothing"
_TOLD_IN_NOTES: dict[Standing, str] = {
    "consequence": "not the cause by itself",
    "harmless": "harmless by itself",
}


def told(index: Index, text: str) -> tuple[KnownCause | None, list[str]]:
    """Return the cause that a text tells, and notes on it: what nobody must mend, and that another
    program may have written the text, so that nothing is sure.
    """
    known, notes = told_by_words(text)
    sign = sign_of_another(index, text) if known else ""
    if known and sign:
        note = f"{sign}: another program, which has settings of its own, may have written it"
        return replace(known, is_sure=False, settings=()), [*notes, note]
    return known, notes


def told_by_words(text: str) -> tuple[KnownCause | None, list[str]]:
    """Return the cause that the words of a text tell, None if they tell none or only that something
    fails, and the notes on that and on what nobody must mend.
    """
    # Other questions need not load the rows.
    from ctxkit.dify.causes import Causes

    text = without_wrappers(text[:MAX_TEXT_CHARS])
    row = Causes([text]).of_text(text)
    if row is None or row.standing not in PROVING:
        return None, _not_to_be_mended(row)
    known = KnownCause(
        what=row.what,
        change=row.change,
        judged=row.judged,
        settings=row.settings,
        is_sure=row.standing == "cause",
    )
    return known, []


def _not_to_be_mended(row: CauseRow | None) -> list[str]:
    """Return what the words tell that no change at this place would end."""
    if row is None or row.standing not in _TOLD_IN_NOTES:
        return []
    change = "" if row.change == _NO_CHANGE else f"; {row.change}"
    return [f"{_TOLD_IN_NOTES[row.standing]}: {row.what}{change}"]


def judged(hits: Sequence[Hit], text: str, known: KnownCause | None) -> list[Hit]:
    """Return hits with the level of those whose cause was looked for and that are of a failure."""
    error = error_in(text)
    return [
        hit if hit.cause is None else replace(hit, judged=_judged(hit, text, error, known))
        for hit in hits
    ]


def _judged(hit: Hit, text: str, error: str, known: KnownCause | None) -> Judged | None:
    if known is not None:
        return known.judged
    fact = hit.fact
    if isinstance(fact, ErrorCode) and fact.status in _CLIENT_ERRORS:
        return Judged(level="use", why=f"the api answers such a request with {fact.status}")
    if not error and not isinstance(fact, Raise | ErrorCode) and not _logs_failure(hit):
        return None
    settings = hit.cause is not None and bool(hit.cause.decides)
    return level_of(text, error, is_own_code=True, has_settings=settings)


def _logs_failure(hit: Hit) -> bool:
    return isinstance(hit.fact, LogTemplate) and hit.fact.level in ERROR_LEVELS
