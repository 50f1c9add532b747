"""Answers of `locate` from a table, and facts to put into them: what the modules that ask `locate`
do with its answers is tested without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from ctxkit.index.reader import Index, MessageRow
from ctxkit.index.sources import Sources
from ctxkit.model import (
    HOLE,
    Confidence,
    Fact,
    Finding,
    Hit,
    KeyAnswer,
    LogTemplate,
    Question,
    Symbol,
)

NO_INDEX = cast(Index, None)
NO_SOURCES = cast(Sources, None)
"""For questions whose answers come from a table."""

Locate = Callable[[Index, Sources, str], Finding]


def log_fact(
    template: str, place: str = "api/a.py:10", *, name: str = "logger.info"
) -> LogTemplate:
    path, _, line = place.partition(":")
    return LogTemplate(
        name=name,
        line=int(line),
        end_line=int(line),
        repo="dify",
        path=path,
        template=template.replace("{}", HOLE),
        level="info",
    )


def hit_of(row: MessageRow) -> Hit:
    fact = log_fact(row.template, f"{row.path}:{row.line}", name=row.name)
    return Hit(fact=fact, score=0.9, why=("its text fits",))


def symbol(name: str = "run", place: str = "api/a.py:10") -> Symbol:
    path, _, line = place.partition(":")
    number = int(line)
    return Symbol(
        name=name, what="function", line=number, end_line=number + 5, repo="dify", path=path
    )


def answer(
    *hits: Hit | Fact, confidence: Confidence = "high", keys: tuple[str, ...] = ()
) -> Finding:
    found = [hit if isinstance(hit, Hit) else Hit(fact=hit, score=0.9) for hit in hits]
    return Finding(
        question=Question(command="locate"),
        query="",
        confidence=confidence,
        hits=tuple(found),
        keys=tuple(KeyAnswer(name=key) for key in keys),
    )


def locate_from(answers: Mapping[str, Finding], asked: list[str]) -> Locate:
    """Return a `locate` that answers from a table; texts that it is asked are added to `asked`."""

    def locate(index: Index, sources: Sources, text: str) -> Finding:
        asked.append(text)
        return answers.get(text, answer(confidence="none"))

    return locate
