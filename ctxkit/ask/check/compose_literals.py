"""Check the `environment` of the user's own compose files as a `.env` is checked: names that the
program does not read, placeholders, weak and public secrets.

Not here: the types of the values (`env_check.py`), values that come from the `.env`
(`env_effect.py`, `env_secrets.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from ctxkit.ask.check.effect_rules import MISSPELT_KEY
from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.known_names import Names
from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.rule import FileRule
from ctxkit.ask.check.secret_rules import (
    PLACEHOLDER,
    PUBLIC_SECRET,
    SET_A_LONGER_ONE,
    SET_YOUR_OWN,
    WEAK_SECRET,
)
from ctxkit.deployment.containers import ContainerVariable
from ctxkit.dify.choices import is_of_other_choice
from ctxkit.dify.images import base_name_of, image_row, is_tag_of, tag_of
from ctxkit.dify.libraries import is_read_by_library
from ctxkit.dify.programs import is_program, scope_name
from ctxkit.dify.secrets import is_placeholder, is_weak, is_well_known, placeholder_of
from ctxkit.model import Severity
from ctxkit.network.modes import API
from ctxkit.text.redact import secret_class
from ctxkit.text.secret_values import holds_secret

NOT_READ_IN_CONTAINER = FileRule(
    id="not-read-in-container",
    category="unknown-key",
    severity="warning",
    summary="A container gets a variable that its program does not read",
    why="The variable has no effect there. It may have another name in this program, or belong to"
    " another container.",
    remedy="Use the name that the program reads, or give the variable to the container that does.",
    broken={"compose": "services:\n  sandbox:\n    environment:\n      PLUGIN_DAEMON_KEY: x\n"},
    kept={"compose": "services:\n  sandbox:\n    environment:\n      WORKER_TIMEOUT: 30\n"},
)
RULES = (NOT_READ_IN_CONTAINER,)

_Line = tuple[str, int, str]
"""The path and the line of a variable, and its name."""


class _Literal(NamedTuple):
    """An entry of an `environment`, which several services get if it stands in an anchor."""

    given: ContainerVariable
    programs: frozenset[str]

    @property
    def spot(self) -> Spot:
        return Spot(path=self.given.path, key=self.given.name, line=self.given.line)


def check_literals(case: EnvCase) -> None:
    """Report what is wrong with the variables that the user's compose files set."""
    names = _Known(case)
    for literal in _literals(case):
        if not _is_reported(case, literal):
            _check_name(case, literal, names)
            _check_secret(case, literal)


def _literals(case: EnvCase) -> Iterator[_Literal]:
    """Yield the lines of the user's compose files, each with the programs that get it; not those
    that the `.env` decides, which is checked itself.
    """
    given: dict[_Line, ContainerVariable] = {}
    programs: dict[_Line, set[str]] = defaultdict(set)
    for service, variables in case.deployment.services.items():
        for each in variables.values():
            if not each.line or each.path not in case.deployment.own:
                continue
            if not any(source in case.env.settings for source in each.sources):
                line = each.path, each.line, each.name
                given.setdefault(line, each)
                programs[line].add(case.deployment.program(service))
    for line, each in given.items():
        yield _Literal(each, frozenset(programs[line]))


class _Known:
    """The names that each program could mean; each program's are looked up once."""

    def __init__(self, case: EnvCase) -> None:
        self._case = case
        self._names: dict[str, Names] = {}

    def intended(self, program: str, name: str) -> str:
        """Return the name of a program's setting that a name is a misspelling of, or ""."""
        if program not in self._names:
            declared = self._case.enumerations.declared_names(program)
            shipped = self._case.shipped
            given = (
                each.name
                for service, variables in shipped.services.items()
                if shipped.program(service) == program
                for each in variables.values()
                if each.line
            )
            self._names[program] = Names({*declared, *given})
        return self._names[program].intended(name)


def _is_reported(case: EnvCase, literal: _Literal) -> bool:
    given = literal.given
    return case.reporter.has(given.name, given.path, "refused-value")


