"""Read the files of a packaged chart, which may come from anybody.

Nothing is written: the archive is read in memory, and git, which gets the files, is the only one
that writes. Paths, sizes and numbers are checked before, by the limits of Helm where it has some:
an archive that breaks one rule is refused as a whole. As by `helm pull --untar`, the folder at the
top is left out, and so is a byte order mark. Pure. Not here: git (`store.py`).
"""

from __future__ import annotations

import io
import tarfile
import zlib
from collections.abc import Iterator

from ctxkit.workspace.archives.errors import ArchiveRefusedError
from ctxkit.workspace.archives.paths import Paths, check_kind, parts_of, refusal

MAX_BYTES = 100 * 1024 * 1024  # Helm's limit for a chart
MAX_FILE_BYTES = 5 * 1024 * 1024  # Helm's limit for a file
MAX_FILES = 5_000
_MAX_GZIP_MEMBERS = 64  # each copies the rest of the archive
_MAX_TAR_BYTES = MAX_BYTES + MAX_FILES * 4 * tarfile.BLOCKSIZE
_GZIP = 16 + zlib.MAX_WBITS
_MAGIC = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_TAR_ERRORS = (
    tarfile.TarError,
    ValueError,
    OverflowError,
    EOFError,
    LookupError,
    RecursionError,  # each header of a chain of them is a call
)


def read_archive(data: bytes) -> dict[str, bytes]:
    """Return the files of a chart by path, as `helm pull --untar` would write them.

    Raise ArchiveRefusedError where the archive is damaged, or breaks a rule.
    """
    tar = _unzipped(data)
    files: dict[str, bytes] = {}
    paths = Paths()
    size = 0
    for member, archive in _members(tar):
        path = _path_of(member)
        paths.add(path)
        size += member.size
        if member.size > MAX_FILE_BYTES or size > MAX_BYTES:
            raise refusal("is larger than Helm allows", member.name)
        stream = archive.extractfile(member)
        content = stream.read() if stream else b""
        if len(content) != member.size:
            raise ArchiveRefusedError("the archive is cut off")
        files[path] = content.removeprefix(_BOM)
    if not files:
        raise ArchiveRefusedError("the archive has no files")
    return files


def _unzipped(data: bytes) -> bytes:
    """Return what a gzip file holds, as long as it is not more than a chart may be."""
    if not data.startswith(_MAGIC):
        raise ArchiveRefusedError("the file is not a gzip archive")
    parts: list[bytes] = []
    size = 0
    while data.startswith(_MAGIC) and len(parts) < _MAX_GZIP_MEMBERS:
        unzip = zlib.decompressobj(_GZIP)
        try:
            part = unzip.decompress(data, _MAX_TAR_BYTES - size + 1)
        except zlib.error as error:
            raise ArchiveRefusedError(f"the archive is damaged: {error}") from None
        parts.append(part)
        size += len(part)
        if size > _MAX_TAR_BYTES:
            raise ArchiveRefusedError("the archive is unsafe: it unpacks to more than Helm allows")
        if not unzip.eof:
            raise ArchiveRefusedError("the archive is cut off")
        data = unzip.unused_data
    if data.strip(b"\0"):
        raise ArchiveRefusedError("the archive is damaged: it does not end where it should")
    return b"".join(parts)


def _members(tar: bytes) -> Iterator[tuple[tarfile.TarInfo, tarfile.TarFile]]:
    """Yield the files of a tar archive. Raise ArchiveRefusedError for anything else but folders.

    tarfile takes a damaged header for the end, so what follows must be empty.
    """
    try:
        with tarfile.open(
            fileobj=io.BytesIO(tar), mode="r:", encoding="utf8", errors="strict"
        ) as archive:
            number, position = 0, -1
            while member := archive.next():
                number += 1
                if number > MAX_FILES:
                    raise ArchiveRefusedError(
                        f"the archive is unsafe: more than {MAX_FILES} entries"
                    )
                if archive.offset <= position or member.size < 0:
                    raise ArchiveRefusedError("the archive is damaged: it leads back into itself")
                position = archive.offset
                if member.isdir():
                    continue
                check_kind(member)
                yield member, archive
            if tar[archive.offset :].strip(b"\0"):
                raise ArchiveRefusedError("the archive is damaged or cut off")
    except _TAR_ERRORS as error:
        raise ArchiveRefusedError(f"the archive is damaged: {ascii(str(error))[1:-1]}") from None


def _path_of(member: tarfile.TarInfo) -> str:
    """Return the path of a file below the chart's own folder."""
    name = member.name
    if "\\" in name and "/" not in name:  # packed on Windows
        name = name.replace("\\", "/")
    own = parts_of(name)[1:]
    if not own or name.startswith("./"):
        raise refusal("is outside the folder of the chart", name)
    return "/".join(own)
