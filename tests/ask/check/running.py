"""Run `check` over texts."""

from __future__ import annotations

from ctxkit.ask.check.check import check
from ctxkit.files.user_files import CustomerFile
from ctxkit.model import CheckReport, Problem
from tests.ask.literal import Asked

DEFAULTS = "default-secret"
PATHS = {
    "env": ".env",
    "values": "values.yaml",
    "compose": "docker-compose.yaml",
    "override": "docker-compose.override.yaml",
}


def checked(asked: Asked, **texts: str) -> CheckReport:
    """Return the report on texts of the kinds `env`, `values`, `compose` and `override`."""
    files = {
        kind: CustomerFile(path=PATHS[kind], data=text.encode()) for kind, text in texts.items()
    }
    return check(
        asked.index,
        asked.sources,
        env=files.get("env"),
        values=[files["values"]] if "values" in files else (),
        compose=[files[kind] for kind in ("compose", "override") if kind in files],
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
