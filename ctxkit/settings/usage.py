"""Which programs use a setting, and which containers receive it without using it.

Not here: whether setting it has an effect (`status.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ctxkit.dify.libraries import is_read_by_library
from ctxkit.dify.programs import is_program
from ctxkit.settings.chain import Chain
from ctxkit.settings.names import Name
from ctxkit.settings.records import Record, UseRecord, declarations_among, uses_among


def names_in_use(records: Sequence[Record]) -> set[Name]:
    """Return the names that a program declares, reads, or gives another name."""
    names: set[Name] = set()
    for key in declarations_among(records):
        if is_program(key.scope):
            names |= key.names
    in_programs = [use for use in uses_among(records) if use.is_in_program]
    for use in in_programs:
        if use.role == "reads":
            names |= {use.about, Name(use.scope, use.name)}
        elif use.role == "renames":
            # A script that exports a variable under another name uses the first one.
            names.update(edge.source for edge in use.edges)
    return names


def idle_services(chain: Chain, records: Sequence[Record], services: Sequence[str]) -> list[str]:
    """Return the `services` whose program does not use the setting; none if no program does."""
    passing = [use for use in uses_among(records) if use.is_in_compose or use.is_in_chart]
    passing = [use for use in passing if use.role == "reads" or brings(use, chain)]
    if any(is_read_by_library(use.name) for use in passing):
        return []  # any container may run that library
    known = names_in_use(records)
    using = {service for use in passing for service in _using(use, known)}
    handed = handed_and_used(chain, records)
    using.update(service for _, group in handed for service in group)
    return [service for service in services if service not in using] if using else []


def brings(use: UseRecord, chain: Chain) -> bool:
    """Return whether a line passes on what was asked for, and not only another of its sources."""
    if any(chain.depth.get(source, -1) >= 0 for source in use.sources):
        return True
    return any(chain.depth.keys() >= set(edge) for edge in use.edges)


def handed_and_used(chain: Chain, records: Sequence[Record]) -> list[tuple[Name, tuple[str, ...]]]:
    """Return the variables asked for that a program uses and that all of docker/.env brings to its
    containers, with those containers.
    """
    known = names_in_use(records)
    asked = [(name, services) for name, services in chain.handed_over.items() if name in known]
    return [(name, services) for name, services in asked if name in chain.start]


def _using(use: UseRecord, known: set[Name]) -> list[str]:
    """Return the containers that use what `use` passes to them."""
    if _decides_by_itself(use):
        return list(use.containers)
    return [service for service, name in use.received if may_use(name, known)]


def _decides_by_itself(use: UseRecord) -> bool:
    """Return whether the line shapes the container and passes no variable to it."""
    if use.role == "reads":
        return True
    # A condition, or a field such as `replicas`.
    return use.role == "renders" and not use.target.isupper()


def may_use(name: Name, known: set[Name]) -> bool:
    """Return whether the program of a container may use a variable.

    What foreign programs use is unknown, so they may use any.
    """
    return name in known or not is_program(name.scope)


def programs_reached(chain: Chain) -> dict[Name, list[str]]:
    """Return for each name of the chain the programs that its value reaches."""
    after: dict[Name, set[Name]] = defaultdict(set)
    for use in chain.uses:
        for edge in use.edges:
            after[edge.source].add(edge.target)
    return {name: _programs_after(name, after) for name in chain.depth}


def _programs_after(name: Name, after: dict[Name, set[Name]]) -> list[str]:
    seen: dict[Name, None] = {name: None}
    frontier = [name]
    while frontier:
        reached = {target for each in frontier for target in after.get(each, ())}
        frontier = sorted(reached - seen.keys())
        seen.update(dict.fromkeys(frontier))
    return sorted({each.scope for each in seen if is_program(each.scope)})


def concerned_services(use: UseRecord, known: set[Name]) -> tuple[str, ...]:
    """Return the containers whose program uses what `use` passes; all of them if none does."""
    concerned = tuple(service for service, name in use.received if name in known)
    return concerned or use.containers
