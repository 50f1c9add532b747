"""What a report on an exported workspace says of its parts."""

from __future__ import annotations

from ctxkit.output.portable_report import portable_table
from ctxkit.workspace.lockfile import Lock
from ctxkit.workspace.portable.manifest import ArchiveManifest, Member, PackedRepository


def test_each_part_has_its_name_and_size() -> None:
    repositories = (
        PackedRepository(name="dify", kind="sources", refs={}),
        PackedRepository(name="dify-helm", kind="charts", refs={}),
        PackedRepository(name="graphon", kind="wheels", refs={}),
    )
    names = (*(each.member for each in repositories), "index.sqlite3", "versions/31/workspace.lock")
    manifest = ArchiveManifest(
        format=1,
        ctxkit="1",
        dify="1.14.0",
        schema="",
        digest="",
        history=True,
        repositories=repositories,
        members=tuple(
            Member(name=name, size=1_000_000 * number, sha256="")
            for number, name in enumerate(names, 1)
        ),
    )
    rows = [
        row.split("  ")
        for row in portable_table(manifest, Lock(dify="1.14.0", sources={})).splitlines()
    ]
    assert [(row[0], row[-1].strip()) for row in rows] == [
        ("in the archive", "size"),
        ("dify", "1.0 MB"),
        ("charts of dify-helm", "2.0 MB"),
        ("wheels of graphon", "3.0 MB"),
        ("index", "4.0 MB"),
        ("other versions of dify", "0.0 kB"),
        ("the rest", "5.0 MB"),
    ]
