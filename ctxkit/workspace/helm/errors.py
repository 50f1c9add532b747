"""The errors of a Helm repository."""

from __future__ import annotations

from ctxkit.errors import GitError


class NoChartError(GitError):
    """No Helm repository of a source can be reached, or none has the chart."""
