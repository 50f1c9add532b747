"""Keys without effect in the `.env` of a program that reads the file itself (`api/.env`).

Not here: the `.env` of a compose deployment (`env_effect.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.effect_rules import DEAD_KEY, MISSPELT_KEY, UNKNOWN_KEY
from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.fact_kinds import uses_in
from ctxkit.ask.check.known_names import facts_of, readers_of, reads_in_any_case
from ctxkit.dify.libraries import is_read_by_library
from ctxkit.dify.programs import scope_name, scope_of_file
from ctxkit.files.user_files import Setting
from ctxkit.model import ConfigUse


def check_effect_in_program(case: EnvCase, name: str, setting: Setting) -> None:
    """Report a key that the program which reads the file does not know."""
    facts = facts_of(case.walker, name)
    if case.program in readers_of(facts) or is_read_by_library(name):
        return
    if reads_in_any_case(case.walker, case.program, name):
        return
    case.mark_idle(case.line_of(setting))
    spot, who = case.spot(setting), scope_name(case.program)
    examples = [use for use in uses_in(facts) if _is_example(use, case.program)]
    if examples:
        message = f"{name} has no effect: it is in {who}'s example file, but no code reads it"
        places = [examples[0].location]
        case.reporter.add(DEAD_KEY, spot, message, f"remove {name}", severity="note", places=places)
        return
    intended = case.names.intended(name)
    if intended:
        message = f"unknown setting {name}: {who} does not read it; did you mean {intended}?"
        case.reporter.add(MISSPELT_KEY, spot, message, f"rename it to {intended}")
    else:
        message = f"unknown setting {name}: {who} of Dify {case.version} does not read it"
        case.reporter.add(UNKNOWN_KEY, spot, message, f"remove {name}")


def _is_example(use: ConfigUse, program: str) -> bool:
    # Also a name that the example has commented out.
    return use.via.startswith("env-example") and scope_of_file(use.repo, use.path) == program
