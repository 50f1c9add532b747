"""Decide whether an image in a values file is the chart's or the customer's own.

The chart's are upgraded, the customer's own are kept. Pure. Not here: the decision on a value
(`decisions.py`).
"""

from __future__ import annotations

import re
from typing import Any, Literal

from ctxkit.ask.upgrade.charts import Charts, is_default
from ctxkit.files.values import Keys, Value, ValuesFile
from ctxkit.files.yaml_types import plain, same

Owner = Literal["", "chart", "customer"]
"""The owner of the image that a value names, empty if it names none."""

_TAGS = ("tag", "digest", "imagetag")
_REPOSITORIES = ("repository", "registry")
_REGISTRY = ("global", "imageRegistry")
_IMAGE = re.compile(r"((?:[\w.-]+(?::\d+)?/)?[\w./-]+?)(?::([\w.-]+))?(?:@sha256:[0-9a-f]+)?")


def owner_of_image(value: Value, charts: Charts) -> Owner:
    """Return the owner of the image that a value names, or of which it is the tag."""
    key = value.keys[-1].lower()
    if key in _TAGS and len(value.keys) > 1:
        return _owner_of_tag(value, charts)
    if key.endswith("image") and isinstance(value.plain, str):
        default = charts.known.node(value.keys) or charts.new.node(value.keys)
        return _owner_of_name(value.plain, plain(default) if default else None)
    return ""


def has_own_registry(charts: Charts) -> bool:
    """Return whether the customer pulls all images from their own registry."""
    return _differs(_REGISTRY, charts.mine, charts.known)


def is_stale_digest(keys: Keys, charts: Charts) -> bool:
    """Return whether a digest, which overrides a tag, would keep an image at its old version."""
    tag = (*keys[:-1], "tag")
    there, before = charts.new.node(tag), (charts.base or charts.mine).node(tag)
    if keys[-1].lower() != "digest" or there is None:
        return False
    return before is None or not same(plain(before), plain(there))


def _owner_of_tag(value: Value, charts: Charts) -> Owner:
    above = value.keys[:-1]
    if not _is_image(above, charts):
        return ""
    sources = [(*above, name) for name in _REPOSITORIES]
    before = charts.base.node(value.keys) if charts.base else None
    # With a registry for all images, the chart's own tag is not the customer's choice.
    if before is None or not is_default(value, before):
        sources.append(_REGISTRY)
    for source in sources:
        if _differs(source, charts.mine, charts.known) and _differs(
            source, charts.mine, charts.new
        ):
            return "customer"
    return "chart"


def _owner_of_name(name: str, default: Any) -> Owner:
    """Return the owner of an image by its name (`nginx:1.27`), empty if it is not an image."""
    if not isinstance(default, str):
        return ""
    own, default_image = _IMAGE.fullmatch(name), _IMAGE.fullmatch(default)
    if own is None or default_image is None:
        return ""
    if "/" not in name + default and not own[2]:
        return ""  # a single word without a path or a tag
    return "chart" if own[1] == default_image[1] else "customer"


def _is_image(keys: Keys, charts: Charts) -> bool:
    if keys[-1].lower().endswith("image"):
        return True
    nodes = [file.node(keys) for file in (charts.mine, charts.new)]
    return any(node.get(name) for node in nodes if node for name in _REPOSITORIES)


def _differs(keys: Keys, mine: ValuesFile, known: ValuesFile) -> bool:
    """Return whether the customer's value differs from the chart's."""
    own, default = mine.node(keys), known.node(keys)
    if own is None or not own.is_leaf or plain(own) in (None, ""):
        return False
    return default is None or not same(plain(own), plain(default))
