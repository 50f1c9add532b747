"""What the code says of values beyond the type, read from the sources."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.model import ConfigKey
from tests.ask.check.conftest import facts_of
from tests.ask.literal import Files, literal_index

TEXTS = {
    "api/core/kinds.py": '''from enum import Enum, StrEnum


class VectorType(StrEnum):
    """Stores."""

    CHROMA = "chroma"
    PG: str = 'pgvecto-rs'
    # OLD = "old"
    lower = "no member"


class NoEnumeration:
    A = "a"
''',
    "api/tests/test_kinds.py": """from enum import StrEnum


class TestedType(StrEnum):
    A = "a"
""",
    "api/configs/a.py": """from pydantic import Field, field_validator
from pydantic_settings import BaseSettings


class AConfig(BaseSettings):
    SIZE: int = Field(default=1)
    OTHER_SIZE: int = Field(default=1)

    @field_validator("SIZE", mode="before")
    def in_bytes(cls, value):
        return parse(value)
""",
    "docker/.env.example": "SIZE=1\nONLY_EXAMPLE=1\n",
    "docker/middleware.env.example": "ONLY_MIDDLEWARE=1\n",
}


@pytest.fixture(scope="module")
def enumerations(tmp_path_factory: pytest.TempPathFactory) -> Enumerations:
    files: Files = {
        "dify": {path: (text, facts_of("dify", path, text)) for path, text in TEXTS.items()}
    }
    asked = literal_index(tmp_path_factory.mktemp("enumerations"), files)
    return Enumerations(asked.index, asked.sources)


def key(name: str, type_: str, origin: str = "pydantic", line: int = 6) -> ConfigKey:
    return ConfigKey(
        name=name,
        line=line,
        end_line=line,
        origin=origin,
        type=type_,
        repo="dify",
        path="api/configs/a.py",
    )


@pytest.mark.parametrize(
    ("program", "declared", "members"),
    [
        ("api", key("STORE", "VectorType"), ("chroma", "pgvecto-rs")),
        ("api", key("STORE", "VectorType | None"), ("chroma", "pgvecto-rs")),
        ("api", key("VECTOR_STORE", "str"), ("chroma", "pgvecto-rs")),
        ("plugin_daemon", key("VECTOR_STORE", "str"), ()),
        ("api", key("STORE", "VectorType | str"), ()),
        ("api", key("STORE", "VectorType | OtherType"), ()),
        ("api", key("STORE", "NoEnumeration"), ()),
        ("api", key("STORE", "TestedType"), ()),
        ("api", key("STORE", "Unknown"), ()),
        ("api", key("STORE", "int | None"), ()),
        ("api", key("STORE", "VectorType", origin="envconfig"), ()),
        ("plugin_daemon", key("PLATFORM", "string"), ("local", "serverless", "aws_lambda")),
        ("api", key("PLATFORM", "str"), ()),
    ],
)
def test_the_values_of_a_setting(
    enumerations: Enumerations, program: str, declared: ConfigKey, members: tuple[str, ...]
) -> None:
    assert enumerations.members(program, declared) == members


def test_a_validator_may_change_a_value(enumerations: Enumerations) -> None:
    assert enumerations.is_validated(key("SIZE", "int"))
    assert not enumerations.is_validated(key("OTHER_SIZE", "int"))


def test_names_that_a_program_declares(enumerations: Enumerations) -> None:
    assert enumerations.declared_names("api") == {"SIZE", "OTHER_SIZE"}
    assert enumerations.declared_names("web") == set()


def test_names_of_the_deployment(enumerations: Enumerations) -> None:
    assert enumerations.example_names() == {"SIZE", "OTHER_SIZE", "ONLY_EXAMPLE"}
