"""Run `check` over texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ctxkit.ask.check.check import check
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.files.user_files import CustomerFile
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import CheckReport, Problem
from tests.ask.literal import Asked

DEFAULTS = "default-secret"
PATHS = {
    "env": ".env",
    "values": "values.yaml",
    "compose": "docker-compose.yaml",
    "override": "docker-compose.override.yaml",
}


ENV_FILES = {"api.env": "envs/api.env"}


def check_files(
    index: Index,
    sources: Sources,
    *,
    env: CustomerFile | None = None,
    values: CustomerFile | Sequence[CustomerFile] = (),
    compose: Sequence[CustomerFile] = (),
    env_files: Mapping[str, CustomerFile] | None = None,
) -> CheckReport:
    """Return the report on files of one deployment; `env_files` are by their path in it."""
    files = UserDeployment(
        env=env,
        env_files=env_files or {},
        values=(values,) if isinstance(values, CustomerFile) else tuple(values),
        compose=tuple(compose),
    )
    return check(index, sources, files)


def checked(asked: Asked, **texts: str) -> CheckReport:
    """Return the report on texts of the kinds `env`, `values`, `compose`, `override` and of
    `ENV_FILES`.
    """
    paths = {**PATHS, **ENV_FILES}
    files = {
        kind: CustomerFile(path=paths[kind], data=text.encode()) for kind, text in texts.items()
    }
    return check_files(
        asked.index,
        asked.sources,
        env=files.get("env"),
        values=[files["values"]] if "values" in files else (),
        compose=[files[kind] for kind in ("compose", "override") if kind in files],
        env_files={path: files[kind] for kind, path in ENV_FILES.items() if kind in files},
    )


def problems(asked: Asked, rule: str, **texts: str) -> list[Problem]:
    """Return the problems of one rule."""
    return [each for each in checked(asked, **texts).problems if each.id == rule]


def own_problems(asked: Asked, text: str) -> list[Problem]:
    """Return the problems of a values file, without what it leaves to the chart's defaults."""
    return [each for each in checked(asked, values=text).problems if each.id != DEFAULTS]


def lines(asked: Asked, rule: str, **texts: str) -> list[int]:
    """Return the lines that break a rule."""
    return [each.line for each in problems(asked, rule, **texts)]
