"""The table of contents of an archive: what it may name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ctxkit.workspace.portable.manifest import (
    FORMAT,
    ArchiveManifest,
    ImportRefusedError,
    Member,
    PackedRepository,
    manifest_bytes,
    read_manifest,
)

SHA = "a" * 64
COMMIT = "b" * 40
NAMES = ("workspace.yaml", "workspace.lock", "sources/dify/objects.pack", "index.sqlite3")


def manifest(**changes: Any) -> ArchiveManifest:
    values: dict[str, Any] = {
        "format": FORMAT,
        "ctxkit": "0.1.0",
        "dify": "1.14.0",
        "schema": "s",
        "digest": "d",
        "history": True,
        "repositories": (
            PackedRepository(name="dify", kind="sources", refs={"refs/tags/1.14.0": COMMIT}),
        ),
        "members": tuple(Member(name=name, size=1, sha256=SHA) for name in NAMES),
    }
    return ArchiveManifest(**{**values, **changes})


def with_member(name: str, size: int = 1, sha256: str = SHA) -> ArchiveManifest:
    extra = Member(name=name, size=size, sha256=sha256)
    return manifest(members=(*manifest().members, extra))


def with_ref(ref: str, oid: str = COMMIT) -> ArchiveManifest:
    packed = PackedRepository(name="dify", kind="sources", refs={ref: oid})
    return manifest(repositories=(packed,))


def refused(data: bytes) -> ImportRefusedError:
    with pytest.raises(ImportRefusedError) as caught:
        read_manifest(data)
    return caught.value


def test_what_is_written_is_what_is_read() -> None:
    written = with_member("versions/312e31332e33/workspace.lock")
    assert read_manifest(manifest_bytes(written)) == written
    assert manifest().size == 4


@pytest.mark.parametrize(
    "name",
    [
        "../workspace.yaml",
        "/etc/passwd",
        "sources/../../x/objects.pack",
        "sources/.git/objects.pack",
        "sources/con/objects.pack",
        "sources/dify/hooks/post-checkout",
        "sources/other/objects.pack",
        "charts/dify-helm/index.yaml",
        "charts/../0123456789abcdef.yaml",
        "versions/../workspace.lock",
        "versions/3/workspace.lock",
        "search-0123456789abcdef/MAIN.toc",
        ".ctxkit/index.sqlite3",
        "index.sqlite3\n",
        "Workspace.yaml",
        "workspace.yaml",
        "",
    ],
)
def test_a_name_that_no_archive_has_is_refused(name: str) -> None:
    assert "unsafe" in refused(manifest_bytes(with_member(name))).message


def test_names_that_differ_only_in_case_are_refused() -> None:
    twins = ("dify", "DIFY")
    repositories = tuple(
        PackedRepository(name=name, kind="sources", refs={"refs/tags/1": COMMIT}) for name in twins
    )
    members = tuple(
        Member(name=name, size=1, sha256=SHA) for name in (*NAMES, "sources/DIFY/objects.pack")
    )
    error = refused(manifest_bytes(manifest(repositories=repositories, members=members)))
    assert "differs only in case" in error.message


@pytest.mark.parametrize(("size", "sha256"), [(-1, SHA), (8 * 1024**3 + 1, SHA), (1, "A" * 64)])
def test_sizes_and_digests_have_limits(size: int, sha256: str) -> None:
    members = (*manifest().members[:-1], Member(name=NAMES[-1], size=size, sha256=sha256))
    assert "unsafe" in refused(manifest_bytes(manifest(members=members))).message


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("charts/dify-helm/0123456789abcdef.yaml", 20_000_000),
        ("versions/312e31332e33/workspace.lock", 1_000_000),
    ],
)
def test_a_text_is_not_as_large_as_an_index(name: str, limit: int) -> None:
    read_manifest(manifest_bytes(with_member(name, limit)))
    assert "larger" in refused(manifest_bytes(with_member(name, limit + 1))).message


def test_all_members_together_have_a_limit() -> None:
    members = tuple(
        Member(name=name, size=3 * 1024**3, sha256=SHA) if name in NAMES[2:] else member
        for name, member in zip(NAMES, manifest().members, strict=True)
    )
    read_manifest(manifest_bytes(manifest(members=members)))
    chart = PackedRepository(name="a", kind="charts", refs={"refs/tags/1": COMMIT})
    pack = Member(name="charts/a/objects.pack", size=3 * 1024**3, sha256=SHA)
    more = manifest(members=(*members, pack), repositories=(*manifest().repositories, chart))
    assert "8 GiB" in refused(manifest_bytes(more)).message


@pytest.mark.parametrize("missing", NAMES)
def test_a_member_that_every_archive_has_is_missed(missing: str) -> None:
    members = tuple(member for member in manifest().members if member.name != missing)
    assert missing in refused(manifest_bytes(manifest(members=members))).message


@pytest.mark.parametrize(
    "ref",
    [
        "refs/heads/main",
        "refs/tags/../../hooks/x",
        "refs/tags/a b",
        "refs/tags/a\n",
        "refs/ctxkit/complete/x/y",
        "HEAD",
        "refs/tags/",
        "refs/tags/a\ncreate refs/heads/x",
    ],
)
def test_a_ref_that_is_of_no_version_is_refused(ref: str) -> None:
    assert "not a ref" in refused(manifest_bytes(with_ref(ref))).message


def test_a_ref_is_of_a_whole_commit() -> None:
    assert "not a ref" in refused(manifest_bytes(with_ref("refs/tags/1", "b" * 39))).message


def test_a_repository_has_refs_and_is_there_once() -> None:
    none = manifest(repositories=(PackedRepository(name="dify", kind="sources", refs={}),))
    assert "has no refs" in refused(manifest_bytes(none)).message
    twice = manifest(repositories=manifest().repositories * 2)
    assert "is there twice" in refused(manifest_bytes(twice)).message


def test_another_format_is_told_with_the_remedy() -> None:
    data = json.dumps({"format": 2, "ctxkit": "9.9", "anything": []}).encode()
    error = refused(data)
    assert "written by ctxkit 9.9 in format 2" in error.message
    assert "install the same ctxkit" in error.hint


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"{", b"\xff", b'{"format": 1}', b'{"format": "1", "ctxkit": 1}', b"[" * 100_000],
)
def test_what_is_no_manifest_is_refused(data: bytes) -> None:
    assert "damaged" in refused(data).message


def test_an_unknown_field_is_refused() -> None:
    data = json.loads(manifest_bytes(manifest()))
    data["hooks"] = {"post-checkout": "rm"}
    assert "damaged" in refused(json.dumps(data).encode()).message
