"""Failures of the start: services that wait for each other, and then work.

Not here: which rows tell such failures (`dify/causes_*.py`, `at_start`), what failures are worth
(`case_causes.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ctxkit.ask.triage.case_causes import Draft
from ctxkit.ask.triage.tally import EventCount
from ctxkit.ask.triage.times import moment
from ctxkit.logline.log_format import SERIOUS_LEVELS

MIN_MINUTES = 20
"""Logs of a shorter time do not tell whether a failure is over."""

_START = 0.1
_WORKED = 0.5


def mark_past(drafts: Iterable[Draft], counts: Sequence[EventCount], span: tuple[int, int]) -> None:
    """Mark what failed only in the first tenth of the logs, in services that still worked in their
    second half.

    `counts` are all groups of events, `span` the first minute of the logs and the one after their
    end.
    """
    begin, end = span
    length = end - begin
    if length < MIN_MINUTES:
        return
    worked = _last_at_work(counts)
    for draft in drafts:
        if not draft.at_start or not draft.evidence:
            continue
        # A program that has started logs with the time; what has none is of its start.
        times = (moment(each.last.encode()) for each in draft.evidence if each.last)
        is_over = all(last.minute - begin <= length * _START for last in times if last)
        at_work = (worked.get(service, begin) for service in draft.services or {""})
        draft.is_past = is_over and all(last - begin >= length * _WORKED for last in at_work)


def _last_at_work(counts: Sequence[EventCount]) -> Mapping[str, int]:
    """Return the last minute of each service in which it logged something that is no failure; that
    of logs which name no service as of "".
    """
    last: dict[str, int] = {}
    for each in counts:
        if each.level in SERIOUS_LEVELS or len(each.services) > 1:
            continue
        service = next(iter(each.services), "")
        last[service] = max(last.get(service, 0), each.over_time.span()[1])
    return last
