from __future__ import annotations

import pytest

from ctxkit.extract.python.settings import settings_classes
from ctxkit.model import ConfigKey, ConfigUse
from tests.extract.annotated import check
from tests.extract.literal import facts
from tests.extract.python.parsing import python_file

PATH = "api/configs/a.py"


def key(line: str, path: str = PATH) -> ConfigKey:
    code = f"OWN = 'A_B'\nSECONDS = 3 * 60\nclass A(BaseSettings):\n    {line}\n"
    [found] = facts(path, code, ConfigKey)
    return found


def test_fields_with_their_defaults_and_descriptions() -> None:
    check("python/api/configs/feature/__init__.py", ConfigKey, ConfigUse)


@pytest.mark.parametrize(
    ("line", "type_", "default", "constraints"),
    [
        ("X: int", "int", None, ""),
        ("X: int = 3", "int", "3", ""),
        ("X: int = Field(3)", "int", "3", ""),
        ("X: int = Field(default=3, gt=1, ge=2, lt=9, le=8)", "int", "3", "gt=1, ge=2, lt=9, le=8"),
        ("X: str = pydantic.Field('a', min_length=1, max_length=2, pattern='x')", "str", "a", (
            "min_length=1, max_length=2, pattern='x'"
        )),
        ("X: int = Field(3, multiple_of=3, title='x')", "int", "3", "multiple_of=3"),
        ("X: int = Field(...)", "int", None, ""),
        ("X: int = ...", "int", None, ""),
        ("X: list[ str,\n ] = Field(default_factory=list)", "list[str]", "list()", ""),
        ("X: int = Field(default_factory=lambda: f( 3))", "int", "f( 3)", ""),
        ("X: Annotated[int, Field(gt=0)] = 3", "int", "3", "gt=0"),
        ("X: Annotated[int, Field(default=4, gt=0)]", "int", "4", "gt=0"),
        ("X: Annotated[int, Other()] = 3", "int, Other()]", "3", ""),
        ("X: int = Other(default=3)", "int", "Other(default=3)", ""),
        ("X: int = SECONDS", "int", "180", ""),
        ("X: int = Field(default=SECONDS)", "int", "180", ""),
        ("X: int = MINUTES", "int", "MINUTES", ""),
    ],
)  # fmt: skip
def test_fields(line: str, type_: str, default: str | None, constraints: str) -> None:
    found = key(line)
    assert (found.name, found.attribute, found.owner) == ("X", "X", "A")
    assert (found.type, found.default, found.constraints) == (type_, default, constraints)


@pytest.mark.parametrize(
    ("type_", "constraint"),
    [
        ("PositiveInt", "gt=0"),
        ("PositiveFloat", "gt=0"),
        ("NonNegativeInt", "ge=0"),
        ("NonNegativeFloat", "ge=0"),
        ("NegativeInt", "lt=0"),
        ("NonPositiveInt", "le=0"),
        ("PositiveInt | None", "gt=0"),
        ("MyPositiveInt", ""),
    ],
)
def test_a_type_may_constrain(type_: str, constraint: str) -> None:
    assert key(f"X: {type_} = 3").constraints == constraint


def test_a_constraint_of_the_type_is_first_and_not_repeated() -> None:
    assert key("X: PositiveInt = Field(3, le=9)").constraints == "gt=0, le=9"
    assert key("X: PositiveInt = Field(3, gt=0)").constraints == "gt=0"


@pytest.mark.parametrize(
    ("alias", "names"),
    [
        ("validation_alias='A'", ("A",)),
        ("alias='A'", ("A",)),
        ("validation_alias='A', alias='B'", ("A",)),
        ("validation_alias=AliasChoices('A', 'B', C)", ("A", "B")),
        ("validation_alias=NAME", ("X",)),
        ("validation_alias=OWN", ("A_B",)),
        ("validation_alias=AliasChoices(OWN, 'B')", ("A_B", "B")),
        ("title='A'", ("X",)),
    ],
)
def test_aliases(alias: str, names: tuple[str, ...]) -> None:
    found = key(f"X: str = Field('', {alias})")
    assert (found.name, *found.aliases) == names
    assert found.attribute == "X"


