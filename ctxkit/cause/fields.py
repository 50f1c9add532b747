"""Back from a field of an object to where it is written: by the methods of its own object, by the
literals and calls that make an object with it, by the class that gives it a default.

Not here: names without a dot (`names.py`), what functions return (`returns.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from ctxkit.cause.call_lines import CONSTRUCTOR
from ctxkit.cause.calls import CallSite, functions_beside
from ctxkit.cause.code import Code
from ctxkit.cause.filled_in import filled_in
from ctxkit.cause.inherited import inherited_from
from ctxkit.cause.outside import NOTHING_YET
from ctxkit.cause.plain_names import are_of_one_language, is_context, plain
from ctxkit.cause.reaching import part_of
from ctxkit.cause.returns import enter
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.walk import (
    CALL_GUARD,
    EACH_MORE,
    FIELD,
    FIELD_OF_OTHER,
    HANDED_ON,
    CauseStep,
    Walk,
)
from ctxkit.cause.written import class_bodies
from ctxkit.flow import FileFlow
from ctxkit.model.flow import Expression, FlowStatement, FunctionFlow
from ctxkit.regex import regex

_MAX_GIVEN = 8
_MAX_SERVING = 12

_PRESENCE = regex(r"\b(?:is|is not|==|!=)\s{0,4}(?:None|nil|null)\b")
"""Whether something is there: where it was made decides that, not what it was made with."""


def own_field(walk: Walk, step: CauseStep, rest: str) -> None:
    """Follow a field of the method's own object to where it is written."""
    scope = step.scope
    name, dot, _ = rest.partition(".")
    if dot:
        walk.later(step.cost + FIELD_OF_OTHER, partial(deeper_field, walk, step, rest))
        return
    handed = walk.is_of_time and is_context(scope.flow.path, name)
    cost = HANDED_ON if handed else FIELD
    if fields_written(walk, step, scope, name, scope.function.owner, cost):
        return
    if computed_field(walk, step, scope, name) or inherited_field(walk, step, scope, name):
        return
    owner = scope.function.owner
    by_name = partial(field_by_name, walk, step, name, owner, FIELD_OF_OTHER)
    walk.later(step.cost + FIELD_OF_OTHER, by_name)


def deeper_field(walk: Walk, step: CauseStep, rest: str) -> None:
    """Follow a field of a field."""
    scope = step.scope
    name, _, inner = rest.partition(".")
    if field_of_field(walk, step, name, inner):
        return
    if typed_field(walk, step, _type_of_field(scope, name), inner):
        return
    if field_by_name(walk, step, plain(rest), "", FIELD_OF_OTHER):
        return
    owner = scope.function.owner
    if not fields_written(walk, step, scope, name, owner, FIELD, inner=inner):
        field_by_name(walk, step, name, owner, FIELD_OF_OTHER)


def _type_of_field(scope: FunctionScope, name: str) -> str:
    """Return the type of what the methods of an object write to a field: that of the parameter, or
    the class that is called; empty if they do not tell.
    """
    owner = scope.function.owner
    for function in scope.flow.methods(owner, holding=name):
        types = {parameter.name: parameter.type for parameter in function.parameters}
        for statement in function.statements:
            value = statement.value
            if statement.kind != "assign" or value is None:
                continue
            if not _writes_field(statement, function, name):
                continue
            if value.text in types:
                return types[value.text]
            if value.calls and value.text.startswith(f"{value.calls[0].name}("):
                return value.calls[0].name
    return ""


def field_of_field(walk: Walk, step: CauseStep, name: str, inner: str) -> bool:
    """Follow a field of a field to the literal or call that gives it where the object is made:
    `Pool{options: Options{Size: 5}}`.
    """
    scope = step.scope
    owner = plain(scope.function.owner)
    found = False
    for path in _writers(walk.code, scope, name, owner):
        flow = walk.code.flow(scope.flow.repo, path)
        for where, _, made in _made_with(walk.code, flow, name, owner) if flow else ():
            value = part_of(made, inner)
            if value is not made:
                found = True
                why = f"gives {plain(inner)}"
                walk.step(step, where, value, value.line, why, FIELD, hops=1, end=value.end_line)
    return found


def fields_written(
    walk: Walk,
    step: CauseStep,
    scope: FunctionScope,
    name: str,
    owner: str,
    cost: float,
    bound: CallSite | None = None,
    inner: str = "",
) -> bool:
    """Follow a field to the methods of its own object that write it, and to its default; return
    whether a method does: whoever makes the object may give it another value than its default.
    `bound` is the call through which its constructor is entered; of the fields in it, only `inner`
    is meant, if that is given.
    """
    written = [
        (FunctionScope(flow=flow, function=function), statement, statement.value)
        for flow in (scope.flow, *_rest_of_type(walk.code, scope, name, owner))
        for function in (
            *flow.methods(owner, holding=name),
            *flow.class_named(plain(owner), holding=name),
        )
        for statement in function.statements
        if statement.kind == "assign" and statement.value is not None
        if _writes_field(statement, function, name, inner)
        if statement.value is not step.expression
        if statement.value.text not in NOTHING_YET
    ]
    more = cost + EACH_MORE * (len(written) - 1)
    present = _PRESENCE.search(step.expression.text) is not None
    for own, statement, value in written:
        why = f"writes {name}"
        if not (present and _is_of_class(value)):
            walk.step(
                step,
                own,
                value,
                statement.line,
                why,
                more,
                hops=1,
                bound=bound if plain(own.function.name) == CONSTRUCTOR else None,
                end=statement.head,
            )
        number = own.statement_at(statement.line)
        guard = more if present else more + CALL_GUARD
        walk.conditions(step, own, number, f"condition of {name}", guard)
    return not all(_is_default(walk.code, own, each, owner) for own, each, _ in written)


