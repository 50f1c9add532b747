"""Check the variables that a values file adds to a container itself (`extraEnv`).

Not here: the values at the chart's own paths (`values_paths.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.effect_rules import MISSPELT_KEY, UNKNOWN_KEY
from ctxkit.ask.check.env_lines import DUPLICATE_KEY
from ctxkit.ask.check.known_names import facts_of, readers_of
from ctxkit.ask.check.secret_rules import PLACEHOLDER, PUBLIC_SECRET, WEAK_SECRET
from ctxkit.ask.check.values_case import ValuesCase
from ctxkit.dify.libraries import is_read_by_library
from ctxkit.dify.programs import scope_name, scope_of_service
from ctxkit.dify.secrets import is_placeholder, is_published, is_weak, is_well_known
from ctxkit.files.user_files import Setting
from ctxkit.files.values import extra_env
from ctxkit.text.secret_values import holds_secret

_LISTS = (".extraEnv", ".extraEnvs", ".env")
_PROGRAMS = ("api", "web", "sandbox", "plugin_daemon")


def check_variables(case: ValuesCase) -> None:
    """Report placeholders, invalid values, unknown and duplicate variables."""
    for path, leaf in case.file.leaves.items():
        # api.extraEnv goes into the container api.
        program = scope_of_service(path.split(".")[0])
        if not path.endswith(_LISTS) or program not in _PROGRAMS:
            continue
        before: dict[str, Setting] = {}
        for setting in extra_env(leaf.node):
            _check_variable(case, setting, program, path)
            if setting.name in before:
                _report_duplicate(case, before[setting.name], setting, path)
            before[setting.name] = setting


def _check_variable(case: ValuesCase, setting: Setting, program: str, path: str) -> None:
    name, spot = setting.name, case.spot_of_variable(setting)
    if is_placeholder(setting.value):
        message = f"{name} in {path} is still a placeholder"
        case.reporter.add(PLACEHOLDER, spot, message, "set your own value")
    else:
        _check_secret(case, setting, path)
    case.report_objections(spot, setting.value, program, name)
    if is_read_by_library(name) or program in readers_of(facts_of(case.walker, name)):
        return
    who = scope_name(program)
    intended = case.names_of(program).intended(name)
    if intended and intended != name:
        message = (
            f"unknown variable {name} in {path}: {who} does not read it; did you mean {intended}?"
        )
        case.reporter.add(MISSPELT_KEY, spot, message, f"rename it to {intended}")
    elif case.chart.has_sources(program) and not case.is_other_chart:
        message = f"unknown variable {name} in {path}: {who} does not read it"
        if near := case.names_of(program).near(name):
            message += f"; nearest: {', '.join(near)}"
        case.reporter.add(UNKNOWN_KEY, spot, message, f"remove {name}")


def _check_secret(case: ValuesCase, setting: Setting, path: str) -> None:
    name, spot = setting.name, case.spot_of_variable(setting)
    if not holds_secret(name, setting.value):
        return
    if is_well_known(setting.value) or is_published(setting.value):
        message = f"{name} in {path} has a publicly known value"
        case.reporter.add(PUBLIC_SECRET, spot, message, "set your own value")
    elif is_weak(setting.value) and not setting.value.startswith("{{"):
        message = f"{name} in {path} is too short or easily guessed"
        case.reporter.add(WEAK_SECRET, spot, message, "set a longer value")


def _report_duplicate(case: ValuesCase, first: Setting, second: Setting, path: str) -> None:
    message = (
        f"duplicate key {first.name} in {path}: set again on line {second.line}, which takes effect"
    )
    case.reporter.add(DUPLICATE_KEY, case.spot_of_variable(first), message, "remove one of the two")
