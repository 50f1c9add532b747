"""The version of a Python package that the files of another source lock, at the commit to which
that was resolved.

A lock file or, without an entry in it, the `==` of the project beside it; or the vote of all
projects of a source, each with its own lock. Of a lock only the lines of that package are parsed:
those of all plugins have 70 MB. Not here: the tag of the version (`resolve.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from posixpath import dirname, join
from typing import Any, NamedTuple

from msgspec import Struct

from ctxkit.dify.packages import package_row
from ctxkit.errors import GitError
from ctxkit.files.toml_text import parse_toml
from ctxkit.model import Match
from ctxkit.workspace.config import SourceSpec
from ctxkit.workspace.follow_rules import is_package_version, same_package
from ctxkit.workspace.git_objects import TreeFile, list_files, read_blobs, read_named
from ctxkit.workspace.repository import Clone
from ctxkit.workspace.versions import parse_version

_LOCK, _REQUIREMENTS, _PROJECT = "uv.lock", "requirements.txt", "pyproject.toml"
_FILES = (_LOCK, _REQUIREMENTS, _PROJECT)
"""The files of a project that may say a version; the first that does counts."""

_MAX_ENTRY_BYTES = 200_000
_READ_AT_ONCE = 64  # files: their locks have 0.3 MB each
_ENTRY = b"[[package]]"
_HASH = re.compile(r"sha256:([0-9a-f]{64})")
_MAX_HASHES = 100


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


class _Entry(NamedTuple):
    """What a lock or a project says of a package; without a version nothing."""

    version: str
    hashes: tuple[str, ...] = ()


_NOTHING = _Entry("")


def fetched_version(spec: SourceSpec, clone: Clone, commit: str, version: str) -> LockedVersion:
    """Return what `locked_version` does of a clone that may lack the files, which are fetched."""
    clone.bring(commit, partial(_says_version, spec))
    return locked_version(spec, clone.root, commit, version)


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
        return path.rpartition("/")[2] in _FILES
    return path in (spec.rule.path, join(dirname(spec.rule.path), _PROJECT))


def _in_lock(spec: SourceSpec, root: Path, commit: str, version: str) -> LockedVersion:
    source, path = spec.rule
    package = spec.package
    project = join(dirname(path), _PROJECT)
    lock, pins = read_named(root, [f"{commit}:{path}", f"{commit}:{project}"])
    for data, file, read in ((lock, path, _of_lock), (pins, project, _of_pin)):
        found = read(data, package) if data is not None else _NOTHING
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


def _hashes(entries: Iterable[_Entry], version: str) -> tuple[str, ...]:
    """Return the hashes that locks of a version have; a lock that has none says nothing."""
    found = {hashed for entry in entries if entry.version == version for hashed in entry.hashes}
    return tuple(sorted(found))[:_MAX_HASHES]


def _versions(root: Path, commit: str, package: str) -> Iterator[_Entry]:
    """Yield the entry of the package that each project has."""
    projects: dict[str, dict[str, TreeFile]] = {}
    for file in list_files(root, commit):
        folder, _, base = file.path.rpartition("/")
        if base in _FILES:
            projects.setdefault(folder, {})[base] = file
    for base, read in ((_LOCK, _of_lock), (_REQUIREMENTS, _of_pin), (_PROJECT, _of_pin)):
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


def _of_lock(data: bytes, package: str) -> _Entry:
    """Return the entry of a package in a `uv.lock`."""
    for text in _entries(data, package):
        entry = _table(text)
        if entry is None or same_package(str(entry.get("name", ""))) != same_package(package):
            continue
        version = str(entry.get("version", ""))
        if is_package_version(version):
            return _Entry(version, tuple(_wheel_hashes(entry)))
    return _NOTHING


def _wheel_hashes(entry: Mapping[str, Any]) -> Iterator[str]:
    wheels = entry.get("wheels")
    for wheel in (wheels if isinstance(wheels, list) else [])[:_MAX_HASHES]:
        found = _HASH.fullmatch(str(wheel.get("hash", ""))) if isinstance(wheel, dict) else None
        if found:
            yield found[1]


def _entries(data: bytes, package: str) -> Iterator[str]:
    """Yield the entries of a lock that may be of a package: those that begin with its name."""
    name = rb"[-_.]+".join(map(re.escape, same_package(package).encode().split(b"-")))
    pattern = re.compile(rb'^name[ \t]*=[ \t]*["\']%s["\'][ \t]*\r?$' % name, re.M | re.I)
    for found in pattern.finditer(data):
        start = data.rfind(_ENTRY, max(0, found.start() - _MAX_ENTRY_BYTES), found.start())
        end = data.find(b"\n[[", found.end())
        end = len(data) if end < 0 else end
        if start >= 0 and end - start <= _MAX_ENTRY_BYTES:
            yield data[start:end].decode("utf8", "replace")


def _table(text: str) -> Mapping[str, Any] | None:
    try:
        packages = parse_toml(text).get("package")
    except (ValueError, RecursionError):
        return None
    entry = packages[0] if isinstance(packages, list) and packages else None
    return entry if isinstance(entry, dict) else None


def _of_pin(data: bytes, package: str) -> _Entry:
    """Return the version to which a line of requirements or of a project pins a package."""
    name = r"[-_.]+".join(map(re.escape, same_package(package).split("-")))
    begins, extras = r"(?:^[ \t]*|[\"'])", r"(?:\[[^\]\n]{0,200}\])?"
    version = r"[ \t]*==[ \t]*([^\s\"',;#]{1,60})"
    pattern = re.compile(f"{begins}{name}[ \t]*{extras}{version}", re.MULTILINE | re.IGNORECASE)
    found = pattern.search(data.decode("utf8", "replace"))
    return _Entry(found[1]) if found and is_package_version(found[1]) else _NOTHING
