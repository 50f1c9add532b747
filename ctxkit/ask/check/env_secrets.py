"""Secrets of a `.env` that everyone can read, and placeholders.

Not here: what the name of a secret is.
"""

from __future__ import annotations

from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.env_rules.choices import is_of_other_choice
from ctxkit.ask.check.reporting import holds_secret
from ctxkit.ask.check.rules import COMMON_SECRETS, is_placeholder, is_weak
from ctxkit.files.interpolation import references
from ctxkit.files.user_files import Setting
from ctxkit.text.redact import secret_class


def check_secrets(case: EnvCase) -> None:
    for name, setting in case.env.settings.items():
        if name in case.idle or not setting.value or is_of_other_choice(name, case.view):
            continue
        if case.reporter.has(name, case.env.path, "chosen-but-empty", "refused-value"):
            continue
        if is_placeholder(setting.value):
            _placeholder(case, name, setting)
        elif holds_secret(name, setting.value) and _is_public(case, name, setting.value):
            case.add(
                "public-secret",
                setting,
                f"{name} still has the value of Dify's example, which everyone can read",
                "set a value of your own, such as `openssl rand -base64 42` prints",
            )
        elif (
            holds_secret(name, setting.value) and is_weak(setting.value) and _is_of_dify(case, name)
        ):
            message = f"{name} is short, or a word that people try first"
            case.add(
                "weak-secret",
                setting,
                message,
                "set a longer one, such as `openssl rand -base64 42` prints",
            )
    left = _left_to_defaults(case)
    if left:
        more = f" and {len(left) - 8} more" if len(left) > 8 else ""
        case.reporter.add(
            "public-secret",
            key=left[0],
            path=case.env.path,
            line=1,
            message=f"left to the public defaults of the compose file: {', '.join(left[:8])}{more}",
            fix="set values of your own",
        )


def _placeholder(case: EnvCase, name: str, setting: Setting) -> None:
    example = case.example(name)
    as_shipped = example is not None and example.value == setting.value
    certain = "#replace_me" in setting.value.lower()
    if not certain and not secret_class(name) and as_shipped:
        return  # an example of something that is not in use, as far as one can tell
    case.reporter.add(
        "placeholder",
        key=name,
        path=case.env.path,
        line=setting.line,
        message=f"{name} holds a placeholder",
        fix=f"set {name} to a value of your own, or remove it",
        severity=None if certain else "note" if as_shipped else "warning",
    )


def _is_public(case: EnvCase, name: str, value: str) -> bool:
    example = case.example(name)
    if value in COMMON_SECRETS or (example is not None and example.value == value):
        return True
    return any(
        each.default == value for g in case.deployment.uses_of(name) for each in references(g.text)
    )


def _is_of_dify(case: EnvCase, name: str) -> bool:
    """Tell whether a secret is the deployment's own, which Dify ships with one, and not one of a
    service elsewhere.
    """
    example = case.example(name)
    shipped = [
        each.default or "" for g in case.deployment.uses_of(name) for each in references(g.text)
    ]
    return any(
        value and not is_placeholder(value)
        for value in (*shipped, example.value if example else "")
    )


def _left_to_defaults(case: EnvCase) -> list[str]:
    """Return the names of secrets that the user leaves to the defaults of the compose file."""
    found: dict[str, None] = {}
    if case.deployment.in_parts:
        return []  # they may stand in another file
    for service, variables in case.deployment.services.items():
        if not case.deployment.runs(service) or not case.env.settings:
            continue
        for given in variables.values():
            name = given.sources[0] if len(given.sources) == 1 else ""
            if not name or not holds_secret(name, given.value) or case.deployment.env.get(name):
                continue
            if not is_placeholder(given.value) and not is_of_other_choice(name, case.view):
                found[name] = None
    return list(found)
