"""Decide whether an image in a values file is the chart's or the customer's own.

The chart's are upgraded, the customer's own are kept. Pure. Not here: the decision on a value
(`decisions.py`).
"""

from __future__ import annotations

import re
from typing import Any, Literal

from ctxkit.ask.upgrade.charts import Charts, is_default, plain_of
from ctxkit.dify.images import is_upgraded_with_dify
from ctxkit.files.values import Keys, Value, ValuesFile
from ctxkit.files.yaml_tree import Node
from ctxkit.files.yaml_types import plain, same
from ctxkit.regex import regex

Owner = Literal["", "chart", "customer"]
"""The owner of the image that a value names, empty if it names none."""

_TAGS = ("tag", "digest", "imagetag")
_REPOSITORIES = ("repository", "registry")
_FLOATING_TAGS = ("latest", "stable", "edge", "main", "master")
_REGISTRY = ("global", "imageRegistry")
_IMAGE = regex(r"((?:[\w.-]+(?::\d+)?/)?[\w./-]+?)(?::([\w.-]+))?(?:@sha256:[0-9a-f]+)?")


def owner_of_image(value: Value, charts: Charts) -> Owner:
    """Return the owner of the image that a value names, or of which it is the tag."""
    key = value.keys[-1].lower()
    if key in _TAGS:
        return _owner_of_tag(value, charts)
    if not key.endswith("image"):
        return ""
    default = charts.known.node(value.keys) or charts.new.node(value.keys)
    return _owner_of_name(value.plain, plain_of(default))


def is_pinned(value: Value, charts: Charts) -> bool:
    """Return whether the customer pinned an image that an upgrade of Dify does not need to change:
    another project's, the sandbox, or one whose default is the same in both charts.
    """
    before, there = charts.before(value.keys), charts.new.node(value.keys)
    if before is not None and there is not None and same(plain(before), plain(there)):
        return True
    repository = _repository_of(value, charts)
    if not repository or is_upgraded_with_dify(repository):
        return False
    # Without the old chart a tag may be its default; only one that floats replaces no version.
    return before is not None or _tag_of(there) in _FLOATING_TAGS


def _tag_of(node: Node | None) -> str:
    """Return the tag that a value of the chart names, or of an image: `nginx:latest`."""
    text = str(plain(node)) if node is not None else ""
    return text.rpartition(":")[2]


def _repository_of(value: Value, charts: Charts) -> str:
    """Return the repository of the image that a value names or tags, empty if it is unknown."""
    if value.keys[-1].lower() not in _TAGS:
        image = _image(value.plain)
        return image[1] if image else ""
    keys = (*value.keys[:-1], "repository")
    files = [file for file in (charts.mine, charts.known, charts.new) if file.node(keys)]
    return next((str(file.leaf(keys)) for file in files if file.leaf(keys)), "")


def has_own_registry(charts: Charts) -> bool:
    """Return whether the customer pulls all images from their own registry."""
    return _differs(_REGISTRY, charts.mine, charts.known)


def is_stale_digest(keys: Keys, charts: Charts) -> bool:
    """Return whether a digest, which overrides a tag, would keep an image at its old version."""
    tag = (*keys[:-1], "tag")
    there = charts.new.node(tag)
    if keys[-1].lower() != "digest" or there is None:
        return False
    before = (charts.base or charts.mine).node(tag)
    return before is None or not same(plain(before), plain(there))


def _owner_of_tag(value: Value, charts: Charts) -> Owner:
    above = value.keys[:-1]
    if not above or not _is_image(above, charts):
        return ""
    sources = [(*above, name) for name in _REPOSITORIES]
    before = charts.before(value.keys)
    # With a registry for all images, the chart's own tag is not the customer's choice.
    if before is None or not is_default(value, before):
        sources.append(_REGISTRY)
    is_own = any(
        all(_differs(source, charts.mine, chart) for chart in (charts.known, charts.new))
        for source in sources
    )
    return "customer" if is_own else "chart"


def _owner_of_name(name: Any, default: Any) -> Owner:
    """Return the owner of an image by its name (`nginx:1.27`), empty if it is not an image."""
    own, default_image = _image(name), _image(default)
    if own is None or default_image is None:
        return ""
    is_word = own[2] is None and "/" not in own[0] + default_image[0]
    if is_word:
        return ""
    return "chart" if own[1] == default_image[1] else "customer"


def _image(name: Any) -> re.Match[str] | None:
    """Return the repository and the tag of an image, None if a value cannot be one."""
    return _IMAGE.fullmatch(name) if isinstance(name, str) else None


def _is_image(keys: Keys, charts: Charts) -> bool:
    if keys[-1].lower().endswith("image"):
        return True
    nodes = [file.node(keys) for file in (charts.mine, charts.new)]
    return any(node.get(name) for node in nodes if node for name in _REPOSITORIES)


def _differs(keys: Keys, mine: ValuesFile, known: ValuesFile) -> bool:
    """Return whether the customer's value differs from the chart's."""
    own, default = mine.leaf(keys), known.leaf(keys)
    if own in (None, ""):
        return False
    return not same(own, default)
