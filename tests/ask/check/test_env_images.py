"""The images of compose files: one version together, and the workspace's."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.check.env_images import (
    IMAGE_NOT_OF_WORKSPACE,
    IMAGE_OF_OTHER_RELEASE,
    IMAGE_VERSIONS_DIFFER,
    UNKNOWN_IMAGE,
)
from tests.ask.check.running import lines, problems
from tests.ask.literal import Asked, literal_index


def compose(*images: str) -> str:
    return "services:\n" + "".join(f"  s{n}:\n    image: {each}\n" for n, each in enumerate(images))


@pytest.mark.parametrize(
    ("images", "differ", "not_of_workspace"),
    [
        (["dify-api:1.14.0", "dify-web:1.14.0"], [], []),
        (["dify-api:1.14.0", "dify-web:1.13.3"], [5], []),
        (["dify-api:1.13.3", "dify-web:1.13.3"], [], [3]),
        (["dify-api:1.13.3", "dify-web:1.14.0"], [5], [3]),
        (["dify-api:1.14.0", "dify-api:1.13.3", "dify-web:1.13.3"], [5, 7], []),
        (["registry.example:5000/langgenius/dify-api:1.13.3"], [], [3]),
        (["dify-api:1.14.0-fix1"], [], []),
        (["dify-api:1.13.3@sha256:abc"], [], [3]),
        (["dify-api:latest", "dify-web:1.14.0"], [], []),
        (["dify-api", "dify-web:1.14.0"], [], []),
        (["dify-sandbox:0.2.15", "postgres:15", "dify-api:1.14.0"], [], []),
        (["dify-enterprise:3.5.5", "dify-api:1.14.0"], [], []),
        (["team-dify-api:1.14.0", "x/team-dify-api:1.13.3"], [5], []),
        (["dify-api:local", "dify-web:1.14.0"], [], []),
        (["dify-api:main", "dify-web:9f3e2a1"], [], []),
        (["dify-api:1.14.0", "team-dify-api:1.14.0-fix1"], [], []),
        (["dify-api:v1.14.0"], [], []),
    ],
)
def test_the_versions_of_images(
    asked: Asked, images: list[str], differ: list[int], not_of_workspace: list[int]
) -> None:
    text = compose(*images)
    assert lines(asked, IMAGE_VERSIONS_DIFFER.id, compose=text) == differ
    assert lines(asked, IMAGE_NOT_OF_WORKSPACE.id, compose=text) == not_of_workspace


def test_a_tag_may_come_from_the_env_file(asked: Asked) -> None:
    text = compose("langgenius/dify-api:${TAG:-1.14.0}")
    assert lines(asked, IMAGE_NOT_OF_WORKSPACE.id, env="TAG=1.13.3\n", compose=text) == [3]
    assert lines(asked, IMAGE_NOT_OF_WORKSPACE.id, env="A=1\n", compose=text) == []


def test_a_long_tag_is_cut(asked: Asked) -> None:
    (problem,) = problems(
        asked, IMAGE_NOT_OF_WORKSPACE.id, compose=compose(f"dify-api:1.9-{'9' * 50}")
    )
    assert f"dify-api:1.9-{'9' * 36}, but" in problem.message
    assert problem.fix.endswith(f"--version 1.9-{'9' * 36}")


def test_without_dify_in_the_workspace_any_version_is_right(tmp_path: Path) -> None:
    asked = literal_index(tmp_path, {}, missing=["dify"])
    text = compose("dify-api:1.13.3", "dify-web:1.12.0")
    assert lines(asked, IMAGE_NOT_OF_WORKSPACE.id, compose=text) == []
    assert lines(asked, IMAGE_VERSIONS_DIFFER.id, compose=text) == [5]


def test_an_override_replaces_the_image_that_it_overrides(asked: Asked) -> None:
    base = "services:\n  api:\n    image: dify-api:1.13.3\n  web:\n    image: dify-web:1.14.0\n"
    override = "services:\n  api:\n    image: dify-api:1.14.0\n"
    assert lines(asked, IMAGE_VERSIONS_DIFFER.id, compose=base) == [5]
    assert lines(asked, IMAGE_VERSIONS_DIFFER.id, compose=base, override=override) == []
    local = override.replace("1.14.0", "local")
    assert lines(asked, IMAGE_NOT_OF_WORKSPACE.id, compose=base, override=local) == []


@pytest.mark.parametrize(
    ("images", "found"),
    [
        (["dify-plugin-daemon:0.6.0-local"], []),
        (["dify-plugin-daemon:0.5.2-local"], [("warning", 3)]),
        (["dify-plugin-daemon:0.6.1-local"], [("note", 3)]),
        (["dify-plugin-daemon:0.7.0-local"], [("note", 3)]),
        (["dify-plugin-daemon:main-local"], []),
        (["dify-sandbox:0.2.12"], [("note", 3)]),
        (["x/team-dify-sandbox:0.1.0"], [("warning", 3)]),
        (["dify-api:1.14.0", "dify-sandbox:0.1.0"], [("warning", 5)]),
        (["dify-api:1.13.3", "dify-sandbox:0.1.0"], []),  # that of another version
    ],
)
def test_the_releases_that_belong_to_a_version(
    asked: Asked, images: list[str], found: list[tuple[str, int]]
) -> None:
    said = problems(asked, IMAGE_OF_OTHER_RELEASE.id, compose=compose(*images))
    assert [(each.severity, each.line) for each in said] == found


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ("langgenius/dify-telemetry:1.0", [3]),
        ("langgenius/dify-api:1.14.0", []),
        ("langgenius/qdrant:v1", []),
        ("example/modify:1", []),
    ],
)
def test_an_image_of_dify_that_is_not_known(asked: Asked, image: str, found: list[int]) -> None:
    assert lines(asked, UNKNOWN_IMAGE.id, compose=compose(image)) == found
