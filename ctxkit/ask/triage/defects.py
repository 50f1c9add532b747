"""What a report of a defect to Dify needs: the lines of the log, the settings that are not as Dify
ships them, and whether another version has the same code.

Not here: which failures are defects (`dify/levels.py`), how it looks (`output/triage_causes.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from ctxkit.ask.locate.other_versions import OtherVersion
from ctxkit.ask.triage.case_results import CodeState, DefectReport, RankedCause
from ctxkit.ask.triage.file_settings import FileSettings
from ctxkit.ask.triage.results import Triage
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Location, Symbol
from ctxkit.regex import regex
from ctxkit.text.secret_values import holds_secret

MAX_TRACE_LINES = 60
MAX_SETTINGS = 40
_PARAMETERS = regex(r"^(\[parameters: ).*")
"""What users have stored, as SQLAlchemy quotes it: a report is public."""


def defect_report(trace: str, settings: Sequence[str]) -> DefectReport:
    """Return the report of a defect that the lines `trace` show, with the first of the settings
    that are `not_as_shipped`.
    """
    lines = [_PARAMETERS.sub(r"\1...]", line) for line in trace.rstrip().split("\n")]
    if len(lines) > MAX_TRACE_LINES:  # what raised it is at both ends
        half = MAX_TRACE_LINES // 2
        lines = [*lines[:half], f"... {len(lines) - 2 * half} lines", *lines[-half:]]
    return DefectReport(trace="\n".join(lines), settings=tuple(settings))


def not_as_shipped(settings: FileSettings, index: Index) -> list[str]:
    """Return the first settings of files that Dify does not ship so: `KEY=value` of those that no
    file of it gives that value, without secrets.
    """
    return list(islice(_not_as_shipped(settings, index), MAX_SETTINGS))


def _not_as_shipped(settings: FileSettings, index: Index) -> Iterator[str]:
    for name in settings.names:
        found = settings.get(name)
        facts = index.keyed(name)
        if found is None or not facts or holds_secret(name, found.value):
            continue
        shipped = {(_value_of(fact) or "").casefold() for fact in facts if not fact.test}
        if found.value.casefold() not in shipped:
            yield f"{name}={found.value}"


def _value_of(fact: ConfigKey | ConfigUse) -> str | None:
    return fact.default if isinstance(fact, ConfigKey) else fact.value


def compared(found: Triage, own: OtherVersion, others: Iterable[OtherVersion]) -> Triage:
    """Return a triage whose defects say which other versions have the same code."""
    if not any(cause.defect for cause in found.case.causes):
        return found
    states: dict[int, list[CodeState]] = {}
    for other in others:
        for number, cause in enumerate(found.case.causes):
            if cause.defect is not None and cause.places:
                state = _state(cause.places[0], own, other)
                states.setdefault(number, []).append(CodeState(version=other.dify, state=state))
    causes = (
        _with_states(cause, states.get(number, []))
        for number, cause in enumerate(found.case.causes)
    )
    return replace(found, case=replace(found.case, causes=tuple(causes)))


def _with_states(cause: RankedCause, states: list[CodeState]) -> RankedCause:
    if cause.defect is None:
        return cause
    return replace(cause, defect=replace(cause.defect, states=tuple(states)))


def _state(place: Location, own: OtherVersion, other: OtherVersion) -> str:
    """Return `unchanged`, `changed` or `gone`: the function around a place in another version."""
    here = own.index.around(place.repo, place.path, place.line)
    if here is None:
        wanted = own.sources.text(place.repo, place.path, place.line, place.end_line).strip()
        return "unchanged" if wanted in other.sources.whole(place.repo, place.path) else "changed"
    theirs = [
        each
        for each in other.index.named(Symbol, here.name)
        if (each.repo, each.path, each.what) == (here.repo, here.path, here.what)
    ]
    if not theirs:
        return "gone"
    same = any(_text(other.sources, each) == _text(own.sources, here) for each in theirs)
    return "unchanged" if same else "changed"


def _text(sources: Sources, fact: Symbol) -> list[str]:
    return sources.text(fact.repo, fact.path, fact.line, fact.end_line).split()
