"""Facts of sources that a test writes itself."""

from __future__ import annotations

from textwrap import dedent
from typing import TypeVar

from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.model import HOLE, Fact

AnyFact = TypeVar("AnyFact", bound=Fact)


def facts(path: str, code: str, kind: type[AnyFact], *, test: bool = False) -> list[AnyFact]:
    """Return the facts of one kind in a file with this path and text, which may be indented."""
    source = Source(repo="dify", path=path, data=dedent(code).encode(), test=test)
    return [fact for fact in extract(source) if isinstance(fact, kind)]


def shown(text: str) -> str:
    """Return a template with `<>` for each hole."""
    return text.replace(HOLE, "<>")
