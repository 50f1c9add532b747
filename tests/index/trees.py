"""Trees of literal facts, stored as a build stores them, but without git or extractors."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ctxkit.index.builder import SourceFile, building
from ctxkit.index.rows import encode
from ctxkit.model import Checkout, ConfigUse, Fact, LogTemplate, Symbol

OID = bytes(range(20))

Tree = dict[str, list[Fact]]
"""Facts by path."""


def checkout(commit: str = "a" * 40, version: str = "1.0.0", repo: str = "dify") -> Checkout:
    return Checkout(repo=repo, version=version, commit=commit, match="tag")


def build(folder: Path, tree: Tree, of: Checkout | None = None, *, oid: bytes = OID) -> None:
    """Store one tree and make it the view; every file has the same blob id."""
    of = of or checkout()
    with building(folder, digest="d") as builder:
        if not builder.has_tree(of):
            files = [SourceFile(path, oid, path.startswith("tests/")) for path in tree]
            for number, file in builder.add_tree(of.repo, of.commit, files):
                builder.add_facts(number, [encode(fact) for fact in tree[file.path]])
        builder.set_view([of])


def add_beside(folder: Path, tree: Tree, of: Checkout, *, oid: bytes = OID) -> None:
    """Store one tree and leave the view alone."""
    with building(folder, digest="d") as builder:
        files = [SourceFile(path, oid, False) for path in tree]
        for number, file in builder.add_tree(of.repo, of.commit, files):
            builder.add_facts(number, [encode(fact) for fact in tree[file.path]])
        builder.keep([of])


def symbol(name: str, line: int = 1, end_line: int | None = None) -> Symbol:
    return Symbol(name=name, what="function", line=line, end_line=end_line or line)


def log(template: str, line: int = 1) -> LogTemplate:
    return LogTemplate(
        name="logger.info", template=template, level="info", line=line, end_line=line
    )


def use(name: str, role: str = "reads", via: str = "getenv", *, target: str = "") -> ConfigUse:
    return ConfigUse(name=name, role=role, via=via, target=target, line=1, end_line=1)  # type: ignore[arg-type]


def names(facts: Iterable[Fact]) -> list[str]:
    return [fact.name for fact in facts]
