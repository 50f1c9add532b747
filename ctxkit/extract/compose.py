"""Compose files: what each container gets, under which name, from which variable, and by which
anchor.

Anchors and `extends` of the same file are followed. Not here: other files (`env_file`,
`extends.file` are only named), which of several compose files a deployment runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ctxkit.extract.source import Language, Source
from ctxkit.files.interpolation import references, resolved
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import Node, shown, walk
from ctxkit.model import ConfigUse, Fact, Via

_DEEPEST = 20  # merges inside each other
_MOST_SERVICES = 300  # a deployment has some tens
_PATH = re.compile(r"(^|/)(docker-)?compose([._-][^/]*)?\.ya?ml$")
_VARIABLE = re.compile(r"[A-Za-z_][\w.-]*$")


@dataclass(slots=True, kw_only=True)
class _Block:
    """A mapping or list of environment entries, and the services that take it in, whole or in part."""

    node: Node
    symbol: str
    services: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class _File:
    """What one pass over the services finds: blocks by identity of their node, and who gets an
    entry (by identity).
    """

    anchors: dict[str, Node]
    services: dict[str, Node]
    blocks: dict[int, _Block] = field(default_factory=dict)
    getting: dict[int, list[str]] = field(default_factory=dict)


def extract(source: Source) -> Iterator[Fact]:
    """Yield the uses of settings in a compose file."""
    if source.test:
        return
    lines = split_lines(source.data)
    for root in read_documents(lines):
        yield from _document(root, lines)


def _document(root: Node, lines: list[str]) -> Iterator[ConfigUse]:
    listed = root.get("services")
    children = listed.children[:_MOST_SERVICES] if listed and listed.kind == "mapping" else []
    services = {service.key: service for service in children}
    file = _File(anchors={n.anchor: n for n in walk(root) if n.anchor}, services=services)
    for name, service in services.items():
        for entry in _environment(file, name, service, set()).values():
            file.getting.setdefault(id(entry), []).append(name)
    for child in root.children:  # an anchored block that nobody merges is still worth knowing
        if (
            child.key.startswith("x-")
            and child.anchor
            and child.kind == "mapping"
            and _is_environment(child)
        ):
            file.blocks.setdefault(id(child), _Block(node=child, symbol=child.key))
    for block in file.blocks.values():
        yield from _block_uses(file, block)
    for name, service in services.items():
        yield from _service_uses(file, name, service)
    yield from _reads(file, root, lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A service of a compose file.

    `environment` is by variable: the text that it gets (None: that of compose's own environment)
    and its line. `replicas` is the text of `deploy.replicas` or `scale`, with its line.
    """

    name: str
    environment: dict[str, tuple[str | None, int]]
    env_files: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    replicas: tuple[str, int] = ("", 0)


def containers(data: bytes) -> list[Container]:
    """Return the services of a compose file with what their environments get, before interpolation."""
    found = []
    for root in read_documents(split_lines(data)):
        listed = root.get("services")
        children = listed.children[:_MOST_SERVICES] if listed and listed.kind == "mapping" else []
        services = {service.key: service for service in children}
        file = _File(anchors={n.anchor: n for n in walk(root) if n.anchor}, services=services)
        for name, service in services.items():
            given = {
                key: _given(node) for key, node in _environment(file, name, service, set()).items()
            }
            found.append(
                Container(
                    name=name,
                    environment=given,
                    env_files=tuple(path.value for path in _env_files(file, service, set())),
                    profiles=tuple(
                        each.value for each in getattr(service.get("profiles"), "children", ())
                    ),
                    replicas=_replicas(service),
                )
            )
    return found


def _given(entry: Node) -> tuple[str | None, int]:
    if entry.key:
        return shown(entry), entry.line
    _, given, value = entry.value.partition("=")
    return (value if given else None), entry.line


def _replicas(service: Node) -> tuple[str, int]:
    deploy = service.get("deploy")
    node = (deploy.get("replicas") if deploy else None) or service.get("scale")
    return (node.value, node.line) if node else ("", 0)