def _check_name(case: EnvCase, literal: _Literal, names: _Known) -> None:
    given, name = literal.given, literal.given.name
    if not all(map(is_program, literal.programs)) or is_read_by_library(name):
        return
    if any(_knows(case, program, name) for program in literal.programs):
        return
    if not all(map(case.enumerations.declared_names, literal.programs)):
        return  # the code of one of them is not in the workspace
    program = case.deployment.program(given.service)
    if intended := names.intended(program, name):
        message = f"unknown setting {name}; did you mean {intended}?"
        case.reporter.add(MISSPELT_KEY, literal.spot, message, f"rename it to {intended}")
        return
    if given.sources:
        return  # most likely a line of another version's compose file
    who = scope_name(program)
    message = (
        f"{name} has no effect in {given.service}: {who} of Dify {case.version} does not read it"
    )
    others = [each for each in case.readers.programs(name) if each != program]
    fix = ""
    if others:
        message += f"; {', '.join(map(scope_name, others))} does"
        fix = f"give it to the container of {scope_name(others[0])}"
    severity: Severity | None = None if _is_plain(case, given.service) else "note"
    case.reporter.add(NOT_READ_IN_CONTAINER, literal.spot, message, fix, severity=severity)


def _is_plain(case: EnvCase, service: str) -> bool:
    """Return whether a service runs an image as Dify publishes it, of the version of the sources:
    one's own may read more, and so may another version.
    """
    own = case.deployment.network.services.get(service)
    row = image_row(own.image) if own is not None else None
    if own is None or row is None or base_name_of(own.image) != row.name:
        return False
    is_release = row.release == "dify" and tag_of(own.image)[:1].isdigit()
    return not is_release or is_tag_of(tag_of(own.image), case.version)


def _knows(case: EnvCase, program: str, name: str) -> bool:
    """Return whether a program reads a variable, or gets it in Dify's own compose file."""
    if case.readers.reads(program, name):
        return True
    return any(given.line for given in _shipped(case, name, program))


def _shipped(case: EnvCase, name: str, program: str = "") -> Iterator[ContainerVariable]:
    """Yield what Dify ships under a name, to any container or to those of a program."""
    for service, variables in case.shipped.services.items():
        if name in variables and program in ("", case.shipped.program(service)):
            yield variables[name]


def _check_secret(case: EnvCase, literal: _Literal) -> None:
    given, name, value = literal.given, literal.given.name, literal.given.value
    if given.sources or not value or is_of_other_choice(name, partial(_switch, case, given)):
        return
    if _is_stock_of_idle_service(case, given):
        return
    if placeholder := placeholder_of(value):
        severity: Severity | None = None if placeholder.certain else "warning"
        message = f"{name} is still a placeholder"
        fix = f"set your own value for {name}, or remove it"
        if secret_class(name) or placeholder.certain:
            case.reporter.add(PLACEHOLDER, literal.spot, message, fix, severity=severity)
        return
    if not holds_secret(name, value):
        return
    shipped = [each.value for each in _shipped(case, name) if not is_placeholder(each.value)]
    if is_well_known(value) or value in shipped:
        message = f"{name} still has the publicly known value of Dify's example"
        case.reporter.add(PUBLIC_SECRET, literal.spot, message, SET_YOUR_OWN)
    elif shipped and is_weak(value):
        message = f"{name} is too short or easily guessed"
        case.reporter.add(WEAK_SECRET, literal.spot, message, SET_A_LONGER_ONE)


def _is_stock_of_idle_service(case: EnvCase, given: ContainerVariable) -> bool:
    """Return whether a variable is as Dify ships it, of a service that nothing starts."""
    if case.deployment.runs(given.service) or case.shipped.runs(given.service):
        return False
    shipped = case.shipped.get(given.service, given.name)
    return shipped is not None and shipped.value == given.value


def _switch(case: EnvCase, given: ContainerVariable, name: str) -> str:
    return case.deployment.value(given.service, name) or case.shipped.value(API, name)
