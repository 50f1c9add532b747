"""Which causes of a case follow from others."""

from __future__ import annotations

import pytest

from ctxkit.ask.triage.case_causes import (
    Draft,
    drafts_of_rows,
    finished,
    mark_consequences,
    ranked,
)
from ctxkit.ask.triage.evidence import FailureEvidence
from ctxkit.ask.triage.file_settings import FileSettings
from ctxkit.ask.triage.given_files import TextFile
from ctxkit.ask.triage.message_words import Symptoms
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.dify.cause_row import OWN_SERVICE, Judged
from ctxkit.model import Location

INIT, PANIC = (
    Location(repo="daemon", path=path, line=line, end_line=line)
    for path, line in (("internal/db/init.go", 110), ("pkg/log/log.go", 140))
)
DAEMON = ("plugin_daemon",)


def evidence(
    *places: Location,
    inner: tuple[Location, ...] = (),
    services: tuple[str, ...] = (),
    count: int = 1,
) -> FailureEvidence:
    return FailureEvidence(
        text="x", level="error", count=count, services=services, places=places, inner=inner
    )


def draft(what: str, *proof: FailureEvidence, **more: object) -> Draft:
    given = {"standing": "cause", "id": what, **more}
    return Draft(
        what=what,
        change="",
        judged=Judged(level="environment", why=""),
        evidence=list(proof),
        **given,
    )


def unknown(what: str, *proof: FailureEvidence, **more: object) -> Draft:
    return draft(what, *proof, standing="likely", is_certain=False, is_quoted=True, **more)


def test_what_only_wraps_the_message_of_a_cause_follows_from_it() -> None:
    cause = draft("no database", evidence(INIT))
    panic = unknown("panic: no database", evidence(PANIC, inner=(INIT,)), places=[PANIC])
    mark_consequences([cause, panic], set())
    assert (panic.standing, cause.follows) == (
        "consequence",
        ["the error at daemon pkg/log/log.go:140"],
    )


@pytest.mark.parametrize(
    ("proof", "cause"),
    [
        ([evidence(PANIC, inner=(INIT,)), evidence(PANIC)], draft("no database", evidence(INIT))),
        ([evidence(PANIC, inner=(PANIC,))], draft("no database", evidence(INIT))),
        ([evidence(PANIC, inner=(INIT,))], unknown("an error", evidence(INIT))),
        ([evidence(PANIC, inner=(INIT,))], draft("noise", evidence(INIT), standing="harmless")),
        ([], draft("no database", evidence(INIT))),
    ],
    ids=["one line does not", "another place", "not certain", "harmless", "no evidence"],
)
def test_what_has_evidence_of_its_own_does_not_follow(
    proof: list[FailureEvidence], cause: Draft
) -> None:
    panic = unknown("panic", *proof)
    mark_consequences([cause, panic], set())
    assert (panic.standing, cause.follows) == ("likely", [])


def test_a_status_is_below_a_known_cause_and_explains_nothing() -> None:
    cause = draft("no database", evidence(INIT, services=DAEMON))
    status = unknown("GET /apps is answered with 500", evidence(count=90), is_answer=True)
    restarts = draft("it restarts", evidence(services=DAEMON), of=OWN_SERVICE)
    mark_consequences([status, restarts, cause], set())
    assert (status.standing, status.follows) == ("consequence", [])
    assert cause.follows == ["it restarts"]


def test_a_status_alone_stays_likely() -> None:
    status = unknown("GET /apps is answered with 500", evidence(count=90), is_answer=True)
    mark_consequences([status, unknown("an error", evidence(INIT))], set())
    assert status.standing == "likely"


def test_what_fails_in_a_service_follows_from_what_is_known_of_that_service() -> None:
    anywhere = draft("a frequent error", evidence(count=500))
    restarts = draft("it restarts", evidence(services=DAEMON, count=40), of=OWN_SERVICE)
    error = unknown("an error of it", evidence(services=DAEMON, count=70))
    cause = draft("no database", evidence(services=DAEMON, count=2))
    unreached = draft("the api cannot reach it", evidence(), of="@plugin_daemon")
    mark_consequences([anywhere, restarts, error, cause, unreached], set())
    assert cause.follows == ["it restarts", "the api cannot reach it"]
    assert anywhere.follows == error.follows == restarts.follows == []
    assert restarts.standing == unreached.standing == "consequence"


def test_the_name_of_the_container_that_wrote_a_line_tells_no_cause() -> None:
    line = "plugin_daemon-1 | init redis client failed: dial tcp: lookup redis: no such host"
    found, rest = drafts_of_rows([FailureEvidence(text=line, level="error")])
    assert (list(found), rest) == (["redis-host"], [])


def test_what_only_follows_is_likely_where_nothing_else_is_known() -> None:
    alone = draft("nginx cannot reach it", evidence(INIT), standing="consequence")
    mark_consequences([alone, unknown("an error", evidence(PANIC))], set())
    assert alone.standing == "likely"
    below = draft("nginx cannot reach it", evidence(INIT), standing="consequence")
    mark_consequences([below, draft("no database", evidence(PANIC))], set())
    assert below.standing == "consequence"


def test_what_only_files_tell_owns_no_failure_of_a_service() -> None:
    of_files = draft("two releases do not fit", standing="likely")
    ended = draft("it ended", evidence(services=DAEMON), standing="likely", of=OWN_SERVICE)
    mark_consequences([of_files, ended], set())
    assert (ended.standing, of_files.follows) == ("likely", [])


def test_mistakes_of_users_are_below_what_fails_unless_the_sender_writes_of_them() -> None:
    code = draft("the code of a code node fails", evidence(count=20), standing="likely")
    code.judged = Judged(level="use", why="")
    error = unknown("an error", evidence(INIT, count=3))
    assert ranked([code, error], Symptoms([]))[0] is error
    told = Symptoms([TextFile(path="m.txt", text="our code node fails")])
    assert ranked([code, error], told)[0] is code


RELAY = "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed')"


@pytest.mark.parametrize(
    ("lines", "is_elsewhere"),
    [
        ([f"gitea-1  | {RELAY}"], True),
        ([f"[pod/n8n-5c9d8b7f6-x4kzq/n8n] {RELAY}"], True),
        ([f"gitea-1  | {RELAY}", f"worker-1  | {RELAY}"], False),
        ([RELAY], False),
        (["gitea-1  | OSError: [Errno 28] No space left on device"], False),
    ],
    ids=["compose", "pod", "Dify, too", "no name", "of the host"],
)
def test_what_only_other_containers_say_of_a_relay_is_not_sure(
    lines: list[str], is_elsewhere: bool
) -> None:
    found, _ = drafts_of_rows(
        [FailureEvidence(text=line, level="error", count=9) for line in lines]
    )
    [only] = found.values()
    assert only.is_elsewhere is is_elsewhere
    ranked([only], Symptoms([]))
    settings = FileSettings(UserDeployment())
    assert finished(only, settings, {}).confidence == ("medium" if is_elsewhere else "high")
