"""The table of contents of an exported workspace, its first member.

It names each member with its size and digest, in their order, so that nothing of an archive is
taken that was not announced. Names are of a few fixed forms: no path of an archive decides where a
file goes. Pure. Not here: the archive (`archive.py`), the objects of git in it (`packs.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec import Struct

from ctxkit.errors import WorkspaceError
from ctxkit.regex import regex
from ctxkit.workspace.archives.errors import ArchiveRefusedError
from ctxkit.workspace.archives.paths import Paths
from ctxkit.workspace.config import name_problem
from ctxkit.workspace.folder import FILE, LOCK_FILE
from ctxkit.workspace.helm.repository import MAX_INDEX_BYTES

FORMAT = 1
NAME = "manifest.json"
INDEX = "index.sqlite3"
PACK = "objects.pack"
MAX_BYTES = 8 * 1024**3
"""Of a member, which is what its header can say, and of all members."""

_MAX_MEMBERS = 1_000
_MAX_TEXT_BYTES = 1_000_000  # of workspace.yaml and locks, which take long to parse
_SHA256 = regex(r"[0-9a-f]{64}")
_OID = regex(r"[0-9a-f]{40}")
_REF = regex(r"refs/(tags|ctxkit/at|ctxkit/sha256)/[^\s:*?~^\\\[\x00-\x1f\x7f]{1,200}")
OF_URL = r"[0-9a-f]{16}(?:\.yaml|_sidebar\.md)"
"""What the names end with of the files that are kept of a Helm repository."""

_HEX = r"(?:[0-9a-f]{2}){1,70}"
_FORMS = regex(
    rf"{re.escape(FILE)}|{re.escape(LOCK_FILE)}|{re.escape(INDEX)}"
    rf"|versions/{_HEX}/{re.escape(LOCK_FILE)}"
    rf"|(?:sources|charts|wheels)/(?P<repository>[^/]+)/{re.escape(PACK)}"
    rf"|charts/(?P<chart>[^/]+)/{OF_URL}"
)

_SHOWN_CHARS = 80


class ImportRefusedError(WorkspaceError):
    """An exported workspace that is damaged, unsafe, or of another ctxkit."""


class Member(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A member of the archive: its name, the bytes that it has, and their sha256."""

    name: str
    size: int
    sha256: str


class PackedRepository(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A repository whose objects the archive has: that of a source, or the one that keeps its
    archives.

    `refs` are the objects by the refs that name them. `partial`: files are left out.
    """

    name: str
    kind: Literal["sources", "charts", "wheels"]
    refs: dict[str, str]
    partial: bool = False

    @property
    def member(self) -> str:
        """The name of the member with the objects."""
        return f"{self.kind}/{self.name}/{PACK}"


class ArchiveManifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contents of an archive: by which ctxkit, of which Dify, the tables and the extractors of
    the index, whether other versions are there, the repositories and the members.
    """

    format: int
    ctxkit: str
    dify: str
    schema: str
    digest: str
    history: bool
    repositories: tuple[PackedRepository, ...]
    members: tuple[Member, ...]

    @property
    def size(self) -> int:
        """The bytes of all members."""
        return sum(member.size for member in self.members)

    def repository(self, kind: str, name: str) -> PackedRepository | None:
        """Return the repository of a kind and name, None if it is not there."""
        found = (each for each in self.repositories if (each.kind, each.name) == (kind, name))
        return next(found, None)


class _Format(Struct, frozen=True):
    """What manifests of all formats have."""

    format: int
    ctxkit: str


def manifest_bytes(manifest: ArchiveManifest) -> bytes:
    """Return the bytes of a manifest: the same for the same contents."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1) + b"\n"


def read_manifest(data: bytes) -> ArchiveManifest:
    """Return the manifest that `data` is.

    Raise ImportRefusedError where it is none, of another format, or names what no archive has.
    """
    try:
        head = msgspec.json.decode(data, type=_Format)
        if head.format != FORMAT:
            raise _other_format(head)
        manifest = msgspec.json.decode(data, type=ArchiveManifest)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        shown = ascii(str(error)[:_SHOWN_CHARS])[1:-1]
        raise ImportRefusedError(f"the archive is damaged: its {NAME}: {shown}") from None
    try:
        for fault in _faults(manifest):
            raise ImportRefusedError(f"the archive is unsafe: {fault}")
    except ArchiveRefusedError as error:
        raise ImportRefusedError(error.message) from None
    return manifest


def shown(name: str) -> str:
    """Return a name of an archive as it may be printed."""
    return ascii(name[:_SHOWN_CHARS])


def _other_format(head: _Format) -> ImportRefusedError:
    version = ascii(head.ctxkit[:20])[1:-1]
    return ImportRefusedError(
        f"the archive was written by ctxkit {version} in format {head.format}; this ctxkit reads "
        f"format {FORMAT}",
        hint="install the same ctxkit here, or export again with this one",
    )


def _faults(manifest: ArchiveManifest) -> Iterator[str]:
    yield from _member_faults(manifest)
    yield from _repository_faults(manifest)
    names = {member.name for member in manifest.members}
    for wanted in (FILE, LOCK_FILE, INDEX, *(each.member for each in manifest.repositories)):
        if wanted not in names:
            yield f"it has no {wanted}"


def _member_faults(manifest: ArchiveManifest) -> Iterator[str]:
    if len(manifest.members) > _MAX_MEMBERS:
        yield f"more than {_MAX_MEMBERS} members"
    paths = Paths()
    packs = {each.member for each in manifest.repositories}
    for member in manifest.members[: _MAX_MEMBERS + 1]:
        name = member.name
        form = _FORMS.fullmatch(name)
        named = form and (form["repository"] or form["chart"])
        if not form or (named and name_problem(named)):
            yield f"{shown(name)} is not the name of a member"
        paths.add(name)
        if form and form["repository"] and name not in packs:
            yield f"{shown(name)} is of no repository"
        if not _SHA256.fullmatch(member.sha256):
            yield f"{shown(name)} has no sha256"
        if not 0 <= member.size <= _limit(name):
            yield f"{shown(name)} is larger than it may be"
    if manifest.size > MAX_BYTES:
        yield f"it unpacks to more than {MAX_BYTES // 1024**3} GiB"


def _limit(name: str) -> int:
    if name == INDEX or name.endswith(PACK):
        return MAX_BYTES
    return MAX_INDEX_BYTES if name.startswith("charts/") else _MAX_TEXT_BYTES


def _repository_faults(manifest: ArchiveManifest) -> Iterator[str]:
    seen: set[str] = set()
    for each in manifest.repositories:
        if each.member in seen:
            yield f"{shown(each.name)} is there twice"
        seen.add(each.member)
        for ref, oid in each.refs.items():
            if not _REF.fullmatch(ref) or ".." in ref or not _OID.fullmatch(oid):
                yield f"{shown(ref)} of {shown(each.name)} is not a ref"
        if not each.refs:
            yield f"{shown(each.name)} has no refs"
