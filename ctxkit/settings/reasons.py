"""The words of the verdicts: why a setting has an effect or none, in a clause.

Not here: when each is true (`conditions.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ctxkit.dify.programs import PLUGIN_RUNTIME, PROGRAM_OF_PLUGINS, scope_name
from ctxkit.dify.repositories import missing_in_words, repository_of
from ctxkit.settings.plugin_runtime import why_idle_in_plugins
from ctxkit.settings.records import UseRecord, place_of
from ctxkit.settings.status_evidence import (
    StatusEvidence,
    closed_owners,
    foreign_containers,
    missing_receivers,
    reading_flask_libraries,
    reading_libraries,
    start_script,
)

_MAX_PLACES = 3  # in one sentence


def used_by_middleware_only(evidence: StatusEvidence) -> str:
    return f"{_middleware_use(evidence)}; docker-compose.yaml does not use it"


def _middleware_use(evidence: StatusEvidence) -> str:
    file = evidence.middleware[0].path.rpartition("/")[2]
    reads = [use for use in evidence.middleware if use.role == "reads"]
    return f"{file}, which starts only the middleware, uses it{_places(reads)}"


def computed(evidence: StatusEvidence) -> str:
    return "the program computes it and ignores an environment variable of that name"


def overwritten(evidence: StatusEvidence) -> str:
    script = start_script(evidence)
    place = place_of(script) if script else "a start script"
    return f"{place} overwrites it: an environment variable of that name is ignored"


def not_passed(evidence: StatusEvidence) -> str:
    verb, containers = "read", "their containers"
    if len(evidence.readers) == 1:
        verb, containers = "reads", f"the {min(evidence.readers)} container"
    chart = ""
    if not evidence.readers.isdisjoint(evidence.receivers):
        chart = "; the Helm chart passes it"
    return (
        f"{_names(evidence.readers)} {verb} it, but docker-compose.yaml does not pass it to "
        f"{containers}{chart}{_interpolated_too(evidence)}"
    )


def idle_in_plugins(evidence: StatusEvidence) -> str:
    declared = scope_name(min(evidence.declared))
    return f"declared by {declared}, but {why_idle_in_plugins(evidence.chain)}"


def read(evidence: StatusEvidence) -> str:
    where = (
        f", in the environment of {PROGRAM_OF_PLUGINS}"
        if evidence.readers == {PLUGIN_RUNTIME}
        else ""
    )
    return f"read by {_names(evidence.readers)}{where}{_interpolated_too(evidence)}"


def _interpolated_too(evidence: StatusEvidence) -> str:
    if not evidence.interpolations:
        return ""
    return f"; docker compose itself uses it, too{_places(evidence.interpolations)}"


def interpolated(evidence: StatusEvidence) -> str:
    return f"docker compose itself uses it{_places(evidence.interpolations)}"


def read_by_library(evidence: StatusEvidence) -> str:
    return f"read by {reading_libraries(evidence)[0]}, not by code in these repositories"


def read_by_flask(evidence: StatusEvidence) -> str:
    library = reading_flask_libraries(evidence)[0]
    return f"read by {library}: the api passes all of its settings to Flask"


def passed_to_missing(evidence: StatusEvidence) -> str:
    programs = missing_receivers(evidence)
    return f"passed to {_names(programs)}, but {missing_in_words(map(repository_of, programs))}"


def declared_only(evidence: StatusEvidence) -> str:
    return f"declared by {_names(evidence.declared)}, but no code reads it"


def passed_to_foreign(evidence: StatusEvidence) -> str:
    containers = foreign_containers(evidence)
    noun = "container" if len(containers) == 1 else "containers"
    names = ", ".join(containers)
    why = f"passed to the {noun} {names}, whose code is not in these repositories"
    return why + _closed(evidence)


def _closed(evidence: StatusEvidence) -> str:
    """Return whose setting it is, where that is a component without public code."""
    owners = closed_owners(evidence)
    return f": it is for {' and '.join(owners)}" if owners else ""


def rendered(evidence: StatusEvidence) -> str:
    """Return how the templates of the chart use a value that no program receives."""
    conditions = [use for use in evidence.uses if use.via == "helm-condition"]
    switches = [use.description for use in conditions if use.description]
    if switches:
        return f"it {switches[0]}"
    subcharts = [use.name for use in evidence.uses if use.via == "helm-subchart"]
    if subcharts:
        return f"passed to the subchart {subcharts[0]}"
    values = [use for use in evidence.uses if use.via == "helm-template"]
    fields = list(dict.fromkeys(use.target for use in values if use.target))[:_MAX_PLACES]
    if fields:
        named = ", ".join(f"`{field}`" for field in fields)
        return f"rendered into {named} by the chart's templates{_closed(evidence)}"
    if values:
        return f"rendered by the chart's templates{_closed(evidence)}"
    return "only a condition in the chart's templates uses it"


def rendered_in_vain(evidence: StatusEvidence) -> str:
    rendered = [use for use in evidence.uses if use.role == "renders"]
    names = dict.fromkeys(use.target for use in rendered if use.about in evidence.chain.start)
    variables = ", ".join(f"`{name}`" for name in list(names)[:_MAX_PLACES])
    return f"the chart's templates pass it on as {variables}, which no program here reads"


def idle_value(evidence: StatusEvidence) -> str:
    return "in the chart's values, but no template uses it"


def commented(evidence: StatusEvidence) -> str:
    return (
        "only comments or documentation mention it; "
        "no program in these repositories declares or reads it"
    )


def for_plugin_sdk(evidence: StatusEvidence) -> str:
    return "no code of the plugin reads it: it is meant for the plugin SDK"


def set_in_vain(evidence: StatusEvidence) -> str:
    why = "set, but no program in these repositories declares or reads it"
    return f"{why}; {_middleware_use(evidence)}" if evidence.middleware else why


def _names(scopes: Iterable[str]) -> str:
    return " and ".join(scope_name(scope) for scope in sorted(scopes))


def _places(reads: Sequence[UseRecord]) -> str:
    """Return where docker compose itself reads a setting: ` (nginx.ports)`."""
    places = list(dict.fromkeys(use.symbol or place_of(use) for use in reads))
    if not places:
        return ""
    more = ", ..." if len(places) > _MAX_PLACES else ""
    return f" ({', '.join(places[:_MAX_PLACES])}{more})"
