"""Statements of TypeScript that make an error, or show the text of one to a user.

Not here: log statements (`logs.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.extract.literals import shorten
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of
from ctxkit.extract.typescript.file import TypeScriptFile
from ctxkit.extract.typescript.text import message_of
from ctxkit.model import Fact, Raise


def raises(file: TypeScriptFile, matches: list[QueryMatch]) -> Iterator[Fact]:
    """Yield the errors of a file whose text the source knows, at least in part."""
    for match in matches:
        message = message_of(match.node("message"))
        if not message.has_letters:
            continue
        statement = match.node("statement")
        line = line_of(statement)
        yield Raise(
            name=shorten(match.text("name") or "throw"),
            line=line,
            end_line=end_line_of(statement),
            symbol=file.at(line),
            template=message.template,
            args=message.args,
        )
