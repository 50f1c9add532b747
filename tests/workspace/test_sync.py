"""Which versions a sync takes, what it says of them, and how it comes back to them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ctxkit.errors import GitError, WorkspaceError
from ctxkit.workspace import git_runner as runner
from ctxkit.workspace.repository import Clone
from tests.workspace.conftest import Desk, Upstream, compose, git

Up = Callable[[str], Upstream]


def versions(desk: Desk, **options: bool) -> dict[str, tuple[str, str]]:
    results = desk.sync(**options)
    assert [r.error for r in results.values()] == [None] * len(results)
    return {
        name: (r.checkout.version, r.checkout.match) for name, r in results.items() if r.checkout
    }


def test_the_other_sources_follow_from_dify(desk: Desk, up: Up) -> None:
    results = desk.write("1.14.0").sync()
    assert {
        n: (r.checkout.version, r.checkout.match) for n, r in results.items() if r.checkout
    } == {
        "dify": ("1.14.0", "exact"),
        "dify-helm": ("dify-0.37.0", "nearest"),  # its appVersion is 1.14.2
        "dify-sandbox": ("0.2.15", "tag"),
        "dify-plugin-daemon": ("0.6.0", "tag"),
        "dify-official-plugins": ("2026-04-28", "as-of"),
    }
    assert (
        results["dify-helm"].because
        == "the appVersion 1.14.2 of the chart dify-0.37.0 is the nearest to 1.14.0"
    )
    assert (
        results["dify-plugin-daemon"].because
        == "the image tag 0.6.0-local in dify's docker/docker-compose.yaml"
    )
    assert (
        results["dify-official-plugins"].because
        == "the last commit on main before dify's of 2026-04-29"
    )
    assert (desk.folder / "dify" / "api" / "version.py").read_text() == "VERSION = '1.14.0'\n"
    assert desk.head("dify-official-plugins") == up("dify-official-plugins").at("main~1")
    assert all(r.changed for r in results.values())


def test_a_chart_of_just_that_version_is_a_tag_match(desk: Desk) -> None:
    assert versions(desk.write("1.8.1"))["dify-helm"] == ("dify-0.29.0", "tag")


def test_of_two_charts_for_a_version_the_newest_release_wins(desk: Desk, up: Up) -> None:
    for tag in ("0.30.0", "0.31.0-rc1", "0.9.0"):
        up("dify-helm").commit(
            {"charts/dify/Chart.yaml": f"version: {tag}\nappVersion: 1.8.1  # old\n"},
            date="2026-08-01T00:00:00Z",
            tag=f"dify-{tag}",
        )
    assert versions(desk.write("1.8.1", ("dify", "dify-helm")))["dify-helm"] == (
        "dify-0.30.0",
        "tag",
    )


def test_a_second_sync_changes_nothing(desk: Desk) -> None:
    desk.write().sync()
    before, stamps = (
        desk.lock,
        {p: p.stat().st_mtime_ns for p in desk.folder.rglob("*") if p.is_file()},
    )
    again = desk.sync()
    assert not any(r.changed or r.error for r in again.values())
    assert desk.lock == before
    changed = {p.name for p, stamp in stamps.items() if p.stat().st_mtime_ns != stamp}
    assert changed <= {"sync.lock", ".gitignore"}


def test_the_lock_holds_what_was_synced_and_no_secret_or_time(desk: Desk, up: Up) -> None:
    desk.write(names=("dify", "dify-sandbox")).sync()
    assert (
        desk.lock
        == f"""\
# Written by `ctxkit sync`; `ctxkit sync --locked` brings back exactly these commits.
format: "1"
dify: "1.14.0"
sources:
  dify:
    git: "{up("dify").url}"
    version: "1.14.0"
    commit: "{up("dify").at("1.14.0")}"
    match: "exact"
    ref: "refs/tags/1.14.0"
    because: "the tag 1.14.0"
  dify-sandbox:
    git: "{up("dify-sandbox").url}"
    version: "0.2.15"
    commit: "{up("dify-sandbox").at("0.2.15")}"
    match: "tag"
    ref: "refs/tags/0.2.15"
    because: "the image tag 0.2.15 in dify's docker/docker-compose.yaml"
