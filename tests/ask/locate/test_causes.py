"""The settings of a cause that a line is known to tell."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctxkit.ask.locate.causes import is_among
from ctxkit.ask.locate.locate import locate
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from tests.ask.locate_workspace import Ask, build

CONFIG = """from pydantic import Field
from pydantic_settings import BaseSettings


class Project(BaseSettings):
    version: str = Field(description="Its version", default="1")


class Keys(BaseSettings):
    PLUGIN_DAEMON_KEY: str = Field(description="Of the daemon", default="")


class Config(BaseSettings):
    project: Project = Field(description="What the project says of itself", default=Project())
    DB_PASSWORD: str = Field(description="Of the database", default="")
    DB_USERNAME: str = Field(description="Of the database", default="postgres")
    PGVECTOR_PASSWORD: str = Field(description="Of the vectors", default="")
    PGVECTOR_USER: str = Field(description="Of the vectors", default="postgres")
    SQLALCHEMY_POOL_SIZE: int = Field(description="Connections", default=30)
    SQLALCHEMY_MAX_OVERFLOW: int = Field(description="More of them", default=10)
    S3_ACCESS_KEY: str = Field(description="Of the storage", default="")
    STORAGE_LOCAL_PATH: str = Field(description="Folder", default="storage")
    SHELF_ENDPOINT: str = Field(description="Of the shelves", default="http://shelves")
    REDIS_HOST: str = Field(description="Of redis", default="redis")
    REDIS_PORT: int = Field(description="Of redis", default=6379)
    SHELF_COLOUR: str = Field(description="Of a shelf", default="red")
    CODE_EXECUTION_READ_TIMEOUT: int = Field(description="Of the sandbox", default=60)
    CODE_EXECUTION_CONNECT_TIMEOUT: int = Field(description="Of the sandbox", default=10)
    CODE_EXECUTION_FAR_TIMEOUT: int = Field(description="Of the sandbox", default=10)
    PLUGIN_DAEMON_TIMEOUT: int = Field(description="Of the daemon", default=60)
    PLUGIN_DAEMON_URL: str = Field(description="Of the daemon", default="http://daemon")
"""
API = """import logging

from configs import dify_config

logger = logging.getLogger(__name__)


def connect():
    url = f"{dify_config.DB_USERNAME}:{dify_config.DB_PASSWORD}@db"
    options = (dify_config.SQLALCHEMY_POOL_SIZE, dify_config.SQLALCHEMY_MAX_OVERFLOW)
    return url, options


def headers():
    return {"X-Api-Key": dify_config.PLUGIN_DAEMON_KEY}


def queue(shelf):
    try:
        tell(shelf)
    except Exception as e:
        logger.error("Queueing the shelf failed: %s", e)


def tell(shelf):
    return carry(shelf)


def carry(shelf):
    return travel(shelf)


def travel(shelf):
    address = place_of(shelf)
    return requests.post(address)


def place_of(shelf):
    first = dify_config.SHELF_ENDPOINT
    second = first
    third = second
    fourth = third
    fifth = fourth
    return fifth


def redis():
    return dify_config.REDIS_HOST, dify_config.REDIS_PORT


def store():
    return dify_config.S3_ACCESS_KEY, dify_config.STORAGE_LOCAL_PATH


def vectors():
    return dify_config.PGVECTOR_USER, dify_config.PGVECTOR_PASSWORD


class ShelfConfig(BaseModel):
    @model_validator(mode="before")
    def check(cls, values):
        if not values["colour"]:
            raise ValueError("config SHELF_COLOUR is required")
        return values


def furnish():
    if dify_config.STORAGE_LOCAL_PATH:
        return ShelfConfig(colour=dify_config.SHELF_COLOUR)


def ask_daemon():
    answer = requests.post(dify_config.PLUGIN_DAEMON_URL, timeout=dify_config.PLUGIN_DAEMON_TIMEOUT)
    if answer.json()["code"] != 0:
        raise PluginDaemonInternalServerError(description=answer.json()["message"])


def run_code(text):
    timeout = dify_config.CODE_EXECUTION_READ_TIMEOUT
    logger.error("The run of a shelf ended: %s", text)


