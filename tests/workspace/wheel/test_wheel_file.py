"""What is read of a wheel, and what is refused."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from ctxkit.workspace.archives.errors import ArchiveRefusedError
from ctxkit.workspace.wheel import wheel_file
from ctxkit.workspace.wheel.wheel_file import read_wheel
from tests.pace import at_most
from tests.workspace.refusals import check_refused

MODULE = {"graphon/__init__.py": b"VERSION = 1\r\n"}


def wheel(files: dict[str, bytes], **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**files, **more}.items():
            archive.writestr(name, data)
    return out.getvalue()


def special(name: str, mode: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        archive.writestr(info, b"/etc/passwd")
    return out.getvalue()


def twice(first: str, second: str) -> bytes:
    return wheel({first: b"1", second: b"2"})


def test_the_modules_are_read_and_what_describes_them_is_not() -> None:
    described = {
        "graphon-0.2.2.dist-info/METADATA": b"Name: graphon\n",
        "graphon-0.2.2.data/scripts/run": b"#!/bin/sh\n",
        "graphon/nodes/": b"",
        "graphon/nodes/a.py": b"",
    }
    assert read_wheel(wheel({**MODULE, **described})) == {**MODULE, "graphon/nodes/a.py": b""}


HOSTILE = {
    "no wheel": b"<!DOCTYPE html>",
    "empty": b"",
    "no modules": wheel({"a-1.dist-info/METADATA": b"x"}),
    "cut off": wheel(MODULE)[:-30],
    "damaged": special("a.py", 0).replace(b"/etc/passwd", b"/etc/shadow"),
    "parent": wheel({**MODULE, "graphon/../../x.py": b""}),
    "absolute": wheel({**MODULE, "/etc/x": b""}),
    "drive": wheel({**MODULE, "c:/x": b""}),
    "git directory": wheel({**MODULE, ".git/config": b""}),
    "escape": wheel({**MODULE, "graphon/\x1b[31m": b""}),
    "deep": wheel({**MODULE, "d/" * 60 + "x": b""}),
    "link": special("graphon/a.py", stat.S_IFLNK | 0o777),
    "device": special("graphon/a.py", stat.S_IFCHR | 0o666),
    "link beside the modules": special("a-1.dist-info/RECORD", stat.S_IFLNK | 0o777),
    "case": twice("graphon/a.py", "graphon/A.py"),
    "file and folder": twice("graphon/a", "graphon/a/b"),
    "large file": wheel({"graphon/a": b"\0" * (wheel_file.MAX_FILE_BYTES + 1)}),
    "many": wheel({f"a/{number}": b"" for number in range(wheel_file.MAX_FILES + 1)}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_or_damaged_wheel_is_refused(kind: str) -> None:
    check_refused(read_wheel, HOSTILE[kind])


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    data = wheel({f"a/{number}": b"\0" * 19_000_000 for number in range(8)})
    with at_most(5):
        with pytest.raises(ArchiveRefusedError, match="larger than ctxkit reads"):
            read_wheel(data)
    assert len(data) < 1_000_000


def test_a_file_that_says_it_is_small_is_read_no_further() -> None:
    data = bytearray(wheel({"graphon/a.py": b"\0" * 1_000_000}))
    size = (1_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    lying = bytes(data).replace(size, (10).to_bytes(4, "little"))
    with pytest.raises(ArchiveRefusedError, match="damaged"):
        read_wheel(lying)


def test_an_encrypted_file_is_refused() -> None:
    data = bytearray(wheel({"graphon/a.py": b"x"}))
    start = data.index(b"PK\x01\x02")
    data[start + 8] |= 1
    with pytest.raises(ArchiveRefusedError):
        read_wheel(bytes(data))