"""
    )


def test_switching_back_needs_no_server(desk: Desk) -> None:
    desk.write("1.13.3").sync()
    desk.write("1.14.0").sync()
    desk.go_offline()
    assert versions(desk.write("1.13.3")) == {
        "dify": ("1.13.3", "exact"),
        "dify-helm": ("dify-0.36.0", "nearest"),
        "dify-sandbox": ("0.2.14", "tag"),
        "dify-plugin-daemon": ("0.5.3", "tag"),
        "dify-official-plugins": ("2026-01-16", "as-of"),
    }
    notes = desk.sync()["dify"].notes
    assert notes
    assert notes[0].startswith("using what was fetched before: dify: git ls-remote: ")


def test_offline_a_version_that_was_never_fetched_is_an_error_of_the_server(desk: Desk) -> None:
    desk.write("1.13.3", ("dify",)).sync()
    desk.go_offline()
    result = desk.write("1.14.0", ("dify",)).sync()["dify"]
    assert isinstance(result.error, GitError)
    assert result.error.message.startswith("dify: git ls-remote: ")
    assert result.checkout is not None
    assert (result.checkout.version, result.checkout.match) == ("1.13.3", "guess")


def test_offline_a_pinned_source_stays_though_another_dify_is_wanted(desk: Desk) -> None:
    names = ("dify", "dify-official-plugins")
    desk.write("1.14.0", names, dify="main", dify_official_plugins="main").sync()
    before = desk.head("dify-official-plugins")
    desk.write("1.14.0", names, dify="1.14.0", dify_official_plugins="main")
    desk.go_offline()
    result = desk.sync()["dify-official-plugins"]
    assert (result.error, desk.head("dify-official-plugins")) == (None, before)


def test_offline_a_missing_image_version_is_not_replaced_by_the_nearest(desk: Desk) -> None:
    names = ("dify", "dify-sandbox")
    desk.write("1.14.0", names, dify_sandbox="0.2.12").sync()
    git(desk.folder / "dify-sandbox", "tag", "-d", "0.2.15")
    desk.go_offline()
    result = desk.write("1.14.0", names).sync()["dify-sandbox"]
    assert isinstance(result.error, GitError)
    assert result.checkout is not None
    assert result.checkout.match == "guess"


def test_everything_works_offline_after_a_sync(desk: Desk) -> None:
    desk.write().sync()
    desk.go_offline()
    for name in ("dify", "dify-official-plugins"):
        root = desk.folder / name
        assert git(root, "fsck", "--connectivity-only") == ""
        assert git(root, "cat-file", "--batch-check", "--batch-all-objects").count("blob") > 0
        assert "promisor" not in (root / ".git" / "config").read_text()


def test_clones_are_shallow(desk: Desk) -> None:
    desk.write().sync()
    for name in ("dify", "dify-official-plugins"):
        assert git(desk.folder / name, "rev-list", "--count", "--all") == "1"


def test_the_releases_that_others_call_come_without_history(desk: Desk) -> None:
    desk.write().sync()
    root = desk.folder / "dify-plugin-daemon"
    assert git(root, "tag").split() == ["0.2.0", "0.5.3", "0.6.0", "0.6.1"]
    assert git(root, "rev-list", "--count", "--all") == "4"
    desk.write(dify_plugin_daemon="0.5.3").sync()
    assert desk.head("dify-plugin-daemon") == git(root, "rev-parse", "0.5.3")


def test_a_release_that_the_server_lost_does_not_stop_a_sync(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def refuse(_clone: Clone, refspecs: list[str], **_options: object) -> None:
        asked.append(refspecs)
        raise GitError("refused")

    desk.write("1.14.0", ("dify", "dify-sandbox")).sync()
    git(desk.folder / "dify-sandbox", "tag", "-d", "0.2.12")
    monkeypatch.setattr(Clone, "fetch", refuse)
    assert desk.sync()["dify-sandbox"].error is None
    assert asked == [["+refs/tags/0.2.12:refs/tags/0.2.12"]]


def test_locked_brings_back_the_very_commits(desk: Desk, up: Up) -> None:
    desk.write(dify_official_plugins="main").sync()
    wanted = desk.head("dify-official-plugins")
    text = desk.lock
    up("dify-official-plugins").commit({"new.txt": "x"}, date="2026-09-01T00:00:00Z")
    assert versions(desk, locked=True)["dify-official-plugins"] == ("main", "exact")
    other = Desk(desk.folder.with_name("other"), desk.folder.with_name("up")).write(
        dify_official_plugins="main"
    )
    (other.folder / "workspace.lock").write_text(text)
    other.sync(locked=True)
    assert {n: other.head(n) for n in ("dify", "dify-official-plugins")} == {
        "dify": desk.head("dify"),
        "dify-official-plugins": wanted,
    }
    assert other.lock == text
    assert versions(desk)["dify-official-plugins"][0] == "main"
    assert desk.head("dify-official-plugins") == up("dify-official-plugins").at("main") != wanted


def test_locked_survives_a_tag_that_moved_since(desk: Desk, up: Up) -> None:
    desk.write(names=("dify",)).sync()
    before, text = desk.head("dify"), desk.lock
    up("dify").commit({"x": "x"}, date="2026-08-01T00:00:00Z")
    git(up("dify").path, "tag", "-f", "1.14.0")
    other = Desk(desk.folder.with_name("other"), desk.folder.with_name("up")).write(names=("dify",))
    (other.folder / "workspace.lock").write_text(text)
    other.sync(locked=True)
    assert other.head("dify") == before


@pytest.mark.parametrize(
    ("version", "names", "pins", "message"),
    [
        (
            "1.13.3",
            ("dify",),
            {},
            "workspace.lock is for dify 1.14.0, but workspace.yaml asks for 1.13.3",
        ),
        (
            "1.14.0",
            ("dify", "dify-helm"),
            {},
            "workspace.yaml:4: 'dify-helm' is not in workspace.lock",
        ),
        (
            "1.14.0",
            ("dify",),
            {"dify": "main"},
            "workspace.yaml:3: 'dify' differs from workspace.lock",
        ),
    ],
)
def test_locked_refuses_a_lock_that_does_not_fit(
    desk: Desk, version: str, names: tuple[str, ...], pins: dict[str, str], message: str
) -> None:
    with pytest.raises(WorkspaceError, match=r"no workspace\.lock in "):
        desk.write(names=("dify",)).sync(locked=True)
    desk.sync()
    with pytest.raises(WorkspaceError) as caught:
        desk.write(version, names, **pins).sync(locked=True)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("1.14", "nearest: 1.14.0, 1.13.3, 1.8.1"),
        ("1.13.4", "nearest: 1.13.3, 1.14.0, 1.8.1"),
        ("2.0.0", "nearest: 1.14.0, 1.13.3, 1.8.1"),
        ("1.14.0-rc1", "nearest: 1.14.0, 1.13.3, 1.8.1"),
        ("mian", "nearest: main"),
        ("0123456", ""),
    ],
)
def test_a_version_that_does_not_exist_is_an_error_that_names_the_nearest(
    desk: Desk, wanted: str, hint: str
) -> None:
    desk.write(wanted, dify_sandbox="0.2.15")
    with pytest.raises(WorkspaceError) as caught:
        desk.sync()
    assert (
        caught.value.message
        == f"workspace.yaml:1: version '{wanted}' has no tag, branch or commit in dify"
    )
    assert caught.value.hint == hint
    assert not (desk.folder / "dify").exists()
    assert not (desk.folder / "dify-sandbox").exists()
    assert not (desk.folder / "workspace.lock").exists()


def test_a_commit_that_does_not_exist_is_an_error(desk: Desk) -> None:
    results = desk.write("0123456789abcdef0123456789abcdef01234567").sync()
    assert (
        str(results["dify"].error)
        == "dify: the server has no commit 0123456789abcdef0123456789abcdef01234567"
    )
    assert all(r.error for r in results.values())
    assert not (desk.folder / "dify").exists()


def test_a_pin_that_does_not_exist_stops_only_its_source(desk: Desk) -> None:
    report = desk.write(dify_sandbox="0.2.16").report()
    results = {r.name: r for r in report.results}
    assert (
        str(results["dify-sandbox"].error)
        == "workspace.yaml:5: version '0.2.16' has no tag, branch or commit in dify-sandbox"
    )
    assert results["dify-sandbox"].error.hint == "nearest: 0.2.15, 0.2.14, 0.2.12"  # type: ignore[union-attr]
    assert [r.name for r in report.results if r.error] == ["dify-sandbox"]
    assert report.exit_code == 3
    assert [c.repo for c in report.checkouts] == [
        "dify",
        "dify-helm",
        "dify-plugin-daemon",
        "dify-official-plugins",
    ]


def test_a_pin_wins_and_is_exact(desk: Desk, up: Up) -> None:
    found = versions(
        desk.write(dify_plugin_daemon="v0.6.1", dify_sandbox=up("dify-sandbox").at("0.2.12")[:9])
    )
    assert found["dify-plugin-daemon"] == ("0.6.1", "exact")
    assert found["dify-sandbox"] == (up("dify-sandbox").at("0.2.12")[:12], "exact")


@pytest.mark.parametrize("length", [8, 40])
def test_dify_may_be_a_commit_between_tags(desk: Desk, up: Up, length: int) -> None:
    commit = up("dify").commit(
        {
            "docker/docker-compose.yaml": compose(
                "1.8.1", "mirror.example.org:5000/dify-sandbox:0.2.12", "x/y"
            )
        },
        date="2026-05-01T00:00:00Z",
    )
    up("dify").commit({"later": "x"}, date="2026-05-02T00:00:00Z")
    found = versions(desk.write(commit[:length]))
    assert found["dify"] == (commit[:12], "exact")
    assert found["dify-sandbox"] == ("0.2.12", "tag")
    assert found["dify-helm"] == ("dify-0.29.0", "tag")  # by the image of the api, 1.8.1
    assert found["dify-plugin-daemon"] == (
        "2026-04-24",
        "as-of",
    )  # no image: the last commit before that of dify
    assert found["dify-official-plugins"] == ("2026-04-28", "as-of")


def test_dify_may_be_a_branch_which_is_followed(desk: Desk, up: Up) -> None:
    names = ("dify", "dify-sandbox")
    assert versions(desk.write("main", names))["dify"] == ("main", "exact")
    new = up("dify").commit({"new": "x"}, date="2026-05-01T00:00:00Z")
    assert desk.sync()["dify"].changed
    assert desk.head("dify") == new


def test_an_image_version_without_a_tag_takes_the_nearest_and_says_so(desk: Desk, up: Up) -> None:
    up("dify").commit(
        {
            "docker/docker-compose.yaml": compose(
                "1.14.1", "langgenius/dify-sandbox:0.2.13", "x/dify-plugin-daemon:latest"
            )
        },
        date="2026-05-30T00:00:00Z",
        tag="1.14.1",
    )
    results = desk.write("1.14.1").sync()
    sandbox, daemon = results["dify-sandbox"], results["dify-plugin-daemon"]
    assert sandbox.checkout is not None
    assert (sandbox.checkout.version, sandbox.checkout.match) == ("0.2.12", "nearest")
    assert sandbox.because == (
        "the image tag 0.2.13 in dify's docker/docker-compose.yaml has no tag; "
        "0.2.12 is the nearest"
    )
    assert daemon.checkout is not None
    assert (daemon.checkout.version, daemon.checkout.match) == ("2026-05-20", "as-of")
    assert daemon.because == (
        "the image tag latest is not a version; the last commit on main before dify's of 2026-05-30"
    )


def test_an_image_tag_may_be_a_commit(desk: Desk, up: Up) -> None:
    commit = up("dify-sandbox").at("0.2.14")
    up("dify").commit(
        {
            "docker/docker-compose.yaml": compose(
                "1.14.1", f"langgenius/dify-sandbox:{commit}-serverless", "x"
            )
        },
        date="2026-05-30T00:00:00Z",
        tag="1.14.1",
    )
    assert versions(desk.write("1.14.1", ("dify", "dify-sandbox")))["dify-sandbox"] == (
        commit[:12],
        "exact",
    )


def test_the_date_of_an_annotated_tag_is_that_of_the_tag(desk: Desk, up: Up) -> None:
    up("dify").commit(
        {"x": "x"}, date="2026-01-10T00:00:00Z", tag="1.12.0", annotated="2026-08-22T00:00:00Z"
    )
    assert (
        versions(desk.write("1.12.0", ("dify", "dify-official-plugins")))["dify-official-plugins"][
            0
        ]
        == "2026-08-21"
    )


def test_a_source_younger_than_dify_is_a_guess(desk: Desk, up: Up) -> None:
    up("dify").commit({"x": "x"}, date="2024-01-10T00:00:00Z", tag="0.5.0")
    result = desk.write("0.5.0", ("dify", "dify-official-plugins")).sync()["dify-official-plugins"]
    assert result.checkout is not None
    assert (result.checkout.version, result.checkout.match) == ("2025-09-01", "guess")
    assert result.because.startswith("all commits on main are newer than dify's of 2024-01-10")


def test_charts_without_tags_are_taken_as_of_the_date(desk: Desk, up: Up) -> None:
    for tag in ("dify-0.29.0", "dify-0.36.0", "dify-0.37.0"):
        git(up("dify-helm").path, "tag", "-d", tag)
    assert versions(desk.write("1.14.0", ("dify", "dify-helm")))["dify-helm"] == (
        "2026-02-13",
        "as-of",
    )


def test_charts_of_a_dify_without_a_number_are_taken_as_of_the_date(desk: Desk, up: Up) -> None:
    up("dify").commit({"docker/docker-compose.yaml": "services: {}\n"}, date="2026-03-01T00:00:00Z")
    assert versions(desk.write("main", ("dify", "dify-helm")))["dify-helm"] == (
        "dify-0.36.0",
        "as-of",
    )


def test_history_is_fetched_without_files_and_not_again_when_it_holds_the_answer(
    desk: Desk, up: Up
) -> None:
    names = ("dify", "dify-official-plugins")
    desk.write("1.14.0", names).sync()
    history = desk.folder / ".ctxkit" / "history" / "dify-official-plugins.git"
    kinds = git(history, "cat-file", "--batch-check=%(objecttype)", "--batch-all-objects").split()
    assert set(kinds) == {"commit"}
    tip = git(history, "rev-parse", "refs/heads/main")
    up("dify-official-plugins").commit({"new": "x"}, date="2026-09-01T00:00:00Z")
    desk.write("1.13.3", names).sync()
    assert git(history, "rev-parse", "refs/heads/main") == tip
    (history / "HEAD").write_text("damaged")
    assert versions(desk.write("1.8.1", names))["dify-official-plugins"] == ("2025-09-01", "as-of")


def test_deleting_the_state_folder_loses_nothing(desk: Desk) -> None:
    desk.write().sync()
    before = desk.lock
    subprocess.run(["rm", "-rf", str(desk.folder / ".ctxkit")], check=True)
    assert not any(r.changed for r in desk.sync().values())
    assert desk.lock == before


def test_a_server_that_serves_no_lone_commit_gives_its_branches(
    desk: Desk, up: Up, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_CONFIG", (*runner._CONFIG, "-c", "protocol.version=0"))
    commit = up("dify-sandbox").at("0.2.12")
    found = versions(desk.write(dify_sandbox=commit))
    assert found["dify-sandbox"] == (commit[:12], "exact")
    assert found["dify-official-plugins"] == ("2026-04-28", "as-of")
    assert git(desk.folder / "dify-sandbox", "fsck", "--connectivity-only") == ""


def test_a_tag_is_known_offline_though_its_commit_came_without_it(desk: Desk) -> None:
    text = desk.write(names=("dify",)).sync() and desk.lock
    other = Desk(desk.folder.with_name("other"), desk.folder.with_name("up")).write(names=("dify",))
    (other.folder / "workspace.lock").write_text(text)
    other.sync(locked=True)
    other.sync()
    (other.folder / "workspace.lock").unlink()
    other.go_offline()
    assert versions(other)["dify"] == ("1.14.0", "exact")


def test_without_dify_only_pinned_sources_are_synced(desk: Desk) -> None:
    results = desk.write(names=("dify-sandbox", "dify-plugin-daemon"), dify_sandbox="0.2.15").sync()
    assert results["dify-sandbox"].error is None
    assert "cannot choose a version because dify could not be fetched" in str(
        results["dify-plugin-daemon"].error
    )


def test_when_dify_cannot_be_had_the_pinned_sources_go_on(
    desk: Desk, up: Up, tmp_path: Path
) -> None:
    up("dify").path.rename(tmp_path / "gone")
    report = desk.write(dify_sandbox="0.2.15").report()
    assert [r.name for r in report.results if not r.error] == ["dify-sandbox"]
    assert report.exit_code == 4


def test_progress_names_each_source(desk: Desk) -> None:
    from ctxkit.workspace.config import load_workspace
    from ctxkit.workspace.sync import sync_workspace

    heard: list[tuple[str, str, float]] = []
    desk.write(names=("dify", "dify-sandbox"))
    sync_workspace(load_workspace(desk.folder), progress=lambda *event: heard.append(event))
    for name in ("dify", "dify-sandbox"):
        steps = list(dict.fromkeys(what for source, what, _ in heard if source == name))
        assert steps == ["resolving", "fetching", "checking out", "done"]
    assert all(0 <= share <= 1 for _, _, share in heard)
