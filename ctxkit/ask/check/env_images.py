"""Check the images of the user's compose files: one version together, and the workspace's.

Not here: what the containers get (`deployment/containers.py`), which images are Dify's
(`dify/images.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.ask.check.dify_images import MAX_TAG_CHARS, TaggedImage, images_of_dify
from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.rule import FileRule, Rule
from ctxkit.files.user_files import CustomerFile

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


def check_images(case: EnvCase, files: Sequence[CustomerFile]) -> None:
    """Report images whose version of Dify differs from that of the first one or the workspace."""
    first: TaggedImage | None = None
    for image in images_of_dify(files, case.deployment.env):
        if first is None:
            first = image
            _compare_with_workspace(case, image)
        elif image.tag != first.tag:
            message = (
                f"{image.service} ({image.name}) runs another version of Dify than {first.service}"
            )
            _report(case, IMAGE_VERSIONS_DIFFER, image, message, "use the same tag for both")


def _compare_with_workspace(case: EnvCase, image: TaggedImage) -> None:
    if not case.version or image.version == case.version:
        return
    tag = image.tag[:MAX_TAG_CHARS]
    message = (
        f"{image.service} runs {image.name}:{tag}, but this workspace has the sources of "
        f"{case.version}"
    )
    fix = f"use a workspace of that version (ctxkit init --dify {tag})"
    _report(case, IMAGE_NOT_OF_WORKSPACE, image, message, fix)


def _report(case: EnvCase, rule: Rule, image: TaggedImage, message: str, fix: str) -> None:
    case.reporter.add(rule, Spot(path=image.path, key="image", line=image.line), message, fix)
