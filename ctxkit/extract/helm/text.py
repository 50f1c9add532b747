"""The text of a chart template around its actions: which key a line renders, whose container it
belongs to.

The actions are blanked out and what is left is read line by line; it is YAML for the most part, or
a configuration file that goes into a ConfigMap. Not here: the actions themselves (`actions.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ctxkit.extract.helm.actions import Action
from ctxkit.files.yaml_lines import read_documents
from ctxkit.files.yaml_tree import Node

FILL = "\ue000"
"""Stands for each character of an action that renders text.

Private use: it occurs in no template.
"""

_LONGEST_NAME = 300
_DEEPEST = 100  # keys below each other
_KEY = re.compile(
    rf"([ \t]*)((?:-[ \t]+)*)[\"']?([A-Za-z_][\w./-]*)[\"']?:(?=[ \t]|{FILL}|$)[ \t]*(.*)"
)
_INDENTED = re.compile(r"indent[ \t]+(\d{1,3})\b")
_SIMPLE = re.compile(r"""\{\{-?\s*(?:template|include)\s+"([^"]+)"\s+[.$]\s*-?\}\}""")
_ACTION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a line of text is.

    `key` and `value` (blanked) if it is `key: value`, `column` where the key begins; `parent` the
    key above it. `item`: the name of the list item it belongs to (`- name: LOG_LEVEL`).
    """

    key: str = ""
    value: str = ""
    column: int = 0
    parent: str = ""
    item: str = ""
    is_comment: bool = False

    @property
    def target(self) -> str:
        """The name of what the line renders: an item's own name where it gives its value."""
        if self.item and self.key in ("value", "key", "property"):
            return self.item
        return self.key or self.parent


def blanked(text: str, actions: list[Action], silent: set[int]) -> list[str]:
    """Return the lines of a template without actions: FILL where one renders, blanks for those in
    `silent` (by start).

    An action that begins a structure of its own (`{{- toYaml x | nindent 8 }}`) leaves blanks too.
    """
    parts: list[str] = []
    at = 0
    for action in actions:
        parts.append(text[at : action.start])
        inside = text[action.start : action.end]
        quiet = action.start in silent or any(
            t.text in ("nindent", "indent") for t in action.tokens
        )
        parts.append("".join(c if c == "\n" else " " if quiet else FILL for c in inside))
        at = action.end
    parts.append(text[at:])
    return "".join(parts).split("\n")


def classify(lines: list[str], source: list[str]) -> list[Line]:
    """Return what each of the blanked lines is; `source` are the same lines as written."""
    found: list[Line] = []
    open_: list[
        tuple[int, str, bool]
    ] = []  # keys that later lines may stand below; whether items do so, as far left
    items: list[tuple[int, str]] = []  # list items that have a name
    opened = -1  # the column of the key that the last line of text opened
    for raw, written in zip(lines, source, strict=True):
        content = raw.lstrip(" \t")
        if not content or content[0] == "#":
            parent = _parent(open_, written, opened) if not content and written.strip() else ""
            found.append(Line(is_comment=content[:1] == "#", parent=parent))
            continue
        match = _KEY.match(raw)
        indent = len(raw) - len(content)
        column = len(match[1]) + len(match[2]) if match else indent
        while open_ and (open_[-1][0] >= column or (open_[-1][0] > indent and match and match[2])):
            open_.pop()
        while items and (items[-1][0] > column or (match and match[2] and items[-1][0] >= column)):
            items.pop()
        if open_ and open_[-1][0] == indent and content[0] == "-":
            open_[-1] = (indent, open_[-1][1], True)
        parent = open_[-1][1] if open_ else ""
        opened = -1
        if match is None:
            found.append(Line(parent=parent))
            continue
        key, value = match[3], match[4]
        if match[2] and key in ("name", "secretKey") and value.strip():
            items.append((column, value.strip().strip("\"'")))
        item = items[-1][1] if items and (key != "value" or items[-1][0] == column) else ""
        found.append(Line(key=key, value=value, column=column, parent=parent, item=item))
        if len(open_) < _DEEPEST and (
            not value.strip() or value[0] in "|>&"
        ):  # else nothing can stand below it
            open_.append((column, key, False))
            opened = column
    return found


