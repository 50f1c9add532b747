"""What failed while services started and waited for each other is over."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from ctxkit.ask.triage.case_causes import Draft, finished, ranked
from ctxkit.ask.triage.evidence import FailureEvidence
from ctxkit.ask.triage.file_settings import FileSettings
from ctxkit.ask.triage.histogram import Histogram
from ctxkit.ask.triage.message_words import Symptoms
from ctxkit.ask.triage.past_failures import mark_past
from ctxkit.ask.triage.tally import EventCount
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.dify.cause_row import Judged

START = (datetime(2026, 4, 12, 5, 20) - datetime(1970, 1, 1)) // timedelta(minutes=1)
DAY = "2026-04-12 "
TIMES = {20: DAY + "05:40:00", 600: DAY + "15:20:00"}
"""The times of minutes after START."""


def group(level: str, minutes: list[int], *services: str) -> EventCount:
    count = EventCount(levels=Counter([level]), services=Counter(services))
    count.over_time = Histogram(60)
    count.over_time.add({START + minute: 1 for minute in minutes})
    return count


def draft(last: str, *, at_start: bool = True) -> Draft:
    evidence = FailureEvidence(text="x", level="error", count=9, last=last, services=("api",))
    return Draft(
        id="database",
        what="the database does not answer",
        change="",
        judged=Judged(level="environment", why=""),
        standing="cause",
        evidence=[evidence],
        at_start=at_start,
    )


WORKS = [group("info", [3, 1439], "api")]
SPAN = (START, START + 1440)


def is_past(of: Draft, counts: list[EventCount], span: tuple[int, int] = SPAN) -> bool:
    mark_past([of], counts, span)
    return of.is_past


@pytest.mark.parametrize("last", [TIMES[20], ""], ids=["with a time", "of the start itself"])
def test_what_worked_after_its_start_no_longer_fails(last: str) -> None:
    assert is_past(draft(last), WORKS)


@pytest.mark.parametrize(
    ("of", "counts"),
    [
        (draft(TIMES[600]), WORKS),
        (draft(TIMES[20], at_start=False), WORKS),
        (draft(TIMES[20]), [group("error", [3, 1439], "api")]),
        (draft(TIMES[20]), [group("info", [3, 25], "api")]),
        (draft(TIMES[20]), [group("info", [3, 1439], "worker")]),
        (draft(TIMES[20]), [group("info", [3, 1439], "api", "worker")]),
    ],
    ids=["later", "no failure of starts", "it fails", "it ended", "another works", "unknown which"],
)
def test_what_may_still_fail_is_not_over(of: Draft, counts: list[EventCount]) -> None:
    assert not is_past(of, counts)


def test_a_short_log_tells_of_no_end() -> None:
    assert not is_past(draft(TIMES[20]), WORKS, (START, START + 10))


def test_what_is_over_is_not_said_to_be_sure() -> None:
    now, before = draft(TIMES[600]), draft(TIMES[20])
    before.is_past = True
    symptoms = Symptoms([])
    first, second = ranked([before, now], symptoms)
    assert (first, second) == (now, before)
    levels = [
        finished(each, FileSettings(UserDeployment()), {}).confidence for each in (now, before)
    ]
    assert levels == ["high", "medium"]
