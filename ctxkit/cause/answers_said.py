"""What a handler itself answers a request with, by the words of the answer that a text has:

    {"error": "Invalid provider"}
    return {"error": "Invalid provider"}, 400

Not here: errors that are raised (`ask/locate/error_bodies.py`), what refused a request before it
got there (`refusals.py`).
"""

from __future__ import annotations

from ctxkit.cause.code import Code
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.wire import Far
from ctxkit.model import Fact, Symbol
from ctxkit.regex import regex

_SAID = regex(r"\"(?:error|message|msg|detail)\"\s{0,4}:\s{0,4}\"([^\"\\\n]{4,200})\"")
_MAX_TEXT_CHARS = 8_000
_MAX_SAID = 3


def answers_said(code: Code, fact: Fact, text: str) -> list[Far]:
    """Return the only line of the handler that `fact` is with the words of an answer in a text."""
    found: list[Far] = []
    words = _SAID.findall(text[:_MAX_TEXT_CHARS]) if isinstance(fact, Symbol) else []
    for said in words[:_MAX_SAID]:
        lines = [
            number
            for number, line in code.sources.lines_having(fact.repo, fact.path, said)
            if fact.line <= number <= fact.end_line
            if f'"{said}"' in line or f"'{said}'" in line
        ]
        flow = code.flow(fact.repo, fact.path) if len(lines) == 1 else None
        if flow is not None:
            scope = FunctionScope.at(flow, lines[0])
            found.append(Far(scope, lines[0], "answers with these words"))
    return found[:1]
