"""The `values.yaml` of a chart's version, read from the objects of the workspace's clone; a tag
that is not here is fetched. Nothing is checked out. Not here: the charts whose tags are here
(`chart_tags.py`), what the file says (`files/values.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ctxkit.dify.repositories import CHART
from ctxkit.errors import GitError, UsageError
from ctxkit.regex import regex
from ctxkit.workspace.chart_tags import VALUES_PATHS, values_at
from ctxkit.workspace.config import SourceSpec, WorkspaceConfig, load_workspace
from ctxkit.workspace.folder import RUN_SYNC, find_workspace
from ctxkit.workspace.git_objects import TAGS, local_tags
from ctxkit.workspace.git_runner import Runner
from ctxkit.workspace.helm.clones import git_spec, open_clone
from ctxkit.workspace.helm.errors import NoChartError
from ctxkit.workspace.helm.source import fetch_named
from ctxkit.workspace.repository import sync_lock
from ctxkit.workspace.versions import CHART_TAGS, find_chart_tag, nearest_hint, nearest_tags

_NUMBER = regex(r"v?\d")


def chart_values(folder: Path, version: str) -> tuple[str, bytes]:
    """Return the name and content of the values of the chart `version`, a tag with or without its
    `dify-`.

    Raise UsageError where there is no such tag, GitError where there are no charts or the server
    does not answer.
    """
    root = find_workspace(folder) / CHART
    if not (root / ".git").exists():
        raise GitError(f"the workspace has no clone of {CHART}", hint=RUN_SYNC)
    tag = find_chart_tag(local_tags(root), version) or _fetched(folder, version)
    for name, data in values_at(root, [tag]):
        return name, data
    raise UsageError(
        f"{CHART} {tag} has no values.yaml", hint=f"looked for {', '.join(VALUES_PATHS)}"
    )


def _fetched(folder: Path, version: str) -> str:
    """Fetch the tag of a chart that no sync needed, and return its name."""
    config = load_workspace(folder)
    if CHART not in config.sources:
        message = f"{CHART} has no tag '{version}' locally"
        raise UsageError(message, hint=f"add the source {CHART} to workspace.yaml to fetch it")
    spec = config.sources[CHART]
    with sync_lock(config):
        if spec.helm and (tag := _from_helm(config, spec, version)):
            return tag
        clone = open_clone(config, git_spec(spec), Runner())
        try:
            tags = clone.list_remote().tags
        except GitError as error:
            message = f"{CHART} has no tag '{version}' locally, and the server does not respond"
            hint = _nearest(local_tags(clone.root), version) or error.hint
            raise GitError(f"{message}: {error.message}", hint=hint) from None
        found = find_chart_tag(tags, version)
        if found is None:
            raise UsageError(f"{CHART} has no tag '{version}'", hint=_nearest(list(tags), version))
        clone.obtain(tags[found], TAGS + found)
    return found


def _from_helm(config: WorkspaceConfig, spec: SourceSpec, version: str) -> str:
    """Fetch a chart from the source's Helm repository and return its tag, empty where git may have
    it.
    """
    try:
        tag, commit = fetch_named(spec, config.state_folder, version)
    except NoChartError:
        if spec.git:
            return ""
        raise
    open_clone(config, spec, Runner()).obtain(commit, TAGS + tag)
    return tag


def _nearest(tags: Sequence[str], version: str) -> str:
    """Return a hint with the tags nearest to a version."""
    bare = {tag.removeprefix(CHART_TAGS): tag for tag in tags}
    numbered = [number for number in bare if _NUMBER.match(number)]
    near = nearest_tags(numbered, version.removeprefix(CHART_TAGS))
    return nearest_hint([bare[number] for number in near])
