"""What git makes is on disk before anything names it."""

from __future__ import annotations

from tests.workspace.conftest import Desk, git


def test_a_fetch_leaves_packs_which_git_flushes_and_no_loose_objects(desk: Desk) -> None:
    desk.write("1.13.3").sync()
    desk.write("1.14.0").sync()
    counted = git(desk.folder / "dify", "count-objects", "-v").splitlines()
    counts = dict(line.split(": ") for line in counted)
    assert counts["count"] == "0"
    assert counts["packs"] == "2"
