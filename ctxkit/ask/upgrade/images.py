"""Whose an image is that a values file names: the chart's, or the customer's own.

Of the chart's the new version is taken, of the customer's own the old one is kept. Pure. Not here:
what follows for a value (`decisions.py`).
"""

from __future__ import annotations

import re
from typing import Any, Literal

from ctxkit.ask.upgrade.charts import Charts, is_default
from ctxkit.files.values import Keys, Value, ValuesFile
from ctxkit.files.yaml_types import plain, same

Owner = Literal["", "chart", "customer"]
"""Whose the image is that a value names, nothing where it names none."""

_TAGS = ("tag", "digest", "imagetag")
_REPOSITORIES = ("repository", "registry")
_REGISTRY = ("global", "imageRegistry")
_IMAGE = re.compile(r"((?:[\w.-]+(?::\d+)?/)?[\w./-]+?)(?::([\w.-]+))?(?:@sha256:[0-9a-f]+)?")


def owner_of_image(value: Value, charts: Charts) -> Owner:
    """Return whose the image is of which a value is the tag, or which it names as a whole."""
    key = value.keys[-1].lower()
    if key in _TAGS and len(value.keys) > 1:
        return _owner_of_tag(value, charts)
    if key.endswith("image") and isinstance(value.plain, str):
        default = charts.known.node(value.keys) or charts.new.node(value.keys)
        return _owner_of_name(value.plain, plain(default) if default else None)
    return ""


def has_own_registry(charts: Charts) -> bool:
    """Return whether the customer takes all images from a registry of their own."""
    return _differs(_REGISTRY, charts.mine, charts.known)


def is_stale_digest(keys: Keys, charts: Charts) -> bool:
    """Return whether a digest, which wins over a tag, would hold back an image of which the new
    chart has another tag.
    """
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
    # Of a registry for all images, the tag of the chart is no choice of the customer's.
    if before is None or not is_default(value, before):
        sources.append(_REGISTRY)
    for source in sources:
        if _differs(source, charts.mine, charts.known) and _differs(
            source, charts.mine, charts.new
        ):
            return "customer"
    return "chart"


def _owner_of_name(name: str, default: Any) -> Owner:
    """Return whose an image is by its name (`nginx:1.27`), nothing where that is none."""
    if not isinstance(default, str):
        return ""
    yours, theirs = _IMAGE.fullmatch(name), _IMAGE.fullmatch(default)
    if yours is None or theirs is None:
        return ""
    if "/" not in name + default and not yours[2]:
        return ""  # a word: neither a path nor a tag makes an image of it
    return "chart" if yours[1] == theirs[1] else "customer"


def _is_image(keys: Keys, charts: Charts) -> bool:
    if keys[-1].lower().endswith("image"):
        return True
    nodes = [file.node(keys) for file in (charts.mine, charts.new)]
    return any(node.get(name) for node in nodes if node for name in _REPOSITORIES)


def _differs(keys: Keys, mine: ValuesFile, known: ValuesFile) -> bool:
    """Return whether the customer sets something there that is not what a chart has."""
    yours, theirs = mine.node(keys), known.node(keys)
    if yours is None or not yours.is_leaf or plain(yours) in (None, ""):
        return False
    return theirs is None or not same(plain(yours), plain(theirs))
