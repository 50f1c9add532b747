"""The public face: open a workspace, ask it a question, get an answer with its JSON form and its
bundle.

Not here: how questions are answered (`ask/`), how answers look (`output/json_form.py`), what a
command line prints (`commands/cli.py`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ctxkit.bundle.budget import make_bundle
from ctxkit.bundle.layout import Format
from ctxkit.bundle.show import Excerpt, show
from ctxkit.errors import IndexMissingError, UsageError, WorkspaceError
from ctxkit.index.digest import digest
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Bundle, CheckReport, Finding, Location
from ctxkit.output.json_form import answer_dict, bundle_dict
from ctxkit.output.prompts import around_bundle, load_prompt
from ctxkit.text.redact import Redactor
from ctxkit.text.wording import short
from ctxkit.workspace.config import FILE, state_folder
from ctxkit.workspace.git_objects import head_commit

if TYPE_CHECKING:
    from ctxkit.ask.triage.triage import Triage
    from ctxkit.files.user_files import CustomerFile

AnyPath = str | os.PathLike[str]
"""How a file is named."""

DEFAULT_BUDGET = 6000
"""Tokens of a bundle when none are asked for."""

_LARGEST_FILE = 2_000_000  # bytes of a file of a deployment; real ones have some 50,000
_LONGEST_TEXT = 40  # lines of source in a hit of the JSON form


class ContextBundle:
    """A finished bundle.

    `markdown` is its text (in the format it was made in), `tokens` counts all of it.
    """

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self.markdown = bundle.text
        self.tokens = bundle.tokens

    def to_dict(self) -> dict[str, Any]:
        """Return the `bundle` of the JSON form."""
        return bundle_dict(self._bundle)


class Answer:
    """What a question found, with the source at hand to show it.

    Secrets that the user pasted are masked in it.
    """

    def __init__(self, finding: Finding, index: Index, sources: Sources) -> None:
        self.finding = _masked(finding)
        self._index = index
        self._sources = sources

    @property
    def found(self) -> bool:
        """Whether there is an answer at all."""
        return self.finding.confidence != "none" and bool(self.finding.hits or self.finding.keys)

    def bundle(
        self,
        budget: int = DEFAULT_BUDGET,
        *,
        format: Format = "markdown",
        before: str = "",
        after: str = "",
    ) -> ContextBundle:
        """Return the context bundle, at most `budget` tokens. Raise UsageError where nothing fits
        into so few.

        `before` and `after` are the parts of a prompt around it; they count towards the budget.
        """
        made = make_bundle(
            self.finding,
            self._index,
            self._sources,
            budget=budget,
            format=format,
            before=before,
            after=after,
        )
        return ContextBundle(made)

    def prompted(
        self, name: str, budget: int = DEFAULT_BUDGET, *, format: Format = "markdown"
    ) -> ContextBundle:
        """Return the bundle inside the prompt of that name.

        Raise UsageError where it is none for this question.
        """
        prompt = load_prompt(name)
        if self.finding.question.command not in prompt.commands:
            raise UsageError(
                f"the prompt {name} is not for {self.finding.question.command}",
                hint=f"it is for: {', '.join(prompt.commands)}",
            )
        before, after = around_bundle(prompt, {"question": short(self.finding.query)})
        return self.bundle(budget, format=format, before=before, after=after)

    def to_dict(self, bundle: ContextBundle | None = None) -> dict[str, Any]:
        """Return the JSON form, with what `bundle` is made of (by default the one that `bundle()`
        returns).
        """
        return answer_dict(self.finding, self.text, (bundle or self.bundle()).to_dict())

    def text(self, location: Location) -> str:
        """Return the source text of a place, long ones from their beginning."""
        end = min(location.end_line, location.line + _LONGEST_TEXT - 1)
        return self._sources.text(location.repo, location.path, location.line, end)


class LogReport:
    """What is in log files. Secrets of the log are masked in what it gives."""

    def __init__(self, found: Triage, index: Index, sources: Sources) -> None:
        self._triage = found
        self._index = index
        self._sources = sources

    @property
    def found(self) -> bool:
        """Whether any line of the log leads to these repositories."""
        return bool(self._triage.entries or any(cluster.hit for cluster in self._triage.clusters))

    @property
    def complete(self) -> bool:
        """Whether all of the files was read."""
        return not self._triage.stopped

    def text(self, top: int = 20) -> str:
        """Return the report as text; `top` bounds each of its lists."""
        from ctxkit.output.triage_report import report_text

        return report_text(self._triage, top)

    def bundle(self, budget: int = DEFAULT_BUDGET, *, format: Format = "markdown") -> ContextBundle:
        """Return one context bundle of the gravest statements, at most `budget` tokens."""
        return self._gravest().bundle(budget, format=format)

    def prompted(
        self, name: str, budget: int = DEFAULT_BUDGET, *, format: Format = "markdown"
    ) -> ContextBundle:
        """Return that bundle inside the prompt of that name.

        Raise UsageError where it is none for this question.
        """
        return self._gravest().prompted(name, budget, format=format)

    def _gravest(self) -> Answer:
        from ctxkit.ask.triage.triage import finding_of

        return Answer(
            finding_of(self._triage, self._index, self._sources), self._index, self._sources
        )

    def to_dict(self, top: int = 500, bundle: ContextBundle | None = None) -> dict[str, Any]:
        """Return the JSON form; `top` bounds each of its lists, `bundle` is told of where one was
        made.
        """
        from ctxkit.output.triage_report import report_dict

        data = report_dict(self._triage, top)
        return data if bundle is None else {**data, "bundle": bundle.to_dict()}


class Checked:
    """What a check of the user's files found. Secrets are masked in all of it."""

    def __init__(self, report: CheckReport) -> None:
        self.report = report

    @property
    def ok(self) -> bool:
        """Whether no problem is an error."""
        return not any(problem.severity == "error" for problem in self.report.problems)

    @property
    def text(self) -> str:
        """The problems as `ctxkit check` prints them."""
        from ctxkit.output.check_report import report_text

        return report_text(self.report)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        from ctxkit.output.check_report import report_dict

        return report_dict(self.report)

    def sarif(self) -> dict[str, Any]:
        """Return the report as a SARIF 2.1.0 log."""
        from ctxkit import __version__
        from ctxkit.ask.check.rules import KINDS
        from ctxkit.output.sarif import sarif

        return sarif(self.report, KINDS, __version__)


