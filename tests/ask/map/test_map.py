"""A map as an answer: all of it, one service, hosts outside."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxkit
from ctxkit.ask.map.inputs import map_input
from ctxkit.ask.map.map import draw_map
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.errors import UsageError
from ctxkit.files.user_files import CustomerFile
from ctxkit.network.inputs import MapInput
from ctxkit.output.map_svg import map_svg
from tests.ask.literal import Asked, literal_index
from tests.conftest import assert_golden


def test_one_service_with_its_neighbours(network: Asked, shipped: MapInput) -> None:
    drawn = draw_map(network.index, shipped, service="sandbox").map
    assert drawn is not None
    assert [each.name for each in drawn.services] == [
        "api",
        "worker",
        "worker_beat",
        "sandbox",
        "ssrf_proxy",
    ]
    assert {(each.caller, each.callee) for each in drawn.links} == {
        ("api", "sandbox"),
        ("worker", "sandbox"),
        ("worker_beat", "sandbox"),
        ("sandbox", "ssrf_proxy"),
        ("ssrf_proxy", "sandbox"),
    }


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("sandbx", "no service sandbx in dify docker/docker-compose.yaml", "sandbox"),
        ("qdrant", "the service qdrant is not started", ""),
    ],
)
def test_a_service_that_does_not_run(
    network: Asked, shipped: MapInput, name: str, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        draw_map(network.index, shipped, service=name)
    assert caught.value.message.startswith(message)
    assert hint in (caught.value.hint or "")


def test_values_without_their_chart_are_for_helm(network: Asked) -> None:
    files = UserDeployment(values=(CustomerFile(path="values.yaml", data=b"a: 1\n"),))
    with pytest.raises(UsageError) as caught:
        map_input(network.index, network.sources, files)
    assert "are not in this workspace" in caught.value.message
    assert "helm template NAME CHART -f values.yaml" in (caught.value.hint or "")


def test_values_and_compose_are_two_deployments(network: Asked) -> None:
    values, env = (CustomerFile(path=path, data=b"") for path in ("values.yaml", ".env"))
    with pytest.raises(UsageError, match="are two deployments"):
        map_input(network.index, network.sources, UserDeployment(env=env, values=(values,)))


def test_a_manifest_is_another_deployment(network: Asked) -> None:
    files = UserDeployment(env=CustomerFile(path=".env", data=b"A=1\n"))
    with pytest.raises(UsageError, match="two deployments"):
        map_input(network.index, network.sources, files, [CustomerFile(path="x", data=b"")])


def test_a_workspace_without_a_compose_file(tmp_path: Path) -> None:
    empty = literal_index(tmp_path, {"dify": {}})
    with pytest.raises(UsageError, match="there is no docker/docker-compose"):
        map_input(empty.index, empty.sources, UserDeployment())
    empty.index.close()


def test_the_forms_of_a_map(demo_workspace: ctxkit.Workspace, tmp_path: Path) -> None:
    answer = demo_workspace.map()
    assert answer.found
    data = answer.to_dict()
    assert data["command"] == "map"
    found = {(each["from"], each["to"], each["port"]) for each in data["map"]["links"]}
    assert ("api", "plugin_daemon", "5002") in found
    text = answer.bundle().markdown
    assert "```mermaid\nflowchart LR\n" in text
    small = answer.bundle(budget=200)
    assert small.tokens <= 200
    assert "mermaid" not in small.markdown
    outside = demo_workspace.map(only_outside=True)
    assert outside.finding.query == "--outside"
    assert "links" not in outside.bundle().markdown
    env = tmp_path / ".env"
    env.write_text("PLUGIN_DAEMON_URL=http://daemon.example.com:5002\n")
    hosts = demo_workspace.map(env=env).to_dict()["map"]["outside"]
    assert [each["host"] for each in hosts if each["host"].startswith("daemon")] == [
        "daemon.example.com"
    ]


def test_the_picture_of_a_map(network: Asked, shipped: MapInput) -> None:
    drawn = draw_map(network.index, shipped).map
    assert drawn is not None
    assert_golden("map.svg", map_svg(drawn))


def test_only_a_map_can_be_drawn(demo_workspace: ctxkit.Workspace) -> None:
    with pytest.raises(UsageError, match="only a map"):
        _ = demo_workspace.explain("LOG_LEVEL").svg
