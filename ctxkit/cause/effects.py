"""What happens when a setting's limit is reached or its check fails: from the lines that read it
forward to the errors and log lines that its conditions lead to.

The slice the other way round: through local names, constants, arguments, fields and returned
values, a few steps, within a bound. Not here: the way back (`origins.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from ctxkit.cause.calls import callees_of, callers_of
from ctxkit.cause.code import Code
from ctxkit.cause.plain_names import fold, plain
from ctxkit.cause.scope import FunctionScope
from ctxkit.model import ConfigUse, Fact, LogTemplate, Raise
from ctxkit.model.cause import CausePlace
from ctxkit.model.flow import Expression, FlowStatement, FunctionFlow
from ctxkit.regex import regex

MAX_EFFECTS = 4
_MAX_STEPS = 60
_MAX_DEPTH = 3
_MAX_READS = 6
_TESTS = frozenset(("if", "case", "loop"))
_HANDLED = regex(r"(?i)time_?out|retr(?:y|ies)|connect|read|max_|limit|size")


class _Forward(Struct):
    code: Code
    found: dict[tuple[str, str, int], CausePlace] = field(default_factory=dict)
    seen: set[tuple[str, str, str, int]] = field(default_factory=set)
    steps: int = 0

    def statement(
        self,
        scope: FunctionScope,
        number: int,
        name: str,
        depth: int,
        *,
        giving: str = "",
        held: str = "",
    ) -> None:
        """Follow a statement that uses a setting, or a value made of it: the one that the function
        `giving` returns, if it calls that, else the one of the local name `held`.
        """
        flow, function = scope.flow, scope.function
        key = (flow.repo, flow.path, function.name, number)
        self.steps += 1
        if key in self.seen or self.steps > _MAX_STEPS or len(self.found) >= MAX_EFFECTS:
            return
        self.seen.add(key)
        statement = scope.statement(number)
        if statement.kind in _TESTS:
            self._branch(scope, number, name)
        elif statement.kind in ("raise", "expression") and depth:
            self._add(scope, statement, name)
        if depth >= _MAX_DEPTH:
            return
        if statement.kind == "assign" and _is_value(statement, held or name):
            self._assigned(scope, statement, name, depth)
        elif statement.kind == "return" and _hands_back(statement, giving):
            self._returned(scope, name, depth)
        if not self.found:
            self._passed_on(scope, statement, name, depth)
        if not self.found and _HANDLED.search(name):
            self._handlers(scope, number, name)
            for later in self._given(scope, statement, held or name):
                self._handlers(scope, later, name)

    def _branch(self, scope: FunctionScope, number: int, name: str) -> None:
        """Add what a branch says, or what comes where it is not taken."""
        if self._after_loop(scope, number, name) or self._add_first(scope, number, name):
            return
        for other, statement in enumerate(scope.function.statements):
            if number in statement.after and self._add_first(scope, other, name):
                return

    def _after_loop(self, scope: FunctionScope, number: int, name: str) -> bool:
        """Add what is raised where a loop has used its tries up; return whether that is so."""
        loop = scope.statement(number)
        after = [
            scope.statement(n)
            for n in (scope.children(loop.parent) if loop.kind == "loop" else ())
            if scope.statement(n).line > loop.end_line
        ]
        return any(s.kind == "raise" and self._add(scope, s, name) for s in after[:1])

    def _add_first(self, scope: FunctionScope, block: int, name: str) -> bool:
        """Add the first error or log line in a block; return whether it has one."""
        return any(self._add(scope, scope.statement(n), name) for n in scope.inside(block))

    def _add(self, scope: FunctionScope, statement: FlowStatement, name: str) -> bool:
        """Add a statement that makes an error or a log line; return whether it is one."""
        if statement.kind == "raise" and statement.value is None and self.found:
            return False  # the same error, of which something was said
        if _raises_again(statement):
            return False
        fact = self._said(scope, statement)
        if fact is not None:
            where = scope.place(fact.line, fact.end_line)
        elif statement.kind == "raise":
            where = scope.place(statement.line, statement.end_line)
        else:
            return False
        place = self.code.place(where, f"beyond {name}")
        self.found.setdefault((where.repo, where.path, where.line), place)
        return True

    def _said(self, scope: FunctionScope, statement: FlowStatement) -> Fact | None:
        if statement.kind in _TESTS or statement.kind in ("try", "with", "else", "except"):
            return None
        flow = scope.flow
        for fact in self.code.index.in_file(flow.repo, flow.path, Raise, LogTemplate):
            if not statement.line <= fact.line <= statement.end_line:
                continue
            if isinstance(fact, Raise) or getattr(fact, "level", "") in _SERIOUS:
                return fact
        return None

    def _assigned(
        self, scope: FunctionScope, statement: FlowStatement, name: str, depth: int
    ) -> None:
        """Follow what an assignment gives a value to: later statements of the function, for a field
        or a constant those of the file.
        """
        for target in statement.targets:
            if _ERROR.search(plain(target)):
                continue
            if "." in target or not scope.function.name:
                for other in self._users(scope, target):
                    self.statement(*other, name, depth + 1, held=plain(target))
            for number, each in enumerate(scope.function.statements):
                if each.line > statement.line and _uses(each, target):
                    self.statement(scope, number, name, depth + 1, held=target)

    def _users(self, scope: FunctionScope, target: str) -> Iterator[tuple[FunctionScope, int]]:
        """Yield the statements of a file that use a field, by its last name, or a constant, also by
        the parameter that has it as default.
        """
        flow, last = scope.flow, plain(target)
        uses = _uses_field if "." in target else _uses
        for number, _ in self.code.sources.lines_having(flow.repo, flow.path, last):
            function = flow.function_at(number)
            own = FunctionScope(flow=flow, function=function)
            at = own.statement_at(number)
            if at >= 0 and function.name and uses(own.statement(at), last):
                yield own, at
            elif at < 0:
                yield from _users_of_default(own, last)

    def _given(self, scope: FunctionScope, statement: FlowStatement, name: str) -> Iterator[int]:
        """Yield the calls that get an object made with the setting: `timeout=timeout`."""
        if statement.kind != "assign" or _is_value(statement, name):
            return
        passing = _passing(statement)
        for number, each in enumerate(scope.function.statements):
            value = each.value
            if each.line <= statement.line or value is None or not value.calls:
                continue
            if passing.search(value.text):
                yield number

    def _returned(self, scope: FunctionScope, name: str, depth: int) -> None:
        for site in callers_of(self.code, scope):
            giving = plain(site.call.name)
            self.statement(site.scope, site.number, name, depth + 1, giving=giving)

    def _passed_on(
        self, scope: FunctionScope, statement: FlowStatement, name: str, depth: int
    ) -> None:
        """Follow a setting that is an argument into the function that is called."""
        for call in statement.calls:
            wanted = [
                (position, argument)
                for position, argument in enumerate(call.arguments)
                if any(_is_name(ref.name, name) for ref in argument.value.refs)
            ]
            for callee in callees_of(self.code, scope, call) if wanted else ():
                for position, argument in wanted:
                    field_name = _field_with(argument.value, name)
                    parameter = argument.keyword or _parameter_at(callee.function, position)
                    if not parameter or field_name is None:
                        continue
                    used = f"{parameter}.{field_name}" if field_name else parameter
                    for number, each in enumerate(callee.function.statements):
                        if _uses(each, used):
                            self.statement(callee, number, name, depth + 1, held=used)

    def _handlers(self, scope: FunctionScope, number: int, name: str) -> None:
        """Add what is said where a call with the setting fails."""
        tries = {n for n in (number, *scope.enclosing(number)) if scope.statement(n).kind == "try"}
        if scope.statement(number).kind == "assign":
            tries |= set(self._later_tries(scope, scope.statement(number))[:1])
        for handler, statement in enumerate(scope.function.statements):
            if statement.kind == "except" and tries & set(statement.after):
                self._add_first(scope, handler, name)

    def _later_tries(self, scope: FunctionScope, assigned: FlowStatement) -> list[int]:
        """Return the later tries in which the assigned object is passed on as a whole: one that
        takes another part of it (`options["headers"]`) has nothing to do with the setting.
        """
        passing = _passing(assigned)
        return [
            number
            for number, statement in enumerate(scope.function.statements)
            if statement.kind == "try" and statement.line > assigned.line
            if any(passing.search(scope.said(inner)) for inner in scope.inside(number))
        ]


def _passing(assigned: FlowStatement) -> re.Pattern[str]:
    """Return how an assigned object stands where it is passed on as a whole."""
    names = "|".join(re.escape(plain(t.partition("[")[0])) for t in assigned.targets)
    return re.compile(rf"(?<![\w.])(?:{names})\b(?!\s{{0,3}}[\[.])")


_SERIOUS = frozenset(("error", "critical", "fatal", "warning", "warn", "exception", "panic"))


def effects_of(code: Code, uses: Iterable[ConfigUse]) -> tuple[CausePlace, ...]:
    """Return the errors and log lines that a setting leads to, by the lines that read it."""
    forward = _Forward(code)
    for use in list(uses)[:_MAX_READS]:
        flow = code.flow(use.repo, use.path)
        if flow is None:
            continue
        scope = FunctionScope.at(flow, use.line)
        number = scope.statement_at(use.line)
        if number < 0:
            number = _first_case(scope, use.line)
        if number >= 0:
            forward.statement(scope, number, use.name, 0)
        if len(forward.found) >= MAX_EFFECTS:
            break
    return tuple(forward.found.values())[:MAX_EFFECTS]


def _first_case(scope: FunctionScope, line: int) -> int:
    """Return the number of the first case of a `match` or `switch` whose subject is on a line, -1
    if there is none: its head is no statement of its own.
    """
    for number, statement in enumerate(scope.function.statements):
        value = statement.value
        if statement.kind == "case" and value and any(ref.line == line for ref in value.refs):
            return number
    return -1


_ERROR = regex(r"(?i)^(?:e|ex|exc)$|err")
_CONVERSIONS = frozenset(
    (
        "int",
        "float",
        "str",
        "bool",
        "len",
        "min",
        "max",
        "abs",
        "round",
        "timedelta",
        "Duration",
        "Seconds",
        "Minutes",
        "Milliseconds",
        "Number",
        "parseInt",
        "parseFloat",
        "int64",
        "uint64",
        "float64",
        "total_seconds",
        "strip",
        "lower",
        "upper",
        "split",
    )
)


def _is_value(statement: FlowStatement, name: str) -> bool:
    """Return whether an assigned value is that of a name, perhaps converted, and not what a call
    makes of it.
    """
    value = statement.value
    if value is None:
        return False
    last = plain(name)
    return all(
        plain(call.name) in _CONVERSIONS
        for call in value.calls
        if any(_is_name(ref.name, last) for a in call.arguments for ref in a.value.refs)
    )


def _hands_back(statement: FlowStatement, giving: str) -> bool:
    """Return whether a returned value is that of a name or of the call of `giving`, perhaps
    converted, or an object that keeps it: what another call makes of it
    (`return fetch(url, tries=tries)`) is another value, and its function may be called anywhere.
    """
    if statement.value is None:
        return False
    names = (plain(call.name) for call in statement.value.calls)
    return all(n in _CONVERSIONS or n == giving or n[:1].isupper() for n in names)


def _uses(statement: FlowStatement, name: str) -> bool:
    value = statement.value
    return value is not None and any(
        ref.name == name or ref.name.startswith(f"{name}.") or ref.name.endswith(f".{name}")
        for ref in value.refs
    )


def _users_of_default(scope: FunctionScope, name: str) -> Iterator[tuple[FunctionScope, int]]:
    """Yield the statements of a function that use a parameter whose default is a constant."""
    for parameter in scope.function.parameters:
        default = parameter.default
        if default is None or all(ref.name != name for ref in default.refs):
            continue
        for number, statement in enumerate(scope.function.statements):
            if _uses(statement, parameter.name):
                yield scope, number


def _uses_field(statement: FlowStatement, name: str) -> bool:
    """Return whether a statement uses a field; a local of the same name is another value."""
    value = statement.value
    return value is not None and any(f".{name}." in f"{ref.name}." for ref in value.refs)


def _is_name(ref: str, name: str) -> bool:
    return any(fold(part) == fold(name) for part in ref.split("."))


def _field_with(value: Expression, name: str) -> str | None:
    """Return the field of an object made in an argument that has the setting: `Options(key=KEY)`;
    empty where the argument is the setting itself, None where a call makes something else of it.
    """
    for call in value.calls:
        for argument in call.arguments:
            if any(_is_name(ref.name, name) for ref in argument.value.refs):
                if plain(call.name) in _CONVERSIONS:
                    return ""
                return argument.keyword or None
    return ""


def _raises_again(statement: FlowStatement) -> bool:
    """Return whether a statement raises an error that it has a name for: `raise e`."""
    value = statement.value
    if statement.kind != "raise" or value is None or value.calls:
        return False
    return value.text.isidentifier() and not value.text[:1].isupper()


def _parameter_at(function: FunctionFlow, position: int) -> str:
    names = [p.name for p in function.parameters]
    if names[:1] in (["self"], ["cls"]):
        names = names[1:]
    return names[position] if position < len(names) else ""
