from __future__ import annotations

import pytest

from ctxkit.errors import CtxkitError, GitError, WorkspaceError
from ctxkit.model import Checkout
from ctxkit.workspace.sync_report import (
    SourceResult,
    SourceStatus,
    SyncReport,
    WorkspaceStatus,
)

CHECKOUT = Checkout(repo="dify", version="1", commit="a" * 40, match="tag", url="u")


@pytest.mark.parametrize(
    ("errors", "code"),
    [
        ([], 0),
        ([None], 0),
        ([WorkspaceError("x"), None], 3),
        ([GitError("x"), GitError("y")], 4),
        ([WorkspaceError("x"), GitError("y")], 4),
        ([WorkspaceError("x"), WorkspaceError("y")], 3),
    ],
)
def test_the_exit_code_of_a_sync(errors: list[CtxkitError | None], code: int) -> None:
    report = SyncReport(results=tuple(SourceResult(name="x", error=error) for error in errors))
    assert report.exit_code == code
    assert report.errors == tuple(error for error in errors if error)


def test_what_there_is_to_index_after_a_sync() -> None:
    results = (
        SourceResult(name="a", checkout=CHECKOUT, error=GitError("kept its old one")),
        SourceResult(name="b", error=GitError("nothing there")),
    )
    assert SyncReport(results=results).checkouts == (CHECKOUT,)


def test_what_there_is_to_index_in_a_workspace() -> None:
    there = SourceStatus(name="dify", url="u", version="1", match="tag", commit="a" * 40)
    unknown = SourceStatus(name="x", url="u", version="v", commit="b" * 40, problem="odd")
    missing = SourceStatus(name="y", url="u", problem="not cloned yet")
    status = WorkspaceStatus(dify="1", sources=(there, unknown, missing))
    assert status.checkouts == (
        CHECKOUT,
        Checkout(repo="x", version="v", commit="b" * 40, match="guess", url="u"),
    )
    assert status.problems == (unknown, missing)
