"""Read the modules of a wheel, which may come from anybody.

Nothing is written: it is read in memory, and git, which gets the files, is the only one that
writes. What describes the package (`NAME.dist-info/`) and what is installed elsewhere
(`NAME.data/`) is left out. Pure. Not here: getting it (`pip.py`).
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

from ctxkit.workspace.archives.errors import ArchiveRefusedError
from ctxkit.workspace.archives.paths import Paths, parts_of, refusal

MAX_BYTES = 100_000_000
MAX_FILE_BYTES = 20_000_000
MAX_FILES = 5_000
_NOT_CODE = (".dist-info", ".data")
_ENCRYPTED = 0x1
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    OverflowError,
    EOFError,
    NotImplementedError,  # of a newer version of zip, or with a patch
    RuntimeError,
    OSError,
)


def read_wheel(data: bytes) -> dict[str, bytes]:
    """Return the files of the modules of a wheel, by path.

    Raise ArchiveRefusedError where it is damaged, or breaks a rule.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _files(archive)
    except _ZIP_ERRORS as error:
        raise ArchiveRefusedError(f"the wheel is damaged: {ascii(str(error))[1:-1]}") from None


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MAX_FILES:
        raise ArchiveRefusedError(f"the archive is unsafe: more than {MAX_FILES} entries")
    files: dict[str, bytes] = {}
    paths = Paths()
    size = 0
    for info in members:
        parts = parts_of(info.filename)
        if not parts:
            raise refusal("is not a path inside the archive", info.filename)
        paths.add("/".join(parts))
        size += info.file_size
        if info.file_size > MAX_FILE_BYTES or size > MAX_BYTES:
            raise refusal("is larger than ctxkit reads", info.filename)
        _check_kind(info)
        if not parts[0].endswith(_NOT_CODE):
            files["/".join(parts)] = archive.read(info)  # not more than its `file_size`
    if not files:
        raise ArchiveRefusedError("the wheel has no modules")
    return files


def _check_kind(info: zipfile.ZipInfo) -> None:
    """Raise ArchiveRefusedError for anything but files that can be read as they are."""
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise refusal("is a link or not a file", info.filename)
    if info.flag_bits & _ENCRYPTED or info.compress_type not in _KINDS:
        raise refusal("is packed in a way that wheels are not", info.filename)