@pytest.mark.parametrize(
    "line",
    ["X: ClassVar[int] = 3", "model_config: dict = {}", "_: int = 3", "X = 3", "self.x: int = 3"],
)
def test_other_assignments_are_not_settings(line: str) -> None:
    assert facts(PATH, f"class A(BaseSettings):\n    {line}\n", ConfigKey) == []


@pytest.mark.parametrize(
    ("code", "description"),
    [
        ("X: int = Field(3, description='a ' 'b')", "a b"),
        ('X: int = 3\n    """\n    a\n    b"""', "a b"),
        ("# a\n    # b\n    X: int = 3", "a b"),
        ("# a\n\n    X: int = 3", ""),
        ('# a\n    X: int = 3\n    """b"""', "b"),
        ("X: int = Field(3, description='a')\n    'b'", "a"),
        ("X: int = 3\n    # not this\n", ""),
    ],
)
def test_descriptions(code: str, description: str) -> None:
    assert key(code).description == description


def test_a_comment_may_be_in_the_first_column() -> None:
    [found] = facts(PATH, "class A(BaseSettings):\n# one\n    X: int = 3\n", ConfigKey)
    assert found.description == "one"


def test_a_prefix_of_the_environment() -> None:
    prefix = "model_config = SettingsConfigDict(env_prefix='P_')"
    code = f"class A(BaseSettings):\n    {prefix}\n    X: int = 3\n"
    assert [each.name for each in facts(PATH, code, ConfigKey)] == ["P_X"]
    assert [each.name for each in facts(PATH, code.replace("env_p", "p"), ConfigKey)] == ["X"]


def test_fields_of_a_model_are_below_the_field_that_holds_it() -> None:
    code = """\
    class B(BaseModel):
        y: int = 1
    class A(BaseSettings):
        x: B | None = None
    class C(A):
        z: A = A()
    """
    found = facts(PATH, code, ConfigKey)
    assert [(each.name, each.owner) for each in found] == [("x", "A"), ("z", "C"), ("x.y", "B")]


@pytest.mark.parametrize(
    ("path", "code", "classes"),
    [
        (PATH, "class A(BaseSettings): ...\nclass B(A): ...\nclass C(X): ...", ["A", "B"]),
        (PATH, "class A(x.BaseSettings): ...", ["A"]),
        (PATH, "class A(UpstreamConfig): ...\nclass B(Settings): ...", ["A", "B"]),
        (PATH, "class A(XSettingsSourceInfo): ...\nclass B(XInfo): ...", ["A", "B"]),
        (PATH, "class XConfig: ...\nclass A(XConfig): ...", []),
        (PATH, "class A(Configurable): ...", []),
        (PATH, "class AConfig(BaseModel):\n    HOST: str = Field(default='a')", ["AConfig"]),
        (
            PATH,
            "class AInfo(BaseModel):\n    x: int\n    HOST: str\nclass B(AInfo): ...",
            ["AInfo", "B"],
        ),
        (PATH, "class AConfig(BaseModel):\n    host: str\n    HOST = 3", []),
        (PATH, "class A(BaseModel):\n    HOST: str", []),
        (PATH, "class AConfig(Model):\n    HOST: str", []),
        ("api/libs/a.py", "class AConfig(BaseModel):\n    HOST: str", []),
        ("api/libs/a.py", "class A(UpstreamConfig): ...\nclass B(BaseSettings): ...", ["B"]),
    ],
)
def test_settings_classes(path: str, code: str, classes: list[str]) -> None:
    assert settings_classes(python_file(code, path)) == classes


def test_files_without_settings_are_not_searched() -> None:
    code = "class A(XConfig):\n    X: int = 3\n"
    assert facts(PATH, code, ConfigKey)
    assert facts("api/libs/a.py", f"import pydantic_settings\n{code}", ConfigKey) == []
    plain = code.replace("XConfig", "BaseSettings")
    assert facts("api/libs/a.py", plain, ConfigKey)
