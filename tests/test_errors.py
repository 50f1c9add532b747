"""Errors say what and what to do next, and which code the process ends with."""

from __future__ import annotations

import pytest

from ctxkit.errors import (
    ClusterError,
    CtxkitError,
    GitError,
    IndexMissingError,
    UsageError,
    WorkspaceError,
)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (CtxkitError, 1),
        (UsageError, 2),
        (WorkspaceError, 3),
        (IndexMissingError, 3),
        (GitError, 4),
        (ClusterError, 4),
    ],
)
def test_each_error_has_an_exit_code(kind: type[CtxkitError], code: int) -> None:
    error = kind("what", hint="what to do")
    assert (error.exit_code, str(error), error.message, error.hint) == (
        code,
        "what",
        "what",
        "what to do",
    )
    assert kind("what").hint == ""
    assert issubclass(kind, CtxkitError)
