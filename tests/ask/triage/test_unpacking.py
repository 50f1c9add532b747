"""Archives of a case are read as the files in them, and none does harm."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

import ctxkit
from ctxkit.ask.triage import archives
from ctxkit.ask.triage.archives import Limits, is_archive, split_dump, unpack
from ctxkit.ask.triage.unpacking import note_on_left
from tests.ask.triage.test_case import causes
from tests.ask.triage.test_state_files import EVENT, POD, PODS

LINE = b"client intended to send too large body: 81926649 bytes, client: 10.0.0.1, server: _\n"
LOG = b"".join(b"2026/05/04 09:%02d:01 [error] 29#29: *1 " % n + LINE for n in range(9))


def tar_of(path: Path, files: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def zip_of(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def unpacked(path: Path, folder: Path) -> tuple[dict[str, bytes], list[str]]:
    folder.mkdir()
    left = unpack(path, folder, Limits(folder))
    files = (each for each in folder.rglob("*") if each.is_file())
    return {str(each.relative_to(folder)): each.read_bytes() for each in files}, left


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz", "zip"])
def test_every_kind_is_unpacked(tmp_path: Path, mode: str) -> None:
    files = {"case/logs/api.log": b"x\n", "case/.env": b"A=1\n"}
    path = tmp_path / "case.bin"
    if mode == "zip":
        zip_of(path, files)
    else:
        tar_of(path, files, mode)
    assert is_archive(path)
    assert unpacked(path, tmp_path / "out") == (files, [])


def test_a_packed_log_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "api.log.gz").write_bytes(gzip.compress(LOG))
    (tmp_path / "api.log").write_bytes(LOG)
    assert not any(is_archive(path) for path in tmp_path.iterdir())


@pytest.mark.parametrize("name", ["../out.log", "/etc/x.log", "a/../../x", "C:/x", "..\\x"])
def test_no_member_leaves_the_folder(tmp_path: Path, name: str) -> None:
    for path in (
        tar_of(tmp_path / "a.tgz", {name: b"x", "fine": b"y"}),
        zip_of(tmp_path / "a.zip", {name: b"x", "fine": b"y"}),
    ):
        found, left = unpacked(path, tmp_path / f"out-{path.name}")
        assert found == {"fine": b"y"}
        assert "leaves the archive" in left[0]


def test_links_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for kind, name in ((tarfile.SYMTYPE, "soft"), (tarfile.LNKTYPE, "hard")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert unpacked(path, tmp_path / "out") == ({}, [])


def test_a_bomb_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MIN_ALLOWED_BYTES", 100_000)
    for path in (
        tar_of(tmp_path / "a.tgz", {"zeros": bytes(9_000_000), "next": b"x"}),
        zip_of(tmp_path / "a.zip", {"zeros": bytes(9_000_000), "next": b"x"}),
    ):
        limit = max(100_000, archives.MAX_RATIO * path.stat().st_size)
        found, left = unpacked(path, tmp_path / f"out-{path.name}")
        assert sum(map(len, found.values())) <= limit < 9_000_000
        assert "too many files or too much text" in left[-1]


def test_many_members_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 5)
    path = tar_of(tmp_path / "a.tgz", {f"f{n}": b"x" for n in range(9)})
    found, left = unpacked(path, tmp_path / "out")
    assert (len(found), len(left)) == (5, 1)


def test_who_stops_it_does_not_wait_for_the_rest(tmp_path: Path) -> None:
    path = tar_of(tmp_path / "a.tgz", {f"f{n}": bytes(3 << 20) for n in range(3)})
    out = tmp_path / "out"
    out.mkdir()
    polled = iter([False, False, True])
    assert unpack(path, out, Limits(out, lambda: next(polled, True))) == []
    assert [each.stat().st_size for each in out.iterdir()] == [2 << 20]


@pytest.mark.parametrize("kind", [b"L", b"x"])
def test_a_header_of_any_length_is_refused(tmp_path: Path, kind: bytes) -> None:
    info = tarfile.TarInfo("long")
    info.type, info.size = kind, 50_000_000
    path = tmp_path / "a.tgz"
    with gzip.open(path, "wb") as file:
        file.write(info.tobuf(tarfile.USTAR_FORMAT) + bytes(info.size))
    found, left = unpacked(path, tmp_path / "out")
    assert found == {}
    assert "damaged" in left[0]


def with_sum(header: bytearray) -> bytes:
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def header_of(kind: bytes, size: int = 0) -> bytearray:
    info = tarfile.TarInfo("x")
    info.type, info.size = kind, size
    return bytearray(info.tobuf(tarfile.GNU_FORMAT))


def leading_back() -> bytes:
    header = header_of(b"Z")
    header[124:136] = b"\xff" * 10 + (2**16 - 1024).to_bytes(2, "big")
    return with_sum(header) * 3


def endless_map() -> bytes:
    header = header_of(b"S")
    header[482] = 1
    return with_sum(header) + (b"00000000001\0" * 42 + b"\1" + bytes(7)) * 2_000


def map_that_is_cut() -> bytes:
    header = header_of(b"S")
    header[482] = 1
    return with_sum(header)


@pytest.mark.parametrize(
    "data",
    [
        leading_back(),
        endless_map(),
        map_that_is_cut(),
        bytes(header_of(b"x", 60_000)) + b"1" * 60_000 + bytes(1_000),
        bytes(header_of(b"S", 5 << 30)),
        bytes(header_of(tarfile.DIRTYPE)) * 51,
    ],
    ids=["leads back", "endless map", "cut map", "long number", "long skip", "folders"],
)
def test_headers_made_to_do_harm_end_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 50)
    path = tmp_path / "a.tgz"
    path.write_bytes(gzip.compress(data, 1))
    found, left = unpacked(path, tmp_path / "out")
    assert found == {}
    assert left[0].startswith("the rest: the archive ")


def test_no_directory_of_a_zip_of_any_length_is_read(tmp_path: Path) -> None:
    entry = b"PK\x01\x02" + bytes(24) + (1).to_bytes(4, "little") + bytes(14) + b"a"
    size = len(entry) * 200_000
    # An offset that looks like the end of a directory.
    end = b"PK\x05\x06" + bytes(8) + size.to_bytes(4, "little") + b"PK\x05\x06" + bytes(2)
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04" + bytes(30) + entry * 200_000 + end)
    found, left = unpacked(path, tmp_path / "out")
    assert (found, left) == ({}, ["the rest: the archive holds too many files or too much text"])


def test_a_name_is_nothing_that_a_report_obeys(tmp_path: Path) -> None:
    names = ["a\n## Causes\n.log", "<b>`[x](y)\u202e\x1b]8;;.log", "表 é 1.log", "../<script>"]
    path = tar_of(tmp_path / "a.tgz", dict.fromkeys(names, b"x"))
    found, left = unpacked(path, tmp_path / "out")
    assert set(found) == {"a--- Causes-.log", "-b---x-(y)---8--.log", "表 é 1.log"}
    assert left == ["../-script-: its path leaves the archive"]


def test_names_of_files_write_no_line_of_a_report(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "x\n## Causes\n.log").write_bytes(LOG)
    tar_of(folder / "a.tgz", {"../password=Kc3NfGs9UeAoZq8mT2xVb0Jr5LwPd7Yh": b""})
    report = demo_workspace.triage(folder, jobs=1)
    text = report.text()
    assert text.count("\n## Causes\n") == 1
    assert "Kc3NfGs9UeAoZq8mT2xVb0Jr5LwPd7Yh" not in text + json.dumps(report.to_dict())


def test_what_leaves_the_archive_counts_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 5)
    path = tar_of(tmp_path / "a.tgz", {f"../f{n}": b"" for n in range(9)})
    assert len(unpacked(path, tmp_path / "out")[1]) == 6


def test_names_of_windows_and_of_times_are_taken(tmp_path: Path) -> None:
    path = tar_of(tmp_path / "a.tgz", {"logs\\api.log": b"a", "at-10:00/b.log": b"b"})
    assert unpacked(path, tmp_path / "out") == ({"logs/api.log": b"a", "at-10:00/b.log": b"b"}, [])


def test_a_damaged_archive_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = tar_of(tmp_path / "a.tgz", {"a.log": LOG, "b.log": b"".join(map(bytes, [range(256)]))})
    data = whole.read_bytes()
    for end in range(60, len(data), 7):
        whole.write_bytes(data[:end])
        unpacked(whole, tmp_path / f"out{end}")


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"a.log": LOG})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "encrypted" in unpacked(path, tmp_path / "out")[1][0]


def test_a_dump_of_a_cluster_is_split(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    pods = json.dumps({"kind": "PodList", "apiVersion": "v1", "items": [POD]}, indent=2)
    path.write_text(
        f"{pods}\n==== START logs for container api of pod dify/dify-api-0 ====\nfirst\nsecond\n"
        "==== END logs for container api of pod dify/dify-api-0 ====\n",
        "utf8",
    )
    assert archives.is_dump(path)
    out = tmp_path / "out"
    out.mkdir()
    assert split_dump(path, out, Limits(out)) == []
    assert (out / "dify_dify-api-0_api.log").read_text("utf8") == "first\nsecond\n"
    assert (out / "objects.json").read_text("utf8") == f"{pods}\n"


def test_a_dump_is_cut_where_it_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    path.write_bytes(b'{"kind": "List"}\n==== START logs for container a of pod b/c ====\n' + LOG)
    out = tmp_path / "out"
    out.mkdir()
    limits = Limits(out)
    limits.bytes = 100
    assert "too much text" in split_dump(path, out, limits)[0]
    assert sum(each.stat().st_size for each in out.iterdir()) <= 100


def found_in(report: Any) -> set[tuple[str, int]]:
    return {(each["file"], each["line"]) for cause in causes(report) for each in cause["proof"]}


def test_a_whole_case_in_an_archive(
    demo_workspace: ctxkit.Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    inner = zip_of(tmp_path / "logs.zip", {"nginx.log": LOG}).read_bytes()
    env = b"LOG_LEVEL=INFO\nNGINX_CLIENT_MAX_BODY_SIZE=15M\n"
    path = tar_of(
        tmp_path / "case.tgz",
        {"case/.env": env, "case/pods.txt": PODS.encode(), "case/logs.zip": inner},
    )
    report = demo_workspace.triage(path, jobs=1)
    first = causes(report)[0]
    assert (first["settings"][0], first["count"]) == ("NGINX_CLIENT_MAX_BODY_SIZE", 9)
    files = {(each["file"], each["line"]) for each in first["proof"]}
    assert (f"{path}/case/logs.zip/nginx.log", 1) in files
    assert (f"{path}/case/.env", 2) in files
    assert str(tmp_path / "temporary") not in json.dumps(report.to_dict())
    assert not list((tmp_path / "temporary").iterdir())


def test_of_what_is_left_out_the_first_is_told_and_how_much_more() -> None:
    assert note_on_left([]) == []
    assert note_on_left(list("abcde")) == ["left out: a; b; c; d; e"]
    assert note_on_left(list("abcdefg")) == ["left out: a; b; c; d; e; 2 more"]


def test_archives_in_a_folder_are_not_told_as_unread(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    tar_of(tmp_path / "case.tgz", {"nginx.log": LOG})
    data = demo_workspace.triage(tmp_path, jobs=1).to_dict()
    assert data["causes"][0]["count"] == 9
    assert not any("no text" in each for each in data["absent"])


@pytest.mark.parametrize("kind", ["pods", "archive"])
def test_a_pipe_is_recognized_by_its_content(
    demo_workspace: ctxkit.Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    items = json.dumps({"apiVersion": "v1", "kind": "List", "items": [POD, EVENT]})
    data = items.encode() if kind == "pods" else tar_of(tmp_path / "a", {"n.log": LOG}).read_bytes()
    stream = io.TextIOWrapper(io.BufferedReader(io.BytesIO(data)))  # type: ignore[arg-type]
    monkeypatch.setattr("sys.stdin", stream)
    report = demo_workspace.triage("-", jobs=1)
    assert {file.partition("/")[0] for file, _ in found_in(report)} == {"-"}
