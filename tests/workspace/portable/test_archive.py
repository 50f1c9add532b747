"""The file of an exported workspace: the same bytes for the same members, and nothing else."""

from __future__ import annotations

import gzip
import io
import tarfile
import tracemalloc
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxkit.errors import UsageError, WorkspaceError
from ctxkit.workspace.portable import archive
from ctxkit.workspace.portable.archive import unpack, write_archive
from ctxkit.workspace.portable.manifest import ArchiveManifest, ImportRefusedError, Member
from tests.workspace.portable.test_manifest import NAMES, manifest

CONTENTS = (b"dify: '1.14.0'\n", b"", b"PACK" * 300, b"x" * 512)


def of(contents: tuple[bytes, ...] = CONTENTS) -> ArchiveManifest:
    members = tuple(
        Member(name=name, size=len(data), sha256=sha256(data).hexdigest())
        for name, data in zip(NAMES, contents, strict=True)
    )
    return manifest(members=members)


def written(folder: Path, contents: tuple[bytes, ...] = CONTENTS) -> bytes:
    files = []
    for number, data in enumerate(contents):
        files.append(folder / f"content-{number}")
        files[-1].write_bytes(data)
    path = folder / "written.tar.gz"
    path.unlink(missing_ok=True)
    write_archive(path, of(contents), files)
    return path.read_bytes()


def read(folder: Path, data: bytes) -> dict[str, bytes]:
    (folder / "given.tar.gz").write_bytes(data)
    out = folder / "out"
    out.mkdir()
    _, files = unpack(folder / "given.tar.gz", out, lambda *_: None)
    return {name: file.read_bytes() for name, file in files.items()}


def refused(folder: Path, data: bytes) -> str:
    with pytest.raises(ImportRefusedError) as caught:
        read(folder, data)
    return caught.value.message


