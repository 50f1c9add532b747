"""A walk over expressions of functions, the cheapest first: what is still to be looked at, what was
found, and what each step costs.

Bounded in steps, hops and files. Not here: where an expression leads (`origins.py`).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count

from msgspec import Struct, field

from ctxkit.cause.called import Called
from ctxkit.cause.calls import CallSite
from ctxkit.cause.code import Code
from ctxkit.cause.failures import TIMED_OUT, FailureKind
from ctxkit.cause.guards import guards_of
from ctxkit.cause.plain_names import fold, plain
from ctxkit.cause.ranking import limit_after
from ctxkit.cause.reads import made_of
from ctxkit.cause.scope import FunctionScope
from ctxkit.model import ConfigUse
from ctxkit.model.cause import CausePlace, Decider
from ctxkit.model.flow import Expression, FlowStatement

MAX_COST = 3.2
SETTLED = 0.5
MAX_HOPS = 4
_MAX_STEPS = 350
MAX_ASKED = 10
"""Functions whose callers one walk asks for: the surest ways come first."""
MAX_STEPS_OF_QUESTION = 600
_MAX_PLACES = 16
_MAX_CALL_GUARDS = 4
_OF_KEYS = "keyprefix"

LOCAL = 0.1
CONSTANT = 0.2
DEFAULT = 0.2
FIELD = 0.3
FIELD_OF_OTHER = 0.5
CALLER = 0.3
RETURNED = 0.3
BY_NAME = 0.1
RETURN_GUARD = 0.2
CALL_GUARD = 0.3
GATE = 0.4
COMPARED = 0.1
EACH_MORE = 0.1
"""What a step costs: how far what it leads to is from certainly deciding. Of several
possible ways each costs `EACH_MORE` the more."""

HANDED_ON = 0.1
"""What a step costs along which a context is only handed on: where it ends is where it is from."""

ARGUMENT = "argument "
"""How a step begins to a caller, who is shown as one."""

RAISED = "may have raised it"
"""Why a statement is on the way that an error handler led to."""

CONDITIONS = frozenset(("condition", "case", "loop", "timer"))

MAX_DEFINITION = 1.0
"""What a step from a condition may cost to be shown beside it."""


class CauseStep(Struct, frozen=True, kw_only=True):
    """An expression to be looked at: where it is, and the way from the statement to it.

    `line` is where its names are used, `bound` the call through which the function was entered.
    `own`: it is a condition of the statement's own function, so that what defines its names is
    worth showing. `compared` are the names that its value is compared with. `plain_value`: of what
    a call returns, the value is looked for, not the error; of an object that it returns, only the
    field `wanted`, if that is given. `handled` are the classes of errors that a handler handles,
    where they are all of the repository: then it may only have raised one of those.
    """

    scope: FunctionScope
    expression: Expression
    line: int
    cost: float
    hops: int = 0
    path: tuple[CausePlace, ...] = ()
    bound: CallSite | None = None
    own: bool = False
    compared: frozenset[str] = frozenset()
    plain_value: bool = False
    wanted: str = ""
    handled: tuple[str, ...] = ()

    @property
    def may_have_raised(self) -> bool:
        """Whether the handler of an error led here: the expression may have raised it."""
        return bool(self.path) and self.path[-1].why == RAISED


class Walk(Struct):
    """The walk back from some expressions. `definitions` are the places passed at the first step:
    what defines the names of a condition. `look` says where an expression leads. `told` is the text
    of the errors that led to the statement, if it has that; `callers` are the calls of the
    functions whose callers were asked for.
    """

    code: Code
    look: Callable[[Walk, CauseStep], None]
    kinds: Sequence[FailureKind] = ()
    limit: float = MAX_COST
    told: str = ""
    found: dict[str, Decider] = field(default_factory=dict)
    definitions: list[CausePlace] = field(default_factory=list)
    cut: bool = False
    callers: dict[Called, list[CallSite]] = field(default_factory=dict)
    _heap: list[tuple[float, int, Callable[[], object]]] = field(default_factory=list)
    _seen: set[tuple[object, ...]] = field(default_factory=set)
    _number: Iterator[int] = field(default_factory=count)

    def add(self, step: CauseStep) -> None:
        """Add an expression to be looked at, unless it is too far away or known."""
        if step.cost > self.limit or step.hops > MAX_HOPS or len(step.path) > _MAX_PLACES:
            return
        where = step.expression
        key = (step.scope.flow.repo, step.scope.flow.path, where.line, where.end_line, where.text)
        if key in self._seen:
            return
        self.later(step.cost, partial(self._visit, step))

    def later(self, cost: float, what: Callable[[], object]) -> None:
        """Do something when nothing cheaper is left: the bound on files is for the surest ways."""
        if cost <= self.limit:
            heapq.heappush(self._heap, (cost, next(self._number), what))

    @property
    def is_of_time(self) -> bool:
        """Return whether the text tells that the time was up, which a context tells a function."""
        return any(kind.name == TIMED_OUT for kind in self.kinds)

    def run(self) -> list[Decider]:
        """Return the settings that decide the expressions, the surest first."""
        steps = 0
        while self._heap:
            steps += 1
            self.code.steps += 1
            if steps > _MAX_STEPS or self.code.steps > MAX_STEPS_OF_QUESTION:
                self.cut = True
                break
            cost, _, do = heapq.heappop(self._heap)
            if cost > self.limit:
                break
            do()
        return sorted(self.found.values(), key=lambda decider: decider.cost)

    def _visit(self, step: CauseStep) -> None:
        where, flow = step.expression, step.scope.flow
        key = (flow.repo, flow.path, where.line, where.end_line, where.text)
        if key not in self._seen:
            self._seen.add(key)
            self.look(self, step)

    def decide(
        self, step: CauseStep, use: ConfigUse, more: float, joined: frozenset[str] = frozenset()
    ) -> None:
        how = step.path
        if not how or how[-1].location.line != use.line or how[-1].location.path != use.path:
            how = (*how, self._read_at(use))
        before = self.code.original(use)[1:]
        how = (*how, *map(self._read_at, before or made_of(self.code, use)))
        use = before[-1] if before else use
        # Where a value is kept decides nothing of what it is.
        if not self.code.is_setting(use) or fold(use.name).endswith(_OF_KEYS):
            return
        known = self.found.get(use.name)
        cost = step.cost + more
        if known is None or cost < known.cost:
            conditional = not step.path or step.path[-1].why in CONDITIONS
            self.found[use.name] = Decider(
                use=use, how=how, cost=cost, conditional=conditional, joined=joined
            )
            self.limit = min(self.limit, limit_after(self.found[use.name], self.kinds))

    def _read_at(self, use: ConfigUse) -> CausePlace:
        return self.code.place(use.location, f"reads {use.name}")

    def step(
        self,
        step: CauseStep,
        scope: FunctionScope,
        value: Expression,
        line: int,
        why: str,
        cost: float,
        *,
        hops: int,
        bound: CallSite | None = None,
        end: int = 0,
        own: bool = False,
        plain_value: bool = False,
        wanted: str = "",
        given: int = -1,
        shown: bool = True,
    ) -> None:
        """Add what a value leads to. `given` is the number of the branch in which it is given. What
        is not `shown` is no definition of a name of the condition before it.
        """
        place = self.code.place(scope.place(line, end), why)
        places = [place]
        if given >= 0:
            where = scope.head(scope.statement(given))
            places.insert(0, self.code.place(where, f"condition of the {why}"))
        near = (step.own or own) and step.cost + cost <= MAX_DEFINITION
        if near and shown and not why.startswith(ARGUMENT):
            self.definitions += places
        compared = step.compared
        if step.own:
            refs = {plain(ref.name) for ref in step.expression.refs}
            compared = frozenset(name for name in refs if name[:1].isupper())
        self.add(
            CauseStep(
                compared=compared,
                scope=scope,
                expression=value,
                line=line,
                cost=step.cost + cost,
                hops=step.hops + hops,
                path=(*step.path, *places),
                bound=bound,
                own=own,
                plain_value=plain_value,
                wanted=wanted,
            )
        )

    def conditions(
        self, step: CauseStep, scope: FunctionScope, number: int, why: str, cost: float
    ) -> None:
        """Follow the conditions under which a value is given."""
        for near, guard in enumerate(guards_of(scope, number)[:_MAX_CALL_GUARDS]):
            around = scope.statement(guard.number)
            if around.kind not in ("if", "case") or around.value is None or guard.passed:
                continue
            more = cost + EACH_MORE * near
            self.step(step, scope, around.value, around.line, why, more, hops=1, end=around.head)

    def assigned(self, step: CauseStep, module: FunctionScope, name: str) -> bool:
        found = False
        for number, statement in enumerate(module.function.statements):
            if name in statement.targets:
                found = self.writes(step, module, statement, name) or found
                self.conditions(step, module, number, f"condition of {name}", CONSTANT)
        return found

    def writes(
        self, step: CauseStep, scope: FunctionScope, statement: FlowStatement, name: str
    ) -> bool:
        if statement.value is None or statement.value is step.expression:
            return False
        self.step(
            step,
            scope,
            statement.value,
            statement.line,
            f"value of {name}",
            CONSTANT,
            hops=1,
            end=statement.head,
        )
        return True
