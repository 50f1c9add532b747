"""Fetching over http, from a server that breaks."""

from __future__ import annotations

import time

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.helm import download
from ctxkit.workspace.helm.download import fetch
from tests.workspace.helm.server import Reply, Server, running


def test_a_file_is_fetched(server: Server) -> None:
    server.pages["/a"] = Reply(body=b"x" * 200_000)
    assert fetch(f"{server.url}/a", limit=200_000) == b"x" * 200_000


def test_without_a_length_it_ends_with_the_connection(server: Server) -> None:
    server.pages["/a"] = Reply(body=b"abc", headers={"Content-Length": ""})
    assert fetch(f"{server.url}/a", limit=10) == b"abc"


def test_what_may_pass_is_tried_again(server: Server) -> None:
    server.pages["/a"] = Reply(body=b"ok", failures=2)
    assert fetch(f"{server.url}/a", limit=10) == b"ok"
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("reply", "words", "tries"),
    [
        (Reply(status=404), "the server answered 404 Not Found", 1),
        (Reply(status=403), "the server answered 403 Forbidden", 1),
        (Reply(status=500), "the server answered 500 Internal Server Error (3 tries)", 3),
        (Reply(failures=99), "the server answered 503 Service Unavailable (3 tries)", 3),
        (Reply(body=b"x" * 100, cut=40), "cut off after 40 of 100 bytes (3 tries)", 3),
        (Reply(body=b"x" * 2_000_001), "larger than 1 MB", 1),
        (Reply(body=b"x" * 2_000_001, headers={"Content-Length": ""}), "larger than 1 MB", 1),
        (Reply(status=302, headers={"Location": "/a"}), "infinite loop", 11),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), "file:///etc/passwd", 1),
        (
            Reply(status=302, headers={"Location": "ftp://127.0.0.1/x"}),
            "'ftp' is neither http nor https",
            1,
        ),
        (Reply(status=302), "302 Found", 1),
    ],
)
def test_a_fault_is_told(server: Server, reply: Reply, words: str, tries: int) -> None:
    server.pages["/a"] = reply
    with pytest.raises(GitError) as error:
        fetch(f"{server.url}/a?token=s3cret", limit=1_000_000)
    assert words in error.value.message
    assert "s3cret" not in error.value.message
    assert error.value.hint
    assert len(server.asked) <= tries


def test_a_server_that_falls_silent_is_given_up(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_SILENT_SECONDS", 0.2)
    server.pages["/a"] = Reply(body=b"xxx", pause=0.6)
    with pytest.raises(GitError, match="no answer for 0 s"):
        fetch(f"{server.url}/a", limit=10)


def test_a_server_that_drips_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_WHOLE_SECONDS", 0.3)
    server.pages["/a"] = Reply(body=b"x" * 1000, pause=0.02)
    started = time.monotonic()
    with pytest.raises(GitError, match="not finished after 0 s"):
        fetch(f"{server.url}/a", limit=10_000)
    assert time.monotonic() - started < 5


def test_nobody_listens() -> None:
    with running() as server:
        url = server.url
    with pytest.raises(GitError, match="refused"):
        fetch(f"{url}/a", limit=10)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://127.0.0.1/a", "data:,a", "http://[bad", "http://127.0.0.1:x/"],
)
def test_no_other_scheme_is_opened(url: str) -> None:
    with pytest.raises(GitError):
        fetch(url, limit=1_000_000)


def test_credentials_follow_a_redirect_only_on_the_same_server(server: Server) -> None:
    with running() as other:
        other.pages["/b"] = Reply(body=b"b")
        server.pages["/b"] = Reply(body=b"b")
        server.pages["/same"] = Reply(status=302, headers={"Location": "/b"})
        server.pages["/away"] = Reply(status=302, headers={"Location": f"{other.url}/b"})
        for path in ("/same", "/away"):
            assert fetch(f"{server.url}{path}", limit=10, credentials="me:pw") == b"b"
        assert server.logins == ["Basic bWU6cHc="] * 3
        assert other.logins == [""]


def test_the_proxy_of_the_environment_is_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv("no_proxy", "")
    server.pages["http://charts.example.org/index.yaml"] = Reply(body=b"through the proxy")
    assert fetch("http://charts.example.org/index.yaml", limit=100) == b"through the proxy"


def test_https_is_not_left_by_a_redirect() -> None:
    import urllib.request
    from http.client import HTTPMessage
    from io import BytesIO

    request = urllib.request.Request("https://charts.example.org/a")
    with pytest.raises(ValueError, match="redirects from https"):
        download._Redirects().redirect_request(
            request, BytesIO(), 302, "Found", HTTPMessage(), "http://charts.example.org/a"
        )
