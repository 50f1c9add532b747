"""The settings that have a part of a program run at all: that choose a file, or name a class."""

from __future__ import annotations

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.ranking import deciding
from ctxkit.cause.slice import cause_of
from ctxkit.model import LogTemplate
from ctxkit.model.cause import StatementCause
from tests.ask.locate_workspace import build

CONFIG = """from pydantic import Field
from pydantic_settings import BaseSettings


class StoreConfig(BaseSettings):
    VECTOR_STORE: str = Field(description="Which store", default="shelf")
    SHELF_DEPTH: int = Field(description="Of a shelf", default=3)
    KEEPER: str = Field(description="Which keeper", default="core.keepers.plain.PlainKeeper")
    PORTER: str = Field(description="Which porter", default="core.porters.PlainPorter")
    BOUND_TWICE: bool = Field(description="Whether books are bound twice", default=False)
    BINDER: str = Field(description="Who binds books", default="")
    PAGE_LIMIT: int = Field(description="Of a book", default=500)
    LOG_LEVEL: str = Field(description="Of the log", default="INFO")
    SWEEP_ENABLED: bool = Field(description="Whether to sweep", default=False)
    SWEEP_MINUTES: int = Field(description="How often to sweep", default=5)
    SWEEP_LIMIT: int = Field(description="How much to sweep", default=5)
"""
FACTORY = """from configs import dify_config


def factory_of(dataset):
    vector_type = dify_config.VECTOR_STORE
    match vector_type:
        case StoreType.CRATE:
            from core.rag.datasource.vdb.crate.crate_vector import CrateFactory

            return CrateFactory
        case StoreType.SHELF:
            from core.rag.datasource.vdb.shelf.shelf_vector import ShelfFactory

            return ShelfFactory
"""
SHELF = """import logging

from configs import dify_config

logger = logging.getLogger(__name__)


def put(book):
    logger.info("the book is on the shelf")


def squeeze(book):
    if book.depth > dify_config.SHELF_DEPTH:
        logger.info("the book sticks out of the shelf")
"""
BASE = """import logging

from configs import dify_config

logger = logging.getLogger(__name__)


class Features:
    bound: bool = False
    binder: str = ""


def features():
    found = Features()
    if dify_config.BOUND_TWICE:
        found.bound = True
    found.binder = dify_config.BINDER
    return found


def count(book):
    if features().bound:
        if book.pages > dify_config.PAGE_LIMIT:
            logger.info("the book has too many pages")


def weigh(book):
    if features().bound == book.bound:
        if book.pages > dify_config.PAGE_LIMIT:
            logger.info("the book is compared with its binding")


def recount(book):
    if features().binder == book.owner:
        if book.pages > dify_config.PAGE_LIMIT:
            logger.info("the book of the binder has too many pages")
            logger.debug("the pages of the book are over the limit")


def put(book):
    logger.info("the book is somewhere")
"""
KEEPERS = """import logging

from core.keepers.base import Keeper

logger = logging.getLogger(__name__)


class PlainKeeper(Keeper):
    def keep(self):
        logger.info("kept as it is")


class CarefulKeeper(Keeper):
    def keep(self):
        logger.info("kept with care")
        wrap()


class OtherKeeper(BaseModel):
    def keep(self):
        logger.info("kept by another")


def wrap():
    logger.info("wrapped for the careful keeper")


def choose():
    kept = 1
    return load(dify_config.KEEPER)
"""
PORTERS = """class PlainPorter(BaseModel):
    name: str = ""


def carry():
    return load(dify_config.PORTER)
"""
SWEEP = """import logging

import app
from configs import dify_config

logger = logging.getLogger(__name__)


@app.celery.task(queue="sweep")
def sweep():
    limit = dify_config.SWEEP_LIMIT
    if limit is None:
        return
    logger.info("the floor is swept")
"""
CELERY = """from datetime import timedelta

from configs import dify_config


def init_app(app):
    beat_schedule = {}
    if dify_config.SWEEP_ENABLED:
        beat_schedule["sweep"] = {
            "task": "schedule.sweep_task.sweep",
            "schedule": timedelta(minutes=dify_config.SWEEP_MINUTES),
        }
"""
LOGGING = """import logging

from configs import dify_config


def init_app(app):
    logging.basicConfig(level=dify_config.LOG_LEVEL)
"""
VDB = "api/core/rag/datasource/vdb"
FILES = {
    "dify": {
        "api/configs/store/__init__.py": CONFIG,
        f"{VDB}/vector_factory.py": FACTORY,
        f"{VDB}/shelf/shelf_vector.py": SHELF,
        f"{VDB}/vector_base.py": BASE,
        "api/core/keepers/plain.py": KEEPERS,
        "api/core/porters.py": PORTERS,
        "api/schedule/sweep_task.py": SWEEP,
        "api/extensions/ext_celery.py": CELERY,
        "api/extensions/ext_logging.py": LOGGING,
    }
}


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    return Code(*build(tmp_path_factory.mktemp("stores"), changed=FILES))


def cause(code: Code, words: str) -> StatementCause:
    [fact] = [fact for fact in code.index.all(LogTemplate) if fact.template == words]
    return cause_of(Code(code.index, code.sources), fact, words)


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        ("the book is on the shelf", ["VECTOR_STORE"]),
        # beside what decides, and behind it
        ("the book sticks out of the shelf", ["SHELF_DEPTH", "VECTOR_STORE"]),
        ("the book is somewhere", []),
        # a switch around what decides, but no other setting
        ("the book has too many pages", ["PAGE_LIMIT", "BOUND_TWICE"]),
        # a condition that compares is no switch
        ("the book is compared with its binding", ["PAGE_LIMIT"]),
        ("the book of the binder has too many pages", ["PAGE_LIMIT"]),
        # the level hides nothing of what decides
        ("the pages of the book are over the limit", ["PAGE_LIMIT", "LOG_LEVEL"]),
        # the default of a setting is the class, or one with the same base
        ("kept as it is", ["KEEPER"]),
        ("kept with care", ["KEEPER"]),
        # a base that any class may have tells nothing
        ("kept by another", []),
        # called by one class alone
        ("wrapped for the careful keeper", ["KEEPER"]),
        # what starts a task hides nothing of what decides in it
        ("the floor is swept", ["SWEEP_LIMIT", "SWEEP_ENABLED", "SWEEP_MINUTES"]),
    ],
)
def test_the_mode_is_named_beside_what_decides(code: Code, words: str, settings: list[str]) -> None:
    found = cause(code, words)
    assert [decider.use.name for decider in deciding(found.decides, words)] == settings


def test_where_a_file_is_chosen_is_shown(code: Code) -> None:
    found = cause(code, "the book is on the shelf")
    places = [(p.location.path, p.location.line, p.text.strip(), p.why) for p in found.guards]
    factory = f"{VDB}/vector_factory.py"
    assert places == [
        (factory, 5, "vector_type = dify_config.VECTOR_STORE", "chooses this part"),
        (factory, 11, "case StoreType.SHELF:", "where it is chosen"),
    ]


def test_where_a_class_is_named_is_shown(code: Code) -> None:
    found = cause(code, "kept with care")
    assert [(p.text.strip(), p.why) for p in found.guards] == [
        ("return load(dify_config.KEEPER)", "names the class")
    ]


def test_an_entry_of_the_schedule_is_a_caller(code: Code) -> None:
    found = cause(code, "the floor is swept")
    assert [(p.location.line, p.why) for p in found.callers] == [(9, "starts the task")]
