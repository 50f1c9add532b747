"""A request answered 404: the route, the condition under which it is there, and what the service
does with a path that it does not know.
"""

from __future__ import annotations

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.slice import cause_of
from ctxkit.model import Location, LogTemplate
from tests.ask.locate_workspace import build
from tests.cause.asking import cause_of_log

CLIENT = """import logging

logger = logging.getLogger(__name__)


def ask_farm(path):
    try:
        send(path)
    except OSError:
        logger.exception("Failed to ask the farm, status: %s, url: %s", 0, path)
"""
ROUTES = """package server

import "github.com/langgenius/dify-plugin-daemon/internal/types/app"

func (a *App) farm(engine *gin.Engine, config *app.Config) {
	group := engine.Group("/plugin/:tenant_id/farm")
	if config.FarmOpen {
		group.POST("/gate", Gate)
	}
	group.POST("/fence", Gate)
	engine.NoRoute(Lost)
}

func Gate(c *gin.Context) {
	c.JSON(200, 1)
}
"""
APP = """package app

type Config struct {
	FarmOpen bool `envconfig:"FARM_OPEN"`
}
"""


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    files = {
        "dify": {"api/core/farm.py": CLIENT},
        "dify-plugin-daemon": {
            "go.mod": "module github.com/langgenius/dify-plugin-daemon\n",
            "internal/server/farm.go": ROUTES,
            "internal/types/app/config.go": APP,
        },
    }
    index, sources = build(tmp_path_factory.mktemp("farm"), changed=files)
    return Code(index, sources)


@pytest.mark.parametrize(
    ("status", "path", "lines"),
    [
        (404, "plugin/9c8d-1/farm/gate", [7, 8, 11]),
        (404, "http://daemon:5002/plugin/9c8d-1/farm/gate?x=1", [7, 8, 11]),
        (404, "plugin/9c8d-1/farm/fence", [10, 11]),  # that one is there in any case
        (404, "plugin/9c8d-1/farm/barn", []),
        (500, "plugin/9c8d-1/farm/gate", []),
    ],
)
def test_where_a_path_that_was_not_found_is_routed(
    code: Code, status: int, path: str, lines: list[int]
) -> None:
    text = f"Failed to ask the farm, status: {status}, url: {path}"
    found = cause_of_log(code, "Failed to ask the f", text)
    there = [g.location.line for g in found.guards if g.location.repo == "dify-plugin-daemon"]
    assert there == lines
    assert [d.use.name for d in found.decides] == (["FarmOpen"] if 7 in lines else [])


def test_a_frame_further_out_asked_for_nothing(code: Code) -> None:
    text = "Failed to ask the farm, status: 404, url: plugin/9c8d-1/farm/fence"
    [fact] = [f for f in code.index.all(LogTemplate) if f.template.startswith("Failed to ask")]
    elsewhere = Location(repo="dify", path="api/other.py", line=1, end_line=1)
    for stack, asked in (((fact.location, elsewhere), True), ((elsewhere, fact.location), False)):
        found = cause_of(Code(code.index, code.sources, text, stack=stack), fact, text)
        assert any(g.location.repo == "dify-plugin-daemon" for g in found.guards) is asked
