"""What `follows:` and `wheel:` of workspace.yaml may be: where the version of a package is written.

Pure. Not here: reading it (`locked_versions.py`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ctxkit.regex import regex

_MAX_PATH_CHARS = 300
_PATH = regex(r"[\w.@+-]+(?:/[\w.@+-]+)*", re.ASCII)
_SOURCE = regex(r"[\w][\w.-]{0,99}", re.ASCII)
_PACKAGE = regex(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")
_VERSION = regex(r"[0-9][\w.+!-]{0,60}", re.ASCII)
_RUN_OF_MARKS = regex(r"[-_.]+")


class FollowRule(NamedTuple):
    """The source whose files say a version, and the lock file there; without a path all locks of
    the source have a vote.
    """

    source: str
    path: str


def follow_rule(text: str) -> FollowRule:
    """Return what `follows:` says: `dify api/uv.lock`, or `dify-official-plugins` alone."""
    source, _, path = text.partition(" ")
    return FollowRule(source, path.strip())


def follows_problem(text: str) -> str:
    """Return why `text` is no `follows:`; empty if it is one."""
    source, path = follow_rule(text)
    if not _SOURCE.fullmatch(source):
        return "must begin with the name of a source"
    if path and (len(path) > _MAX_PATH_CHARS or not _PATH.fullmatch(path)):
        return "has a path that is not one of a file in that source"
    if ".." in path.split("/"):
        return "has a path that leads out of that source"
    return ""


def package_problem(text: str) -> str:
    """Return why `text` is not the name of a package of Python; empty if it is one."""
    return "" if _PACKAGE.fullmatch(text) else "is not the name of a Python package"


def is_package_version(text: str) -> bool:
    """Return whether `text` may be the version of a package."""
    return _VERSION.fullmatch(text) is not None


def same_package(name: str) -> str:
    """Return a name in the one form that all spellings of it have: `dify_plugin` is
    `dify-plugin`.
    """
    return _RUN_OF_MARKS.sub("-", name).lower()
