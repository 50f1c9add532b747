"""A selected option needs its settings, and the settings of other options have no effect.

Not here: which choices there are and how one is made (`dify/choices.py`), which values a switch can
have (`dify/allowed_values.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ctxkit.ask.check.rule import (
    DeploymentBreach,
    DeploymentRule,
    DeploymentView,
    Variable,
)
from ctxkit.dify.choice import Choice
from ctxkit.dify.choices import all_choices, is_chosen, is_of_other_choice, is_on
from ctxkit.dify.secrets import is_placeholder
from ctxkit.model import Severity
from ctxkit.text.redact import secret_class

_SCHEME = Variable("api", "OPENDAL_SCHEME")
_SCHEMES_WITHOUT_SETTINGS = ("", "fs", "memory")
_MAX_SCHEME_CHARS = 40
_MAX_NAMED_SETTINGS = 3


def belongs_to_other_choice(name: str, view: DeploymentView) -> bool:
    """Return whether a setting belongs to an option that is not selected, so that its value does
    not matter.
    """
    return is_of_other_choice(name, partial(_switch, view))


def _switch(view: DeploymentView, name: str) -> str:
    return view.value("api", name) or view.value("plugin_daemon", name)


def _is_selected(choice: Choice, view: DeploymentView) -> bool:
    return is_chosen(choice, partial(_switch, view))


def _empty_settings(view: DeploymentView) -> Iterator[DeploymentBreach]:
    selected = [choice for choice in all_choices() if _is_selected(choice, view)]
    for choice in selected:
        if _is_exempt(choice, view):
            continue
        for name in [name for name in choice.needs if view.has("api", name)]:
            if state := _missing_state(view.value("api", name)):
                yield _missing(choice, name, state)


def _is_exempt(choice: Choice, view: DeploymentView) -> bool:
    return choice.unless != "" and is_on(view.value("api", choice.unless))


def _missing_state(value: str) -> str:
    """Return in which way a value is missing, or ""."""
    if not value:
        return "empty"
    return "still a placeholder" if is_placeholder(value) else ""


def _missing(choice: Choice, name: str, state: str) -> DeploymentBreach:
    alternative = f"select another {choice.switch}"
    if choice.is_switch:
        alternative = f"turn {choice.switch} off"
    severity: Severity | None = None if choice.certain else "warning"
    return DeploymentBreach(
        at=(Variable("api", name), Variable("api", choice.switch)),
        message=f"{choice.switch} is {choice.value}, but {name} is {state}",
        fix=f"set {name}, or {alternative}",
        severity=severity,
    )


def _unselected_settings(view: DeploymentView) -> Iterator[DeploymentBreach]:
    """Yield one problem for each option that is configured but not selected: S3_BUCKET_NAME without
    STORAGE_TYPE=s3.
    """
    reported: set[tuple[str, tuple[str, ...]]] = set()
    for choice in all_choices():
        what = (choice.switch, choice.prefixes)
        # In another case it was meant; another rule says so.
        is_meant = view.value("api", choice.switch).lower() == choice.value.lower()
        if what in reported or is_meant:
            continue
        if names := _set_up(choice, view):
            reported.add(what)
            yield _unselected(choice, names, view)


def _set_up(choice: Choice, view: DeploymentView) -> list[str]:
    """Return the settings of an unselected option that show that it was configured."""
    revealing = [name for name in _revealing_settings(choice, view) if _is_set(name, view)]
    return [name for name in revealing if belongs_to_other_choice(name, view)]


def _revealing_settings(choice: Choice, view: DeploymentView) -> list[str]:
    """Return the settings that show that an option was configured: those it needs, and its
    secrets."""
    secrets = [name for name in view.names("api") if secret_class(name)]
    return list(dict.fromkeys(name for name in (*choice.needs, *secrets) if choice.owns(name)))


def _is_set(name: str, view: DeploymentView) -> bool:
    if view.is_shipped("api", name):
        return False
    return not _missing_state(view.value("api", name))


def _unselected(choice: Choice, names: list[str], view: DeploymentView) -> DeploymentBreach:
    subject = names[0]
    if len(names) > 1:
        subject += f" (and {', '.join(names[1:_MAX_NAMED_SETTINGS])})"
    # Who selected something else may well keep the settings of what came before.
    severity: Severity | None = None if view.is_shipped("api", choice.switch) else "note"
    return DeploymentBreach(
        at=(Variable("api", names[0]), Variable("api", choice.switch)),
        message=f"{subject} has no effect while {choice.switch} is not {choice.value}",
        fix=f"set {choice.switch}={choice.value}, or remove {names[0]}",
        severity=severity,
    )


def _opendal(view: DeploymentView) -> Iterator[DeploymentBreach]:
    """OpenDAL finds its settings by their prefix: `OPENDAL_<SCHEME>_...`."""
    scheme = view.value(*_SCHEME)
    if view.value("api", "STORAGE_TYPE") != "opendal":
        return
    if scheme in _SCHEMES_WITHOUT_SETTINGS:
        return
    prefix = f"OPENDAL_{scheme.upper()}_"
    is_set = any(name.startswith(prefix) for name in view.names("api"))
    if len(scheme) <= _MAX_SCHEME_CHARS and not is_set:
        yield DeploymentBreach(
            at=(_SCHEME,),
            message=f"OPENDAL_SCHEME is {scheme}, but no variable {prefix}... is passed to the api",
            fix=f"add {prefix}... to `environment` of api, worker, worker_beat "
            "in a docker-compose.override.yaml",
        )


RULES = (
    DeploymentRule(
        id="required-setting-empty",
        category="chosen-but-empty",
        severity="error",
        summary="A selected option has settings that are empty or a placeholder",
        why="The program fails when it starts, or when it first uses the option. If it may work"
        " without the settings, the problem is a warning.",
        remedy="Set the required settings, or select something else.",
        look=_empty_settings,
        broken={"api": {"STORAGE_TYPE": "s3", "S3_BUCKET_NAME": ""}},
        kept={"api": {"STORAGE_TYPE": "opendal", "S3_BUCKET_NAME": ""}},
    ),
    DeploymentRule(
        id="unselected-setting",
        category="not-chosen",
        severity="warning",
        summary="An option is configured, but not selected",
        why="Its settings have no effect. If another option was selected on purpose, they may be"
        " left over, and the problem is a note.",
        remedy="Select it, or remove its settings.",
        look=_unselected_settings,
        broken={
            "api": {"STORAGE_TYPE": "opendal", "S3_BUCKET_NAME": "mine", "S3_SECRET_KEY": "mine"}
        },
        kept={"api": {"STORAGE_TYPE": "s3", "S3_BUCKET_NAME": "mine", "S3_SECRET_KEY": "mine"}},
        shipped={"STORAGE_TYPE": "opendal"},
    ),
    DeploymentRule(
        id="opendal-settings-missing",
        category="chosen-but-empty",
        severity="error",
        summary="No setting of the selected OpenDAL scheme is passed to the api",
        why="docker-compose.yaml passes only the settings of the scheme fs to the api.",
        remedy="Pass the settings of the scheme to the api and the workers in a"
        " docker-compose.override.yaml.",
        look=_opendal,
        broken={"api": {"STORAGE_TYPE": "opendal", "OPENDAL_SCHEME": "s3"}},
        kept={
            "api": {"STORAGE_TYPE": "opendal", "OPENDAL_SCHEME": "s3", "OPENDAL_S3_BUCKET": "mine"}
        },
    ),
)
