"""Urls: what may be shown of them.

What may be given to git is tested with workspace.yaml, where it is refused.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.workspace.urls import (
    absolute_url,
    is_local,
    public_url,
    revision_problem,
    url_problem,
    without_secrets,
)
from tests.pace import at_most


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:hunter2@e.org/x.git", "https://e.org/x.git"),
        ("https://token@e.org:8443/x", "https://e.org:8443/x"),
        ("https://me:ab/hunter2@e.org/x", "https://e.org/x"),
        ("https://e.org/x?private_token=hunter2#a", "https://e.org/x"),
        ("ssh://git@e.org:22/x", "ssh://git@e.org:22/x"),
        ("ssh://git:hunter2@e.org/x", "ssh://git@e.org/x"),
        ("git@e.org:x/y.git", "git@e.org:x/y.git"),
        ("/srv/a@b/x", "/srv/a@b/x"),
        ("file:///srv/x", "file:///srv/x"),
        ("https://me:hunter2@[e.org/x", "https://[e.org/x"),
    ],
)
def test_a_url_is_shown_without_secrets(url: str, shown: str) -> None:
    assert public_url(url) == shown


@pytest.mark.parametrize(
    ("text", "url", "shown"),
    [
        (
            "fatal: 'https://me:hunter2@e.org/x' not found",
            "https://me:hunter2@e.org/x",
            "fatal: 'https://e.org/x' not found",
        ),
        ("remote: bad token hunter2!", "https://hunter2@e.org/x", "remote: bad token ***!"),
        ("no hunter@2, no hunter%402", "https://me:hunter%402@e.org/x", "no ***, no ***"),
        ("see http://a:b@other.org/y", "https://e.org/x", "see http://***@other.org/y"),
        ("git@e.org: denied", "ssh://git@e.org/x", "git@e.org: denied"),
        ("plain", "/srv/x", "plain"),
    ],
)
def test_what_git_says_is_shown_without_secrets(text: str, url: str, shown: str) -> None:
    assert without_secrets(text, url) == shown


@pytest.mark.no_cover
def test_cutting_secrets_takes_time_in_proportion_to_the_text() -> None:
    with at_most(2):
        for text in ("a" * 200_000, "a://" * 50_000, "http://" + "a" * 200_000):
            without_secrets(text, "https://e.org/x")


def test_paths_are_made_absolute_from_the_workspace(tmp_path: Path) -> None:
    assert absolute_url("../x", tmp_path / "ws") == str(tmp_path / "x")
    assert absolute_url("~/x", tmp_path) == str(Path.home() / "x")
    assert absolute_url("https://e.org/../x", tmp_path) == "https://e.org/../x"


def test_hosts_and_folders_are_told_apart() -> None:
    local = ["/a", "./a", "file:///a", "FILE:///a", "C:/a", "C:\\a", "~/a"]
    remote = ["https://e.org/a", "git@e.org:a", "ssh://e.org/a", "e.org:a"]
    assert [is_local(u) for u in local + remote] == [True] * len(local) + [False] * len(remote)
    assert [url_problem(u) for u in local + remote] == [""] * 11


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        (" ", "is empty"),
        ("https://e.org/x ", "contains white space or control characters"),
        ("https://e.org/\x7f", "contains white space or control characters"),
        ("--upload-pack=x", "begins with a dash, so git would read it as an option"),
        ("ext::sh", "uses the git remote helper 'ext', which could run any command"),
        ("ftp://e.org", "uses the protocol 'ftp'; supported are file, https, http, ssh, git"),
        ("https://[e.org", "is not a valid url"),
        (
            "https://me:ab/hunter2@e.org/x",
            "has '/', '?' or '#' in its password (write %2F, %3F or %23)",
        ),
        ("file:///", "has no folder"),
        ("https://:80/x", "has no host"),
        ("ssh://me@-x/y", "has no host"),
        ("me@-x:y", "has no host"),
        ("nowhere", "is neither a url nor a path"),
    ],
)
def test_why_a_url_is_not_given_to_git(url: str, problem: str) -> None:
    assert url_problem(url).startswith(problem)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", "is empty"),
        ("-x", "begins with a dash"),
        ("a..b", "is not a valid name"),
        ("a@{1}", "is not a valid name"),
        ("@", "is not a valid name"),
        ("a//b", "is not a valid name"),
        ("a/.b", "is not a valid name"),
        ("a.lock/b", "is not a valid name"),
        ("a.", "is not a valid name"),
        ("a b", "is not a valid name"),
        ("a\udcff", "is not a valid name"),  # a byte of the command line that is no UTF-8
        ("版" * 40 + "a", "is longer than 120 bytes"),
    ],
)
def test_why_a_name_is_no_revision(name: str, problem: str) -> None:
    assert revision_problem(name).startswith(problem)


@pytest.mark.parametrize(
    "name", ["1.14.0", "v1", "lts/1.13.x", "dify-0.37.0", "feat/a_b-c+d", "0123abc", "版" * 40]
)
def test_usual_revisions_are_taken(name: str) -> None:
    assert revision_problem(name) == ""
