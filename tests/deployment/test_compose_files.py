"""The compose files of a deployment, loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.deployment.compose_files import (
    base_name,
    is_override,
    load_layers,
    replaces_difys,
)
from ctxkit.deployment.services import EnvFileEntry, EnvironmentEntry
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.files.user_files import CustomerFile
from tests.ask.literal import literal_index

DIFYS = "services:\n  api:\n    image: langgenius/dify-api:1\n    environment: {A: difys}\n"


def file(path: str, text: str = "services:\n  api:\n    environment: {A: own}\n") -> CustomerFile:
    return CustomerFile(path=path, data=text.encode())


@pytest.mark.parametrize(
    ("path", "name"), [("a/b.yaml", "b.yaml"), ("a\\b.yaml", "b.yaml"), ("b", "b"), ("", "")]
)
def test_the_name_of_a_file(path: str, name: str) -> None:
    assert base_name(path) == name


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("docker-compose.override.yaml", True),
        ("x/Override.yml", True),
        ("override/docker-compose.yaml", False),
        ("compose.yaml", False),
    ],
)
def test_an_override_is_known_by_its_name(path: str, expected: bool) -> None:
    assert is_override(file(path)) is expected
    assert replaces_difys([file(path)]) is not expected


def test_only_the_first_file_says_whether_difys_is_replaced() -> None:
    own, override = file("compose.yaml"), file("compose.override.yaml")
    assert replaces_difys([own, override])
    assert not replaces_difys([override, own])
    assert not replaces_difys([])


def test_difys_file_is_below_the_overrides(tmp_path: Path) -> None:
    asked = literal_index(tmp_path, {"dify": {COMPOSE_FILE: (DIFYS, [])}})
    own, override = file("compose.yaml"), file("compose.override.yaml")

    def paths(*files: CustomerFile) -> list[tuple[str, bool]]:
        return [(layer.path, layer.is_own) for layer in load_layers(asked.sources, files)]

    assert paths() == [(COMPOSE_FILE, False)]
    assert paths(override) == [(COMPOSE_FILE, False), ("compose.override.yaml", True)]
    assert paths(own, override) == [("compose.yaml", True), ("compose.override.yaml", True)]


def test_what_a_service_says(tmp_path: Path) -> None:
    asked = literal_index(tmp_path, {"dify": {COMPOSE_FILE: (DIFYS, [])}})
    text = """\
services:
  api:
    image: acme/dify-api:${TAG}
    profiles: [one, two]
    network_mode: host
    env_file: [a.env, b.env]
    environment:
      A: ${A:-1}
      B:
    deploy:
      replicas: ${N}
  worker:
    scale: 2
    network_mode: bridge
---
services:
  web:
    deploy: {resources: {}}
    scale: ''
"""
    (layer,) = load_layers(asked.sources, [file("compose.yaml", text)])
    api, worker, web = layer.services
    assert api.environment == {"A": EnvironmentEntry("${A:-1}", 8), "B": EnvironmentEntry(None, 9)}
    assert (api.env_files, api.profiles) == (
        (EnvFileEntry("a.env"), EnvFileEntry("b.env")),
        ("one", "two"),
    )
    assert (api.replicas, api.image) == (
        EnvironmentEntry("${N}", 11),
        EnvironmentEntry("acme/dify-api:${TAG}", 3),
    )
    assert (worker.replicas, worker.image, worker.profiles) == (EnvironmentEntry("2", 13), None, ())
    assert [service.shares_host for service in layer.services] == [True, False, False]
    assert (web.name, web.replicas) == ("web", None)