class Workspace:
    """A workspace whose index is open. Close it, or use it as a context manager."""

    def __init__(self, folder: Path, index: Index) -> None:
        self.folder = folder
        self.index = index
        self.checkouts = index.checkouts()
        self.roots = {repo: folder / repo for repo in self.checkouts}
        self.sources = Sources(index, self.roots)

    def close(self) -> None:
        self.index.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def explain(
        self,
        key: str,
        *,
        env: AnyPath | None = None,
        values: AnyPath | None = None,
        compose: Sequence[AnyPath] = (),
    ) -> Answer:
        """Tell what a setting does: its declaration, who sets it, who reads it. `key` may be in any
        spelling.

        With files of a deployment (`.env`, Helm values, compose files in the order in which compose
        is given them) also the value that it has there, and which layer won.
        """
        from ctxkit.ask.explain.explain import explain

        finding = explain(self.index, self.sources, key)
        if env is not None or values is not None or compose:
            from ctxkit.ask.explain.effective import with_files

            read = _deployment_files(env, values, compose)
            finding = with_files(finding, self.index, self.sources, **read)
        return self._answer(finding)

    def check(
        self,
        *,
        env: AnyPath | None = None,
        values: AnyPath | None = None,
        compose: Sequence[AnyPath] = (),
    ) -> Checked:
        """Tell what is wrong in the files of a deployment.

        Raise UsageError where one cannot be read.
        """
        from ctxkit.ask.check.check import check

        if env is None and values is None and not compose:
            raise UsageError(
                "no file to check", hint="give --env FILE, --values FILE or --compose FILE"
            )
        return Checked(check(self.index, self.sources, **_deployment_files(env, values, compose)))

    def locate(self, text: str) -> Answer:
        """Tell which code wrote a log line, or the lines of a traceback."""
        from ctxkit.ask.locate.locate import locate

        return self._answer(locate(self.index, self.sources, text))

    def find(self, topic: str) -> Answer:
        """Tell which settings and code decide a topic in free words (`retry policy`)."""
        from ctxkit.ask.find.find import find

        return self._answer(find(self.index, self.sources, topic))

    def triage(
        self,
        *files: str | os.PathLike[str],
        jobs: int | None = None,
        progress: Callable[[str, int, int], None] | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> LogReport:
        """Tell what is in whole log files: every line matched, counted, grouped (`-`: standard
        input; also `.gz`).

        `jobs` is the number of worker processes, by default one for each core; the answer is the
        same for any number. `stopped` is asked now and then: once it says so, no more is read, and
        the report is of what was. Raise UsageError where a file cannot be read.
        """
        from ctxkit.ask.triage.triage import triage

        names = [os.fspath(name) for name in files]
        found = triage(
            self.index,
            self.sources,
            names,
            jobs=jobs or os.cpu_count() or 1,
            seen=progress,
            stopped=stopped,
        )
        return LogReport(found, self.index, self.sources)

    def show(self, repo: str, place: str) -> Excerpt:
        """Return the lines of `place` (`path`, `path:line` or `path:start-end`) of a source."""
        return show(self.index, self.sources, repo, place)

    def _answer(self, finding: Finding) -> Answer:
        return Answer(finding, self.index, self.sources)


def _deployment_files(
    env: AnyPath | None, values: AnyPath | None, compose: Sequence[AnyPath]
) -> dict[str, Any]:
    return {
        "env": None if env is None else _read(env),
        "values": None if values is None else _read(values),
        "compose": [_read(each) for each in compose],
    }


def _read(path: AnyPath) -> CustomerFile:
    from ctxkit.files.user_files import CustomerFile

    shown = os.fspath(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise UsageError(f"{shown}: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > _LARGEST_FILE:
        raise UsageError(
            f"{shown} is larger than {_LARGEST_FILE:,} bytes", hint="is it the right file?"
        )
    return CustomerFile(path=shown, data=data)


def _masked(finding: Finding) -> Finding:
    """Return the finding without the secrets of the text that was asked about."""
    mask = Redactor().mask
    return replace(
        finding,
        query=mask(finding.query),
        hits=tuple(
            replace(
                hit,
                values=tuple((name, mask(value)) for name, value in hit.values),
                why=tuple(mask(reason) for reason in hit.why),
            )
            for hit in finding.hits
        ),
        notes=tuple(mask(note) for note in finding.notes),
    )


def open_workspace(folder: str | os.PathLike[str] = ".") -> Workspace:
    """Open the workspace in `folder`, which must be synced and indexed.

    Raise WorkspaceError where there is none, IndexMissingError where the index is missing or holds
    other commits than those checked out.
    """
    path = Path(folder)
    kept = state_folder(path)
    if not kept.is_dir() and not (path / FILE).is_file():
        raise WorkspaceError(
            f"no {FILE} in {path.resolve()}", hint="run: ctxkit init, then: ctxkit sync"
        )
    index = Index.open(kept, digest=digest())
    workspace = Workspace(path, index)
    for repo, checkout in workspace.checkouts.items():
        head = head_commit(workspace.roots[repo])
        if head != checkout.commit:
            index.close()
            now = f"at {head[:10]}" if head else "gone"
            raise IndexMissingError(
                f"the index is stale: it holds {repo} at {checkout.commit[:10]}, the checkout is {now}",
                hint="run: ctxkit index" if head else "run: ctxkit sync",
            )
    return workspace
