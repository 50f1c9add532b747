"""Deployments of strangers, small files that compose would repeat without end, are refused soon."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ctxkit.deployment.amount import MAX_COMPOSE_FILES, MAX_PARTS
from ctxkit.deployment.compose_files import read_layers
from ctxkit.deployment.containers import Deployment, merge_layers
from ctxkit.errors import UsageError
from ctxkit.files.interpolation import MAX_ADDED_CHARS
from ctxkit.files.user_files import CustomerFile
from tests.pace import at_most

SERVICES = 100
MANY = 4_000
API = "services:\n  api:\n    environment: {A: 1}\n    env_file: a.env\n"
VARIABLES = "".join(f"  V{n}: x\n" for n in range(MANY))
PORTS = "".join(f"  - {n}\n" for n in range(MANY))


def indented(lines: str) -> str:
    return lines.replace("  V", "      V")


def repeated(entry: str) -> str:
    return "services:\n" + "".join(f"  s{n}: {entry}\n" for n in range(SERVICES))


def deployed(
    text: str, others: Mapping[str, str] | None = None, env: Mapping[str, str] | None = None
) -> Deployment:
    read = {path: other.encode() for path, other in (others or {}).items()}
    read["compose.yaml"] = text.encode()
    file = CustomerFile(path="compose.yaml", data=text.encode())
    return merge_layers(read_layers([file], env, read.get), env or {}, read=read.get)


@pytest.mark.parametrize(
    ("text", "others", "message"),
    [
        (
            "include: [compose.yaml, compose.yaml, compose.yaml]\n" + API,
            {},
            f"compose.yaml: more than {MAX_COMPOSE_FILES} compose files are included",
        ),
        (
            f"include: [{', '.join(['b.yaml'] * (MAX_COMPOSE_FILES + 1))}]\n",
            {"b.yaml": API},
            f"b.yaml: more than {MAX_COMPOSE_FILES} compose files are included",
        ),
        (
            f"{API}---\n" * (MAX_PARTS + 1),
            {},
            f"service api has more than {MAX_PARTS} definitions",
        ),
        (
            "services:\n  api:\n    env_file:\n"
            + "".join(f"      - {n}.env\n" for n in range(MAX_PARTS + 1)),
            {},
            f"service api has more than {MAX_PARTS} env_file entries",
        ),
        (f"x: &x\n{VARIABLES}" + repeated("{environment: *x}"), {}, "service s25: with it "),
        (f"x: &x\n{VARIABLES}" + repeated("{environment: {<<: *x}}"), {}, "service s25: with it "),
        (f"x: &x\n{PORTS}" + repeated("{ports: *x}"), {}, "service s25: with it "),
        (repeated("{env_file: a.env}"), {"a.env": "A=1\n" * MANY}, "service s25: with it "),
        (
            repeated("{env_file: a.env}"),
            {"a.env": "#" * 200_000},
            "a.env: with it the services read more than 10,000,000 bytes by env_file",
        ),
        (
            repeated("{extends: {file: b.yaml, service: api}}"),
            {
                "b.yaml": "services:\n  api:\n    environment:\n"
                + VARIABLES.replace("  V", "      V")
            },
            "with it the services have more",
        ),
    ],
)
def test_what_is_repeated_too_often_is_refused(
    text: str, others: dict[str, str], message: str
) -> None:
    with at_most(10):
        with pytest.raises(UsageError, match=message):
            deployed(text, others)


def test_a_file_that_many_services_extend_is_read_once() -> None:
    base = "services:\n  a: {image: x, extends: b}\n  b: {extends: a}\n" + "# x\nk: 1\n" * 3_000
    with at_most(10):
        found = deployed(repeated("{extends: {file: b.yaml, service: a}}"), {"b.yaml": base})
    assert found.network.services["s9"].image == "x"


def test_values_that_double_stay_as_they_are_written() -> None:
    doubling = "A=xxxxxxxxxx\n" + "A=$A$A\n" * 40 + "B=b\n"
    found = deployed("services:\n  api: {env_file: a.env}\n", {"a.env": doubling})
    assert len(found.value("api", "A")) < MAX_ADDED_CHARS
    assert found.value("api", "B") == "b"


def test_a_long_value_is_not_repeated_by_all_that_refer_to_it() -> None:
    lines = "".join(f"      V{n}: {n}$LONG\n" for n in range(MANY))
    ports = "    ports: [" + "$LONG, " * MANY + "]\n"
    text = f"services:\n  api:\n    environment:\n{lines}{ports}"
    found = deployed(text, env={"LONG": "x" * 100_000})
    values = [variable.value for variable in found.services["api"].values()]
    assert sum(map(len, values)) < 2 * MAX_ADDED_CHARS
    assert values[0] == "0" + "x" * 100_000
    assert values[-1] == f"{MANY - 1}$LONG"
