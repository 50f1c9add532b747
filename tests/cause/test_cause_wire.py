"""The other ends of a statement: small programs that ask each other, with literal facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.cause.called import Called
from ctxkit.cause.code import Code
from ctxkit.cause.schedules import schedules_of
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.slice import cause_of
from ctxkit.cause.wire import answers_to, asked_by, joined, other_ends, requests_in, requests_of
from ctxkit.model import ClientCall, ConfigUse, Location, Raise, Route, Symbol, Task
from ctxkit.model.cause import CausePlace
from tests.ask.literal import Files, literal_index

ASKING = """def ship(tenant):
    return request("POST", f"parcel/{tenant}/ship")


def ask_nobody():
    return 404


def ship_and_weigh(tenant):
    ship_box(f"parcel/{tenant}/ship")
    weigh(f"parcel/{tenant}/weight")
    ping("/console/api/ping")


@shared_task
def sweep():
    pass
"""

BUSY = """def ship_now(tenant):
    answer = request("POST", f"parcel/{tenant}/ship", timeout=dify_config.SHIP_WAIT)
    if answer.status_code == 503:
        raise ValueError("all ships are busy")
    if answer.status_code == 401:
        raise ValueError("the ships are not ours")
    if answer.status_code == 507:
        raise ValueError("the ships are full")
"""

ROUTER = """package server

func (a *App) Routes() {
	group.POST("/ship", controllers.Ship)
	group.POST("/weight", controllers.Weigh)
}

func refuse() {
	ctx.JSON(404, "no such parcel")
}

func queue() {
	if waiting > config.MaxShips {
		ctx.JSON(http.StatusServiceUnavailable, "wait")
	}
}
"""

MIDDLEWARE = """package server

func CheckKey() {
	ctx.AbortWithStatus(http.StatusUnauthorized)
}

func Check() {
	if closed {
		ctx.AbortWithStatusJSON(401, "closed")
	}
}

func More() {
	write(exception.Unauthorized("no"))
	write(401)
	write("line 401")
	code := 4011
}
"""

SCHEDULE = """def schedule():
    if config.SWEEP:
        beat["sweep"] = {"task": "tasks.sweep"}
"""

CONSOLE = """class PingApi(Resource):
    def get(self):
        raise NotFound("no ping")
"""

INNER = """class StampApi(Resource):
    def post(self):
        return {}
