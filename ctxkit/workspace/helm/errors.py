"""The errors of a Helm repository."""

from __future__ import annotations

from ctxkit.errors import GitError


class NoChartError(GitError):
    """No Helm repository of a source can be reached, or none has the chart."""


class ChartRefusedError(GitError):
    """A chart or an index that arrived is not what it should be: another digest, an unsafe archive.

    Nothing is taken from elsewhere instead without the user's knowing: it may be an attack.
    """
