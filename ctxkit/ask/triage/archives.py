"""Archives of a case (zip, tar, tar.gz) and dumps of a cluster -> files in a folder of their own,
which is removed at the end.

Nothing in an archive is trusted: no member leaves the folder, links and devices are left out, and
the number of the files and their bytes are bounded. Not here: what they are (`given_files.py`).
"""

from __future__ import annotations

import gzip
import shutil
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, NamedTuple, cast

from ctxkit.ask.triage.given_files import all_files
from ctxkit.ask.triage.log_files import GZIP_MAGIC
from ctxkit.regex import regex

MAX_MEMBERS = 5_000
"""Files that are unpacked of all archives."""

MAX_UNPACKED_BYTES = 8 << 30
MAX_RATIO = 300
"""Bytes that are unpacked for each byte of an archive; logs pack to a tenth or a fiftieth."""

MIN_ALLOWED_BYTES = 64 << 20
MAX_ENTRIES = 100_000
"""Entries of an archive that are looked at: members, folders, links."""

MAX_DIRECTORY_BYTES = 8 << 20
MAX_HEADER_BYTES = 64 << 10
"""Bytes of the headers of one member of a tar."""

MAX_DEPTH = 3
"""Archives inside of archives."""

SAMPLE_BYTES = 1_024
_CHUNK_BYTES = 1 << 20
_TAR_MAGIC, _TAR_MAGIC_AT = b"ustar", 257
_BZIP2, _XZ = b"BZh", b"\xfd7zXZ\x00"
_PACKED = (GZIP_MAGIC, _BZIP2, _XZ)
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_DUMP_START = b"==== START logs for container "
_DUMP_END = b"==== END logs for container "
_OF_NAMES = " ()+,-./:=@_~"
_LONG_NUMBER = regex(rb"[0-9]{40}")
_DAMAGED = (
    OSError, EOFError, zlib.error, IndexError, NotImplementedError, RuntimeError, ValueError,
)  # fmt: skip


class PackedFile(NamedTuple):
    """A file in an archive, as the archive names it."""

    name: str
    stream: IO[bytes]


class Limits:
    """What may still be unpacked, until `is_stopped` says that nothing more may."""

    def __init__(self, folder: Path, is_stopped: Callable[[], bool] = bool) -> None:
        self.is_stopped = is_stopped
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
            return any(line.startswith(_DUMP_START) for line in _lines(file))
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
    if magic.startswith(GZIP_MAGIC):
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
        for member in _members(path, left, allowed):
            if not limits.members or allowed <= 0:
                raise _TooMuch
            limits.members -= 1
            target = target_in(folder, member.name)
            if target is None:
                left.append(f"{plain_name(member.name[:100])}: its path leaves the archive")
            else:
                allowed -= copy_member(member.stream, target, allowed, limits.is_stopped)
            if limits.is_stopped():
                break
        if allowed <= 0:  # the last one was cut
            raise _TooMuch
    except _TooMuch:
        left.append("the rest: the archive holds too many files or too much text")
    except _damaged() as error:
        left.append(f"the rest: the archive is damaged ({type(error).__name__})")
    limits.bytes += max(0, allowed)
    return left


def target_in(folder: Path, name: str) -> Path | None:
    """Return where a member goes, or None if that is outside of the folder."""
    if "\0" in name or name[1:2] == ":":
        return None
    path = PurePosixPath(name.replace("\\", "/"))  # as some zips of Windows have it
    if path.is_absolute() or ".." in path.parts or not path.parts:
        return None
    return folder.joinpath(*map(plain_name, path.parts))


def plain_name(name: str) -> str:
    """Return a name of a file without what a report, a terminal or Markdown would obey."""
    return "".join(each if each.isalnum() or each in _OF_NAMES else "-" for each in name)


def copy_member(
    stream: IO[bytes], target: Path, allowed: int, is_stopped: Callable[[], bool]
) -> int:
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
        while done < allowed and not is_stopped():
            chunk = stream.read(min(_CHUNK_BYTES, allowed - done))
            if not chunk:
                break
            out.write(chunk)
            done += len(chunk)
    return done


