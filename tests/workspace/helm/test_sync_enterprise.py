"""A workspace of an Enterprise release: its chart says what the sources are, and how surely."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ctxkit.errors import GitError, WorkspaceError
from ctxkit.model import Checkout
from ctxkit.workspace.checkout_status import workspace_status
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.other_version import checkouts_at
from ctxkit.workspace.sync import sync_workspace
from ctxkit.workspace.sync_report import SourceResult
from ctxkit.workspace.upgrade_stops import note_on_stops
from tests.workspace.conftest import Upstream, git
from tests.workspace.helm.server import Chart, Reply, Server

NAMES = ("dify", "dify-sandbox", "dify-plugin-daemon", "dify-official-plugins")
UNKNOWN = "c0ffee" * 6 + "beef"


def values(
    api: str, *, web: str = "", sandbox: str = "0.2.14", daemon: str = "0.5.3-serverless"
) -> str:
    return f"""\
api:
  image:
    # registry.example.com/dify/dify-api
    repository: langgenius/dify-api
    tag: "{api}"
web:
  image: {{repository: registry.example.com:5000/team/dify-web, tag: "{web or api}"}}
sandbox:
  image: {{repository: langgenius/dify-sandbox, tag: "{sandbox}"}}
plugin_daemon:
  image: {{repository: langgenius/dify-plugin-daemon, tag: {daemon}}}
enterprise:
  image: {{repository: langgenius/dify-enterprise, tag: "0.14.3"}}
