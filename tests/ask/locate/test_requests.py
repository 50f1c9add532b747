"""Requests lead to the function that answers them."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.locate import locate
from ctxkit.ask.locate.requests import answering, resolve_request
from ctxkit.logline import parse_events
from ctxkit.model import Route, RoutePrefix, Symbol
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import Ask, ContextOf, build, place, places


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        (
            '10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET /console/api/letters/drafts?page=1 HTTP/1.0" 500 56',
            "def get(self):",
        ),
        (
            "api-1 | 2025-07-21 14:24:42,166.166 ERROR [Dummy-6] [app.py:875] - "
            "Exception on /console/api/letters/fec0e836-3029-4bf5-ac89-6dfa35a7ef55 [DELETE]",
            "def delete(",
        ),
        (
            "GET http://localhost/console/api/letters/fec0e836-3029-4bf5-ac89-6dfa35a7ef55 500 (INTERNAL SERVER ERROR)",
            "def get(",
        ),
    ],
)
def test_requests_lead_to_the_method_of_their_handler(ask: Ask, line: str, fragment: str) -> None:
    finding = ask(line)
    assert places(finding)[0] == place("api/controllers/console/letters.py", fragment)
    assert finding.confidence == "high"


def test_a_request_without_a_method_leads_to_the_handlers(ask: Ask) -> None:
    finding = ask(
        "http://localhost/console/api/letters/drafts Failed to load resource: the server responded with a status of 401"
    )
    assert finding.hits[0].fact.name.startswith("DraftListApi")
    assert finding.confidence == "medium"


@pytest.mark.parametrize(
    ("line", "sure"),
    [
        (
            "[2025-05-15 06:32:18 +0000] [31] [ERROR] Error handling request /console/api/letters/drafts",
            "high",
        ),
        ("All of them report 500 : console/api/letters/drafts?page=1&limit=30", "medium"),
        (
            "HTTPConnectionPool(host='api', port=80): Max retries exceeded with url: /console/api/letters/drafts",
            "medium",
        ),
    ],
)
def test_a_path_in_other_words_leads_to_the_handlers(ask: Ask, line: str, sure: str) -> None:
    finding = ask(line)
    assert finding.hits[0].fact.name.startswith("DraftListApi")
    assert finding.confidence == sure


@pytest.mark.parametrize(
    "line",
    [
        "HTTPConnectionPool(host='shop', port=80): Max retries exceeded with url: /console/api/letters/drafts",
        "see api/controllers/console/letters.py for more",
    ],
)
def test_a_path_of_something_else_leads_nowhere(ask: Ask, line: str) -> None:
    assert ask(line).hits == ()


def test_a_path_with_a_placeholder_is_that_path(ask: Ask) -> None:
    finding = ask("404 errors for /console/api/letters/{letter_id}.")
    assert finding.hits[0].fact.name.startswith("LetterApi")
    assert ask("404 errors for /console/api/letters/drafts/{letter_id}").hits == ()


def test_the_request_that_failed_comes_before_the_one_that_it_made(ask: Ask) -> None:
    finding = ask(
        "2025-07-21 14:24:42.166 ERROR [x] [app.py:875]  - Exception on /console/api/parcels [POST]\n"
        "Traceback (most recent call last):\nrequests.exceptions.ConnectionError: HTTPConnectionPool(host='api', port=80):"
        " Max retries exceeded with url: /console/api/letters/drafts"
    )
    assert places(finding)[0] == place("api/controllers/console/letters.py", "def post")


def test_a_request_that_no_route_accepts_is_reported(ask: Ask) -> None:
    finding = ask(
        '10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET /console/api/stamps HTTP/1.0" 404 56'
    )
    assert not finding.hits
    assert "no route in the indexed repositories accepts GET /console/api/stamps" in finding.notes


@pytest.mark.parametrize(
    ("command", "method"),
    [
        (
            "wget 'http://a.example/console/api/letters/44e1c9be-5938-4989-a4b0-101683d1cd05'",
            "def get(self, letter_id)",
        ),
        (
            "curl -X DELETE http://a/console/api/letters/44e1c9be-5938-4989-a4b0-101683d1cd05",
            "def delete(self, letter_id)",
        ),
        ("curl http://a.example/console/api/parcels -H 'A: b' --data-raw '{}'", "def post(self)"),
    ],
)
def test_a_command_that_sends_a_request_leads_to_the_handler(
    ask: Ask, command: str, method: str
) -> None:
    assert places(ask(command))[0] == place("api/controllers/console/letters.py", method)


def test_a_command_may_be_sent_to_any_site(ask: Ask) -> None:
    assert ask("curl https://a.example/console/api/letters/drafts").confidence == "medium"
    assert ask("curl https://api.openai.com/v1/models").confidence in ("none", "low")


def test_a_request_line_that_was_cut_inside_its_path(ask_services: Ask) -> None:
    cut = '172.18.0.1 - - [14/Jul/2025:11:22:08 +0000] "POST /v1/stamps/fra'
    assert ask_services(cut).hits[0].fact.name == "FrankedStampApi.post"
    assert ask_services(f'{cut}" 404').confidence in (
        "low",
        "none",
    )  # the path is whole, and nothing answers it


LETTERS = "api/controllers/console/letters.py"
UUID = "fec0e836-3029-4bf5-ac89-6dfa35a7ef55"


def resolved(context_of: ContextOf, line: str) -> list[tuple[str, float, str]]:
    found = resolve_request(context_of(line)).candidates
    return [
        (f"{type(c.fact).__name__} {c.fact.name}", round(c.score, 2), c.confidence) for c in found
    ]


def access(request: str, service: str = "") -> str:
    prefix = f"{service}-1 | " if service else ""
    return f'{prefix}10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "{request} HTTP/1.0" 500 56'


def test_a_handler_is_named_with_its_route(context_of: ContextOf) -> None:
    line = access("GET /console/api/letters/drafts?page=1")
    assert resolved(context_of, line) == [("Symbol DraftListApi.get", 57.0, "high")]
    (found,) = resolve_request(context_of(line)).candidates
    assert found.why == (
        "handles GET /console/api/letters/drafts (route /console/api/letters/drafts)",
    )
    (found,) = resolve_request(context_of("see /console/api/letters/drafts")).candidates
    assert found.why == ("handles /console/api/letters/drafts (route /console/api/letters/drafts)",)


@pytest.mark.parametrize(
    ("line", "score", "confidence"),
    [
        (access("GET /console/api/letters/drafts"), 57.0, "high"),
        ('upstream failed, request: "GET /console/api/letters/drafts HTTP/1.1", x', 33.0, "medium"),
        ("we call /console/api/letters/drafts in vain", 24.0, "medium"),
        ("curl http://a/console/api/letters/drafts", 33.0, "medium"),
        ('HTTP Request: GET http://a/console/api/letters/drafts "HTTP/1.1 200 OK"', 33.0, "low"),
    ],
)
def test_what_a_line_is_about_makes_its_request_surer(
    context_of: ContextOf, line: str, score: float, confidence: str
) -> None:
    assert resolved(context_of, line)[0][1:] == (score, confidence)


def test_a_method_that_the_route_does_not_take_is_a_guess(tmp_path: Path) -> None:
    route = Route(
        name="/letters", router="r", methods=("GET",), handler="m:letters", line=3, end_line=3
    )
    handler = Symbol(name="letters", what="function", line=3, end_line=9)
    prefix = RoutePrefix(name="r", prefix="/v1", line=1, end_line=1)
    asked = literal_index(tmp_path, {"dify": {"api/a.py": ("x\n" * 9, [route, handler, prefix])}})

    def best(line: str) -> tuple[float, str]:
        event = parse_events(line)[0]
        context = LocateContext(event=event, index=asked.index, sources=asked.sources)
        found = resolve_request(context).candidates[0]
        return found.score, found.confidence

    assert best(access("GET /v1/letters")) == (57.0, "high")
    assert best(access("POST /v1/letters")) == (45.0, "low")


def test_each_further_route_is_worth_less_and_four_are_shown(tmp_path: Path) -> None:
    routes = [
        Route(name=name, router="r", methods=("GET",), line=line, end_line=line)
        for line, name in enumerate(
            ("/letters/drafts", "/letters/<x>", "/<y>/drafts", "/<y>/<x>", "/<path:z>"), 1
        )
    ]
    prefix = RoutePrefix(name="r", prefix="/v1", line=1, end_line=1)
    asked = literal_index(tmp_path, {"dify": {"api/a.py": ("x\n" * 9, [*routes, prefix])}})
    event = parse_events(access("GET /v1/letters/drafts"))[0]
    context = LocateContext(event=event, index=asked.index, sources=asked.sources)
    found = resolve_request(context).candidates
    assert [(c.fact.name, c.score, c.confidence) for c in found] == [
        ("/letters/drafts", 57.0, "high"),
        ("/letters/<x>", 50.0, "medium"),
        ("/<y>/drafts", 43.0, "medium"),
        ("/<y>/<x>", 36.0, "medium"),
    ]


@pytest.mark.parametrize(
    ("line", "repos"),
    [
        (access("GET /v1/run"), ["dify", "dify-sandbox"]),
        (access("GET /v1/run", "sandbox"), ["dify-sandbox"]),
        (access("GET /v1/run", "plugin_daemon"), []),
        (access("GET /v1/run", "api"), ["dify", "dify-sandbox"]),
        ('[GIN] 2025/05/07 - 08:38:54 | 200 | 4µs | 1.1.1.1 | GET "/v1/run"', ["dify-sandbox"]),
        ("HTTPConnectionPool(host='sandbox', port=1): x with url: /v1/run", ["dify-sandbox"]),
        ("HTTPConnectionPool(host='api', port=1): x with url: /v1/run", ["dify"]),
    ],
)
def test_routes_of_the_component_that_wrote_the_line(
    tmp_path: Path, line: str, repos: list[str]
) -> None:
    facts = [
        Route(name="/run", router="r", methods=("GET",), line=1, end_line=1),
        RoutePrefix(name="r", prefix="/v1", line=1, end_line=1),
    ]
    asked = literal_index(
        tmp_path,
        {"dify": {"api/a.py": ("x\n", facts)}, "dify-sandbox": {"a.go": ("x\n", facts)}},  # type: ignore[dict-item]
    )
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    found = dict.fromkeys(c.fact.repo for c in resolve_request(context).candidates)
    assert list(found) == repos


def test_a_handler_of_go_is_the_function_of_that_name_nearest_to_the_route(tmp_path: Path) -> None:
    route = Route(
        name="/run", router="", methods=("POST",), handler="controller.Run", line=1, end_line=1
    )
    run = Symbol(name="Run", what="function", line=5, end_line=9)
    asked = literal_index(
        tmp_path,
        {
            "dify-sandbox": {
                "internal/server/router.go": ("x\n" * 9, [route]),
                "internal/core/run.go": ("x\n" * 9, [run]),
                "internal/server/run.go": ("x\n" * 9, [run]),
            }
        },
    )
    line = '[GIN] 2025/05/07 - 08:38:54 | 200 | 4µs | 1.1.1.1 | POST "/run"'
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    found = resolve_request(context).candidates
    assert [(c.fact.path, c.score, c.why[0]) for c in found] == [
        ("internal/server/run.go", 57.0, "handles POST /run (route /run)"),
        ("internal/server/router.go", 55.0, "route /run is registered here"),
    ]


@pytest.mark.parametrize(
    ("request_", "service", "page"),
    [
        ("GET /apps", "", True),
        ("HEAD /apps", "nginx", True),
        ("GET /apps", "web", True),
        ("POST /apps", "", False),
        ("GET /apps", "api", False),
    ],
)
def test_a_page_is_for_the_web_console(
    context_of: ContextOf, request_: str, service: str, page: bool
) -> None:
    resolution = resolve_request(context_of(access(request_, service)))
    assert bool(resolution.candidates) is page
    note = f"no route in the indexed repositories accepts {request_}"
    assert list(resolution.notes) == ([] if page else [note])


def test_every_site_has_a_root(tmp_path: Path) -> None:
    asked = literal_index(tmp_path, {"dify": {"web/app/page.tsx": ("x\n", [])}})
    event = parse_events(access("GET /?x=1"))[0]
    context = LocateContext(event=event, index=asked.index, sources=asked.sources)
    (found,) = resolve_request(context).candidates
    assert (found.score, found.confidence) == (34.0, "low")


def test_a_path_in_passing_that_no_route_accepts_is_not_reported(context_of: ContextOf) -> None:
    assert resolve_request(context_of("we call /console/api/stamps/x in vain")).notes == ()
    call = "HTTPConnectionPool(host='api', port=80): x with url: /console/api/stamps"
    assert resolve_request(context_of(call)).notes == ()
    assert resolve_request(context_of("curl https://a.example")).candidates == ()


def test_a_cut_path_that_several_routes_begin_with_is_a_guess(service_context: ContextOf) -> None:
    cut = '172.18.0.1 - - [14/Jul/2025:11:22:08 +0000] "POST /v1/'
    assert resolved(service_context, f"{cut}stamps/fra")[0][2] == "medium"
    assert {c for _, _, c in resolved(service_context, cut)} == {"low"}


def test_what_answers_a_url(context_of: ContextOf) -> None:
    assert answering(context_of("x"), f"http://a/console/api/parcels/{UUID}") == {
        ("dify", LETTERS, "ParcelApi")
    }
    assert answering(context_of("x"), "http://a/other") == frozenset()


AGENT: dict[str, dict[str, str]] = {
    "dify": {
        "dify-agent/src/postman/app.py": """from fastapi import FastAPI

