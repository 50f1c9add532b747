"""The names in errors of Python's own lead to definitions and settings."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.interpreter import resolve_interpreter
from ctxkit.logline import parse_events
from ctxkit.model import ConfigKey, ConfigUse, Fact, Symbol
from tests.ask.literal import Files, literal_index
from tests.ask.locate_workspace import MAIL, Ask, place, places


def test_pythons_own_errors_lead_to_the_names(ask: Ask) -> None:
    finding = ask(
        "PluginInvokeError: {\"message\":\"type object 'Engine' has no attribute 'LIMIT'\""
    )
    assert places(finding)[0] == place("api/core/engine.py", "Engine.LIMIT")
    assert finding.confidence == "medium"


def test_a_setting_that_the_configuration_lacks_leads_to_its_readers(ask: Ask) -> None:
    finding = ask("AttributeError: 'DifyConfig' object has no attribute 'MAIL_MAX_ATTEMPTS'")
    assert places(finding)[0] == place(MAIL, "dify_config.MAIL_MAX_ATTEMPTS")


def test_a_name_that_nothing_had_leads_to_its_few_uses(ask: Ask) -> None:
    finding = ask("Run failed: 'NoneType' object has no attribute 'customs_form'")
    assert places(finding)[0] == place("api/services/parcel_service.py", "customs_form")
    assert finding.confidence == "low"
    found = places(ask("'NoneType' object has no attribute 'weight'"))
    assert place("api/services/parcel_service.py", "customs_form") not in found


def test_a_refused_value_leads_to_its_setting(ask: Ask) -> None:
    error = "pydantic_core._pydantic_core.ValidationError: 1 validation error for DifyConfig\n{}\n  Input should be a valid integer"
    config = "api/configs/feature/__init__.py"
    assert places(ask(error.format("MAIL_MAX_ATTEMPTS")))[0] == place(config, "MAIL_MAX_ATTEMPTS")
    assert not any(path == config for path, _ in places(ask(error.format("MAIL_MAX_STAMPS"))))


def test_a_refused_value_leads_to_its_setting_without_its_beginning(ask: Ask) -> None:
    text = "File \"/x/site-packages/pydantic/main.py\", line 212, in __init__\n    self.__pydanti\n\n{}\n  Input should be greater than 0 [type=greater_than, input_value='0', input_type=str]\n"
    config = "api/configs/feature/__init__.py"
    assert places(ask(text.format("MAIL_MAX_ATTEMPTS")))[0] == place(config, "MAIL_MAX_ATTEMPTS")
    other = text.format("MAIL_MAX_ATTEMPTS").replace("input_value", "value")
    assert not any(path == config for path, _ in places(ask(other)))


SOURCE = """class Engine:
    def start(self):
        return self.fuel_level

    def stop(self):
        return Engine.fuel_level
