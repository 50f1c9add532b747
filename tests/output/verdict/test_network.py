"""The verdict on a service and on a queue."""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.model import Finding, Location, Question
from ctxkit.model.maps import (
    DecidedAt,
    LinkSetting,
    MapLink,
    MapService,
    QueueAnswer,
    QueueTask,
    QueueWorker,
    ServiceAnswer,
)
from ctxkit.output.map_words import link_rows
from ctxkit.output.verdict.lines import AnswerVerdict
from ctxkit.output.verdict.verdict import verdict_of

AT = DecidedAt(name="REDIS_HOST", path="docker/.env.example", line=3, repo="dify")
LINK = MapLink(
    caller="api",
    callee="redis",
    port="6379",
    settings=(LinkSetting(name="REDIS_HOST", decided=AT),),
)
SERVICE = ServiceAnswer(
    service=MapService(name="api", column="application", title="dify api", image="dify-api:1"),
    of="docker-compose.yaml",
    links=(LINK, replace(LINK, caller="nginx", callee="api", port="5001")),
    given=9,
    read=7,
    unread=("OLD_NAME",),
)
QUEUE = QueueAnswer(
    name="dataset",
    of="docker-compose.yaml",
    tasks=(
        QueueTask(
            name="tasks.index",
            location=Location(repo="dify", path="api/tasks/a.py", line=2, end_line=3),
            edition="CLOUD",
        ),
    ),
)


def verdict(**given: object) -> AnswerVerdict:
    question = Question(command="explain")
    return verdict_of(Finding(question=question, query="x", confidence="high", **given))  # type: ignore[arg-type]


def lines(found: AnswerVerdict) -> dict[str, str]:
    return {line.label: line.text or ", ".join(line.items) for line in found.lines}


def test_a_service() -> None:
    found = verdict(services=(SERVICE,))
    assert (found.title, found.word, found.tone) == ("api: dify api, dify-api:1", "2 links", "good")
    assert lines(found) == {
        "Calls": "redis 6379",
        "Called by": "nginx",
        "Settings": "9 given, 7 read by its program; listed for it alone and not read: OLD_NAME",
    }


def test_a_service_that_is_off() -> None:
    found = verdict(services=(replace(SERVICE, is_off=True, profiles=("qdrant",), read=None),))
    assert (found.word, found.tone) == ("not started", "bad")
    assert lines(found)["Not started"] == "needs the profile qdrant in COMPOSE_PROFILES"
    assert lines(found)["Settings"] == "9 given; no source has its code"


def test_a_queue() -> None:
    assert lines(verdict(queues=(QUEUE,))) == {
        "Read by": "nobody: its tasks stay in the broker",
        "Task": "tasks.index EDITION=CLOUD: no sender found",
    }
    read = verdict(queues=(replace(QUEUE, workers=(QueueWorker(service="worker", decided=AT),)),))
    assert (read.word, read.tone) == ("read by a worker", "good")
    assert lines(read)["Read by"] == "worker (by REDIS_HOST, dify docker/.env.example:3)"
    unknown = verdict(queues=(replace(QUEUE, unknown=("worker",)),))
    assert unknown.tone == "doubtful"


def test_callers_that_say_the_same_are_one_row() -> None:
    links = [LINK, replace(LINK, caller="worker"), replace(LINK, caller="beat", is_possible=True)]
    [row] = link_rows(links)
    assert row.callers == "api, worker, (beat)"
    assert (row.callee, row.port, row.by) == ("redis", "6379", "REDIS_HOST")
    assert row.decided == "dify docker/.env.example:3"


def test_a_renamed_setting_and_one_that_is_handed_on() -> None:
    renamed = LinkSetting(name="DIFY_INNER_API_URL", decided=AT)
    handed = LinkSetting(name="REDIS_HOST", decided=AT, program="api")
    [row] = link_rows([replace(LINK, settings=(renamed, handed), database="dify")])
    assert row.by == "DIFY_INNER_API_URL <- REDIS_HOST, REDIS_HOST of api; database dify"
