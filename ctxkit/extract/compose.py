"""Extract the uses of settings in compose files: entries of environments, merges, `env_file`,
images, and variables in other places.

Not here: services and their environments (`compose_services.py`), the compose files of a deployment
(`deployment/compose_files.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from ctxkit.extract.compose_services import (
    ComposeDocument,
    EnvironmentBlock,
    alias_names,
    read_services,
    variable_of,
)
from ctxkit.extract.source import Language, Source
from ctxkit.files.compose_scalars import printed
from ctxkit.files.interpolation import Reference, references, resolved
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import YAML_ENDINGS, Node, is_merge, shown
from ctxkit.model import ConfigUse, Fact, Via, service_key

_PATH = re.compile(r"(^|/)(docker-)?compose([._-][^/]*)?\.ya?ml$")


def extract(source: Source) -> Iterator[Fact]:
    """Yield the uses of settings in a compose file."""
    if source.test:
        return
    lines = split_lines(source.data)
    for root in read_documents(lines):
        yield from _document(root, lines)


def _document(root: Node, lines: list[str]) -> Iterator[ConfigUse]:
    document = read_services(root)
    getting: dict[int, list[str]] = {}
    for name in document.services:
        for entry in document.environment(name).values():
            getting.setdefault(id(entry), []).append(name)
    for child in root.children:
        if _is_unmerged_block(child):
            document.blocks.setdefault(id(child), EnvironmentBlock(node=child, symbol=child.key))
    for block in document.blocks.values():
        yield from _block_uses(block, getting)
    for name in document.services:
        yield from _service_uses(document, name)
    yield from _reads(document, root, lines)


def _is_unmerged_block(node: Node) -> bool:
    """Return whether a node is an anchored block of variables, merged by a service or not."""
    if not (node.key.startswith("x-") and node.anchor and node.kind == "mapping"):
        return False
    return all(child.kind in ("scalar", "null") and child.key.isupper() for child in node.children)


# --- environments ------------------------------------------------------------------------------


def _block_uses(block: EnvironmentBlock, getting: Mapping[int, list[str]]) -> Iterator[ConfigUse]:
    node = block.node
    for entry in node.children:
        name = variable_of(node, entry)
        if name:
            services = tuple(getting.get(id(entry), ()))
            yield from _entry_uses(node, entry, name, services, block.symbol)
        elif is_merge(entry):
            for anchor in alias_names(entry):
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
    text = entry_text(entry)
    found = references(text or "")
    # An entry without a variable is a literal: no `.env` changes it.
    is_literal = text is not None and not found
    for used, target, value in _used_variables(name, text, found):
        yield ConfigUse(
            name=used,
            line=entry.line,
            end_line=entry.end_line,
            symbol=symbol,
            role="renames" if target else "sets",
            via="compose-literal" if is_literal else "compose",
            value=value,
            target=target,
            services=services,
            description=" ".join(part for part in (*entry.comment, entry.trailing) if part),
            group=block.anchor,
        )


def _used_variables(
    name: str, text: str | None, found: Sequence[Reference]
) -> Iterator[tuple[str, str, str | None]]:
    """Yield (variable, name that the entry gives it, value) for each variable of an entry, and for
    the entry itself; the name is empty if it is the same.
    """
    if not found or any(each.name == name for each in found):
        is_passed_on = text is None or text == f"${{{name}}}"
        yield name, "", None if is_passed_on else resolved(text or "")
    others: dict[str, str | None] = {}
    for each in found:
        if each.name != name:
            others.setdefault(each.name, each.default)
    for other, default in others.items():
        yield other, name, default


def entry_text(entry: Node) -> str | None:
    """Return the value of an entry before interpolation, None if it is passed on from compose's own
    environment.
    """
    if entry.key:
        return printed(entry) if entry.kind == "scalar" else shown(entry)
    _, mark, value = entry.value.partition("=")
    return value if mark else None


# --- whole services ----------------------------------------------------------------------------


def _service_uses(document: ComposeDocument, name: str) -> Iterator[ConfigUse]:
    """Yield the image, the profiles, the `env_file`s and the merges of a service."""
    for path in document.env_files(name):
        yield _whole_use("compose-env-file", path, path.value, name)
    for child in document.services[name].children:
        if child.key == "image" and child.kind == "scalar":
            yield _key_use("compose-image", child, name, resolved(child.value))
        elif child.key == "profiles":
            profiles = ",".join(resolved(item.value) for item in child.children or [child])
            yield _key_use("compose-profiles", child, name, profiles)
        elif child.key == "environment" and child.kind == "alias":
            yield _merge_use(child.value, child, (name,), f"{name}.environment")
        elif is_merge(child):
            for anchor in alias_names(child):
                yield _merge_use(anchor, child, (name,), name)


def _key_use(via: Via, node: Node, service: str, value: str) -> ConfigUse:
    return replace(_whole_use(via, node, service_key(service, node.key), service), value=value)


def _whole_use(via: Via, node: Node, value: str, service: str) -> ConfigUse:
    return ConfigUse(
        name=value,
        line=node.line,
        end_line=node.end_line,
        symbol=service,
        role="sets",
        via=via,
        services=(service,),
    )


# --- variables outside environments --------------------------------------------------------------


def _reads(document: ComposeDocument, root: Node, lines: list[str]) -> Iterator[ConfigUse]:
    """Yield the variables in ports, volumes, commands, health checks."""
    in_environments = {
        line
        for block in document.blocks.values()
        for line in range(block.node.line, block.node.end_line + 1)
    }
    for node, service, symbol in _sections(document, root):
        for number in range(node.line, node.end_line + 1):
            text = lines[number - 1]
            if "$" not in text or number in in_environments or text.lstrip().startswith("#"):
                continue
            found = references(text.split(" #", 1)[0])
            for used, default in {each.name: each.default for each in found}.items():
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


def _sections(document: ComposeDocument, root: Node) -> Iterator[tuple[Node, str, str]]:
    """Yield (node, service, symbol) of each part of a file; the service is empty outside of one."""
    for child in root.children:
        if child.key != "services":
            yield child, "", child.key
    for name, service in document.services.items():
        for child in service.children:
            yield child, name, f"{name}.{child.key}"


LANGUAGE = Language(
    name="compose",
    endings=YAML_ENDINGS,
    matches=lambda path: bool(_PATH.search(path)),
    extract=extract,
    words=(b"services:", b"environment:"),
)