def ask_sandbox(text, far):
    try:
        client.ask(
            text,
            dify_config.CODE_EXECUTION_CONNECT_TIMEOUT,
            dify_config.CODE_EXECUTION_READ_TIMEOUT,
            dify_config.SHELF_COLOUR,
            far,
        )
    except OSError as e:
        logger.error("Failed to execute code, which is likely a network issue: %s", e)


def ask_from_afar(text):
    ask_sandbox(text, dify_config.CODE_EXECUTION_FAR_TIMEOUT)


def lose(shelf):
    logger.error("A shelf was lost in the house: %s", shelf)


def paint(shelf):
    if dify_config.SHELF_COLOUR == "red":
        raise ValueError(f"The shelf cannot be painted: {shelf}")


def set_up(shelf):
    try:
        note(dify_config.project.version)
    except ValueError as e:
        raise ValueError(f"Set-up of the shelf failed: {e}")
"""
DAEMON = """package service

func ServeShelves(config *app.Config) {
	timer := time.NewTimer(time.Duration(config.PluginMaxExecutionTimeout) * time.Second)
	select {
	case <-timer.C:
		writeData(exception.InternalServerError(errors.New("the shelves were killed by timeout")))
	}
}
"""
DAEMON_CONFIG = """package app

type Config struct {
	ServerKey                 string `envconfig:"SERVER_KEY"`
	PluginMaxExecutionTimeout int `envconfig:"PLUGIN_MAX_EXECUTION_TIMEOUT"`
}
"""
SERVER = """package server

func Serve(engine *gin.Engine, config *app.Config) {
	engine.Use(CheckKey(config.ServerKey))
	engine.GET("/plugin/:tenant_id/management/shelves", ListShelves)
}

func ListShelves(c *gin.Context) {
	c.JSON(200, shelves)
}
"""
MIDDLEWARE = """package server

func CheckKey(key string) gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.GetHeader("X-Api-Key") != key {
			c.AbortWithStatusJSON(401, refused())
		}
	}
}
"""
COMPOSE = """services:
  db_postgres:
    image: postgres
    command: postgres -c 'max_connections=${POSTGRES_MAX_CONNECTIONS:-100}'
  api:
    image: langgenius/dify-api:1.0.0
    environment:
      OPENDAL_FS_ROOT: ${OPENDAL_FS_ROOT:-storage}
"""
_FULL = "db-1  | 2025-04-01 07:45:11.982 UTC [20] FATAL:  sorry, too many clients already"
_REFUSED = 'connection to server at "{host}" (172.18.0.9), port 5432 failed: FATAL:  password authentication failed for user "postgres"'
_NO_RIGHT = "An error occurred (AccessDenied) when calling the PutObject operation"
_DENIED = "PermissionDenied (persistent) at write => permission denied"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    files = {
        "api/configs/feature/__init__.py": CONFIG,
        "api/services/shelf.py": API,
        "docker/docker-compose.yaml": COMPOSE,
    }
    daemon = {
        "internal/service/shelves.go": DAEMON,
        "internal/types/app/config.go": DAEMON_CONFIG,
        "internal/server/server.go": SERVER,
        "internal/server/middleware.go": MIDDLEWARE,
    }
    changed = {"dify": files, "dify-plugin-daemon": daemon}
    index, sources = build(tmp_path_factory.mktemp("told"), changed=changed)
    opened: tuple[Index, Sources] = (index, sources)
    yield lambda text: locate(*opened, text)
    index.close()


def names(told: Ask, text: str) -> list[str]:
    return [key.name for key in told(text).keys]


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        # No statement wrote the line.
        (_FULL, ["POSTGRES_MAX_CONNECTIONS", "SQLALCHEMY_POOL_SIZE", "SQLALCHEMY_MAX_OVERFLOW"]),
        (_REFUSED.format(host="db"), ["DB_PASSWORD", "DB_USERNAME"]),
        (_REFUSED.format(host="pgvector"), ["PGVECTOR_PASSWORD", "PGVECTOR_USER"]),
        # A variable that only a library reads.
        (f"Set-up of the shelf failed: {_DENIED}", ["STORAGE_LOCAL_PATH", "OPENDAL_FS_ROOT"]),
        # What the code says of this line goes before what is known of all such lines.
        (f"ValueError: The shelf cannot be painted: {_NO_RIGHT}", ["SHELF_COLOUR"]),
        (_NO_RIGHT, ["S3_ACCESS_KEY"]),
        # Of a cause that is only likely, those of which it says that they be changed.
        ("The run of a shelf ended: error: timeout", ["CODE_EXECUTION_READ_TIMEOUT"]),
        # With others of its kind that are as near.
        (
            "Failed to execute code, which is likely a network issue: timed out",
            ["CODE_EXECUTION_CONNECT_TIMEOUT", "CODE_EXECUTION_READ_TIMEOUT"],
        ),
        ("A shelf was lost in the house: AADSTS50011", []),
        ("all is well", []),
    ],
)
def test_the_settings_of_a_known_cause(told: Ask, text: str, settings: list[str]) -> None:
    assert names(told, text) == settings


@pytest.mark.parametrize(
    ("name", "among"),
    [
        ("API_KEY", True),
        ("SANDBOX_API_KEY", True),
        ("allowed_syscalls", True),
        ("KEY_OF_API", False),
        ("CALLS", False),
    ],
)
def test_a_setting_goes_by_the_name_of_the_program_too(name: str, among: bool) -> None:
    assert is_among(name, ("SANDBOX_API_KEY", "ALLOWED_SYSCALLS")) is among


def test_a_record_of_settings_is_none_itself(told: Ask) -> None:
    assert names(told, "ValueError: Set-up of the shelf failed: it is raining") == []


def test_a_setting_of_a_known_cause_names_the_line_that_reads_it(told: Ask) -> None:
    most, *_ = told(_FULL).keys
    assert [(p.role, p.location.path) for p in most.places] == [
        ("reads", "docker/docker-compose.yaml")
    ]


STACK = """Traceback (most recent call last):
  File "/app/api/services/shelf.py", line {line}, in ask_daemon
    raise PluginDaemonInternalServerError(description=answer.json()["message"])
