"""Who answered was reached, and what was raised is known: the settings of a request, or of what a
handler has tried, decide nothing then. Questions about a small upstream.
"""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from collections.abc import Callable

import pytest

from ctxkit.ask.locate.candidates import Candidate
from ctxkit.ask.locate.causes import causes_of
from ctxkit.ask.locate.locate import locate
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Finding, Raise
from tests.ask.locate_workspace import build, keys

CLIENT = "api/core/ferry_client.py"
FILES = {
    "dify": {
        "api/configs/__init__.py": "from .app_config import Box\n\ndify_config = Box()\n",
        "api/configs/feature/__init__.py": """from pydantic import Field
from pydantic_settings import BaseSettings


class FerryConfig(BaseSettings):
    FERRY_URL: str = Field(description="Of the ferry", default="http://ferry:7000")
    FERRY_TOKEN: str = Field(description="Of the ferry", default="")
    FERRY_TIMEOUT: int = Field(description="Of the ferry", default=10)
    FERRY_TRACED: bool = Field(description="Of the ferry", default=False)
    FERRY_LOAD: int = Field(description="Of the ferry", default=10)
""",
        CLIENT: """import logging
import queue

import httpx

from configs import dify_config

logger = logging.getLogger(__name__)


def ask_ferry(path):
    response = httpx.get(
        f"{dify_config.FERRY_URL}/{path}",
        headers={"Authorization": dify_config.FERRY_TOKEN},
        timeout=dify_config.FERRY_TIMEOUT,
    )
    if response.status_code != 200:
        logger.warning("the ferry answered with status %s", response.status_code)
    return response


def leave_ferry(path):
    try:
        response = httpx.get(dify_config.FERRY_URL, timeout=dify_config.FERRY_TIMEOUT)
        response.raise_for_status()
    except httpx.HTTPStatusError:
        logger.exception("the ferry did not let us go")


def wait_for_ferry(signals):
    try:
        return signals.get(timeout=1)
    except queue.Empty:
        raise ValueError("no ferry came to the pier")


def board(signals):
    try:
        client = httpx.Client(base_url=dify_config.FERRY_URL, timeout=dify_config.FERRY_TIMEOUT)
        return wait_for_ferry(signals), client.get("/")
    except Exception:
        logger.exception("Nobody could board")


def load(cars):
    return weigh(cars)


def weigh(cars):
    if len(cars) > dify_config.FERRY_LOAD:
        raise LoadError(f"a load of {len(cars)} cars exceeds the limit")
    return cars


def find_ticket(name):
    try:
        return desk.sell(name)
    except TicketError:
        logger.exception("no ticket could be sold")


def be_late(code):
    raise ValueError(f"the ferry is late, and nobody on the pier knows why: at {code} {code}")


def count_ferries():
    if dify_config.FERRY_TRACED:
        logger.warning("the ferries could not be counted: %s", ferries())


def row(path, **options):
    if "timeout" not in options:
        options["timeout"] = httpx.Timeout(connect=dify_config.FERRY_TIMEOUT)
    options["headers"] = {"Who": "a rower"}
    try:
        httpx.request("GET", path, **options)
    except httpx.RequestError as e:
        logger.warning("the boat was not rowed: %s", e)


def check_pass(paper):
    def turn_away():
        raise ValueError("this pass is not for the ferry")

    if not paper:
        turn_away()
    if paper.torn:
        turn_away()
    if paper.size > dify_config.FERRY_LOAD:
        turn_away()


def say_load():
    logger.info("the ferry takes %s cars", dify_config.FERRY_LOAD)


def start_ferry():
    if dify_config.FERRY_TRACED:
        say_load()


def trace(cars):
    if not dify_config.FERRY_TRACED:
        return
    logger.info("the ferry is traced")


def trace_failing(cars):
    if not dify_config.FERRY_TRACED:
        return
    try:
        httpx.get(dify_config.FERRY_URL)
    except OSError:
        logger.exception("the ferry could not be traced")
""",
        "api/docker/entrypoint.sh": """#!/bin/bash
if [[ "${MIGRATION_ENABLED}" == "true" ]]; then
  flask upgrade-db
fi
""",
        "api/core/pier.py": """from configs import dify_config


def be_later(wind):
    if dify_config.FERRY_LOAD > 3:
        raise ValueError(f"the ferry is late, and nobody on the pier knows why: {wind}")
""",
        "api/core/desk.py": """class Desk:
    def sell(self, name):
        ticket = drawer.take_ticket(name)
        return ticket.stamp()


desk = Desk()
""",
        "api/core/drawer.py": """class Drawer:
    def take_ticket(self, name):
        if name not in self._tickets:
            raise TicketError()
        return self._tickets[name]
""",
        "api/core/tickets.py": """class TicketError(Exception):
    pass


def tear(ticket):
    if ticket.torn:
        raise TicketError("it is torn")
""",
    },
    "dify-plugin-daemon": {
        "internal/types/app/config.go": """package app

type Config struct {
	FerryBell string `envconfig:"FERRY_BELL" validate:"required"`
	FerryKind string `envconfig:"FERRY_KIND"`
}

func (c *Config) Validate() error {
	if c.FerryKind == "none" {
		return errors.New("no ferry")
	}
	return validator.New().Struct(c)
}
""",
        "cmd/ferry/main.go": """package main

import "github.com/langgenius/dify-plugin-daemon/internal/types/app"

func main() {
	var config app.Config
	if err := config.Validate(); err != nil {
		log.Panic("the configuration of the ferry is invalid", "error", err)
	}
	ring(config.FerryBell)
}
""",
    },
}
ANSWERED = "WARNING [Dummy-1] [ferry_client.py:18] - the ferry answered with status {}"
NOT_LET = """ERROR [Dummy-1] [ferry_client.py:27] - the ferry did not let us go
Traceback (most recent call last):
  File "/app/api/core/ferry_client.py", line 25, in leave_ferry
    response.raise_for_status()
httpx.HTTPStatusError: Client error '{}' for url 'http://ferry:7000'"""
BOARDING = """ERROR [Dummy-1] [ferry_client.py:42] - Nobody could board
Traceback (most recent call last):
  File "/app/api/core/ferry_client.py", line 32, in wait_for_ferry
    return signals.get(timeout=1)
_queue.Empty

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/api/core/ferry_client.py", line 40, in board
    return wait_for_ferry(signals), client.get("/")
  File "/app/api/core/ferry_client.py", line 34, in wait_for_ferry
    raise ValueError("no ferry came to the pier")
ValueError: no ferry came to the pier"""
CUT = """ERROR [Dummy-1] [app.py:1] - Something
  File "/app/api/core/ferry_client.py", line 46, in load
    return weigh(cars)
  ...
core.ferry_client.LoadError: a load of 12 cars exceeds the limit"""