def _parent(open_: list[tuple[int, str, bool]], written: str, opened: int) -> str:
    """Return the key that an action alone on its line renders something below."""
    indented = _INDENTED.search(written)
    column = int(indented[1]) if indented else _indent(written)
    return next(
        (
            k
            for at, k, items in reversed(open_)
            if at < column or (at == column and (items or at == opened))
        ),
        "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A container of a pod: its name, its lines, and the objects that it takes in.

    `prepares`: an init container.
    """

    name: str
    line: int
    end_line: int
    prepares: bool
    sources: tuple[tuple[str, int, str], ...]
    """(expression of the object's name, line, the key that names it: `configMapRef`, `secretRef`,
    `configMap` ...).
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class KubernetesObject:
    """An object that a template makes.

    `name` is the expression of its name, `template` the same with FILL.
    """

    kind: str
    line: int
    end_line: int
    name: str
    template: str
    containers: tuple[Container, ...]
    sections: tuple[tuple[str, int, int], ...]
    """(top-level key, its first line, the last line before the next)."""


def objects(lines: list[str], source: list[str]) -> list[KubernetesObject]:
    """Return the Kubernetes objects that a template makes; `lines` are blanked, `source` the same
    lines as written.
    """
    made: list[KubernetesObject] = []
    for root in read_documents(lines):
        kind = root.get("kind")
        if root.kind != "mapping" or kind is None or root.get("apiVersion") is None:
            continue
        end = (
            root.end_line
        )  # and the actions that leave no text behind it: `data:` may be filled by one of them
        while end < len(lines) and not lines[end].strip():
            end += 1
        while not source[end - 1].strip():
            end -= 1
        metadata = root.get("metadata")
        name = metadata.get("name") if metadata else None
        made.append(
            KubernetesObject(
                kind=kind.value,
                line=kind.line,
                end_line=end,
                name=_expression(name, source) if name else "",
                template=re.sub(f"{FILL}+", FILL, name.value) if name else "",
                containers=tuple(_containers(root, lines, source)),
                sections=tuple(_sections(root, end)),
            )
        )
    return made


def _sections(root: Node, end: int) -> Iterator[tuple[str, int, int]]:
    following = [node.line - 1 for node in root.children[1:]]
    for node, last in zip(root.children, [*following, end], strict=True):
        yield node.key, node.line, last


def _containers(root: Node, lines: list[str], source: list[str]) -> Iterator[Container]:
    """Yield the containers of the pods below `root`."""
    unseen = [root]
    while unseen:
        node = unseen.pop()
        pod = node.get("containers") if node.kind == "mapping" else None
        if pod is None or pod.kind != "sequence":
            unseen.extend(reversed(node.children))
            continue
        volumes = _volumes(node.get("volumes"), source)
        for group in (pod, node.get("initContainers")):
            for item in group.children if group else ():
                if item.kind == "mapping":
                    yield _container(item, lines, source, volumes, prepares=group is not pod)


_Sources = list[tuple[str, int, str]]


def _volumes(volumes: Node | None, source: list[str]) -> dict[str, _Sources]:
    """Return, by the name of a volume, the ConfigMap or Secret that it shows."""
    found: dict[str, _Sources] = {}
    for volume in volumes.children if volumes else ():
        name = volume.get("name")
        for kind, key in (("configMap", "name"), ("secret", "secretName")):
            shown = volume.get(kind)
            given = shown.get(key) if shown else None
            if name and given:
                found.setdefault(name.value, []).append(
                    (_expression(given, source), given.line, kind)
                )
    return found


def _container(
    item: Node, lines: list[str], source: list[str], volumes: dict[str, _Sources], *, prepares: bool
) -> Container:
    name, from_, mounts = item.get("name"), item.get("envFrom"), item.get("volumeMounts")
    sources: _Sources = []
    for entry in from_.children if from_ else ():
        for reference in entry.children:
            given = reference.get("name")
            if reference.key in ("configMapRef", "secretRef") and given:
                sources.append((_expression(given, source), given.line, reference.key))
    for mount in mounts.children if mounts else ():
        volume = mount.get("name")
        sources += volumes.get(volume.value, []) if volume else []
    return Container(
        name=_expression(name, source) if name else "",
        line=item.line,
        end_line=_end(item, lines, source),
        prepares=prepares,
        sources=tuple(dict.fromkeys(sources)),
    )


def _end(item: Node, lines: list[str], source: list[str]) -> int:
    """Return the last line of a list item, actions behind its text included if they stand right of
    its dash.
    """
    column = _indent(source[item.line - 1])
    end = item.end_line
    while (
        end < len(lines)
        and not lines[end].strip()
        and (not source[end].strip() or _indent(source[end]) > column)
    ):
        end += 1
    return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _expression(node: Node, source: list[str]) -> str:
    """Return the value of `name:` as written, `dify.api.fullname` for an include of that template
    alone.
    """
    if FILL not in node.value:
        return node.value
    written = source[node.line - 1].partition(":")[2].strip().strip("\"'")[:_LONGEST_NAME]
    alone = _SIMPLE.fullmatch(written)
    if alone:
        return alone[1]
    return _ACTION.sub(
        lambda match: f"{{{match[1]}}}", _SIMPLE.sub(lambda match: f"{{{match[1]}}}", written)
    )
