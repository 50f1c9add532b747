from __future__ import annotations

import pytest

from ctxkit.model import ConfigUse
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "api/libs/a.py"


def copies(code: str) -> list[tuple[str, str, int, str]]:
    found = facts(PATH, code, ConfigUse)
    return [(use.name, use.group, use.line, use.symbol) for use in found if use.via == "copy"]


def test_constants_attributes_and_fields() -> None:
    check("python/api/libs/copies.py", ConfigUse)


@pytest.mark.parametrize(
    ("value", "is_followed"),
    [
        ("dify_config.XY", True),
        ("os.getenv('XY')", True),
        ("int(dify_config.XY or 3)", True),
        ("dify_config.XY if a else b", True),
        ("((((((dify_config.XY))))))", True),
        ("(((((((dify_config.XY)))))))", False),
        ("[dify_config.XY]", False),
        ("f'{dify_config.XY}'", False),
        ("dify_config.XY + 1", False),
        ("credentials.get('xy')", False),
    ],
)
def test_what_hands_on_a_value(value: str, is_followed: bool) -> None:
    found = copies(f"ABC = {value}\ndef f():\n    return ABC")
    assert [line for *_, line, _ in found] == ([3] if is_followed else [])


@pytest.mark.parametrize(
    ("name", "is_followed"),
    [("ABC", True), ("AB", False), ("x.ABC", False), ("a, ABC", False)],
)
def test_which_names_are_followed(name: str, is_followed: bool) -> None:
    found = copies(f"{name} = dify_config.XY\ndef f():\n    return {name}")
    assert bool(found) is is_followed


@pytest.mark.parametrize(
    ("line", "is_read"),
    [
        ("return ABC", True),
        ("return g(ABC, x=ABC)", True),
        ("return g(ABC=1)", False),
        ("return x.ABC", False),
        ("return 'ABC'", False),
        ("return ABCD", False),
        ("# ABC", False),
        ("ABC = 3\n    return ABC", False),
        ("ABC: int = 3\n    return ABC", False),
        ("return ABC == 3", True),
    ],
)
def test_what_is_a_read(line: str, is_read: bool) -> None:
    found = copies(f"ABC = dify_config.XY\ndef f():\n    {line}\n    pass")
    assert [(group, line) for _, group, line, _ in found] == ([("ABC", 3)] if is_read else [])


@pytest.mark.parametrize("parameters", ["ABC", "x, ABC=3", "*, ABC: int", "x,\n  ABC", "*ABC"])
def test_a_parameter_of_the_same_name_is_another(parameters: str) -> None:
    assert copies(f"ABC = dify_config.XY\ndef f({parameters}):\n    return ABC") == []
    assert copies("ABC = dify_config.XY\ndef f(x=ABC):\n    return x") != []


@pytest.mark.parametrize(
    ("line", "is_read"),
    [("x = f(ABC + 1)", True), ("ABC = 3", False), ("f(ABC)", False), ("x = 1  # ABC", False)],
)
def test_reads_at_module_level(line: str, is_read: bool) -> None:
    assert bool(copies(f"ABC = dify_config.XY\n{line}\n")) is is_read


def test_a_read_before_the_assignment_is_of_something_else() -> None:
    assert copies("def f():\n    return ABC\nABC = dify_config.XY\n") == []


def test_the_first_read_of_each_function_is_shown_and_of_eight_at_most() -> None:
    code = "ABC = dify_config.XY\n" + "def f{0}():\n    a = ABC\n    return ABC\n" * 10
    for number in range(10):
        code = code.replace("f{0}", f"f{number}", 1)
    assert [line for *_, line, _ in copies(code)] == [3 + 3 * number for number in range(8)]


def test_attributes_of_self_and_of_the_class() -> None:
    code = """\
    class A:
        limit = dify_config.XY
        def __init__(self):
            self.size = dify_config.YZ
        def b(self):
            return self.limit, self.size
        def c(cls):
            return cls.limit, self.sizes, limit
    def d():
        return self.size
    """
    assert copies(code) == [
        ("XY", "limit", 6, "A.b"),
        ("XY", "limit", 8, "A.c"),
        ("YZ", "self.size", 6, "A.b"),
    ]


def test_a_variable_of_a_function_is_not_followed() -> None:
    assert copies("def f():\n    abc = dify_config.XY\n    return abc") == []


@pytest.mark.parametrize(
    ("call", "is_followed"),
    [
        ("Config(host=dify_config.XY)", True),
        ("_Config(host=dify_config.XY)", False),
        ("config(host=dify_config.XY)", False),
        ("Other(host=dify_config.XY)", False),
        ("Config(host=int(dify_config.XY))", True),
    ],
)
def test_fields_of_a_class_that_variables_have(call: str, is_followed: bool) -> None:
    code = f"""\
    class Store:
        def __init__(self, config: Config):
            self._config = config
            self.size = config.size
        def open(self, other):
            return self._config.host, other.host, config.hosts
    def make():
        return {call}
    """
    assert copies(code) == ([("XY", "host", 6, "Store.open")] if is_followed else [])
