"""Read the files of one deployment: its `.env`, its Helm values, its compose files. Hostile input never raises.

Not here: what is wrong with what they say (`ask/check.py`), what the containers get of it (`deployment.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ctxkit.decoding import decode
from ctxkit.extract import env_example
from ctxkit.extract.interpolation import references, resolved
from ctxkit.extract.source import Source
from ctxkit.extract.yaml_lines import read_documents, split_lines
from ctxkit.extract.yaml_nodes import Node, leaves, shown
from ctxkit.model import ConfigUse

# FOO bar: compose refuses a name with a space in it
_NOT_ASSIGNED = re.compile(r"[ \t]*(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_.]*[ \t]+[^\s#=:][^=:]*$")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """A file of the user's: `path` as the user named it, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A line that sets something: a variable, or the value at a path. `lost` are variables in it that nothing sets."""

    name: str
    value: str
    line: int
    end_line: int
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvFile:
    """A `.env`: every assignment in order, the lines that are none, and by name the value that counts, the last."""

    path: str
    lines: tuple[Setting, ...]
    broken: tuple[tuple[int, str], ...]
    settings: dict[str, Setting] = field(default_factory=dict)

    def values(self) -> dict[str, str]:
        """Return the values by name."""
        return {name: setting.value for name, setting in self.settings.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A leaf of a values file; `node` is what stands there."""

    path: str
    value: str | None
    line: int
    end_line: int
    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesFile:
    """A values file: its leaves by path, the last of each; `root` is the whole tree."""

    path: str
    leaves: dict[str, Value]
    root: Node


def read_env(file: CustomerFile) -> EnvFile:
    """Return what a `.env` sets, as docker compose reads it: quotes taken off, `${OTHER}` put in unless in '...'."""
    data = decode(file.data).encode("utf8", "replace")
    rows = split_lines(data)
    found: list[Setting] = []
    known: dict[str, str] = {}
    taken: set[int] = set()
    for fact in env_example.extract(Source(repo="", path=".env", data=data)):
        if not isinstance(fact, ConfigUse) or fact.via != "env-example":
            continue
        taken.update(range(fact.line, fact.end_line + 1))
        quote = rows[fact.line - 1].partition("=")[2].lstrip()[:1]
        text = fact.value or ""
        lost: tuple[str, ...] = ()
        if quote != "'" and "$" in text:
            text, lost = _interpolated(text, known)
        known[fact.name] = text
        found.append(Setting(name=fact.name, value=text, line=fact.line, end_line=fact.end_line, lost=lost))
    broken = tuple(_not_assignments(rows, taken))
    return EnvFile(path=file.path, lines=tuple(found), broken=broken, settings={each.name: each for each in found})


def _interpolated(text: str, known: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the text with its variables put in, and those among them that are set nowhere and have no default."""
    escaped = text.replace("\\$", "$$")
    lost = tuple(each.name for each in references(escaped) if each.default is None and each.name not in known)
    return resolved(escaped, known), lost


def _not_assignments(rows: list[str], taken: set[int]) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(rows, 1):
        if number not in taken and _NOT_ASSIGNED.match(row[:500]):
            yield number, row.split()[0]


def read_values(file: CustomerFile) -> ValuesFile:
    """Return the leaves of a values file; of several documents the first counts, as for Helm."""
    lines = split_lines(decode(file.data).encode("utf8", "replace"))
    root = read_documents(lines)[0]
    found = {
        path: Value(path=path, value=shown(node), line=node.line, end_line=node.end_line, node=node)
        for path, node in leaves(root)
        if path
    }
    return ValuesFile(path=file.path, leaves=found, root=root)


def extra_env(node: Node) -> Iterator[Setting]:
    """Yield the variables of a list `- name: X, value: Y`; but not those that come from elsewhere."""
    for item in node.children if node.kind == "sequence" else ():
        name, value = item.get("name"), item.get("value")
        if name is not None and value is not None and _NAME.match(name.value) and value.kind in ("scalar", "null"):
            yield Setting(name=name.value, value=value.value, line=name.line, end_line=item.end_line)
