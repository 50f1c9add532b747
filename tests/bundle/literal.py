"""Findings, sources and an index that are literals: a bundle is tested without a workspace."""

from __future__ import annotations

from dataclasses import dataclass

from ctxkit.model import (
    Checkout,
    Finding,
    Hit,
    KeyAnswer,
    Location,
    LogTemplate,
    Place,
    Question,
    Symbol,
)

REPO = "dify"
COMMIT = "0123456789" * 4
CHECKOUT = Checkout(repo=REPO, version="1.0.0", commit=COMMIT, match="tag", url="")

PLAIN = Question(command="ask")
"""A question of which nothing is special."""


@dataclass(frozen=True)
class Texts:
    """Sources of one repository: the text of each file by its path."""

    texts: dict[str, str]

    def lines(self, repo: str, path: str) -> list[str]:
        return self.texts.get(path, "").split("\n")


@dataclass(frozen=True)
class Functions:
    """An index that knows the definitions of files, and nothing else."""

    symbols: tuple[Symbol, ...] = ()

    def in_file(self, repo: str, path: str, kind: type) -> list[Symbol]:
        return [s for s in self.symbols if s.path == path and isinstance(s, kind)]


def at(path: str, line: int, end: int = 0, symbol: str = "") -> Location:
    return Location(repo=REPO, path=path, line=line, end_line=end or line, symbol=symbol)


def place(path: str, line: int, role: str = "reads", name: str = "KEY", **more: object) -> Place:
    return Place(role=role, location=at(path, line), name=name, **more)


def function(path: str, line: int, end: int, name: str = "f", what: str = "function") -> Symbol:
    return Symbol(repo=REPO, path=path, line=line, end_line=end, symbol="", name=name, what=what)


def log(path: str, line: int, template: str = "boom", symbol: str = "") -> LogTemplate:
    return LogTemplate(
        repo=REPO,
        path=path,
        line=line,
        end_line=line,
        symbol=symbol,
        name="logger.error",
        template=template,
        level="error",
    )


def hit(fact: object, score: float = 0.5, **more: object) -> Hit:
    return Hit(fact=fact, score=score, **more)


def finding(
    *,
    hits: tuple[Hit, ...] = (),
    keys: tuple[KeyAnswer, ...] = (),
    question: Question = PLAIN,
    query: str = "it",
    **more: object,
) -> Finding:
    given = {"confidence": "high", "versions": (CHECKOUT,), **more}
    return Finding(question=question, query=query, hits=hits, keys=keys, **given)


def numbered_text(count: int) -> str:
    """Return a file of `count` lines: line 1, line 2, ..."""
    return "".join(f"line {number}\n" for number in range(1, count + 1))