def _is_environment(node: Node) -> bool:
    return all(child.kind in ("scalar", "null") and child.key.isupper() for child in node.children)


def _environment(file: _File, name: str, service: Node, seen: set[int]) -> dict[str, Node]:
    """Return the environment of a service, by name, and note the blocks that it comes from; `seen`:
    nodes taken in.
    """
    found: dict[str, Node] = {}
    if len(seen) > _DEEPEST or id(service) in seen or service.kind != "mapping":
        return found
    seen.add(id(service))
    own = service.get("environment")
    if own is not None:
        found = _entries(file, own, name, f"{name}.environment", seen)
    else:
        for merged in _merged(file, service):
            for key, entry in _environment(file, name, merged, seen).items():
                found.setdefault(key, entry)
    extended = service.get("extends")
    if extended is not None and not (extended.kind == "mapping" and extended.get("file")):
        base = extended.get("service") if extended.kind == "mapping" else extended
        if base is not None and base.value in file.services:
            for key, entry in _environment(file, name, file.services[base.value], seen).items():
                found.setdefault(key, entry)
    return found


def _entries(file: _File, node: Node, service: str, symbol: str, seen: set[int]) -> dict[str, Node]:
    """Return the entries of an environment, those that it merges included; its own win."""
    if node.kind == "alias":
        target = file.anchors.get(node.value)
        return _entries(file, target, service, target.key or symbol, seen) if target else {}
    if len(seen) > _DEEPEST or id(node) in seen:
        return {}
    seen.add(id(node))
    block = file.blocks.setdefault(id(node), _Block(node=node, symbol=symbol))
    if service not in block.services:
        block.services.append(service)
    found = {name: child for child in node.children if (name := _name(node, child))}
    for merged in _merged(file, node):
        symbol_there = merged.key if merged.key and merged.key != "environment" else symbol
        for key, entry in _entries(file, merged, service, symbol_there, seen).items():
            found.setdefault(key, entry)
    return found


def _aliases(merge: Node) -> list[str]:
    """Return the anchors that `<<: *a`, `<<: [*a, *b]` or `environment: *a` names."""
    return [
        node.value
        for node in ([merge] if merge.kind == "alias" else merge.children)
        if node.kind == "alias"
    ]


def _merged(file: _File, node: Node) -> list[Node]:
    names = [name for child in node.children if child.key == "<<" for name in _aliases(child)]
    return [file.anchors[name] for name in dict.fromkeys(names) if name in file.anchors]


def _name(block: Node, entry: Node) -> str:
    """Return the variable that an entry sets: the key of a mapping, what stands before `=` in a
    list.
    """
    if block.kind == "mapping":
        return "" if entry.key == "<<" else entry.key
    name = entry.value.partition("=")[0].strip()
    return name if entry.kind == "scalar" and _VARIABLE.match(name) else ""


def _block_uses(file: _File, block: _Block) -> Iterator[ConfigUse]:
    node = block.node
    for entry in node.children:
        name = _name(node, entry)
        if name:
            yield from _entry_uses(
                node, entry, name, tuple(file.getting.get(id(entry), ())), block.symbol
            )
        elif entry.key == "<<":
            for anchor in _aliases(entry):
                yield _merge_use(anchor, entry, tuple(block.services), block.symbol)


def _merge_use(anchor: str, node: Node, services: tuple[str, ...], symbol: str) -> ConfigUse:
    return ConfigUse(
        name=f"*{anchor}",
        line=node.line,
        end_line=node.end_line,
        symbol=symbol,
        role="sets",
        via="compose-merge",
        services=services,
        group=anchor,
    )


