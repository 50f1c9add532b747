"""Read the objects of a checkout from git: its tags, the files of a commit, the content of a blob.

Plain `git` processes, because a query must not pay for importing GitPython. Not here: what can be
read without git (`checked_out.py`), anything that changes a repository or asks a server
(`repository.py`).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ctxkit.errors import GitError
from ctxkit.regex import regex
from ctxkit.text.visible import visible_line
from ctxkit.workspace.git_config import check_config
from ctxkit.workspace.git_errors import check_git, git_refusal, no_git
from ctxkit.workspace.urls import PROTOCOLS

TAGS = "refs/tags/"
KEPT = "refs/ctxkit/at/"
"""Refs of a clone: every commit that was ever wanted, by its id."""
COMPLETE = "refs/ctxkit/complete/"
"""Refs of a lean clone: the commits of which all files are here that the rules in the name want."""

_PROMISED = ("promisor remote", "' not allowed")
"""How git says that an object was left out: it, or the program by which it would have asked for it;
which of them has the last word is a matter of chance.
"""
_LINK = b"120000"
_SUBMODULE = b"160000"

# Renames are not looked for: that reads contents, which a lean clone may lack.
STATUS = (
    *("status", "--porcelain", "-z", "--no-renames"),
    *("--untracked-files=no", "--ignore-submodules=all"),
)
"""The command that lists the tracked files that were changed."""


class TreeFile(NamedTuple):
    """A regular file of a commit: path below the root, blob id (20 bytes)."""

    path: str
    oid: bytes


# What git says of a repository (GIT_DIR, GIT_INDEX_FILE, ...) must not leak in, as it does when
# ctxkit runs in a hook. How the user reaches servers must.
_KEPT = regex(
    r"GIT_(SSH|SSH_COMMAND|SSH_VARIANT|SSL_.*|PROXY_.*|HTTP_.*|EXEC_PATH|CONFIG_(?!PARAMETERS).+)$"
)


def git_environment() -> dict[str, str]:
    """Return an environment in which git never prompts, and ignores inherited variables about a
    repository.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or _KEPT.match(name)
    }
    return {
        **kept,
        "LC_ALL": "C",
        "LANGUAGE": "C",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
        "SSH_ASKPASS_REQUIRE": "never",
        "GCM_INTERACTIVE": "never",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_ALLOW_PROTOCOL": ":".join(PROTOCOLS),
    }


OFFLINE = {"GIT_ALLOW_PROTOCOL": "none"}
"""Variables of every git command that is not to ask a server: a lean clone lacks objects, and git
would fetch what it misses. `GIT_NO_LAZY_FETCH` says the same, to git 2.39.4 and later only.
"""

SAFE_CONFIG = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "log.showSignature=false"),
)
"""Options of every git command: no hook, and no program that it needs for nothing here, is run."""


def git_ceiling(root: Path) -> dict[str, str]:
    """Return the variable that keeps git from using a repository around `root`."""
    return {"GIT_CEILING_DIRECTORIES": str(root.absolute().parent)}


def run_git(root: Path, *arguments: str, data: bytes | None = None) -> bytes:
    """Run git in `root` and return what it prints. Raise GitError with git's own last words, or
    where the configuration there is not to be trusted.
    """
    check_config(root)
    command = ["git", "-C", str(root), *SAFE_CONFIG, *arguments]
    try:
        done = subprocess.run(
            command,
            input=data,
            stdin=subprocess.DEVNULL if data is None else None,
            capture_output=True,
            env={**git_environment(), **git_ceiling(root), **OFFLINE},
            check=False,
        )
    except OSError as error:
        raise no_git(error) from None
    if done.returncode:
        raise git_refusal(root.name, arguments[0], done.stderr.decode("utf8", "replace"))
    return done.stdout


def local_tags(root: Path) -> list[str]:
    """Return the tags that are here, the newest version last."""
    form = ("--sort=version:refname", "--format=%(refname:strip=2)")
    listed = run_git(root, "for-each-ref", *form, TAGS.rstrip("/"))
    return listed.decode("utf8", "replace").split()


def list_files(root: Path, commit: str, *paths: str) -> Iterator[TreeFile]:
    """Yield the regular files of a commit, or those of `paths`.

    Links and submodules are passed over, because they may point outside. A path that is not UTF-8,
    or that a terminal or a heading would obey, is written with escapes.
    """
    listing = run_git(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths)
    for row in listing.split(b"\0"):
        if not row:
            continue
        meta, _, path = row.partition(b"\t")
        mode, kind, oid = meta.split()
        if kind == b"blob" and mode not in (_LINK, _SUBMODULE):
            shown = visible_line(path.decode("utf8", "backslashreplace"))
            yield TreeFile(shown, bytes.fromhex(oid.decode()))


def read_blobs(root: Path, oids: Sequence[bytes]) -> Iterator[bytes | None]:
    """Yield the content of each blob, None for one that the repository lacks."""
    names = [oid.hex() for oid in oids]
    try:
        yield from list(read_named(root, names))
    except GitError as error:
        if not any(words in error.message for words in _PROMISED):
            raise
        # In a lean clone git gives up at the first that is not here.
        here = _objects(root)
        found = read_named(root, [name for name in names if name in here])
        yield from (next(found) if name in here else None for name in names)


def _objects(root: Path) -> frozenset[str]:
    """Return the ids of all objects that are here."""
    form = "--batch-check=%(objectname)"
    return frozenset(run_git(root, "cat-file", "--batch-all-objects", form).decode().split())


def read_named(root: Path, names: Sequence[str]) -> Iterator[bytes | None]:
    """Yield the content of each blob, by id or as `COMMIT:PATH`; None for one that the repository
    lacks.
    """
    if not names:
        return
    asked = b"".join(name.encode() + b"\n" for name in names)
    out = run_git(root, "cat-file", "--batch", data=asked)
    position = 0
    for _ in names:
        end = out.index(b"\n", position)
        head = out[position:end].split()
        position = end + 1
        if len(head) != 3 or not head[2].isdigit():  # `NAME missing`, `NAME ambiguous`
            yield None
            continue
        size = int(head[2])
        yield out[position : position + size]
        position += size + 1


def check_git_version(folder: Path) -> None:
    """Raise GitError where git is too old; that there is none is each source's to say."""
    try:
        printed = run_git(folder, "--version").decode("utf8", "replace")
    except GitError:
        return
    check_git(printed)


def existing(root: Path, names: Sequence[str]) -> frozenset[str]:
    """Return those of the `COMMIT:PATH` that are files of the repository, whether their content is
    here or not.
    """
    asked = [name for name in names if "\n" not in name]
    if not asked:
        return frozenset()
    data = b"".join(name.encode() + b"\n" for name in asked)
    rows = run_git(root, "cat-file", "--batch-check=%(objectname)", data=data).split(b"\n")
    return frozenset(
        name for name, row in zip(asked, rows, strict=False) if b" " not in row and row
    )
