"""Write and read the file of an exported workspace: a gzipped tar archive whose bytes follow from
the members alone.

Times, owners and modes are fixed. What is read must be just what is written here: the manifest,
then the members that it names, in its order, with their sizes and digests; the names and kinds that
the archive itself gives are compared, never used. Time and space are linear in what the manifest
announces, which is checked first. Not here: what the members are (`manifest.py`).
"""

from __future__ import annotations

import gzip
import shutil
import tarfile
import zlib
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from ctxkit.errors import UsageError, WorkspaceError
from ctxkit.workspace.archives.errors import ArchiveRefusedError
from ctxkit.workspace.archives.paths import check_kind, parts_of
from ctxkit.workspace.portable.manifest import (
    NAME,
    ArchiveManifest,
    ImportRefusedError,
    Member,
    manifest_bytes,
    read_manifest,
    shown,
)

_LEVEL = 6
_BLOCK = tarfile.BLOCKSIZE
_CHUNK = 1024 * 1024
_READ = 64 * 1024
_MAX_MANIFEST_BYTES = 8 * 1024 * 1024
_MAX_RATIO = 100  # by which SQLite's pages and text shrink; the objects of git are packed already
_GZIP = 16 + zlib.MAX_WBITS
_MAGIC = b"\x1f\x8b"
_MODE = 0o644

Progress = Callable[[str, int, int], None]
"""Called with (the action, steps done, steps in all)."""


def digest_of(path: Path) -> tuple[int, str]:
    """Return the size of a file and its sha256."""
    whole, size = sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            whole.update(chunk)
            size += len(chunk)
    return size, whole.hexdigest()


def write_archive(path: Path, manifest: ArchiveManifest, files: Sequence[Path]) -> None:
    """Write the archive of a manifest, whose members' contents are in `files`, in its order, into
    a new file.
    """
    with path.open("xb") as raw, gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as out:
        data = manifest_bytes(manifest)
        out.write(_header(NAME, len(data)) + data + _padding(len(data)))
        for member, file in zip(manifest.members, files, strict=True):
            out.write(_header(member.name, member.size))
            with file.open("rb") as source:
                shutil.copyfileobj(source, out, _CHUNK)
            out.write(_padding(member.size))
        out.write(_END)


_END = b"\0" * 2 * _BLOCK


def _header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, _MODE
    return info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")


def _padding(size: int) -> bytes:
    return b"\0" * (-size % _BLOCK)


class _Unzipped:
    """The bytes of a gzip file, read in order; what is asked for is all that is ever held."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._zip = zlib.decompressobj(_GZIP)
        self._given = b""

    def read(self, size: int) -> bytes:
        """Return just `size` bytes. Raise ImportRefusedError where there are fewer."""
        parts: list[bytes] = []
        while size:
            part = self._some(size)
            if not part:
                raise ImportRefusedError("the archive is cut off")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _some(self, limit: int) -> bytes:
        """Return at most `limit` bytes, none at the end."""
        while not self._zip.eof:
            self._given = self._given or self._file.read(_READ)
            if not self._given:
                raise ImportRefusedError("the archive is cut off")
            try:
                part = self._zip.decompress(self._given, limit)
            except zlib.error as error:
                raise ImportRefusedError(f"the archive is damaged: {error}") from None
            self._given = self._zip.unconsumed_tail
            if part:
                return part
        return b""

    def check_end(self) -> None:
        """Raise ImportRefusedError unless all has been read."""
        if self._some(1) or self._zip.unused_data or self._file.read(1):
            raise ImportRefusedError("the archive is unsafe: something follows its last member")


def unpack(path: Path, folder: Path, progress: Progress) -> tuple[ArchiveManifest, dict[str, Path]]:
    """Check the archive at `path` and write its members into `folder`, each under a number; return
    the manifest and the files by name.

    Raise UsageError where there is no such file, ImportRefusedError where one rule is broken.
    """
    if not path.is_file():
        raise UsageError(f"no such file: {path}", hint="give a file that `ctxkit export` wrote")
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            message = f"{path.name} is not a gzip archive"
            raise ImportRefusedError(message, hint="give a file that `ctxkit export` wrote")
        file.seek(0)
        stream = _Unzipped(file)
        manifest = _read_manifest(stream)
        _check_space(manifest, path, folder)
        files: dict[str, Path] = {}
        for number, member in enumerate(manifest.members):
            progress("checking", number, len(manifest.members))
            files[member.name] = folder / str(number)
            _unpack_member(stream, member, files[member.name])
        if stream.read(len(_END)) != _END:
            raise ImportRefusedError("the archive is unsafe: something follows its last member")
        stream.check_end()
    return manifest, files


def _read_manifest(stream: _Unzipped) -> ArchiveManifest:
    info = _parsed(stream.read(_BLOCK))
    if info.name != NAME or not info.isreg():
        message = f"the archive is no exported workspace: it begins with {shown(info.name)}"
        raise ImportRefusedError(message, hint="give a file that `ctxkit export` wrote")
    if not 0 <= info.size <= _MAX_MANIFEST_BYTES:
        raise ImportRefusedError(f"the archive is unsafe: its {NAME} is too large")
    data = stream.read(info.size)
    _check_padding(stream, info.size)
    return read_manifest(data)


def _check_space(manifest: ArchiveManifest, path: Path, folder: Path) -> None:
    """Raise where the members are more than their archive can hold, or the disk."""
    if manifest.size > _MAX_RATIO * path.stat().st_size:
        raise ImportRefusedError(
            f"the archive is unsafe: it unpacks to more than {_MAX_RATIO} times its size"
        )
    free = shutil.disk_usage(folder).free
    if 2 * manifest.size > free:  # the members, then what they become
        needed = f"{2 * manifest.size / 1e6:.0f} MB are needed, {free / 1e6:.0f} MB are free"
        raise WorkspaceError(f"the disk is too full: {needed}", hint="free space, then import")


def _unpack_member(stream: _Unzipped, member: Member, path: Path) -> None:
    _check_header(stream.read(_BLOCK), member)
    whole, left = sha256(), member.size
    with path.open("xb") as file:
        while left:
            chunk = stream.read(min(left, _CHUNK))
            whole.update(chunk)
            file.write(chunk)
            left -= len(chunk)
    _check_padding(stream, member.size)
    if whole.hexdigest() != member.sha256:
        raise ImportRefusedError(
            f"the archive is damaged: {member.name} has another sha256 than its {NAME} says"
        )


def _check_header(header: bytes, member: Member) -> None:
    """Raise ImportRefusedError, with what is wrong, unless `header` is that of `member`."""
    if header == _header(member.name, member.size):
        return
    info = _parsed(header)
    try:
        parts_of(info.name)
        check_kind(info)
    except ArchiveRefusedError as error:
        raise ImportRefusedError(error.message) from None
    fault = "has another header than `ctxkit export` writes"
    if info.size != member.size:
        fault = f"has another size than the {NAME} says"
    if info.name != member.name:
        fault = f"is where {shown(member.name)} should be"
    raise ImportRefusedError(f"the archive is unsafe: {shown(info.name)} {fault}")


def _parsed(header: bytes) -> tarfile.TarInfo:
    try:
        return tarfile.TarInfo.frombuf(header, "utf8", "strict")
    except (tarfile.TarError, ValueError) as error:
        shown_error = ascii(str(error))[1:-1]
        raise ImportRefusedError(f"the archive is damaged: {shown_error}") from None


def _check_padding(stream: _Unzipped, size: int) -> None:
    padding = _padding(size)
    if stream.read(len(padding)) != padding:
        raise ImportRefusedError("the archive is damaged: a member does not end where it should")