from postman import stamps
from postman.rounds import create_rounds_router
from postman.routes import desk_router

app = FastAPI()
app.include_router(create_rounds_router(get_store), prefix="/v1")
app.include_router(stamps.router, prefix="/stamps")
app.include_router(desk_router, prefix="/desk")
app.add_api_route("/ready", stamps.is_ready, methods=["GET"])
""",
        "dify-agent/src/postman/rounds.py": """from fastapi import APIRouter


def create_rounds_router(get_store):
    router = APIRouter(prefix="/rounds")

    @router.post("", status_code=202)
    async def start_round(request):
        return get_store().start(request)

    @router.get("/{round_id}")
    async def get_round(round_id: str):
        return get_store().get(round_id)

    @router.post("/{round_id}/cancel")
    async def cancel_round(round_id: str):
        return get_store().cancel(round_id)

    @router.get("/{round_id}/files/{name:path}")
    async def read_file(round_id: str, name: str):
        return get_store().read(round_id, name)

    @router.websocket("/{round_id}/live")
    async def follow(socket, round_id: str):
        await socket.accept()

    return router
""",
        "dify-agent/src/postman/stamps.py": """from fastapi import APIRouter

router = APIRouter()


@router.get("/all")
def all_stamps():
    return []


def is_ready():
    return True