def _entry_uses(
    block: Node, entry: Node, name: str, services: tuple[str, ...], symbol: str
) -> Iterator[ConfigUse]:
    if block.kind == "mapping":
        text = shown(entry)
    else:
        _, given, behind = entry.value.partition("=")
        text = behind if given else None
    found = references(text or "")
    own = [each for each in found if each.name == name]
    value = (
        None
        if text is None or any(r.default is None and text == f"${{{r.name}}}" for r in own)
        else resolved(text)
    )
    others = {each.name: each.default for each in reversed(found) if each.name != name}
    uses: list[tuple[str, str, str | None]] = []
    if own or not found:
        uses.append((name, "", value))
    uses += [(other, name, default) for other, default in reversed(others.items())]
    literal = (
        not found and value is not None
    )  # what stands here is the value: no `.env` has a say in it
    for used, target, given_value in uses:
        yield ConfigUse(
            name=used,
            line=entry.line,
            end_line=entry.end_line,
            symbol=symbol,
            role="renames" if target else "sets",
            via="compose-literal" if literal else "compose",
            value=given_value,
            target=target,
            services=services,
            description=" ".join(part for part in (*entry.comment, entry.trailing) if part),
            group=block.anchor,
        )


def _env_files(file: _File, service: Node, seen: set[int]) -> list[Node]:
    """Return the paths of the files that a service reads its environment from, its own before
    merged ones.
    """
    if len(seen) > _DEEPEST or id(service) in seen or service.kind != "mapping":
        return []
    seen.add(id(service))
    own = service.get("env_file")
    if own is None:
        return next(
            (
                found
                for merged in _merged(file, service)
                if (found := _env_files(file, merged, seen))
            ),
            [],
        )
    listed = file.anchors.get(own.value, own) if own.kind == "alias" else own
    items = listed.children if listed.kind == "sequence" else [listed]
    paths = [item.get("path") if item.kind == "mapping" else item for item in items]
    return [path for path in paths if path is not None and path.kind == "scalar"]


def _service_uses(file: _File, name: str, service: Node) -> Iterator[ConfigUse]:
    """Yield what a service says of itself as a whole: its image, the files that its environment is
    read from.
    """
    for path in _env_files(file, service, set()):
        yield _whole("compose-env-file", path, path.value, name)
    for child in service.children:
        if child.key == "image" and child.kind == "scalar":
            yield _whole("compose-image", child, resolved(child.value), name)
        elif child.key == "environment" and child.kind == "alias":
            yield _merge_use(child.value, child, (name,), f"{name}.environment")
        elif child.key == "<<":
            for anchor in _aliases(child):
                yield _merge_use(anchor, child, (name,), name)


def _whole(via: Via, node: Node, value: str, service: str) -> ConfigUse:
    return ConfigUse(
        name=value,
        line=node.line,
        end_line=node.end_line,
        symbol=service,
        role="sets",
        via=via,
        services=(service,),
    )


def _reads(file: _File, root: Node, lines: list[str]) -> Iterator[ConfigUse]:
    """Yield the variables that stand outside environments: in ports, volumes, commands, health
    checks.
    """
    inside = {
        line for b in file.blocks.values() for line in range(b.node.line, b.node.end_line + 1)
    }
    sections = [(child, "", child.key) for child in root.children if child.key != "services"]
    sections += [
        (child, name, f"{name}.{child.key}")
        for name, service in file.services.items()
        for child in service.children
    ]
    for node, service, symbol in sections:
        for number in range(node.line, node.end_line + 1):
            text = lines[number - 1]
            if "$" not in text or number in inside or text.lstrip().startswith("#"):
                continue
            for used, default in {
                r.name: r.default for r in references(text.split(" #", 1)[0])
            }.items():
                yield ConfigUse(
                    name=used,
                    line=number,
                    end_line=number,
                    symbol=symbol,
                    role="reads",
                    via="compose",
                    value=default,
                    services=(service,) if service else (),
                )


LANGUAGE = Language(
    name="compose",
    matches=lambda path: bool(_PATH.search(path)),
    extract=extract,
    words=(b"services:", b"environment:"),
)
