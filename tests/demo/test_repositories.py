"""The demo's upstream repositories: real git, the same commits everywhere."""

from __future__ import annotations

from pathlib import Path

from ctxkit.demo.repositories import FOLDERS, VERSIONS, make_repositories
from ctxkit.workspace.git_objects import list_files, run_git


def test_every_folder_is_a_version_and_every_version_a_folder() -> None:
    folders = {(f.parent.name, f.name) for f in FOLDERS.glob("*/*") if f.is_dir()}
    assert folders == {
        (name, version) for name, versions in VERSIONS.items() for version, _ in versions
    }


def test_the_commits_are_the_same_on_every_machine(tmp_path: Path) -> None:
    make_repositories(tmp_path / "one")
    make_repositories(tmp_path / "two")
    for name in VERSIONS:
        heads = [
            run_git(tmp_path / where / f"{name}.git", "rev-parse", "main")
            for where in ("one", "two")
        ]
        assert heads[0] == heads[1]


def test_scripts_can_be_run_and_other_files_cannot(tmp_path: Path) -> None:
    make_repositories(tmp_path)
    listing = run_git(tmp_path / "dify.git", "ls-tree", "-r", "1.14.0").decode()
    modes = {row.rpartition("/")[2]: row[:6] for row in listing.splitlines()}
    assert modes["entrypoint.sh"] == "100755"
    assert modes["ssrf_proxy.py"] == "100644"


def test_a_version_holds_what_the_one_before_held(tmp_path: Path) -> None:
    make_repositories(tmp_path)
    old, new = (
        {f.path: f.oid for f in list_files(tmp_path / "dify.git", tag)}
        for tag in ("1.13.3", "1.14.0")
    )
    assert old.keys() <= new.keys()
    assert {path.partition("/versions/")[0] for path in new.keys() - old.keys()} == {
        "api/migrations"
    }
    assert sorted(path for path in old if old[path] != new[path]) == [
        "api/configs/feature/__init__.py",
        "api/core/helper/ssrf_proxy.py",
        "api/models/model.py",
        "docker/docker-compose.yaml",
    ]
