"""Find the secrets of a `.env` that are publicly known or easily guessed, and placeholders.

Not here: the rules and their texts (`secret_rules.py`), which secrets they are
(`dify/secrets.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.ask.check.env_case import EnvCase, UserLine
from ctxkit.ask.check.env_rules.choices import belongs_to_other_choice
from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.secret_rules import (
    DEFAULT_SECRET,
    PLACEHOLDER,
    PUBLIC_SECRET,
    WEAK_SECRET,
)
from ctxkit.deployment.containers import ContainerVariable
from ctxkit.dify.allowed_values import recipe_of
from ctxkit.dify.programs import is_program
from ctxkit.dify.secrets import (
    Placeholder,
    is_own_secret,
    is_placeholder,
    is_weak,
    is_well_known,
    placeholder_of,
)
from ctxkit.files.interpolation import references
from ctxkit.model import Severity
from ctxkit.regex import regex
from ctxkit.text.hidden_values import is_hidden
from ctxkit.text.redact import secret_class
from ctxkit.text.secret_values import holds_secret

_MAX_NAMED_SECRETS = 8
_MAX_COMMENT_ROWS = 12  # above a key
_MAX_ROW_CHARS = 300
# You can generate a strong key using `openssl rand -base64 42`.
_COMMAND = regex(r"openssl rand [\w -]+|python3? -c '[^']*'")


def check_secrets(case: EnvCase) -> None:
    """Report weak and publicly known secrets, and placeholders."""
    for file in case.files:
        for setting in file.settings.values():
            line = UserLine(file.path, setting)
            if setting.value and not is_hidden(setting.value) and not _is_settled(case, line):
                _check_value(case, line)
    _report_defaults(case, list(_left_to_defaults(case)))


def _is_settled(case: EnvCase, line: UserLine) -> bool:
    """Return whether the value of a key does not matter, or is reported already."""
    name = line.setting.name
    if case.is_idle(line) or belongs_to_other_choice(name, case.view):
        return True
    return case.reporter.has(name, line.path, "chosen-but-empty", "refused-value")


def _check_value(case: EnvCase, line: UserLine) -> None:
    setting, spot = line.setting, line.spot
    name, value = setting.name, setting.value
    is_secret = holds_secret(name, value)
    if placeholder := placeholder_of(value, is_secret=is_secret):
        _report_placeholder(case, line, placeholder)
        return
    if not is_secret:
        return
    if _is_public(case, name, value):
        message = f"{name} still has the publicly known value of Dify's example"
        case.reporter.add(PUBLIC_SECRET, spot, message, _own_value(case, name))
    elif value in case.enumerations.public_secrets():
        message = f"{name} has a value that Dify's example publishes for another key"
        case.reporter.add(PUBLIC_SECRET, spot, message, _own_value(case, name))
    elif is_weak(value) and _is_of_dify(case, name):
        message = f"{name} is too short or easily guessed"
        case.reporter.add(WEAK_SECRET, spot, message, _own_value(case, name))


def _own_value(case: EnvCase, name: str) -> str:
    """Return the advice to set a secret, with the command that Dify's example or a validator of the
    program gives for it.
    """
    command = recipe_of(name) or _command_in_comment(case, name)
    advice = "set your own value"
    return f"{advice}, for example the output of `{command}`" if command else advice


def _command_in_comment(case: EnvCase, name: str) -> str:
    """Return the command in the comment above a key of the example file, empty without one."""
    example = case.example(name)
    if example is None:
        return ""
    rows = case.sources.lines(example.repo, example.path)[: example.line - 1]
    for row in reversed(rows[-_MAX_COMMENT_ROWS:]):
        if not row.startswith("#"):
            return ""
        if found := _COMMAND.search(row[:_MAX_ROW_CHARS]):
            return found[0].strip("`. ")
    return ""


def _report_placeholder(case: EnvCase, line: UserLine, placeholder: Placeholder) -> None:
    setting = line.setting
    name = setting.name
    is_example = case.is_example_value(name, setting.value)
    severity: Severity | None = None
    if not placeholder.certain:
        severity = "note" if is_example else "warning"
        if is_example and not secret_class(name):
            return  # most likely an example of something that is not in use
    message = f"{name} is still a placeholder"
    fix = f"set your own value for {name}, or remove it"
    case.reporter.add(PLACEHOLDER, line.spot, message, fix, severity=severity)


def _is_public(case: EnvCase, name: str, value: str) -> bool:
    return is_well_known(value) or value in _shipped_values(case, name)


def _is_of_dify(case: EnvCase, name: str) -> bool:
    """Return whether a secret is the deployment's own, which Dify ships with a value, and not one
    of a service elsewhere.
    """
    return is_own_secret(name) or not all(map(is_placeholder, _shipped_values(case, name)))


def _shipped_values(case: EnvCase, name: str) -> list[str]:
    """Return the values that Dify's example and compose file give a key."""
    found = [example.value for example in case.examples(name)]
    for given in case.shipped.uses_of(name):
        # SECRET_KEY: ${SECRET_KEY:-default}
        found += [reference.default for reference in references(given.text)]
    return [value for value in found if value]


def _left_to_defaults(case: EnvCase) -> Iterator[str]:
    """Yield the names of secrets that the user leaves to the defaults of the compose file."""
    if case.is_part:
        return  # they may be in another file
    if not case.env.settings:
        return
    seen: set[str] = set()
    for service, variables in case.deployment.services.items():
        if not case.deployment.runs(service):
            continue
        for given in variables.values():
            name = given.sources[0] if len(given.sources) == 1 else ""
            if name not in seen and _is_default_secret(case, name, given):
                seen.add(name)
                yield name


def _is_default_secret(case: EnvCase, name: str, given: ContainerVariable) -> bool:
    if not holds_secret(name, given.value) or case.deployment.env.get(name):
        return False
    if given.path in case.deployment.own:
        if not _is_public(case, name, given.value):
            return False
    elif is_program(case.deployment.program(given.service)) and not case.readers.uses(given):
        return False  # it is for another container, which gets it too
    return not is_placeholder(given.value) and not belongs_to_other_choice(name, case.view)


def _report_defaults(case: EnvCase, names: list[str]) -> None:
    if not names:
        return
    shown = ", ".join(names[:_MAX_NAMED_SECRETS])
    if len(names) > _MAX_NAMED_SECRETS:
        shown += f" and {len(names) - _MAX_NAMED_SECRETS} more"
    message = f"still using the publicly known defaults of the compose file: {shown}"
    spot = Spot(path=case.env.path, key=names[0], line=1)
    case.reporter.add(DEFAULT_SECRET, spot, message, "set your own values")
