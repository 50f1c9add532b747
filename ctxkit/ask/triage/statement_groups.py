"""Counts by statement and by stack -> groups in order, with their places in the source.

Not here: the counts (`tally.py`), unmatched events (`unmatched.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.frames import resolve_frames
from ctxkit.ask.triage.inner_messages import causes_of
from ctxkit.ask.triage.results import StackGroup, StatementGroup, severity_order
from ctxkit.ask.triage.tally import Tally
from ctxkit.index.reader import Index, MessageRow
from ctxkit.index.sources import Sources
from ctxkit.logline import parse_events
from ctxkit.model import Fact

MAX_PLACED = 8
"""Stacks whose places are looked up, of all groups."""

MAX_PLACED_OF_GROUP = 2


def group_statements(
    tally: Tally, rows: Sequence[MessageRow], index: Index, sources: Sources
) -> tuple[StatementGroup, ...]:
    """Return the groups of all statements and stacks, the severest first."""
    stacks = _stacks_of(tally)
    groups = _with_statement(tally, rows, stacks) + _without_statement(stacks)
    groups.sort(key=lambda group: (*severity_order(group.level, group.count), _position(group)))
    outer = [group.row for group in groups if group.row]
    causes = causes_of(outer, tally.causes, rows, index, sources)
    return tuple(
        replace(group, causes=causes[group.row]) if group.row in causes else group
        for group in _place_stacks(groups, index, sources)
    )


def _stacks_of(tally: Tally) -> dict[int, list[StackGroup]]:
    """Return the stacks by the number of their statement, -1 for none."""
    stacks: dict[int, list[StackGroup]] = defaultdict(list)
    for (number, error, path, function, line), count in tally.stacks.items():
        stack = StackGroup(error=error, path=path, line=line, function=function, count=count)
        stacks[number].append(stack)
    return stacks


def _with_statement(
    tally: Tally, rows: Sequence[MessageRow], stacks: dict[int, list[StackGroup]]
) -> list[StatementGroup]:
    equal_texts = Counter((row.template, row.kind) for row in rows)
    # A prefix names file and line, which distinguish equal texts.
    prefixed = {number for number, _ in tally.sites}
    groups = []
    for number, count in tally.statements.items():
        row = rows[number]
        group = StatementGroup(
            count=count,
            level=count.level or row.level,
            row=row,
            equals=1 if number in prefixed else equal_texts[row.template, row.kind],
            stacks=tuple(sorted(stacks.get(number, ()), key=_stack_order)),
        )
        groups.append(group)
    return groups


def _without_statement(stacks: dict[int, list[StackGroup]]) -> list[StatementGroup]:
    return [
        StatementGroup(count=stack.count, level=stack.count.level or "error", stacks=(stack,))
        for stack in stacks.get(-1, ())
    ]


def _stack_order(stack: StackGroup) -> tuple[int, str, str, int]:
    return -stack.count.count, stack.error, stack.path, stack.line


def _position(group: StatementGroup) -> tuple[str, str, int]:
    if group.row is not None:
        return group.row.repo, group.row.path, group.row.line
    stack = group.stacks[0]
    return stack.error, stack.path, stack.line


def _place_stacks(
    groups: Sequence[StatementGroup], index: Index, sources: Sources
) -> list[StatementGroup]:
    """Return the groups with the places of the first few stacks."""
    left = MAX_PLACED
    placed = []
    for group in groups:
        stacks = list(group.stacks)
        for number, stack in enumerate(stacks[:MAX_PLACED_OF_GROUP]):
            if left > 0 and stack.path:
                left -= 1
                stacks[number] = replace(stack, place=place_of_stack(stack, index, sources))
        placed.append(replace(group, stacks=tuple(stacks)))
    return placed


def place_of_stack(stack: StackGroup, index: Index, sources: Sources) -> Fact | None:
    """Return where the deepest frame of a stack is in the workspace."""
    for event in parse_events(stack.count.example.decode("utf8", "replace")):
        if event.frames:
            context = LocateContext(event=event, index=index, sources=sources)
            found = resolve_frames(context).candidates
            return found[0].fact if found and found[0].confidence != "low" else None
    return None
