"""Which service runs which code."""

from __future__ import annotations

import pytest

from ctxkit.dify.programs import homes_of, runs, scope_of_service


@pytest.mark.parametrize(
    ("service", "path", "home"),
    [
        ("api", "api/app.py", True),
        ("worker", "api/app.py", True),
        ("worker_beat", "api/app.py", True),
        ("web", "web/app/page.tsx", True),
        ("web", "api/app.py", False),
        ("nginx", "docker/nginx/nginx.conf.template", True),
        ("ssrf_proxy", "docker/ssrf_proxy/squid.conf.template", True),
        ("db", "api/app.py", False),
        ("", "api/app.py", False),
    ],
)
def test_which_component_runs_a_file(service: str, path: str, home: bool) -> None:
    assert runs(service, "dify", path) is home


def test_repositories_of_the_go_programs() -> None:
    assert [repo for repo, _ in homes_of("plugin_daemon")] == [
        "dify-plugin-daemon",
        "dify-official-plugins",
        "dify-plugin-sdks",
    ]
    assert homes_of("sandbox") == (("dify-sandbox", ""),)
    assert homes_of("redis") == ()
    assert not runs("sandbox", "dify-plugin-daemon", "main.go")


@pytest.mark.parametrize(
    ("service", "image", "build", "scope"),
    [
        ("worker", "", "", "api"),
        ("dify-api", "langgenius/dify-api:1", "", "api"),
        ("queue", "langgenius/dify-api:1", "", "api"),
        ("web", "langgenius/dify-api:1", "", "api"),  # the image is certain, the name is not
        ("backend", "", "../dify/api", "api"),
        ("backend", "example.com/backend:1", "../dify/api/", "api"),
        ("code", "", "../dify-sandbox", "sandbox"),
        ("jobs", "", "..\\dify\\dify-agent-runtime", "agent_runtime"),
        ("backend", "", "../docker", "image:backend"),
        ("backend", "", ".", "image:backend"),
        ("api", "example.com/backend:1", "", "api"),
        ("redis", "redis:6", "", "image:redis"),
    ],
)
def test_the_program_of_a_service(service: str, image: str, build: str, scope: str) -> None:
    assert scope_of_service(service, image, build) == scope
