"""The release lock of an Enterprise release (from 3.9.0 on): the commit of each source.

The user names a copy of it, a file or a url, for the images of these releases say only their
version. What was fetched is kept in `.ctxkit/releases/`, for later runs without a server. Not here:
what is made of it (`enterprise.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ctxkit.errors import GitError, WorkspaceError
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import Node
from ctxkit.regex import regex
from ctxkit.workspace.config import WorkspaceConfig
from ctxkit.workspace.helm.download import fetch, keep
from ctxkit.workspace.helm_urls import split_credentials
from ctxkit.workspace.urls import public_url, revision_problem

_MAX_BYTES = 1_000_000
_COMMIT = regex(r"[0-9a-f]{40}")
_WEB = ("http://", "https://")


class LockedRelease(Struct, frozen=True, kw_only=True):
    """A source in a release lock: its commit and the branch of that, each empty if not said."""

    source: str
    commit: str
    ref: str


def read_release_lock(config: WorkspaceConfig, notes: list[str]) -> tuple[LockedRelease, ...]:
    """Return the sources of the release lock that workspace.yaml names; none if it names none.

    A lock that cannot be had or is of another release is not used; `notes` get why.
    """
    place = config.release_lock
    if not place:
        return ()
    try:
        if not place.startswith(_WEB):
            return _parsed(config, _read(config.folder / Path(place).expanduser()))
        return _fetched(config, place, notes)
    except (GitError, WorkspaceError) as error:
        notes.append(f"without the release lock {public_url(place)}: {error.message}")
        return ()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES)
    except OSError as error:
        raise WorkspaceError(error.strerror or "it cannot be read") from None


def _fetched(config: WorkspaceConfig, url: str, notes: list[str]) -> tuple[LockedRelease, ...]:
    """Return the sources of a lock on a server, of one that does not answer those fetched last."""
    kept = config.state_folder / "releases" / f"{config.enterprise}.yaml"
    address = split_credentials(url)
    try:
        data = fetch(address.url, limit=_MAX_BYTES, credentials=address.credentials)
        found = _parsed(config, data)
    except (GitError, WorkspaceError) as error:
        if not kept.is_file():
            raise
        notes.append(f"using the release lock fetched before: {error.message}")
        return _parsed(config, _read(kept))
    keep(kept, data)
    return found


def _parsed(config: WorkspaceConfig, data: bytes) -> tuple[LockedRelease, ...]:
    """Raise WorkspaceError where the lock is of another release, or none."""
    roots = read_documents(split_lines(data))
    version = _text(roots[0], "version").removeprefix("v") if roots else ""
    if version != config.enterprise:
        named = f"of {version[:80]!a}" if version else "no release lock"
        raise WorkspaceError(f"it is {named}, not of {config.enterprise}")
    return tuple(_sources(roots[0]))


def _sources(root: Node) -> Iterator[LockedRelease]:
    listed = root.get("sources")
    for node in listed.children if listed is not None and listed.kind == "sequence" else ():
        name = _text(node, "repo").rstrip("/").removesuffix(".git").rpartition("/")[2]
        commit, ref = _text(node, "commit").lower(), _text(node, "ref")
        yield LockedRelease(
            source=name or _text(node, "id"),
            commit=commit if _COMMIT.fullmatch(commit) else "",
            ref="" if revision_problem(ref) or _COMMIT.fullmatch(ref) else ref,
        )


def _text(node: Node, key: str) -> str:
    found = node.get(key) if node.kind == "mapping" else None
    return found.value if found is not None and found.kind == "scalar" else ""
