"""What a map is drawn from, by the files that a user gives.

Not here: the deployment itself (`network/inputs.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.errors import UsageError
from ctxkit.files.user_files import CustomerFile
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.network.inputs import MapInput, has_shipped, shipped_input, user_input


def map_input(
    index: Index,
    sources: Sources,
    files: UserDeployment,
    manifests: Sequence[CustomerFile] = (),
) -> MapInput:
    """Return the deployment of manifests, else that of a user's files, without any the one that
    Dify ships.

    Raise UsageError for files of two deployments, for values whose chart is not at hand, or if
    there is no compose file.
    """
    if manifests and not files.is_empty:
        raise UsageError(
            "a manifest and other files are two deployments", hint="map them one at a time"
        )
    if manifests:
        # Objects of Kubernetes are not read for a compose file.
        from ctxkit.network.manifests import manifest_input

        return manifest_input(index, sources, manifests)
    if files.values:
        if files.has_env or files.compose:
            raise UsageError(
                "values of a chart and files of compose are two deployments",
                hint="map them one at a time",
            )
        from ctxkit.network.chart_values import values_input  # templates need not be read else

        return values_input(index, sources, files.values)
    if not files.is_empty:
        return user_input(index, sources, files)
    if not has_shipped(sources):
        raise UsageError(
            f"there is no {COMPOSE_FILE} of dify in this workspace",
            hint="give the compose file with --compose",
        )
    return shipped_input(index, sources)
