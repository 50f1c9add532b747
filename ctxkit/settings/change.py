"""How to change a setting in each deployment: which line to edit, what to add, what to restart.

Not here: the steps with compose (`change_compose.py`) and with Helm (`change_chart.py`), whether
the change has an effect (`status.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.dify.programs import scope_name
from ctxkit.model.openings import WITH_CONSOLE
from ctxkit.settings.chain import Chain
from ctxkit.settings.change_chart import step_with_helm
from ctxkit.settings.change_compose import step_in_own_file, step_with_compose, step_with_middleware
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.plugin_runtime import why_idle_in_plugins
from ctxkit.settings.records import Record
from ctxkit.settings.status import Effect
from ctxkit.settings.status_evidence import is_middleware_only
from ctxkit.settings.step import NO_STEP, Step

_MAX_PLUGINS = 3  # that are named of those that declare a credential


def how_to_change(
    chain: Chain,
    graph: SettingsGraph,
    records: Sequence[Record],
    effect: Effect,
    *,
    compose: bool,
) -> list[Step]:
    """Return a step for each deployment in which the setting can be changed.

    `compose`: the sources include the compose deployment.
    """
    if effect.status in ("computed", "dead") or why_idle_in_plugins(chain):
        return []
    if is_middleware_only(chain):
        steps = [step_with_middleware(records)]
    else:
        steps = []
        if compose and not chain.is_from_chart:
            if not chain.start[0].name.isupper():  # a variable is changed as variables are
                steps.append(step_in_own_file(records))
            steps.append(step_with_compose(chain, graph, records, effect))
        steps += [step_with_helm(chain, graph, records), _step_in_console(chain)]
    return [step for step in steps if step.text]


def _step_in_console(chain: Chain) -> Step:
    """Return the step for what only plugins declare, and a user fills in."""
    owners = {each.scope for each in chain.declarations if each.origin == "credential"}
    if not owners or any(name.scope not in owners for name in chain.start):
        return NO_STEP
    names = [scope_name(owner) for owner in sorted(owners)[:_MAX_PLUGINS]]
    if len(owners) > _MAX_PLUGINS:
        names.append(f"{len(owners) - _MAX_PLUGINS} more")
    return Step(text=f"{WITH_CONSOLE}fill it in for {', '.join(names)}")
