"""Check a `.env` with its compose files: its lines, the values that programs refuse, settings that
contradict.

Not here: keys without effect (`env_effect.py`), secrets (`env_secrets.py`), the rules
(`env_rules/`).
"""

from __future__ import annotations

from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.env_effect import check_effect
from ctxkit.ask.check.env_rules import ENV_RULES
from ctxkit.ask.check.env_secrets import check_secrets
from ctxkit.ask.check.evidence import Evidence, Objection
from ctxkit.ask.check.rules import At, Breach
from ctxkit.ask.check.validation import fix_of_value
from ctxkit.deployment.containers import ContainerVariable
from ctxkit.dify.programs import is_program, scope_name, scope_of_service
from ctxkit.files.user_files import Setting
from ctxkit.model import ConfigKey
from ctxkit.text.redact import secret_class


def check_env(case: EnvCase) -> None:
    """Report everything that is wrong."""
    given = {name for each in case.deployment.services.values() for name in each}
    case.walker.about(
        [*case.env.settings, *given]
    )  # all at once: one by one takes ten times as long
    _lines(case)
    for name, setting in case.env.settings.items():
        check_effect(case, name, setting)
    _values(case)
    _rules(case)
    check_secrets(case)


def _lines(case: EnvCase) -> None:
    for flaw in case.env.flaws:
        case.add(
            flaw.rule,
            Setting(name=flaw.name, value="", line=flaw.line, end_line=flaw.line),
            flaw.message,
            flaw.fix,
        )
    for setting in case.env.lines:
        last = case.env.settings[setting.name]
        if setting is not last:
            same = setting.value == last.value
            case.reporter.add(
                "set-twice",
                key=setting.name,
                path=case.env.path,
                line=setting.line,
                message=f"{setting.name} is set again on line {last.line}, which counts"
                + (" (to the same value)" if same else ""),
                fix="remove one of the two lines",
                severity="note" if same else None,
            )
        elif setting.lost:
            names = ", ".join(f"${name}" for name in setting.lost[:3])
            case.add(
                "expanded-dollar",
                setting,
                f"docker compose takes {names} in {setting.name} for a variable, which is not set here"
                if not secret_class(setting.name)
                else f"docker compose takes a $ in {setting.name} for the beginning of a variable",
                "put the value into single quotes if the $ is part of it",
            )


def _values(case: EnvCase) -> None:
    evidence = Evidence(case.walker, case.sources, case.enumerations)
    seen: set[tuple[str, str, str]] = set()
    for service, variables in case.deployment.services.items():
        program = scope_of_service(service)
        for given in variables.values() if is_program(program) else ():
            if (program, given.name, given.value) not in seen:
                seen.add((program, given.name, given.value))
                _value(case, evidence, program, given)
    for name, setting in case.env.settings.items():
        for objection in evidence.port(name, setting.value):
            _object(case, objection, case.env.path, setting, "docker compose", setting.value)


def _value(case: EnvCase, evidence: Evidence, program: str, given: ContainerVariable) -> None:
    place = case.blame(given)
    if place is None:
        return
    path, setting = place
    under = f" (as {given.name})" if given.name != setting.name else ""
    for key, objection in evidence.objections(program, given.name, given.value):
        _object(case, objection, path, setting, f"{scope_name(program)}{under}", given.value, key)


def _object(
    case: EnvCase,
    objection: Objection,
    path: str,
    setting: Setting,
    who: str,
    value: str,
    key: ConfigKey | None = None,
) -> None:
    case.reporter.add(
        objection.rule,
        key=setting.name,
        path=path,
        line=setting.line,
        end_line=setting.end_line,
        message=f"{case.reporter.shown(setting.name, value)}: {who} wants {objection.wanted}",
        fix=fix_of_value(key, setting.name, value, objection.wanted),
        places=[objection.place],
    )


def _rules(case: EnvCase) -> None:
    for rule in ENV_RULES:
        for breach in rule.look(case.view):
            _report(case, breach)
    for service, (count, path, line) in case.deployment.replicas.items():
        if (
            service in ("worker_beat", "beat")
            and count.isdecimal()
            and len(count) < 9
            and int(count) > 1
        ):
            case.reporter.add(
                "scheduler-replicas",
                key=service,
                path=path,
                line=line,
                message=f"{service} runs {count} times: each scheduler starts every scheduled task",
                fix="set it to 1",
            )


def _report(case: EnvCase, breach: Breach) -> None:
    places = [place for at in breach.at if (place := _place_of(case, at)) is not None]
    if not places:
        return  # that is how Dify ships it
    (path, setting), *others = places
    if breach.rule == "url-form" and case.reporter.has(setting.name, path, "refused-value"):
        return
    also = [
        f"line {other.line}"
        for there, other in others
        if there == path and other.line != setting.line
    ]
    case.reporter.add(
        breach.rule,
        key=setting.name,
        path=path,
        line=setting.line,
        end_line=setting.end_line,
        message=breach.why + (f" (see {', '.join(also)})" if also else ""),
        fix=breach.fix,
        severity="note" if all(_is_shipped(case, at) for at in breach.at) else breach.severity,
    )


def _is_shipped(case: EnvCase, at: At) -> bool:
    if at.service:
        return case.view.is_shipped(*at)
    setting, example = case.env.settings.get(at.name), case.example(at.name)
    return setting is None or (example is not None and example.value == setting.value)


def _place_of(case: EnvCase, at: At) -> tuple[str, Setting] | None:
    given = case.deployment.get(*at) if at.service else None
    if given is not None:
        return case.blame(given)
    setting = case.env.settings.get(at.name) if not at.service else None
    return (case.env.path, setting) if setting else None
