"""Further versions: brought as a sync brings the workspace's own, as git objects alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ctxkit.errors import GitError, UsageError, WorkspaceError
from ctxkit.workspace.checked_out import head_commit
from ctxkit.workspace.checkout_status import workspace_status
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.leftovers import remove_tree
from ctxkit.workspace.lockfile import Lock, read_lock, write_lock
from ctxkit.workspace.other_version import checkouts_at
from ctxkit.workspace.sync import sync_workspace
from ctxkit.workspace.sync_report import FurtherVersion, SyncReport
from tests.workspace.conftest import Desk, Upstream, git
from tests.workspace.git_server import git_server
from tests.workspace.test_lean import LEFT_OUT, SOURCES, Line, add_pictures
from tests.workspace.test_packages import GRAPHON, Workshop
from tests.workspace.test_packages import lock as uv_lock


def bring(desk: Desk, *also: str, **options: bool) -> SyncReport:
    return sync_workspace(load_workspace(desk.folder), also=also, **options)


def further(folder: Path) -> dict[str, Lock]:
    found = read_lock(folder)
    assert found is not None
    return dict(found.also)


def name_in_yaml(desk: Desk, *versions: str) -> None:
    file = desk.folder / "workspace.yaml"
    rows = [row for row in file.read_text().splitlines() if not row.startswith("also:")]
    listed = ", ".join(f'"{version}"' for version in versions)
    file.write_text("\n".join([*rows, f"also: [{listed}]"]) + "\n")


def status(desk: Desk) -> list[tuple[str, str]]:
    found = workspace_status(load_workspace(desk.folder)).further
    return [(each.version, each.error.message if each.error else "") for each in found]


def test_a_further_version_has_what_its_own_workspace_would_have(
    desk: Desk, tmp_path: Path
) -> None:
    desk.write("1.13.3").sync()
    plain = read_lock(desk.folder)
    assert plain is not None
    other = Desk(tmp_path / "other", tmp_path / "up").write("1.14.0")
    (result,) = bring(other, "1.13.3").further
    assert result.error is None
    assert result.lock == further(other.folder)["1.13.3"]
    assert further(other.folder)["1.13.3"].sources == plain.sources


def test_nothing_is_checked_out_for_it(desk: Desk) -> None:
    desk.write("1.14.0").sync()
    before = desk.head("dify"), git(desk.folder / "dify", "status", "--porcelain")
    bring(desk, "1.8.1")
    assert (desk.head("dify"), git(desk.folder / "dify", "status", "--porcelain")) == before
    assert sorted(path.name for path in desk.folder.iterdir() if not path.name.startswith(".")) == [
        *("dify", "dify-helm", "dify-official-plugins", "dify-plugin-daemon", "dify-sandbox"),
        *("workspace.lock", "workspace.yaml"),
    ]


def test_a_workspace_without_has_the_lock_of_before(desk: Desk) -> None:
    desk.write("1.14.0").sync()
    assert "also" not in desk.lock


def test_later_syncs_keep_it_and_need_no_server_for_it(desk: Desk) -> None:
    desk.write("1.14.0")
    bring(desk, "1.13.3", "1.8.1")
    before = desk.lock
    desk.go_offline()
    report = bring(desk)
    assert [each.version for each in report.further] == ["1.13.3", "1.8.1"]
    assert [each.error for each in report.further] == [None, None]
    assert desk.lock == before


def test_what_workspace_yaml_names_goes_when_it_no_longer_does(desk: Desk) -> None:
    desk.write("1.14.0")
    name_in_yaml(desk, "1.13.3")
    assert status(desk) == [("1.13.3", "1.13.3: named in workspace.yaml, and not brought yet")]
    bring(desk, "1.8.1")
    assert {v: own.asked_by for v, own in further(desk.folder).items()} == {
        "1.13.3": "workspace.yaml",
        "1.8.1": "--also",
    }
    assert status(desk) == [("1.13.3", ""), ("1.8.1", "")]
    name_in_yaml(desk)
    bring(desk)
    assert list(further(desk.folder)) == ["1.8.1"]


def test_the_own_version_is_no_further_one(desk: Desk) -> None:
    desk.write("1.14.0")
    assert bring(desk, "1.14.0", "v1.14.0", "1.13.3", "v1.13.3").further[1:] == ()
    desk.write("1.13.3")
    assert bring(desk).further == ()
    assert further(desk.folder) == {}


def test_a_version_that_does_not_exist_stops_no_other(desk: Desk) -> None:
    desk.write("1.14.0")
    report = bring(desk, "1.14.1", "1.13.3")
    assert [bool(each.error) for each in report.further] == [True, False]
    (error,) = report.errors
    assert error.message.startswith("--also 1.14.1: version '1.14.1' has no tag")
    assert "1.14.0" in error.hint
    assert report.exit_code == 2
    assert list(further(desk.folder)) == ["1.13.3"]


@pytest.mark.parametrize("version", ["--upload-pack=x", "a b", "", "../x"])
def test_what_is_no_version_changes_nothing(desk: Desk, version: str) -> None:
    desk.write("1.14.0")
    with pytest.raises(UsageError, match="invalid version"):
        bring(desk, version)
    assert not (desk.folder / "workspace.lock").exists()


def test_the_lock_brings_it_elsewhere(
    desk: Desk, up: Callable[[str], Upstream], tmp_path: Path
) -> None:
    desk.write("1.14.0")
    bring(desk, "1.13.3")
    other = Desk(tmp_path / "other", tmp_path / "up").write("1.14.0")
    (other.folder / "workspace.lock").write_text(desk.lock)
    git(up("dify-sandbox").path, "tag", "-d", "0.2.14")  # a lock needs no tag
    report = bring(other, locked=True)
    assert not report.errors
    assert other.lock == desk.lock
    locked = further(desk.folder)["1.13.3"].checkouts()
    assert report.further[0].checkouts == locked
    assert checkouts_at(load_workspace(other.folder), "1.13.3") == locked
    with pytest.raises(WorkspaceError, match=r"version 1\.8\.1 is not in workspace\.lock"):
        bring(other, "1.8.1", locked=True)


def test_a_tag_that_moved_is_taken_with_update_alone(
    desk: Desk, up: Callable[[str], Upstream]
) -> None:
    desk.write("1.14.0")
    bring(desk, "1.13.3")
    before = further(desk.folder)["1.13.3"].sources["dify"].commit
    dify = up("dify")
    after = dify.commit({"api/moved.py": "a = 1\n"}, date="2026-09-01T00:00:00Z")
    git(dify.path, "tag", "-f", "1.13.3")
    bring(desk)
    assert further(desk.folder)["1.13.3"].sources["dify"].commit == before
    bring(desk, update=True)
    assert further(desk.folder)["1.13.3"].sources["dify"].commit == after != before


def test_a_branch_follows_the_server_and_stays_without_it(
    desk: Desk, up: Callable[[str], Upstream]
) -> None:
    desk.write("1.14.0")
    bring(desk, "main")
    after = up("dify").commit({"api/new.py": "a = 1\n"}, date="2026-09-01T00:00:00Z")
    bring(desk)
    assert further(desk.folder)["main"].sources["dify"].commit == after
    desk.go_offline()
    (result,) = bring(desk).further
    assert isinstance(result.error, GitError)
    assert result.checkouts == further(desk.folder)["main"].checkouts() != ()


def test_what_lost_its_objects_is_reported_and_not_indexed(desk: Desk) -> None:
    desk.write("1.14.0")
    bring(desk, "1.13.3")
    remove_tree(desk.folder / "dify-sandbox")
    desk.sync()
    (found,) = workspace_status(load_workspace(desk.folder)).further
    assert found.error is None  # the sync brought it again
    lock = read_lock(desk.folder)
    assert lock is not None
    text = desk.lock.replace(lock.also["1.13.3"].sources["dify"].commit, "1" * 40)
    (desk.folder / "workspace.lock").write_text(text)
    assert status(desk) == [("1.13.3", "1.13.3: dify lost its objects")]
    (found,) = workspace_status(load_workspace(desk.folder)).further
    assert found.checkouts == ()


def test_a_source_that_failed_is_missing_there_too(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "up" / "dify-helm").rename(tmp_path / "up" / "private")
    desk.write("1.14.0")
    report = bring(desk, "1.13.3")
    assert [each.name for each in report.results if each.error] == ["dify-helm"]
    assert "dify-helm" not in further(desk.folder)["1.13.3"].sources
    assert len(further(desk.folder)["1.13.3"].sources) == 4


def test_drift_takes_what_is_locked(desk: Desk) -> None:
    desk.write("1.14.0")
    bring(desk, "1.13.3")
    desk.go_offline()
    found = checkouts_at(load_workspace(desk.folder), "1.13.3")
    assert found == further(desk.folder)["1.13.3"].checkouts()
    assert not (desk.folder / ".ctxkit" / "versions").exists()


# Packages, lean clones


@pytest.fixture
def shop(up: Callable[[str], Upstream], tmp_path: Path) -> Workshop:
    return Workshop(up, tmp_path / "ws")


def test_a_package_that_only_it_has_is_cloned_and_not_checked_out(shop: Workshop) -> None:
    shop.dify("2.0.0", {"api/uv.lock": uv_lock(flask="1.0")})
    shop.dify("2.1.0", {"api/uv.lock": uv_lock(graphon="0.2.2")})
    shop.write("2.0.0", graphon=GRAPHON)
    sync_workspace(load_workspace(shop.folder), also=["2.1.0"])
    found = further(shop.folder)["2.1.0"].sources["graphon"]
    assert (found.version, found.match) == ("v0.2.2", "tag")
    root = shop.folder / "graphon"
    assert [path.name for path in root.iterdir()] == [".git"]
    assert head_commit(root) is None
    states = {s.name: s for s in workspace_status(load_workspace(shop.folder)).sources}
    assert states["graphon"].skipped
    assert not states["graphon"].problem
    # And the other way round, where it is checked out.
    shop.write("2.1.0", graphon=GRAPHON)
    report = sync_workspace(load_workspace(shop.folder), also=["2.0.0"])
    assert not report.errors
    assert head_commit(root) == found.commit
    assert "graphon" in further(shop.folder)["2.0.0"].skipped


@pytest.fixture
def line(desk: Desk, tmp_path: Path) -> Iterator[Line]:
    add_pictures(Upstream(tmp_path / "up" / "dify"))
    with git_server(tmp_path / "up") as server:
        yield Line(desk, server)


def test_a_lean_clone_gets_the_files_that_are_read(line: Line) -> None:
    line.write("2.1.0").sync()
    asked = line.asked
    sync_workspace(load_workspace(line.folder), also=["2.0.0"])
    commit = further(line.folder)["2.0.0"].sources["dify"].commit
    assert line.lacks(commit) == set(LEFT_OUT)
    brought = line.asked
    assert brought > asked
    sync_workspace(load_workspace(line.folder))
    assert line.asked == brought + len(SOURCES)  # which releases there are, of each source


# The lock


def test_a_lock_is_read_as_it_was_written(desk: Desk) -> None:
    desk.write("1.14.0")
    bring(desk, "1.13.3")
    text, found = desk.lock, read_lock(desk.folder)
    assert found is not None
    write_lock(desk.folder, found)
    assert desk.lock == text
    assert '\nalso:\n  "1.13.3":\n    asked-by: "--also"\n    sources:\n      dify:\n' in text


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('"1.13.3": {sources: {}}', "invalid entry for the version '1.13.3'"),
        ('"1.13.3": {asked-by: "--also"}', "invalid entry for the version '1.13.3'"),
        ('"../x": {asked-by: "--also", sources: {}}', "invalid entry for the version '../x'"),
        ('"1.13.3": 1', "the version '1.13.3' must be a mapping"),
        ('"1.13.3": {asked-by: "", sources: {}, x: "1"}', "unknown key 'x'"),
    ],
)
def test_a_damaged_lock_is_an_error(desk: Desk, entry: str, fault: str) -> None:
    desk.write("1.14.0").sync()
    (desk.folder / "workspace.lock").write_text(f"{desk.lock}also:\n  {entry}\n")
    with pytest.raises(WorkspaceError, match=fault):
        read_lock(desk.folder)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ('also: "1.13.3"', "'also' must be a list of versions"),
        ("also: [1.5]", "also must be text"),
        ('also: ["--x"]', "begins with a dash"),
    ],
)
def test_also_in_workspace_yaml_is_a_list_of_versions(desk: Desk, row: str, fault: str) -> None:
    desk.write("1.14.0")
    file = desk.folder / "workspace.yaml"
    file.write_text(f"{file.read_text()}{row}\n")
    with pytest.raises(WorkspaceError, match=fault):
        load_workspace(desk.folder)


def test_a_version_without_a_lock_has_no_checkouts() -> None:
    assert FurtherVersion(version="1.13.3").checkouts == ()
