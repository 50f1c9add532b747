"""Reports on a workspace: what a sync did, what is indexed, what state the sources are in."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ctxkit.errors import GitError
from ctxkit.index.build import BuildReport
from ctxkit.model import Checkout
from ctxkit.output.workspace_report import (
    build_lines,
    index_dict,
    pair_lines,
    status_dict,
    status_problems,
    status_table,
    sync_dict,
    sync_notes,
    sync_table,
)
from ctxkit.routes.pairs import Lack, Pair
from ctxkit.workspace.sync_report import SourceResult, SourceStatus, SyncReport, WorkspaceStatus

COMMIT = "0123456789" * 4
DIFY = Checkout(repo="dify", version="1.14.0", commit=COMMIT, match="exact")
VERSIONS = {"dify": {"version": "1.14.0", "commit": COMMIT, "match": "exact"}}
REPORT = SyncReport(
    results=(
        SourceResult(
            name="dify", checkout=DIFY, because="the tag 1.14.0", notes=("a note",), changed=True
        ),
        SourceResult(name="helm", error=GitError("refused", hint="ask")),
        SourceResult(name="kept", checkout=DIFY, because="x", error=GitError("dirty")),
    )
)
BUILT = BuildReport(files=9, parsed=3, broken=(("dify", "a.py", "no utf8"),))


def test_a_sync_is_a_table_of_versions() -> None:
    assert sync_table(REPORT).splitlines() == [
        "source  version  match  commit",
        "dify    1.14.0   exact  0123456789  the tag 1.14.0",
        "helm    -        -      -           failed",
        "kept    1.14.0   exact  0123456789  failed",
    ]
    assert sync_notes(REPORT) == ["dify: a note"]


def test_the_json_form_of_a_sync() -> None:
    data = sync_dict(REPORT, BUILT)
    assert (data["schema_version"], data["command"], data["versions"]["dify"]) == (
        1,
        "sync",
        VERSIONS["dify"],
    )
    assert data["sources"][:2] == [
        {
            "name": "dify",
            "because": "the tag 1.14.0",
            "changed": True,
            "notes": ["a note"],
            "skipped": "",
            "error": None,
            "hint": None,
        },
        {
            "name": "helm",
            "because": "",
            "changed": False,
            "notes": [],
            "skipped": "",
            "error": "refused",
            "hint": "ask",
        },
    ]
    assert data["index"] == {
        "files": 9,
        "parsed": 3,
        "broken": [{"repo": "dify", "path": "a.py", "reason": "no utf8"}],
    }
    assert sync_dict(REPORT, None)["index"] is None


def test_the_json_form_of_a_build() -> None:
    assert index_dict([DIFY], BUILT) == {
        "schema_version": 1,
        "command": "index",
        "versions": VERSIONS,
        "index": sync_dict(REPORT, BUILT)["index"],
    }


@pytest.mark.parametrize(("broken", "listed", "more"), [(1, 1, 0), (5, 5, 0), (6, 5, 1), (9, 5, 4)])
def test_five_files_that_cannot_be_read_are_listed(broken: int, listed: int, more: int) -> None:
    files = tuple(("dify", f"{n}.py", "no utf8") for n in range(broken))
    lines = build_lines(BuildReport(files=9, parsed=3, broken=files))
    assert lines[0] == "indexed 9 files, 3 of them new"
    assert lines[1] == "cannot read dify 0.py: no utf8"
    assert sum(line.startswith("cannot read") for line in lines) == listed
    assert lines[listed + 1 :] == ([f"... and {more} more files that cannot be read"] * bool(more))


def test_a_build_with_nothing_to_do_says_nothing() -> None:
    assert build_lines(BuildReport(files=0, parsed=0)) == []


STATUS = WorkspaceStatus(
    dify="1.14.0",
    sources=(
        SourceStatus(
            name="dify", url="u", version="1.14.0", match="exact", because="the tag", commit=COMMIT,
            locked=COMMIT, indexed=COMMIT, dirty=True, problem="changed", hint="commit it",
        ),
        SourceStatus(name="kept", url="u", version="2", match="guess", commit=COMMIT),
        SourceStatus(name="gone", url="u", problem="not cloned yet"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("index", "line"),
    [
        ("fresh", "index: up to date"),
        ("stale", "index: stale (run: ctxkit index)"),
        ("missing", "index: missing (run: ctxkit index)"),
    ],
)
def test_a_status_is_a_table_of_sources_and_the_index(index: str, line: str) -> None:
    assert status_table(STATUS, index).splitlines() == [  # type: ignore[arg-type]
        "source  version  match  commit      work tree",
        "dify    1.14.0   exact  0123456789  dirty      the tag",
        "kept    2        guess  0123456789  clean",
        "gone    -        -      -           missing",
        line,
        "pairs: unknown without an index that is up to date",
    ]


PAIR = Pair(
    caller="api", caller_version="1.16.0", called="plugin_daemon", called_version="0.6.2", calls=9
)
LACK = Lack(feature="dispatch/stamp", calls=("POST /a", "POST /b"), since="0.7.0")


def test_pairs_that_fit_are_one_line() -> None:
    assert pair_lines([PAIR, PAIR]) == ["pairs: all 2 pairs of programs fit each other"]


def test_what_does_not_fit_and_what_is_unknown_is_a_line_each() -> None:
    unread = replace(PAIR, called="sandbox", called_version="0.2.1", unread="no calls were found")
    assert pair_lines([replace(PAIR, lacks=(LACK,)), unread, PAIR]) == [
        "pairs: 1 of 3 pairs of programs fit each other",
        "note: dify api 1.16.0 calls 2 routes that dify-plugin-daemon 0.6.2 lacks: dispatch/stamp; "
        "dify-plugin-daemon 0.7.0 has them",
        "note: dify api 1.16.0 calls dify-sandbox 0.2.1: whether they fit is unknown, "
        "no calls were found",
    ]


def test_without_programs_nothing_is_said_to_fit() -> None:
    [line] = pair_lines([])
    assert line.startswith("pairs: unknown")


def test_problems_have_what_to_do_about_them() -> None:
    assert status_problems(STATUS) == ["dify: changed (commit it)", "gone: not cloned yet"]


def test_the_json_form_of_a_status() -> None:
    data = status_dict(STATUS, "stale")
    assert data["pairs"] is None
    assert [pair["called"] for pair in status_dict(STATUS, "fresh", [PAIR])["pairs"]] == [
        "plugin_daemon"
    ]
    assert {name: data[name] for name in ("schema_version", "command", "dify", "index")} == {
        "schema_version": 1,
        "command": "status",
        "dify": "1.14.0",
        "index": "stale",
    }
    assert set(data["versions"]) == {"dify", "kept"}
    assert data["sources"][0] == {
        "name": "dify",
        "url": "u",
        "version": "1.14.0",
        "match": "exact",
        "because": "the tag",
        "commit": COMMIT,
        "locked": COMMIT,
        "indexed": COMMIT,
        "dirty": True,
        "skipped": "",
        "problem": "changed",
        "hint": "commit it",
    }


def test_a_source_that_was_skipped_says_why() -> None:
    why = "dify 1 has no x in uv.lock"
    table = sync_table(SyncReport(results=(SourceResult(name="x", skipped=why),)))
    assert table.splitlines()[1].split(maxsplit=4) == ["x", "-", "-", "-", f"skipped: {why}"]
    state = WorkspaceStatus(dify="1", sources=(SourceStatus(name="x", url="u", skipped=why),))
    row = status_table(state, "fresh").splitlines()[1]
    assert row.split(maxsplit=5) == ["x", "-", "-", "-", "-", f"skipped: {why}"]
    assert state.problems == ()