"""


class Desk:
    """A workspace of an Enterprise release."""

    def __init__(self, folder: Path, up: Callable[[str], Upstream], server: Server) -> None:
        self.folder, self.up, self.server = folder, up, server
        folder.mkdir()

    def write(self, text: str, *, created: str = "2026-04-01T00:00:00Z", **refs: str) -> Desk:
        """Publish a chart with these values and write a workspace.yaml of its release."""
        charts = [
            Chart("3.7.4", "0.0.1", files={"values.yaml": text}),
            Chart("3.6.2", "0.0.1", files={"values.yaml": values("1.8.1")}),
        ]
        url = self.server.charts("/charts", *charts, created=created)
        rows = ['enterprise: "3.7.4"', "sources:"]
        for name in NAMES:
            ref = refs.get(name.replace("-", "_"), "")
            pin = f', ref: "{ref}"' if ref else ""
            rows.append(f"  {name}: {{git: {self.up(name).url}{pin}}}")
        rows.append(f"  dify-helm: {{helm: {url}}}")
        (self.folder / "workspace.yaml").write_text("\n".join(rows) + "\n", encoding="utf8")
        return self

    def sync(self, *, jobs: int = 8, locked: bool = False) -> dict[str, SourceResult]:
        report = sync_workspace(load_workspace(self.folder), jobs=jobs, locked=locked)
        return {result.name: result for result in report.results}


@pytest.fixture
def desk(up: Callable[[str], Upstream], tmp_path: Path, server: Server) -> Desk:
    return Desk(tmp_path / "ws", up, server)


def graded(result: SourceResult) -> tuple[str, str]:
    assert result.error is None, result.error
    assert result.checkout
    return result.checkout.version, result.checkout.match


def test_the_chart_says_what_the_sources_are(desk: Desk) -> None:
    commit = desk.up("dify").at("1.13.3")
    found = desk.write(values(commit)).sync(jobs=1)
    assert graded(found["dify-helm"]) == ("dify-3.7.4", "exact")
    assert graded(found["dify"]) == (commit[:12], "exact")
    assert found["dify"].because == (
        f"the image tag {commit} in the chart dify-3.7.4; "
        "its docker/docker-compose.yaml is of 1.13.3"
    )
    assert graded(found["dify-sandbox"]) == ("0.2.14", "tag")
    assert graded(found["dify-plugin-daemon"]) == ("0.5.3", "tag")
    assert graded(found["dify-official-plugins"]) == ("2026-01-16", "as-of")


def test_a_commit_that_is_on_no_branch_is_asked_for(desk: Desk) -> None:
    dify = desk.up("dify")
    git(dify.path, "checkout", "-q", "--detach", "1.8.1")
    commit = dify.commit({"api/ee.py": "EE = 1\n"}, date="2026-03-01T00:00:00Z")
    git(dify.path, "checkout", "-q", "main")
    git(dify.path, "config", "uploadpack.allowAnySHA1InWant", "true")
    assert graded(desk.write(values(commit)).sync()["dify"]) == (commit[:12], "exact")


def test_a_commit_that_is_not_public_is_guessed_by_date_and_called_a_guess(desk: Desk) -> None:
    result = desk.write(values(UNKNOWN)).sync()["dify"]
    assert graded(result) == ("1.13.3", "guess")
    assert "is a commit that the repository does not have" in result.because
    assert "pin the source with `ref:`" in result.because


def test_without_a_release_the_guess_is_the_last_commit(desk: Desk) -> None:
    desk.up("dify").commit(
        {"docker/docker-compose.yaml": "services: {}\n"}, date="2026-03-30T00:00:00Z"
    )
    result = desk.write(values(UNKNOWN), created="2026-06-01T00:00:00Z").sync()["dify"]
    assert graded(result) == ("2026-03-30", "guess")
    assert "the last commit on main was the newest" in result.because


def test_a_ref_is_what_the_user_says(desk: Desk) -> None:
    result = desk.write(values(UNKNOWN), dify="1.8.1").sync()["dify"]
    assert graded(result) == ("1.8.1", "exact")


def test_without_a_date_nothing_is_guessed(desk: Desk) -> None:
    found = desk.write(values(UNKNOWN), created="").sync()
    error = found["dify"].error
    assert error
    assert error.message.startswith(f"dify: the image tag {UNKNOWN} in the chart dify-3.7.4 ")
    assert error.hint == "pin the source with `ref:`"
    assert found["dify"].checkout is None
    assert found["dify-helm"].error is None
    assert graded(found["dify-sandbox"]) == ("0.2.14", "tag")


@pytest.mark.parametrize(
    ("tag", "version", "match"),
    [
        ("1.13.3", "1.13.3", "tag"),
        ("1.13.3-ubi9", "1.13.3", "tag"),
        ("1.13.9", "1.13.3", "nearest"),
        ("lts-1.8.x", "1.8.1", "nearest"),
        ("3.7.4-ubi9", "1.13.3", "guess"),
        ("latest", "1.13.3", "guess"),
    ],
)
def test_a_tag_that_is_no_commit(desk: Desk, tag: str, version: str, match: str) -> None:
    assert graded(desk.write(values(tag)).sync()["dify"]) == (version, match)


def test_a_tag_that_is_called_after_a_branch(desk: Desk) -> None:
    dify = desk.up("dify")
    git(dify.path, "branch", "lts/1.13.x", "1.13.3")
    result = desk.write(values("lts-1.13.x")).sync()["dify"]
    assert graded(result) == ("lts/1.13.x", "nearest")
    assert "the image may be older" in result.because


def test_the_release_of_a_program_is_never_taken_from_another_series(desk: Desk) -> None:
    result = desk.write(values("1.13.3", daemon="3.7.4-ubi9", sandbox="0.9.1")).sync()
    assert graded(result["dify-plugin-daemon"])[1] == "guess"
    assert graded(result["dify-sandbox"])[1] == "guess"
    assert "is no version of dify-sandbox" in result["dify-sandbox"].because


def test_another_image_of_dify_is_told(desk: Desk) -> None:
    result = desk.write(values("1.13.3", web="1.14.0")).sync()["dify"]
    assert graded(result) == ("1.13.3", "tag")
    assert result.notes == ("the chart also runs other images than 1.13.3: web 1.14.0",)


def test_a_release_that_has_no_chart_is_an_error_of_every_source(desk: Desk) -> None:
    desk.write(values("1.13.3"))
    file = desk.folder / "workspace.yaml"
    file.write_text(file.read_text("utf8").replace('"3.7.4"', '"3.7.9"'), encoding="utf8")
    found = desk.sync()
    chart = found["dify-helm"].error
    assert chart
    assert "the index has no version '3.7.9' of the chart" in chart.message
    assert chart.hint == "nearest: 3.7.4, 3.6.2"
    assert found["dify"].error
    assert "without the chart of enterprise 3.7.9" in found["dify"].error.message
    assert all(result.checkout is None for result in found.values())


def test_a_chart_without_dify_is_an_error_of_dify(desk: Desk) -> None:
    found = desk.write("replicas: 1\n").sync()
    assert found["dify"].error
    assert "names no image of Dify's api" in found["dify"].error.message


def test_the_lock_brings_it_back_and_status_agrees(desk: Desk) -> None:
    first = desk.write(values("1.13.3")).sync()
    lock = (desk.folder / "workspace.lock").read_text(encoding="utf8")
    assert 'dify: "enterprise 3.7.4"' in lock
    again = desk.sync(locked=True)
    assert {n: r.checkout for n, r in again.items()} == {n: r.checkout for n, r in first.items()}
    status = workspace_status(load_workspace(desk.folder))
    assert status.dify == "enterprise 3.7.4"
    assert not status.problems


def test_a_package_follows_the_commit_of_dify(desk: Desk) -> None:
    dify, graphon = desk.up("dify"), desk.up("graphon")
    for version in ("0.2.1", "0.2.2"):
        graphon.commit({"graphon.py": version}, date="2026-01-01T00:00:00Z", tag=f"v{version}")
        lock = f'[[package]]\nname = "graphon"\nversion = "{version}"\n'
        commit = dify.commit({"api/uv.lock": lock}, date="2026-03-01T00:00:00Z")
    desk.write(values(dify.at(f"{commit}~1")))
    file = desk.folder / "workspace.yaml"
    row = f"  graphon: {{git: {graphon.url}, follows: dify api/uv.lock}}\n"
    file.write_text(file.read_text("utf8") + row, encoding="utf8")
    first = desk.sync(jobs=1)
    assert graded(first["graphon"]) == ("v0.2.1", "tag")
    assert desk.sync(jobs=1, locked=True)["graphon"].checkout == first["graphon"].checkout
    assert not workspace_status(load_workspace(desk.folder)).problems
    file.write_text(file.read_text("utf8").replace("3.7.4", "3.6.2"), encoding="utf8")
    assert "has no graphon in api/uv.lock" in desk.sync(jobs=1)["graphon"].skipped


def test_a_package_of_a_guess_is_a_guess(desk: Desk) -> None:
    dify, graphon = desk.up("dify"), desk.up("graphon")
    graphon.commit({"graphon.py": "x"}, date="2026-01-01T00:00:00Z", tag="v0.2.1")
    files = {
        "api/uv.lock": '[[package]]\nname = "graphon"\nversion = "0.2.1"\n',
        "docker/docker-compose.yaml": "services: {}\n",
    }
    dify.commit(files, date="2026-03-30T00:00:00Z")
    desk.write(values(UNKNOWN), created="2026-06-01T00:00:00Z")
    file = desk.folder / "workspace.yaml"
    row = f"  graphon: {{git: {graphon.url}, follows: dify api/uv.lock}}\n"
    file.write_text(file.read_text("utf8") + row, encoding="utf8")
    found = desk.sync()["graphon"]
    assert graded(found) == ("v0.2.1", "guess")
    assert found.because == "graphon 0.2.1 in dify's api/uv.lock; dify itself is a guess"


def test_what_was_fetched_before_serves_offline(desk: Desk) -> None:
    desk.write(values("1.13.3")).sync()
    desk.server.pages.clear()
    for name in NAMES:
        path = desk.up(name).path
        path.rename(path.with_name(f"gone-{name}"))
    found = desk.sync()
    assert graded(found["dify"]) == ("1.13.3", "tag")
    assert graded(found["dify-sandbox"]) == ("0.2.14", "tag")


def test_a_version_of_enterprise_for_dify_is_called_one(desk: Desk) -> None:
    desk.write(values("1.13.3"))
    file = desk.folder / "workspace.yaml"
    file.write_text(file.read_text("utf8").replace("enterprise:", "dify:"), encoding="utf8")
    with pytest.raises(WorkspaceError) as caught:
        desk.sync()
    assert "version '3.7.4' has no tag" in caught.value.message
    assert 'write `enterprise: "3.7.4"` instead of `dify:`' in caught.value.hint


def test_the_chart_may_be_in_git(desk: Desk) -> None:
    desk.write(values(UNKNOWN))
    chart = desk.up("dify-helm")
    files = Chart("3.7.4", "0.0.1", files={"values.yaml": values(UNKNOWN)}).files
    files = {f"charts/dify/{path}": text for path, text in files.items()}
    chart.commit(files, date="2026-04-01T00:00:00Z", tag="dify-3.7.4")
    file = desk.folder / "workspace.yaml"
    rows = [row for row in file.read_text("utf8").splitlines() if "dify-helm" not in row]
    rows.append(f"  dify-helm: {{git: {chart.url}}}")
    file.write_text("\n".join(rows) + "\n", encoding="utf8")
    found = desk.sync()
    assert graded(found["dify-helm"]) == ("dify-3.7.4", "exact")
    assert graded(found["dify"]) == ("1.13.3", "guess")


LOCK = """\
version: "{version}"
releaseTrack: lts
sources:
  - {{id: dify, repo: langgenius/dify, ref: lts/1.13.x, ref_type: branch, commit: "{commit}"}}
  - {{id: sandbox, repo: "https://github.com/langgenius/dify-sandbox.git", ref: main, commit: x}}
  - not a source
