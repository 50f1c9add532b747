"""What is known of the Enterprise chart, whose templates are not public. Data to be reviewed."""

from __future__ import annotations

ENTERPRISE_PARTS = frozenset(
    """enterprise enterpriseAudit enterpriseFrontend plugin_daemon plugin_controller plugin_connector plugin_manager
    gateway triggerWorker workerBeat vectorDB unstructured""".split()  # noqa: SIM905
)
"""The parts of the Enterprise chart that a chart of the community lacks."""


ENTERPRISE_SECRETS = frozenset(
    (
        "74077f29b9cd0373",
        "b976843e2f4143c5",
        "f0e78d9d14a366af",
    )
)
"""The first digits of the SHA-256 of the secrets that the Enterprise chart ships."""