def _members(path: Path, left: list[str], allowed: int) -> Iterator[PackedFile]:
    with path.open("rb") as file:
        if file.read(4) in _ZIP_MAGIC:
            yield from _in_zip(file, left)
            return
        file.seek(0)
        with _unpacked(file) as inner:
            yield from _in_tar(inner, allowed)


class _TooMuch(ValueError):
    """An archive holds more than is looked at."""


# --- tar ------------------------------------------------------------------------------------------


class _Forward:
    """A tar that is read from its beginning on, up to a bound.

    What its headers skip costs as much as what they hold, one of a negative size would be read
    again and again, and the reader takes headers of any length and looks for numbers in them in
    quadratic time.
    """

    def __init__(self, stream: IO[bytes], allowed: int) -> None:
        self._stream = stream
        self._allowed = allowed
        self._of_header = MAX_HEADER_BYTES
        self.is_in_member = False
        self.tell = stream.tell

    def begin_header(self) -> None:
        """Read the headers of the next member from here on."""
        self._of_header = MAX_HEADER_BYTES
        self.is_in_member = False

    def seek(self, place: int) -> int:
        """Go on to a place. Raise ValueError if it was passed."""
        if place < self.tell():
            raise ValueError("a header that leads back")
        if place > self._allowed:
            raise _TooMuch
        return self._stream.seek(place)

    def read(self, size: int) -> bytes:
        """Return the next bytes. Raise ValueError if a header of this length is none."""
        if self.tell() > self._allowed:
            raise _TooMuch
        if self.is_in_member:
            return self._stream.read(size)
        self._of_header -= size
        if size < 0 or self._of_header < 0:
            raise ValueError("a header of this length")
        data = self._stream.read(size)
        if _LONG_NUMBER.search(data):
            raise ValueError("a header with a number of this length")
        return data


def _in_tar(stream: IO[bytes], allowed: int) -> Iterator[PackedFile]:
    import tarfile

    forward = _Forward(stream, allowed)
    with tarfile.open(fileobj=forward, mode="r:") as archive:  # type: ignore[call-overload]
        for number, info in enumerate(archive):
            if number == MAX_ENTRIES:
                raise _TooMuch
            archive.members = []  # of which it would keep every one
            if info.isreg() and not info.issparse():
                content = archive.extractfile(info)
                if content is not None:
                    forward.is_in_member = True
                    yield PackedFile(info.name, content)
            forward.begin_header()


# --- zip ------------------------------------------------------------------------------------------


class _Bounded:
    """A zip of which no part of any length is read at once: its directory is, and is made into
    objects of many times its size.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.tell = stream.tell
        self.seek = stream.seek
        self.seekable = stream.seekable

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes. Raise ValueError if they are too many."""
        most = MAX_DIRECTORY_BYTES
        data = self._stream.read(size if 0 <= size <= most else most + 1)
        if len(data) > most:
            raise _TooMuch
        return data


def _in_zip(file: BinaryIO, left: list[str]) -> Iterator[PackedFile]:
    import zipfile

    with zipfile.ZipFile(cast(IO[bytes], _Bounded(file))) as archive:
        for info in archive.infolist()[:MAX_ENTRIES]:
            if info.is_dir() or (info.external_attr >> 16) & 0o170000 not in (0, 0o100000):
                continue
            if info.flag_bits & 1:
                left.append(f"{plain_name(info.filename[:100])}: it is encrypted")
                continue
            with archive.open(info) as stream:
                yield PackedFile(info.filename, stream)


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
                limits.bytes -= len(line)
                if limits.bytes < 0:
                    return ["the rest: the dump holds too much text"]
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
    return folder / f"{plain_name(name[:200])}.log"


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file, very long ones in parts."""
    while line := file.readline(_CHUNK_BYTES):
        yield line


def archives_in(names: Sequence[str]) -> Iterator[Path]:
    """Yield the archives and dumps among files and in folders."""
    for name, _ in all_files(names):
        path = Path(name)
        if name != "-" and path.is_file() and (is_archive(path) or is_dump(path)):
            yield path
