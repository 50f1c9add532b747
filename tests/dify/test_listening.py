"""The ports on which containers listen."""

from __future__ import annotations

import pytest

from ctxkit.dify.listening import LISTENERS, listener_of, ports_of_command


@pytest.mark.parametrize(
    ("program", "image", "port"),
    [
        ("api", "", "5001"),
        ("api", "example/postgres:1", "5001"),
        ("image:db", "docker.io/library/postgres:15-alpine", "5432"),
        ("", "postgres", "5432"),
        ("image:redis", "redis:6", "6379"),
    ],
)
def test_a_container_by_its_program_or_its_image(program: str, image: str, port: str) -> None:
    row = listener_of(program, image)
    assert row is not None
    assert row.ports[0] == port


@pytest.mark.parametrize("image", ["", "example/my-postgres:1", "pgbouncer", "redis-commander"])
def test_images_of_others(image: str) -> None:
    assert listener_of("", image) is None
    assert listener_of("image:x", image) is None


def test_every_variable_belongs_to_a_port() -> None:
    assert all(len(row.variables) <= len(row.ports) for row in LISTENERS)


@pytest.mark.parametrize(
    ("command", "ports"),
    [
        ("redis-server --requirepass x", ()),
        ("redis-server --port 6380 --requirepass x", ("6380",)),
        ("redis-server --port=6380", ("6380",)),
        ("postgres -p 5433", ("5433",)),
        ("postgres -c port=5433 -c max_connections=100", ("5433",)),
        ("/bin/weaviate --host 0.0.0.0 --port 8081 --scheme http", ("8081",)),
        ("redis-server --maxmemory 1024", ()),
        ("redis-server /etc/redis.conf", None),
        ("mysqld --defaults-file=/etc/my.cnf", None),
        ("postgres -c config_file=/x", None),
    ],
)
def test_the_ports_of_a_command(command: str, ports: tuple[str, ...] | None) -> None:
    assert ports_of_command(command) == ports
