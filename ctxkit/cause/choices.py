"""Which of several ways a deployment takes that leaves a setting as it comes: the branch that
compares the setting with that value, the part of a call that is called like it, and the settings
with it in their names.

    match dify_config.STORAGE_TYPE: case StorageType.OPENDAL: ...
    factory.Load(config.StorageType, Args{Local: Local{Path: config.Root}, S3: S3{...}})

Not here: the conditions of a statement (`guards.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ctxkit.cause.calls import CallSite, argument_of
from ctxkit.cause.code import Code
from ctxkit.cause.guards import guards_of
from ctxkit.cause.reads import settings_read
from ctxkit.cause.scope import FunctionScope
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.model.flow import Expression
from ctxkit.regex import regex

_LEAST_WAYS = 3
"""Ways of which one is chosen: with two, a condition tells as much."""

_COMPARED = regex(r"(?:==|===|is)?\s{0,4}([\w.\"'-]{1,80})$")
_MAX_VALUE_CHARS = 40
_MAX_OF_PREFIX = 4
_BEGINS = ".startswith("


def usual_value(code: Code, use: ConfigUse) -> str:
    """Return the value that a setting has where nobody changed it: that of compose, else its
    default; empty if neither is known.
    """
    facts = [fact for fact in code.keyed(use.name) if not fact.test]
    for fact in facts:
        if isinstance(fact, ConfigUse) and fact.via == "compose" and fact.value:
            return fact.value[:_MAX_VALUE_CHARS]
    for fact in facts:
        if isinstance(fact, ConfigKey) and fact.repo == use.repo and fact.default:
            return fact.default[:_MAX_VALUE_CHARS]
    return ""


def chosen_return(code: Code, callee: FunctionScope, site: CallSite | None) -> list[int]:
    """Return the return of a function that the usual value of a setting leads to, if each value of
    the setting leads to another.
    """
    returns = [n for n, s in enumerate(callee.function.statements) if s.kind == "return"]
    if len(returns) < _LEAST_WAYS:
        return []
    compared = {number: _compared(callee, number) for number in returns}
    subjects = {subject for subject, _ in filter(None, compared.values())}
    if len(subjects) != 1:
        return []
    wanted = _folded(_usual_value_of(code, callee, subjects.pop(), site))
    return [n for n, found in compared.items() if found and wanted and _folded(found[1]) == wanted]


def of_usual_choice(
    code: Code, where: Expression, reads: Sequence[tuple[ConfigUse, str]]
) -> list[tuple[ConfigUse, str]]:
    """Return the settings that an expression reads, but of the fields of an object of which a
    setting chooses one only that which has the name of its usual value.
    """
    if len(reads) < _LEAST_WAYS:
        return list(reads)
    fields = {
        _folded(argument.keyword): (call.arguments, argument.value)
        for call in where.calls
        for argument in call.arguments
        if argument.keyword and argument.value.calls
    }
    for use, _ in reads if len(fields) >= _LEAST_WAYS else ():
        siblings, chosen = fields.get(_folded(usual_value(code, use)), ((), where))
        others = [a.value for a in siblings if a.value is not chosen and a.keyword]
        if siblings and not any(_holds(value, use) for value in (chosen, *others)):
            return [(u, name) for u, name in reads if not any(_holds(v, u) for v in others)]
    return list(reads)


def named_by(code: Code, use: ConfigUse) -> Iterator[ConfigUse]:
    """Yield the settings whose names have the usual value of another in them, and that the code
    takes from the environment by how they begin: with OPENDAL_SCHEME=fs OPENDAL_FS_ROOT.
    """
    start = use.name.rpartition("_")[0] + "_"
    readers = [p for p in code.patterns() if p.repo == use.repo and p.name == f"{start}*"]
    value = usual_value(code, use) if readers else ""
    if not value.isalnum():
        return
    names = [n for n in code.index.key_names() if n.startswith(f"{start}{value.upper()}_")]
    for name in names if len(names) <= _MAX_OF_PREFIX else ():
        line = _asked_at(code, readers[0])
        yield replace(readers[0], name=name, line=line, end_line=line)


def _asked_at(code: Code, reader: ConfigUse) -> int:
    """Return the line on which a function asks whether a name begins so, that of the beginning if
    there is none.
    """
    for number, _ in code.sources.lines_having(reader.repo, reader.path, _BEGINS):
        symbol = code.around(reader.repo, reader.path, number)
        if symbol is not None and symbol.name == reader.symbol:
            return number
    return reader.line


def _holds(value: Expression, use: ConfigUse) -> bool:
    return value.line <= use.line <= value.end_line


def _folded(value: str) -> str:
    return re.sub(r"[^a-z0-9]", "", value.rpartition(".")[2].lower())


def _compared(scope: FunctionScope, number: int) -> tuple[str, str] | None:
    """Return the name and the value that are compared in the nearest condition of a statement."""
    guard = next((g for g in guards_of(scope, number) if not g.passed), None)
    value = scope.statement(guard.number).value if guard is not None else None
    if value is None or not value.refs:
        return None
    subject = value.refs[0].name
    rest = value.text.removeprefix(subject)
    found = _COMPARED.fullmatch(rest.strip()) if rest != value.text else None
    return (subject, found[1]) if found is not None else None


def _usual_value_of(code: Code, callee: FunctionScope, name: str, site: CallSite | None) -> str:
    """Return the usual value of the setting that a name of a function stands for, empty if it is
    not one setting.
    """
    function = callee.function
    given: list[tuple[FunctionScope, Expression]] = [
        (callee, statement.value)
        for statement in function.statements
        if statement.value is not None
        if name in statement.targets or _subject(statement.value) == name
    ]
    for position, parameter in enumerate(function.parameters):
        if parameter.name == name and site is not None:
            value = argument_of(function, site.call, position, name)
            given = [(site.scope, value)] if value is not None else []
    uses = {use.name: use for scope, value in given for use, _ in settings_read(code, scope, value)}
    return usual_value(code, next(iter(uses.values()))) if len(uses) == 1 else ""


def _subject(value: Expression) -> str:
    return value.refs[0].name if value.refs else ""
