"""The error of an archive that is not taken."""

from __future__ import annotations

from ctxkit.errors import GitError


class ArchiveRefusedError(GitError):
    """What arrived is not what it should be: another digest, an unsafe archive.

    Nothing is taken from elsewhere instead without the user's knowing: it may be an attack.
    """
