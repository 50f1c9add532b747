"""`check`: what is wrong in the user's `.env`, values and compose files, measured against the
sources.

Not here: the rules (`catalog.py`), how a report looks (`output/check_report.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from msgspec import Struct, field

from ctxkit.ask.check.catalog import RULES
from ctxkit.ask.check.chart_paths import ChartPaths
from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.env_check import check_env
from ctxkit.ask.check.env_images import check_images, other_releases
from ctxkit.ask.check.folding import folded
from ctxkit.ask.check.ignore_comments import (
    IgnoreComment,
    ignore_comments,
    ignored,
    report_unused,
)
from ctxkit.ask.check.image_pairs import RunImage, check_pairs, workspace_notes
from ctxkit.ask.check.reporting import Reporter
from ctxkit.ask.check.values_case import ValuesCase
from ctxkit.ask.check.values_check import check_values
from ctxkit.ask.check.values_images import release_images
from ctxkit.ask.check.values_moved import MovedValues
from ctxkit.ask.check.values_releases import releases_in
from ctxkit.ask.check.values_schema import schema_of
from ctxkit.ask.check.yaml_form import check_form
from ctxkit.deployment.containers import deploy_program
from ctxkit.deployment.deployed import Deployed, deploy_files
from ctxkit.deployment.overlaid_facts import OverlaidFacts
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.programs import scope_name
from ctxkit.dify.repositories import CHART, missing_in_words, missing_programs, missing_repositories
from ctxkit.files.dotenv import read_env
from ctxkit.files.manifests import names_other_chart
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import read_values
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import CheckedFile, CheckReport
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.named_effect import has_compose
from ctxkit.text.hidden_values import is_hidden
from ctxkit.text.wording import counted

_MAX_HIDDEN_NAMED = 8
_RUN_FROM_SOURCES = ("api", "web")
"""Programs that developers run without a container; each reads the `.env` in its own folder."""


def check(
    index: Index,
    sources: Sources,
    files: UserDeployment,
) -> CheckReport:
    """Return the problems of the files: those of the compose deployment together, values files
    over each other.
    """
    return _Check(index, sources).run(files)


class _Check(Struct, dict=True):
    """One run: what it reads from, and what it collects."""

    index: Index
    sources: Sources
    reporter: Reporter = field(default_factory=Reporter)
    notes: list[str] = field(default_factory=list)
    files: list[CheckedFile] = field(default_factory=list)
    unasked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.enumerations = Enumerations(self.index, self.sources)
        self.repositories = self.index.checkouts().keys()
        self.missing = missing_programs(self.repositories)
        self.has_compose = has_compose(self.index)

    def run(self, files: UserDeployment) -> CheckReport:
        readable = [file for file in files.compose if check_form(file, self.reporter, compose=True)]
        comments: list[IgnoreComment] = []
        if files.has_env and len(readable) < len(files.compose):
            self.notes.append("the .env was checked without the compose files that cannot be read")
        if files.has_env or readable:
            comments += self.check_deployment(files, readable)
        for file in files.compose:
            self.files.append(CheckedFile(path=file.path, what="compose", settings=0))
            comments += ignore_comments(file, "compose")
        comments += self.check_values(files.values)
        return self.report(comments)

    def report(self, comments: list[IgnoreComment]) -> CheckReport:
        """Return what was found, without what comments in the files ask to ignore."""
        paths = [file.path for file in self.files]
        hidden = ignored(self.reporter.problems(paths), comments)
        report_unused(comments, hidden, RULES, self.reporter)
        shown = [each for each in self.reporter.problems(paths) if each not in hidden]
        return CheckReport(
            files=tuple(self.files),
            problems=tuple(folded([each for each in shown if each.path not in self.unasked])),
            ignored=len(hidden),
            versions=tuple(self.index.checkouts().values()),
            notes=tuple(self.notes),
        )

    def check_deployment(
        self, files: UserDeployment, compose: Sequence[CustomerFile]
    ) -> list[IgnoreComment]:
        """Check the `.env` and the `env_file`s with the compose files, or some of them without the
        others; return the ignore comments in them.
        """
        program = "" if files.env is None or compose else _program_of(files.env)
        deployed = self.deployed(files, compose, program)
        if deployed is not None:
            dify = self.index.checkouts().get("dify")
            case = EnvCase(
                env=deployed.env,
                env_files=deployed.env_files,
                deployment=deployed.deployment,
                walker=SettingsGraph(OverlaidFacts(self.index, compose) if compose else self.index),
                sources=self.sources,
                enumerations=self.enumerations,
                reporter=self.reporter,
                version=dify.version if dify is not None else "",
                compose=compose,
                program=program,
                is_part=deployed.is_part,
                missing=self.missing,
            )
            check_env(case)
            self.check_pairs(other_releases(case))
            check_images(case, self.index)
            self.note_missing(is_chart=False)
        return self.take_env_files(files, deployed)

    def check_pairs(self, images: Mapping[str, RunImage]) -> None:
        """Check whether the programs fit that call each other; `images` are of other releases."""
        self.notes += check_pairs(self.index, self.sources, self.reporter, images)
        self.notes += workspace_notes(self.index, self.sources, images)

    def check_images_of(self, case: ValuesCase) -> None:
        """Check whether the images of a release of the chart fit each other."""
        dify = self.index.checkouts().get("dify")
        if dify is not None:
            images = release_images(case, dify.version)
            self.notes += check_pairs(self.index, self.sources, self.reporter, images)

    def take_env_files(
        self, files: UserDeployment, deployed: Deployed | None
    ) -> list[IgnoreComment]:
        """List the `.env` and the `env_file`s that were checked; return the ignore comments in
        them.
        """
        given = [files.env, *files.env_files.values()]
        named = deployed.env_files if deployed is not None else {}
        if deployed is not None and deployed.is_part:
            self.unasked.add(deployed.env.path)
        given += [files.env_file(path) for path in named if path not in files.env_files]
        comments: list[IgnoreComment] = []
        listed: set[str] = set()
        for file in given:
            if file is None or file.path in listed:
                continue
            if not files.is_asked(file.path):
                self.unasked.add(file.path)
                continue
            listed.add(file.path)
            values = read_env(file).values()
            self.note_hidden(file.path, values)
            self.files.append(CheckedFile(path=file.path, what="env", settings=len(values)))
            comments += ignore_comments(file, "env")
        return comments

    def note_hidden(self, path: str, values: Mapping[str, str]) -> None:
        """Note which values of a file were hidden before it was passed on."""
        hidden = [name for name, value in values.items() if is_hidden(value)]
        if hidden:
            shown = ", ".join(hidden[:_MAX_HIDDEN_NAMED])
            more = ", ..." if len(hidden) > _MAX_HIDDEN_NAMED else ""
            count = counted(len(hidden), "hidden value")
            self.notes.append(f"{count} of {path} not judged: {shown}{more}")

    def note_missing(self, *, is_chart: bool) -> None:
        """Note which repositories are missing that prove what a file sets."""
        rows = missing_repositories(self.repositories)
        words = missing_in_words(
            row for row in rows if row.programs or (is_chart and row.name == CHART)
        )
        if words:
            self.notes.append(f"{words}: what only that code uses was not judged")

    def deployed(
        self, files: UserDeployment, compose: Sequence[CustomerFile], program: str
    ) -> Deployed | None:
        """Return what the containers get, or None where no compose file is at hand."""
        env = files.env
        if program and env is not None:
            name = scope_name(program)
            self.notes.append(f"{env.path} was checked as the .env of {name} run from its sources")
            given = read_env(env)
            return Deployed(deployment=deploy_program(program, env, given.values()), env=given)
        deployed = deploy_files(self.sources, files, compose)
        if deployed is None:
            self.notes.append(
                f"{COMPOSE_FILE} is not in the workspace: "
                "pass the compose file of the deployment with --compose"
            )
        elif deployed.is_part:
            names = ", ".join(file.path for file in deployed.env_files.values())
            self.notes.append(
                f"{names} was checked without the .env of its deployment: "
                "Dify's example stands in for it"
            )
        return deployed

    def check_values(self, given: Sequence[CustomerFile]) -> list[IgnoreComment]:
        """Check the values files of a release, later ones over earlier ones; return the ignore
        comments in them.
        """
        checkout = self.index.checkouts().get(CHART)
        chart = ChartPaths(self.index)
        schema = schema_of(self.sources, checkout)
        comments: list[IgnoreComment] = []
        others = {file.path for file in given if names_other_chart(file)}
        read = cache(read_values)
        for files in releases_in(given, chart, read):
            comments += (each for file in files for each in ignore_comments(file, "values"))
            layers = tuple(read(file) for file in files if check_form(file, self.reporter))
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
                    names_other_chart=any(file.path in others for file in files),
                )
                for layer in layers
            ]
            if cases:
                check_values(cases, schema)
                self.check_images_of(cases[0])
                self.note_missing(is_chart=True)
            for file in files:
                leaves = read(file).leaves
                values = {path: leaf.value or "" for path, leaf in leaves.items()}
                self.note_hidden(file.path, values)
                self.files.append(CheckedFile(path=file.path, what="values", settings=len(leaves)))
        return comments


def _program_of(file: CustomerFile) -> str:
    """Return the program that reads a `.env` itself, by its folder (`api/.env`, `web/.env.local`),
    or "".
    """
    # Also on Windows, and for a file without a folder.
    *_, folder, name = ["", *file.path.replace("\\", "/").split("/")]
    return folder if folder in _RUN_FROM_SOURCES and name.startswith(".env") else ""
