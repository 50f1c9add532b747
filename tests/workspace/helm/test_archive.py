"""What is read of a packaged chart, and what is refused."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable

import pytest

from ctxkit.workspace.archives.errors import ArchiveRefusedError
from ctxkit.workspace.helm import archive
from ctxkit.workspace.helm.archive import read_archive
from tests.pace import at_most
from tests.workspace.helm.server import packed
from tests.workspace.refusals import check_refused

CHART = {"dify/Chart.yaml": "name: dify\nversion: 1.0.0\n"}


def tar_of(*members: tuple[tarfile.TarInfo, bytes], **options: int) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", **options) as tar:  # type: ignore[call-overload]
        for member, data in members:
            member.size = len(data) if member.isreg() else member.size
            tar.addfile(member, io.BytesIO(data))
    return gzip.compress(out.getvalue())


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def test_files_are_read_below_the_folder_of_the_chart() -> None:
    files = {**CHART, "dify/templates/a b.yaml": "x\r\n", "dify/charts/redis/Chart.yaml": ""}
    assert read_archive(packed(files)) == {
        "Chart.yaml": b"name: dify\nversion: 1.0.0\n",
        "templates/a b.yaml": b"x\r\n",
        "charts/redis/Chart.yaml": b"",
    }


def test_a_byte_order_mark_is_left_out_as_helm_does() -> None:
    assert read_archive(packed({"dify/values.yaml": b"\xef\xbb\xbfa: 1\n"})) == {
        "values.yaml": b"a: 1\n"
    }


def test_folders_pax_headers_and_letters_of_any_script_are_fine() -> None:
    long = "dify/templates/" + "x" * 150 + ".yaml"
    data = tar_of(
        (member("dify/", tarfile.DIRTYPE), b""),
        (member(long), b"1"),
        (member("dify/说明.md"), b"2"),
        format=tarfile.PAX_FORMAT,
    )
    assert set(read_archive(data)) == {long.removeprefix("dify/"), "说明.md"}


def test_an_archive_from_windows_is_read() -> None:
    assert set(read_archive(packed({"dify\\templates\\a.yaml": ""}))) == {"templates/a.yaml"}


def test_several_gzip_members_are_one_archive() -> None:
    plain = gzip.decompress(packed(CHART))
    split = gzip.compress(plain[:700]) + gzip.compress(plain[700:]) + b"\0" * 16
    assert set(read_archive(split)) == {"Chart.yaml"}


HOSTILE = {
    "parent": packed({**CHART, "dify/../../etc/passwd": "x"}),
    "parent in front": packed({**CHART, "../dify/passwd": "x"}),
    "absolute": packed({**CHART, "/etc/passwd": "x"}),
    "drive": packed({**CHART, "dify/c:/windows": "x"}),
    "drive in front": packed({**CHART, "C:/windows/x": "x"}),
    "mixed slashes": packed({**CHART, "dify/a\\..\\..\\x": "x"}),
    "symbolic link": tar_of((member("dify/a", tarfile.SYMTYPE, "/etc/passwd"), b"")),
    "hard link": tar_of((member("dify/a", tarfile.LNKTYPE, "dify/b"), b"")),
    "device": tar_of((member("dify/a", tarfile.CHRTYPE), b"")),
    "block device": tar_of((member("dify/a", tarfile.BLKTYPE), b"")),
    "pipe": tar_of((member("dify/a", tarfile.FIFOTYPE), b"")),
    "unknown kind": tar_of((member("dify/a", b"V"), b"")),
    "file twice": tar_of((member("dify/a"), b"1"), (member("dify/a"), b"2")),
    "files that differ in case": packed({"dify/a.yaml": "1", "dify/A.yaml": "2"}),
    "folders that differ in case": packed({"dify/a/x": "1", "dify/A/y": "2"}),
    "letters composed in two ways": packed({"dify/\u00e9": "1", "dify/e\u0301": "2"}),
    "file and folder": packed({"dify/a": "1", "dify/a/b": "2"}),
    "folder and file": packed({"dify/a/b": "1", "dify/A": "2"}),
    "outside the folder": packed({**CHART, "values.yaml": "x"}),
    "folder without a name": packed({"./dify/Chart.yaml": "x"}),
    "git directory": packed({**CHART, "dify/.git/config": "x"}),
    "git directory on Windows": packed({**CHART, "dify/GIT~1/config": "x"}),
    "git directory with dots": packed({**CHART, "dify/.Git. ./config": "x"}),
    "git directory as the chart": packed({".git/config": "x"}),
    "line break": packed({**CHART, "dify/a\nb": "x"}),
    "escape": packed({**CHART, "dify/\x1b[31m": "x"}),
    "hidden letter": packed({**CHART, "dify/.g\u200cit/config": "x"}),
    "text direction": packed({**CHART, "dify/\u202elmay": "x"}),
    "long name": packed({**CHART, "dify/" + "x" * 300: "x"}),
    "deep": packed({**CHART, "dify/" + "d/" * 60 + "x": "x"}),
    "many": packed({f"dify/{number}": "" for number in range(archive.MAX_FILES + 1)}),
    "large file": packed({**CHART, "dify/a": b"\0" * (archive.MAX_FILE_BYTES + 1)}),
    "not gzip": b"PK\x03\x04 a zip file",
    "web page": b"<!DOCTYPE html><title>login</title>",
    "empty": b"",
    "no files": packed({}),
    "gzip of something else": gzip.compress(b"just text" * 1000),
    "cut off": packed(CHART)[:-20],
    "many gzip members": gzip.compress(b"x") * 1000,
    "chain of headers": gzip.compress(
        b"".join(member("x", tarfile.XHDTYPE).tobuf(tarfile.USTAR_FORMAT) for _ in range(3000))
    ),
    "garbage behind": packed(CHART) + b"garbage",
    "damaged": packed(CHART)[:40] + b"\xff\xff\xff" + packed(CHART)[43:],
    "name not in UTF-8": gzip.compress(
        gzip.decompress(packed({"dify/xx": "1"})).replace(b"dify/xx", b"dify/\xff\xfe", 1)
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_or_damaged_archive_is_refused(kind: str) -> None:
    check_refused(read_archive, HOSTILE[kind])


def test_a_header_that_is_damaged_in_the_middle_is_not_taken_for_the_end() -> None:
    plain = bytearray(gzip.decompress(packed({"dify/a": "1", "dify/b": "2", "dify/c": "3"})))
    second = plain.index(b"dify/b")
    plain[second] ^= 1  # its checksum no longer fits
    with pytest.raises(ArchiveRefusedError, match="damaged"):
        read_archive(gzip.compress(bytes(plain)))


def test_a_header_with_a_negative_size_does_not_go_round_for_ever() -> None:
    plain = bytearray(gzip.decompress(packed({"dify/a": "1", "dify/b": "2"})))
    start = plain.index(b"dify/b")
    plain[start + 124 : start + 136] = b"\xff" * 10 + b"\xfc\x00"  # base 256, -1024
    plain[start + 148 : start + 156] = b" " * 8
    total = sum(plain[start : start + 512])
    plain[start + 148 : start + 156] = b"%06o\0 " % total
    with pytest.raises(ArchiveRefusedError):
        read_archive(gzip.compress(bytes(plain)))


def bomb() -> bytes:
    """Return a gzip file of 140 MB of zeros, as a file of a tar archive."""
    return gzip.compress(b"\0" * 140_000_000, compresslevel=9)


@pytest.mark.parametrize("make", [bomb])
def test_a_gzip_bomb_is_refused_before_it_unpacks(make: Callable[[], bytes]) -> None:
    data = make()
    with at_most(5):
        with pytest.raises(ArchiveRefusedError, match="more than Helm allows"):
            read_archive(data)
    assert len(data) < 1_000_000


def test_the_sum_of_the_files_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_BYTES", 100)
    with pytest.raises(ArchiveRefusedError, match="larger than Helm allows"):
        read_archive(packed({"dify/a": "x" * 60, "dify/b": "x" * 60}))