"""
ENGINE = Symbol(name="Engine", what="class", line=1, end_line=6)
START = Symbol(name="Engine.start", what="method", line=2, end_line=3)
STOP = Symbol(name="Engine.stop", what="method", line=5, end_line=6)


def resolved(
    folder: Path, line: str, files: Files | None = None
) -> list[tuple[str, int, float, str]]:
    own: Files = {"dify": {"api/engine.py": (SOURCE, [ENGINE, START, STOP])}}
    asked = literal_index(folder, files or own)
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    return [
        (c.fact.path.removeprefix("api/"), c.fact.line, round(c.score, 2), c.confidence)
        for c in resolve_interpreter(context).candidates
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("'Engine' object has no attribute 'fuel_level'", [(3, 40.0, "medium"), (1, 38.0, "low")]),
        ("type object 'Engine' has no attribute 'fuel_level'", [(3, 40.0, "medium"), (1, 38.0, "low")]),
        ("module 'core.Engine' has no attribute 'fuel_level'", [(3, 40.0, "medium"), (1, 38.0, "low")]),
        ("'Engine' object has no attribute 'start'", [(2, 26.0, "low"), (1, 22.0, "low")]),
        ("'Engine' object has no attribute 'fuel'", [(1, 22.0, "low")]),
        ("cannot import name 'fuel_level' from 'core.engine'", [(3, 24.0, "low"), (6, 23.9, "low")]),
        ("cannot import name 'fuel' from 'core.engine'", []),
        ("Engine() missing 1 required positional argument: 'x'", [(1, 22.0, "low")]),
        ("Engine.__init__() got an unexpected keyword argument 'x'", [(1, 22.0, "low")]),
        ("Engine() takes 1 positional argument", [(1, 22.0, "low")]),
        ("Engine() got multiple values for argument 'x'", [(1, 22.0, "low")]),
        ("Can't instantiate abstract class Engine with abstract method", [(1, 22.0, "low")]),
        ("'NoneType' object has no attribute 'fuel_level'", [(3, 24.0, "low"), (6, 23.9, "low")]),
        ("'NoneType' object has no attribute 'level'", []),
        ("'Other' object has no attribute 'fuel_level'", [(3, 24.0, "low"), (6, 23.9, "low")]),
        ("the Engine has no attribute", []),
    ],
)  # fmt: skip
def test_names_in_errors_of_pythons_own(
    tmp_path: Path, line: str, expected: list[tuple[int, float, str]]
) -> None:
    assert resolved(tmp_path, line) == [("engine.py", *found) for found in expected]


def test_the_message_of_the_error_is_read_as_well(tmp_path: Path) -> None:
    frame = 'Traceback (most recent call last):\n  File "/x/y.py", line 1, in f\n    g()'
    line = f"{frame}\nAttributeError: 'Engine' object has no attribute 'fuel_level'"
    assert resolved(tmp_path, line)[0] == ("engine.py", 3, 40.0, "medium")


def test_a_stack_shows_where_a_name_was_used(tmp_path: Path) -> None:
    frame = 'Traceback (most recent call last):\n  File "/x/y.py", line 1, in f\n    g()'
    line = f"{frame}\nAttributeError: 'NoneType' object has no attribute 'fuel_level'"
    assert resolved(tmp_path, line) == []


def test_classes_of_two_files_are_both_guesses(tmp_path: Path) -> None:
    files: Files = {"dify": {f"api/{n}.py": (SOURCE, [ENGINE]) for n in "ab"}}
    found = resolved(tmp_path, "'Engine' object has no attribute 'fuel_level'", files)
    assert [(path, line, confidence) for path, line, _, confidence in found] == [
        ("a.py", 3, "low"),
        ("a.py", 1, "low"),
        ("b.py", 3, "low"),
        ("b.py", 1, "low"),
    ]


def test_twelve_classes_of_a_name_are_looked_at(tmp_path: Path) -> None:
    line = "Can't instantiate abstract class Engine with abstract method"
    for count, shown in ((12, 12), (13, 12)):
        files: Files = {"dify": {f"api/{n:02}.py": ("x\n", [ENGINE]) for n in range(count)}}
        assert len(resolved(tmp_path / str(count), line, files)) == shown


def test_a_name_that_is_used_everywhere_is_not_looked_for(tmp_path: Path) -> None:
    line = "'NoneType' object has no attribute 'fuel_level'"
    for count, shown in ((12, 12), (13, 0)):
        files: Files = {"dify": {"api/a.py": ("x.fuel_level\n" * count, [])}}
        assert len(resolved(tmp_path / str(count), line, files)) == shown


def test_a_name_is_looked_for_in_the_api_alone(tmp_path: Path) -> None:
    used = ("x.fuel_level\n", [])
    paths = ("api/a.py", "api/a.txt", "web/a.py", "api/tests/test_a.py")
    files: Files = {"dify": dict.fromkeys(paths, used)}  # type: ignore[arg-type]
    line = "'NoneType' object has no attribute 'fuel_level'"
    assert resolved(tmp_path, line, files) == [("a.py", 1, 24.0, "low")]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("KeyError: 'fuel_level'", True),
        ("KeyError: 'level'", False),
        ("KeyError: fuel_level", False),
        ("LookupError: 'fuel_level'", False),
    ],
)
def test_a_missing_key_leads_to_its_few_uses(tmp_path: Path, line: str, found: bool) -> None:
    files: Files = {"dify": {"api/a.py": ('x = y["fuel_level"] + y["level"]\n', [])}}
    assert resolved(tmp_path, line, files) == ([("a.py", 1, 24.0, "low")] if found else [])


def setting(name: str, line: int, **fields: object) -> Fact:
    return ConfigKey(name=name, line=line, end_line=line, **{"origin": "pydantic", **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("FUEL_LEVEL", True),
        ("required key FUEL_LEVEL missing value", True),
        ("envconfig.Process: assigning FUEL_LEVEL to FuelLevel: converting 'x'", True),
        ("FUEL", False),
        ("FUEL_LEVEL is low", False),
        ("fuel_level", False),
    ],
)
def test_a_refused_setting_leads_to_its_declaration(tmp_path: Path, line: str, found: bool) -> None:
    declared = [setting("FUEL_LEVEL", n) for n in range(1, 5)] + [setting("FUEL", 9)]
    files: Files = {
        "dify": {
            "api/a.py": ("x\n" * 9, declared),
            "api/tests/test_a.py": ("x\n", [setting("FUEL_LEVEL", 1)]),
        }
    }
    expected = [("a.py", n, 44.0, "medium") for n in (1, 2, 3)]
    assert resolved(tmp_path, line, files) == (expected if found else [])


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        # as an attribute of a line
        '2026-05-02T11:31:02Z ERROR dify-plugin-daemon main.go:43 invalid configuration error="{}"',
    ],
)
def test_a_refused_field_leads_to_its_setting(tmp_path: Path, form: str) -> None:
    declared = [
        setting("A", 1, origin="envconfig", attribute="FuelLevel"),
        setting("B", 2, origin="envconfig", attribute="Other"),
        setting("C", 3, attribute="FuelLevel"),
    ]
    files: Files = {"dify-plugin-daemon": {"internal/config.go": ("x\n" * 9, declared)}}
    line = "Key: 'Config.FuelLevel' Error:Field validation for 'FuelLevel' failed on the 'required' tag"
    found = resolved(tmp_path, form.format(line), files)
    assert found == [("internal/config.go", 1, 26.0, "medium")]


def test_a_setting_that_is_missing_leads_to_its_readers(tmp_path: Path) -> None:
    reads = [
        ConfigUse(name="FUEL_LEVEL", role="reads", via="dify_config", line=n, end_line=n)
        for n in range(1, 15)
    ]
    files: Files = {
        "dify": {"api/a.py": ("x\n" * 20, reads), "docker/a.sh": ("x\n", list(reads[:1]))}  # type: ignore[dict-item]
    }
    found = resolved(tmp_path, "'DifyConfig' object has no attribute 'FUEL_LEVEL'", files)
    assert found[:2] == [("a.py", 1, 40.0, "medium"), ("a.py", 2, 39.9, "low")]
    assert len(found) == 12
