"""What an index keeps that no question needs: trees of versions that cannot be asked, search
indexes of other views, copies that killed builds left.

Not here: what the clones keep (`workspace/unused.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ctxkit.errors import IndexMissingError
from ctxkit.files.sizes import size_of
from ctxkit.index.builder import building
from ctxkit.index.digest import digest
from ctxkit.index.reader import Index
from ctxkit.index.schema import DATABASE
from ctxkit.index.search import search_folders, wanted_searches
from ctxkit.workspace.unused import Unused

_SHOWN_COMMIT_CHARS = 10


def unused_of_index(folder: Path, forgotten: Sequence[str] = ()) -> list[Unused]:
    """Return what the state folder `folder` has of indexes that nothing needs, once the further
    versions `forgotten` are none.

    Call it with the index locked: then no build is at work.
    """
    found: list[Unused] = []
    try:
        with Index.open(folder, digest=digest()) as index:
            wanted = wanted_searches(folder, index, forgotten)
            found += _unused_trees(folder, index, forgotten)
    except IndexMissingError:
        wanted = set()
    found += [
        Unused(kind="search", name=path.name, why="of no version of the workspace", paths=(path,))
        for path in search_folders(folder)
        if path not in wanted
    ]
    return found


def _unused_trees(folder: Path, index: Index, forgotten: Sequence[str]) -> list[Unused]:
    names = index.unasked_trees(forgotten)
    if not names:
        return []
    listed = ", ".join(
        f"{repo} {version or commit[:_SHOWN_COMMIT_CHARS]}" for repo, commit, version in names
    )
    share = index.unasked_share(forgotten)
    return [
        Unused(
            kind="tree",
            name=f"index of {listed}",
            why="of no version of the workspace",
            bytes=int(size_of(folder / DATABASE) * share),
        )
    ]


def forget_trees(folder: Path) -> None:
    """Remove the trees that cannot be asked from the index, and give their space back. Call it with
    the index locked.
    """
    with building(folder, digest=digest()) as builder:
        builder.forget_unasked()
