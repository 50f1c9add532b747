"""Which of its versions a workspace is asked at, by the name that somebody gives it.

Not here: opening it there (`workspace.py`), which versions there are (`index/version_queries.py`).
"""

from __future__ import annotations

from pathlib import Path

from ctxkit.dify.repositories import DIFY
from ctxkit.errors import UsageError
from ctxkit.index.reader import Index
from ctxkit.workspace.folder import RUN_SYNC, same_version


def label_of(index: Index, folder: Path, version: str) -> str:
    """Return the name of the further version that is meant, empty if that is the workspace's own.

    A name that the user gave comes before one of Dify, which Enterprise releases may share. Raise
    UsageError where the workspace has no such version.
    """
    further = index.further()
    views = {"": index.own_checkouts(), **further}
    named = [(label, label) for label in further]
    named += [(label, view[DIFY].version) for label, view in views.items() if DIFY in view]
    for label, name in named:
        if same_version(name, version):
            return label
    return _own_release(index, folder, version)


def _own_release(index: Index, folder: Path, version: str) -> str:
    """Return the name of the workspace's own version, which is empty, if that is of the Enterprise
    release that is meant; raise UsageError otherwise.
    """
    from ctxkit.workspace.config import load_workspace  # no other question waits for it
    from ctxkit.workspace.urls import revision_problem

    release = load_workspace(folder).enterprise
    if release and same_version(release, version):
        return ""
    message = f"the workspace has no version {version!r}"
    if problem := revision_problem(version):
        raise UsageError(f"{message}: it {problem}")
    dify = index.own_checkouts().get(DIFY)
    own = release or (dify.version if dify else "")
    here = ", ".join(filter(None, [own, *index.further()]))
    raise UsageError(f"{message}, only {here}", hint=f"{RUN_SYNC} --also {version}")
