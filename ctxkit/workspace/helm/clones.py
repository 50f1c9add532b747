"""The clone of a chart that came from a Helm repository: fetched from the store that keeps it.

Where a source has git, too, both come to the same folder. Not here: which chart (`source.py`).
"""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.dify.repositories import CHART
from ctxkit.workspace.archives.store import all_commits
from ctxkit.workspace.config import SourceSpec, WorkspaceConfig
from ctxkit.workspace.folder import CHARTS
from ctxkit.workspace.git_objects import TAGS
from ctxkit.workspace.git_runner import Runner
from ctxkit.workspace.helm.source import store_of
from ctxkit.workspace.lockfile import FROM_HELM
from ctxkit.workspace.release_tags import APART
from ctxkit.workspace.repository import Clone, Progress, silent
from ctxkit.workspace.urls import public_url


def open_clone(
    config: WorkspaceConfig, spec: SourceSpec, runner: Runner, progress: Progress = silent
) -> Clone:
    """Open the clone of a source, or begin one: of a chart that is kept, where it has a Helm
    repository.
    """
    if not spec.helm:
        # Of these other versions are read, too, and they are small.
        lean = config.lean and spec.name not in (CHART, *APART)
        return Clone(config.folder, spec.name, spec.git, runner, progress, lean=lean)
    store = store_of(spec, config.state_folder)
    origin = spec.git or f"{FROM_HELM}{public_url(spec.helm[0])}"
    url = str(store.path)
    return Clone(config.folder, spec.name, url, runner, progress, origin=origin)


def git_spec(spec: SourceSpec) -> SourceSpec:
    """Return a source without its Helm repositories."""
    return replace(spec, helm=(), chart="", version="", ref=spec.pinned)


def forget_charts(config: WorkspaceConfig, clone: Clone) -> None:
    """Remove the tags of charts from Helm repositories, whose names git has for other commits; the
    commits stay.
    """
    charts = all_commits(config.state_folder, CHARTS)
    if not charts:
        return
    for tag, commit in clone.tags().items():
        if commit in charts:
            clone.git("update-ref", "-d", f"{TAGS}{tag}")
