"""Section 7 of a plan: the steps in their order.

Not here: what each of them needs (the other sections).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from ctxkit.ask.plan.case import PlanCase
from ctxkit.dify.repositories import CHART, DIFY
from ctxkit.model.plans import PlanRow

_SWITCH = "MIGRATION_ENABLED"
_WRITERS = ("api", "plugin_daemon")


def step_rows(case: PlanCase) -> Iterator[PlanRow]:
    """Yield the steps: of compose, of a chart, or of both."""
    yield _step("settle the stop signs of section 1, and look at what could not be told")
    if case.is_compose:
        yield from _of_compose(case)
    if case.is_helm:
        yield from _of_chart(case)
    yield _step("wait for what section 8 names, and keep the backup until all of it is seen")


def _step(text: str, command: str = "") -> PlanRow:
    return PlanRow(text=text, mark="do", command=command)


def _of_compose(case: PlanCase) -> Iterator[PlanRow]:
    new = shlex.quote(case.new.version_of(DIFY) or case.new.name)
    yield _step("stop everything that writes", f"docker compose stop {' '.join(_writers(case))}")
    yield _step("back up, as section 2 says, and see that the backups can be read")
    # A service that has another name now would keep running on the same folder.
    yield _step("remove the old containers, never with -v", "docker compose down")
    yield _step(
        f"take docker/ of {case.new.name}, and change your files as section 3 says",
        f"git fetch --tags && git checkout {new}",
    )
    yield _step("fetch the images", "docker compose pull")
    yield from _migrate(case)
    yield _step("start", "docker compose up -d")


def _writers(case: PlanCase) -> list[str]:
    """Return the services that write to the databases, as the deployment calls them."""
    deployment = case.deployment
    if deployment is None:
        return ["<api>", "<worker>", "<plugin_daemon>"]
    return [
        shlex.quote(name)
        for name in deployment.services
        if deployment.program(name) in _WRITERS and deployment.runs(name)
    ]


def _migrate(case: PlanCase) -> Iterator[PlanRow]:
    """Yield how the migrations are run where the api does not run them at its start."""
    deployment = case.deployment
    said = deployment.value("api", _SWITCH) if deployment is not None else ""
    if case.deployed is not None and said.lower() != "true":
        yield _step(
            f"run the migrations: {_SWITCH} is not true in your files, so that api does not",
            "docker compose run --rm --entrypoint flask api upgrade-db",
        )


def _of_chart(case: PlanCase) -> Iterator[PlanRow]:
    version = shlex.quote(case.new.version_of(CHART).removeprefix("dify-") or "<chart-version>")
    yield _step("write the values of the new chart, as section 3 says")
    yield _step(
        "stop everything that writes",
        "kubectl -n <namespace> scale deploy <api> <worker> <plugin-daemon> --replicas=0",
    )
    yield _step("back up, as section 2 says, and see that the backups can be read")
    yield _step(
        "upgrade the release; api runs the migrations at its start unless your values turn it off",
        f"helm upgrade <release> <chart> -n <namespace> --version {version} -f <new-values.yaml>",
    )
