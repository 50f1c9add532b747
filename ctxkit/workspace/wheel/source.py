"""The commit of a package that comes from its wheel: fetched once, and kept.

Its files are where the package's own git repository has them, so that every place is the same. Not
here: git, which is asked first (`workspace/sync.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.dify.packages import package_row
from ctxkit.errors import GitError
from ctxkit.workspace.archives.errors import ArchiveRefusedError
from ctxkit.workspace.archives.store import ArchiveStore
from ctxkit.workspace.config import SourceSpec, WorkspaceConfig
from ctxkit.workspace.folder import WHEELS
from ctxkit.workspace.git_objects import TAGS
from ctxkit.workspace.git_runner import Runner
from ctxkit.workspace.locked_versions import LockedVersion, SkippedSourceError
from ctxkit.workspace.lockfile import LockedSource
from ctxkit.workspace.repository import Clone, Progress, silent
from ctxkit.workspace.resolve import Target, locked_target
from ctxkit.workspace.versions import parse_version
from ctxkit.workspace.wheel.pip import download
from ctxkit.workspace.wheel.wheel_file import read_wheel


class NoGitPackageError(Exception):
    """Git does not have the version of a package that is `wanted`; `refusal` says why."""

    def __init__(self, wanted: LockedVersion, refusal: GitError) -> None:
        super().__init__(refusal.message)
        self.wanted = wanted
        self.refusal = refusal


class _Wheel(Struct, frozen=True, kw_only=True):
    """A version of a package, and the hashes that its wheel may have."""

    package: str
    version: str
    hashes: Sequence[str]

    @property
    def tag(self) -> str:
        """The name of its tag, which no repository of the package gives another commit."""
        return f"wheel-{self.version}"

    @property
    def title(self) -> str:
        return f"{self.package} {self.version}"


def open_wheel_clone(
    config: WorkspaceConfig, spec: SourceSpec, runner: Runner, progress: Progress = silent
) -> Clone:
    """Open the clone of a source, or begin one, that gets its commits from wheels."""
    url = str(_store(spec, config.state_folder).path)
    return Clone(config.folder, spec.name, url, runner, progress, origin=spec.git)


def wheel_instead(spec: SourceSpec, state: Path, missing: NoGitPackageError) -> Target:
    """Return the commit of the wheel of a version that git does not have; it is kept then.

    Raise ArchiveRefusedError where it is not what the lock says; where it cannot be had, the
    refusal of git with the reason.
    """
    try:
        return _wheel_target(spec, state, missing.wanted)
    except ArchiveRefusedError as error:
        raise ArchiveRefusedError(f"{spec.name}: {error.message}", hint=error.hint) from None
    except GitError as error:
        refusal = missing.refusal
        message = f"{refusal.message}; nor is there its wheel: {error.message}"
        kind = SkippedSourceError if isinstance(refusal, SkippedSourceError) else GitError
        raise kind(message, hint=refusal.hint or error.hint) from None


def _wheel_target(spec: SourceSpec, state: Path, wanted: LockedVersion) -> Target:
    wheel = _Wheel(package=spec.package, version=wanted.version, hashes=wanted.hashes)
    store = _store(spec, state)
    commit, digest = _obtained(store, wheel)
    return Target(
        version=wheel.version,
        commit=commit,
        match=wanted.match,
        ref=f"{TAGS}{wheel.tag}",
        because=f"{wanted.because}, from its wheel",
        wheel=wheel.package,
        sha256=digest,
    )


def locked_wheel(spec: SourceSpec, state: Path, locked: LockedSource) -> Target:
    """Return the very commit of workspace.lock, which is in the store then; raise GitError where
    its wheel is not to be had.
    """
    wheel = _Wheel(package=locked.wheel, version=locked.version, hashes=(locked.sha256,))
    commit, _ = _obtained(_store(spec, state), wheel)
    if commit != locked.commit:
        message = f"{spec.name}: the wheel of workspace.lock has the commit {commit} now"
        raise GitError(message, hint="without --locked the version that fits now is taken")
    return replace(locked_target(locked), ref=locked.ref)


def _obtained(store: ArchiveStore, wheel: _Wheel) -> tuple[str, str]:
    """Return the commit of a wheel and its sha256; it is fetched if it is not here."""
    for digest in wheel.hashes:
        if commit := store.by_digest(digest):
            store.name(wheel, commit)
            return commit, digest
    data = download(wheel.package, wheel.version, wheel.hashes)
    digest = sha256(data).hexdigest()
    commit = store.add(wheel, digest, _placed(wheel, read_wheel(data)))
    store.name(wheel, commit)
    return commit, digest


def _store(spec: SourceSpec, state: Path) -> ArchiveStore:
    return ArchiveStore(state, WHEELS, spec.name)


def _placed(wheel: _Wheel, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files where the git repository of the package has them at that version."""
    row = package_row(wheel.package)
    if row is None:
        return dict(files)
    folder, moved = row.folder, parse_version(row.moved)
    if moved and (version := parse_version(wheel.version)) and version >= moved:
        folder = row.moved_to
    above = folder.removesuffix(row.module)
    return {f"{above}{path}": data for path, data in files.items()}
