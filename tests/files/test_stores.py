"""Urls of stores: which are read, what is below them, and that no secret of theirs is told."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from ctxkit.errors import ClusterError, UsageError
from ctxkit.files.stores import Store, is_url

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install fsspec")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("s3://bucket/logs", True),
        ("simplecache::s3://bucket/logs", True),
        ("https://example.com/a.log", True),
        ("file:///tmp/logs", True),
        ("logs/api.log", False),
        ("C:\\logs\\api.log", False),
        ("-", False),
        ("a b://c", False),
    ],
)
def test_a_url_is_told_from_a_file(name: str, expected: bool) -> None:
    assert is_url(name) is expected


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a.log",
        "simplecache::s3://bucket/logs",
        "zip://*.log::file:///tmp/a.zip",
        "ssh://host/logs",
        "reference://x",
        "nothing://x",
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(UsageError, match="no store that can be read") as caught:
        Store(url)
    assert "s3" in caught.value.hint


@pytest.mark.parametrize(
    "url",
    [
        "s3://AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY@bucket/logs",
        "s3://user:p@ss/word@bucket/logs",
        "gs://u:hunter2hunter2@bucket",
        "https://u:hunter2hunter2@example.com/x",
        "file:///tmp/x?password=hunter2hunter2",
    ],
)
def test_a_password_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Store(url)
    told = caught.value.message + caught.value.hint
    for secret in ("wJalrXUtn", "hunter2", "p@ss"):
        assert secret not in told


@pytest.mark.parametrize(
    ("url", "missing", "told", "remedy"),
    [
        ("s3://bucket/x", "fsspec.core", "s3fs is not installed", "pip install 'ctxkit[fleet]'"),
        ("file:///x", "fsspec.core", "fsspec is not installed", "pip install 'ctxkit[fleet]'"),
        ("gs://bucket/x", "gcsfs", "gcsfs is not installed", "pip install gcsfs"),
        ("az://box/x", "adlfs", "adlfs is not installed", "pip install adlfs"),
        ("oss://bucket/x", "ossfs", "ossfs is not installed", "pip install ossfs"),
    ],
)
def test_what_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, url: str, missing: str, told: str, remedy: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(UsageError, match=told) as caught:
        Store(url)
    assert remedy in caught.value.hint


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Two deployments, a file beside them, and links that lead out and round."""
    for name in (
        "logs/b/api.log",
        "logs/a/x/worker.log",
        "logs/a/api.log",
        "logs/z.log",
        "out.log",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    (tmp_path / "logs/a/link.log").symlink_to(tmp_path / "out.log")
    (tmp_path / "logs/a/round").symlink_to(tmp_path / "logs")
    (tmp_path / "logs/c").symlink_to(tmp_path)
    return tmp_path / "logs"


def names(store: Store, *arguments: Any, **options: Any) -> list[str]:
    return [each.name for each in store.objects(*arguments, **options)]


def test_folders_are_listed_and_links_are_not(shelf: Path) -> None:
    store = Store(f"file://{shelf}/")
    assert store.url == f"file://{shelf}"
    assert store.folders() == ["a", "b"]
    assert names(store, "a") == ["api.log", "x/worker.log"]
    assert names(store, deep=False) == ["z.log"]
    assert names(store) == ["z.log", "a/api.log", "a/x/worker.log", "b/api.log"]
    (item, _) = store.objects("a")
    assert item.size == len("logs/a/api.log")
    with store.open(item) as stream:
        assert stream.read() == b"logs/a/api.log"


def test_a_url_may_be_that_of_an_object(shelf: Path) -> None:
    store = Store(f"file://{shelf}/a/api.log")
    assert (store.is_object, store.folders(), names(store)) == (True, [], ["api.log"])


def test_a_store_in_memory() -> None:
    files = fsspec.filesystem("memory")
    files.pipe({"/ctxkit-shelf/a/api.log": b"x", "/ctxkit-shelf/b.log": b"yy"})
    store = Store("memory://ctxkit-shelf")
    assert (store.folders(), names(store)) == (["a"], ["b.log", "a/api.log"])
    files.rm("/ctxkit-shelf", recursive=True)


def test_nothing_below_a_url_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is nothing"):
        Store(f"file://{tmp_path}/nowhere").folders()


def test_a_store_that_fails_is_told_without_its_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = Store(f"file://{tmp_path}")

    def fail(*arguments: Any, **options: Any) -> Any:
        raise RuntimeError("denied for password=hunter2hunter2 " + "x" * 900)

    monkeypatch.setattr(type(store._files), "ls", fail)
    with pytest.raises(ClusterError, match="the store failed: RuntimeError") as caught:
        store.folders()
    assert "hunter2" not in caught.value.message
    assert len(caught.value.message) < 400
    monkeypatch.setattr(type(store._files), "isfile", fail)
    with pytest.raises(ClusterError):
        Store(f"file://{tmp_path}").folders()
