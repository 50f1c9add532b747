"""Fields of a record that its own validator fills in where nobody gave them:

    values.setdefault("volume_type", os.getenv("VOLUME_TYPE", "table"))

Not here: who makes the record with them (`fields.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.cause.plain_names import plain
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.walk import CauseStep, Walk
from ctxkit.model.flow import CallFlow, Expression, FunctionFlow

_MAX_CLASSES = 2
_FILLS = "setdefault"


def filled_in(walk: Walk, step: CauseStep, name: str, owner: str, cost: float) -> bool:
    """Follow a field of a class of Python to what its methods fill in for it; return whether any
    does.
    """
    repo, found = step.scope.flow.repo, False
    if not owner or not step.scope.flow.path.endswith(".py"):
        return False
    for symbol in walk.code.python_classes(owner, repo)[:_MAX_CLASSES]:
        flow = walk.code.flow(repo, symbol.path)
        if flow is None:
            continue
        for method in flow.methods(owner, holding=f'{_FILLS}("{name}"'):
            own = FunctionScope(flow=flow, function=method)
            for value in _values(method, name):
                walk.step(step, own, value, value.line, f"fills in {name}", cost, hops=1)
                found = True
    return found


def _values(function: FunctionFlow, name: str) -> Iterator[Expression]:
    for statement in function.statements:
        for call in statement.calls:
            if _fills(call, name):
                yield call.arguments[1].value


def _fills(call: CallFlow, name: str) -> bool:
    arguments = call.arguments
    return plain(call.name) == _FILLS and len(arguments) > 1 and arguments[0].value.literal == name
