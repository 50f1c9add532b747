"""The version of Dify that the images of the user's compose files are of.

Not here: what is wrong with them (`env_images.py`), which images are Dify's (`dify/images.py`).
"""

from __future__ import annotations

from ctxkit.deployment.containers import Deployment
from ctxkit.dify.images import image_row, is_tag_of, tag_of

_MAX_TAG_CHARS = 40
_DIFY = "dify"


def other_version(deployment: Deployment, version: str) -> str:
    """Return the tag of the first image in the user's files that has a version of Dify, if that is
    not `version`; else an empty text.
    """
    for service in deployment.network.services.values():
        row, tag = image_row(service.image), tag_of(service.image)
        if service.path not in deployment.own or row is None or row.release != _DIFY:
            continue
        if tag not in ("", "latest"):
            return "" if is_tag_of(tag, version) else tag[:_MAX_TAG_CHARS]
    return ""
