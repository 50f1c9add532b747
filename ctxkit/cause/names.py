"""Back from a name to what gives it a value: an assignment, the argument of a caller, an option, a
constant of a module.

Not here: fields of objects (`fields.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from ctxkit.cause.calls import CallSite, argument_of, called, callers_of
from ctxkit.cause.code import Code
from ctxkit.cause.fields import (
    field_by_name,
    field_of_made,
    own_field,
    typed_default,
    typed_field,
)
from ctxkit.cause.guards import HANDLED
from ctxkit.cause.options import makers_of_option, tag_of_option
from ctxkit.cause.plain_names import is_context, plain, shared_folders
from ctxkit.cause.reaching import (
    assignments,
    branch_of,
    field_written,
    filled_by,
    fillings,
    gives_field,
    part_of,
    reaching,
)
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.walk import (
    ARGUMENT,
    CALL_GUARD,
    CALLER,
    CONSTANT,
    DEFAULT,
    EACH_MORE,
    FIELD,
    FIELD_OF_OTHER,
    HANDED_ON,
    LOCAL,
    MAX_ASKED,
    RAISED,
    CauseStep,
    Walk,
)
from ctxkit.cause.written import (
    class_bodies,
    functions_around,
    validated_fields,
    variable_writes,
)
from ctxkit.flow import FileFlow
from ctxkit.model.flow import CallFlow, Expression, FlowStatement, Parameter, Ref


def follow(walk: Walk, step: CauseStep, ref: Ref) -> None:
    scope = step.scope
    function = scope.function
    head, _, rest = ref.name.partition(".")
    if head in ("self", "cls", function.receiver) and head and rest:
        own_field(walk, step, rest)
        return
    if local(walk, step, head, rest):
        return
    if any(p.name.lstrip("*") == head for p in function.parameters):
        parameter(walk, step, head, rest)
        return
    if not around(walk, step, ref, head):
        constant(walk, step, head, rest)


def around(walk: Walk, step: CauseStep, ref: Ref, head: str) -> bool:
    """Follow a name of the function that this one is defined in; return whether it has it."""
    for outer in functions_around(step.scope):
        function = outer.function
        given = any(head in s.targets for s in function.statements)
        if given or any(p.name.lstrip("*") == head for p in function.parameters):
            follow(walk, replace(step, scope=outer, line=function.end_line, bound=None), ref)
            return True
    return False


def local(walk: Walk, step: CauseStep, head: str, rest: str) -> bool:
    """Follow a name to where the function gives it a value; return whether it does."""
    scope = step.scope
    written = assignments(walk.code, scope, head, step.line)
    field = field_written(walk.code, scope, head, rest)
    of_field = [each for each in written if gives_field(each[1], head, field)]
    # Of all entries one may be of the kind of failure that is told.
    last = reaching(scope, of_field, head, step.line, entries=bool(walk.kinds))
    cost = LOCAL + EACH_MORE * max(len(last) - 1, 0)
    for number, statement in last:
        if statement.value is None:
            continue
        value = part_of(statement.value, rest)
        if value is statement.value and field_of_made(walk, step, scope, value, rest):
            continue
        branch = branch_of(scope, number, step.line)
        walk.step(
            step,
            scope,
            value,
            statement.line,
            f"value of {head}",
            cost,
            hops=0,
            bound=step.bound,
            end=statement.head,
            plain_value=_is_value(statement, head),
            wanted=rest if value is statement.value else "",
            given=branch,
        )
        if branch >= 0 and not _is_behind_failure(step):
            why = f"condition of {head}"
            walk.conditions(step, scope, number, why, cost + CALL_GUARD)
    if written and (rest or step.expression.text == head):
        for number in fillings(walk.code, scope, head, field, step.line):
            why = f"condition of filling {head}"
            walk.conditions(step, scope, number, why, LOCAL + CALL_GUARD)
        if field:
            _filled(walk, step, head, field)
    return bool(written)


def _filled(walk: Walk, step: CauseStep, head: str, field: str) -> None:
    """Follow a field of an object to the functions that write it because they are given that."""
    for site, inner, statement in filled_by(walk.code, step.scope, head, field, step.line):
        assert statement.value is not None
        walk.step(
            step,
            inner,
            statement.value,
            statement.line,
            f"writes {field}",
            FIELD,
            hops=1,
            bound=site,
            end=statement.head,
        )


def _is_behind_failure(step: CauseStep) -> bool:
    """Return whether an expression belongs to a call that may have failed, or to the handler of
    that: it depends on what the call was given, not on why it was given that.
    """
    return any(place.why in (RAISED, HANDLED) for place in step.path)


def parameter(walk: Walk, step: CauseStep, name: str, rest: str) -> None:
    function = step.scope.function
    position, parameter = next(
        (n, p) for n, p in enumerate(function.parameters) if p.name.lstrip("*") == name
    )
    for field in validated_fields(walk.code, step.scope, name, step.expression):
        field_by_name(walk, step, field, function.owner, FIELD)
    bound = step.bound
    if bound is not None and argument_of(function, bound.call, position, name) is not None:
        argument(walk, step, bound, position, name, 0.1, rest)
        if rest:
            typed_default(walk, step, parameter.type, rest)
        return
    if parameter.default is not None:
        walk.step(
            step,
            step.scope,
            parameter.default,
            parameter.default.line,
            f"default of {name}",
            DEFAULT,
            hops=0,
        )
    later = partial(from_outside, walk, step, position, parameter, rest)
    walk.later(step.cost + CALLER, later)


def from_outside(
    walk: Walk, step: CauseStep, position: int, parameter: Parameter, rest: str
) -> None:
    """Follow a parameter to the objects of its type, else to the arguments of the callers."""
    name = parameter.name.lstrip("*")
    if rest and typed_field(walk, step, parameter.type, rest):
        return
    function = called(step.scope)
    sites = walk.callers.get(function)
    if sites is None:
        if len(walk.callers) >= MAX_ASKED:
            walk.cut = True
            return
        sites = walk.callers[function] = callers_of(walk.code, step.scope)
    handed = not rest and walk.is_of_time and is_context(step.scope.flow.path, name)
    cost = HANDED_ON if handed else CALLER + EACH_MORE * max(len(sites) - 1, 0)
    for site in sites:
        argument(walk, step, site, position, name, cost, rest)


def argument(
    walk: Walk, step: CauseStep, site: CallSite, position: int, name: str, cost: float, rest: str
) -> None:
    value = argument_of(step.scope.function, site.call, position, name)
    if value is None:
        return
    given = part_of(value, rest)
    if given is not value:
        value, rest = given, ""
    if rest and not value.calls and len(value.refs) == 1:
        ref = Ref(name=f"{value.refs[0].name}.{rest}", line=value.line)
        value = Expression(text=value.text, line=value.line, end_line=value.end_line, refs=(ref,))
    # What is only handed on is no nearer to being decided.
    hops = 0 if value.text.isidentifier() else 1
    walk.step(step, site.scope, value, site.call.line, f"{ARGUMENT}{name}", cost, hops=hops)
    if not _is_behind_failure(step):
        walk.conditions(step, site.scope, site.number, f"condition of {name}", cost + CALL_GUARD)


def called_variable(walk: Walk, step: CauseStep, call: CallFlow) -> None:
    """Follow a function that is called by the name of a variable or parameter."""
    if local(walk, step, call.name, ""):
        return
    if any(p.name == call.name for p in step.scope.function.parameters):
        parameter(walk, step, call.name, "")


def option(walk: Walk, step: CauseStep, ref: Ref) -> None:
    """Follow the value of an option to the calls that make an option of its type."""
    tag = tag_of_option(step.scope, ref)
    if tag:
        walk.later(step.cost + FIELD_OF_OTHER, partial(option_of, walk, step, tag))


def option_of(walk: Walk, step: CauseStep, tag: str) -> None:
    for maker, position in makers_of_option(walk.code, step.scope, tag):
        name = maker.function.parameters[position].name
        entered = replace(step, scope=maker, cost=step.cost + FIELD, bound=None)
        for site in callers_of(walk.code, maker):
            argument(walk, entered, site, position, name, CALLER, "")


def constant(walk: Walk, step: CauseStep, head: str, rest: str) -> None:
    scope = step.scope
    module = scope.flow.module
    writes = [] if head in scope.flow.imports else variable_writes(walk.code, scope, head)
    for where, statement in writes:
        walk.writes(step, where, statement, head)
    if walk.assigned(step, FunctionScope(flow=scope.flow, function=module), head) or writes:
        return
    owner = scope.function.owner
    if owner:
        for function in scope.flow.class_named(plain(owner)):
            if walk.assigned(step, FunctionScope(flow=scope.flow, function=function), head):
                return
    if rest and head[:1].isupper():
        for owned in class_bodies(walk.code, scope, head):
            walk.assigned(step, owned, rest.partition(".")[0])
    if head in scope.flow.imports:
        walk.later(step.cost + CONSTANT, partial(imported, walk, step, head, rest))


def imported(walk: Walk, step: CauseStep, head: str, rest: str) -> None:
    """Follow a name to the module that it is imported from."""
    for flow, name, field_ in _imported_modules(walk.code, step.scope, head, rest):
        module = FunctionScope(flow=flow, function=flow.module)
        for statement in module.function.statements:
            if name in statement.targets and statement.value is not None:
                field_of_made(walk, step, module, statement.value, field_)
        walk.assigned(step, module, name)


def _is_value(statement: FlowStatement, head: str) -> bool:
    """Return whether a name is not the error of what a call returns besides."""
    return len(statement.targets) > 1 and head != statement.targets[-1]


def _imported_modules(
    code: Code, scope: FunctionScope, head: str, rest: str
) -> Iterator[tuple[FileFlow, str, str]]:
    """Yield (file, name in it, field of that) of a constant that a name stands for by an import."""
    origin = scope.flow.imports.get(head, "")
    module, _, name = origin.rpartition(".")
    field_, _, deeper = rest.partition(".")
    for path, wanted, left in ((module, name, rest), (origin, field_, deeper)):
        file = path.strip(".").replace(".", "/")
        near, relative = scope.flow.path, origin.startswith(".")
        flow = _module_at(code, scope.flow.repo, file, near=near, relative=relative)
        if flow is not None and wanted:
            yield flow, wanted, left
            return


def _module_at(code: Code, repo: str, path: str, *, near: str, relative: bool) -> FileFlow | None:
    """Return the module or package of a path that the file `near` imports. One that is not relative
    begins at the root of the program, which is a folder around the file.
    """
    if not path:
        return None
    modules = code.python_modules(path.rpartition("/")[2], repo)
    roots = {m: f"/{m}".removesuffix(f"/{path}.py") for m in modules}
    packages = code.python_modules("__init__", repo)
    roots |= {p: f"/{p}".removesuffix(f"/{path}/__init__.py") for p in packages}
    roots = {module: root for module, root in roots.items() if root != f"/{module}"}
    around = [module for module, root in roots.items() if f"/{near}".startswith(f"{root}/")]
    if around and not relative:
        return code.flow(repo, min(around, key=lambda module: len(roots[module])))
    # `from .limits import MAX`: many folders may have such a module.
    nearest = max(roots, key=lambda module: shared_folders(near, module), default=None)
    return code.flow(repo, nearest) if nearest is not None else None
