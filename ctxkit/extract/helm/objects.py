"""The Kubernetes objects that a chart template makes, with the containers of their pods.

Not here: which values are rendered into them (`reader.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ctxkit.extract.helm.text import FILL, indent_of
from ctxkit.files.yaml_lines import read_documents
from ctxkit.files.yaml_tree import Node

_MAX_NAME_CHARS = 300
_INCLUDE = re.compile(r"""\{\{-?\s*(?:template|include)\s+"([^"]+)"\s+[.$]\s*-?\}\}""")
_ACTION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}")
_FILLED = re.compile(f"{FILL}+")
_ENV_FROM = ("configMapRef", "secretRef")
_VOLUMES = (("configMap", "name"), ("secret", "secretName"))


class SourceObject(Struct, frozen=True):
    """A ConfigMap or Secret that a container takes in: the expression of its name, the line, and
    the key that names it (`configMapRef`, `secretRef`, `configMap`, `secret`).
    """

    name: str
    line: int
    key: str


class PodContainer(Struct, frozen=True, kw_only=True):
    """A container of a pod: its name, its lines, and the objects that it takes in.

    `is_init`: an init container.
    """

    name: str
    line: int
    end_line: int
    is_init: bool
    sources: tuple[SourceObject, ...]


class KubernetesObject(Struct, frozen=True, kw_only=True):
    """An object that a template makes.

    `name` is the expression of its name, `template` the same with FILL; `sections` are the
    top-level keys, each with its first line and the last before the next.
    """

    kind: str
    line: int
    end_line: int
    name: str
    template: str
    containers: tuple[PodContainer, ...]
    sections: tuple[tuple[str, int, int], ...]


def objects(lines: list[str], source: list[str]) -> list[KubernetesObject]:
    """Return the Kubernetes objects that a template makes; `lines` are blanked, `source` the same
    lines as written.
    """
    reader = _ObjectReader(lines, source)
    return list(reader.objects())


class _ObjectReader:
    """The text of a template, blanked and as written."""

    def __init__(self, lines: list[str], source: list[str]) -> None:
        self._lines = lines
        self._source = source

    def objects(self) -> Iterator[KubernetesObject]:
        for root in read_documents(self._lines):
            kind = root.get("kind")
            # Configuration in a template may have a `kind`, too.
            if kind is None or root.get("apiVersion") is None:
                continue
            name = _get(root, "metadata", "name")
            end_line = self._end_of_object(root)
            yield KubernetesObject(
                kind=kind.value,
                line=kind.line,
                end_line=end_line,
                name=self._expression(name),
                template=_FILLED.sub(FILL, name.value if name else ""),
                containers=tuple(self._containers(root)),
                sections=tuple(_sections(root, end_line)),
            )

    def _end_of_object(self, root: Node) -> int:
        """Return the last line of an object with the actions after it that leave no text: `data:`
        may be filled by one of them.
        """
        end = root.end_line
        while end < len(self._lines) and not self._lines[end].strip():
            end += 1
        while not self._source[end - 1].strip():
            end -= 1
        return end

    def _containers(self, root: Node) -> Iterator[PodContainer]:
        """Yield the containers of the pods below `root`."""
        unvisited = [root]
        while unvisited:
            node = unvisited.pop()
            pod = node.get("containers")
            if pod is None or pod.kind != "sequence":
                unvisited.extend(reversed(node.children))
                continue
            volumes = self._volumes(node)
            for item in _mappings(pod):
                yield self._container(item, volumes, is_init=False)
            for item in _mappings(node.get("initContainers")):
                yield self._container(item, volumes, is_init=True)

    def _volumes(self, pod: Node) -> dict[str, list[SourceObject]]:
        """Return, by the name of a volume, the ConfigMap or Secret that is mounted with it."""
        found: dict[str, list[SourceObject]] = {}
        for volume in _children(pod.get("volumes")):
            name = volume.get("name")
            for kind, key in _VOLUMES:
                object_name = _get(volume, kind, key)
                if name and object_name:
                    source = self._source_object(object_name, kind)
                    found.setdefault(name.value, []).append(source)
        return found

    def _container(
        self, item: Node, volumes: dict[str, list[SourceObject]], *, is_init: bool
    ) -> PodContainer:
        sources = list(self._env_from(item))
        for mount in _children(item.get("volumeMounts")):
            volume = mount.get("name")
            if volume:
                sources += volumes.get(volume.value, [])
        return PodContainer(
            name=self._expression(item.get("name")),
            line=item.line,
            end_line=self._end_of_item(item),
            is_init=is_init,
            sources=tuple(dict.fromkeys(sources)),
        )

    def _env_from(self, item: Node) -> Iterator[SourceObject]:
        for entry in _children(item.get("envFrom")):
            for reference in entry.children:
                name = reference.get("name")
                if name and reference.key in _ENV_FROM:
                    yield self._source_object(name, reference.key)

    def _source_object(self, name: Node, key: str) -> SourceObject:
        return SourceObject(self._expression(name), name.line, key)

    def _end_of_item(self, item: Node) -> int:
        """Return the last line of a list item with the actions after its text that are indented
        more than its dash.
        """
        column = indent_of(self._source[item.line - 1])
        end = item.end_line
        while end < len(self._lines) and not self._lines[end].strip():
            written = self._source[end]
            if written.strip() and indent_of(written) <= column:
                break
            end += 1
        return end

    def _expression(self, node: Node | None) -> str:
        """Return the value of `name:` as written, `dify.api.fullname` for an include of that
        template alone.
        """
        if node is None:
            return ""
        if FILL not in node.value:
            return node.value
        written = self._source[node.line - 1].partition(":")[2].strip().strip("\"'")
        written = written[:_MAX_NAME_CHARS]
        include = _INCLUDE.fullmatch(written)
        if include:
            return include[1]
        return _ACTION.sub(r"{\1}", _INCLUDE.sub(r"{\1}", written))


def _get(node: Node, *keys: str) -> Node | None:
    """Return the node at a path of keys, None if one of them is missing."""
    found: Node | None = node
    for key in keys:
        found = found.get(key) if found is not None else None
    return found


def _children(node: Node | None) -> list[Node]:
    return node.children if node is not None else []


def _mappings(node: Node | None) -> list[Node]:
    return [child for child in _children(node) if child.kind == "mapping"]


def _sections(root: Node, end_line: int) -> Iterator[tuple[str, int, int]]:
    following = [node.line - 1 for node in root.children[1:]]
    for node, last in zip(root.children, [*following, end_line], strict=True):
        yield node.key, node.line, last
