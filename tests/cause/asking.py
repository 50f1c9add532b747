"""The cause of a log statement, asked for as a line of it is."""

from __future__ import annotations

from ctxkit.cause.code import Code
from ctxkit.cause.slice import cause_of
from ctxkit.model import LogTemplate
from ctxkit.model.cause import StatementCause


def cause_of_log(code: Code, begins: str, text: str) -> StatementCause:
    """Return the cause of the one log statement whose text begins so, for a line that it wrote."""
    [fact] = [f for f in code.index.all(LogTemplate) if f.template.startswith(begins)]
    return cause_of(Code(code.index, code.sources, text), fact, text)
