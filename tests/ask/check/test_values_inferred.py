"""Values of a chart without templates, by the setting that they most likely feed."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.value_rules import LIKELY_INVALID_VALUE
from tests.ask.check.running import lines, problems
from tests.ask.literal import Asked

OTHER = "enterprise: {x: 1}\n"
"""A part by which the values are those of the Enterprise chart."""


def test_a_value_that_most_likely_is_refused(asked: Asked) -> None:
    text = f"{OTHER}api:\n  limits:\n    uploadFileSizeLimit: 15MB\n"
    (problem,) = problems(asked, LIKELY_INVALID_VALUE.id, values=text)
    assert (problem.line, problem.severity, problem.rule) == (4, "warning", "refused-value")
    assert "UPLOAD_FILE_SIZE_LIMIT of dify api" in problem.message


def test_a_part_that_runs_a_program_is_read_by_that_program(asked: Asked) -> None:
    text = f"{OTHER}plugin_daemon:\n  pluginMaxExecutionTimeout: 10m\n"
    (problem,) = problems(asked, LIKELY_INVALID_VALUE.id, values=text)
    assert "PLUGIN_MAX_EXECUTION_TIMEOUT of dify-plugin-daemon" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        f"{OTHER}api:\n  limits:\n    uploadFileSizeLimit: 15\n",
        f"{OTHER}api:\n  limits:\n    uploadAnything: 15MB\n",  # no setting of these words
        f"{OTHER}api:\n  limits:\n    uploadFileSizeLimit: '{{{{ .Values.x }}}}'\n",
        f"{OTHER}api:\n  limits:\n    uploadFileSizeLimit: ''\n",
        f"{OTHER}api:\n  limits:\n    uploadFileSizeLimit: [15MB]\n",
        f"{OTHER}api:\n  enabled: false\n  limits:\n    uploadFileSizeLimit: 15MB\n",
        f"{OTHER}api:\n  logLevel: loud\n",  # no number, no switch
        "api:\n  limits:\n    uploadFileSizeLimit: 15MB\n",  # the chart of the workspace
    ],
)
def test_a_value_of_which_nothing_is_certain(asked: Asked, text: str) -> None:
    assert lines(asked, LIKELY_INVALID_VALUE.id, values=text) == []
