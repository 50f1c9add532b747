"""The images that Dify is made of, by the release that their tags name.

Not here: which images a deployment runs (`deployment/containers.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from ctxkit.dify.row import Row

_COMPOSE = "dify docker/docker-compose.yaml#"
_ENTERPRISE = "https://github.com/sorphwer/dify-helm-watchdog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Row):
    """An image, without its registry; images of one `release` must have the same tag.

    The tag of an image of the release `dify` is a version of Dify.
    """

    name: str
    release: str


IMAGES = (
    Image(
        name="dify-api",
        release="dify",
        since="1.8.1",
        reference=_COMPOSE + "image: langgenius/dify-api:",
        sample="dify-api",
    ),
    Image(
        name="dify-web",
        release="dify",
        since="1.8.1",
        reference=_COMPOSE + "image: langgenius/dify-web:",
        sample="dify-web",
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


_OWN_PREFIXES = ("dify", "enterprise")
_SANDBOX = "dify-sandbox"
"""It has versions of its own, and an interface that does not change with those of Dify."""


def is_upgraded_with_dify(repository: str) -> bool:
    """Return whether an image, in whatever registry, is one of Dify's that must be of the version
    that the others expect.
    """
    name = repository.rpartition("/")[2]
    return name.startswith(_OWN_PREFIXES) and name != _SANDBOX


def release_of(image: str) -> str:
    """Return the release that the tag of an image names, or "" for an image of others."""
    return next((row.release for row in IMAGES if row.name == image), "")
