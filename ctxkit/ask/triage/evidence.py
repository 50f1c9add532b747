"""What a case holds of failures: a text for each kind of event, container or finding that may tell
a cause.

Not here: which cause a text tells (`dify/causes.py`), how causes are joined and ranked
(`case_causes.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.ask.triage.deployment_state import ClusterState
from ctxkit.ask.triage.results import Cluster, StackGroup, StatementGroup
from ctxkit.ask.triage.tally import EventCount, Tally
from ctxkit.index.reader import MessageRow
from ctxkit.logline.log_format import SERIOUS_LEVELS
from ctxkit.model import Location

MAX_CLUSTERS = 2_000
MAX_VARIANTS_OF_STATEMENT = 40


class FailureEvidence(Struct, frozen=True, kw_only=True):
    """A text, how often it is there, and where.

    `line` is the first line of an example as the log has it, in the block of that number; or the
    file and its line are known (`path`, `row`). `inner` are the statements whose messages it
    wraps. `is_part`: other evidence stands for the same events. `stack` is what it was made of.
    """

    text: str
    level: str
    count: int = 1
    first: str = ""
    last: str = ""
    services: tuple[str, ...] = ()
    line: bytes = b""
    block: int = -1
    path: str = ""
    row: int = 0
    places: tuple[Location, ...] = ()
    inner: tuple[Location, ...] = ()
    stack: StackGroup | None = None
    is_part: bool = False
    is_state: bool = False
    is_failing: bool = False
    """It is of a workload that does not run."""

    @property
    def is_serious(self) -> bool:
        return self.level in SERIOUS_LEVELS

    @property
    def raised_at(self) -> tuple[str, str, int] | None:
        """The error of its stack, with the place; None where there is no such place."""
        stack = self.stack
        return (stack.error, stack.path, stack.line) if stack is not None and stack.path else None


def of_statements(
    groups: Sequence[StatementGroup], tally: Tally, rows: Sequence[MessageRow]
) -> Iterator[FailureEvidence]:
    """Yield the evidence of statements and stacks."""
    variants: dict[int, list[tuple[int, bytes, int]]] = {}
    for (number, _), counted in tally.variants.items():
        variants.setdefault(number, []).append(counted)
    # By identity: a group has the row itself, and thousands of rows are slow to hash.
    numbers = {id(rows[number]): number for number in tally.statements}
    for group in groups:
        if group.level not in SERIOUS_LEVELS:
            # A stack that follows a harmless line, as that of a panic does, is not the line's.
            for stack in group.stacks:
                if stack.error:
                    yield _of_own_stack(stack)
            continue
        place = _place(group)
        inner = tuple(cause.hit.fact.location for cause in group.causes)
        own = sorted(
            variants.get(numbers[id(group.row)], ()) if group.row is not None else (),
            key=lambda counted: -counted[0],
        )[:MAX_VARIANTS_OF_STATEMENT]
        several = len(own) > 1
        for stack in group.stacks:
            yield _of_count(stack.count, group.level, place, inner=inner, stack=stack)
        for count, example, block in own if several else ():
            yield _of_variant(group, count, example, block, place, bool(group.stacks))
        if not several and not group.stacks:
            yield _of_count(group.count, group.level, place, inner=inner)


def _of_own_stack(stack: StackGroup) -> FailureEvidence:
    """Return the evidence of a stack without the line that happened to be before it."""
    found = _of_count(stack.count, "error", (), stack=stack)
    _, _, own = found.text.partition("\n")
    return replace(found, text=own, line=own.partition("\n")[0].encode())


def _of_variant(
    group: StatementGroup,
    count: int,
    example: bytes,
    block: int,
    place: tuple[Location, ...],
    is_part: bool,
) -> FailureEvidence:
    return FailureEvidence(
        text=example.decode("utf8", "replace"),
        level=group.level,
        count=count,
        first=group.count.first,
        last=group.count.last,
        services=tuple(sorted(group.count.services)),
        line=example.partition(b"\n")[0],
        block=block,
        places=place,
        is_part=is_part,
    )


def of_clusters(clusters: Sequence[Cluster]) -> Iterator[FailureEvidence]:
    """Yield the evidence of the events that no statement wrote."""
    for cluster in clusters[:MAX_CLUSTERS]:
        place = (cluster.hit.fact.location,) if cluster.hit is not None else ()
        yield _of_count(cluster.count, cluster.level, place)


def of_state(state: ClusterState) -> Iterator[FailureEvidence]:
    """Yield the evidence of workloads that do not run, and of events."""
    failing = _services(state, is_ready=False)
    for each in state.workloads:
        if not each.is_ready or "OOMKilled" in each.detail:
            yield FailureEvidence(
                text=f"{each.state} {each.detail}",
                level="error",
                count=max(1, each.restarts),
                services=(each.service or each.name,),
                path=each.path,
                row=each.line,
                is_state=True,
                is_failing=not each.is_ready,
            )
    for event in state.events:
        if event.is_warning:
            service = event.service or event.object
            yield FailureEvidence(
                text=f"{event.reason} {event.text}",
                level="warning",
                services=(service,),
                path=event.path,
                row=event.line,
                is_state=True,
                is_failing=service in failing,
            )


def _of_count(
    count: EventCount,
    level: str,
    places: tuple[Location, ...],
    *,
    inner: tuple[Location, ...] = (),
    stack: StackGroup | None = None,
) -> FailureEvidence:
    return FailureEvidence(
        text=count.example.decode("utf8", "replace"),
        level=level,
        count=count.count,
        first=count.first,
        last=count.last,
        services=tuple(sorted(count.services)),
        line=count.example.partition(b"\n")[0],
        block=count.block,
        places=places,
        inner=inner,
        stack=stack,
    )


def _place(group: StatementGroup) -> tuple[Location, ...]:
    return (group.row.location,) if group.row is not None else ()


def services_down(state: ClusterState) -> set[str]:
    """Return the services of which no workload runs."""
    return _services(state, is_ready=False) - _services(state, is_ready=True)


def _services(state: ClusterState, *, is_ready: bool) -> set[str]:
    """Return the services of which a workload is ready, or is not."""
    workloads = (each for each in state.workloads if each.runs and each.is_ready == is_ready)
    return {each.service or each.name for each in workloads}
