"""Archives of a case (zip, tar, tar.gz) and dumps of a cluster -> files in a folder of their own,
which is removed at the end.

Nothing in an archive is trusted: no member leaves the folder, links and devices are left out, and
the number of the files and their bytes are bounded. Not here: what they are (`given_files.py`).
"""

from __future__ import annotations

import gzip
import shutil
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, NamedTuple, cast

from ctxkit.ask.triage.given_files import MAX_FILES, files_in_folder

MAX_MEMBERS = 5_000
"""Files that are unpacked of all archives."""

MAX_UNPACKED_BYTES = 8 << 30
MAX_RATIO = 300
"""Bytes that are unpacked for each byte of an archive; logs pack to a tenth or a fiftieth."""

MIN_ALLOWED_BYTES = 64 << 20
MAX_DIRECTORY_BYTES = 64 << 20
MAX_HEADER_BYTES = 1 << 20
MAX_DEPTH = 3
"""Archives inside of archives."""

SAMPLE_BYTES = 1_024
_CHUNK_BYTES = 1 << 20
_TAR_MAGIC, _TAR_MAGIC_AT = b"ustar", 257
_PACKED = _GZIP, _BZIP2, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_END_OF_DIRECTORY, _ZIP64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_END_BYTES, _LOCATOR_BYTES = 22, 20
_MAX_COMMENT_BYTES = 65_535
_DUMP_START = b"==== START logs for container "
_DUMP_END = b"==== END logs for container "
_DAMAGED = (OSError, EOFError, zlib.error, NotImplementedError, RuntimeError, ValueError)


class PackedFile(NamedTuple):
    """A file in an archive, as the archive names it."""

    name: str
    stream: IO[bytes]