def repacked(folder: Path, change: Callable[[tarfile.TarInfo, bytes], bytes | None]) -> bytes:
    """Return the archive with headers and contents changed; None leaves a member out."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(written(folder))) as old:
        with tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as new:
            for member in old.getmembers():
                stream = old.extractfile(member)
                assert stream is not None
                data = change(member, stream.read())
                if data is None:
                    continue
                member.size = len(data) if member.isreg() else 0
                new.addfile(member, io.BytesIO(data))
    return out.getvalue()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    data = written(tmp_path)
    assert read(tmp_path, data) == dict(zip(NAMES, CONTENTS, strict=True))
    assert written(tmp_path) == data


def test_any_tar_reads_it(tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(written(tmp_path))) as found:
        assert found.getnames() == ["manifest.json", *NAMES]
        assert {(m.mtime, m.uid, m.gid, m.uname, m.mode) for m in found} == {(0, 0, 0, "", 0o644)}


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(*[st.binary(max_size=2000)] * 4))
def test_contents_of_any_size_come_back(tmp_path: Path, contents: tuple[bytes, ...]) -> None:
    data = written(tmp_path, contents)
    (tmp_path / "given.tar.gz").write_bytes(data)
    out = tmp_path / f"out-{len(list(tmp_path.iterdir()))}-{sha256(data).hexdigest()[:8]}"
    out.mkdir(exist_ok=True)
    for file in out.iterdir():
        file.unlink()
    _, files = unpack(tmp_path / "given.tar.gz", out, lambda *_: None)
    assert tuple(file.read_bytes() for file in files.values()) == contents


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_a_link_is_refused(tmp_path: Path, kind: bytes) -> None:
    def change(member: tarfile.TarInfo, data: bytes) -> bytes:
        if member.name == "index.sqlite3":
            member.type, member.linkname = kind, "/etc/passwd"
        return data

    assert "'index.sqlite3' is a link" in refused(tmp_path, repacked(tmp_path, change))


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_a_device_or_folder_is_refused(tmp_path: Path, kind: bytes) -> None:
    def change(member: tarfile.TarInfo, data: bytes) -> bytes:
        if member.name == "index.sqlite3":
            member.type = kind
        return data

    assert "neither a file nor a folder" in refused(tmp_path, repacked(tmp_path, change))


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("../index.sqlite3", "leads out of the archive"),
        ("/etc/passwd", "not a path inside"),
        ("C:\\x", "not a path inside"),
        ("dify/.git/hooks/post-checkout", "not a name for a file"),
        ("INDEX.sqlite3", "where 'index.sqlite3' should be"),
        ("é" * 120, "is neither a file nor a folder"),  # a header of pax in front
    ],
)
def test_a_name_of_the_archive_is_never_used(tmp_path: Path, name: str, fault: str) -> None:
    def change(member: tarfile.TarInfo, data: bytes) -> bytes:
        if member.name == "index.sqlite3":
            member.name = name
        return data

    assert fault in refused(tmp_path, repacked(tmp_path, change))
    assert {path.name for path in (tmp_path / "out").iterdir()} <= {"0", "1", "2", "3"}


def test_another_content_is_refused(tmp_path: Path) -> None:
    def change(member: tarfile.TarInfo, data: bytes) -> bytes:
        return data.replace(b"x", b"y") if member.name == "index.sqlite3" else data

    assert "another sha256" in refused(tmp_path, repacked(tmp_path, change))


def test_another_size_is_refused(tmp_path: Path) -> None:
    def change(member: tarfile.TarInfo, data: bytes) -> bytes:
        return data + b"x" if member.name == "index.sqlite3" else data

    assert "another size" in refused(tmp_path, repacked(tmp_path, change))


def test_a_member_that_is_left_out_is_missed(tmp_path: Path) -> None:
    def change(member: tarfile.TarInfo, data: bytes) -> bytes | None:
        return None if member.name == "workspace.lock" else data

    assert "where 'workspace.lock' should be" in refused(tmp_path, repacked(tmp_path, change))


def test_a_member_more_is_refused(tmp_path: Path) -> None:
    raw = gzip.decompress(written(tmp_path))
    body = raw[: -2 * 512]
    extra = tarfile.TarInfo("dify/.git/config")
    extra.size = 512
    data = gzip.compress(body + extra.tobuf(tarfile.USTAR_FORMAT) + b"x" * 512 + b"\0" * 1024)
    assert "something follows" in refused(tmp_path, data)


@pytest.mark.parametrize("tail", [b"x", b"\0" * 10240])
def test_what_follows_the_end_is_refused(tmp_path: Path, tail: bytes) -> None:
    raw = gzip.decompress(written(tmp_path))
    assert "something follows" in refused(tmp_path, gzip.compress(raw + tail))


def test_a_second_gzip_member_is_refused(tmp_path: Path) -> None:
    assert "something follows" in refused(tmp_path, written(tmp_path) + gzip.compress(b"x"))


def test_an_archive_that_is_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    data = written(tmp_path)
    for end in range(2, len(data), 7):
        (tmp_path / "given.tar.gz").write_bytes(data[:end])
        out = tmp_path / f"cut-{end}"
        out.mkdir()
        with pytest.raises(ImportRefusedError, match=r"cut off|damaged"):
            unpack(tmp_path / "given.tar.gz", out, lambda *_: None)


def test_a_changed_byte_anywhere_is_refused_or_changes_nothing(tmp_path: Path) -> None:
    data = bytearray(written(tmp_path))
    for place in range(10, len(data), 5):  # the header has flags that say nothing
        changed = bytearray(data)
        changed[place] ^= 0x55
        (tmp_path / "given.tar.gz").write_bytes(changed)
        out = tmp_path / f"changed-{place}"
        out.mkdir()
        with pytest.raises(ImportRefusedError):
            unpack(tmp_path / "given.tar.gz", out, lambda *_: None)


def test_other_files_are_no_archive(tmp_path: Path) -> None:
    assert "not a gzip archive" in refused(tmp_path, b"PK\x03\x04")
    (tmp_path / "out").rmdir()
    other = io.BytesIO()
    with tarfile.open(fileobj=other, mode="w:gz") as tar:
        info = tarfile.TarInfo("dify/Chart.yaml")
        tar.addfile(info)
    assert "no exported workspace" in refused(tmp_path, other.getvalue())
    with pytest.raises(UsageError, match="no such file"):
        unpack(tmp_path / "none.tar.gz", tmp_path, lambda *_: None)


def test_a_bomb_is_refused_before_it_is_written(tmp_path: Path) -> None:
    big = manifest(
        members=(*of().members[:-1], Member(name=NAMES[-1], size=10**9, sha256="a" * 64))
    )
    data = archive.manifest_bytes(big)
    raw = archive._header("manifest.json", len(data)) + data + archive._padding(len(data))
    bomb = gzip.compress(raw + b"\0" * 3_000_000)
    assert "100 times its size" in refused(tmp_path, bomb)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_bomb_takes_no_memory(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 100_000_000)
    tracemalloc.start()
    try:
        refused(tmp_path, bomb)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_manifest_has_a_limit(tmp_path: Path) -> None:
    header = archive._header("manifest.json", 8 * 1024 * 1024 + 1)
    assert "too large" in refused(tmp_path, gzip.compress(header))


def test_a_disk_that_is_too_full_is_told_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = written(tmp_path)
    needed = 2 * sum(map(len, CONTENTS))
    monkeypatch.setattr(
        archive.shutil, "disk_usage", lambda _: archive.shutil._ntuple_diskusage(0, 0, needed - 1)
    )
    with pytest.raises(WorkspaceError, match="disk is too full"):
        read(tmp_path, data)
