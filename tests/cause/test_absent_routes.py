"""A request answered 404 is decided by the condition under which the route is there."""

from __future__ import annotations

import pytest

from ctxkit.cause.code import Code
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
        (404, "plugin/9c8d-1/farm/gate", [7, 8]),
        (404, "http://daemon:5002/plugin/9c8d-1/farm/gate?x=1", [7, 8]),
        (404, "plugin/9c8d-1/farm/fence", []),  # that one is there in any case
        (404, "plugin/9c8d-1/farm/barn", []),
        (500, "plugin/9c8d-1/farm/gate", []),
    ],
)
def test_a_route_that_is_only_there_if(
    code: Code, status: int, path: str, lines: list[int]
) -> None:
    text = f"Failed to ask the farm, status: {status}, url: {path}"
    found = cause_of_log(code, "Failed to ask the f", text)
    there = [g.location.line for g in found.guards if g.location.repo == "dify-plugin-daemon"]
    assert there == lines
    assert [d.use.name for d in found.decides] == (["FarmOpen"] if lines else [])
