"""The images of Dify in the user's compose files, and the version that they are of.

Not here: what is wrong with them (`env_images.py`), which images are Dify's (`dify/images.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ctxkit.deployment.compose_files import images
from ctxkit.dify.images import release_of
from ctxkit.files.interpolation import resolved
from ctxkit.files.user_files import CustomerFile

MAX_TAG_CHARS = 40
"""Of a tag in a message."""


class TaggedImage(NamedTuple):
    """An image of Dify that a service runs."""

    service: str
    name: str
    tag: str
    path: str
    line: int

    @property
    def version(self) -> str:
        """The version of Dify: 1.14.0-fix1 is of 1.14.0."""
        return self.tag.partition("-")[0]


def images_of_dify(files: Sequence[CustomerFile], env: Mapping[str, str]) -> Iterator[TaggedImage]:
    """Yield the images of Dify's own release that have a tag."""
    for service, image, path, line in images(files):
        # docker.io/langgenius/dify-api:1.14.0@sha256:...
        base_name = resolved(image, env).rpartition("/")[2]
        name, _, tag = base_name.partition("@")[0].partition(":")
        if release_of(name) == "dify" and tag not in ("", "latest"):
            yield TaggedImage(service, name, tag, path, line)


def other_version(files: Sequence[CustomerFile], env: Mapping[str, str], version: str) -> str:
    """Return the tag of the first image that is not of a version of Dify, empty without one."""
    for image in images_of_dify(files, env):
        return "" if image.version == version else image.tag[:MAX_TAG_CHARS]
    return ""