""",
        "dify-agent/src/postman/routes/__init__.py": """from postman.routes.desk import router as desk_router
""",
        "dify-agent/src/postman/routes/desk.py": """from fastapi import APIRouter

router = APIRouter(prefix="/counter")


@router.put("/{number}")
def open_counter(number: int):
    return number
""",
        "dify-agent/examples/client.py": """from fastapi import FastAPI

app = FastAPI()


@app.get("/v1/example")
def example():
    return {}
""",
        "dify-agent-runtime/internal/server/api.go": """package server

import (
	"log"
	"net/http"
	"time"
)

func Handler(svc *Service) http.Handler {
	mux := http.NewServeMux()
	auth := authMiddleware(svc.token)
	mux.HandleFunc("GET /healthz", handleHealthz)
	mux.HandleFunc("POST /v1/jobs/run", auth(handleRunJob(svc)))
	mux.HandleFunc("DELETE /v1/jobs/{job_id}", auth(svc.deleteJob))
	mux.HandleFunc("GET /v1/files/{path...}", func(w http.ResponseWriter, r *http.Request) {
		svc.send(w, r.PathValue("path"))
	})
	return logging(mux)
}

func handleHealthz(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(200)
}

func handleRunJob(svc *Service) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		svc.Run(w, r)
	}
}

