"""The repository of charts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.workspace.archives.store import all_commits
from ctxkit.workspace.folder import CHARTS
from ctxkit.workspace.git_objects import list_files, read_blobs
from ctxkit.workspace.helm.index_file import ChartVersion
from ctxkit.workspace.helm.store import ChartStore

CHART = ChartVersion(chart="dify", version="1.2.3+b.4", app_version="1.14.0", urls=())
FILES = {
    "values.yaml": b"a: 1\r\n",
    'quote"and\\slash': b"",
    "\u8bf4\u660e.md": bytes(range(256)),
    "with blank": b"no end of line",
    ".gitattributes": b"* text eol=crlf\n",
}


def test_a_chart_is_committed_as_it_is(tmp_path: Path) -> None:
    store = ChartStore(tmp_path, "dify-helm", "dify")
    commit = store.add_chart(CHART, "d" * 64, FILES)
    listed = list(list_files(store.path, commit))
    contents = read_blobs(store.path, [file.oid for file in listed])
    found = {file.path: data for file, data in zip(listed, contents, strict=True)}
    assert found == {f"charts/dify/{path}": data for path, data in FILES.items()}


def test_the_commit_depends_on_the_chart_alone(tmp_path: Path) -> None:
    first = ChartStore(tmp_path / "a", "dify-helm", "dify").add_chart(CHART, "d" * 64, FILES)
    store = ChartStore(tmp_path / "b", "dify-helm", "dify")
    other = store.add_chart(CHART, "e" * 64, {**FILES, "x": b""})
    assert other != first
    again = store.add_chart(CHART, "d" * 64, dict(reversed(FILES.items())))
    assert again == store.add_chart(CHART, "d" * 64, FILES) == first
    assert first == "09b630bc2b2669b1041f5b7855806315421da784"


def test_of_many_charts_those_are_known_that_are_here(tmp_path: Path) -> None:
    store = ChartStore(tmp_path, "dify-helm", "dify")
    digests = [replace(CHART, digest=digit * 64) for digit in "de"]
    assert store.kept([CHART, *digests]) == {}
    commit = store.add_chart(CHART, "d" * 64, FILES)
    assert store.kept([CHART, *digests]) == {digests[0]: commit}
    store.name(CHART, commit)
    assert store.kept([CHART, *digests]) == {CHART: commit, digests[0]: commit}


def test_tags_and_digests_lead_to_it(tmp_path: Path) -> None:
    store = ChartStore(tmp_path, "dify-helm", "dify")
    assert (store.tags(), store.by_digest("d" * 64), store.commits()) == ({}, "", frozenset())
    commit = store.add_chart(CHART, "d" * 64, FILES)
    assert (store.tags(), store.by_digest("d" * 64)) == ({}, commit)
    store.name(CHART, commit)
    assert store.tags() == {"dify-1.2.3+b.4": commit}
    assert store.commits() == all_commits(tmp_path, CHARTS) == {commit}
    assert all_commits(tmp_path / "nowhere", CHARTS) == frozenset()


def test_versions_share_what_is_the_same(tmp_path: Path) -> None:
    store = ChartStore(tmp_path, "dify-helm", "dify")
    large = {"large": os.urandom(200_000)}
    for number in range(5):
        store.add_chart(CHART, f"{number}" * 64, {**large, "n": b"%d" % number})
    size = sum(file.stat().st_size for file in store.path.rglob("*") if file.is_file())
    assert size < 300_000


@pytest.mark.parametrize("damage", ["HEAD", "config", "objects"])
def test_a_damaged_repository_is_made_anew(tmp_path: Path, damage: str) -> None:
    store = ChartStore(tmp_path, "dify-helm", "dify")
    commit = store.add_chart(CHART, "d" * 64, FILES)
    target = store.path / damage
    if target.is_dir():
        for file in target.rglob("*"):
            if file.is_file():
                file.chmod(0o600)
                file.write_bytes(b"damaged")
    else:
        target.write_bytes(b"")
    if damage == "HEAD":
        target.unlink()
    store.by_digest("d" * 64)
    assert store.add_chart(CHART, "d" * 64, FILES) == commit


def test_a_run_that_was_killed_leaves_no_chart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ctxkit.errors import GitError
    from ctxkit.workspace.archives import store as module

    store = ChartStore(tmp_path, "dify-helm", "dify")
    whole = list(module._stream("refs/ctxkit/sha256/x", CHART, FILES))
    store.add_chart(CHART, "a" * 64, {"x": b""})
    for end in range(1, len(whole)):
        monkeypatch.setattr(module, "_stream", lambda *_, end=end: iter(whole[:end]))
        with pytest.raises(GitError):
            store._add(CHART, "d" * 64, FILES)
        assert store.by_digest("d" * 64) == ""


def test_leftovers_are_removed(tmp_path: Path) -> None:
    left = tmp_path / "charts" / "dify-helm.git.tmp-1"
    left.mkdir(parents=True)
    ChartStore(tmp_path, "dify-helm", "dify").add_chart(CHART, "d" * 64, FILES)
    assert not left.exists()


def test_a_user_who_forbids_bare_repositories_is_fine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "gitconfig"
    file.write_text("[safe]\n\tbareRepository = explicit\n", encoding="utf8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(file))
    assert ChartStore(tmp_path, "dify-helm", "dify").add_chart(CHART, "d" * 64, FILES)
