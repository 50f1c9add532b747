"""The `values.yaml` of every chart whose tag the workspace's clone has.

Read with plain git, as queries need them. Not here: a tag that is not here, which is fetched
(`charts.py`), what the file says (`files/values.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from ctxkit.dify.paths import CHART_FILES
from ctxkit.dify.repositories import CHART
from ctxkit.errors import CtxkitError
from ctxkit.workspace.folder import find_workspace
from ctxkit.workspace.git_objects import TAGS, local_tags, read_named

VALUES_PATHS = [path.removesuffix("Chart.yaml") + "values.yaml" for path in CHART_FILES]


def all_chart_values(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and values of every chart whose tag is here, the newest last; nothing where there
    is no workspace.
    """
    with suppress(CtxkitError):
        root = find_workspace(folder) / CHART
        if (root / ".git").exists():
            yield from values_at(root, local_tags(root))


def older_chart_values(root: Path, version: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and values of the charts before the tag `version` in a clone, the newest first."""
    with suppress(CtxkitError):
        tags = local_tags(root)
        older = tags[: tags.index(version)] if version in tags else tags
        yield from values_at(root, older[::-1])


def values_at(root: Path, tags: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each values.yaml of the charts: one git process reads them all."""
    places = [(tag, path) for tag in tags for path in VALUES_PATHS]
    found = read_named(root, [f"{TAGS}{tag}:{path}" for tag, path in places])
    for (tag, path), data in zip(places, found, strict=True):
        if data is not None:
            yield f"{path.rpartition('/')[2]} of {tag}", data
