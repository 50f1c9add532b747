"""What the message of a statement tells by itself: the values in it, the settings that it names,
and where an error that is kept in a variable is used.

Not here: the kind of failure that a text tells (`failures.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.cause.code import Code
from ctxkit.cause.plain_names import plain
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.walk import CauseStep
from ctxkit.dify.programs import is_in_program, scope_of_file
from ctxkit.dify.repositories import DIFY
from ctxkit.model import ConfigKey, ConfigUse, Fact, LogTemplate
from ctxkit.model.cause import CausePlace, Decider
from ctxkit.model.flow import Expression
from ctxkit.regex import regex

SAID = 0.3
"""What it costs that a statement only says a value."""

_SHOWN = 0.15
_SETTING = regex(r"(?<![\w$.])[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,8}(?![\w(])")
_MAX_NAMED = 4
_MAX_LINES = 12
_MAX_FILES = 20


def settings_told(
    code: Code, scope: FunctionScope, number: int, fact: Fact, text: str
) -> Iterator[Decider]:
    """Yield the settings that a statement tells by itself: those that its message names, and that
    from which level on it is written.
    """
    for use, place in _named_in(code, scope, number, text):
        yield Decider(use=use, how=(place,), cost=0.0, conditional=True)
    for use, place in _shown_from(code, fact):
        yield Decider(use=use, how=(place,), cost=_SHOWN, chooses=True)


def _named_in(
    code: Code, scope: FunctionScope, number: int, text: str
) -> Iterator[tuple[ConfigUse, CausePlace]]:
    """Yield the settings that a message names, as the source and the line of it have them."""
    if number < 0:
        return
    flow, statement = scope.flow, scope.statement(number)
    names: dict[str, int] = {}
    for line in range(statement.line, min(statement.end_line, statement.line + _MAX_LINES) + 1):
        source = code.line(flow.repo, flow.path, line)
        for name in _SETTING.findall(source) if '"' in source or "'" in source else ():
            if name in text:
                names.setdefault(name, line)
    for name, line in list(names.items())[:_MAX_NAMED]:
        # A plugin says what the api needs.
        use = _read_of(code, flow.repo, name) or _read_of(code, DIFY, name)
        if use is not None:
            yield use, code.place(scope.place(line), "names it")


def _shown_from(code: Code, fact: Fact) -> Iterator[tuple[ConfigUse, CausePlace]]:
    """Yield the setting that decides whether a statement for those who debug a program is written,
    if the repository has one.
    """
    if isinstance(fact, LogTemplate) and fact.level == _NOT_USUAL:
        use = _read_of(code, fact.repo, _LEVEL)
        program = scope_of_file(fact.repo, fact.path)
        if use is not None and is_in_program(program, use.repo, use.path):
            yield use, code.place(use.location, "the level from which on lines are written")


_LEVEL = "LOG_LEVEL"
_NOT_USUAL = "debug"
"""The level below that from which on Dify's programs write by default."""


def _read_of(code: Code, repo: str, name: str) -> ConfigUse | None:
    """Return a line that reads a setting that the repository declares."""
    facts = [f for f in code.index.keyed(name) if f.repo == repo and not f.test and f.name == name]
    if not any(isinstance(f, ConfigKey) for f in facts):
        return None
    reads = [f for f in facts if isinstance(f, ConfigUse) and f.role == "reads"]
    # A script that starts the program hands it on.
    return min(reads, key=lambda f: (f.path.endswith(".sh"), f.path, f.line), default=None)


def used_at(code: Code, scope: FunctionScope, number: int) -> tuple[FunctionScope, int]:
    """Return where an error that a module keeps in a variable is returned or raised, else the same
    place: what led there is what led to the error.
    """
    if scope.function.name or number < 0 or not scope.flow.path.endswith((".go", ".py")):
        return scope, number
    statement = scope.statement(number)
    if statement.kind != "assign" or len(statement.targets) != 1:
        return scope, number
    for path, line in _lines_with(code, scope, statement.targets[0]):
        flow = code.flow(scope.flow.repo, path)
        if flow is None:
            continue
        function = flow.function_at(line)
        at = FunctionScope(flow=flow, function=function)
        used = at.statement_at(line)
        if function.name and used >= 0 and at.statement(used).kind in ("return", "raise"):
            return at, used
    return scope, number


def sent_at(scope: FunctionScope, number: int) -> int:
    """Return the statement that sends a request whose address another one makes, else that one."""
    statement = scope.statement(number) if number >= 0 else None
    if statement is None or statement.kind != "assign":
        return number
    made = set(statement.targets)
    for after, later in enumerate(scope.function.statements[number + 1 :], number + 1):
        given = (ref.name for call in later.calls for a in call.arguments for ref in a.value.refs)
        if not made.isdisjoint(given):
            return after
    return number


def _lines_with(code: Code, scope: FunctionScope, name: str) -> Iterator[tuple[str, int]]:
    """Yield the (path, line)s of a file, in Go of its package, that return or raise a variable."""
    path = scope.flow.path
    paths = [path]
    if path.endswith(".go"):
        folder = path.rpartition("/")[0]
        others = [p for p in code.files_in(scope.flow.repo, folder, ".go") if p != path]
        paths += others[:_MAX_FILES]
    used = re.compile(rf"(?:return|raise|panic)\b.{{0,200}}\b{re.escape(name)}\b")
    for other in paths:
        for number, line in code.sources.lines_having(scope.flow.repo, other, name):
            if used.search(line) is not None:
                yield other, number


def said_by(scope: FunctionScope, number: int, *, says: bool) -> Iterator[CauseStep]:
    """Yield what a statement says, but for the errors: what they say is the chain of their causes.

    One that says nothing is that of a stack frame, in which a call failed.
    """
    statement = scope.statement(number)
    value = statement.value
    if value is None:
        return
    if not says:
        yield CauseStep(scope=scope, expression=value, line=statement.line, cost=SAID)
        return
    parts = [a.value for a in value.calls[0].arguments] if value.calls else [value]
    for part in parts:
        if _is_constant(part):
            continue
        said = part.refs or part.calls
        if said and not (part.refs and all(_is_error(ref.name) for ref in part.refs)):
            yield CauseStep(scope=scope, expression=part, line=statement.line, cost=SAID)


def _is_constant(part: Expression) -> bool:
    """Return whether an expression only makes an error of texts: `errors.New("...")`."""
    called = [call.name.replace("()", "") for call in part.calls]
    names = (ref.name.replace("()", "") for ref in part.refs)
    if not any(call.arguments for call in part.calls):
        return False
    if any(not plain(c)[:1].isupper() or "env" in c.lower() for c in called):
        return False
    return all(any(c.startswith(name) for c in called) for name in names)


_ERROR_NAMES = frozenset(
    ("e", "err", "ex", "exc", "error", "exception", "message", "msg", "reason", "detail")
)


def _is_error(name: str) -> bool:
    last = plain(name).lower()
    return last in _ERROR_NAMES or last.endswith(("err", "error", "_msg", "_message"))


def tells_error(scope: FunctionScope, number: int) -> bool:
    """Return whether a statement says the error that led to it."""
    value = scope.statement(number).value if number >= 0 else None
    return value is not None and any(_is_error(ref.name) for ref in value.refs)
