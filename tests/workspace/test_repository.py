"""Clones: made whole or not at all, opened only where ctxkit made them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ctxkit.errors import GitError, WorkspaceError
from ctxkit.workspace.config import WorkspaceConfig
from ctxkit.workspace.git_runner import Runner
from ctxkit.workspace.leftovers import remove_leftovers
from ctxkit.workspace.repository import Clone, sync_lock
from tests.workspace.conftest import Upstream, git


@pytest.fixture
def upstream(tmp_path: Path) -> Upstream:
    upstream = Upstream(tmp_path / "up" / "dify")
    upstream.commit({"a.py": "1"}, date="2026-01-01T00:00:00Z", tag="1.0")
    upstream.commit(
        {"a.py": "2"}, date="2026-02-01T00:00:00Z", tag="2.0", annotated="2026-03-01T00:00:00Z"
    )
    return upstream


def new_clone(folder: Path, upstream: Upstream) -> Clone:
    return Clone(folder, "dify", upstream.url, Runner())


def settled(folder: Path, upstream: Upstream) -> Clone:
    clone = new_clone(folder, upstream)
    clone.obtain(upstream.at("1.0"), "refs/tags/1.0")
    clone.settle()
    return clone


def test_a_clone_is_in_its_place_when_it_is_whole(tmp_path: Path, upstream: Upstream) -> None:
    clone = new_clone(tmp_path, upstream)
    assert clone.fresh
    assert clone.root.name.startswith(".dify.tmp-")
    assert not clone.final.exists()
    clone.settle()
    assert (clone.root, clone.fresh) == (tmp_path / "dify", False)
    clone.settle()
    clone.discard()
    assert clone.root.exists()


def test_a_clone_that_did_not_settle_is_removed(tmp_path: Path, upstream: Upstream) -> None:
    clone = new_clone(tmp_path, upstream)
    clone.discard()
    assert not clone.root.exists()


def test_an_empty_folder_is_taken_and_a_full_one_is_not(tmp_path: Path, upstream: Upstream) -> None:
    (tmp_path / "dify").mkdir()
    assert new_clone(tmp_path, upstream).fresh
    (tmp_path / "dify" / "file").touch()
    with pytest.raises(WorkspaceError, match="path exists but is not a checkout") as caught:
        new_clone(tmp_path, upstream)
    assert caught.value.hint == "move it away, or give the source another name"


def test_a_repository_that_somebody_else_made_is_refused(
    tmp_path: Path, upstream: Upstream
) -> None:
    git(tmp_path, "clone", "-q", upstream.url, "dify")
    with pytest.raises(WorkspaceError, match="that ctxkit did not create"):
        new_clone(tmp_path, upstream)


def test_the_configuration_has_no_credentials_and_no_filters(
    tmp_path: Path, upstream: Upstream
) -> None:
    clone = Clone(tmp_path, "dify", "https://me:hunter2@e.org/dify", Runner())
    config = (clone.root / ".git" / "config").read_text()
    assert "hunter2" not in config
    assert 'url = "https://e.org/dify"' in config
    assert "autocrlf = false" in config
    assert "-filter" in (clone.root / ".git" / "info" / "attributes").read_text()


def test_another_url_is_written_and_noted(tmp_path: Path, upstream: Upstream) -> None:
    settled(tmp_path, upstream)
    moved = upstream.path.rename(tmp_path / "moved")
    clone = Clone(tmp_path, "dify", moved.as_uri(), Runner())
    assert clone.notes == [f"url changed from {upstream.url} to {moved.as_uri()}"]
    assert Clone(tmp_path, "dify", moved.as_uri(), Runner()).notes == []


def test_what_the_server_offers(tmp_path: Path, upstream: Upstream) -> None:
    advert = new_clone(tmp_path, upstream).list_remote()
    assert advert.tags == {"1.0": upstream.at("1.0"), "2.0": upstream.at("2.0")}
    assert (advert.head, advert.unreachable) == ("main", None)


def test_a_commit_is_fetched_alone_and_kept(tmp_path: Path, upstream: Upstream) -> None:
    clone = new_clone(tmp_path, upstream)
    commit = upstream.at("2.0")
    clone.obtain(commit, "")
    assert clone.refs() == {f"refs/ctxkit/at/{commit}": commit}
    assert git(clone.root, "rev-list", "--count", commit) == "1"


def test_progress_begins_with_nothing_done(tmp_path: Path, upstream: Upstream) -> None:
    heard: list[tuple[str, float]] = []
    clone = Clone(
        tmp_path,
        "dify",
        upstream.url,
        Runner(),
        lambda action, share: heard.append((action, share)),
    )
    clone.obtain(upstream.at("2.0"), "")
    assert heard[0] == ("fetching", 0.0)
    assert {action for action, _ in heard} == {"fetching"}
    assert all(0 <= share <= 1 for _, share in heard)


def test_a_tag_is_fetched_by_its_name(tmp_path: Path, upstream: Upstream) -> None:
    clone = new_clone(tmp_path, upstream)
    clone.obtain(upstream.at("2.0"), "refs/tags/2.0")
    assert clone.tags() == {"2.0": upstream.at("2.0")}


def test_a_tag_that_is_another_commit_here_is_fetched_again(
    tmp_path: Path, upstream: Upstream
) -> None:
    clone = settled(tmp_path, upstream)
    clone.obtain(upstream.at("2.0"), "")  # the commit is here already, under no tag
    git(upstream.path, "tag", "-f", "1.0", "2.0^{commit}")
    clone.obtain(upstream.at("1.0"), "refs/tags/1.0")
    assert clone.tags()["1.0"] == upstream.at("1.0")


def test_what_is_here_is_not_fetched(tmp_path: Path, upstream: Upstream) -> None:
    clone = settled(tmp_path, upstream)
    commit = upstream.at("1.0")
    upstream.path.rename(tmp_path / "gone")
    clone.obtain(commit, "refs/tags/1.0")
    clone.obtain(commit, "")
    clone.obtain(commit, "refs/heads/main")


def test_a_commit_that_the_server_lacks(tmp_path: Path, upstream: Upstream) -> None:
    with pytest.raises(GitError, match=f"the server has no commit {'1' * 40}") as caught:
        new_clone(tmp_path, upstream).obtain("1" * 40, "")
    assert caught.value.hint == "check the version and the url"


def test_the_date_of_a_commit_and_of_an_annotated_tag(tmp_path: Path, upstream: Upstream) -> None:
    clone = new_clone(tmp_path, upstream)
    for tag in ("1.0", "2.0"):
        clone.obtain(upstream.at(tag), f"refs/tags/{tag}")
    dates = [clone.date_of(upstream.at(tag), f"refs/tags/{tag}") for tag in ("1.0", "2.0")]
    assert dates == [1_767_225_600, 1_772_323_200]  # January, and March: of the tag
    assert clone.date_of(upstream.at("2.0")) == 1_769_904_000  # February: of the commit
    assert clone.date_of(upstream.at("2.0"), "refs/tags/missing") == 1_769_904_000


def test_texts_of_a_commit(tmp_path: Path, upstream: Upstream) -> None:
    clone = settled(tmp_path, upstream)
    commit = upstream.at("1.0")
    assert clone.read_texts([f"{commit}:a.py", f"{commit}:missing"]) == ["1", None]


def test_leftovers_are_those_of_a_process(tmp_path: Path) -> None:
    for name in (".dify.tmp-123", ".dify.tmp-mine", ".other.tmp-123"):
        (tmp_path / name).mkdir()
    (tmp_path / ".dify.tmp-9").symlink_to(tmp_path / ".dify.tmp-mine")
    remove_leftovers(tmp_path, ["dify"])
    assert {path.name for path in tmp_path.iterdir()} == {
        ".dify.tmp-mine",
        ".dify.tmp-9",
        ".other.tmp-123",
    }


def test_the_state_folder_is_kept_out_of_git(tmp_path: Path) -> None:
    config = WorkspaceConfig(folder=tmp_path, dify="1", sources={})
    with sync_lock(config):
        assert (tmp_path / ".ctxkit" / ".gitignore").read_text() == "*\n"


def test_a_state_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / ".ctxkit").write_text("a file")
    config = WorkspaceConfig(folder=tmp_path, dify="1", sources={})
    with pytest.raises(WorkspaceError, match=r"cannot write to \.ctxkit: "), sync_lock(config):
        pass


def test_tags_are_no_arguments_of_which_a_server_may_have_too_many(
    tmp_path: Path, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[tuple[str, ...]] = []
    start = Runner._start

    def spied(self: Runner, root: Path, arguments: tuple[str, ...], *more: Any) -> Any:
        commands.append(arguments)
        return start(self, root, arguments, *more)

    monkeypatch.setattr(Runner, "_start", spied)
    clone = new_clone(tmp_path, upstream)
    clone.fetch_tags(["1.0", "2.0"])
    assert set(clone.tags()) == {"1.0", "2.0"}
    (fetch,) = [command for command in commands if "fetch" in command]
    assert not [argument for argument in fetch if "refs/tags" in argument]
    with pytest.raises(GitError, match="dify: 5001 tags would have to be compared"):
        clone.fetch_tags(map(str, range(5001)))
    clone.discard()


def test_a_path_that_the_index_could_not_be_opened_at_is_refused_first(tmp_path: Path) -> None:
    folder = tmp_path
    while len(str(folder)) < 480:
        folder = folder / ("y" * 50)
    config = WorkspaceConfig(folder=folder, dify="1", sources={})
    with (
        pytest.raises(WorkspaceError, match=r"the path of the workspace has \d+ characters"),
        sync_lock(config),
    ):
        pass
