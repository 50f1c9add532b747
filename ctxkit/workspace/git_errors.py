"""Turn what git wrote into an error with a remedy.

Not here: running git (`git_objects.py`, `git_runner.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ctxkit.dify.repositories import CHART, CHART_REPOSITORY
from ctxkit.errors import GitError
from ctxkit.regex import regex


class Refusal(NamedTuple):
    """Words that git writes, with a remedy.

    `is_access`: the server has no such repository, or not for this user. `is_local`: what the
    server says (`remote: `) does not count, for it is not about the clone.
    """

    words: str
    hint: str
    is_access: bool = False
    is_local: bool = False


_FOLDER = "FOLDER"
_QUOTED = regex(r"'([^']+)'")
_CHECK_URL = "check the url in workspace.yaml"
_DAMAGED_CLONE = "the clone is damaged: remove its folder and run: ctxkit sync"
_DAMAGED_REMOTE = "the repository that is fetched from is damaged: repair it, or give another url"
_PRIVATE_CHART = (
    f"the git source of {CHART} is not public: give its Helm repository in workspace.yaml "
    f"(`helm: {CHART_REPOSITORY}`), or an url that you have access to"
)
_BROKEN_OFF = "what arrived is damaged or cut off: run it again"

# The first row whose words git wrote counts: the narrower ones are first.
REFUSALS = (
    Refusal(
        "dubious ownership",
        "the folder belongs to another user, and git reads no such: if you trust it, "
        f"run: git config --global --add safe.directory {_FOLDER}",
    ),
    Refusal(
        "could not read Username",
        "the server requires a login: set up a credential helper or use an ssh url",
        is_access=True,
    ),
    Refusal(
        "could not read Password",
        "the server requires a password: set up a credential helper or use an ssh url",
        is_access=True,
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
    Refusal("does not appear to be a git repository", _CHECK_URL, is_access=True),
    Refusal("not found", _CHECK_URL, is_access=True),
    Refusal("does not exist", _CHECK_URL, is_access=True),
    Refusal("No space left on device", "free some disk space and run it again"),
    Refusal("repository corruption on the remote side", _DAMAGED_REMOTE),
    Refusal("unable to read", _DAMAGED_CLONE, is_local=True),
    Refusal("bad object", _DAMAGED_CLONE, is_local=True),
    Refusal("is corrupt", _DAMAGED_CLONE, is_local=True),
    Refusal("from promisor remote", _DAMAGED_CLONE, is_local=True),  # a file that was not left out
    Refusal("inflate returned", _BROKEN_OFF),
    Refusal("early EOF", _BROKEN_OFF),
    Refusal(
        ".lock': File exists",
        "another git process is running, or one was killed: if none is running, delete that file",
    ),
    Refusal("would be overwritten by checkout", "move those files away and run it again"),
)

_REMOTE = "remote: "
_FAULT = ("fatal:", "error:", "ssh:", _REMOTE)
_PROGRESS = regex(r"(?:remote: )?(?:[A-Z][a-z]+ [a-z]+: +\d|Total \d)")
_MIN_GIT = "2.31"


def git_refusal(name: str, action: str, stderr: str) -> GitError:
    """Return the error for `action` on the repository `name`, from what git wrote."""
    lines = [line.strip() for line in stderr.replace("\r", "\n").splitlines() if line.strip()]
    lines = [line for line in lines if not _PROGRESS.match(line)]
    faults = [line for line in lines if line.startswith(_FAULT)]
    row, line = _first_known(lines)
    if not line.startswith(_FAULT):
        line = (faults or lines or ["no reason given"])[0]
    reason = printable(line).removeprefix("fatal: ").removeprefix("error: ")
    hint = row.hint if row is not None else ""
    if (_FOLDER in hint) and (folder := _QUOTED.search(line)):
        hint = hint.replace(_FOLDER, printable(folder[1]))
    if row is not None and row.is_access and name == CHART:
        hint = _PRIVATE_CHART
    return GitError(f"{name}: git {action}: {reason}", hint=hint)


def _first_known(lines: Sequence[str]) -> tuple[Refusal | None, str]:
    """Return the first row whose words git wrote, and the line that has them."""
    for row in REFUSALS:
        for line in lines:
            if row.words in line and not (row.is_local and line.startswith(_REMOTE)):
                return row, line
    return None, ""


def no_git(error: OSError) -> GitError:
    """Return the error for a git that does not start."""
    message = f"cannot run git: {error.strerror or error}"
    return GitError(message, hint=f"install git {_MIN_GIT} or newer")


def check_git(printed: str) -> None:
    """Raise GitError where git, by what `git --version` printed, is too old."""
    found = re.match(r"git version (\d{1,4})\.(\d{1,4})", printed)
    needed = tuple(map(int, _MIN_GIT.split(".")))
    if found and (int(found[1]), int(found[2])) < needed:
        version = printable(printed.strip()).removeprefix("git version ")
        message = f"git {version} is too old"
        raise GitError(message, hint=f"install git {_MIN_GIT} or newer")


def printable(text: str) -> str:
    """Return `text`, which a server or a file name gave, without terminal control characters."""
    return "".join(c if c.isprintable() else "?" for c in text)
