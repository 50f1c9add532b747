"""Reads of settings through an object of a settings class."""

from __future__ import annotations

import pytest

from ctxkit.model import ConfigKey, ConfigUse
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "agent/src/agent/a.py"
CLASS = """\
from pydantic_settings import BaseSettings
class ServerSettings(BaseSettings):
    a_b: int = 3
    c: int = 3
"""


def reads(code: str) -> list[tuple[str, int]]:
    return [(use.name, use.line) for use in facts(PATH, code, ConfigUse)]


@pytest.mark.parametrize("fixture", ["settings.py", "app.py"])
def test_the_settings_of_a_server(fixture: str) -> None:
    check(f"python/agent/src/agent/{fixture}", ConfigKey, ConfigUse)


@pytest.mark.parametrize(
    "line",
    [
        "def f(box: ServerSettings): return box.a_b",
        "def f(box: 'ServerSettings'): return box.a_b",
        "def f(box: m.n.ServerSettings = x): return box.a_b",
        "def f(): box = ServerSettings(); return box.a_b",
        "def f(): box = given or ServerSettings(); return box.a_b",
        "def f(): box = get_settings(); return box.a_b",
        "def f(settings: ServerSettings): return app.settings.a_b",
        "def f(settings: ServerSettings): return self._settings.a_b",
        "def f(box: ServerSettings): return box.a_b == 3",
    ],
)
def test_objects(line: str) -> None:
    assert reads(f"{line}\n") == [("a_b", 1)]


@pytest.mark.parametrize(
    "line",
    [
        "def f(box: ServerSettings): return box.a_b()",
        "def f(box: ServerSettings): box.a_b = 3",
        "def f(box: ServerSettings): return box.A_B",
        "def f(box: ServerSettings): return 'box.a_b'",
        "def f(box: ServerSettings): return 3  # box.a_b",
        "def f(box: ServerSettings): return xbox.a_b",
        "def f(box: Server): return box.a_b",
        "def f(box: Settingset): return box.a_b",
        "def f(settings): return settings.a_b",
        "def f(self: ServerSettings): return self.a_b",
        "box: ServerSettings",
    ],
)
def test_what_is_no_read_of_an_object(line: str) -> None:
    assert reads(f"{line}\n") == []


def test_an_attribute_is_read_once_a_line() -> None:
    code = "def f(box: ServerSettings):\n    return box.a_b + box.a_b + box.c\n"
    assert reads(code) == [("a_b", 2), ("c", 2)]


@pytest.mark.parametrize(
    ("method", "found"),
    [
        ("def m(self): return self.a_b", [("a_b", 5)]),
        ("def m(self): return self.other", []),
        ("def m(self): return self.m()", []),
        ("@field_validator('a_b', \"c\")\n    def m(cls, x): ...", [("a_b", 6), ("c", 6)]),
        ("@field_validator('a_b')\n    @classmethod\n    def m(cls, x): ...", [("a_b", 7)]),
        ("@validator('a_b')\n    def m(cls, x): ...", [("a_b", 6)]),
        ("@field_validator('other')\n    def m(cls, x): ...", []),
        ("@model_validator('a_b')\n    def m(cls, x): ...", []),
    ],
)
def test_reads_of_the_class_itself(method: str, found: list[tuple[str, int]]) -> None:
    assert sorted(reads(f"{CLASS}    {method}\n")) == found


def test_methods_after_a_validator_do_not_validate() -> None:
    code = f"{CLASS}    @validator('c')\n    def m(cls, x): ...\n    def n(self): ...\n"
    assert reads(code) == [("c", 6)]


def test_methods_of_other_classes_are_not_of_the_settings() -> None:
    code = f"{CLASS}class Other:\n    @validator('c')\n    def m(cls, x): ...\n"
    assert reads(code) == []
