"""The environment variables of the fields of a pydantic-settings class."""

from __future__ import annotations

import pytest

from ctxkit.model import ConfigKey
from tests.extract.literal import facts

PATH = "agent/src/agent/settings.py"


def names(code: str) -> list[str]:
    head = "from pydantic_settings import BaseSettings\n"
    return [each.name for each in facts(PATH, head + code, ConfigKey)]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("class A(BaseSettings):\n    a_b: int\n    model_config = D(env_prefix='P_')", "P_A_B"),
        ("class A(BaseSettings):\n    a_b: int\n    model_config = D(env_prefix='p_')", "P_A_B"),
        ("class A(BaseSettings):\n    a_b: int\n    model_config: C = D(env_prefix='P_')", "P_A_B"),
        ("class A(BaseSettings):\n    a_b: int\n    model_config = {'env_prefix': 'P_'}", "P_A_B"),
        ("class A(BaseSettings, env_prefix='P_'):\n    a_b: int", "P_A_B"),
        ("class A(BaseSettings):\n    a: int\n    class Config:\n        env_prefix = 'P_'", "P_A"),
        ("class A(BaseSettings, env_prefix='P_', case_sensitive=True):\n    a: int", "P_a"),
        ("class A(BaseSettings):\n    a_b: int\n    env_prefix: str = 'P_'", "a_b"),
        ("class A(BaseSettings):\n    a_b: int", "a_b"),
        ("class A(BaseSettings):\n    A_B: int", "A_B"),
    ],
)  # fmt: skip
def test_a_prefix(code: str, name: str) -> None:
    assert names(f"{code}\n")[0] == name


def test_a_class_hands_down_how_its_variables_are_named() -> None:
    base = "class A(BaseSettings):\n    model_config = D(env_prefix='P_', case_sensitive=True)\n"
    assert names(f"{base}class B(A):\n    a: int\n") == ["P_a"]
    own = "class B(A):\n    model_config = D(env_prefix='Q_')\n    a: int\n"
    assert names(base + own) == ["Q_a"]
    assert names("class A(A, BaseSettings):\n    a: int\n") == ["a"]  # hostile: its own base


def test_fields_of_a_model_are_joined_by_the_delimiter() -> None:
    code = """\
class Redis(BaseModel):
    host: str
class A(BaseSettings):
    redis: Redis
    model_config = D(env_prefix="P_"%s)
"""
    assert names(code % ", env_nested_delimiter='__'") == ["P_REDIS", "P_REDIS__HOST"]
    assert names(code % "") == ["P_REDIS", "redis.host"]
