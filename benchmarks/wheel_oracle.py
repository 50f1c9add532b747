"""Compare the wheels of Dify's packages with the tags of their git repositories, file by file.

usage: python benchmarks/wheel_oracle.py UPSTREAMS VERSION...

UPSTREAMS is a folder with clones of dify, dify-official-plugins and the packages (`NAME.git`);
VERSION are versions of dify, with a branch or tag of the plugins as `VERSION:REVISION`. The wheels
come from the package index that pip has, with the hashes that the locks say. Prints how many files
are equal, and fails where one is not.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from ctxkit.dify.packages import PACKAGES, Package
from ctxkit.errors import GitError
from ctxkit.workspace.config import SourceSpec
from ctxkit.workspace.folder import WHEELS
from ctxkit.workspace.git_objects import list_files, local_tags, read_blobs
from ctxkit.workspace.locked_versions import LockedVersion, SkippedSourceError, locked_version
from ctxkit.workspace.versions import find_tag
from ctxkit.workspace.wheel.source import NoGitPackageError, wheel_instead


def of_git(root: Path, row: Package, tag: str) -> dict[str, bytes | None]:
    """Return the files of a package at a tag, by their whole paths."""
    listed = [file for folder in row.folders for file in list_files(root, tag, folder)]
    contents = read_blobs(root, [file.oid for file in listed])
    return {file.path: data for file, data in zip(listed, contents, strict=True)}


def fetched(row: Package, wanted: LockedVersion) -> dict[str, bytes | None]:
    """Return the files of the commit that is made of the wheel."""
    with tempfile.TemporaryDirectory() as state:
        spec = SourceSpec(name=row.name, wheel=row.distribution)
        refusal = SkippedSourceError("git is not asked")
        target = wheel_instead(spec, Path(state), NoGitPackageError(wanted, refusal))
        (store,) = Path(state, WHEELS).iterdir()
        listed = list(list_files(store, target.commit))
        contents = read_blobs(store, [file.oid for file in listed])
        return {file.path: data for file, data in zip(listed, contents, strict=True)}


def compare(up: Path, row: Package, wanted: LockedVersion) -> bool:
    """Print how many files of a version are equal, and return whether all are."""
    root = up / f"{row.name}.git"
    tag = find_tag(local_tags(root), wanted.version)
    name = f"{row.distribution} {wanted.version}"
    if tag is None:
        print(f"{name}: no tag")
        return True
    try:
        wheel = fetched(row, wanted)
    except GitError as error:
        print(f"{name}: {error.message}")
        return False
    git = of_git(root, row, tag)
    equal = sum(git.get(path) == data for path, data in wheel.items())
    only = len(git.keys() - wheel.keys())
    print(f"{name}: {equal} of {len(wheel)} files as at {tag}, {only} in git alone")
    return equal == len(wheel)


def main(folder: str, *versions: str) -> int:
    up, is_equal, seen = Path(folder), True, set[tuple[str, str]]()
    for version in versions:
        dify, _, plugins = version.partition(":")
        for row in PACKAGES:
            source = row.follows.partition(" ")[0]
            spec = SourceSpec(name=row.name, follows=row.follows, wheel=row.distribution)
            revision = dify if source == "dify" else plugins or "HEAD"
            try:
                wanted = locked_version(spec, up / f"{source}.git", revision, revision)
            except GitError as error:
                print(error.message)
                continue
            if (row.name, wanted.version) not in seen:
                seen.add((row.name, wanted.version))
                is_equal &= compare(up, row, wanted)
    return 0 if is_equal else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
