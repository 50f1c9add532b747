"""The slice of a statement: its guards, the settings that decide them, its callers.

Not here: which statements a line comes from (`ask/locate/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from ctxkit.cause.absent_routes import absent_routes
from ctxkit.cause.access_logs import relevant, writers_of
from ctxkit.cause.answers_said import answers_said
from ctxkit.cause.call_lines import lines_calling, lines_naming
from ctxkit.cause.called import Called
from ctxkit.cause.caller_conditions import around_callers, sites_above, steps_of_callers
from ctxkit.cause.callers import callers, repeated_in
from ctxkit.cause.calls import called
from ctxkit.cause.caught import caught_by
from ctxkit.cause.choices import named_by
from ctxkit.cause.code import Code, each_once
from ctxkit.cause.failing import called_inside, failed_inside
from ctxkit.cause.failures import KILLED, REFUSED, TIMED_OUT, failures_told
from ctxkit.cause.guards import (
    PASSED,
    Guard,
    deadlines_of,
    decided_after,
    guards_of,
    kills_in,
)
from ctxkit.cause.handlers import handler_of
from ctxkit.cause.modes import modes_of
from ctxkit.cause.origins import look
from ctxkit.cause.paths_asked import lines_with_path
from ctxkit.cause.plain_names import plain
from ctxkit.cause.ranking import MAX_COST, limit_of, nearest_of
from ctxkit.cause.refusals import refusals_of
from ctxkit.cause.schedules import schedules_of
from ctxkit.cause.scope import FunctionScope
from ctxkit.cause.script_commands import runs_of
from ctxkit.cause.seeds import guard_steps, handles, limits_given, place_of, places_of, seeds_of
from ctxkit.cause.sentences import SAID, sent_at, settings_told, tells_error, used_at
from ctxkit.cause.task_ends import ended_at_once, ends_of
from ctxkit.cause.tried import raising, tried_in
from ctxkit.cause.uses import reached_by
from ctxkit.cause.walk import CALLER, CONDITIONS, SETTLED, CauseStep, Walk
from ctxkit.cause.wire import (
    REFUSALS,
    Far,
    answers_to,
    asked_by,
    asked_status,
    asks_status,
    other_ends,
    requests_in,
    was_answered,
)
from ctxkit.logline.statuses import status_told
from ctxkit.model import ClientCall, ConfigUse, Fact, LogTemplate, Raise, Route, Symbol
from ctxkit.model.cause import CausePlace, Decider, StatementCause
from ctxkit.regex import regex

_SCHEDULE = 0.1
_WRITTEN = 0.1
_ANSWER = 0.3
_CHOSEN = 0.05
_MAX_SWITCH = 1.0
_ASKS = regex(r"(?:(?:not |!)?[\w.]{1,80}(?:\([^()]{0,120}\)[\w.]{0,80})?(?: (?:and|&&) |$)){1,4}")
"""A condition that compares nothing: `features().billing.enabled and config.traced`."""
_SWITCHES = CONDITIONS | {PASSED}
_MAX_NAMING = 2
_MAX_NEAR = 3  # callers that come before those of other services


def cause_of(code: Code, fact: Fact, text: str) -> StatementCause:
    """Return what led to a statement, as far as its syntax shows; `text` is the line that it wrote,
    whose words tell the kind of failure.
    """
    flow = code.flow(fact.repo, fact.path, asked=True)
    if flow is None:
        return _cause_without_functions(code, fact, text)
    at = FunctionScope.at(flow, fact.line)
    scope, number = _statement_of(code, at, fact)
    kinds = failures_told(text)
    told = text if tells_error(scope, number) else ""
    walk = Walk(code, look, kinds, limit_of(kinds), told=told)
    guards = guards_of(scope, number) if number >= 0 else []
    if any(kind.name == TIMED_OUT for kind in kinds):
        guards = [*guards, *_ended_by(scope, number, text)]
    handled = any(map(handles, guards[:1]))
    switches = [guard for guard in guards if handled and guard.passed]
    conditions = [scope.said(guard.number) for guard in guards if not guard.passed]
    inside = failed_inside(code, scope, guards, text)  # first: the bound on files is for all
    function, lines, uses = reached_by(code, scope, number)
    lines = lines_with_path(code, scope, function, text) or repeated_in(
        code, function, lines, text, said=scope.said(number)
    )
    code.chosen[function] = lines
    above = callers(code, function, lines)
    far = _far(code, walk, scope, text, conditions)
    seeding = [g for g in guards if g not in switches and not _is_answered(far, scope, g)]
    says = isinstance(fact, LogTemplate | Raise)
    slow = limits_given(scope, kinds if isinstance(fact, Symbol) else ())
    told_by = _telling(fact, number, text)
    seeds = chain(seeds_of(code, scope, told_by, seeding, says=says), slow)
    for step in _without_answered(seeds, text):
        walk.add(step)
    refused = list(_refused(code, walk, fact, function, text))
    far.guards.extend(refused)
    far.guards.extend(absent_routes(code, walk, scope, fact, text))
    raised = raising(code, scope, guards, inside)
    far.guards.extend(p for each in raised for p in _add_far(code, walk, each, _ANSWER, text))
    for callee in called_inside(code, scope, guards) if number >= 0 else ():
        inner = asked_by(code, callee)
        far.guards.extend(requests_in(code, callee) if inner else ())
        far.callers.extend(other_ends(code, inner))
    by_itself = list(settings_told(code, scope, number, fact, text))
    walk.found.update((d.use.name, d) for d in by_itself if not d.chooses)
    entries = list(schedules_of(code, scope, lines))
    # A task of a schedule often has nothing to do.
    at_once = [] if entries else ended_at_once(scope, fact, text)
    for step in chain(_chosen(code, function), guard_steps(code, scope, at_once, 0.0)):
        walk.add(step)
    timer = Walk(code, look, kinds, MAX_COST)
    for entry, calls in entries:
        far.guards.extend(_add_far(code, timer, entry, _SCHEDULE + CALLER * calls, text))
        above.insert(
            len(above) if calls else 0, code.place(entry.scope.place(entry.line), entry.why)
        )
    run_by = list(runs_of(code, scope))
    above[:0] = [place for place, _ in run_by]
    run_if = [guard for _, cause in run_by for guard in cause.guards]
    sites = sites_above(code, function, lines)
    around = chain(guard_steps(code, scope, switches, 0.0), steps_of_callers(code, sites, text))
    decides = _decides(walk, around, handled=handled)
    if refused and any(kind.name == REFUSED for kind in kinds):
        decides = nearest_of(decides)
    chosen = [*(d for d in by_itself if d.chooses), *modes_of(code, function, lines)]
    chosen += [replace(d, chooses=True) for d in timer.run()]
    chosen += [replace(d, chooses=True) for d in decides if any(named_by(code, d.use))]
    chosen += _switches_around(code, scope, [g for g in guards if g not in switches])
    chosen += [replace(d, chooses=True) for _, cause in run_by for d in cause.decides]
    places = [
        *places_of(code, scope, [guard for guard in guards if guard.is_around]),
        *inside,
        *places_of(code, scope, [guard for guard in guards if not guard.is_around]),
        *_sending(code, scope, number, fact),
        *ends_of(code, scope, fact),
        *uses,
        *caught_by(code, at, fact, function, lines),
        *tried_in(code, scope, guards),
        *around_callers(code, function, lines, text),
        *walk.definitions,
    ]
    if not places and isinstance(fact, LogTemplate) and number >= 0:
        for after, name in decided_after(scope, number):
            places.append(place_of(code, scope, after, f"decided by {name}"))
    return StatementCause(
        guards=tuple(each_once([*places, *far.guards, *_ways([*by_itself, *chosen]), *run_if])),
        decides=(*decides, *chosen),
        callers=(
            *above[:_MAX_NEAR],
            *handler_of(code, at, fact, text),
            *far.callers,
            *above[_MAX_NEAR:],
        ),
        cut="not all of the code was followed" if walk.cut or code.cut else "",
    )


def _statement_of(code: Code, at: FunctionScope, fact: Fact) -> tuple[FunctionScope, int]:
    scope, number = used_at(code, at, at.statement_at(fact.line))
    return scope, sent_at(scope, number) if isinstance(fact, ClientCall) else number


def _telling(fact: Fact, number: int, text: str) -> int:
    """Return the statement, -1 where it is a request that was answered: it did all it does."""
    answered = isinstance(fact, Route | ClientCall) and status_told(text).startswith(("2", "3"))
    return -1 if answered else number


def _sending(code: Code, scope: FunctionScope, number: int, fact: Fact) -> Iterator[CausePlace]:
    """Yield the statement that sends a request or hands a setting over, where that is not the line
    with the address or the setting.
    """
    whys = {ClientCall: "sends the request", ConfigUse: "hands it over"}
    if number >= 0 and type(fact) in whys and scope.statement(number).line != fact.line:
        yield place_of(code, scope, number, whys[type(fact)])


def _switches_around(
    code: Code, scope: FunctionScope, guards: Iterable[Guard]
) -> Iterator[Decider]:
    """Yield the settings that are on or off of the conditions around the nearest one that only ask
    whether something is so, which have all that is inside them run; and those that a check before
    reads which lets the function go on.
    """
    asking = [guard for guard in guards if _ASKS.fullmatch(scope.said(guard.number)) is not None]
    outer = [guard for guard in asking if guard.near and guard.why == "condition"]
    found = _switches(code, scope, outer)
    nearest = min((decider.cost for decider in found), default=_MAX_SWITCH)
    passed = _switches(code, scope, [guard for guard in asking if guard.passed])
    yield from (d for d in found if d.cost == nearest)
    yield from (d for d in passed if d.how[0].location.line == d.use.line)


def _switches(code: Code, scope: FunctionScope, guards: list[Guard]) -> list[Decider]:
    walk = Walk(code, look, (), _MAX_SWITCH)
    for step in guard_steps(code, scope, guards, 0.0):
        walk.add(step)
    found = [decider for decider in walk.run() if decider.cost <= _MAX_SWITCH]
    return [replace(d, chooses=True) for d in found if code.is_switch(d.use)]


def _ways(deciders: Iterable[Decider]) -> Iterator[CausePlace]:
    """Yield the places of settings that no condition of a statement shows."""
    for decider in deciders:
        yield from decider.how


def _cause_without_functions(code: Code, fact: Fact, text: str) -> StatementCause:
    # Imported when such a file is asked about: most statements are of code.
    if fact.path.endswith(".sh"):
        from ctxkit.cause.shell import shell_cause_of

        return shell_cause_of(code, fact.location)
    from ctxkit.cause.templates import template_cause_of

    return template_cause_of(code, fact, text)


def _decides(walk: Walk, around: Iterable[CauseStep], *, handled: bool) -> list[Decider]:
    """Return what the walk finds; where it finds nothing near, also behind the conditions `around`:
    of the callers, and for what a handler does those that were passed before the error.
    """
    decides = walk.run()
    asked = [d for d in decides if walk.kinds or d.how[0].why in _SWITCHES]
    if any(d.cost <= SETTLED for d in asked):
        return decides
    near = {decider.use.name for decider in decides if decider.cost <= MAX_COST}
    for step in around:
        walk.add(step)
    decides = walk.run()
    if not handled or not near:
        return decides
    # That the code is switched on is not why it failed.
    return [d for d in decides if d.use.name in near or d.how[-1].why not in _SWITCHES]


def _chosen(code: Code, function: Called) -> Iterator[CauseStep]:
    """Yield the conditions under which the class of a method is the one that is taken: a function
    returns the class itself, which is then called by another name.
    """
    made = f"{plain(function.owner)}("
    named = lines_naming(code, function)
    lines = [n for n in named if made not in code.line(n.repo, n.path, n.line)]
    for line in lines if len(lines) <= _MAX_NAMING else ():
        flow = code.flow(line.repo, line.path)
        if flow is None:
            return
        scope = FunctionScope.at(flow, line.line)
        number = scope.statement_at(line.line)
        if number >= 0 and scope.function.name:
            guards = [g for g in guards_of(scope, number) if g.why in ("condition", "case")]
            yield from guard_steps(code, scope, guards, _CHOSEN * len(lines))


def _ended_by(scope: FunctionScope, number: int, text: str) -> list[Guard]:
    """Return what ends the calls before a statement: a deadline, and what kills their process."""
    kills = kills_in(scope) if KILLED in text else []
    return [*deadlines_of(scope, number), *kills]


def _without_answered(steps: Iterable[CauseStep], text: str) -> Iterator[CauseStep]:
    """Yield steps without those that ask with which status a request was answered, where the text
    tells one that is none of how it was asked.
    """
    answered = was_answered(text)
    for step in steps:
        asked = [step.expression.text, *(place.text for place in step.path[:1])]
        if not (answered and any(map(asks_status, asked))):
            yield step


class _Far(NamedTuple):
    """What other places have to do with a statement."""

    guards: list[CausePlace]
    callers: list[CausePlace]
    statuses: set[str]
    """Those with which another service certainly answered."""


def _far(
    code: Code, walk: Walk, scope: FunctionScope, text: str, conditions: Sequence[str]
) -> _Far:
    """Add the statements of other services to the walk; return their places."""
    found = _Far([], [], set())
    for far in writers_of(code, scope.flow.repo, text):
        found.guards.extend(_add_far(code, walk, far, _WRITTEN, text))
    asked = asked_by(code, scope)
    for far in answers_to(code, asked, text, conditions):
        found.guards.extend(_add_far(code, walk, far, 0.0 if far.asked else _ANSWER, text))
        if far.asked:
            found.statuses.add(far.why.rpartition(" ")[2])
        function = called(far.scope)
        found.callers.extend(callers(code, function, lines_calling(code, function))[:1])
    found.callers.extend(other_ends(code, asked))
    return found


def _is_answered(far: _Far, scope: FunctionScope, guard: Guard) -> bool:
    """Return whether a condition asks for a status with which another service is known to answer:
    what that depends on is found there, and not with what it was asked, but for a key.
    """
    return asked_status(scope.said(guard.number)) in far.statuses.difference(REFUSALS)


def _refused(
    code: Code, walk: Walk, fact: Fact, function: Called, text: str
) -> Iterator[CausePlace]:
    """Add what a handler answers a request with, or what refused it before it got there, to the
    walk; yield its places.
    """
    answers = answers_said(code, fact, text)
    asked = isinstance(fact, Symbol) and not answers
    for far in answers or (refusals_of(code, function, text) if asked else ()):
        yield from _add_far(code, walk, far, far.cost, text)


def _add_far(code: Code, walk: Walk, far: Far, cost: float, text: str) -> list[CausePlace]:
    """Add the statement of another place and its conditions to the walk; return them."""
    number = far.scope.statement_at(far.line)
    if number < 0:
        return []
    found = guards_of(far.scope, number)
    guards = [g for g in found if g.is_around]
    if far.refuses and not guards:
        guards = [g._replace(checks=False) for g in found[:1]]
    guards = relevant(far.scope, guards, text)
    for step in guard_steps(code, far.scope, [] if far.shown else guards, cost):
        walk.add(step)
    value = far.scope.statement(number).value if not far.shown else None
    here = code.place(far.scope.place(far.line), far.why)
    if value is not None:
        walk.add(
            CauseStep(
                scope=far.scope, expression=value, line=far.line, cost=cost + SAID, path=(here,)
            )
        )
    inside = failed_inside(code, far.scope, guards, text)
    return [*places_of(code, far.scope, guards), *inside, here]
