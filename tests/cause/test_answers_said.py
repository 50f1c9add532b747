"""What a handler answers with the words that a text has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctxkit.ask.locate.locate import locate
from ctxkit.cause.answers_said import answers_said
from ctxkit.cause.code import Code
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Symbol
from tests.ask.locate_workspace import build

CONFIG = """from pydantic import Field
from pydantic_settings import BaseSettings


class FerryConfig(BaseSettings):
    FERRY_ID: str = Field(description="Of the ferry", default="")
    FERRY_LIMIT: int = Field(description="Of the ferry", default=8)
"""
CONSOLE = """from flask import Blueprint
from flask_restx import Namespace

from libs.external_api import ExternalApi

bp = Blueprint("console", __name__, url_prefix="/console/api")
api = ExternalApi(bp, version="1.0")
console_ns = Namespace("console", path="/")
api.add_namespace(console_ns)
"""
FERRY = """from configs import dify_config
from controllers.console import console_ns


def find_ferry():
    if not dify_config.FERRY_ID:
        return None
    return dify_config.FERRY_ID


@console_ns.route("/ferries")
class FerryApi(Resource):
    def get(self):
        ferry = find_ferry()
        if not ferry:
            return {"error": "No ferry is there"}, 400
        if ferry.size > dify_config.FERRY_LIMIT:
            return {'message': 'The ferry is full'}, 409
        if ferry.late:
            return {"error": "It is late"}, 400
        return {"error": "It is late", "time": 1}, 400


def other():
    return {"error": "Somewhere else"}, 400
"""
FILES = {
    "api/configs/feature/__init__.py": CONFIG,
    "api/controllers/console/__init__.py": CONSOLE,
    "api/controllers/console/ferry.py": FERRY,
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Sources]]:
    index, sources = build(tmp_path_factory.mktemp("ferry"), changed={"dify": FILES})
    yield index, sources
    index.close()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"error": "No ferry is there"}', 16),
        ('400 {"message":"The ferry is full"}', 18),
        ('{"error": "It is late"}', 0),  # of two lines, none is the one
        ('{"error": "Somewhere else"}', 0),  # of another function
        ('{"error": "ferry is"}', 0),  # a part of the words
        ('{"title": "No ferry is there"}', 0),
        ("No ferry is there", 0),
    ],
)
def test_the_line_of_a_handler_with_the_words(
    opened: tuple[Index, Sources], text: str, line: int
) -> None:
    index, sources = opened
    [handler] = [s for s in index.named(Symbol, "FerryApi.get") if s.what == "method"]
    code = Code(index, sources, text)
    assert [far.line for far in answers_said(code, handler, text)] == ([line] if line else [])


def test_what_a_handler_answers_is_decided_by_its_conditions(
    opened: tuple[Index, Sources],
) -> None:
    text = 'GET https://d.example/console/api/ferries\nHTTP/1.1 400\n{"error": "No ferry is there"}'
    found = locate(*opened, text)
    assert [key.name for key in found.keys] == ["FERRY_ID"]
    cause = found.hits[0].cause
    assert cause is not None
    assert "if not ferry:" in [guard.text for guard in cause.guards]
