"""The bundle of a plan as it is, whole, in `golden/upgrade/`: its difference is reviewed."""

from __future__ import annotations

import ctxkit
from tests.conftest import assert_golden


def test_a_plan_is_as_it_was_reviewed(planning_workspace: ctxkit.Workspace) -> None:
    answer = planning_workspace.upgrade_plan("1.13.3")
    assert_golden("upgrade/plan.md", answer.bundle().markdown)
