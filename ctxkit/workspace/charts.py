"""The `values.yaml` of a chart's version, read from the objects of the workspace's clone; a tag
that is not here is fetched. Nothing is checked out. Not here: what the file says
(`files/values.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from ctxkit.dify.paths import CHART_FILES
from ctxkit.errors import CtxkitError, GitError, UsageError
from ctxkit.workspace.config import find_workspace, load_workspace
from ctxkit.workspace.git_objects import read_named, run_git
from ctxkit.workspace.git_runner import Runner, clean_environment
from ctxkit.workspace.locks import exclusive
from ctxkit.workspace.repository import Clone
from ctxkit.workspace.versions import find_tag, nearest_tags

CHARTS = "dify-helm"
_NUMBER = re.compile(r"v?\d")


_TAGS = "refs/tags/"


def chart_values(folder: Path, version: str) -> tuple[str, bytes]:
    """Return the name and content of the values of the chart `version`, a tag with or without its
    `dify-`.

    Raise UsageError where there is no such tag, GitError where there are no charts or the server
    does not answer.
    """
    root = find_workspace(folder) / CHARTS
    if not (root / ".git").exists():
        raise GitError(f"the workspace has no {CHARTS}", hint="run: ctxkit sync")
    tag = _tag(_tags(root), version) or _fetched(folder, version)
    for path, data in _values_at(root, tag):
        return f"{path.rpartition('/')[2]} of {tag}", data
    raise UsageError(f"{CHARTS} {tag} has no values.yaml", hint=f"looked for {', '.join(_PATHS)}")


def all_chart_values(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and values of every chart whose tag is here, the newest last; nothing where there
    is no workspace.
    """
    with suppress(CtxkitError):
        root = find_workspace(folder) / CHARTS
        for tag in _tags(root) if (root / ".git").exists() else ():
            yield from (
                (f"{path.rpartition('/')[2]} of {tag}", data)
                for path, data in _values_at(root, tag)
            )


_PATHS = [path.removesuffix("Chart.yaml") + "values.yaml" for path in CHART_FILES]


def _values_at(root: Path, tag: str) -> Iterator[tuple[str, bytes]]:
    found = zip(_PATHS, read_named(root, [f"{_TAGS}{tag}:{path}" for path in _PATHS]), strict=True)
    return ((path, data) for path, data in found if data is not None)


def _tags(root: Path) -> list[str]:
    """Return the tags that are here, the newest version last."""
    listed = run_git(
        root, "for-each-ref", "--sort=version:refname", "--format=%(refname:strip=2)", "refs/tags"
    )
    return listed.decode("utf8", "replace").split()


def _tag(tags: Sequence[str], version: str) -> str | None:
    return find_tag(tags, version) or find_tag(tags, f"dify-{version}")


def _fetched(folder: Path, version: str) -> str:
    """Fetch the tag of a chart that a sync had no need of, and return its name."""
    ws = load_workspace(folder)
    if CHARTS not in ws.sources:
        raise UsageError(
            f"{CHARTS} has no tag '{version}' here", hint=f"workspace.yaml names no {CHARTS}"
        )
    ws.state_folder.mkdir(exist_ok=True)
    with exclusive(ws.state_folder / "sync.lock", what="the workspace"), clean_environment():
        clone = Clone(
            ws.folder, CHARTS, ws.sources[CHARTS].git, Runner(), lambda _what, _share: None
        )
        try:
            tags = clone.list_remote().tags
        except GitError as error:
            message = f"{CHARTS} has no tag '{version}' here, and the server does not answer: {error.message}"
            raise GitError(
                message, hint=_nearest(_tags(clone.root), version) or error.hint
            ) from None
        tag = _tag(list(tags), version)
        if tag is None:
            raise UsageError(f"{CHARTS} has no tag '{version}'", hint=_nearest(list(tags), version))
        clone.obtain(tags[tag], _TAGS + tag)
    return tag


def _nearest(tags: Sequence[str], version: str) -> str:
    bare = {t.removeprefix("dify-"): t for t in tags if _NUMBER.match(t.removeprefix("dify-"))}
    near = [bare[t] for t in nearest_tags(bare, version.removeprefix("dify-"))[:4]]
    return f"nearest: {', '.join(near)}" if near else ""
