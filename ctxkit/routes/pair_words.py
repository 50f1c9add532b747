"""What is said of a pair of programs, in sentences.

Not here: finding it out (`pairs.py`, `known_faults.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.dify.known_pairs import KnownPair
from ctxkit.dify.programs import scope_name
from ctxkit.model import Severity
from ctxkit.routes.known_faults import faults_of
from ctxkit.routes.pairs import Lack, Pair
from ctxkit.workspace.versions import parse_version

_MAX_FEATURES = 3


def pair_sentences(pair: Pair) -> Iterator[tuple[Severity, str]]:
    """Yield what does not fit in a pair, in one sentence each, with how grave it is."""
    for fault in faults(pair):
        yield "warning", fault_sentence(pair, fault)
    if pair.unread:
        yield "note", unread_sentence(pair)
    if pair.lacks:
        grave = any(lack.is_grave for lack in pair.lacks)
        yield "warning" if grave else "note", _lacks_sentence(pair)


def faults(pair: Pair) -> tuple[KnownPair, ...]:
    """Return the known faults of a pair."""
    return faults_of(pair.caller, pair.caller_version, pair.called, pair.called_version)


def fault_sentence(pair: Pair, fault: KnownPair) -> str:
    """Return what does not work, and what helps."""
    return (
        f"{_who(pair)} does not work with {_whom(pair)}: {fault.symptom}; {fault.fix} "
        f"({fault.reference})"
    )


def unread_sentence(pair: Pair) -> str:
    """Return why nothing is known of a pair that was not read."""
    return f"{_who(pair)} calls {_whom(pair)}: whether they fit is unknown, {pair.unread}"


def lack_sentence(pair: Pair, lack: Lack) -> str:
    """Return what one feature lacks."""
    count = f" ({len(lack.calls)} routes)" if len(lack.calls) > 1 else ""
    return f"{_whom(pair)} has no {lack.feature}{count}, which {_who(pair)} calls"


def lack_with_remedy(pair: Pair, lack: Lack) -> str:
    """Return what one feature lacks, and the release that has it if one is known."""
    return _with_remedy(lack_sentence(pair, lack), pair, [lack])


def remedy(pair: Pair, lacks: Sequence[Lack]) -> str:
    """Return which release has the routes of all the lacks; empty where none is known."""
    if not all(lack.since for lack in lacks) or len({lack.earlier for lack in lacks}) != 1:
        return ""
    ends = sorted(lacks, key=lambda lack: _order(lack.since))
    last = ends[0] if lacks[0].earlier else ends[-1]
    what = "it" if sum(len(lack.calls) for lack in lacks) == 1 else "them"
    verb = "had" if last.earlier else "has"
    return f"{scope_name(pair.called)} {last.since} {verb} {what}"


def _lacks_sentence(pair: Pair) -> str:
    count = sum(len(lack.calls) for lack in pair.lacks)
    shown = ", ".join(lack.feature for lack in pair.lacks[:_MAX_FEATURES])
    more = len(pair.lacks) - _MAX_FEATURES
    if more > 0:
        shown += f" and {more} more features"
    routes = "1 route" if count == 1 else f"{count} routes"
    told = f"{_who(pair)} calls {routes} that {_whom(pair)} lacks: {shown}"
    return _with_remedy(told, pair, pair.lacks)


def _with_remedy(told: str, pair: Pair, lacks: Sequence[Lack]) -> str:
    return "; ".join(filter(None, [told, remedy(pair, lacks)]))


def _order(version: str) -> tuple[object, ...]:
    return parse_version(version) or ()


def _who(pair: Pair) -> str:
    return f"{scope_name(pair.caller)} {pair.caller_version}"


def _whom(pair: Pair) -> str:
    return f"{scope_name(pair.called)} {pair.called_version}"
