"""`check`: what is wrong in the user's `.env`, values and compose files, measured against the
sources.

Not here: the rules (`rules.py`), how a report looks (`output/check_report.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.ask.check.chart_paths import Chart
from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.env_check import check_env
from ctxkit.ask.check.env_images import check_images
from ctxkit.ask.check.reporting import Reporter
from ctxkit.ask.check.values_check import ValuesCheck
from ctxkit.ask.check.yaml_form import check_form
from ctxkit.deployment.compose_files import base_name, is_override
from ctxkit.deployment.containers import deploy, deploy_program
from ctxkit.deployment.overlaid_facts import OverlaidFacts
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.programs import scope_name
from ctxkit.files.dotenv import EnvFile, read_env
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import read_values
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import CheckedFile, CheckReport
from ctxkit.settings.graph import SettingsGraph


def check(
    index: Index,
    sources: Sources,
    *,
    env: CustomerFile | None = None,
    values: CustomerFile | None = None,
    compose: Sequence[CustomerFile] = (),
) -> CheckReport:
    """Return the problems of the files, taken together: `env` with `compose`, `values` by itself."""
    reporter = Reporter()
    checkouts = index.checkouts()
    files: list[CheckedFile] = []
    notes: list[str] = []
    enumerations = Enumerations(index, sources)
    readable = [file for file in compose if check_form(file, reporter, compose=True)]
    if len(readable) < len(compose) and env is not None:
        notes.append("the .env was checked without the compose files that cannot be read")
    if env is not None or readable:
        given = read_env(env) if env is not None else EnvFile(path="")
        whole = bool(readable) and not is_override(readable[0])
        program = _program_of(env) if env is not None and not readable else ""
        if program or whole or index.file("dify", COMPOSE_FILE) is not None:
            if program and env is not None:
                deployment = deploy_program(program, env, given.values())
                notes.append(
                    f"{env.path} was checked as what {scope_name(program)} reads when it runs from its sources"
                )
            else:
                deployment = deploy(
                    sources, given.values(), readable, env_name=base_name(given.path)
                )
                if deployment.in_parts and env is not None:
                    notes.append(
                        f"{env.path} was checked alone: what the other env_files set was not looked at"
                    )
            walker = SettingsGraph(OverlaidFacts(index, readable) if readable else index)
            version = checkouts["dify"].version if "dify" in checkouts else ""
            case = EnvCase(
                env=given,
                deployment=deployment,
                walker=walker,
                sources=sources,
                enumerations=enumerations,
                reporter=reporter,
                version=version,
                program=program,
            )
            check_env(case)
            check_images(case, readable)
        else:
            notes.append(
                f"dify has no {COMPOSE_FILE} here: give the compose file of the deployment with --compose"
            )
        if env is not None:
            files.append(CheckedFile(path=env.path, what="env", settings=len(given.settings)))
    files += [CheckedFile(path=file.path, what="compose", settings=0) for file in compose]
    if values is not None:
        read = read_values(values)
        walker = SettingsGraph(index)
        composed = index.file("dify", COMPOSE_FILE) is not None
        if check_form(values, reporter):
            ValuesCheck(
                read, Chart(index), walker, sources, enumerations, reporter, compose=composed
            ).run()
        files.append(CheckedFile(path=values.path, what="values", settings=len(read.leaves)))
    return CheckReport(
        files=tuple(files),
        problems=reporter.problems([file.path for file in files]),
        versions=tuple(checkouts.values()),
        notes=tuple(notes),
    )


def _program_of(file: CustomerFile) -> str:
    """Return the program that reads a `.env` itself, by the folder that it lies in: `api/.env`,
    `web/.env.local`.
    """
    *_, folder, name = ["", *file.path.replace("\\", "/").split("/")]
    return folder if folder in ("api", "web") and name.startswith(".env") else ""