def _is_default(code: Code, own: FunctionScope, statement: FlowStatement, owner: str) -> bool:
    """Return whether a class only gives a field of its objects a default: it declares its type."""
    if plain(own.function.name) != plain(owner):
        return False
    line = code.line(own.flow.repo, own.flow.path, statement.line)
    return ":" in line.partition("=")[0]


def _is_of_class(value: Expression) -> bool:
    """Return whether a value is a class, or an object that is made of one."""
    name = value.calls[0].name if value.calls else value.text
    return plain(name)[:1].isupper()


def _rest_of_type(code: Code, scope: FunctionScope, name: str, owner: str) -> Iterator[FileFlow]:
    """Yield the other files of a Go package that write a field and have methods of its type."""
    repo, path = scope.flow.repo, scope.flow.path
    if not path.endswith(".go") or not owner:
        return
    folder = path.rpartition("/")[0]
    receiver = re.compile(rf"func \(\w{{1,40}} \*?{re.escape(plain(owner))}\)")
    for other in code.mentioning(name, "writes", repo):
        if other == path or other.rpartition("/")[0] != folder:
            continue
        rows = code.sources.lines_having(repo, other, plain(owner))
        if any(receiver.match(line) for _, line in rows):
            flow = code.flow(repo, other)
            if flow is not None:
                yield flow


def inherited_field(walk: Walk, step: CauseStep, scope: FunctionScope, name: str) -> bool:
    """Follow a field that a base class writes, to what the class gives the constructor of it, or
    who makes an object of the class.
    """
    found = False
    for body, site in inherited_from(walk.code, scope):
        owner = body.function.owner
        found = fields_written(walk, step, body, name, owner, FIELD, bound=site) or found
    return found


def computed_field(walk: Walk, step: CauseStep, scope: FunctionScope, name: str) -> bool:
    """Follow a field that a method computes."""
    found = False
    for method in functions_beside(scope, "self", name):
        enter(walk, step, method, FIELD)
        found = True
    return found


def field_of_made(
    walk: Walk, step: CauseStep, scope: FunctionScope, value: Expression, rest: str
) -> bool:
    """Follow a field of the object that a constructor makes to the methods that write it."""
    name = rest.partition(".")[0]
    made = plain(value.calls[0].name) if value.calls and name else ""
    if not made[:1].isupper() or value.calls[0].literal or not scope.flow.path.endswith(".py"):
        return False
    found = False
    for at in class_bodies(walk.code, scope, made):
        found = fields_written(walk, step, at, name, made, FIELD) or found
    return found


def typed_default(walk: Walk, step: CauseStep, type_: str, rest: str) -> None:
    """Follow a field of an object to the default that its class gives it."""
    for body in class_bodies(walk.code, step.scope, bare_type(type_)):
        walk.assigned(step, body, rest.partition(".")[0])


def typed_field(walk: Walk, step: CauseStep, type_: str, rest: str) -> bool:
    """Follow a field of an object whose type is known to where objects of it are made."""
    name = rest.partition(".")[0]
    owner = bare_type(type_)
    if not owner[:1].isupper():
        return False
    return field_by_name(walk, step, name, owner, FIELD_OF_OTHER)


def field_by_name(walk: Walk, step: CauseStep, name: str, owner: str, cost: float) -> bool:
    """Follow a field to the literals and calls that make an object of its type with it."""
    scope = step.scope
    fields = walk.code.given(f"{plain(owner)}.{name}", scope.flow.repo) if owner else []
    for use in fields:
        walk.decide(step, use, cost)
    if fields or filled_in(walk, step, name, plain(owner), cost):
        return True
    given = [
        (where, value)
        for path in _writers(walk.code, scope, name, plain(owner))
        for flow in filter(None, [walk.code.flow(scope.flow.repo, path)])
        for where, _, value in _made_with(walk.code, flow, name, plain(owner))
    ][:_MAX_GIVEN]
    if owner and len(given) == 1:
        cost = min(cost, FIELD)  # of the type that only this place makes
    for where, value in given:
        walk.step(
            step,
            where,
            value,
            value.line,
            f"gives {name}",
            cost + EACH_MORE * (len(given) - 1),
            hops=1,
            end=value.end_line,
        )
        number = where.statement_at(value.line)
        more = cost + CALL_GUARD + EACH_MORE * (len(given) - 1)
        if number >= 0:
            walk.conditions(step, where, number, f"condition of {name}", more)
    found = bool(given)
    for body in class_bodies(walk.code, scope, plain(owner)):
        found = walk.assigned(step, body, name) or found
    return found


