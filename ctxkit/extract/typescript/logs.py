"""Log statements of TypeScript: calls of `console`, and what is written to a terminal.

Not here: errors and texts of notifications (`errors.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.extract.literals import join
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of
from ctxkit.extract.typescript.file import TypeScriptFile
from ctxkit.extract.typescript.text import message_of
from ctxkit.model import Fact, LogTemplate

_LEVEL_BY_METHOD = {"log": "info", "trace": "debug", "write": ""}


def log_templates(file: TypeScriptFile, matches: list[QueryMatch]) -> Iterator[Fact]:
    """Yield the log statements of a file."""
    for match in matches:
        arguments = match.node("arguments").named_children
        message = join([message_of(each) for each in arguments if each.type != "comment"], " ")
        method, statement = match.text("level"), match.node("statement")
        if method == "write" and not message.has_letters:
            continue  # a value, or a line that separates others
        line = line_of(statement)
        yield LogTemplate(
            name=f"{match.text('logger')}.{method}",
            line=line,
            end_line=end_line_of(statement),
            symbol=file.at(line),
            template=message.template,
            level=match.pattern.settings.get("level") or _LEVEL_BY_METHOD.get(method, method),
            args=message.args,
        )
