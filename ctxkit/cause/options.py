"""Options that a function takes as a list of tagged values: which tag a value has, and which
functions make an option with that tag.

    for _, option := range options { if option.Type == TypeTimeout { timeout = option.Value } }
    func Timeout(seconds int) Option { return Option{TypeTimeout, seconds} }

Not here: options that are functions, whose bodies write a field (`origins.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.cause.code import Code
from ctxkit.cause.plain_names import plain
from ctxkit.cause.scope import FunctionScope
from ctxkit.model.flow import Ref

_MAX_FILES = 30
_MAX_MAKERS = 2


def tag_of_option(scope: FunctionScope, ref: Ref) -> str:
    """Return the constant that a branch around a name compares another field of its object with."""
    head, _, rest = ref.name.partition(".")
    if not rest or not scope.flow.path.endswith(".go"):
        return ""
    for outer in scope.enclosing(scope.statement_at(ref.line)):
        around = scope.statement(outer)
        if around.kind not in ("if", "case") or around.value is None:
            continue
        compared = re.match(
            rf"{re.escape(head)}\.\w{{1,40}} == ([A-Z]\w{{1,80}})$", around.value.text
        )
        if compared is not None:
            return compared[1]
    return ""


def makers_of_option(
    code: Code, scope: FunctionScope, tag: str
) -> Iterator[tuple[FunctionScope, int]]:
    """Yield the functions of a package that return an object with a tag, and the number of the
    parameter that the object has its value from.
    """
    repo, folder = scope.flow.repo, scope.flow.path.rpartition("/")[0]
    made = re.compile(rf"return\s{{1,4}}&?[\w.]{{1,80}}\{{.{{0,80}}\b{re.escape(tag)}\b")
    found = 0
    for path in code.files_in(repo, folder, ".go")[:_MAX_FILES]:
        for number, line in code.sources.lines_having(repo, path, tag):
            if made.search(line) is None or found >= _MAX_MAKERS:
                continue
            flow = code.flow(repo, path)
            if flow is None:
                return
            maker = FunctionScope.at(flow, number)
            statement = maker.statement(maker.statement_at(number))
            names = {plain(r.name) for r in statement.value.refs} if statement.value else set()
            for position, parameter in enumerate(maker.function.parameters):
                if parameter.name in names:
                    found += 1
                    yield maker, position
                    break
