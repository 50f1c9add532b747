"""The evidence on whether a setting has an effect: who declares it, who reads it, who receives it.

Not here: the conditions on it (`conditions.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from ctxkit.dify.closed_components import closed_container, closed_part
from ctxkit.dify.libraries import flask_setting, library_variable
from ctxkit.dify.programs import ENV, PLUGIN_RUNTIME, VALUES, is_program
from ctxkit.settings.chain import Chain
from ctxkit.settings.names import COMPOSE_LINES, Name, written_names
from ctxkit.settings.records import DeclarationRecord, UseRecord
from ctxkit.settings.usage import brings, handed_and_used


class StatusEvidence(Struct, frozen=True, kw_only=True):
    """The facts about one setting as the conditions ask for them. All sets are of scopes.

    `uses` are those of the deployment, `middleware` the compose lines of the middleware alone.
    `readers` are the programs whose code reads the setting, `receivers` those whose containers get
    it, `compose_receivers` those that get it from docker-compose.yaml. `interpolations` are the
    lines on which docker compose itself reads it. `services` are the containers that receive it.
    `with_compose`: the sources include the compose deployment. `missing` are the programs whose
    code they do not include.
    """

    chain: Chain
    with_compose: bool
    declarations: Sequence[DeclarationRecord]
    uses: Sequence[UseRecord]
    middleware: Sequence[UseRecord]
    is_middleware_only: bool
    declared: frozenset[str]
    readers: frozenset[str]
    receivers: frozenset[str]
    compose_receivers: frozenset[str]
    interpolations: Sequence[UseRecord]
    services: tuple[str, ...]
    missing: frozenset[str] = frozenset()


def evidence_of(
    chain: Chain, *, with_compose: bool, missing: frozenset[str] = frozenset()
) -> StatusEvidence:
    """Return the evidence in a chain, tests left out; `missing` are programs whose code the sources
    do not include.
    """
    declarations = chain.declarations
    uses = [use for use in chain.uses if not use.is_in_middleware]
    sets = [use for use in uses if use.role != "reads"]
    readers = _readers(declarations, uses)
    by_line = _receivers(use for use in sets if use.is_in_compose)
    # What no line passes on still reaches a program that gets all of docker/.env.
    handed = dict(handed_and_used(chain, chain.records))
    by_file = (readers - by_line) & {name.scope for name in handed}
    in_file = [service for services in handed.values() for service in services]
    return StatusEvidence(
        chain=chain,
        with_compose=with_compose,
        declarations=declarations,
        uses=uses,
        middleware=_middleware_lines(chain.uses),
        is_middleware_only=is_middleware_only(chain),
        declared=frozenset(key.scope for key in declarations if not key.is_computed),
        readers=readers,
        receivers=_receivers(sets),
        compose_receivers=by_line | by_file,
        interpolations=[use for use in uses if use.is_compose_read],
        services=tuple(dict.fromkeys((*_services(chain, sets), *sorted(in_file)))),
        missing=missing,
    )


def is_middleware_only(chain: Chain) -> bool:
    """Return whether only the compose file and `.env` of the middleware contain the names."""
    asked = {name.name for name in chain.start}
    if any(not asked.isdisjoint(written_names(key)) for key in chain.declarations):
        return False
    # Other names of the setting do not count: that the api knows DB_USERNAME does not make DB_USER,
    # which only the middleware renames to it, a setting of the api.
    naming = [use for use in chain.uses if not asked.isdisjoint(written_names(use))]
    return bool(naming) and all(use.is_in_middleware for use in naming)


def _middleware_lines(uses: Iterable[UseRecord]) -> list[UseRecord]:
    lines = [use for use in uses if use.via in COMPOSE_LINES]
    return [use for use in lines if use.is_in_middleware]


def _readers(
    declarations: Iterable[DeclarationRecord], uses: Iterable[UseRecord]
) -> frozenset[str]:
    """Return the programs that read the setting, without docker compose itself."""
    by_code = {use.scope for use in uses if use.role == "reads"}
    # `os.Getenv` declares and reads at once, and a plugin receives each credential it declares.
    at_once = {key.scope for key in declarations if key.origin in ("getenv", "credential")}
    # Code reads `settings.redis_url` of an object of any name: no read of it can be told from
    # those of other objects, so whoever declares it is taken for its reader.
    at_once |= {key.scope for key in declarations if _is_field_of_any_object(key)}
    return frozenset((by_code | at_once) - {ENV})


def _is_field_of_any_object(key: DeclarationRecord) -> bool:
    if key.origin != "pydantic":
        return False
    return key.scope == PLUGIN_RUNTIME or (key.attribute.islower() and key.name.isupper())


def _receivers(sets: Iterable[UseRecord]) -> frozenset[str]:
    return frozenset(edge.target.scope for use in sets for edge in use.edges)


def _services(chain: Chain, sets: Iterable[UseRecord]) -> tuple[str, ...]:
    """Return the containers that receive the setting: those of compose, else those of the chart."""
    passing = [use for use in sets if brings(use, chain)]
    in_compose = services_of(use for use in passing if use.is_in_compose)
    return in_compose or services_of(use for use in passing if use.is_in_chart)


def services_of(uses: Iterable[UseRecord]) -> tuple[str, ...]:
    """Return the containers that receive what `uses` set, each once."""
    return tuple(dict.fromkeys(service for use in uses for service in use.containers))


def asked_declarations(evidence: StatusEvidence) -> list[DeclarationRecord]:
    """Return the declarations of the names asked for."""
    start = evidence.chain.start
    return [key for key in evidence.declarations if not key.names.isdisjoint(start)]


def missing_receivers(evidence: StatusEvidence) -> list[str]:
    """Return the programs that a line passes the setting to and whose code is not here."""
    return sorted(evidence.missing & _receiving_scopes(evidence))


def possible_readers(evidence: StatusEvidence) -> list[str]:
    """Return the programs that get the setting in any way and whose code is not here."""
    is_in_compose = evidence.with_compose and not evidence.chain.is_from_chart
    by_file = evidence.chain.env_file_scopes if is_in_compose else frozenset()
    return sorted(evidence.missing & (_receiving_scopes(evidence) | by_file))


def _receiving_scopes(evidence: StatusEvidence) -> frozenset[str]:
    """Return the scopes of the containers that get the setting by a line."""
    targets = {edge.target for use in evidence.uses for edge in use.edges}
    return frozenset(target.scope for target in targets if target in evidence.chain.depth)


def foreign_containers(evidence: StatusEvidence) -> list[str]:
    """Return the containers that receive the setting and whose code no repository contains."""
    scopes = _receiving_scopes(evidence)
    return sorted(scope.removeprefix("image:") for scope in scopes if scope.startswith("image:"))


def closed_owners(evidence: StatusEvidence) -> list[str]:
    """Return the closed components that a value of theirs, or a container, says the setting is for,
    in words.
    """
    paths = [name.name for name in evidence.chain.depth if name.scope == VALUES]
    rows = [closed_part(path) for path in paths if "." in path]
    rows += [closed_container(name) for name in foreign_containers(evidence)]
    return list(dict.fromkeys(row.owner for row in rows if row is not None))


def reading_libraries(evidence: StatusEvidence) -> list[str]:
    """Return the libraries and run times that read a variable of one of the names."""
    # What a container of others runs is unknown: a name there proves nothing.
    names = [name for name in evidence.chain.depth if not name.scope.startswith("image:")]
    rows = [row for name in names if (row := library_variable(name.name)) is not None]
    if evidence.declared:
        rows = [row for row in rows if not row.yields_to_declarations]
    return [row.reader for row in rows]


def reading_flask_libraries(evidence: StatusEvidence) -> list[str]:
    """Return the libraries that take a setting of the api from Flask's configuration."""
    by_api = [key for key in evidence.declarations if key.scope == "api"]
    rows = [flask_setting(key.name) for key in by_api if not key.is_computed]
    return [row.reader for row in rows if row is not None]


