"""The version of a Python package that the files of another source lock, at the commit to which
that was resolved.

A lock file or, without an entry in it, the `==` of the project beside it; or the vote of all
projects of a source, each with its own lock. Not here: what one file says (`package_entries.py`),
the tag of the version (`resolve.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from posixpath import dirname, join

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.dify.packages import package_row
from ctxkit.errors import GitError
from ctxkit.model import Match
from ctxkit.workspace.config import SourceSpec
from ctxkit.workspace.git_objects import TreeFile, list_files, read_blobs, read_named
from ctxkit.workspace.package_entries import (
    MAX_HASHES,
    NOTHING,
    READERS,
    PackageEntry,
    entry_in_lock,
    entry_in_pins,
)
from ctxkit.workspace.repository import Clone
from ctxkit.workspace.versions import parse_version

_PROJECT = "pyproject.toml"
_READ_AT_ONCE = 64  # files: their locks have 0.3 MB each


class SkippedSourceError(GitError):
    """A source has no version that fits, and that is no fault of anybody: the other sources are
    complete without it. The message is the reason.
    """


class LockedVersion(Struct, frozen=True, kw_only=True):
    """The version of a package, how good a match it is, and what says so; `hashes` are the sha256
    of its wheels, as far as locks have them.
    """

    version: str
    match: Match
    because: str
    hashes: tuple[str, ...] = ()


def fetched_version(
    spec: SourceSpec, clone: Clone, commit: str, version: str, match: Match
) -> LockedVersion:
    """Return what `locked_version` does of a clone that may lack the files, which are fetched.

    `match` is how good a match the commit is: what a guess locks is a guess.
    """
    clone.bring(commit, partial(_says_version, spec))
    found = locked_version(spec, clone.root, commit, version)
    if match != "guess":
        return found
    because = f"{found.because}; {spec.rule.source} itself is a guess"
    return replace(found, match="guess", because=because)


def locked_version(spec: SourceSpec, root: Path, commit: str, version: str) -> LockedVersion:
    """Return the version of the package of a source by its `follows:`, whose source is at `root`.

    `version` is that source's at `commit`. Raise SkippedSourceError where it has none.
    """
    if spec.rule.path:
        return _in_lock(spec, root, commit, version)
    return _by_vote(spec, root, commit)


def _says_version(spec: SourceSpec, path: str) -> bool:
    """Return whether `locked_version` may read the file at `path`."""
    if not spec.rule.path:
        return path.rpartition("/")[2] in READERS
    return path in (spec.rule.path, join(dirname(spec.rule.path), _PROJECT))


def _in_lock(spec: SourceSpec, root: Path, commit: str, version: str) -> LockedVersion:
    source, path = spec.rule
    package = spec.package
    project = join(dirname(path), _PROJECT)
    lock, pins = read_named(root, [f"{commit}:{path}", f"{commit}:{project}"])
    for data, file, read in ((lock, path, entry_in_lock), (pins, project, entry_in_pins)):
        found = read(data, package) if data is not None else NOTHING
        if found.version:
            because = f"{package} {found.version} in {source}'s {file}"
            return LockedVersion(
                version=found.version, match="tag", because=because, hashes=found.hashes
            )
    where = f"{source} {version} has no {package} in {path}"
    raise SkippedSourceError(f"{where}{_instead(spec, root, commit)}")


def _instead(spec: SourceSpec, root: Path, commit: str) -> str:
    """Return where the code of a package is in a version that has it not yet."""
    row = package_row(spec.package)
    if row is None or not row.follows.startswith(f"{spec.rule.source} "):
        return ""
    for folder in row.before:
        if next(list_files(root, commit, folder), None) is not None:
            return f": {row.title} is in {folder}"
    return ""


def _by_vote(spec: SourceSpec, root: Path, commit: str) -> LockedVersion:
    package, source = spec.package, spec.rule.source
    entries = list(_versions(root, commit, package))
    votes = Counter(entry.version for entry in entries)
    if not votes:
        raise SkippedSourceError(f"no lock of {source} has a version of {package}")
    # Of two that as many lock the later one.
    version = max(votes, key=lambda each: (votes[each], parse_version(each) or (), each))
    others = votes.total() - votes[version]
    verb = "locks" if others == 1 else "lock"
    more = f"; {others} {verb} another" if others else ""
    return LockedVersion(
        version=version,
        match="nearest" if others else "tag",
        because=f"{package} {version}, which {votes[version]} of the {votes.total()} locks in "
        f"{source} have{more}",
        hashes=_hashes(entries, version),
    )


def _hashes(entries: Iterable[PackageEntry], version: str) -> tuple[str, ...]:
    """Return the hashes that locks of a version have; a lock that has none says nothing."""
    found = {hashed for entry in entries if entry.version == version for hashed in entry.hashes}
    return tuple(sorted(found))[:MAX_HASHES]


def _versions(root: Path, commit: str, package: str) -> Iterator[PackageEntry]:
    """Yield the entry of the package that each project has."""
    projects: dict[str, dict[str, TreeFile]] = {}
    for file in list_files(root, commit):
        folder, _, base = file.path.rpartition("/")
        if base in READERS:
            projects.setdefault(folder, {})[base] = file
    for base, read in READERS.items():
        wanted = [(folder, files[base]) for folder, files in projects.items() if base in files]
        for folder, data in _contents(root, wanted):
            if (entry := read(data, package)).version:
                yield entry
                del projects[folder]


def _contents(root: Path, files: list[tuple[str, TreeFile]]) -> Iterator[tuple[str, bytes]]:
    for start in range(0, len(files), _READ_AT_ONCE):
        some = files[start : start + _READ_AT_ONCE]
        for (folder, _), data in zip(
            some, read_blobs(root, [file.oid for _, file in some]), strict=True
        ):
            if data is not None:
                yield folder, data
