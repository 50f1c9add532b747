"""The network of a deployment."""

from __future__ import annotations

import pytest

from ctxkit.deployment.compose_files import read_layers
from ctxkit.deployment.containers import merge_layers
from ctxkit.deployment.network import Network
from ctxkit.files.user_files import CustomerFile


def network(*texts: str, env: dict[str, str] | None = None) -> Network:
    files = [
        CustomerFile(path=f"{number}.yaml", data=text.encode()) for number, text in enumerate(texts)
    ]
    return merge_layers(read_layers(files, env), env or {}).network


ONE = """\
services:
  a:
    image: x/a:${TAG:-1}
    container_name: my-a
    hostname: host-a
    expose: [80]
    ports: ["${OUT:-8080}:${IN:-81}/tcp", {target: 82, published: 1}]
    networks:
      n: {aliases: [alias-a, "${ALIAS:-b}x"]}
  b:
    command: run --port ${PORT:-1}
    extra_hosts: ["h1:10.0.0.1", "h2=10.0.0.2"]
    links: ["a:link-a"]
    volumes: ["./v:/v"]
  c:
    network_mode: host
networks:
  n:
    external: true
  m:
    external: false
"""


def test_the_names_of_a_service() -> None:
    found = network(ONE)
    for name in ("a", "A", "my-a", "host-a", "alias-a", "bx"):
        service = found.service(name)
        assert service is not None
        assert service.name == "a"
    assert found.service("h1") is None
    for name in ("h1", "H2", "link-a", "a", "b"):
        assert found.knows("b", name)
    assert not found.knows("a", "h1")
    assert not found.knows("nobody", "h1")


def test_what_a_service_runs() -> None:
    found = network(ONE, env={"TAG": "2", "IN": "83", "PORT": "7"})
    a, b = found.services["a"], found.services["b"]
    assert (a.image, a.path, a.line) == ("x/a:2", "0.yaml", 3)
    assert a.ports == {"80", "83", "82"}
    assert (a.command, b.command, b.command_at) == (None, "run --port 7", ("0.yaml", 11))
    assert (b.image, b.line, b.mounts) == ("", 10, ("./v:/v",))


def test_networks() -> None:
    found = network(ONE)
    assert found.external == {"n"}
    assert [found.is_open(name) for name in ("a", "b", "c", "nobody")] == [True, False, True, True]
    assert not found.are_connected("a", "b")
    assert found.are_connected("b", "b")
    assert found.are_connected("b", "c")  # by the host
    assert found.are_connected("b", "nobody")


@pytest.mark.parametrize("key", ["dns", "dns_search"])
def test_a_name_server_of_its_own(key: str) -> None:
    assert network(f"services:\n  a:\n    {key}: [x]\n").is_open("a")


def test_later_files_override_earlier_ones() -> None:
    later = "services:\n  a:\n    image: y\n    entrypoint: [go, on]\n    networks: [m]\n"
    a = network(ONE, later).services["a"]
    assert (a.image, a.path, a.line) == ("y", "1.yaml", 3)
    assert (a.command, a.command_at) == ("go on", ("1.yaml", 4))
    assert a.networks == {"n", "m"}
    assert "80" in a.ports
    again = network(later, "services:\n  a:\n    hostname: z\n").services["a"]
    assert (again.command, again.command_at) == ("go on", ("0.yaml", 4))


def test_a_service_over_the_one_that_it_extends() -> None:
    text = (
        "services:\n  base:\n    expose: [1]\n    command: go\n    dns: x\n"
        "  a:\n    extends: {service: base}\n    hostname: z\n"
    )
    a = network(text).services["a"]
    assert (a.ports, a.command, a.names, a.searches_domains) == ({"1"}, "go", {"z"}, True)
