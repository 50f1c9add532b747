"""The images of compose files: one version together, and the workspace's."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.check.env_images import IMAGE_NOT_OF_WORKSPACE, IMAGE_VERSIONS_DIFFER
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
    (problem,) = problems(asked, IMAGE_NOT_OF_WORKSPACE.id, compose=compose(f"dify-api:{'9' * 50}"))
    assert f"dify-api:{'9' * 40}, but" in problem.message
    assert problem.fix.endswith(f"--dify {'9' * 40})")


def test_without_dify_in_the_workspace_any_version_is_right(tmp_path: Path) -> None:
    asked = literal_index(tmp_path, {}, missing=["dify"])
    text = compose("dify-api:1.13.3", "dify-web:1.12.0")
    assert lines(asked, IMAGE_NOT_OF_WORKSPACE.id, compose=text) == []
    assert lines(asked, IMAGE_VERSIONS_DIFFER.id, compose=text) == [5]
