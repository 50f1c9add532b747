"""The images that a chart runs, as its `values.yaml` names them.

Not here: which program an image runs (`dify/images.py`), the release that follows from its tag
(`workspace/enterprise.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from ctxkit.dify.images import tag_of
from ctxkit.files.values import Keys, ValuesFile, dotted
from ctxkit.files.yaml_tree import Node

_REPOSITORY, _TAG, _IMAGE = "repository", "tag", "image"


class ChartImage(Struct, frozen=True, kw_only=True):
    """An image of a chart: the `part` of the values that it is of (`plugin_daemon`), its name with
    the registry, its tag (empty: not said), and its line.
    """

    part: str
    name: str
    tag: str
    line: int


class PlacedImage(Struct, frozen=True, kw_only=True):
    """An image that values name: its name with the registry, its tag (empty: not said), and the
    paths of the values that say them.
    """

    name: str
    tag: str
    path: str
    name_path: str


def images_by_path(values: Mapping[str, str]) -> Iterator[PlacedImage]:
    """Yield the images that values by path name, in their order."""
    for path, value in values.items():
        above, _, key = path.rpartition(".")
        if key == _REPOSITORY and value and above:
            place = f"{above}.{_TAG}"
            tag = values.get(place, "")
            yield PlacedImage(name=value, tag=tag, path=place, name_path=path)
        elif key == _IMAGE and (tag := tag_of(value)):
            yield PlacedImage(name=value, tag=tag, path=path, name_path=path)


def chart_images(values: ValuesFile, *, default_tag: str = "") -> tuple[ChartImage, ...]:
    """Return the images in the order of the file; `default_tag` is for those without a tag."""
    return tuple(_images(values, default_tag))


def _images(values: ValuesFile, default_tag: str) -> Iterator[ChartImage]:
    for keys, node in values.nodes.items():
        if node.kind == "mapping" and (name := _text(values, (*keys, _REPOSITORY))):
            tag = _text(values, (*keys, _TAG)) or default_tag
            yield ChartImage(part=_part(keys), name=name, tag=tag, line=node.line)
        elif node.kind == "scalar" and keys[-1] == _IMAGE and (tag := tag_of(node.value)):
            name = node.value.partition("@")[0].removesuffix(f":{tag}")
            yield ChartImage(part=_part(keys), name=name, tag=tag, line=node.line)


def _text(values: ValuesFile, keys: Keys) -> str:
    node: Node | None = values.nodes.get(keys)
    return node.value.strip() if node is not None and node.kind == "scalar" else ""


def _part(keys: Keys) -> str:
    """Return the part that an image is of: the keys without the word `image` itself."""
    return dotted(tuple(key for key in keys if key != _IMAGE))
