"""Which `env_file` hands over which variables; their values are in `test_compose_containers.py`."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ctxkit.deployment.env_files import Environment, HandedOver, env_files_of, handed_over
from ctxkit.deployment.services import EnvFileEntry
from ctxkit.files.interpolation import Room

FILES = {".env": b"E=1\n", "sub/.env": b"E=2\n", "one.env": b"A=${E}\n"}


def handed(environment: Environment, *entries: EnvFileEntry) -> Mapping[str, HandedOver]:
    files = list(env_files_of(entries, "compose.yaml", {"W": "one"}, Room()))
    return handed_over("api", files, environment, {})


def test_a_variable_knows_its_file_and_who_named_it() -> None:
    environment = Environment(values={"E": "1"}, read=FILES.get)
    found = handed(environment, EnvFileEntry(".env"), EnvFileEntry("./${W}.env"))
    assert {n: (v.file, v.compose, v.is_passed_on) for n, v in found.items()} == {
        "E": (".env", "compose.yaml", True),
        "A": ("one.env", "compose.yaml", False),
    }
    assert found["A"].found == ("A", "1", "${E}", 1)


def test_the_env_of_another_folder_is_another_file() -> None:
    environment = Environment(values={"E": "1"}, read=FILES.get)
    found = handed(environment, EnvFileEntry(".env", folder="sub"))
    assert (found["E"].found.value, found["E"].is_passed_on) == ("2", False)


@pytest.mark.parametrize(
    ("path", "names"), [(".env", ["E"]), ("x/.env", ["E"]), ("mine.env", ["E"]), ("one.env", [])]
)
def test_without_the_files_only_the_env_is_known_by_its_name(path: str, names: list[str]) -> None:
    environment = Environment(values={"E": "1"}, file="mine.env")
    assert list(handed(environment, EnvFileEntry(path))) == names


def test_a_file_that_is_not_there_hands_over_nothing() -> None:
    assert handed(Environment(values={"E": "1"}, read=FILES.get), EnvFileEntry("no.env")) == {}
