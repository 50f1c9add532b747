"""The host and the port in a value."""

from __future__ import annotations

import pytest

from ctxkit.network.endpoints import endpoint_of


@pytest.mark.parametrize(
    ("value", "host", "port"),
    [
        ("db", "db", ""),
        (" db ", "db", ""),
        ("db:5432", "db", "5432"),
        ("http://weaviate", "weaviate", "80"),
        ("https://weaviate/x", "weaviate", "443"),
        ("HTTP://weaviate:8080", "weaviate", "8080"),
        ("redis://:p@redis:6379/1", "redis", "6379"),
        ("redis://user:p@ss@redis:6379/1", "redis", "6379"),
        ("redis://redis/1", "redis", ""),
        ("grpc://weaviate:50051?x=1", "weaviate", "50051"),
        ("my-host_1.example", "my-host_1.example", ""),
    ],
)
def test_the_one_endpoint_of_a_value(value: str, host: str, port: str) -> None:
    assert endpoint_of(value) == (host, port)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "/var/run/postgresql",
        "redis+socket:///var/run/redis.sock",
        "s1:26379,s2:26379",
        "sentinel://s1:26379/1;sentinel://s2:26379/1",
        "fd00::5",
        "http://[fd00::5]:80",
        "your server",
        "http://<host>:80",
        "${HOST}",
        "db:port",
        "db:123456",
        "-db",
        "h" * 3000,
    ],
)
def test_what_is_no_single_endpoint(value: str) -> None:
    assert endpoint_of(value) is None


@pytest.mark.parametrize(
    ("value", "is_bare"),
    [
        ("db", True),
        ("db:1", True),
        ("db.example", False),
        ("10.0.0.1", False),
        ("localhost", False),
        ("LocalHost:80", False),
        ("1234", False),
        ("db.", False),
    ],
)
def test_a_host_that_only_the_containers_can_know(value: str, is_bare: bool) -> None:
    endpoint = endpoint_of(value)
    assert (endpoint is not None and endpoint.is_bare) is is_bare
