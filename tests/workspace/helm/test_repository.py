"""One Helm repository: its index, its urls, its charts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.archives.errors import ArchiveRefusedError
from ctxkit.workspace.git_objects import list_files
from ctxkit.workspace.helm.repository import HelmRepository
from ctxkit.workspace.helm.store import ChartStore
from tests.workspace.helm.server import Chart, Reply, Server, packed

NEW = Chart("3.7.4", "1.14.0")


@pytest.fixture
def store(tmp_path: Path) -> ChartStore:
    return ChartStore(tmp_path, "dify-helm", "dify")


def obtain(url: str, store: ChartStore) -> str:
    repository = HelmRepository(url, store)
    return repository.obtain(repository.index()[0])


@pytest.mark.parametrize("slash", ["", "/"])
def test_relative_urls_are_below_the_repository(
    server: Server, store: ChartStore, slash: str
) -> None:
    url = server.charts("/a/b", NEW)
    assert obtain(url + slash, store)
    assert server.asked == ["/a/b/index.yaml", "/a/b/dify-3.7.4.tgz"]


def test_absolute_urls_are_taken_as_they_are(server: Server, store: ChartStore) -> None:
    server.pages["/files/x"] = Reply(body=NEW.archive)
    url = server.charts("/a", NEW, urls=f"{server.url}/files/x?sig=1%2B2&b=c d")
    assert obtain(url, store)
    assert server.asked[1] == "/files/x?sig=1%2B2&b=c%20d"


def test_the_query_of_the_repository_goes_with_relative_urls(
    server: Server, store: ChartStore
) -> None:
    url = server.charts("/a", NEW)
    assert obtain(f"{url}?token=t", store)
    assert server.asked == ["/a/index.yaml?token=t", "/a/dify-3.7.4.tgz?token=t"]


def test_of_several_urls_the_first_that_works_is_used(server: Server, store: ChartStore) -> None:
    entry = NEW.entry("gone.tgz")
    entry["urls"] = ["ftp://example.org/x", "gone.tgz", "http://[bad", "dify-3.7.4.tgz"]
    url = server.charts("/a", NEW)
    index = {"apiVersion": "v1", "entries": {"dify": [entry]}}
    server.pages["/a/index.yaml"] = Reply(body=json.dumps(index).encode())
    assert obtain(url, store)


def test_a_version_with_build_metadata_keeps_its_plus(server: Server, store: ChartStore) -> None:
    chart = Chart("1.0.0+build.7", "1.14.0")
    commit = obtain(server.charts("/a", chart), store)
    assert server.asked[1] == "/a/dify-1.0.0+build.7.tgz"
    assert {file.path for file in list_files(store.path, commit)} == {
        "charts/dify/Chart.yaml",
        "charts/dify/values.yaml",
    }


def test_without_a_digest_the_archive_is_taken_as_it_comes(
    server: Server, store: ChartStore
) -> None:
    url = server.charts("/a", NEW, digest=None)
    commit = obtain(url, store)
    assert commit == obtain(url, store)
    assert server.asked.count("/a/dify-3.7.4.tgz") == 2  # nothing says that it is the same


@pytest.mark.parametrize(
    ("digest", "words"),
    [
        ("f" * 64, f"dify-3.7.4 has the sha256 {NEW.digest}, but the index says {'f' * 64}"),
        ("f" * 40, "is no sha256"),
        ("\x1b[31m", "is no sha256"),
    ],
)
def test_another_digest_is_refused(
    server: Server, store: ChartStore, digest: str, words: str
) -> None:
    with pytest.raises(ArchiveRefusedError) as error:
        obtain(server.charts("/a", NEW, digest=digest), store)
    assert words in error.value.message
    assert error.value.message.isprintable()
    assert store.commits() == frozenset()


def test_a_digest_in_capitals_or_with_its_kind_is_fine(server: Server, store: ChartStore) -> None:
    assert obtain(server.charts("/a", NEW, digest=f"sha256:{NEW.digest.upper()}"), store)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"Chart.yaml": "name: other\nversion: 3.7.4\n"}, "is that of other 3.7.4"),
        ({"Chart.yaml": "name: dify\nversion: 3.7.3\n"}, "is that of dify 3.7.3"),
        ({"Chart.yaml": "just text"}, "has no Chart.yaml with a name"),
        ({"Chart.yaml": ""}, "has no Chart.yaml with a name"),
    ],
)
def test_an_archive_of_another_chart_is_refused(
    server: Server, store: ChartStore, files: dict[str, str], words: str
) -> None:
    with pytest.raises(ArchiveRefusedError, match=words):
        obtain(server.charts("/a", Chart("3.7.4", "1.14.0", files=files)), store)
    assert store.commits() == frozenset()


def test_an_index_or_a_chart_that_is_too_large_is_refused(
    server: Server, store: ChartStore
) -> None:
    url = server.charts("/a", NEW)
    server.pages["/a/dify-3.7.4.tgz"] = Reply(body=b"", headers={"Content-Length": "50000001"})
    with pytest.raises(GitError, match="larger than 50 MB"):
        obtain(url, store)
    server.pages["/a/index.yaml"] = Reply(body=b"", headers={"Content-Length": "20000001"})
    with pytest.raises(GitError, match="larger than 20 MB"):
        obtain(url, store)


def test_the_index_is_kept_as_it_was_fetched(server: Server, store: ChartStore) -> None:
    repository = HelmRepository(server.charts("/a", NEW), store)
    assert repository.kept_index() is None
    found = repository.index()
    body = server.pages["/a/index.yaml"].body
    assert [file.read_bytes() for file in store.path.parent.glob("*.yaml")] == [body]
    server.pages.clear()
    assert repository.kept_index() == found
    assert HelmRepository(f"{server.url}/other", store).kept_index() is None


def test_credentials_do_not_reach_another_server(server: Server, store: ChartStore) -> None:
    from tests.workspace.helm.server import running

    with running() as other:
        other.pages["/x.tgz"] = Reply(body=NEW.archive)
        url = server.charts("/a", NEW, urls=f"{other.url}/x.tgz")
        assert obtain(url.replace("http://", "http://me:pw@"), store)
        assert server.logins == ["Basic bWU6cHc="]
        assert other.logins == [""]


def test_a_hostile_archive_leaves_nothing(server: Server, store: ChartStore) -> None:
    chart = Chart("3.7.4", "1.14.0")
    chart.archive = packed({"dify/Chart.yaml": chart.files["Chart.yaml"], "dify/../../x": ""})
    with pytest.raises(ArchiveRefusedError, match="leads out of the archive"):
        obtain(server.charts("/a", chart), store)
    assert store.commits() == frozenset()
    assert not list(store.path.parent.parent.rglob("x"))
