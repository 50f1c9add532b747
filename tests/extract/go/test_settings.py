from __future__ import annotations

import pytest

from ctxkit.model import ConfigKey
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "internal/a.go"


def keys(fields: str, type_: str = "Config") -> list[ConfigKey]:
    return facts(PATH, f"type {type_} struct {{\n{fields}\n}}\n", ConfigKey)


def test_fields_with_their_tags_and_comments() -> None:
    check("go/internal/types/config.go", ConfigKey)


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ('envconfig:"A_B"', ("A_B", "envconfig", None, "")),
        ('envconfig:"A_B" default:"3" validate:"min=1"', ("A_B", "envconfig", "3", "min=1")),
        ('envconfig:"A_B" default:"a\\"b"', ("A_B", "envconfig", 'a"b', "")),
        ('envconfig:"A_B" json:"x"', ("A_B", "envconfig", None, "")),
        ('yaml:"a_b,omitempty"', ("a_b", "yaml", None, "")),
        ('yaml:"a_b" json:"x"', None),
        ('yaml:"-"', None),
        ('envconfig:""', None),
        ('json:"a_b"', None),
    ],
)
def test_tags(tag: str, found: tuple[str, str, str | None, str] | None) -> None:
    result = [
        (each.name, each.origin, each.default, each.constraints) for each in keys(f"X int `{tag}`")
    ]
    assert result == ([found] if found else [])


@pytest.mark.parametrize(
    ("type_", "is_config"),
    [
        ("Config", True),
        ("appConfigs", True),
        ("GlobalConfiguration", True),
        ("UserSettings", True),
        ("ConfigFile", False),
        ("Tool", False),
    ],
)
def test_yaml_is_that_of_a_configuration(type_: str, is_config: bool) -> None:
    assert bool(keys('X int `yaml:"x"`', type_)) is is_config
    assert bool(keys('X int `envconfig:"X"`', type_))


def test_nested_structs_make_dotted_names() -> None:
    fields = """\
    App struct {
      Log struct {
        Level string `yaml:"level"`
      } `yaml:"log"`
      Key string `envconfig:"KEY"`
    } `yaml:"app"`
    Port int `yaml:"port"`"""
    assert [(each.name, each.attribute, each.aliases) for each in keys(fields)] == [
        ("app.log.level", "App.Log.Level", ("level",)),
        ("KEY", "App.Key", ()),
        ("port", "Port", ()),
    ]


FIELD = 'Field{0} int `envconfig:"F{0}"`'


@pytest.mark.parametrize(
    ("lines", "description"),
    [
        (["// above", FIELD + " // beside"], "beside"),
        (["// above", FIELD], "above"),
        (["// four words of heading", FIELD, FIELD], "four words of heading"),
        (["// a sentence of five words", FIELD, FIELD], ""),
        (["// heading", FIELD, "", FIELD], ""),
        (["// heading", *[FIELD] * 41], "heading"),
        (["// heading", *[FIELD] * 42], ""),
        ([FIELD], ""),
    ],
)
def test_descriptions(lines: list[str], description: str) -> None:
    code = "\n".join(line.format(number) for number, line in enumerate(lines))
    assert keys(code)[-1].description == description
