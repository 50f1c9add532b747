"""The images that Dify is made of: the program that each runs, and the release that its tag names.

Not here: which images a deployment runs (`deployment/containers.py`).
"""

from __future__ import annotations

from functools import cache

from ctxkit.dify.row import Row
from ctxkit.regex import regex

_COMPOSE = "dify docker/docker-compose.yaml#"
_ENTERPRISE = "https://github.com/sorphwer/dify-helm-watchdog"
_NOT_ALNUM = regex(r"[^a-z0-9]+")


class Image(Row, frozen=True, kw_only=True):
    """An image, without its registry; images of one `release` must have the same tag.

    The tag of an image of the release `dify` is a version of Dify. `program` is the one of
    `programs.py` that it runs, empty if the sources do not have its code.
    """

    name: str
    release: str
    program: str = ""


IMAGES = (
    Image(
        name="dify-api",
        release="dify",
        program="api",
        since="1.8.1",
        reference=_COMPOSE + "image: langgenius/dify-api:",
        sample="dify-api",
    ),
    Image(
        name="dify-web",
        release="dify",
        program="web",
        since="1.8.1",
        reference=_COMPOSE + "image: langgenius/dify-web:",
        sample="dify-web",
    ),
    Image(
        name="dify-agent-backend",
        release="dify",
        program="agent",
        since="1.16.0",
        reference=_COMPOSE + "image: langgenius/dify-agent-backend:",
        sample="dify-agent-backend",
    ),
    Image(
        name="dify-agent-local-sandbox",
        release="dify",
        program="agent_runtime",
        since="1.16.0",
        reference=_COMPOSE + "image: langgenius/dify-agent-local-sandbox:",
        sample="dify-agent-local-sandbox",
    ),
    Image(
        name="dify-sandbox",
        release="dify-sandbox",
        program="sandbox",
        since="1.8.1",
        reference=_COMPOSE + "image: langgenius/dify-sandbox:",
        sample="dify-sandbox",
    ),
    Image(
        name="dify-plugin-daemon",
        release="dify-plugin-daemon",
        program="plugin_daemon",
        since="1.8.1",
        reference=_COMPOSE + "image: langgenius/dify-plugin-daemon:",
        sample="dify-plugin-daemon",
    ),
    Image(
        name="dify-enterprise",
        release="dify-enterprise",
        since="3.5.5",
        reference=_ENTERPRISE,
        sample="dify-enterprise",
    ),
    Image(
        name="dify-audit",
        release="dify-audit",
        since="3.5.5",
        reference=_ENTERPRISE,
        sample="dify-audit",
    ),
)

API = "dify-api"
"""The image whose tag says the version of Dify."""

PROGRAMS_WITH_IMAGE = frozenset(row.program for row in IMAGES if row.program)

_ENTERPRISE_IMAGES = "enterprise"
"""How the names of other images of Dify Enterprise begin."""

_SANDBOX = "dify-sandbox"
"""A release with versions of its own, and an interface that does not change with those of Dify."""

_BY_NAME = {row.name: row for row in IMAGES}


def release_of(image: str) -> str:
    """Return the release that the tag of an image names, or "" for an image of others."""
    row = _BY_NAME.get(image)
    return row.release if row else ""


@cache
def image_row(image: str) -> Image | None:
    """Return the row of an image with any registry, tag and digest; None for one of others.

    People build their own: `registry.example.com/team-dify-api:1.14.0` is still Dify's api.
    """
    name = _NOT_ALNUM.sub("-", base_name_of(image).lower())
    rows = (row for row in IMAGES if name == row.name or name.endswith(f"-{row.name}"))
    # `dify-agent-local-sandbox` is no `dify-sandbox`: the longest name that fits.
    return max(rows, key=lambda row: len(row.name), default=None)


def program_of_image(image: str) -> str:
    """Return the program that an image runs, or "" for an image of others."""
    row = image_row(image)
    return row.program if row else ""


def base_name_of(image: str) -> str:
    """Return the name of an image without registry, namespace, tag and digest."""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0]


def tag_of(image: str) -> str:
    """Return the tag of an image, or ""."""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[2]


def is_tag_of(tag: str, version: str) -> bool:
    """Return whether the tag of an image is of a version: `v1.14.0` and `1.14.0-fix1` are of
    1.14.0, and `2.0.0-beta.2` is of 2.0.0-beta.2.
    """
    own, wanted = tag.removeprefix("v"), version.removeprefix("v")
    return own == wanted or own.startswith(f"{wanted}-")


def is_called_difys(image: str) -> bool:
    """Return whether the name of an image says that it is Dify's, known or not."""
    return "dify" in _NOT_ALNUM.split(base_name_of(image).lower())


def is_upgraded_with_dify(image: str) -> bool:
    """Return whether an image, in whatever registry, is one of Dify's that must be of the version
    that the others expect.
    """
    row = image_row(image)
    if row is not None:
        return row.release != _SANDBOX
    return is_called_difys(image) or base_name_of(image).startswith(_ENTERPRISE_IMAGES)
