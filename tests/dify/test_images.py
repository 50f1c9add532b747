"""The images that Dify is made of."""

from __future__ import annotations

import pytest

from ctxkit.dify.images import is_called_difys, is_tag_of, program_of_image, release_of, tag_of


def test_the_release_of_an_image() -> None:
    assert release_of("dify-api") == release_of("dify-web") == "dify"
    assert release_of("dify-enterprise") == "dify-enterprise"
    assert release_of("dify-sandbox") == "dify-sandbox"
    assert release_of("redis") == ""
    assert release_of("langgenius/dify-api") == ""


@pytest.mark.parametrize(
    ("image", "program"),
    [
        ("langgenius/dify-api:1.14.0", "api"),
        ("langgenius/dify-api", "api"),
        ("localhost:5000/langgenius/dify-web:1.14.0", "web"),
        ("docker.io/langgenius/dify-plugin-daemon:0.6.0-local@sha256:0a1b", "plugin_daemon"),
        ("registry.example.com/team-dify-api:1", "api"),
        ("registry.example.com/TEAM_Dify_API:1", "api"),
        ("langgenius/dify-sandbox:0.2.15", "sandbox"),
        ("langgenius/dify-agent-local-sandbox:1.16.0", "agent_runtime"),
        ("langgenius/dify-agent-backend:1.16.0", "agent"),
        # of others, and of Dify without code in the sources
        ("langgenius/dify-enterprise:3.7.4", ""),
        ("langgenius/qdrant:1", ""),
        ("langgenius/dify-api-docs:1", ""),
        ("mydify-api:1", ""),
        ("redis:6-alpine", ""),
        ("", ""),
    ],
)
def test_the_program_of_an_image(image: str, program: str) -> None:
    assert program_of_image(image) == program


def test_an_image_that_is_called_difys() -> None:
    assert is_called_difys("langgenius/dify-api-docs:1")
    assert is_called_difys("example.com/our_dify_worker")
    assert not is_called_difys("dify/redis:6")
    assert not is_called_difys("modify:1")


def test_the_tag_of_an_image() -> None:
    assert tag_of("registry.example:5000/x/dify-api:1.14.0@sha256:abc") == "1.14.0"
    assert tag_of("registry.example:5000/x/dify-api") == ""


@pytest.mark.parametrize(
    ("tag", "version", "is_of"),
    [
        ("1.14.0", "1.14.0", True),
        ("v1.14.0", "1.14.0", True),
        ("1.14.0-fix1", "v1.14.0", True),
        ("2.0.0-beta.2", "2.0.0-beta.2", True),
        ("1.10.1-fix.1-local", "1.10.1-fix.1", True),
        ("2.0.0-beta.1", "2.0.0-beta.2", False),
        ("1.10.1", "1.10.1-fix.1", False),
        ("1.14.01", "1.14.0", False),
        ("latest", "1.14.0", False),
    ],
)
def test_whether_a_tag_is_of_a_version(tag: str, version: str, is_of: bool) -> None:
    assert is_tag_of(tag, version) == is_of
