"""What git wrote, as an error: each remedy by a line that git really writes."""

from __future__ import annotations

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.git_errors import REFUSALS, check_git, git_refusal, no_git, printable

WRITTEN = {
    "dubious ownership": "fatal: detected dubious ownership in repository at '/srv/dify'",
    "could not read Username": (
        "fatal: could not read Username for 'https://e.org': terminal prompts disabled"
    ),
    "could not read Password": (
        "fatal: could not read Password for 'https://e.org': terminal prompts disabled"
    ),
    "Authentication failed": "fatal: Authentication failed for 'https://e.org/x/'",
    "Permission denied (publickey": "git@e.org: Permission denied (publickey).",
    "Host key verification failed": "Host key verification failed.",
    "Could not resolve host:": "fatal: unable to access 'x': Could not resolve host: e.org",
    "Could not resolve hostname": "ssh: Could not resolve hostname e.org: Name or service unknown",
    "Failed to connect": "fatal: unable to access 'x': Failed to connect to e.org port 443",
    "Connection timed out": "ssh: connect to host e.org port 22: Connection timed out",
    "SSL certificate": "fatal: unable to access 'x': SSL certificate problem: self-signed",
    "does not appear to be a git repository": (
        "fatal: '/srv/x' does not appear to be a git repository"
    ),
    "not found": "remote: Repository not found.",
    "does not exist": "fatal: repository '/srv/x' does not exist",
    "No space left on device": "fatal: write error: No space left on device",
    "repository corruption on the remote side": (
        "fatal: git upload-pack: aborting due to possible repository corruption on the remote side."
    ),
    "from promisor remote": "fatal: could not fetch " + "a" * 40 + " from promisor remote",
    "is corrupt": "fatal: packed object 233c14a5 (stored in .git/objects/pack/a.pack) is corrupt",
    "inflate returned": "error: inflate returned -5",
    "early EOF": "fatal: early EOF",
    "unable to read": "error: unable to read sha1 file of a.py",
    "bad object": "fatal: bad object HEAD",
    ".lock': File exists": "fatal: Unable to create '/w/.git/index.lock': File exists.",
    "would be overwritten by checkout": (
        "error: The following untracked working tree files would be overwritten by checkout:"
    ),
}


@pytest.mark.parametrize("row", REFUSALS, ids=lambda row: row.words)
def test_each_remedy_is_given_for_a_line_that_git_writes(row: object) -> None:
    words = row.words  # type: ignore[attr-defined]
    hint = row.hint.replace("FOLDER", "/srv/dify")  # type: ignore[attr-defined]
    assert git_refusal("dify", "fetch", f"noise\n{WRITTEN[words]}\n").hint == hint
    assert WRITTEN.keys() == {each.words for each in REFUSALS}


def test_a_line_that_nobody_knows_has_no_remedy() -> None:
    assert git_refusal("dify", "fetch", "fatal: something new").hint == ""


@pytest.mark.parametrize(
    ("stderr", "reason"),
    [
        ("fatal: first\nfatal: second", "first"),
        ("warning: a\nerror: b", "b"),
        ("progress 1%\rprogress 2%\rfatal: c", "c"),
        ("noise\nssh: no route", "ssh: no route"),
        ("noise\nremote: denied", "remote: denied"),
        ("only words\nmore", "only words"),
        ("\n \n", "no reason given"),
        ("fatal: \x1b[2Jevil", "?[2Jevil"),
    ],
)
def test_the_reason_is_the_first_fault(stderr: str, reason: str) -> None:
    assert git_refusal("dify", "fetch", stderr).message == f"dify: git fetch: {reason}"


PROGRESS = (
    "remote: Enumerating objects: 32, done.        \n"
    "remote: Counting objects:   3% (1/32)\rremote: Counting objects: 100% (32/32), done.\n"
    "remote: Compressing objects: 100% (31/31), done.\n"
    "Receiving objects:  50% (16/32)\r"
    "remote: Total 32 (delta 0), reused 0 (delta 0), pack-reused 0\n"
    "Updating files: 100% (3/3), done.\n"
)


def test_the_progress_of_git_is_no_reason() -> None:
    refusal = git_refusal("dify", "fetch", f"{PROGRESS}remote: no space for you\nfatal: b")
    assert refusal.message == "dify: git fetch: remote: no space for you"
    assert git_refusal("dify", "fetch", PROGRESS).message == "dify: git fetch: no reason given"


def test_a_damaged_remote_is_no_damaged_clone() -> None:
    written = (
        "error: git upload-pack: git-pack-objects died with error.\n"
        "fatal: git upload-pack: aborting due to possible repository corruption on the remote "
        "side.\n"
        "remote: fatal: unable to read 7bf1c4d3355a1b0c6651b2f0529270b6a60087bf\n"
        "remote: aborting due to possible repository corruption on the remote side.\n"
        "fatal: early EOF\n"
    )
    refusal = git_refusal("dify", "fetch", PROGRESS + written)
    assert refusal.message.endswith(
        "aborting due to possible repository corruption on the remote side."
    )
    assert refusal.hint.startswith("the repository that is fetched from is damaged")
    only_there = "remote: fatal: unable to read 7bf1c4d3355a\nfatal: something new"
    assert git_refusal("dify", "fetch", only_there).hint == ""


@pytest.mark.parametrize("words", ["could not read Username", "not found", "does not exist"])
def test_the_chart_is_not_public(words: str) -> None:
    assert "give its Helm repository" in git_refusal("dify-helm", "fetch", WRITTEN[words]).hint
    assert "Helm" not in git_refusal("dify-sandbox", "fetch", WRITTEN[words]).hint


def test_a_git_that_does_not_start() -> None:
    assert no_git(OSError(2, "No such file")).message == "cannot run git: No such file"
    assert no_git(OSError("odd")).message == "cannot run git: odd"


def test_what_could_steer_a_terminal_is_not_printed() -> None:
    assert printable("a\x1b[31mb\u202ec\té") == "a?[31mb?c?é"


@pytest.mark.parametrize(
    "printed", ["git version 2.31.0", "git version 2.39.5 (Apple Git-154)", "git version 10.0", "?"]
)
def test_a_git_that_is_new_enough_is_not_mentioned(printed: str) -> None:
    check_git(printed)


@pytest.mark.parametrize("printed", ["git version 2.30.2\n", "git version 1.99.0"])
def test_an_old_git_is_named_with_what_is_needed(printed: str) -> None:
    with pytest.raises(GitError, match=r"git [\d.]+ is too old") as caught:
        check_git(printed)
    assert caught.value.hint == "install git 2.31 or newer"
