"""By what a statement is reached that no function calls by its name, who checks a route again and
again, and who answers a request that ended by an error: one small deployment, indexed once.
"""

from __future__ import annotations

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.slice import cause_of
from ctxkit.model import ErrorCode, Fact, LogTemplate, Raise, Symbol
from ctxkit.model.cause import StatementCause
from tests.ask.locate_workspace import build

ERRORS = """from werkzeug.exceptions import HTTPException, NotFound


class ShelfError(HTTPException):
    code = 404


class EmptyShelfError(ShelfError):
    pass


class CrateError(ValueError):
    pass


class DustyShelfError(HTTPException):
    error_code = "dusty_shelf"
    description = "The shelf is dusty."
    code = 400
"""

EXTERNAL = """from flask_restx import Api
from werkzeug.exceptions import HTTPException


def handle_all(e):
    return {}, 500


def register(api: Api):
    @api.errorhandler(HTTPException)
    def handle_http(e):
        return {}, e.code

    @api.errorhandler(ValueError)
    def handle_value(e):
        return {}, 400

    api.errorhandler(Exception)(handle_all)
"""

SHELVES = """import logging
from concurrent.futures import ThreadPoolExecutor

from libs.errors import CrateError, DustyShelfError, EmptyShelfError
from werkzeug.exceptions import Forbidden

logger = logging.getLogger(__name__)


def look(shelf):
    raise EmptyShelfError("the shelf is empty")


def wipe(shelf):
    if shelf.dust > 3:
        raise DustyShelfError()


def close(shelf):
    try:
        raise Forbidden("the shelf is locked")
    except Forbidden:
        return None


def pack(crate):
    raise CrateError("the crate is full")


def heavy_only(view):
    def decorated(crate):
        if not crate.heavy:
            raise ValueError("the crate is too light")
        return view(crate)

    return decorated


def light_only(view):
    def decorated(crate):
        return view(crate)

    return decorated


@heavy_only
def lift(crate):
    pass


def sweep(shelves):
    def clean(shelf):
        logger.info("the shelf is clean")

    with ThreadPoolExecutor() as pool:
        pool.submit(clean, shelves)


RULES = {"fragile": ValueError("the crate is fragile")}


def forbid(kind):
    rule = RULES.get(kind)
    if rule is not None:
        raise rule
"""

APP = """from flask import Flask


def init_app(app: Flask):
    @app.route("/shelves/health")
    def health():
        return "well"
"""

COMPOSE = """services:
  api:
    image: langgenius/dify-api:1.14.0
    environment:
      SELF: http://localhost:5001/shelves/health
    healthcheck:
      test: ["CMD", "curl", "-f", "http://localhost:5001/shelves/health"]
  web:
    image: langgenius/dify-web:1.14.0
    healthcheck:
      test: ["CMD", "curl", "http://localhost:3000/shelves/health"]
"""

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ template "dify.api.fullname" . }}
spec:
  template:
    spec:
      containers:
        - name: api
          readinessProbe:
            httpGet:
              path: /shelves/health
              port: api
          args:
            path: /shelves/health
"""

CARD = """import { getShelf } from './shelf-service'

const ShelfCard = ({ id }: Props) => {
  const handleOpen = async () => {
    if (!id)
      console.error('the shelf has no number')
  }
  return <button onClick={handleOpen}>open</button>
}
export default ShelfCard
"""

HOOK = """export const useShelf = () => {
  const openShelf = useCallback(() => {
    console.error('the shelf is stuck')
  }, [])
  return {
    openShelf,
  }
}
"""

PANEL = """import ShelfCard from '../shelf-card'
import { useShelf } from '@/hooks/use-shelf'

const Panel = () => {
  const { openShelf } = useShelf()
  return <ShelfCard id={1} />
}
"""

OTHER = """import ShelfCard from './shelf-card'

const Other = () => <ShelfCard id={2} />
"""

LIMITS = """package server

import "github.com/gin-gonic/gin"

func Serve(limit int) {
	slog.Info("the limit of shelves", limit)
	if count > limit {
		return
	}
	r := gin.Default()
	if debug {
		r.Use(gin.Logger())
	}
	r.GET("/shelf", Shelf)
}

func Shelf(c *gin.Context) {
}

func Carry(client *Client) error {
	answer, err := client.AskForShelf("oak")
	if err != nil {
		return err
	}
	for answer.Next() {
		if err := answer.Hear(); err != nil {
			return fmt.Errorf("the answer was cut: %s", err.Error())
		}
	}
	return nil
}

func (c *Client) AskForShelf(kind string) (*Answer, error) {
	return StreamOfShelves(c, kind)
}

func StreamOfShelves(c *Client, kind string) (*Answer, error) {
	answer := NewAnswer()
	if c.broken != "" {
		answer.WriteError(fmt.Errorf("the carrier is ill: %s", c.broken))
	}
	return answer, nil
}
"""

COMMAND = """package main

import "fmt"

var (
	shelfCommand = &cobra.Command{
		Use: "shelf",
		Run: func(cmd *cobra.Command, args []string) {
			if len(args) == 0 {
				fmt.Println("Error: which shelf is meant")
			}
		},
	}
)