Ask = Callable[[str], Finding]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Index, Sources]:
    return build(tmp_path_factory.mktemp("ferry"), changed=FILES)


@pytest.fixture(scope="module")
def ask(built: tuple[Index, Sources]) -> Ask:
    return lambda text: locate(*built, text)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (ANSWERED.format(500), []),
        (ANSWERED.format(503), []),
        # what is not there may be somewhere else
        (ANSWERED.format(404), ["FERRY_URL"]),
        # neither an id nor the line of a program is a status
        (ANSWERED.format("7b512c"), ["FERRY_URL", "FERRY_TOKEN", "FERRY_TIMEOUT"]),
        (
            f'File "/x/api.py", line 504, in x\n{ANSWERED.format("none")}',
            ["FERRY_URL", "FERRY_TOKEN", "FERRY_TIMEOUT"],
        ),
        # who asks is refused, a gateway has not reached the other end
        (ANSWERED.format(401), ["FERRY_TOKEN"]),
        (ANSWERED.format(502), ["FERRY_URL"]),
        (NOT_LET.format("404 Not Found"), ["FERRY_URL"]),
        (NOT_LET.format("409 Conflict"), []),
        (NOT_LET.format("504 Gateway Timeout"), ["FERRY_URL", "FERRY_TIMEOUT"]),
        # of a request that httpx tells
        ('HTTP Request: GET http://ferry:7000/board "HTTP/1.1 200 OK"', []),
    ],
)
def test_a_status_tells_whether_how_it_was_asked_decides(
    ask: Ask, line: str, expected: list[str]
) -> None:
    assert keys(ask(line)) == expected


def test_what_a_handler_tried_decides_nothing_where_the_error_is_known(ask: Ask) -> None:
    assert keys(ask(BOARDING)) == []
    # without the stack nobody knows
    assert keys(ask(BOARDING.partition("\n")[0])) == ["FERRY_URL", "FERRY_TIMEOUT"]


