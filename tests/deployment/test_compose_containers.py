"""The variables of small deployments are those that docker compose gives."""

from __future__ import annotations

import pytest

from ctxkit.deployment.compose_files import read_layers
from ctxkit.deployment.containers import merge_layers
from ctxkit.files.dotenv import read_env
from ctxkit.files.user_files import CustomerFile
from tests.deployment.compose_containers import (
    DEPLOYMENTS,
    Containers,
    compose_files,
    files_of,
)

ROWS = [
    pytest.param(text, expected, id=f"{kind} {number}")
    for kind, rows in DEPLOYMENTS.items()
    for number, (text, expected) in enumerate(rows)
]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_the_variables_of_the_containers(text: str, expected: Containers) -> None:
    files = {name: content.encode() for name, content in files_of(text).items()}
    env = read_env(CustomerFile(path=".env", data=files.get(".env", b""))).values()
    given = [CustomerFile(path=name, data=files[name]) for name in compose_files(files)]
    deployment = merge_layers(read_layers(given, env, files.get), env, read=files.get)
    assert {
        service: {name: variable.value for name, variable in variables.items()}
        for service, variables in deployment.services.items()
    } == expected
