"""The `values.yaml` of a chart's version, read from the objects of the workspace's clone. Nothing is fetched:
a sync has brought every tag of the chart. Not here: what the file says (`values_file.py`)."""

from __future__ import annotations

import re
from pathlib import Path

from ctxkit.errors import GitError, UsageError
from ctxkit.sync.objects import read_named, run_git
from ctxkit.sync.versions import CHART_FILES, find_tag, nearest_tags

CHARTS = "dify-helm"
_NUMBER = re.compile(r"v?\d")


def chart_values(home: Path, version: str) -> tuple[str, bytes]:
    """Return the name and content of the values of the chart `version`, a tag with or without its `dify-`.

    `home` is the workspace's folder. Raise UsageError where there is no such tag, GitError where there are no charts.
    """
    root = home / CHARTS
    if not (root / ".git").exists():
        raise GitError(f"the workspace has no {CHARTS}", hint="run: ctxkit sync")
    tags = run_git(root, "for-each-ref", "--format=%(refname:strip=2)", "refs/tags").decode("utf8", "replace").split()
    tag = find_tag(tags, version) or find_tag(tags, f"dify-{version}")
    if tag is None:
        bare = {t.removeprefix("dify-"): t for t in tags if _NUMBER.match(t.removeprefix("dify-"))}
        near = [bare[t] for t in nearest_tags(bare, version.removeprefix("dify-"))[:4]]
        hint = f"nearest: {', '.join(near)}; run ctxkit sync for newer ones" if near else "run: ctxkit sync"
        raise UsageError(f"{CHARTS} has no tag '{version}' here", hint=hint)
    paths = [path.removesuffix("Chart.yaml") + "values.yaml" for path in CHART_FILES]
    for path, data in zip(paths, read_named(root, [f"refs/tags/{tag}:{path}" for path in paths]), strict=True):
        if data is not None:
            return f"{path.rpartition('/')[2]} of {tag}", data
    raise UsageError(f"{CHARTS} {tag} has no values.yaml", hint=f"looked for {', '.join(paths)}")
