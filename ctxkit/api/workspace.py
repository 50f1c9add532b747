"""A workspace whose index is open, and the questions that can be asked of it.

Each question is imported when it is asked: one question must not wait for the imports of another.

Not here: the forms of an answer (`answers.py`), making a workspace (`maintenance.py`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ctxkit.api.answers import Answer, Checked, LogReport
from ctxkit.api.comparisons import (
    AnyPath,
    Chart,
    ValuesComparison,
    ValuesUpgrade,
    VersionComparison,
    drift_values,
    upgrade_values,
)
from ctxkit.api.staleness import changed_since, stale_index, with_shortfalls
from ctxkit.api.values import NewValuesFile, new_values
from ctxkit.errors import UsageError, WorkspaceError
from ctxkit.index.digest import digest
from ctxkit.index.reader import Index
from ctxkit.index.shortfalls import read_shortfalls
from ctxkit.index.sources import Sources
from ctxkit.model import Checkout, Finding
from ctxkit.text.visible import well_formed
from ctxkit.workspace.checked_out import head_commit
from ctxkit.workspace.folder import FILE, RUN_INIT, state_folder

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from ctxkit.ask.locate.other_versions import OtherVersion
    from ctxkit.ask.plan.case import PlanSide
    from ctxkit.bundle.show import Excerpt


class Workspace:
    """A workspace whose index is open. Close it, or use it as a context manager.

    `version` is the further version that is asked, empty if it is the workspace's own.
    """

    def __init__(self, folder: Path, index: Index, version: str = "") -> None:
        self.folder = folder
        self.index = index
        self.version = version
        self.checkouts = index.checkouts()
        self.roots = {repo: folder / repo for repo in self.checkouts}
        self.sources = Sources(index, self.roots)
        self._opened = ExitStack()  # views of other versions that answers still need
        self._shortfalls = (*changed_since(folder, index), *read_shortfalls(index.folder))

    def close(self) -> None:
        self._opened.close()
        self.index.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def also(self) -> tuple[str, ...]:
        """The further versions of Dify that can be asked: see `at`."""
        return tuple(self.index.further())

    def at(self, version: str) -> Workspace:
        """Open this workspace at another of its versions, whose sources are read from git's
        objects. Close it, too.

        Raise UsageError where the workspace does not have that version.
        """
        return open_workspace(self.folder, version=version)

    def explain(
        self,
        key: str,
        *more: str,
        env: AnyPath | None = None,
        values: AnyPath | Sequence[AnyPath] | None = None,
        compose: Sequence[AnyPath] = (),
    ) -> Answer:
        """Explain a setting, or several in one answer: its declaration, every layer that sets it,
        the code that reads it.

        `key` may be spelt in any way. With files of a deployment (`.env` or its folder, Helm
        values, Compose files in the order of `docker compose -f`), the answer also has the
        effective value, and the layer that it comes from.
        """
        from ctxkit.api.deployment_questions import DeploymentPaths, explain_keys

        keys = [well_formed(each) for each in (key, *more)]
        files = DeploymentPaths(env=env, values=_several(values), compose=compose)
        return self._answer(explain_keys(self.index, self.sources, keys, files))

    def map(
        self,
        *,
        env: AnyPath | None = None,
        values: AnyPath | Sequence[AnyPath] | None = None,
        compose: Sequence[AnyPath] = (),
        manifests: Sequence[AnyPath] = (),
        service: str | None = None,
        only_outside: bool = False,
    ) -> Answer:
        """Map a deployment, by default Dify's own: who calls whom by which setting, hosts outside;
        with `service`, that one and its neighbours.
        `manifests` are a rendered chart, or what `kubectl get -o yaml` prints; `-` is stdin. Raise
        UsageError for an unknown service, or Helm values whose chart is not in the workspace.
        """
        from ctxkit.api.deployment_questions import DeploymentPaths, MapPart, map_files

        files = DeploymentPaths(env=env, values=_several(values), compose=compose)
        part = MapPart(service=well_formed(service or ""), only_outside=only_outside)
        return self._answer(map_files(self.index, self.sources, files, manifests, part))

    def locate(
        self,
        text: str,
        *,
        env: AnyPath | None = None,
        values: AnyPath | Sequence[AnyPath] | None = None,
        compose: Sequence[AnyPath] = (),
    ) -> Answer:
        """Find the source code behind a log line, a traceback or an error message.

        With files of a deployment, the settings that decide have the values that they have there.
        """
        from ctxkit.ask.locate.locate import locate

        finding = locate(self.index, self.sources, well_formed(text))
        if finding.keys and (env is not None or _several(values) or compose):
            from ctxkit.ask.explain.effective import with_values
            from ctxkit.deployment.user_deployment import user_deployment

            files = user_deployment(env=env, values=_several(values), compose=compose)
            finding = with_values(finding, self.index, self.sources, files)
        if finding.confidence != "high" and self._has_others:
            from ctxkit.ask.locate.other_versions import told_of_others

            finding = told_of_others(finding, text, self._others())
        return self._answer(finding)

    def find(self, topic: str) -> Answer:
        """Find the settings and the code that decide a topic in free words (`retry policy`)."""
        from ctxkit.ask.find.find import find

        return self._answer(find(self.index, self.sources, well_formed(topic)))

    def triage(
        self,
        *files: AnyPath | Sequence[AnyPath],
        env: AnyPath | None = None,
        values: AnyPath | Sequence[AnyPath] | None = None,
        compose: Sequence[AnyPath] = (),
        jobs: int | None = None,
        executor: Executor | None = None,
        progress: Callable[[str, int, int], None] | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> LogReport:
        """Return the causes of what fails in a deployment, and what its logs hold.

        `files` are logs (also `.gz`; `-` is standard input), what kubectl, docker and helm print,
        files of the deployment and what somebody writes of it, told apart by their content;
        folders and archives are taken whole. Every line of a log is matched to the statement that
        wrote it, counted and grouped.

        `jobs` is the number of worker processes, by default one per core. Any `executor` of
        `concurrent.futures` may scan the logs instead, with `jobs` workers; its processes need this
        ctxkit, and no workspace. The answer is the same for any of them.

        `progress` is called with (file, bytes read, size). `stopped` is polled: once it returns
        True, the rest of the files is not read. Raise UsageError if a file cannot be read.
        """
        from ctxkit.api.fleets import triage_named, with_notes

        found = triage_named(
            [os.fspath(name) for each in files for name in _several(each)],
            self.index,
            self.sources,
            env=env,
            values=_several(values),
            compose=compose,
            jobs=jobs or os.cpu_count() or 1,
            executor=executor,
            progress=progress,
            is_stopped=stopped or bool,
        )
        others = self._others if self._has_others else None
        found = with_notes(found, self._shortfalls, self._own(), others)
        return LogReport(found, self.index, self.sources)

    def check(
        self,
        *paths: AnyPath,
        env: AnyPath | None = None,
        values: AnyPath | Sequence[AnyPath] | None = None,
        compose: Sequence[AnyPath] = (),
    ) -> Checked:
        """Lint the files of a deployment: `paths` are files of any kind, or folders. Of several
        values files, later ones win.

        Raise UsageError if there is none, one cannot be read, or one is of another kind than said.
        """
        from ctxkit.ask.check.check import check
        from ctxkit.deployment.user_deployment import user_deployment

        files = user_deployment(paths, env=env, values=_several(values), compose=compose)
        if files.is_empty:
            raise UsageError("no file to check", hint="give the .env, compose or values file")
        report = check(self.index, self.sources, files)
        return Checked(replace(report, notes=(*self._shortfalls, *report.notes)))

    def drift(
        self,
        old: str,
        new: str | None = None,
        *,
        mine: AnyPath | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> VersionComparison:
        """Return the changes of settings from version `old` of dify to `new`, by default the
        workspace's.

        With `mine`, a `.env` or values file, only the changes that affect it. Raise UsageError for
        an unknown version, GitError if one cannot be fetched.
        """
        from ctxkit.api.version_pairs import compared

        versions = old, new or self.version or None
        found = compared(self.folder, self.index, versions, mine, self._shortfalls, progress)
        return VersionComparison(found, mine=Path(mine).name if mine is not None else "")

    def upgrade_plan(
        self,
        old: str,
        new: str | None = None,
        *,
        env: AnyPath | None = None,
        values: AnyPath | Sequence[AnyPath] | None = None,
        compose: Sequence[AnyPath] = (),
        database: str | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Answer:
        """Return the plan of an upgrade between two versions, which are given as for `drift`;
        `database` is `postgresql` or `mysql`, by default what the files of the deployment say.
        """
        from ctxkit.api.version_pairs import planned
        from ctxkit.deployment.user_deployment import user_deployment

        files = user_deployment(env=env, values=_several(values), compose=compose)
        versions = old, new or self.version or None
        found = planned(self.folder, self.index, versions, files, database, self._opened, progress)
        return self._answer(*found)

    def drift_values(
        self,
        old: AnyPath | Chart,
        new: AnyPath | Chart,
        *,
        mine: AnyPath | None = None,
        mask: bool = True,
    ) -> ValuesComparison:
        """Return the differences between two values files or charts of this workspace, as
        `ctxkit.drift_values` does.
        """
        return drift_values(old, new, mine=mine, mask=mask, workspace=self.folder)

    def upgrade_values(
        self, mine: AnyPath, to: AnyPath | Chart, *, base: AnyPath | Chart | None = None
    ) -> ValuesUpgrade:
        """Return values migrated to a file or chart of this workspace, as `ctxkit.upgrade_values`
        does.
        """
        return upgrade_values(mine, to, base=base, workspace=self.folder)

    def new_values(
        self,
        profile: str,
        base: AnyPath | Chart | None = None,
        *,
        sets: Sequence[str] = (),
        mine: AnyPath | None = None,
    ) -> NewValuesFile:
        """Return a values file for a new deployment, as `ctxkit.new_values` does."""
        return new_values(profile, base, sets=sets, mine=mine, workspace=self.folder)

    def show(self, repo: str, place: str) -> Excerpt:
        """Return the lines of `place` (`path`, `path:line` or `path:start-end`) of a source.

        `repo` may name the version as headings do (`dify@1.13.3`), also a further one.
        """
        from ctxkit.api.places import shown

        return shown(self.folder, self.index, self.sources, self._views(), repo, place)

    def place_of(self, *words: str) -> tuple[str, str]:
        """Return the source and the place, as `show` takes them, that the words of an answer name:
        a heading, a line of a bundle, a link. Raise UsageError if there is none.
        """
        from ctxkit.bundle.place_names import place_in

        return place_in(self.index, [well_formed(word) for word in words])

    def _answer(self, finding: Finding, side: PlanSide | None = None) -> Answer:
        if self.version and side is None:
            finding = replace(finding, asked_version=self.version)
        finding = with_shortfalls(finding, self._shortfalls)
        view = side or self
        return Answer(finding, view.index, view.sources)

    @property
    def _has_others(self) -> bool:
        return bool(self.version or self.index.further())

    def _views(self) -> dict[str, dict[str, Checkout]]:
        """Return the checkouts of all versions that can be asked, the own one without a name."""
        return {"": self.index.own_checkouts(), **self.index.further()}

    def _own(self) -> OtherVersion:
        from ctxkit.ask.locate.other_versions import OtherVersion

        return OtherVersion(label=self.version, index=self.index, sources=self.sources)

    def _others(self) -> Iterator[OtherVersion]:
        """Yield the versions that can be asked beside the one that is; each is open until the next
        one.
        """
        for label, checkouts in self._views().items():
            if label == self.version:
                continue
            with Workspace(self.folder, _view(self.index, checkouts), label) as other:
                yield other._own()


def _several(paths: AnyPath | Sequence[AnyPath] | None) -> Sequence[AnyPath]:
    if paths is None:
        return ()
    return (paths,) if isinstance(paths, (str, os.PathLike)) else paths


def open_workspace(folder: AnyPath = ".", *, version: str | None = None) -> Workspace:
    """Open the workspace in `folder`, which must be synced and indexed, at its own version or at a
    further one.

    Raise WorkspaceError if there is none, IndexMissingError if the index is missing or of other
    commits than those checked out, UsageError if the workspace does not have `version`.
    """
    path = Path(folder)
    state = state_folder(path)
    # A synced workspace has a state folder: the cheaper test comes first.
    if not state.is_dir() and not (path / FILE).is_file():
        raise WorkspaceError(
            f"no {FILE} in {path.resolve()}",
            hint=f"{RUN_INIT}, then: ctxkit sync",
        )
    workspace = Workspace(path, Index.open(state, digest=digest()))
    if version is not None:
        from ctxkit.api.version_names import label_of

        try:
            label = label_of(workspace.index, path, version)
        except BaseException:
            workspace.close()
            raise
        if label:  # which needs no checkout
            with workspace:
                return Workspace(
                    path, _view(workspace.index, workspace.index.further()[label]), label
                )
    for repo, checkout in workspace.checkouts.items():
        head = head_commit(workspace.roots[repo])
        if head != checkout.commit:
            workspace.close()
            raise stale_index(checkout, head)
    return workspace


def _view(index: Index, checkouts: Mapping[str, Checkout]) -> Index:
    return Index.open(index.folder, checkouts=tuple(checkouts.values()))
