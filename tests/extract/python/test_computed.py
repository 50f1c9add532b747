from __future__ import annotations

import pytest

from ctxkit.model import ConfigKey, ConfigUse
from tests.extract.literal import facts

PATH = "api/configs/a.py"


def settings(body: str) -> str:
    return "class A(BaseSettings):\n" + body


@pytest.mark.parametrize(
    ("decorators", "origin"),
    [
        ("@computed_field\n    @property", "computed"),
        ("@pydantic.computed_field(repr=False)\n    @property", "computed"),
        ("@property", "property"),
        ("@cached_property", "property"),
    ],
)
def test_methods_that_compute_a_setting(decorators: str, origin: str) -> None:
    code = settings(f"    {decorators}\n    def X(self) -> list[ str]:\n        'a\\nb'\n")
    [found] = facts(PATH, code, ConfigKey)
    assert (found.name, found.attribute, found.symbol) == ("X", "X", "A.X")
    assert (found.origin, found.type, found.description) == (origin, "list[ str]", "a b")


def test_no_description_and_no_type() -> None:
    [found] = facts(
        PATH, settings("    @property\n    def X(self):\n        return 'a'"), ConfigKey
    )
    assert (found.type, found.description) == ("", "")
    [found] = facts(
        PATH, settings("    @property\n    def X(self):\n        # a\n        1"), ConfigKey
    )
    assert found.description == ""


@pytest.mark.parametrize("decorator", ["@validator('x')", "@classmethod"])
def test_other_methods_compute_none(decorator: str) -> None:
    assert facts(PATH, settings(f"    {decorator}\n    def X(self): 1"), ConfigKey) == []
    assert facts(PATH, settings("    @property\n    class X: ..."), ConfigKey) == []


def reads(body: str, head: str = "") -> list[tuple[str, int, str]]:
    found = facts(PATH, head + settings(body), ConfigUse)
    return [(use.name, use.line, use.target) for use in found if use.via == "field"]


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("self.A_B + self.C", ["A_B", "C"]),
        ("self.inner_A", ["inner_A"]),
        ("self.lower", []),
        ("self.fooBarX", ["fooBarX"]),
        ("defaults.A_B + defaults.C", ["A_B"]),
        ("module.A_B", []),
        ("name.A_B", []),
        ("Method.A_B", []),
        ("x  # self.A_B", []),
        ("x#self.A_B", ["A_B"]),
    ],
)
def test_attributes_that_may_be_settings(expression: str, names: list[str]) -> None:
    head = "import module\nfrom x import name\n"
    code = f"    @property\n    def X(self):\n        return {expression}"
    assert reads(code, head) == [(name, 6, "X") for name in names]


def test_the_reads_of_a_helper_go_into_the_setting_that_calls_it() -> None:
    body = (
        "    @property\n    def X(self): return self.helper()\n"
        "    def helper(self): return self.A\n"
        "    def other(self): return self.B\n"
        "    def caller(self): return self.other()\n"
    )
    assert reads(body) == [("A", 4, "X"), ("B", 5, "")]


def test_methods_of_other_classes_are_not_read() -> None:
    assert facts(PATH, "class A:\n    def b(self): return self.A_B", ConfigUse) == []
