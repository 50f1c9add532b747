"""Fetch the releases of the programs that are released apart from dify, beside the one that fits:
they tell which has what another lacks (`routes/releases.py`).

They come without history, and their files differ little: all are smaller than one checkout. Not
here: which release fits (`resolve.py`).
"""

from __future__ import annotations

from contextlib import suppress

from ctxkit.dify.clients import CLIENTS
from ctxkit.dify.repositories import DIFY
from ctxkit.errors import GitError
from ctxkit.workspace.remote import Advert
from ctxkit.workspace.repository import Clone
from ctxkit.workspace.versions import parse_version

APART = frozenset(row.called_repo for row in CLIENTS) - {DIFY}
"""The sources of which all releases are read."""
_MAX_TAGS = 300


def fetch_releases(clone: Clone, advert: Advert) -> None:
    """Fetch the tags that are versions and not here, of a source that other programs call.

    Never raises for a server: the source's own version does not depend on them.
    """
    if clone.name not in APART or advert.unreachable:
        return
    here = clone.tags()
    wanted = [tag for tag in advert.tags if tag not in here and parse_version(tag)]
    if wanted:
        with suppress(GitError):
            clone.fetch_tags(wanted[-_MAX_TAGS:])
