from __future__ import annotations

import pytest

from ctxkit.extract.sandbox_yaml import LANGUAGE
from ctxkit.model import ConfigUse
from tests.extract.annotated import check
from tests.extract.literal import facts


def test_keys_by_path_and_by_name() -> None:
    check("sandbox_yaml/conf/config.yaml", ConfigUse)


def test_configurations_of_tests_are_not_read() -> None:
    assert facts("conf/config.yaml", "a: 1", ConfigUse)
    assert not facts("conf/config.yaml", "a: 1", ConfigUse, test=True)


@pytest.mark.parametrize(
    ("path", "matches"),
    [
        ("conf/config.yaml", True),
        ("docker/volumes/sandbox/conf/config.yml", True),
        ("conf/config.yaml.example", False),
        ("config.yaml", False),
        ("xconf/config.yaml", False),
    ],
)
def test_which_file_it_is(path: str, matches: bool) -> None:
    assert LANGUAGE.reads(path) is matches