func logging(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		next.ServeHTTP(w, r)
		log.Printf("%s %s -> %d (%s)", r.Method, r.URL.Path, 200, time.Since(start))
	})
}
""",
        "dify-agent-runtime/internal/server/service.go": """package server

import "net/http"

func (svc *Service) deleteJob(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(204)
}
""",
        "docker/nginx/conf.d/default.conf.template": """server {
    location / {
      proxy_pass http://web:3000;
    }
    location /v1 {
      proxy_pass http://api:5001;
    }
}
""",
    }
}

ROUNDS = "dify-agent/src/postman/rounds.py"
SERVER = "dify-agent-runtime/internal/server/api.go"


@pytest.fixture(scope="module")
def ask_agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Locate a text in the workspace AGENT."""
    index, sources = build(tmp_path_factory.mktemp("agent"), changed=AGENT)
    yield lambda text: locate(index, sources, text)
    index.close()


def uvicorn(request: str, status: str = "200 OK") -> str:
    return f'INFO:     172.18.0.9:41234 - "{request} HTTP/1.1" {status}'


def go(request: str) -> str:
    return f"2026/07/20 10:11:12 {request} -> 404 (1.234s)"


@pytest.mark.parametrize(
    ("line", "path", "symbol"),
    [
        (uvicorn("POST /v1/rounds", "202 Accepted"), ROUNDS, "create_rounds_router.start_round"),
        (uvicorn("GET /v1/rounds/0f6c?x=1"), ROUNDS, "create_rounds_router.get_round"),
        (uvicorn("POST /v1/rounds/0f6c/cancel", "409 Conflict"), ROUNDS, "create_rounds_router.cancel_round"),
        (uvicorn("GET /v1/rounds/0f6c/files/a/b.txt"), ROUNDS, "create_rounds_router.read_file"),
        ('INFO:     172.18.0.9:1 - "WebSocket /v1/rounds/0f6c/live" [accepted]', ROUNDS, "create_rounds_router.follow"),
        (f"agent_backend-1  | {uvicorn('GET /stamps/all')}", "dify-agent/src/postman/stamps.py", "all_stamps"),
        (uvicorn("GET /ready", "500 Internal Server Error"), "dify-agent/src/postman/stamps.py", "is_ready"),
        (uvicorn("PUT /desk/counter/7"), "dify-agent/src/postman/routes/desk.py", "open_counter"),
        (go("GET /healthz"), SERVER, "handleHealthz"),
        (go("POST /v1/jobs/run"), SERVER, "handleRunJob"),
        (f"local_sandbox-1  | {go('POST /v1/jobs/run')}", SERVER, "handleRunJob"),
        (go("DELETE /v1/jobs/job-7"), "dify-agent-runtime/internal/server/service.go", "Service.deleteJob"),
        (go("GET /v1/files/a/b/c"), SERVER, "Handler"),
    ],
)  # fmt: skip
def test_routes_of_fastapi_and_of_a_mux(ask_agent: Ask, line: str, path: str, symbol: str) -> None:
    finding = ask_agent(line)
    fact = finding.hits[0].fact
    assert (fact.path, fact.symbol or fact.name) == (path, symbol)
    assert finding.confidence == "high"


