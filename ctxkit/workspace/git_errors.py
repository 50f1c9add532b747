"""Turn what git wrote into an error with a remedy.

Not here: running git (`git_objects.py`, `git_runner.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from ctxkit.errors import GitError


class Refusal(NamedTuple):
    """Messages of git, each with a remedy."""

    words: str
    hint: str


# The first row whose words git wrote counts: the narrower ones are first.
REFUSALS = (
    Refusal(
        "dubious ownership",
        "the folder belongs to another user; run: git config --global --add safe.directory FOLDER",
    ),
    Refusal(
        "could not read Username",
        "the server requires a login: set up a credential helper or use an ssh url",
    ),
    Refusal(
        "could not read Password",
        "the server requires a password: set up a credential helper or use an ssh url",
    ),
    Refusal(
        "Authentication failed",
        "the server refused the credentials of the url or the credential helper",
    ),
    Refusal("Permission denied (publickey", "load the ssh key: ssh-add"),
    Refusal(
        "Host key verification failed",
        "connect once with ssh by hand to accept the host key",
    ),
    Refusal("Could not resolve host:", "check the network, the proxy and the url"),
    Refusal("Could not resolve hostname", "check the network and the url"),
    Refusal("Failed to connect", "check the network and the proxy"),
    Refusal("Connection timed out", "check the network and the proxy"),
    Refusal(
        "SSL certificate",
        "give git the certificate of your proxy: git config --global http.sslCAInfo FILE",
    ),
    Refusal("does not appear to be a git repository", "check the url in workspace.yaml"),
    Refusal("not found", "check the url in workspace.yaml"),
    Refusal("does not exist", "check the url in workspace.yaml"),
    Refusal("No space left on device", "free some disk space and run it again"),
    Refusal("unable to read", "the clone is damaged: remove its folder and run: ctxkit sync"),
    Refusal("bad object", "the clone is damaged: remove its folder and run: ctxkit sync"),
    Refusal(
        ".lock': File exists",
        "another git process is running, or one was killed: if none is running, delete that file",
    ),
    Refusal("would be overwritten by checkout", "move those files away and run it again"),
)

_FAULT = ("fatal:", "error:", "ssh:", "remote: ")
_MIN_GIT = "2.31"


def git_refusal(name: str, action: str, stderr: str) -> GitError:
    """Return the error for `action` on the repository `name`, from what git wrote."""
    lines = [line.strip() for line in stderr.replace("\r", "\n").splitlines() if line.strip()]
    faults = [line for line in lines if line.startswith(_FAULT)]
    reason = printable((faults or lines or ["no reason given"])[0])
    reason = reason.removeprefix("fatal: ").removeprefix("error: ")
    hint = next((row.hint for row in REFUSALS if row.words in stderr), "")
    return GitError(f"{name}: git {action}: {reason}", hint=hint)


def no_git(error: OSError) -> GitError:
    """Return the error for a git that does not start."""
    message = f"cannot run git: {error.strerror or error}"
    return GitError(message, hint=f"install git {_MIN_GIT} or newer")


def printable(text: str) -> str:
    """Return `text`, which a server or a file name gave, without terminal control characters."""
    return "".join(c if c.isprintable() else "?" for c in text)
