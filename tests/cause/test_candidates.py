"""Of several functions or statements that may be meant, those that the file or the way tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.walk import RAISED
from ctxkit.model.cause import StatementCause
from tests.ask.locate_workspace import build
from tests.cause.asking import cause_of_log

CONFIG = """from pydantic import Field
from pydantic_settings import BaseSettings


class CrateConfig(BaseSettings):
    CRATE_LIMIT: int = Field(description="Of a crate", default=8)
    CRATE_COLOUR: str = Field(description="Of a crate", default="red")
    CRATE_LABEL: str = Field(description="Of a crate", default="")
"""
HEAD = "import logging\n\nfrom configs import dify_config\n\nlogger = logging.getLogger(__name__)\n"


def decided(folder: Path, begins: str, **files: str) -> tuple[list[str], StatementCause]:
    changed = {f"api/{name.replace('__', '/')}.py": HEAD + text for name, text in files.items()}
    config = {"api/configs/feature/__init__.py": CONFIG}
    code = Code(*build(folder, changed={"dify": {**config, **changed}}))
    cause = cause_of_log(code, begins, begins)
    return [decider.use.name for decider in cause.decides], cause


CRATES = """

class CrateError(Exception):
    pass


def pack(crate):
    if crate.size > dify_config.CRATE_LIMIT:
        raise CrateError()


def paint(crate):
    if crate.colour != dify_config.CRATE_COLOUR:
        raise CrateError()
    if crate.dull:
        raise CrateError()
    if crate.wet:
        raise CrateError()
"""
SHIPPING = """from services.crates import CrateError, pack


def ship(crate):
    try:
        pack(crate)
    except CrateError:
        logger.error("the crate cannot be shipped")
"""


def test_of_many_statements_that_raise_an_error_the_one_that_was_tried_decides(
    tmp_path: Path,
) -> None:
    named, cause = decided(
        tmp_path, "the crate cannot", services__crates=CRATES, services__shipping=SHIPPING
    )
    assert named == ["CRATE_LIMIT"]
    assert "if crate.size > dify_config.CRATE_LIMIT:" in [guard.text for guard in cause.guards]
    raised = [g.location.line for g in cause.guards if g.why == "raises CrateError"]
    first = (HEAD + CRATES).split("\n").index("        raise CrateError()") + 1
    assert raised == [first]
    assert not any("colour" in guard.text for guard in cause.guards)


PORTERS = """

class {0}Porter:
    def fetch_crate(self, code):
        if code == dify_config.CRATE_{1}:
            raise OSError("no crate")
"""
CALLING = """from libs.road import RoadPorter
from libs.rail import RailPorter

PORTERS = {"road": RoadPorter(), "rail": RailPorter()}


def fetch(kind, code):
    porter = PORTERS[kind]
    try:
        porter.fetch_crate(code)
    except OSError:
        logger.error("the crate cannot be fetched")
"""


def test_of_the_methods_of_a_name_those_of_imported_modules_come_first(tmp_path: Path) -> None:
    named, _ = decided(
        tmp_path,
        "the crate cannot",
        libs__road=PORTERS.format("Road", "LIMIT"),
        libs__rail=PORTERS.format("Rail", "COLOUR"),
        services__air=PORTERS.format("Air", "LABEL"),
        services__sea=PORTERS.format("Sea", "LABEL"),
        services__calling=CALLING,
    )
    assert {"CRATE_LIMIT", "CRATE_COLOUR"} <= set(named)


TRYING = """

def load(crate):
    try:
        {tried}
    except OSError:
        logger.error("the crate cannot be loaded")
"""


@pytest.mark.parametrize(
    ("tried", "shown"),
    [
        ("crate.lift(1)", ["crate.lift(1)"]),
        ("crate.name = 1\n        crate.lift(1)", ["crate.lift(1)"]),
        ("x = crate.lift(1)\n        crate.drop(x)", ["x = crate.lift(1)", "crate.drop(x)"]),
        ("crate.lift(1)\n        crate.turn(2)\n        crate.drop(3)", []),  # of many none
        ("raise OSError(crate)", []),
    ],
)
def test_the_calls_of_which_one_failed_are_shown(
    tmp_path: Path, tried: str, shown: list[str]
) -> None:
    _, cause = decided(tmp_path, "the crate cannot", services__x=TRYING.format(tried=tried))
    assert [guard.text for guard in cause.guards if guard.why == RAISED] == shown
