"""Values that a program keeps outside of itself, as in Redis, by a key that it puts together: who
reads one finds what another function wrote by the same key, for as long as that lets it live.

    count = redis_client.get(f"login_error:{email}")
    redis_client.setex(f"login_error:{email}", dify_config.LOGIN_LOCKOUT_DURATION, count)

Not here: the variables and fields of a program (`names.py`, `fields.py`).
"""

from __future__ import annotations

from itertools import islice

from ctxkit.cause.plain_names import plain
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.walk import CauseStep, Walk
from ctxkit.regex import regex

_KEY = regex(r"f[\"']([a-z][a-z0-9_-]{3,60}(?::[a-z0-9_-]{1,60}){0,4}:)\{")
"""The beginning of a key, up to what differs from one value to the next."""
_KEEPS = frozenset(("set", "setex", "psetex", "expire", "pexpire"))
_MAX_LINES = 8


def kept_value(walk: Walk, step: CauseStep) -> None:
    """Follow the key of a value that is kept to the calls in the same file that are given that key:
    they write it, or say how long it lives.
    """
    flow = step.scope.flow
    found = _KEY.match(step.expression.text) if flow.path.endswith(".py") else None
    if found is None:
        return
    lines = walk.code.sources.lines_having(flow.repo, flow.path, found[1])
    for line, _ in islice(lines, _MAX_LINES):
        other = FunctionScope.at(flow, line)
        if other.function.line == step.scope.function.line:
            continue
        for number, statement in enumerate(other.function.statements):
            if _keeps(other, number, found[1]) and statement.value is not None:
                why = f"keeps {found[1]}"
                walk.step(step, other, statement.value, statement.line, why, 0.0, hops=1)


def _keeps(scope: FunctionScope, number: int, key: str) -> bool:
    """Return whether a statement keeps a value by a key, which it has itself or by a name."""
    named = {
        target
        for statement in scope.function.statements
        if statement.value is not None and key in statement.value.text
        for target in statement.targets
    }
    calls = [c for c in scope.statement(number).calls if plain(c.name) in _KEEPS]
    first = [call.arguments[0].value.text for call in calls if call.arguments]
    return any(text in named or key in text for text in first)
