"""With which version of Dify a file came, as far as the versions at hand tell.

A clone of ctxkit has the versions that were asked for, and no more. Not here: the date of a
migration, which it has itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ctxkit.errors import GitError
from ctxkit.workspace.git_objects import existing, list_files, local_tags
from ctxkit.workspace.versions import release_number, releases_in

_MAX_RELEASES = 400


def since_in_words(root: Path, version: str, paths: Iterable[str]) -> dict[str, str]:
    """Return, by path, with which release a file came: `1.16.0 (1.14.0 lacks it)`, or `1.8.1 or
    earlier`; nothing where only one version is at hand.
    """
    wanted = list(dict.fromkeys(paths))
    now = release_number(version)
    try:
        releases = [
            tag for number, tag in releases_in(local_tags(root)) if now is None or number <= now
        ]
        releases = releases[-_MAX_RELEASES:]
        if len(releases) < 2:
            return {}
        names = [f"{tag}:{path}" for path in wanted for tag in releases]
        here = existing(root, names)
    except GitError:
        return {}
    found: dict[str, str] = {}
    for path in wanted:
        having = [tag for tag in releases if f"{tag}:{path}" in here]
        if not having:
            continue
        first = releases.index(having[0])
        lacking = releases[first - 1] if first else ""
        found[path] = f"{having[0]} ({lacking} lacks it)" if lacking else f"{having[0]} or earlier"
    return found


def release_with_revision(root: Path, folder: str, revision: str) -> str:
    """Return the first release at hand whose migrations in `folder` have a revision in the name of
    their file, empty where none has. Migrations stay: a release that has one is followed by others.
    """
    try:
        releases = [tag for _, tag in releases_in(local_tags(root))[-_MAX_RELEASES:]]
        low, high = -1, len(releases) - 1
        if not releases or not _has_revision(root, releases[high], folder, revision):
            return ""
        while high - low > 1:
            middle = (low + high) // 2
            if _has_revision(root, releases[middle], folder, revision):
                high = middle
            else:
                low = middle
    except GitError:
        return ""
    return releases[high]


def _has_revision(root: Path, tag: str, folder: str, revision: str) -> bool:
    files = list_files(root, tag, folder)
    return any(revision in file.path.rpartition("/")[2] for file in files)
