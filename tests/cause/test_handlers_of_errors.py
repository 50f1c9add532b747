"""What decides a statement in the handler of an error: what the calls that failed were given, and
not why they were made.
"""

from __future__ import annotations

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.ranking import deciding
from ctxkit.cause.slice import cause_of
from ctxkit.model import LogTemplate
from tests.ask.locate_workspace import build

CONFIG = """from pydantic import Field
from pydantic_settings import BaseSettings


class ParcelConfig(BaseSettings):
    PARCEL_ENDPOINT: str = Field(description="Of the store", default="http://store")
    PARCEL_ENABLED: bool = Field(description="Whether there is a store", default=False)
    PARCEL_RATE: int = Field(description="How many a day", default=3)
    PARCEL_SHELF: str = Field(description="In the store", default="shelf")
    BOX_COLOUR: str = Field(description="Of a box", default="red")
"""
STORE = """import boto3
from configs import dify_config
from libs.ledger import open_ledger


class ParcelStore:
    def __init__(self):
        self.client = boto3.client("s3", endpoint_url=dify_config.PARCEL_ENDPOINT)

    def fetch_parcel(self, name):
        pager = self.client.get_paginator("parcels")
        try:
            return pager.paginate(Prefix=name)
        except OSError as e:
            raise ValueError("no parcel") from e

    def weigh_parcel(self, name):
        ledger = open_ledger(dify_config.PARCEL_RATE)
        try:
            ledger.book_parcel_outside(name)
        except OSError as e:
            raise ValueError("no weight") from e


class FirstRoad:
    def take_road(self):
        try:
            boto3.client("s3", endpoint_url=dify_config.PARCEL_ENDPOINT)
        except OSError as e:
            raise ValueError("no road") from e
        return 2


class SecondRoad:
    def take_road(self):
        return 1


def is_reached(name):
    try:
        boto3.client("s3", endpoint_url=dify_config.PARCEL_ENDPOINT)
    except OSError:
        return False
    return True


_store = None


def get_store():
    global _store
    if _store is None:
        _store = ParcelStore()
    return _store
"""
LEDGER = "def open_ledger(rate):\n    return rate\n"
SHOP = """import logging
from configs import dify_config
from libs.store import get_store, is_reached

logger = logging.getLogger(__name__)


def passed_check(name):
    if not dify_config.PARCEL_ENABLED:
        return
    store = get_store()
    try:
        return store.fetch_parcel(name)
    except Exception:
        logger.exception("one: no parcel %s", name)


def called_under_a_condition(name):
    store = get_store()
    try:
        return store.fetch_parcel(name)
    except Exception:
        logger.exception("two: no parcel %s", name)


def calling(name):
    if dify_config.PARCEL_ENABLED:
        called_under_a_condition(name)


def nothing_else(name):
    if not dify_config.PARCEL_ENABLED:
        return
    try:
        name.strip()
    except Exception:
        logger.exception("three: no parcel %s", name)


def says_what_it_reads(name):
    try:
        name.strip()
    except Exception:
        logger.exception("four: no parcel on %s", dify_config.PARCEL_SHELF)


def given_for_a_reason(name):
    try:
        name.strip()
    except Exception:
        logger.exception("five: no parcel %s", name)


def giving(names):
    if names:
        for name in names:
            if dify_config.BOX_COLOUR:
                given_for_a_reason(name)
    given_for_a_reason("x")
    given_for_a_reason("y")
    given_for_a_reason("z")


def on_what_the_repository_makes(name):
    store = get_store()
    try:
        store.weigh_parcel(name)
    except Exception:
        logger.exception("six: no parcel %s", name)


def one_of_two(road):
    try:
        road.take_road()
    except Exception:
        logger.exception("seven: no parcel")


def no_handler(name):
    if not dify_config.PARCEL_ENABLED:
        return
    store = get_store()
    if store.fetch_parcel(name):
        logger.info("eight: a parcel %s", name)


def asks_only(name):
    if is_reached(name):
        logger.info("nine: a parcel")
"""


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    files = {
        "api/configs/feature/__init__.py": CONFIG,
        "api/libs/store.py": STORE,
        "api/libs/ledger.py": LEDGER,
        "api/services/shop.py": SHOP,
    }
    index, sources = build(tmp_path_factory.mktemp("handlers"), changed={"dify": files})
    return Code(index, sources)


def decided(code: Code, word: str) -> list[str]:
    """Return the settings of the statement whose text begins with a word."""
    facts = [f for f in code.index.all(LogTemplate) if f.template.startswith(f"{word}:")]
    return [d.use.name for d in deciding(cause_of(code, facts[0], word).decides, word)]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        # what failed in the function that was called; that it is switched on is not why
        ("one", ["PARCEL_ENDPOINT"]),
        ("two", ["PARCEL_ENDPOINT"]),
        # but where nothing says why
        ("three", ["PARCEL_ENABLED"]),
        ("four", ["PARCEL_SHELF"]),
        # what is said was not given for the failure
        ("five", []),
        # no library failed, and nobody knows which function
        ("six", []),
        ("seven", []),
        # without a failure the check decides
        ("eight", ["PARCEL_ENABLED", "PARCEL_ENDPOINT"]),
        ("nine", []),
    ],
)
def test_what_decides(code: Code, word: str, expected: list[str]) -> None:
    assert decided(code, word) == expected