components:
  - {{id: api, source: dify, image: "langgenius/dify-ee-api:3.7.4"}}
"""


def locked(desk: Desk, place: str) -> None:
    desk.write(values("3.7.4", sandbox="3.7.4"))
    file = desk.folder / "workspace.yaml"
    text = f"release-lock: {place}\n" + file.read_text("utf8")
    file.write_text(text, encoding="utf8")


def test_a_release_lock_names_the_commit(desk: Desk) -> None:
    commit = desk.up("dify").at("1.13.3")
    (desk.folder / "lock.yaml").write_text(LOCK.format(version="3.7.4", commit=commit))
    locked(desk, "lock.yaml")
    found = desk.sync()
    assert graded(found["dify"]) == (commit[:12], "exact")
    assert found["dify"].because.startswith(f"{commit} in the release lock; ")
    assert graded(found["dify-sandbox"]) == ("main", "nearest")


def test_a_release_lock_with_a_commit_that_is_not_public_names_the_series(desk: Desk) -> None:
    (desk.folder / "lock.yaml").write_text(LOCK.format(version="3.7.4", commit=UNKNOWN))
    locked(desk, "./lock.yaml")
    result = desk.sync()["dify"]
    assert graded(result) == ("1.13.3", "nearest")
    assert result.because == "lts/1.13.x in the release lock has no tag; 1.13.3 is the nearest"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (LOCK.format(version="3.9.8", commit=UNKNOWN), "it is of '3.9.8', not of 3.7.4"),
        ("<html>", "it is no release lock, not of 3.7.4"),
        ("", "it is no release lock, not of 3.7.4"),
        (None, "No such file or directory"),
    ],
)
def test_a_release_lock_that_cannot_be_used_is_told(desk: Desk, text: str | None, why: str) -> None:
    if text is not None:
        (desk.folder / "lock.yaml").write_text(text)
    locked(desk, "lock.yaml")
    found = desk.sync()
    assert found["dify-helm"].notes == (f"without the release lock lock.yaml: {why}",)
    assert graded(found["dify"])[1] == "guess"


def test_a_release_lock_from_a_server_is_kept(desk: Desk) -> None:
    text = LOCK.format(version="3.7.4", commit=desk.up("dify").at("1.13.3"))
    desk.server.pages["/lock.yaml"] = Reply(body=text.encode())
    locked(desk, desk.server.url.replace("//", "//user:secret@") + "/lock.yaml")
    first = desk.sync()
    desk.server.pages["/lock.yaml"] = Reply(status=404)
    second = desk.sync()
    desk.server.asked.clear()
    third = desk.sync(locked=True)
    assert "/lock.yaml" not in desk.server.asked
    assert graded(first["dify"]) == graded(second["dify"]) == graded(third["dify"])
    (note,) = second["dify-helm"].notes
    assert note.startswith("using the release lock fetched before: ")
    assert "secret" not in note + (desk.folder / "workspace.lock").read_text("utf8")


def at(desk: Desk, version: str) -> dict[str, Checkout]:
    found = checkouts_at(load_workspace(desk.folder), version)
    return {each.repo: each for each in found}


@pytest.mark.parametrize("version", ["3.6.2", "v3.6.2"])
def test_another_release_is_what_its_own_chart_says(desk: Desk, version: str) -> None:
    commit = desk.up("dify").at("1.13.3")
    desk.write(values(commit), dify="1.13.3").sync()
    found = at(desk, version)
    assert {name: (each.version, each.match) for name, each in found.items()} == {
        "dify": ("1.8.1", "tag"),
        "dify-sandbox": ("0.2.14", "tag"),
        "dify-plugin-daemon": ("0.5.3", "tag"),
        "dify-official-plugins": ("2025-09-01", "as-of"),
        "dify-helm": ("dify-3.6.2", "exact"),
    }


def test_another_release_that_is_known_needs_no_server(desk: Desk, tmp_path: Path) -> None:
    desk.write(values("1.13.3")).sync()
    found = at(desk, "3.6.2")
    (tmp_path / "up").rename(tmp_path / "gone")
    desk.server.pages.clear()
    assert at(desk, "3.6.2") == found


def test_a_public_version_is_still_one_of_dify(desk: Desk) -> None:
    desk.write(values("1.13.3")).sync()
    found = at(desk, "1.8.1")
    assert (found["dify"].version, found["dify-helm"].version) == ("1.8.1", "dify-3.7.4")


def test_a_release_that_the_repository_lacks_is_an_error(desk: Desk) -> None:
    desk.write(values("1.13.3")).sync()
    with pytest.raises(GitError, match=r"no version .3\.0\.0. of the chart"):
        at(desk, "3.0.0")


def test_the_list_of_releases_that_must_not_be_skipped_is_kept(desk: Desk) -> None:
    desk.write(values("1.13.3"))
    text = "* [v3.7.0 [\u26a0\ufe0f Non-skippable]](/pages/3_7_0.md)\n"
    desk.server.pages["/charts/_sidebar.md"] = Reply(body=text.encode())
    desk.sync()
    state = desk.folder / ".ctxkit"
    desk.server.pages.pop("/charts/_sidebar.md")
    desk.sync()
    found = note_on_stops(state, "3.6.2", "enterprise 3.7.4")
    assert found == "an upgrade must not skip 3.7.0: upgrade to it first"
