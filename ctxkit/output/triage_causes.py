"""How the causes of a case look: as text, as lines of a bundle, in the JSON form; secrets are
masked.

Not here: how they are found (`ask/triage/case.py`), the rest of the report (`triage_report.py`),
what a person sees of them in a terminal (`verdict/case.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from ctxkit.ask.triage.case_results import CaseCauses, RankedCause, with_short_paths
from ctxkit.model import Checkout
from ctxkit.output.json_form import level_dict, versions_dict
from ctxkit.output.json_places import linked_dict
from ctxkit.output.translation import translated
from ctxkit.text.languages import Language
from ctxkit.text.locations import place_name
from ctxkit.text.redact import Redactor
from ctxkit.text.untrusted import quoted
from ctxkit.text.visible import visible_line
from ctxkit.text.wording import short

MAX_SHOWN_PROOFS = 3
MAX_SHOWN_PLACES = 3
MAX_SHOWN_DEPLOYMENTS = 12
_MAX_PROOF_CHARS = 150


def causes_dict(
    case: CaseCauses, checkouts: Mapping[str, Checkout], redactor: Redactor
) -> dict[str, Any]:
    """Return the causes in the JSON form, with what was not there."""
    return {
        "causes": [_cause(cause, checkouts, redactor) for cause in case.causes],
        "absent": [redactor.mask(each) for each in case.absent],
        "ask": case.ask,
    }


def _cause(
    cause: RankedCause, checkouts: Mapping[str, Checkout], redactor: Redactor
) -> dict[str, Any]:
    return {
        "what": redactor.mask(cause.what),
        "settings": list(cause.settings),
        "places": [linked_dict(place, checkouts) for place in cause.places],
        "proof": [
            {"file": proof.file, "line": proof.line, "text": redactor.mask(proof.text)}
            for proof in cause.proof
        ],
        **level_dict(cause.judged),
        "confidence": cause.confidence,
        "change": redactor.mask(cause.change),
        "count": cause.count,
        "first": cause.first,
        "last": cause.last,
        "services": list(cause.services),
        "follows": [redactor.mask(each) for each in cause.follows],
        **({"deployments": list(cause.deployments)} if cause.deployments else {}),
        **_defect(cause, checkouts, redactor),
    }


def _defect(
    cause: RankedCause, checkouts: Mapping[str, Checkout], redactor: Redactor
) -> dict[str, Any]:
    """Return what a report of a defect needs; no other cause has it."""
    if cause.defect is None:
        return {}
    repos = dict.fromkeys(place.repo for place in cause.places)
    return {
        "report": {
            "versions": versions_dict(checkouts[repo] for repo in repos if repo in checkouts),
            "traceback": redactor.mask(cause.defect.trace),
            "settings": [redactor.mask(each) for each in cause.defect.settings],
            "other_versions": {each.version: each.state for each in cause.defect.states},
        }
    }


def cause_lines(case: CaseCauses, top: int, redactor: Redactor, lang: Language) -> Iterator[str]:
    """Yield the causes as lines of the report in a language, the likeliest first; none if none is
    likely.
    """
    shown = with_short_paths(case.likely[:top])
    if not shown:
        return
    said = partial(translated, lang=lang)
    yield f"\n## {said('Causes')}\n"
    for number, cause in enumerate(shown, 1):
        yield from _lines(number, cause, redactor, said)
    if hidden := len(case.causes) - len(shown):
        yield said(f"… {hidden} less likely (--json has all)")
    if case.absent:
        absent = "; ".join(said(redactor.mask(each)) for each in case.absent)
        yield f"- {said('not looked at:')} {absent}"
    if case.ask:
        yield f"- {said('this would settle the first:')} {case.ask}"


def _lines(
    number: int, cause: RankedCause, redactor: Redactor, said: Callable[[str], str]
) -> Iterator[str]:
    where = f"  {', '.join(cause.services)}" if cause.services else ""
    times = f"  {cause.count:,}×" if cause.count else ""
    what = short(redactor.mask(cause.what))
    yield f"{number}. {quoted(what) if cause.is_quoted else said(what)}"
    yield f"   {said(cause.grade)}{times}{where}"
    if cause.deployments:
        names = ", ".join(cause.deployments[:MAX_SHOWN_DEPLOYMENTS])
        more = len(cause.deployments) - MAX_SHOWN_DEPLOYMENTS
        rest = f", … {more}" if more > 0 else ""
        yield f"   {said('deployments:')} {names}{rest}"
    for proof in cause.proof[:MAX_SHOWN_PROOFS]:
        text = quoted(short(redactor.mask(proof.text), _MAX_PROOF_CHARS))
        yield f"   {said('proof:')} {visible_line(proof.place)}  {text}"
    if cause.places:
        places = (f"{each.repo} {place_name(each)}" for each in cause.places[:MAX_SHOWN_PLACES])
        yield f"   {said('code:')} {', '.join(places)}"
    if cause.settings:
        yield f"   {said('settings:')} {', '.join(cause.settings)}"
    yield f"   {said('change:')} {said(redactor.mask(cause.change))}"
    if cause.defect is not None and cause.defect.elsewhere:
        yield f"   {said('the code there:')} {said(cause.defect.elsewhere)}"
    if cause.judged.missing:
        yield f"   {said('would decide it:')} {said(cause.judged.missing)}"
    for each in cause.follows:
        yield f"   {said('follows from it:')} {said(short(redactor.mask(each)))}"
