"""Check a `.env` with its compose files: its lines, its values, settings that contradict each
other.

Not here: keys without effect (`env_effect.py`), secrets (`env_secrets.py`), rules about several
settings (`env_rules/`).
"""

from __future__ import annotations

from ctxkit.ask.check.compose_literals import check_literals
from ctxkit.ask.check.env_case import EnvCase, UserLine
from ctxkit.ask.check.env_effect import check_effect
from ctxkit.ask.check.env_file_effect import check_env_files
from ctxkit.ask.check.env_lines import check_lines
from ctxkit.ask.check.env_rules import ENV_RULES
from ctxkit.ask.check.env_secrets import check_secrets
from ctxkit.ask.check.evidence import Evidence
from ctxkit.ask.check.network.network_check import check_network
from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.rule import DeploymentBreach, FileRule
from ctxkit.ask.check.value_rules import report_objection
from ctxkit.deployment.containers import ContainerVariable
from ctxkit.dify.programs import is_program, scope_name
from ctxkit.dify.services import is_scheduler
from ctxkit.model.rule import Rule
from ctxkit.text.hidden_values import is_hidden
from ctxkit.values.forms import is_several

MULTIPLE_SCHEDULERS = FileRule(
    id="multiple-schedulers",
    category="scheduler-replicas",
    severity="error",
    summary="The scheduler runs more than once",
    why="Each scheduler starts every scheduled task, so every task runs several times.",
    remedy="Set the number of replicas to 1.",
    broken={"compose": "services:\n  worker_beat:\n    deploy:\n      replicas: 2\n"},
    kept={"compose": "services:\n  worker_beat:\n    deploy:\n      replicas: 1\n"},
)
RULES = (MULTIPLE_SCHEDULERS,)


def check_env(case: EnvCase) -> None:
    """Report everything that is wrong."""
    _prefetch(case)
    check_lines(case)
    for name, setting in case.env.settings.items():
        check_effect(case, name, setting)
    check_env_files(case)
    _check_values(case)
    for rule in ENV_RULES:
        for breach in rule.look(case.view):
            _report_breach(case, rule, breach)
    check_network(case)
    check_literals(case)
    _check_replicas(case)
    check_secrets(case)


def _prefetch(case: EnvCase) -> None:
    """Look up the names of all files and containers at once."""
    given = {name for variables in case.deployment.services.values() for name in variables}
    written = (name for file in case.files for name in file.settings)
    case.walker.prefetch([*written, *given])


def _check_values(case: EnvCase) -> None:
    evidence = case.evidence
    seen: set[tuple[str, str, str]] = set()
    for service, variables in case.deployment.services.items():
        program = case.deployment.program(service)
        if not is_program(program):
            continue
        for given in variables.values():
            what = (program, given.name, given.value)
            if what not in seen:
                seen.add(what)
                _check_value(case, evidence, program, given)
    for path, file in case.env_files.items():
        for setting in file.settings.values():
            _check_beaten_value(case, evidence, path, UserLine(file.path, setting))
    for name, setting in case.env.settings.items():
        for objection in evidence.port(name, setting.value):
            report_objection(
                case.reporter, objection, case.spot(setting), setting.value, "docker compose"
            )


def _check_value(case: EnvCase, evidence: Evidence, program: str, given: ContainerVariable) -> None:
    line = case.deciding_line(given)
    if line is None:
        return
    reader, spot, value = scope_name(program), line.spot, given.value
    for key, objection in evidence.objections(program, given.name, value):
        report_objection(case.reporter, objection, spot, value, reader, key, variable=given.name)


def _check_beaten_value(case: EnvCase, evidence: Evidence, path: str, line: UserLine) -> None:
    """Check a value that another line overrides today: it counts once that line is removed."""
    if not case.is_idle(line):
        return
    name, value = line.setting.name, line.setting.value
    services = [each for each, paths in case.deployment.env_files.items() if path in paths]
    for program in dict.fromkeys(map(case.deployment.program, services)):
        if is_program(program):
            for key, objection in evidence.objections(program, name, value):
                report_objection(
                    case.reporter,
                    objection,
                    line.spot,
                    value,
                    scope_name(program),
                    key,
                    variable=name,
                )


def _check_replicas(case: EnvCase) -> None:
    for service, (count, path, line) in case.deployment.replicas.items():
        if is_scheduler(service) and is_several(count):
            case.reporter.add(
                MULTIPLE_SCHEDULERS,
                Spot(path=path, key=service, line=line),
                f"{service} has {count} replicas: each scheduler starts every scheduled task",
                "set it to 1",
            )


def _report_breach(case: EnvCase, rule: Rule, breach: DeploymentBreach) -> None:
    found = [case.line_of_variable(variable) for variable in breach.at]
    lines = [line for line in found if line is not None]
    if not lines:
        return  # that is how Dify ships it
    if any(is_hidden(line.setting.value) for line in lines):
        return
    first = lines[0]
    # The declared type already says what is wrong with the URL.
    is_refused = case.reporter.has(first.setting.name, first.path, "refused-value")
    if rule.category == "url-form" and is_refused:
        return
    severity = breach.severity
    if all(case.is_shipped(variable) for variable in breach.at):
        severity = "note"
    message = breach.message + _see_also(first, lines[1:])
    case.reporter.add(rule, first.spot, message, breach.fix, severity=severity)


def _see_also(first: UserLine, others: list[UserLine]) -> str:
    """Return a reference to the other lines of the same file that a problem is about."""
    lines = [
        f"line {other.setting.line}"
        for other in others
        if other.path == first.path and other.setting.line != first.setting.line
    ]
    return f" (see {', '.join(lines)})" if lines else ""