@pytest.mark.parametrize(
    "line",
    [
        uvicorn("GET /v1/rounds/0f6c/nothing", "404 Not Found"),
        uvicorn("POST /rounds/0f6c/cancel", "404 Not Found"),  # without the prefix
        uvicorn("POST /v1", "404 Not Found"),
        uvicorn("DELETE /v1/rounds/0f6c/cancel", "405 Method Not Allowed"),
        uvicorn("GET /docs", "404 Not Found"),
        uvicorn("GET /favicon.ico", "404 Not Found"),
        uvicorn("GET /v1/example"),  # an example is no program
        uvicorn("GET /healthz"),  # of another program
        access("POST /v1/rounds/0f6c/cancel", "nginx"),  # which does not pass it on
        access("POST /v1/jobs/run"),
        go("POST /v1/jobs"),
        go("DELETE /healthz"),
        go("GET /v1/rounds/0f6c"),  # of another program
    ],
)
def test_requests_that_no_program_answers(ask_agent: Ask, line: str) -> None:
    assert ask_agent(line).confidence in ("low", "none")


def test_the_statement_that_logs_a_request_is_below_the_handler(ask_agent: Ask) -> None:
    found = ask_agent(go("POST /v1/jobs/run")).hits
    assert [hit.fact.symbol or hit.fact.name for hit in found] == [
        "handleRunJob",
        "logging",
        "Handler",
    ]
    assert found[1].why == ("logs requests in this form",)
    (statement,) = ask_agent(go("POST /v1/nothing")).hits
    assert statement.fact.symbol == "logging"


def test_a_method_that_no_route_takes_is_said(ask_agent: Ask) -> None:
    (hit,) = ask_agent(uvicorn("DELETE /v1/rounds/0f6c/cancel", "405 Method Not Allowed")).hits
    assert hit.why == ("route /v1/rounds/{round_id}/cancel takes POST only: refuses DELETE",)
    (hit,) = ask_agent(uvicorn("OPTIONS /v1/rounds/0f6c/cancel")).hits
    assert hit.why == ("route /v1/rounds/{round_id}/cancel takes POST",)


def test_the_other_methods_of_a_path_are_not_shown(ask: Ask) -> None:
    names = [hit.fact.name for hit in ask(access(f"DELETE /console/api/letters/{UUID}")).hits]
    assert names == ["LetterApi.delete"]
