"""A map, a service and a queue in a terminal."""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.model import Finding, Question
from ctxkit.model.maps import DeploymentMap, OutsideHost
from ctxkit.output.map_table import map_table, network_details
from ctxkit.text.wording import display_width
from tests.output.verdict.test_network import LINK, QUEUE, SERVICE

MAP = DeploymentMap(
    of="docker-compose.yaml",
    services=(),
    links=(LINK, replace(LINK, caller="worker")),
    outside=(
        OutsideHost(host="a.example.com", port="443", settings=LINK.settings, services=("api",)),
    ),
    notes=("a note",),
)


def test_a_row_for_each_link_and_host() -> None:
    assert [line.text for line in map_table(MAP, 100, "en")] == [
        "map of docker-compose.yaml   0 services, 2 links, 1 host outside",
        "from         to     port  by          decided at",
        "api, worker  redis  6379  REDIS_HOST  dify docker/.env.example:3",
        "host outside       by          called by",
        "a.example.com:443  REDIS_HOST  api",
        "note: a note",
    ]


def test_many_callers_leave_room_for_the_rest() -> None:
    callers = ("api", "api_websocket", "worker", "worker_beat")
    drawn = replace(MAP, links=tuple(replace(LINK, caller=each) for each in callers))
    wide, narrow = (list(map_table(drawn, width, "en"))[2].text for width in (160, 80))
    assert wide.startswith("api, api_websocket, worker, worker_beat  redis")
    assert narrow.startswith("api (+3)  redis")


def test_rows_fit_the_terminal_in_every_language() -> None:
    for lang in ("en", "ja", "zh"):
        lines = list(map_table(MAP, 48, lang))  # type: ignore[arg-type]
        assert max(display_width(line.text) for line in lines[1:3]) <= 48


def test_only_the_hosts_outside() -> None:
    lines = [line.text for line in map_table(replace(MAP, only_outside=True), 100, "en")]
    assert lines[0] == "hosts outside of docker-compose.yaml   1 host outside"
    assert "redis" not in " ".join(lines)


def test_the_details_of_a_service_and_a_queue() -> None:
    question = Question(command="explain")
    finding = Finding(
        question=question, query="x", confidence="high", services=(SERVICE,), queues=(QUEUE,)
    )
    text = "\n".join(line.text for line in network_details(finding, 100, "en"))
    assert "   settings: 9 given, 7 read by its program" in text
    assert "nginx  api    5001  REDIS_HOST  dify docker/.env.example:3" in text
    assert "   read by: nobody: its tasks stay in the broker" in text
    assert "   tasks.index EDITION=CLOUD: no sender found - api/tasks/a.py:2-3" in text