class Limits:
    """What may still be unpacked."""

    def __init__(self, folder: Path) -> None:
        self.members = MAX_MEMBERS
        self.bytes = min(MAX_UNPACKED_BYTES, shutil.disk_usage(folder).free // 2)


def is_packed(beginning: bytes) -> bool:
    """Return whether a file that begins so may be an archive, or is a log that was packed."""
    return beginning.startswith((*_ZIP_MAGIC, *_PACKED)) or _is_tar(beginning)


def is_archive(path: Path) -> bool:
    """Return whether a file is an archive that can be unpacked."""
    try:
        with path.open("rb") as file:
            if file.read(4) in _ZIP_MAGIC:
                return True
            file.seek(0)
            beginning = file.read(SAMPLE_BYTES)
            if not beginning.startswith(_PACKED):
                return _is_tar(beginning)
            file.seek(0)
            with _unpacked(file) as inner:
                return _is_tar(inner.read(SAMPLE_BYTES))
    except _damaged():
        return False


def is_dump(path: Path) -> bool:
    """Return whether a file is what `kubectl cluster-info dump` prints: objects, then logs."""
    try:
        with path.open("rb") as file:
            beginning = file.read(SAMPLE_BYTES)
            if not beginning.lstrip().startswith(b"{") or b'"kind"' not in beginning:
                return False
            file.seek(0)
            return any(_DUMP_START in line for line in _lines(file))
    except OSError:
        return False


def _damaged() -> tuple[type[Exception], ...]:
    """Return what reading an archive that is damaged, or made to do harm, raises."""
    from lzma import LZMAError
    from tarfile import TarError
    from zipfile import BadZipFile

    return (*_DAMAGED, LZMAError, TarError, BadZipFile, OverflowError)


def _is_tar(beginning: bytes) -> bool:
    return beginning[_TAR_MAGIC_AT : _TAR_MAGIC_AT + len(_TAR_MAGIC)] == _TAR_MAGIC


def _unpacked(file: BinaryIO) -> IO[bytes]:
    """Return a file without its compression."""
    magic = file.read(6)
    file.seek(0)
    if magic.startswith(_GZIP):
        return cast(IO[bytes], gzip.GzipFile(fileobj=file, mode="rb"))
    if magic.startswith(_BZIP2):
        from bz2 import BZ2File

        return BZ2File(file)
    if magic.startswith(_XZ):
        from lzma import LZMAFile

        return LZMAFile(file)
    return file


def unpack(path: Path, folder: Path, limits: Limits) -> list[str]:
    """Unpack an archive into `folder`; return what was left out, and why, in short sentences."""
    left: list[str] = []
    allowed = min(limits.bytes, max(MIN_ALLOWED_BYTES, MAX_RATIO * path.stat().st_size))
    limits.bytes -= allowed
    try:
        for member in _members(path, left):
            target = _target(folder, member.name)
            if target is None:
                left.append(f"{member.name[:100]}: its path leaves the archive")
                continue
            if not limits.members or allowed <= 0:
                left.append("the rest: the archive holds too many files or too much text")
                break
            limits.members -= 1
            allowed -= _copy(member.stream, target, allowed)
    except _damaged() as error:
        left.append(f"the rest: the archive is damaged ({type(error).__name__})")
    limits.bytes += max(0, allowed)
    return left


def _target(folder: Path, name: str) -> Path | None:
    """Return where a member goes, or None if that is outside of the folder."""
    if "\0" in name or "\\" in name or ":" in name.partition("/")[0]:
        return None
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        return None
    return folder.joinpath(*path.parts)


def _copy(stream: IO[bytes], target: Path, allowed: int) -> int:
    """Copy a member as far as it is allowed; return its bytes. Of two with one name the first
    counts.
    """
    done = 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        out = target.open("xb")
    except OSError:  # a name that the system does not take, or that is there
        return 0
    with out:
        while done < allowed and (chunk := stream.read(min(_CHUNK_BYTES, allowed - done))):
            out.write(chunk)
            done += len(chunk)
    return done


def _members(path: Path, left: list[str]) -> Iterator[PackedFile]:
    with path.open("rb") as file:
        if file.read(4) in _ZIP_MAGIC:
            yield from _in_zip(file, left)
            return
        file.seek(0)
        with _unpacked(file) as inner:
            yield from _in_tar(inner)


# --- tar ------------------------------------------------------------------------------------------


class _Bounded:
    """A stream that refuses to read a header of any length at once."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.tell = stream.tell
        self.seek = stream.seek

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes. Raise ValueError if they are too many."""
        if not 0 <= size <= MAX_HEADER_BYTES:
            raise ValueError("a header of this length")
        return self._stream.read(size)


def _in_tar(stream: IO[bytes]) -> Iterator[PackedFile]:
    import tarfile

    with tarfile.open(fileobj=_Bounded(stream), mode="r:") as archive:  # type: ignore[call-overload]
        for info in archive:
            archive.members = []  # of which it would keep every one
            if info.isreg() and not info.issparse():
                content = archive.extractfile(info)
                if content is not None:
                    yield PackedFile(info.name, content)


# --- zip ------------------------------------------------------------------------------------------


def _in_zip(file: BinaryIO, left: list[str]) -> Iterator[PackedFile]:
    if _directory_bytes(file) > MAX_DIRECTORY_BYTES:
        left.append("all: its directory is larger than that of any case")
        return
    import zipfile

    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if info.is_dir() or (info.external_attr >> 16) & 0o170000 not in (0, 0o100000):
                continue
            if info.flag_bits & 1:
                left.append(f"{info.filename[:100]}: it is encrypted")
                continue
            with archive.open(info) as stream:
                yield PackedFile(info.filename, stream)


def _directory_bytes(file: BinaryIO) -> int:
    """Return the size of a zip's directory, which is read at once; one of zip64 is too large."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_BYTES - _LOCATOR_BYTES - _MAX_COMMENT_BYTES))
    end = file.read()
    at = end.rfind(_END_OF_DIRECTORY)
    file.seek(0)
    if at < 0:
        return 0
    if end[max(0, at - _LOCATOR_BYTES) : at].startswith(_ZIP64_LOCATOR):
        return MAX_DIRECTORY_BYTES + 1
    return int.from_bytes(end[at + 12 : at + 16], "little")


# --- dumps of a cluster ---------------------------------------------------------------------------


def split_dump(path: Path, folder: Path, limits: Limits) -> list[str]:
    """Write the objects of a dump and each of its logs into files of their own; return what was
    left out.
    """
    out = (folder / "objects.json").open("wb")
    try:
        with path.open("rb") as file:
            for line in _lines(file):
                name = line.removeprefix(_DUMP_START)
                if name != line:
                    out.close()
                    if not limits.members:
                        return ["the rest: the dump holds too many logs"]
                    limits.members -= 1
                    out = _log_of(folder, name).open("ab")
                elif line.startswith(_DUMP_END):
                    out.close()
                    out = (folder / "objects.json").open("ab")
                else:
                    out.write(line)
    finally:
        out.close()
    return []


def _log_of(folder: Path, named: bytes) -> Path:
    """Return the file of a log that is headed `CONTAINER of pod NAMESPACE/POD ====`."""
    words = named.decode("utf8", "replace").split()
    container, pod = (words[0], words[3]) if len(words) > 3 else ("container", "pod")
    name = "_".join(part for part in (*pod.split("/"), container) if part)
    safe = "".join(each if each.isalnum() or each in "-_." else "-" for each in name)
    return folder / f"{safe[:200]}.log"


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file, very long ones in parts."""
    while line := file.readline(_CHUNK_BYTES):
        yield line


def archives_in(names: Sequence[str]) -> Iterator[Path]:
    """Yield the archives and dumps among files and in folders."""
    for name in names:
        files = files_in_folder(name) if Path(name).is_dir() else [name]
        for file in islice(files, MAX_FILES):
            path = Path(file)
            if path.is_file() and (is_archive(path) or is_dump(path)):
                yield path