func init() {
	rootCommand.AddCommand(shelfCommand)
}
"""

FILES = {
    "dify": {
        "api/libs/errors.py": ERRORS,
        "api/libs/external_api.py": EXTERNAL,
        "api/services/shelves.py": SHELVES,
        "api/extensions/ext_shelves.py": APP,
        "docker/docker-compose.yaml": COMPOSE,
        "web/app/shelf-card/index.tsx": CARD,
        "web/hooks/use-shelf.ts": HOOK,
        "web/app/panel/panel.tsx": PANEL,
        "web/app/other/other.tsx": OTHER,
    },
    "dify-plugin-daemon": {"cmd/shelf.go": COMMAND, "server/limits.go": LIMITS},
    "dify-helm": {"charts/dify/templates/api-deployment.yaml": DEPLOYMENT},
}


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    return Code(*build(tmp_path_factory.mktemp("reached"), changed=FILES))


def cause(code: Code, message: str, text: str = "") -> StatementCause:
    facts: list[Fact] = [*code.index.all(Raise), *code.index.all(LogTemplate)]
    [fact] = [f for f in facts if message in getattr(f, "template", "")]
    return cause_of(Code(code.index, code.sources), fact, text or message)


def leading(found: StatementCause) -> list[tuple[str, str]]:
    return [(place.text, place.why) for place in found.callers]


def handled(found: StatementCause) -> list[str]:
    return [place.text for place in found.callers if place.why.startswith("handles ")]


def test_an_error_of_http_ends_at_the_handler_of_its_family(code: Code) -> None:
    assert handled(cause(code, "the shelf is empty")) == ["def handle_http(e):"]


def test_the_text_of_a_class_of_errors_has_the_conditions_under_which_one_is_raised(
    code: Code,
) -> None:
    [fact] = [f for f in code.index.all(ErrorCode) if f.name == "dusty_shelf"]
    found = cause_of(Code(code.index, code.sources), fact, "The shelf is dusty.")
    assert [(g.text, g.why) for g in found.guards] == [
        ("if shelf.dust > 3:", "condition of the caller")
    ]


def test_an_error_that_the_function_handles_itself_does_not(code: Code) -> None:
    assert handled(cause(code, "the shelf is locked")) == []


@pytest.mark.parametrize(
    ("text", "handler"),
    [
        ("the crate is full", []),  # a task of the worker may raise it, too
        ('{"code": "invalid_param", "message": "the crate is full", "status": 400}', ["value"]),
        ("Exception on /console/api/crates [POST]\nthe crate is full", ["value"]),
    ],
)
def test_another_error_does_where_the_text_shows_an_answer(
    code: Code, text: str, handler: list[str]
) -> None:
    found = handled(cause(code, "the crate is full", text))
    assert found == [f"def handle_{name}(e):" for name in handler]


def test_a_request_whose_error_is_not_told_ends_at_the_handler_of_all(code: Code) -> None:
    [health] = [s for s in code.index.all(Symbol) if s.name == "init_app.health"]
    found = cause_of(code, health, "Exception on /shelves/health [GET]")
    assert handled(found) == ["def handle_all(e):"]


def test_a_health_check_requests_its_own_program_alone(code: Code) -> None:
    [health] = [s for s in code.index.all(Symbol) if s.name == "init_app.health"]
    found = [p.location for p in cause_of(code, health, "").callers if "requests" in p.why]
    assert [(where.path.rpartition("/")[2], where.line) for where in found] == [
        ("docker-compose.yaml", 7),
        ("api-deployment.yaml", 12),
    ]


def test_what_a_decorator_holds_is_reached_where_it_decorates(code: Code) -> None:
    assert leading(cause(code, "the crate is too light"))[:1] == [
        ("@heavy_only", "calls heavy_only")
    ]


def test_a_function_inside_another_is_reached_where_that_hands_it_over(code: Code) -> None:
    assert leading(cause(code, "the shelf is clean")) == [
        ("pool.submit(clean, shelves)", "calls clean")
    ]


def test_a_text_of_a_table_is_reached_where_the_table_is_used(code: Code) -> None:
    found = cause(code, "the crate is fragile")
    assert leading(found) == [("rule = RULES.get(kind)", "calls RULES")]
    assert [(g.text, g.why) for g in found.guards] == [
        ("if rule is not None:", "condition of RULES")
    ]


def test_a_command_is_reached_where_it_is_added(code: Code) -> None:
    assert leading(cause(code, "which shelf is meant")) == [
        ("rootCommand.AddCommand(shelfCommand)", "calls shelfCommand")
    ]


def test_a_component_is_reached_where_the_imported_one_is_shown(code: Code) -> None:
    assert leading(cause(code, "the shelf has no number")) == [
        ("return <button onClick={handleOpen}>open</button>", "calls handleOpen"),
        ("return <ShelfCard id={1} />", "calls ShelfCard"),
    ]


def test_what_a_hook_hands_back_is_reached_where_the_hook_is_used(code: Code) -> None:
    assert leading(cause(code, "the shelf is stuck")) == [
        ("const { openShelf } = useShelf()", "calls useShelf")
    ]


def test_a_value_that_is_told_decides_a_condition_behind(code: Code) -> None:
    found = cause(code, "the limit of shelves")
    assert [(g.text, g.why) for g in found.guards] == [("if count > limit {", "decided by limit")]


def test_the_line_of_a_request_is_written_by_the_logger_that_always_runs(code: Code) -> None:
    [shelf] = [s for s in code.index.all(Symbol) if s.name == "Shelf"]
    found = cause_of(code, shelf, '[GIN] 2026/06/18 - 04:10:07 | 200 | 1ms | GET "/shelf"')
    assert [(g.text, g.why) for g in found.guards] == [
        ("if count > limit {", "check passed before of the caller"),
        ("r := gin.Default()", "writes a line for each request"),
    ]
    [_] = cause_of(code, shelf, "GET /shelf 200").guards


def test_an_error_that_was_passed_on_has_its_own_condition(code: Code) -> None:
    text = "the answer was cut: the carrier is ill: flu"
    told = [g.text for g in cause(code, "the answer was cut", text).guards]
    assert 'if c.broken != "" {' in told
    silent = [g.text for g in cause(code, "the answer was cut", "the answer was cut: EOF").guards]
    assert 'if c.broken != "" {' not in silent
