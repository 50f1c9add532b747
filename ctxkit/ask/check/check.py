"""`check`: what is wrong in the user's `.env`, values and compose files, measured against the
sources.

Not here: the rules (`catalog.py`), how a report looks (`output/check_report.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ctxkit.ask.check.catalog import RULES
from ctxkit.ask.check.chart_paths import ChartPaths
from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.env_check import check_env
from ctxkit.ask.check.env_images import check_images
from ctxkit.ask.check.ignore_comments import (
    IgnoreComment,
    ignore_comments,
    ignored,
    report_unused,
)
from ctxkit.ask.check.reporting import Reporter
from ctxkit.ask.check.values_case import ValuesCase
from ctxkit.ask.check.values_check import check_values
from ctxkit.ask.check.values_moved import MovedValues
from ctxkit.ask.check.values_releases import releases_in
from ctxkit.ask.check.values_schema import schema_of
from ctxkit.ask.check.yaml_form import check_form
from ctxkit.deployment.compose_files import base_name, is_override
from ctxkit.deployment.containers import Deployment, deploy, deploy_program
from ctxkit.deployment.overlaid_facts import OverlaidFacts
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.programs import scope_name
from ctxkit.dify.repositories import CHART, missing_in_words, missing_programs, missing_repositories
from ctxkit.files.dotenv import EnvFile, read_env
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import read_values
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import CheckedFile, CheckReport
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.named_effect import has_compose

_RUN_FROM_SOURCES = ("api", "web")
"""Programs that developers run without a container; each reads the `.env` in its own folder."""


def check(
    index: Index,
    sources: Sources,
    *,
    env: CustomerFile | None = None,
    values: Sequence[CustomerFile] = (),
    compose: Sequence[CustomerFile] = (),
) -> CheckReport:
    """Return the problems of the files: `env` together with `compose`, `values` over each other."""
    return _Check(index, sources).run(env, values, compose)


@dataclass
class _Check:
    """One run: what it reads from, and what it collects."""

    index: Index
    sources: Sources
    reporter: Reporter = field(default_factory=Reporter)
    notes: list[str] = field(default_factory=list)
    files: list[CheckedFile] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.enumerations = Enumerations(self.index, self.sources)
        self.repositories = self.index.checkouts().keys()
        self.missing = missing_programs(self.repositories)
        self.has_compose = has_compose(self.index)

    def run(
        self,
        env: CustomerFile | None,
        values: Sequence[CustomerFile],
        compose: Sequence[CustomerFile],
    ) -> CheckReport:
        readable = [file for file in compose if check_form(file, self.reporter, compose=True)]
        if env is not None and len(readable) < len(compose):
            self.notes.append("the .env was checked without the compose files that cannot be read")
        if env is not None or readable:
            self.check_deployment(env, readable)
        self.files += [CheckedFile(path=file.path, what="compose", settings=0) for file in compose]
        comments = [
            *(ignore_comments(env, "env") if env is not None else ()),
            *self.check_values(values),
            *(comment for file in compose for comment in ignore_comments(file, "compose")),
        ]
        return self.report(comments)

    def report(self, comments: list[IgnoreComment]) -> CheckReport:
        """Return what was found, without what comments in the files ask to ignore."""
        paths = [file.path for file in self.files]
        hidden = ignored(self.reporter.problems(paths), comments)
        report_unused(comments, hidden, RULES, self.reporter)
        shown = [each for each in self.reporter.problems(paths) if each not in hidden]
        return CheckReport(
            files=tuple(self.files),
            problems=tuple(shown),
            ignored=len(hidden),
            versions=tuple(self.index.checkouts().values()),
            notes=tuple(self.notes),
        )

    def check_deployment(self, env: CustomerFile | None, compose: list[CustomerFile]) -> None:
        """Check a `.env` with its compose files, or one of them without the other."""
        given = read_env(env) if env is not None else EnvFile(path="")
        program = "" if env is None or compose else _program_of(env)
        deployment = self.deployment_of(env, given, compose, program)
        if deployment is not None:
            dify = self.index.checkouts().get("dify")
            case = EnvCase(
                env=given,
                deployment=deployment,
                walker=SettingsGraph(OverlaidFacts(self.index, compose) if compose else self.index),
                sources=self.sources,
                enumerations=self.enumerations,
                reporter=self.reporter,
                version=dify.version if dify is not None else "",
                program=program,
                missing=self.missing,
            )
            check_env(case)
            check_images(case, compose)
            self.note_missing(is_chart=False)
        if env is not None:
            settings = len(given.settings)
            self.files.append(CheckedFile(path=env.path, what="env", settings=settings))

    def note_missing(self, *, is_chart: bool) -> None:
        """Note which repositories are missing that prove what a file sets."""
        rows = missing_repositories(self.repositories)
        words = missing_in_words(
            row for row in rows if row.programs or (is_chart and row.name == CHART)
        )
        if words:
            self.notes.append(f"{words}: what only that code uses was not judged")

    def deployment_of(
        self,
        env: CustomerFile | None,
        given: EnvFile,
        compose: list[CustomerFile],
        program: str,
    ) -> Deployment | None:
        """Return what the containers get, or None where no compose file is at hand."""
        if program and env is not None:
            name = scope_name(program)
            self.notes.append(f"{env.path} was checked as the .env of {name} run from its sources")
            return deploy_program(program, env, given.values())
        needs_own = not compose or is_override(compose[0])
        if needs_own and not self.has_compose:
            self.notes.append(
                f"{COMPOSE_FILE} is not in the workspace: "
                "pass the compose file of the deployment with --compose"
            )
            return None
        env_name = base_name(given.path)
        deployment = deploy(self.sources, given.values(), compose, env_name=env_name)
        if deployment.in_parts and env is not None:
            self.notes.append(
                f"{env.path} was checked alone, without the settings of the other env_files"
            )
        return deployment

    def check_values(self, given: Sequence[CustomerFile]) -> list[IgnoreComment]:
        """Check the values files of a release, later ones over earlier ones; return the ignore
        comments in them.
        """
        checkout = self.index.checkouts().get(CHART)
        chart = ChartPaths(self.index)
        schema = schema_of(self.sources, checkout)
        comments: list[IgnoreComment] = []
        for files in releases_in(given, chart):
            comments += (each for file in files for each in ignore_comments(file, "values"))
            layers = tuple(read_values(file) for file in files if check_form(file, self.reporter))
            cases = [
                ValuesCase(
                    file=layer,
                    layers=layers,
                    chart=chart,
                    moved=MovedValues(self.sources, checkout),
                    walker=SettingsGraph(self.index),
                    sources=self.sources,
                    enumerations=self.enumerations,
                    reporter=self.reporter,
                    compose=self.has_compose,
                    missing=self.missing,
                )
                for layer in layers
            ]
            if cases:
                check_values(cases, schema)
                self.note_missing(is_chart=True)
            for file in files:
                settings = len(read_values(file).leaves)
                self.files.append(CheckedFile(path=file.path, what="values", settings=settings))
        return comments


def _program_of(file: CustomerFile) -> str:
    """Return the program that reads a `.env` itself, by its folder (`api/.env`, `web/.env.local`),
    or "".
    """
    # Also on Windows, and for a file without a folder.
    *_, folder, name = ["", *file.path.replace("\\", "/").split("/")]
    return folder if folder in _RUN_FROM_SOURCES and name.startswith(".env") else ""