"""

FRANK = 'package post\n\nfunc Frank() {\n\tclient.Post("/stamps/franked")\n}\n'
SHIP = "package controllers\n\nfunc Ship() {\n}\n\nfunc Weigh() {\n}\n"
ELSEWHERE = "package other\n\nfunc Ship() {\n}\n"
AWAY = "package away\n\nfunc away() {\n\tctx.JSON(401)\n}\n"


BUSY_LINES = {4: "all ships are busy", 6: "the ships are not ours", 8: "the ships are full"}


def call(path: str, line: int, method: str = "POST") -> ClientCall:
    return ClientCall(name=path, method=method, program=True, line=line, end_line=line)


def route(path: str, line: int, handler: str, method: str = "POST") -> Route:
    return Route(name=path, router="", methods=(method,), handler=handler, line=line, end_line=line)


FILES: Files = {
    "dify": {
        "api/asking.py": (
            ASKING,
            [
                call("/parcel/<tenant>/ship", 2),
                call("/parcel/<tenant>/ship", 10),
                call("/parcel/<tenant>/weight", 11),
                call("/console/api/ping", 12, "GET"),
                Task(name="asking.sweep", symbol="sweep", line=16, end_line=16),
            ],
        ),
        "api/busy.py": (
            BUSY,
            [
                call("/parcel/<tenant>/ship", 2),
                ConfigUse(name="SHIP_WAIT", role="reads", via="dify_config", line=2, end_line=2),
                *(
                    Raise(name="ValueError", template=text, line=line, end_line=line)
                    for line, text in BUSY_LINES.items()
                ),
            ],
        ),
        "api/controllers/ping.py": (CONSOLE, [route("/console/api/ping", 1, "PingApi", "GET")]),
        "api/controllers/stamps.py": (INNER, [route("/stamps/franked", 1, "StampApi")]),
        "api/schedule.py": (
            SCHEDULE,
            [
                Symbol(
                    name="beat_schedule.sweep",
                    what="argument",
                    value="asking.sweep",
                    line=3,
                    end_line=3,
                ),
                Symbol(
                    name="beat_schedule.other",
                    what="argument",
                    value="asking.other",
                    line=1,
                    end_line=1,
                ),
            ],
        ),
    },
    "dify-plugin-daemon": {
        "internal/server/router.go": (
            ROUTER,
            [
                route("/parcel/:tenant/ship", 4, "controllers.Ship"),
                route("/parcel/:tenant/weight", 5, "controllers.Weigh"),
            ],
        ),
        "internal/auth/middleware.go": (MIDDLEWARE, []),
        "internal/server/controllers/ship.go": (SHIP, []),
        "internal/other/ship.go": (ELSEWHERE, []),
        "internal/away/away.go": (AWAY, []),
        "internal/post/frank.go": (FRANK, [call("/stamps/franked", 4)]),
    },
}


@pytest.mark.parametrize(
    ("line", "settings"),
    [
        # The other service answers so, whatever it was asked with,
        (4, []),
        # but for a key.
        (6, ["SHIP_WAIT"]),
        # Nothing of it answers so.
        (8, ["SHIP_WAIT"]),
    ],
)
def test_what_another_service_answers_is_not_decided_by_how_it_was_asked(
    code: Code, line: int, settings: list[str]
) -> None:
    [fact] = [f for f in code.index.in_file("dify", "api/busy.py", Raise) if f.line == line]
    found = cause_of(code, fact, BUSY_LINES[line])
    assert [decider.use.name for decider in found.decides] == settings


@pytest.fixture
def code(tmp_path: Path) -> Code:
    asked = literal_index(tmp_path, FILES)
    return Code(asked.index, asked.sources)


def scope_at(code: Code, line: int) -> FunctionScope:
    flow = code.flow("dify", "api/asking.py")
    assert flow is not None
    return FunctionScope.at(flow, line)


def answering(code: Code, line: int, text: str) -> list[tuple[str, int, str]]:
    return [
        (far.scope.flow.path.rpartition("/")[2], far.line, far.why)
        for far in answers_to(code, asked_by(code, scope_at(code, line)), text)
    ]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        # What guards all requests, the first three lines there.
        (
            "request failed with 401",
            [
                ("middleware.go", 4, "answers 401"),
                ("middleware.go", 9, "answers 401"),
                ("middleware.go", 14, "answers 401"),
            ],
        ),
        # What stands beside the routes.
        ("status: 404, no body", [("router.go", 9, "answers 404")]),
        ("404 after 401", [
            ("router.go", 9, "answers 404"),
            ("middleware.go", 4, "answers 401"),
            ("middleware.go", 9, "answers 401"),
            ("middleware.go", 14, "answers 401"),
        ]),
        # At most two.
        ("500, 502, 404", []),
        # A status that nothing there answers, none, one of another kind, a part of a number.
        ("status 403", []),
        ("status 499", []),
        ("it failed", []),
        ("status 200", []),
        ("took 404.5 ms at 10:404", []),
        ("id 14045", []),
    ],
)  # fmt: skip
def test_who_answered_with_a_status(
    code: Code, text: str, answers: list[tuple[str, int, str]]
) -> None:
    assert answering(code, 2, text) == answers


def test_only_a_function_that_asks_has_an_answer(code: Code) -> None:
    assert answering(code, 6, "404") == []
    assert other_ends(code, asked_by(code, scope_at(code, 6))) == []


def test_an_answer_knows_the_function_that_gives_it(code: Code) -> None:
    far = next(answers_to(code, asked_by(code, scope_at(code, 2)), "401"))
    assert (far.scope.function.name, far.scope.flow.repo) == ("CheckKey", "dify-plugin-daemon")


def test_the_other_ends_are_the_routes_of_other_services(code: Code) -> None:
    """A program that asks itself is left out: its own code is followed anyway."""
    ends = other_ends(code, asked_by(code, scope_at(code, 10)))
    assert [(end.location.line, end.text, end.why) for end in ends] == [
        (4, 'group.POST("/ship", controllers.Ship)', "answers /parcel/:tenant/ship"),
        (5, 'group.POST("/weight", controllers.Weigh)', "answers /parcel/:tenant/weight"),
    ]


def requesting(code: Code, repo: str, path: str, name: str, owner: str = "") -> list[str]:
    places = requests_of(code, Called(repo, path, name, owner))
    return [f"{p.location.path}:{p.location.line} {p.why}" for p in places]


DAEMON = "dify-plugin-daemon"


def test_the_requests_that_a_handler_of_go_answers(code: Code) -> None:
    """The package before its name in the router is the folder that the handler is in."""
    assert requesting(code, DAEMON, "internal/server/controllers/ship.go", "Ship") == [
        "api/asking.py:2 requests /parcel/:tenant/ship",
        "api/asking.py:10 requests /parcel/:tenant/ship",
        "api/busy.py:2 requests /parcel/:tenant/ship",
        "internal/server/router.go:4 routes /parcel/:tenant/ship",
    ]
    assert requesting(code, DAEMON, "internal/other/ship.go", "Ship") == []
    assert requesting(code, DAEMON, "internal/server/controllers/ship.go", "Sink") == []
    assert requesting(code, "dify", "internal/server/controllers/ship.go", "Ship") == []


def test_the_requests_that_a_method_of_a_resource_answers(code: Code) -> None:
    stamps = "api/controllers/stamps.py"
    assert requesting(code, "dify", stamps, "StampApi.post", "StampApi") == [
        "internal/post/frank.go:4 requests /stamps/franked",
        "api/controllers/stamps.py:1 routes /stamps/franked",
    ]
    # A class of the same name in another file answers others.
    assert requesting(code, "dify", "api/other.py", "StampApi.post", "StampApi") == []


def test_a_route_that_only_its_own_program_asks_has_no_request(code: Code) -> None:
    assert requesting(code, "dify", "api/controllers/ping.py", "PingApi.get", "PingApi") == [
        "api/controllers/ping.py:1 routes /console/api/ping"
    ]


def test_a_task_is_started_by_the_schedule(code: Code) -> None:
    [(far, calls)] = schedules_of(code, scope_at(code, 17), [])
    assert (far.scope.flow.path, far.line, far.why) == ("api/schedule.py", 3, "starts the task")
    assert calls == 0
    assert far.scope.function.name == "schedule"
    assert list(schedules_of(code, scope_at(code, 2), [])) == []


@pytest.mark.parametrize(
    "condition",
    [
        "response.status_code == 401",
        "response.status_code == codes.UNAUTHORIZED",
        "resp.StatusCode == http.StatusUnauthorized",
    ],
)
def test_a_condition_asks_for_the_status_of_the_other_end(code: Code, condition: str) -> None:
    found = list(
        answers_to(code, asked_by(code, scope_at(code, 2)), "the parcel stays here", [condition])
    )
    assert found
    assert all(far.asked and far.why == "answers 401" for far in found)


@pytest.mark.parametrize(
    "condition", ["response.status_code == 200", "parcel.status == Status.LOST", "status == code"]
)
def test_another_condition_asks_for_no_status(code: Code, condition: str) -> None:
    assert (
        list(
            answers_to(
                code, asked_by(code, scope_at(code, 2)), "the parcel stays here", [condition]
            )
        )
        == []
    )


def test_the_requests_of_a_function_are_named_by_their_paths(code: Code) -> None:
    found = requests_in(code, scope_at(code, 11))
    assert [(p.location.line, p.why) for p in found] == [
        (10, "asks /parcel/<tenant>/ship"),
        (11, "asks /parcel/<tenant>/weight"),
        (12, "asks /console/api/ping"),
    ]
    assert requests_in(code, scope_at(code, 6)) == []


def test_a_route_that_is_registered_for_each_method_is_one_place(code: Code) -> None:
    def registered(line: int, path: str) -> CausePlace:
        where = Location(repo="dify", path="api/asking.py", line=line, end_line=line)
        return CausePlace(location=where, text="", why=f"routes {path}")

    places = [registered(4, "/a"), registered(5, "/a"), registered(6, "/b"), registered(8, "/b")]
    found = [(p.location.line, p.location.end_line, p.why) for p in joined(places)]
    assert found == [(4, 5, "routes /a"), (6, 6, "routes /b"), (8, 8, "routes /b")]
