"""The errors that ctxkit raises on purpose: what went wrong, where, and what to do next.

Only `commands/app.py` prints them and turns them into exit codes.
"""

from __future__ import annotations


class CtxkitError(Exception):
    """An error that the user can act on.

    `message` says what and where (`workspace.yaml:12: version '1.9' has no tag in dify`), `hint`
    what to do next (`nearest: 1.9.0, 1.9.1`), `exit_code` what the process returns.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(CtxkitError):
    """The arguments of a command are invalid."""

    exit_code = 2


class WorkspaceError(CtxkitError):
    """`workspace.yaml`, `workspace.lock` or a checkout is missing, unreadable or wrong."""

    exit_code = 3


class IndexMissingError(CtxkitError):
    """The index is missing, stale, broken or locked by another build."""

    exit_code = 3


class GitError(CtxkitError):
    """git or the network failed."""

    exit_code = 4


class ClusterError(CtxkitError):
    """The machines that were to read logs, or the store that has them, failed."""

    exit_code = 4
