"""Notes on a setting: layers that disagree, how to change it, fallbacks, siblings, constraints.

Not here: the places (`places.py`), whether setting it has an effect (`status.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.dify.data_settings import effect_on_data
from ctxkit.dify.databases import first_start
from ctxkit.dify.enterprise import ENTERPRISE_SETTINGS, ENTERPRISE_SWITCH
from ctxkit.dify.libraries import library_variable
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.programs import is_program, scope_name, scope_of_service
from ctxkit.dify.related import related_to
from ctxkit.model import LayerValue
from ctxkit.model.openings import BEFORE_CHANGE
from ctxkit.settings.chain import Chain
from ctxkit.settings.constraints import constraint_in_words
from ctxkit.settings.empty_values import notes_on_empty_values
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.layer_values import differing_values
from ctxkit.settings.layers import Layer
from ctxkit.settings.names import Name
from ctxkit.settings.plugin_runtime import notes_on_plugins
from ctxkit.settings.records import (
    DeclarationRecord,
    Record,
    UseRecord,
    declarations_among,
    has_form,
    place_of,
    uses_among,
)
from ctxkit.settings.step import Step
from ctxkit.settings.switches import notes_on_chart_parts, notes_on_choices
from ctxkit.text.words import name_words

_MAX_SIBLINGS = 4
_MAX_FALLBACKS = 2
_SECRET_WORDS = frozenset({"key", "secret", "token", "password"})


def notes_on(
    chain: Chain,
    graph: SettingsGraph,
    records: list[Record],
    steps: Sequence[Step],
    layers: Sequence[LayerValue],
) -> tuple[str, ...]:
    """Return the notes on a setting, most useful first; `steps` say how to change it."""
    notes = [
        differing_values(layers),
        *(step.text for step in steps),
        *_on_first_start(records),
        *_on_data(chain),
        *notes_on_choices(chain, graph),
        *notes_on_chart_parts(chain, graph, steps),
        *_on_ports(records, graph),
        *_on_libraries(chain, graph),
        *_on_enterprise(records),
        *notes_on_plugins(chain, steps),
        *_fallbacks(records),
        *_on_declarations(chain, records),
        *notes_on_empty_values(chain, records),
        *_siblings(chain),
        *_related(chain, graph),
        *_documentation(records),
    ]
    if chain.is_cut:
        notes.append("the name is too general: not all of its renames were followed")
    return tuple(dict.fromkeys(note for note in notes if note))


def _siblings(chain: Chain) -> list[str]:
    """Return notes on settings of other programs that share a source with this one.

    Secrets come first: the deployment breaks if only one of the two is changed. Otherwise the
    nearest source comes first.
    """
    ranked = sorted(chain.siblings.items(), key=lambda item: not _is_secret(item[0].name))
    programs: dict[tuple[str, str], list[str]] = {}
    for name, source in ranked:
        programs.setdefault((name.name, source.name), []).append(scope_name(name.scope))
    is_address = all(name_words(name.name)[-1:] == ["url"] for name in chain.start)
    notes = []
    for (set_too, source_name), scopes in list(programs.items())[:_MAX_SIBLINGS]:
        also = f"{source_name} also sets {set_too} in {', '.join(dict.fromkeys(scopes))}"
        if _is_secret(set_too) and not is_address:  # which has the secret in it, at most
            also = f"{BEFORE_CHANGE}{also}; both must have the same value"
        notes.append(also)
    return notes


def _is_secret(name: str) -> bool:
    return not _SECRET_WORDS.isdisjoint(name_words(name))


def _related(chain: Chain, graph: SettingsGraph) -> Iterator[str]:
    for row in related_to(name.name for name in chain.start):
        if graph.about([row.other]):
            yield f"see also {row.other}: it {row.how}"


def _fallbacks(records: Sequence[Record]) -> list[str]:
    """Return what the templates of the chart render if a value is empty."""
    notes: dict[tuple[str, str], str] = {}
    for use in uses_among(records):
        if use.via == "helm-template" and use.value:
            taken = use.value.removeprefix(".Values.")
            note = f"falls back to {taken} when {use.name} is empty ({place_of(use)})"
            notes.setdefault((use.name, taken), note)
    return list(notes.values())[:_MAX_FALLBACKS]


def _on_first_start(records: Sequence[Record]) -> Iterator[str]:
    """Yield what a database reads only while it has no data, though a restart would seem to do."""
    taken = [
        (service, use.target_name)
        for use in uses_among(records)
        if use.is_in_compose and first_start(use.target_name)
        for service in use.services
        if not is_program(scope_of_service(service))
    ]
    values = {use.name for use in uses_among(records) if use.via == "helm-values"}
    taken += [(path.partition(".")[0], path) for path in sorted(values) if first_start(path)]
    for service, name in taken:
        yield (
            f"{BEFORE_CHANGE}{service} takes {name} only while it has no data: later, change it in "
            "the database as well"
        )


def _on_data(chain: Chain) -> Iterator[str]:
    """Yield what a change does to data that exists, whichever name of the setting is asked for."""
    for row in effect_on_data(name.name for name in chain.depth):
        yield f"{BEFORE_CHANGE}in a Dify that has data: {row.effect}"


def _on_ports(records: Sequence[Record], graph: SettingsGraph) -> Iterator[str]:
    """Yield that a container listens where it always does, whatever port a program is told: the
    same variable publishes its port, and nothing tells the container. Where another variable is
    the port in the container, this one is only that of the host.
    """
    reads = [use for use in uses_among(records) if use.is_in_program and use.role == "reads"]
    if not (reads or declarations_among(records)):
        return
    uses = [use for use in uses_among(records) if use.path == COMPOSE_FILE]
    told = {service for use in uses if not _publishes(use) for service in use.containers}
    ports: dict[str, list[str]] = {}
    for use in uses:
        is_told = not told.isdisjoint(use.containers)
        if _publishes(use) and use.value and not is_told and graph.is_alone_on_line(use):
            ports.setdefault(use.value, []).extend(use.containers)
    for port, services in ports.items():
        who = ", ".join(dict.fromkeys(services))
        yield (
            f"{BEFORE_CHANGE}the container of {who} listens on {port} whatever this is; with "
            "another value no program reaches it by its name"
        )


def _publishes(use: UseRecord) -> bool:
    return use.is_compose_read and use.symbol.endswith(".ports")


def _on_libraries(chain: Chain, graph: SettingsGraph) -> Iterator[str]:
    """Yield which other containers get a variable with all of docker/.env whose libraries use it,
    too, though only one program's code does.
    """
    asked = {service for services in chain.handed_over.values() for service in services}
    for name in dict.fromkeys(name.name for name in chain.start if name in chain.handed_over):
        library = library_variable(name)
        if library is None or library.yields_to_declarations:
            continue
        scopes = sorted(chain.env_file_scopes)
        given = {each for scope in scopes for each in graph.delivery.handed_over(Name(scope, name))}
        others = ", ".join(sorted(given - asked))
        if others:
            passed = f"docker/.env is passed whole to {others}, too"
            yield f"{BEFORE_CHANGE}{passed}: {library.reader} there may use it"


def _on_enterprise(records: Sequence[Record]) -> Iterator[str]:
    """Yield that a setting is of a service that the community edition does not have."""
    paths = [key.path for key in declarations_among(records) if key.name != ENTERPRISE_SWITCH]
    if any(path.startswith(ENTERPRISE_SETTINGS) for path in paths):
        yield f"{BEFORE_CHANGE}it is of Dify Enterprise, whose services the community edition lacks"


def _documentation(records: Sequence[Record]) -> list[str]:
    """Return the description in the documentation if another description is shown first."""
    described = [record for record in records if record.description and not record.test]
    pages = [record for record in described if has_form(record, "docs")]
    if not pages or pages[0] is described[0]:
        return []  # it is the description of the answer already
    return [f"the documentation says: {pages[0].description}"]


def _on_declarations(chain: Chain, records: Sequence[Record]) -> Iterator[str]:
    keys = declarations_among(records)
    set_outside = {key.name for key in keys if not key.is_computed}
    is_shared = len({key.scope for key in keys}) > 1
    for key in keys:
        if key.about in chain.related:
            # Parts and fallbacks speak for themselves in the list of places.
            if chain.related[key.about] == "falls back":
                yield _on_fallback_of(key)
        elif key.layer is Layer.DERIVED:
            yield f"used to compute {key.name} in {key.owner or key.path}"
        else:
            yield _on_value(key, set_outside)
            yield _on_constraints(key, is_shared=is_shared)


def _on_fallback_of(key: DeclarationRecord) -> str:
    return f"the fallback for {key.name} when that is not set; an empty value counts as set"


def _on_value(key: DeclarationRecord, set_outside: set[str]) -> str:
    """Return how a program gets the value; nothing if by the name of the setting alone."""
    if not key.is_computed:
        if not key.aliases or key.origin != "pydantic":
            return ""
        names = ", ".join(dict.fromkeys((key.name, *key.aliases)))
        return f"{key.attribute or key.name} takes the first of {names} that is set"
    maker = key.owner or key.path
    if key.name in set_outside:
        return f"{maker} computes {key.name} from the value that is set"
    return f"{maker} computes {key.name} and ignores an environment variable of that name"


def _on_constraints(key: DeclarationRecord, *, is_shared: bool) -> str:
    words = constraint_in_words(key.constraints)
    if words and is_shared:
        return f"in {scope_name(key.scope)}, {key.name} {words}"
    return words
