"""A workspace whose chart comes from a Helm repository."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.checkout_status import workspace_status
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.other_version import checkouts_at
from ctxkit.workspace.sync import sync_workspace
from ctxkit.workspace.sync_report import SourceResult
from tests.workspace.conftest import Upstream, git
from tests.workspace.helm.server import Chart, Reply, Server

OLD, NEW = Chart("3.5.3", "1.8.1"), Chart("3.7.4", "1.14.0")


class Desk:
    """A workspace of dify, in git, and its chart."""

    def __init__(self, folder: Path, dify: str) -> None:
        self.folder = folder
        self.dify = dify
        folder.mkdir()

    @property
    def in_git(self) -> Upstream:
        """The repository of the charts in git."""
        return Upstream(Path(self.dify.removeprefix("file://")).parent / "dify-helm")

    def write(self, chart: str, version: str = "1.14.0") -> Desk:
        text = f'dify: "{version}"\nsources:\n  dify: {{git: {self.dify}}}\n  dify-helm: {chart}\n'
        (self.folder / "workspace.yaml").write_text(text, encoding="utf8")
        return self

    def sync(self, **options: bool) -> SourceResult:
        report = sync_workspace(load_workspace(self.folder), **options)
        return next(result for result in report.results if result.name == "dify-helm")

    def read(self, path: str = "charts/dify/values.yaml") -> str:
        return (self.folder / "dify-helm" / path).read_text(encoding="utf8")


@pytest.fixture
def desk(up: Callable[[str], Upstream], tmp_path: Path) -> Desk:
    return Desk(tmp_path / "ws", up("dify").url)


def test_the_chart_for_dify_is_taken_from_a_helm_repository(desk: Desk, server: Server) -> None:
    url = server.charts("/charts", OLD, NEW)
    result = desk.write(f"{{helm: {url}}}").sync()
    assert result.error is None
    assert result.checkout
    assert (result.checkout.version, result.checkout.match) == ("dify-3.7.4", "tag")
    assert result.checkout.url == f"helm+{url}"
    assert result.because == f"the appVersion 1.14.0 of the chart dify-3.7.4, from {url}"
    assert desk.read() == NEW.files["values.yaml"]
    assert not list(desk.folder.glob(".ctxkit/charts/*.tmp-*"))


def test_the_same_chart_is_the_same_commit_wherever_it_came_from(
    desk: Desk, server: Server, tmp_path: Path
) -> None:
    first = desk.write(f"{{helm: {server.charts('/a', NEW)}}}").sync()
    again = Desk(tmp_path / "again", desk.dify)
    second = again.write(f"{{helm: {server.charts('/b', OLD, NEW)}}}").sync()
    assert first.checkout
    assert second.checkout
    assert first.checkout.commit == second.checkout.commit


def test_a_second_sync_fetches_the_index_and_no_chart(desk: Desk, server: Server) -> None:
    desk.write(f"{{helm: {server.charts('/charts', NEW)}}}").sync()
    server.asked.clear()
    result = desk.sync()
    assert server.asked == ["/charts/index.yaml"]
    assert (result.error, result.changed) == (None, False)


def test_dify_changes_and_the_chart_with_it(desk: Desk, server: Server) -> None:
    url = server.charts("/charts", OLD, NEW)
    desk.write(f"{{helm: {url}}}").sync()
    result = desk.write(f"{{helm: {url}}}", version="1.8.1").sync()
    assert result.checkout
    assert result.checkout.version == "dify-3.5.3"
    assert desk.read() == OLD.files["values.yaml"]


def test_a_version_pins_the_chart(desk: Desk, server: Server) -> None:
    url = server.charts("/charts", OLD, NEW)
    result = desk.write(f'{{helm: {url}, version: "3.5.3"}}').sync()
    assert result.checkout
    assert result.checkout.match == "exact"
    assert desk.read() == OLD.files["values.yaml"]


def test_a_version_that_no_repository_has_is_an_error_with_the_nearest(
    desk: Desk, server: Server
) -> None:
    result = desk.write(f'{{helm: {server.charts("/c", OLD, NEW)}, version: "3.7.5"}}').sync()
    assert result.checkout is None
    assert result.error
    assert "the index has no version '3.7.5' of the chart" in result.error.message
    assert result.error.hint == "nearest: 3.7.4, 3.5.3"


def test_the_lock_brings_the_same_files_back(desk: Desk, server: Server, tmp_path: Path) -> None:
    url = server.charts("/charts", OLD, NEW)
    first = desk.write(f"{{helm: {url}}}").sync()
    lock = (desk.folder / "workspace.lock").read_text(encoding="utf8")
    assert f'helm: "{url}"' in lock
    assert 'chart: "dify"' in lock
    newer = Chart("3.8.0", "1.14.0")
    server.charts("/charts", OLD, NEW, newer)
    elsewhere = Desk(tmp_path / "elsewhere", desk.dify).write(f"{{helm: {url}}}")
    (elsewhere.folder / "workspace.lock").write_text(lock, encoding="utf8")
    second = elsewhere.sync(locked=True)
    assert second.error is None
    assert first.checkout == second.checkout


def test_a_locked_chart_that_is_gone_is_an_error(
    desk: Desk, server: Server, tmp_path: Path
) -> None:
    url = server.charts("/charts", NEW)
    desk.write(f"{{helm: {url}}}").sync()
    server.charts("/charts", OLD)
    elsewhere = Desk(tmp_path / "elsewhere", desk.dify).write(f"{{helm: {url}}}")
    (elsewhere.folder / "workspace.lock").write_bytes((desk.folder / "workspace.lock").read_bytes())
    result = elsewhere.sync(locked=True)
    assert result.checkout is None
    assert result.error
    assert "no repository has it any more" in result.error.message


def test_a_version_with_other_files_than_before_is_refused_until_it_is_accepted(
    desk: Desk, server: Server
) -> None:
    url = server.charts("/charts", NEW)
    desk.write(f"{{helm: {url}}}").sync()
    server.charts("/charts", Chart("3.7.4", "1.14.0", files={"values.yaml": "other: 1\n"}))
    result = desk.sync()
    assert result.error
    assert "the chart dify-3.7.4 changed from" in result.error.message
    assert desk.read() == NEW.files["values.yaml"]
    assert desk.sync(update=True).error is None
    assert desk.read() == "other: 1\n"


def test_the_first_mirror_that_answers_is_used(desk: Desk, server: Server) -> None:
    good = server.charts("/good", NEW)
    result = desk.write(f"{{helm: [{server.url}/gone, {good}]}}").sync()
    assert result.checkout
    assert result.checkout.url == f"helm+{good}"
    assert result.notes == (
        f"not from {server.url}/gone/index.yaml: the server answered 404 Not Found",
    )


def test_a_mirror_with_a_broken_archive_is_passed_over(desk: Desk, server: Server) -> None:
    bad, good = server.charts("/bad", NEW), server.charts("/good", NEW)
    server.pages["/bad/dify-3.7.4.tgz"] = Reply(body=b"garbage")
    result = desk.write(f"{{helm: [{bad}, {good}]}}").sync()
    assert result.error is None
    assert result.checkout
    assert "has the sha256" in result.notes[0]


def test_git_is_asked_where_the_helm_repository_does_not_answer(desk: Desk, server: Server) -> None:
    helm = desk.in_git
    result = desk.write(f"{{helm: {server.url}/gone, git: {helm.url}}}").sync()
    assert result.error is None
    assert result.checkout
    assert result.checkout.url == helm.url
    assert result.notes[-1].startswith("from git: dify-helm: ")
    status = workspace_status(load_workspace(desk.folder)).sources[1]
    assert (status.problem, status.url) == ("", helm.url)


@pytest.mark.parametrize("index", [b"<html>login</html>", b'{"entries": {"other": []}}'])
def test_git_is_asked_where_the_index_is_none_or_lacks_the_chart(
    desk: Desk, server: Server, index: bytes
) -> None:
    server.pages["/charts/index.yaml"] = Reply(body=index)
    result = desk.write(f"{{helm: {server.url}/charts, git: {desk.in_git.url}}}").sync()
    assert result.error is None
    assert result.checkout
    assert result.checkout.url == desk.in_git.url


def test_from_git_to_helm_and_back(desk: Desk, server: Server) -> None:
    helm = desk.in_git
    same_tag = Chart("0.37.0", "1.14.0")
    both = f"{{helm: {server.url}/charts, git: {helm.url}}}"
    assert desk.write(both).sync().error is None
    in_git = git(desk.folder / "dify-helm", "rev-parse", "HEAD")
    server.charts("/charts", same_tag)
    result = desk.sync()
    assert result.error is None
    assert result.checkout
    assert result.checkout.version == "dify-0.37.0"
    assert git(desk.folder / "dify-helm", "rev-parse", "HEAD") != in_git
    server.pages.clear()
    kept = desk.sync()
    assert kept.error is None
    assert kept.checkout == result.checkout
    back = desk.write(f"{{git: {helm.url}}}").sync()
    assert back.error is None
    assert git(desk.folder / "dify-helm", "rev-parse", "HEAD") == in_git


def test_neither_is_there(desk: Desk, server: Server, tmp_path: Path) -> None:
    result = desk.write(f"{{helm: {server.url}/gone, git: {tmp_path / 'gone'}}}").sync()
    assert result.checkout is None
    assert result.error
    assert "the server answered 404" in result.error.message
    assert "and git: dify-helm:" in result.error.message


def test_a_refused_chart_is_not_replaced_by_git_in_silence(desk: Desk, server: Server) -> None:
    helm = desk.in_git
    url = server.charts("/charts", NEW, digest="0" * 64)
    result = desk.write(f"{{helm: {url}, git: {helm.url}}}").sync()
    assert result.checkout is None
    assert result.error
    assert f"has the sha256 {NEW.digest}, but the index says {'0' * 64}" in result.error.message


def test_without_the_server_what_was_fetched_before_is_used(desk: Desk, server: Server) -> None:
    url = server.charts("/charts", OLD, NEW)
    first = desk.write(f"{{helm: {url}}}").sync()
    server.pages.clear()
    result = desk.sync()
    assert (result.error, result.checkout) == (None, first.checkout)
    assert result.notes[0].startswith("using what was fetched before: ")
    nearest = desk.write(f"{{helm: {url}}}", version="1.13.3").sync()
    assert nearest.checkout
    assert nearest.checkout.match == "nearest"


def test_another_version_of_dify_is_brought_without_a_checkout(desk: Desk, server: Server) -> None:
    url = server.charts("/charts", OLD, NEW)
    desk.write(f"{{helm: {url}}}").sync()
    config = load_workspace(desk.folder)
    old = checkouts_at(config, "1.8.1")[1]
    assert (old.version, old.match, old.url) == ("dify-3.5.3", "tag", f"helm+{url}")
    assert desk.read() == NEW.files["values.yaml"]
    server.pages.clear()
    assert checkouts_at(config, "1.8.1")[1] == old
    assert checkouts_at(config, "1.14.0")[1].version == "dify-3.7.4"
    with pytest.raises(GitError, match="404"):
        desk.write(f"{{helm: {server.url}/other}}")
        checkouts_at(load_workspace(desk.folder), "1.13.3")


def test_status_says_which_source_was_used(desk: Desk, server: Server) -> None:
    url = server.charts("/charts", NEW)
    desk.write(f"{{helm: {url}}}").sync()
    status = workspace_status(load_workspace(desk.folder)).sources[1]
    assert (status.url, status.problem, status.match) == (f"helm+{url}", "", "tag")
    desk.write(f"{{helm: {url}, chart: other}}")
    status = workspace_status(load_workspace(desk.folder)).sources[1]
    assert status.problem == "workspace.yaml has changed since the last sync"


def test_passwords_are_sent_and_never_shown(desk: Desk, server: Server) -> None:
    url = server.charts("/charts", NEW).replace("http://", "http://me:s3cret@")
    result = desk.write(f"{{helm: {url}}}").sync()
    assert result.error is None
    assert result.checkout
    assert server.logins == ["Basic bWU6czNjcmV0"] * 2
    seen = [*desk.folder.rglob("workspace.lock"), *desk.folder.rglob("config")]
    assert len(seen) > 2
    assert not any("s3cret" in file.read_text(encoding="utf8") for file in seen)
    assert "s3cret" not in f"{result.checkout} {result.because} {result.notes}"
