"""The verdict of any answer.

Not here: the verdict of each kind of question (`setting.py`, `statement.py`, `topic.py`,
`table.py`, `network.py`, `plan.py`).
"""

from __future__ import annotations

from ctxkit.model import Finding
from ctxkit.output.verdict.lines import AnswerVerdict
from ctxkit.output.verdict.setting import setting_verdict
from ctxkit.output.verdict.statement import nothing_found, statement_verdict
from ctxkit.output.verdict.topic import topic_verdict


def verdict_of(finding: Finding) -> AnswerVerdict:
    """Return the verdict of an answer."""
    if finding.tables:
        # Most answers are about no table.
        from ctxkit.output.verdict.table import table_verdict

        return table_verdict(finding)
    if finding.services or finding.queues:
        # Nor about a service of the deployment.
        from ctxkit.output.verdict.network import network_verdict

        return network_verdict(finding)
    if finding.plans:
        from ctxkit.output.verdict.plan import plan_verdict

        return plan_verdict(finding)
    if not finding.hits and not finding.keys:
        return nothing_found(finding)
    if finding.question.hits_hold_settings:
        return topic_verdict(finding)
    if finding.question.full_settings and finding.keys:
        return setting_verdict(finding)
    if finding.hits:
        return statement_verdict(finding)
    return setting_verdict(finding)