def start_script(evidence: StatusEvidence) -> UseRecord | None:
    """Return the line of a start script that overwrites the variable whatever its value was.

    A declared setting is left to its declaration: whoever runs the program without that script
    sets it.
    """
    start = evidence.chain.start
    if evidence.declarations or not all(is_program(name.scope) for name in start):
        return None
    uses = evidence.chain.uses
    if any(use.is_in_compose or use.is_in_chart for use in uses):
        return None
    scripts = [use for use in uses if use.via == "shell"]
    lines = [use for use in scripts if Name(use.scope, use.target_name) in start]
    if any(use.role == "reads" for use in lines):
        return None  # the script sets the variable only if it has no value
    return next(iter(lines), None)


def is_set_in_file(evidence: StatusEvidence) -> bool:
    """Return whether programs take the setting from a file or the console, not from a variable."""
    if any(key.origin in ("yaml", "credential") for key in evidence.declarations):
        return True
    reads = [use for use in evidence.uses if use.role == "reads"]
    return all(use.via == "credential" for use in reads)


def receiving_services(evidence: StatusEvidence) -> tuple[str, ...]:
    return evidence.services


def no_services(evidence: StatusEvidence) -> tuple[str, ...]:
    return ()


def middleware_services(evidence: StatusEvidence) -> tuple[str, ...]:
    return services_of(evidence.middleware)


def interpolating_services(evidence: StatusEvidence) -> tuple[str, ...]:
    """Return the services for which docker compose reads the setting."""
    return _for_compose(evidence) or evidence.services


def services_of_all_readers(evidence: StatusEvidence) -> tuple[str, ...]:
    """Return the services of the programs and those for which docker compose reads the setting."""
    return tuple(dict.fromkeys((*evidence.services, *_for_compose(evidence))))


def _for_compose(evidence: StatusEvidence) -> tuple[str, ...]:
    services = [service for use in evidence.interpolations for service in use.services]
    return tuple(dict.fromkeys(services))