def bare_type(type_: str) -> str:
    """Return the name of a type: `*app.Options`, `Options | None` -> `Options`."""
    return plain(re.sub(r"[\s*&\[\]]|\|.*", "", type_))


def _writes_field(
    statement: FlowStatement, function: FunctionFlow, name: str, inner: str = ""
) -> bool:
    for target in statement.targets:
        head, _, rest = target.partition(".")
        first, _, part = rest.partition(".")
        other = bool(inner and part) and part.partition(".")[0] != inner.partition(".")[0]
        if head in ("self", "cls", function.receiver) and first == name and not other:
            return True
        if target == name and function.name == function.owner:  # of a class
            return True
    return False


def _writers(code: Code, scope: FunctionScope, name: str, owner: str) -> list[str]:
    """Return the files that may make an object of a type with a field."""
    repo, path = scope.flow.repo, scope.flow.path
    writing = {p for p in code.mentioning(name, "writes", repo) if are_of_one_language(p, path)}
    if owner:
        making = set(code.mentioning(owner, "calls", repo))
        both = writing & making if making else writing
        writing = both or writing
    folder = path.rpartition("/")[0]
    near = sorted(
        (p for p in writing if p.rpartition("/")[0] == folder), key=lambda p: (p != path, p)
    )
    if path.endswith(".go") and name[:1].islower():  # of this package only
        return near[:4]
    others = sorted(writing - set(near))
    return (near + others)[:4] if len(writing) <= 12 else near[:4]


def _answers(path: str) -> bool:
    """Return whether a file has what the api answers, not what it gives to libraries."""
    return path.endswith(".py") and ("/controllers/" in path or "/services/" in path)


def served_field(walk: Walk, step: CauseStep, name: str) -> None:
    """Follow a field of what the api answered to the one setting that its code answers as it is:
    of `system_features.enable_marketplace = dify_config.MARKETPLACE_ENABLED` the browser knows
    only the name.
    """
    code, repo = walk.code, step.scope.flow.repo
    given = rf"(?<!\w){re.escape(name)}[\"']?\]?\s{{0,3}}[:=]\s{{0,3}}(?:\w{{1,40}}\.){{1,3}}"
    files = [p for p in code.mentioning(name, "writes", repo) if _answers(p)]
    uses = {
        use.name: use
        for path in files[:_MAX_SERVING]
        for use in code.reads(repo, path)
        if re.search(rf"{given}{re.escape(use.name)}\b", code.line(repo, path, use.line))
    }
    if len(uses) == 1:
        walk.decide(step, next(iter(uses.values())), FIELD_OF_OTHER)


def _made_with(
    code: Code, flow: FileFlow, name: str, owner: str
) -> Iterator[tuple[FunctionScope, FlowStatement, Expression]]:
    """Yield the values that a file's calls and literals give a field of a type."""
    for number, line in code.sources.lines_having(flow.repo, flow.path, name):
        if not is_written(line, name) or (owner and not flow.holds_at(number, owner, f".{name}")):
            continue
        scope = FunctionScope.at(flow, number)
        at = scope.statement_at(number)
        if at < 0:
            continue
        statement = scope.statement(at)
        if statement.kind == "assign" and any(t.endswith(f".{name}") for t in statement.targets):
            if statement.value is not None and not _of_another(scope, statement, owner):
                yield scope, statement, statement.value
            continue
        for value in _arguments(statement, name, owner):
            if value.line <= number <= value.end_line:
                yield scope, statement, value


_WRITTEN = regex(r"[\"']?\s{0,3}(?:=(?!=)|:)")
_NAME_CHAR = regex(r"\w")


def is_written(line: str, name: str) -> bool:
    """Return whether a line gives a value to something that ends in a name: `x.size = 3`,
    `"size": 3`.
    """
    start = line.find(name)
    while start >= 0:
        end = start + len(name)
        begins = not start or _NAME_CHAR.match(line, start - 1) is None
        if begins and _WRITTEN.match(line, end) is not None:
            return True
        start = line.find(name, start + 1)
    return False


def _arguments(statement: FlowStatement, name: str, owner: str) -> Iterator[Expression]:
    """Yield what the calls and literals of a statement give a field of a type."""
    for call in statement.calls:
        if not owner or plain(call.name.lstrip("*&")) == owner:
            yield from (a.value for a in call.arguments if a.keyword == name)


def _of_another(scope: FunctionScope, statement: FlowStatement, owner: str) -> bool:
    """Return whether a method writes a field of its own object, of another type than `owner`."""
    function = scope.function
    if not owner or not function.owner or plain(function.owner) == owner:
        return False
    own = {"self", "cls", function.receiver} - {""}
    return all(target.partition(".")[0] in own for target in statement.targets)