core.plugin.impl.exc.PluginDaemonInternalServerError: req_id: 4be07c PluginDaemonInternalServerError: {text}"""


def stack(text: str) -> str:
    line = next(n for n, each in enumerate(API.splitlines(), 1) if "raise PluginDaemon" in each)
    return STACK.format(line=line, text=text)


def test_a_service_that_told_its_error_was_reached(told: Ask) -> None:
    # Also: the error at the end of a stack is looked up, and the fields of Go have other names.
    text = stack("the shelves were killed by timeout")
    assert names(told, text) == ["PLUGIN_MAX_EXECUTION_TIMEOUT"]


def test_who_asked_a_service_decides_where_nothing_told_its_error(told: Ask) -> None:
    assert "PLUGIN_DAEMON_TIMEOUT" in names(told, stack("nobody wrote this: timed out"))


REFUSED = '[GIN] 2026/01/08 - 06:13:29 | 401 |      41.332µs |      172.18.0.9 | GET      "/plugin/01741d65/management/shelves"'


def test_a_key_that_two_services_share_is_named_on_both_sides(told: Ask) -> None:
    assert names(told, REFUSED) == ["SERVER_KEY", "PLUGIN_DAEMON_KEY"]
    assert names(told, REFUSED.replace("401", "404")) == []


INVALID = """Traceback (most recent call last):
  File "/app/api/services/shelf.py", line {line}, in furnish
    return ShelfConfig(colour=dify_config.SHELF_COLOUR)
pydantic_core._pydantic_core.ValidationError: 1 validation error for ShelfConfig
  Value error, config SHELF_COLOUR is required [type=value_error, input_value={{}}, input_type=dict]"""


def test_what_a_validator_says_is_nearer_than_the_stack(told: Ask) -> None:
    line = next(n for n, each in enumerate(API.splitlines(), 1) if "return ShelfConfig" in each)
    assert names(told, INVALID.format(line=line))[:1] == ["SHELF_COLOUR"]


def test_a_cause_that_is_sure_goes_before_a_far_guess(told: Ask) -> None:
    refused = "Cannot connect to redis://redis:6379/1: Error 111 connecting to redis:6379. Connection refused."
    assert names(told, f"Queueing the shelf failed: {refused}") == ["REDIS_HOST", "REDIS_PORT"]
