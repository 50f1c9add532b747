"""Which condition has nothing to do with the line of a request."""

from __future__ import annotations

import pytest

from ctxkit.cause.access_logs import relevant
from ctxkit.cause.code import Code
from ctxkit.cause.guards import guards_of
from ctxkit.cause.scope import FunctionScope
from tests.ask.literal import literal_index

SERVER = """package server

func Serve(config *Config) {
	if config.HealthLog {
		engine.Use(gin.Logger())
	} else {
		engine.Use(gin.LoggerWithConfig(gin.LoggerConfig{
			SkipPaths: []string{"/health/check", "/ready"},
		}))
	}
	if config.Debug {
		engine.Use(gin.Logger())
		engine.GET("/debug", Debug)
	}
}
"""


@pytest.fixture(scope="module")
def scope(tmp_path_factory: pytest.TempPathFactory) -> FunctionScope:
    folder = tmp_path_factory.mktemp("logs")
    asked = literal_index(folder, {"dify-plugin-daemon": {"server.go": (SERVER, [])}})
    flow = Code(asked.index, asked.sources).flow("dify-plugin-daemon", "server.go")
    assert flow is not None
    return FunctionScope.at(flow, 5)


@pytest.mark.parametrize(
    ("line", "path", "told"),
    [
        (5, "/plugin/x/management/list", []),
        (7, "/plugin/x/management/list", []),
        (5, "/health/check", ["config.HealthLog"]),
        (7, "/ready", ["config.HealthLog"]),
        (12, "/plugin/x/management/list", ["config.Debug"]),
    ],
)
def test_a_condition_on_the_paths_that_are_left_out_decides_the_lines_of_these(
    scope: FunctionScope, line: int, path: str, told: list[str]
) -> None:
    guards = guards_of(scope, scope.statement_at(line))
    kept = relevant(scope, guards, f'[GIN] 2026/06/18 - 04:10:07 | 200 | 1ms | GET "{path}"')
    assert [scope.said(guard.number) for guard in kept if guard.is_around] == told
