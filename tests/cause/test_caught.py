"""The handlers of callers that catch what a statement raises."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.slice import cause_of
from ctxkit.model import Raise
from tests.ask.locate_workspace import build

BARN = """class BarnError(ValueError):
    pass


class LoftError(BarnError):
    pass


def find_hay(name):
    {raising}


def feed_cow(name):
    {calling}
"""
STABLE = """from services.barn import BarnError, feed_cow


class StableApi:
    def post(self, name):
        {calling}
"""
WARN = "logger.warning('no hay')"
RAISE = "raise BarnError('no hay is left')"
PLAIN = "return find_hay(name)"


def tried(call: str, handled: str) -> str:
    return f"try:\n            {call}\n        except {handled}:\n            {WARN}"


def caught(folder: Path, *, raising: str = RAISE, feeding: str, posting: str) -> list[str]:
    files = {
        "api/services/barn.py": BARN.format(raising=raising, calling=feeding),
        "api/controllers/stable.py": STABLE.format(calling=posting),
    }
    code = Code(*build(folder, changed={"dify": files}))
    [fact] = [f for f in code.index.all(Raise) if f.template.startswith("no hay")]
    guards = cause_of(code, fact, "no hay is left").guards
    return [g.text for g in guards if g.why == "error handled by a caller"]


@pytest.mark.parametrize(
    ("handled", "raised", "shown"),
    [
        ("BarnError", "BarnError", True),
        ("BarnError as e", "LoftError", True),  # of a class that it is derived from
        ("ValueError", "LoftError", True),
        ("(KeyError, BarnError)", "BarnError", True),
        ("LoftError", "BarnError", False),
        ("KeyError", "BarnError", False),
        ("Exception", "BarnError", False),  # whatever it is
    ],
)
def test_a_handler_catches_by_the_class(
    tmp_path: Path, handled: str, raised: str, *, shown: bool
) -> None:
    feeding = tried("return find_hay(name)", handled)
    raising = f"raise {raised}('no hay is left')"
    found = caught(tmp_path, raising=raising, feeding=feeding, posting="return feed_cow(name)")
    assert found == ([f"except {handled}:"] if shown else [])


def test_the_nearest_handler_is_shown_however_far_it_is(tmp_path: Path) -> None:
    outer = tried("return feed_cow(name)", "ValueError")
    assert caught(tmp_path / "a", feeding=PLAIN, posting=outer) == ["except ValueError:"]
    inner = tried("return find_hay(name)", "BarnError")
    assert caught(tmp_path / "b", feeding=inner, posting=outer) == ["except BarnError:"]


def test_what_the_function_itself_handles_reaches_no_caller(tmp_path: Path) -> None:
    feeding = tried("return find_hay(name)", "BarnError")
    raising = f"try:\n        {RAISE}\n    except BarnError:\n        {WARN}"
    assert caught(tmp_path, raising=raising, feeding=feeding, posting="pass") == []


def test_a_call_in_a_handler_is_not_caught_by_it(tmp_path: Path) -> None:
    feeding = f"try:\n        pass\n    except BarnError:\n        {PLAIN}"
    assert caught(tmp_path, feeding=feeding, posting="pass") == []


def test_of_many_callers_none_is_the_one(tmp_path: Path) -> None:
    for count, shown in ((3, 3), (4, 0)):
        call = tried("return find_hay(name)", "BarnError")
        again = "".join(f"\n\ndef feed_{n}(name):\n    {call}" for n in range(count - 1))
        found = caught(tmp_path / str(count), feeding=call + again, posting="pass")
        assert len(found) == shown