def test_what_a_library_raised_is_decided_by_how_it_was_called(ask: Ask) -> None:
    """Though a place of the code raises another error for it."""
    stack = """Traceback (most recent call last):
  File "/app/api/core/ferry_client.py", line 24, in leave_ferry
    response = httpx.get(dify_config.FERRY_URL, timeout=dify_config.FERRY_TIMEOUT)
httpx.ConnectTimeout: timed out

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/api/core/ferry_client.py", line 34, in wait_for_ferry
    raise ValueError("no ferry came to the pier")
ValueError: no ferry came to the pier"""
    assert keys(ask(stack)) == ["FERRY_TIMEOUT", "FERRY_URL"]


def test_the_error_that_ends_a_cut_stack_is_sliced(ask: Ask) -> None:
    assert keys(ask(CUT)) == ["FERRY_LOAD"]
    first = ask(CUT.replace("LoadError", "OtherError")).hits[0]
    assert first.cause is not None
    assert first.cause.decides == ()


def test_of_a_setting_that_is_refused_the_check_decides_nothing(ask: Ask) -> None:
    line = '2026-05-02T11:31:02Z ERROR dify-plugin-daemon main.go:8 the configuration of the ferry is invalid error="{}"'
    refused = "Key: 'Config.FerryBell' Error:Field validation for 'FerryBell' failed on the 'required' tag"
    assert keys(ask(line.format(refused))) == ["FERRY_BELL"]
    assert keys(ask(line.format("no ferry"))) == ["FERRY_KIND"]


def test_an_entry_leaves_the_others_as_they_are(ask: Ask) -> None:
    assert keys(ask("the boat was not rowed: timed out")) == ["FERRY_TIMEOUT"]
    # where nothing tells which entry is meant, the last one is
    assert keys(ask("the boat was not rowed: a hole")) == []


def test_each_call_in_one_function_has_a_condition(ask: Ask) -> None:
    cause = ask("ValueError: this pass is not for the ferry").hits[0].cause
    assert cause is not None
    assert [(guard.text, guard.why) for guard in cause.guards] == [
        ("if not paper:", "condition of a caller"),
        ("if paper.torn:", "condition of a caller"),
        ("if paper.size > dify_config.FERRY_LOAD:", "condition of a caller"),
    ]


@pytest.mark.parametrize("score", [60.0, 140.0])
def test_a_vaguer_text_is_no_error_inside(built: tuple[Index, Sources], score: float) -> None:
    index, sources = built
    raises = [f for f in index.all(Raise) if f.template.startswith("the ferry is late")]
    ranked = [
        Candidate(fact=fact, score=given, confidence="high", why=("full message match",))
        for fact, given in zip(sorted(raises, key=lambda f: f.path), (152.0, score), strict=True)
    ]
    text = "ValueError: the ferry is late, and nobody on the pier knows why: at 7 no wind"
    for order, names in ((ranked, []), (ranked[::-1], ["FERRY_LOAD"])):
        _, found = causes_of(index, sources, text, order, doubtful=False)
        assert [key.name for key in found] == names


def test_what_a_sure_cause_says_to_change_is_named_besides(ask: Ask) -> None:
    line = "the ferries could not be counted: {}"
    missing = '(psycopg2.errors.UndefinedTable) relation "ferries" does not exist'
    assert keys(ask(line.format(missing))) == ["FERRY_TRACED", "MIGRATION_ENABLED"]
    assert keys(ask(line.format("fog"))) == ["FERRY_TRACED"]


def test_where_the_error_is_raised_that_a_called_function_passes_on(ask: Ask) -> None:
    cause = ask("no ticket could be sold").hits[0].cause
    assert cause is not None
    assert [guard.text for guard in cause.guards] == [
        "except TicketError:",
        "if name not in self._tickets:",
        "return desk.sell(name)",
    ]


def test_what_a_line_says_is_not_why_it_was_written(ask: Ask) -> None:
    line = "INFO [Dummy-1] [ferry_client.py:55] - the ferry takes 10 cars"
    assert keys(ask(line)) == ["FERRY_LOAD", "FERRY_TRACED"]


def test_a_switch_that_is_checked_before_is_named_unless_it_failed(ask: Ask) -> None:
    assert keys(ask("the ferry is traced")) == ["FERRY_TRACED"]
    assert keys(ask("the ferry could not be traced")) == ["FERRY_URL"]
