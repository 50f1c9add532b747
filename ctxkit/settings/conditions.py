"""The conditions of the verdicts: what must be true of the evidence on a setting.

Not here: the order in which they are tried (`verdicts.py`), their words (`reasons.py`).
"""

from __future__ import annotations

from ctxkit.settings.names import is_in_vault
from ctxkit.settings.plugin_runtime import why_idle_in_plugins
from ctxkit.settings.status_evidence import (
    StatusEvidence,
    asked_declarations,
    foreign_containers,
    is_set_in_file,
    missing_receivers,
    reading_flask_libraries,
    reading_libraries,
    start_script,
)

_PASSED_BY_COMPOSE = frozenset({"api", "web", "sandbox", "plugin_daemon", "nginx", "ssrf_proxy"})
"""The programs to which docker-compose.yaml passes variables one by one."""


def is_used_by_middleware_only(evidence: StatusEvidence) -> bool:
    return evidence.is_middleware_only and bool(evidence.middleware)


def is_computed(evidence: StatusEvidence) -> bool:
    """Return whether the program computes every setting of the names asked for."""
    asked = asked_declarations(evidence)
    return bool(asked) and all(key.is_computed for key in asked)


def is_overwritten(evidence: StatusEvidence) -> bool:
    return start_script(evidence) is not None


def is_not_passed(evidence: StatusEvidence) -> bool:
    """Return whether programs read the setting but no line of compose passes it to them."""
    if not evidence.with_compose or is_set_in_file(evidence):
        return False
    if evidence.readers.isdisjoint(_PASSED_BY_COMPOSE):
        return False
    if evidence.chain.is_from_chart:
        # Whoever asks for a value of the chart deploys with the chart.
        return evidence.readers.isdisjoint(evidence.receivers)
    # Whoever asks for a variable may deploy with compose, which ignores the chart.
    return evidence.readers.isdisjoint(evidence.compose_receivers)


def is_idle_in_plugins(evidence: StatusEvidence) -> bool:
    return bool(why_idle_in_plugins(evidence.chain))


def is_read(evidence: StatusEvidence) -> bool:
    return bool(evidence.readers)


def is_interpolated(evidence: StatusEvidence) -> bool:
    """Return whether docker compose itself reads the setting."""
    return bool(evidence.interpolations)


def is_read_by_library(evidence: StatusEvidence) -> bool:
    return bool(reading_libraries(evidence))


def is_read_by_flask(evidence: StatusEvidence) -> bool:
    return bool(reading_flask_libraries(evidence))


def is_passed_to_missing(evidence: StatusEvidence) -> bool:
    """Return whether a line passes the setting to a program whose code is not in the workspace."""
    return bool(missing_receivers(evidence))


def is_declared(evidence: StatusEvidence) -> bool:
    return bool(evidence.declared)


def is_passed_to_foreign(evidence: StatusEvidence) -> bool:
    """Return whether a container receives the setting whose code no repository contains."""
    return bool(foreign_containers(evidence))


def is_rendered(evidence: StatusEvidence) -> bool:
    return any(use.role == "renders" for use in evidence.uses)


def is_rendered_in_vain(evidence: StatusEvidence) -> bool:
    """Return whether the templates only make variables of it that no program knows.

    No verdict before this one found a program that reads them, or a container of others.
    """
    rendered = [use for use in evidence.uses if use.role == "renders"]
    asked = [use for use in rendered if use.about in evidence.chain.start]
    if any(is_in_vault(use) for use in asked):
        return False  # the operator of external secrets makes something of it
    return bool(asked) and all(use.via == "helm-template" and use.edges for use in asked)


def is_value_of_chart(evidence: StatusEvidence) -> bool:
    return evidence.chain.is_from_chart


def is_only_in_comments(evidence: StatusEvidence) -> bool:
    return all(use.is_commented for use in evidence.uses)


def is_of_plugin(evidence: StatusEvidence) -> bool:
    return all(name.scope.startswith("plugin:") for name in evidence.chain.depth)


def always(evidence: StatusEvidence) -> bool:
    return True
