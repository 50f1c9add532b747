"""The conditions under which an error is raised whose class a text names."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.named_errors import errors_named
from tests.ask.locate_workspace import build

ERRORS = """class ShipError(Exception):
    def __init__(self):
        raise ShipError("of the definition")


class HullError(Exception):
    pass


class MastError(Exception):
    pass
"""
YARD = """from core.errors import HullError, MastError, ShipError


def launch(code):
    match code:
        case "ship":
            raise ShipError("it is not here")
        case "sail":
            raise ShipError("it has no sail")
        case "hull" if code:
            if code.leaks:
                raise HullError("it leaks")
    raise MastError("it broke")


def mend(code):
    if code:
        raise TimeoutError("late")
    for _ in code:
        raise SailError("one")
        raise SailError("two")
        raise SailError("three")
"""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("run failed: ShipError: it sank", ['case "ship":', 'case "sail":']),
        ("core.errors.HullError: it leaks", ["if code.leaks:"]),  # the nearest
        ("HullError('it leaks')", ["if code.leaks:"]),
        ("MastError: it broke", []),  # under no condition
        ("SailError: of many statements none is the one", []),
        ("TimeoutError: Python has it as well", []),
        ("NoError: nobody raises it", []),
        ("the HullError is known", []),
        ("ShipError: a HullError: b", ['case "ship":', 'case "sail":', "if code.leaks:"]),
        ("MastError: a NobodyError: b HullError: c", []),  # the third
    ],
)
def test_who_raises_an_error_that_a_text_names(tmp_path: Path, text: str, shown: list[str]) -> None:
    files = {"api/core/errors.py": ERRORS, "api/core/yard.py": YARD}
    code = Code(*build(tmp_path, changed={"dify": files}))
    assert [place.text for place in errors_named(code, text)] == shown
