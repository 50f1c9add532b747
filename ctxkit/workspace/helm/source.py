"""The commit of a chart that fits Dify, from the first Helm repository of a source that has it.

Whatever goes wrong with one repository, the next is asked; without any, what was fetched before
counts. A chart that is refused is never replaced by an older one in silence. Not here: one
repository (`repository.py`), git instead (`workspace/sync.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from ctxkit.errors import GitError
from ctxkit.text.wording import CERTAIN_MATCHES
from ctxkit.workspace.archives.errors import ArchiveRefusedError
from ctxkit.workspace.config import SourceSpec
from ctxkit.workspace.git_objects import TAGS
from ctxkit.workspace.helm.errors import NoChartError
from ctxkit.workspace.helm.index_file import ChartVersion
from ctxkit.workspace.helm.repository import HelmRepository
from ctxkit.workspace.helm.selection import ChosenChart, fitting_chart, named_chart
from ctxkit.workspace.helm.store import ChartStore
from ctxkit.workspace.helm_urls import version_problem
from ctxkit.workspace.lockfile import LockedSource, is_of
from ctxkit.workspace.resolve import DifyRelease, Target, locked_target


class ChartRequest(Struct, frozen=True, kw_only=True):
    """A chart that is wanted: of the source `spec`, for the release that `release` waits for.

    `locked` is the source's entry of workspace.lock, and `is_current` whether it is of what
    workspace.yaml says now. `update`: a chart that changed since is accepted. `offline_first`: what
    was fetched before is good enough where it fits. What the user should know is added to `notes`.
    """

    spec: SourceSpec
    state: Path
    release: Callable[[], DifyRelease]
    locked: LockedSource | None = None
    is_current: bool = False
    update: bool = False
    offline_first: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def store(self) -> ChartStore:
        return store_of(self.spec, self.state)

    @property
    def repositories(self) -> list[HelmRepository]:
        return repositories_of(self.spec, self.state)


def repositories_of(spec: SourceSpec, state: Path) -> list[HelmRepository]:
    """Return the Helm repositories of a source, in the order in which they are asked."""
    store = store_of(spec, state)
    return [HelmRepository(url, store) for url in spec.helm]


def store_of(spec: SourceSpec, state: Path) -> ChartStore:
    """Return the repository that keeps the charts of a source."""
    return ChartStore(state, spec.name, spec.chart)


def chart_target(request: ChartRequest) -> Target:
    """Return the commit of the chart that fits; it is in the store.

    Raise NoChartError where no repository has it, ArchiveRefusedError where one gives what it
    should not.
    """
    if request.offline_first and (found := _kept_target(request, sure=True)):
        return found
    failures: list[GitError] = []
    for repository in request.repositories:
        versions = _versions(request, repository, failures)
        if versions is None:
            continue
        release = None if request.spec.version else request.release()
        try:
            choice = _choice(request, versions, release)
            commit = repository.obtain(choice.chart)
            _check_unchanged(request, choice.chart, commit)
        except GitError as error:
            failures.append(_named(repository, error))
            continue
        request.store.name(choice.chart, commit)
        request.notes.extend(f"not from {error.message}" for error in failures)
        return _target(repository, choice, commit)
    return _without_server(request, failures)


def _versions(
    request: ChartRequest, repository: HelmRepository, failures: list[GitError]
) -> Sequence[ChartVersion] | None:
    """Return what a repository offers, None where it does not answer."""
    if repository.is_registry:  # which has no index; workspace.yaml gives the version
        return [_pinned(request.spec)]
    try:
        return repository.index()
    except GitError as error:
        failures.append(_named(repository, error))
        return None


def _pinned(spec: SourceSpec) -> ChartVersion:
    return ChartVersion(chart=spec.chart, version=spec.version, app_version="", urls=())


def _choice(
    request: ChartRequest, versions: Sequence[ChartVersion], release: DifyRelease | None
) -> ChosenChart:
    if release is None:
        return named_chart(versions, request.spec.version)
    return fitting_chart(versions, release)


def _named(repository: HelmRepository, error: GitError) -> GitError:
    """Return an error that says which repository it is of."""
    text = error.message
    if not text.startswith(repository.public):
        text = f"{repository.public}: {text}"
    return type(error)(text, hint=error.hint)


def _check_unchanged(request: ChartRequest, chart: ChartVersion, commit: str) -> None:
    """Raise ArchiveRefusedError where a version has other files than when it was locked."""
    locked = request.locked
    if locked is None or request.update or not is_of(locked, request.spec) or not locked.helm:
        return
    if locked.version == chart.tag and locked.commit != commit:
        raise ArchiveRefusedError(
            f"the chart {chart.tag} changed from {locked.commit} to {commit}",
            hint="find out why; to accept the new files, run: ctxkit sync --update",
        )


def _target(repository: HelmRepository, choice: ChosenChart, commit: str) -> Target:
    return Target(
        version=choice.chart.tag,
        commit=commit,
        match=choice.match,
        ref=f"{TAGS}{choice.chart.tag}",
        because=f"{choice.because}, from {repository.public}",
        helm=repository.public,
    )


def _without_server(request: ChartRequest, failures: Sequence[GitError]) -> Target:
    """Return what was fetched before, where no repository answers; raise their errors otherwise."""
    failed = _failed(failures)
    found = None
    if not isinstance(failed, ArchiveRefusedError):
        found = _locked_target(request) or _kept_target(request, sure=False)
    if found is None:
        raise type(failed)(f"{request.spec.name}: {failed.message}", hint=failed.hint)
    request.notes.append(f"using what was fetched before: {failures[0].message}")
    return found


def _failed(failures: Sequence[GitError]) -> GitError:
    """Return one error for those of all repositories; what was refused counts most."""
    refusal = next((error for error in failures if isinstance(error, ArchiveRefusedError)), None)
    first = refusal or failures[0]
    others = [error.message for error in failures if error is not first]
    kind = ArchiveRefusedError if refusal else NoChartError
    return kind("; ".join([first.message, *others]), hint=first.hint)


def _locked_target(request: ChartRequest) -> Target | None:
    """Return the chart of the last sync, if nothing has changed since."""
    locked = request.locked
    if locked is None or not locked.helm or not request.is_current:
        return None
    is_tagged = request.store.tags().get(locked.version) == locked.commit
    return replace(locked_target(locked), ref=locked.ref if is_tagged else "")


def _kept_target(request: ChartRequest, *, sure: bool) -> Target | None:
    """Return the chart that fits by the indexes that were fetched before, if its files are here.

    `sure`: only one whose version is just what is wanted.
    """
    for repository in request.repositories:
        versions = [_pinned(request.spec)] if repository.is_registry else repository.kept_index()
        here = request.store.kept(versions or ())
        if not here:
            continue
        try:
            release = None if request.spec.version else request.release()
            choice = _choice(request, list(here), release)
        except GitError:
            continue
        if choice.match in CERTAIN_MATCHES or not sure:
            commit = here[choice.chart]
            request.store.name(choice.chart, commit)
            return _target(repository, choice, commit)
    return None


def keep_sidebar(spec: SourceSpec, state: Path) -> None:
    """Keep the list of pages of the first repository of a source that has one; nobody needs it."""
    for repository in repositories_of(spec, state):
        with suppress(GitError):
            repository.keep_sidebar()
            return


def restore_chart(request: ChartRequest, locked: LockedSource) -> None:
    """Bring the very chart of workspace.lock into the store; raise GitError where that is not to be
    had.
    """
    if locked.commit in request.store.commits():
        return
    failures: list[GitError] = []
    for repository in request.repositories:
        versions = _versions(request, repository, failures) or ()
        for chart in versions:
            if chart.tag != locked.version:
                continue
            try:
                commit = repository.obtain(chart)
            except GitError as error:
                failures.append(_named(repository, error))
                continue
            if commit == locked.commit:
                request.store.name(chart, commit)
                return
            message = f"{chart.tag} has other files now: commit {commit}"
            failures.append(_named(repository, ArchiveRefusedError(message)))
    reasons = "; ".join(error.message for error in failures) or "no repository has it any more"
    message = f"{request.spec.name}: the chart of workspace.lock is not available"
    raise GitError(
        f"{message}: {reasons}", hint="without --locked the chart that fits now is taken"
    )


def fetch_named(spec: SourceSpec, state: Path, version: str) -> tuple[str, str]:
    """Bring the chart of a version into the store of a source and return its tag and commit.

    `version` is that of the chart, with or without its name. Raise NoChartError where no repository
    has it, ArchiveRefusedError where one gives what it should not.
    """
    store = store_of(spec, state)
    bare = version.removeprefix(f"{store.chart}-")
    failures: list[GitError] = []
    for repository in repositories_of(spec, state):
        try:
            chart = _named_in(repository, store, bare)
            commit = repository.obtain(chart)
        except GitError as error:
            failures.append(_named(repository, error))
            continue
        store.name(chart, commit)
        return chart.tag, commit
    raise _failed(failures)


def _named_in(repository: HelmRepository, store: ChartStore, version: str) -> ChartVersion:
    if not repository.is_registry:
        return named_chart(repository.index(), version).chart
    if problem := version_problem(version):
        raise GitError(f"version '{version}' {problem}")
    return ChartVersion(chart=store.chart, version=version, app_version="", urls=())
