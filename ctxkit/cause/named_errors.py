"""The conditions under which an error is raised whose class a text names, where few statements
raise it: the api's, for the error that the plugin daemon has told it.

    PluginDaemonInternalServerError: no available node, plugin runtime not found

Not here: the statement that has the text (`ask/locate/`).
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from ctxkit.cause.code import Code
from ctxkit.cause.guards import guards_of
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.seeds import place_of
from ctxkit.dify.repositories import DIFY
from ctxkit.model import Raise
from ctxkit.model.cause import CausePlace
from ctxkit.regex import regex

_NAMED = regex(r"\b([A-Z]\w{3,80}(?:Error|Exception))(?=: |\()")
_MAX_TEXT_CHARS = 8_000
_MAX_CLASSES = 2
_MAX_RAISED = 2  # of more statements, none is the one


def errors_named(code: Code, text: str) -> Iterator[CausePlace]:
    """Yield the nearest condition of each statement that raises an error of the classes that a text
    names.
    """
    names = dict.fromkeys(_NAMED.findall(text[:_MAX_TEXT_CHARS]))
    own = [name for name in names if not hasattr(builtins, name)]
    for name in own[:_MAX_CLASSES]:
        raised = [f for f in code.index.named(Raise, name) if (f.repo, f.test) == (DIFY, False)]
        raised = [fact for fact in raised if not fact.symbol.startswith(name)]  # its definition
        for fact in raised if len(raised) <= _MAX_RAISED else ():
            flow = code.flow_beside(fact.repo, fact.path)
            if flow is None:
                return
            scope = FunctionScope.at(flow, fact.line)
            around = [g for g in guards_of(scope, scope.statement_at(fact.line)) if g.is_around]
            for guard in around[:1]:
                yield place_of(code, scope, guard.number, f"condition of {name}")
