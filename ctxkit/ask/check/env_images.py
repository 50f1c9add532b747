"""Check the images of the user's compose files: one version together, and the workspace's.

Not here: what the containers get (`deployment/containers.py`), which images are Dify's
(`dify/images.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.rule import FileRule, Rule
from ctxkit.deployment.compose_files import images
from ctxkit.dify.images import release_of
from ctxkit.files.interpolation import resolved
from ctxkit.files.user_files import CustomerFile

_MAX_TAG_CHARS = 40

IMAGE_VERSIONS_DIFFER = FileRule(
    id="image-versions-differ",
    category="versions-differ",
    severity="warning",
    summary="Two services run images of different versions of Dify",
    why="All parts of one release belong together: they share a database and internal interfaces.",
    remedy="Use the same tag for all images of Dify.",
    broken={
        "compose": "services:\n  api:\n    image: langgenius/dify-api:1.14.0\n"
        "  web:\n    image: langgenius/dify-web:1.13.3\n"
    },
    kept={
        "compose": "services:\n  api:\n    image: langgenius/dify-api:1.14.0\n"
        "  web:\n    image: langgenius/dify-web:1.14.0\n"
    },
)
IMAGE_NOT_OF_WORKSPACE = FileRule(
    id="image-not-of-workspace",
    category="versions-differ",
    severity="warning",
    summary="The images have another version than the sources of the workspace",
    why="Everything else in the report is measured against the sources of the workspace.",
    remedy="Check the files in a workspace of that version.",
    broken={"compose": "services:\n  api:\n    image: langgenius/dify-api:1.13.3\n"},
    kept={"compose": "services:\n  api:\n    image: langgenius/dify-api:1.14.0\n"},
)
RULES = (IMAGE_VERSIONS_DIFFER, IMAGE_NOT_OF_WORKSPACE)


class _Tagged(NamedTuple):
    """An image of Dify that a service runs."""

    service: str
    name: str
    tag: str
    path: str
    line: int


def check_images(case: EnvCase, files: Sequence[CustomerFile]) -> None:
    """Report images whose version of Dify differs from that of the first one or the workspace."""
    first: _Tagged | None = None
    for image in _images_of_dify(case, files):
        if first is None:
            first = image
            _compare_with_workspace(case, image)
        elif image.tag != first.tag:
            message = (
                f"{image.service} ({image.name}) runs another version of Dify than {first.service}"
            )
            _report(case, IMAGE_VERSIONS_DIFFER, image, message, "use the same tag for both")


def _images_of_dify(case: EnvCase, files: Sequence[CustomerFile]) -> Iterator[_Tagged]:
    for service, image, path, line in images(files):
        # docker.io/langgenius/dify-api:1.14.0@sha256:...
        base_name = resolved(image, case.deployment.env).rpartition("/")[2]
        name, _, tag = base_name.partition("@")[0].partition(":")
        if release_of(name) == "dify" and tag not in ("", "latest"):
            yield _Tagged(service, name, tag, path, line)


def _compare_with_workspace(case: EnvCase, image: _Tagged) -> None:
    # 1.14.0-fix1 is of 1.14.0
    if not case.version or image.tag.partition("-")[0] == case.version:
        return
    tag = image.tag[:_MAX_TAG_CHARS]
    message = (
        f"{image.service} runs {image.name}:{tag}, but this workspace has the sources of "
        f"{case.version}"
    )
    fix = f"use a workspace of that version (ctxkit init --dify {tag})"
    _report(case, IMAGE_NOT_OF_WORKSPACE, image, message, fix)


def _report(case: EnvCase, rule: Rule, image: _Tagged, message: str, fix: str) -> None:
    case.reporter.add(rule, Spot(path=image.path, key="image", line=image.line), message, fix)
