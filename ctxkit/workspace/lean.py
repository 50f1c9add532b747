"""Lean clones: which files of a source are left out, and how git is told so.

Images, recordings, fonts, archives and lock files are most of what a first sync would fetch, and no
language of ctxkit reads them. The clone is partial: it is fetched without the contents of files,
then those that are wanted are asked for by id, all at once. Git has a sparse checkout, so that it
misses none. Not here: the commands that fetch (`repository.py`) and check out (`work_tree.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

_SUFFIXES = (
    *("apng", "avif", "bmp", "gif", "heic", "icns", "ico", "jpeg", "jpg", "png", "psd", "svg"),
    *("tif", "tiff", "webp"),
    *("avi", "flac", "m4a", "mkv", "mov", "mp3", "mp4", "ogg", "wav", "webm"),
    *("eot", "otf", "ttc", "ttf", "woff", "woff2"),
    *("7z", "bz2", "difypkg", "gz", "jar", "rar", "tar", "tgz", "whl", "xz", "zip"),
    *("docx", "pdf", "pptx", "xls", "xlsx"),
)
_LOCKS = (
    *("bun.lock", "bun.lockb", "Cargo.lock", "go.sum", "npm-shrinkwrap.json", "package-lock.json"),
    *("pdm.lock", "Pipfile.lock", "pnpm-lock.yaml", "poetry.lock", "uv.lock", "yarn.lock"),
)
_READ = ("api/uv.lock",)
"""Of those by path the ones that something reads all the same: the versions of Dify's packages."""

LEFT_OUT = "images, recordings, fonts, archives and lock files"

FILTER = "--filter=blob:none"
_BLOB = "blob"

Git = Callable[..., str]
Paths = Callable[[str], bool]
"""Says of a path whether the file there is meant."""


def is_left_out(path: str) -> bool:
    """Return whether the file at `path` (POSIX, below the repository) is not fetched. No file that
    a language reads is.
    """
    if path in _READ:
        return False
    base = path.rpartition("/")[2]
    _, dot, suffix = base.rpartition(".")
    return base in _LOCKS or (bool(dot) and suffix.lower() in _SUFFIXES)


def is_wanted(path: str) -> bool:
    """Return whether a lean clone has the file at `path`."""
    return not is_left_out(path)


def is_any(_path: str) -> bool:
    """Return True: a clone that is not lean has every file."""
    return True


def _pattern(suffix: str) -> str:
    """Return a pattern that ignores case, as `is_left_out` does."""
    return "*." + "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in suffix)


WHOLE_TREE = "/*\n"
"""What `info/sparse-checkout` has where every file is checked out."""

LEAN_TREE = "".join(
    f"{row}\n"
    for row in (
        "/*",
        *(f"!{_pattern(suffix)}" for suffix in _SUFFIXES),
        *(f"!{name}" for name in _LOCKS),
        *(f"/{path}" for path in _READ),
    )
)
"""What it has where files are left out: those of `is_left_out`, and what is in folders so named."""

RULES = sha256(LEAN_TREE.encode()).hexdigest()[:12]
"""Names these rules: what is complete by them may not be by those of another ctxkit."""

PROMISED = ("remote.origin.promisor=true", "remote.origin.partialclonefilter=blob:none")
"""Configuration by which git takes what is missing for left out, not for lost. A git that the user
runs may fetch it, ctxkit's does not.
"""

SPARSELY = ("core.sparseCheckout=true", "core.sparseCheckoutCone=false")
"""Configuration by which git reads `info/sparse-checkout`."""

ASKING = ("remote.ctxkit.promisor=true", "remote.ctxkit.partialclonefilter=blob:none")
"""Settings of a command that fetches with a filter; else git would write them into the clone."""

NOTHING_HERE = "fetch.negotiationAlgorithm=noop"
"""Setting of a command that fetches files by id: the server would take those that were left out for
here, and send what can be unpacked with them only.
"""


def forget_promises(root: Path) -> None:
    """Remove from a clone that has everything what git wrote because a filter was asked for."""
    for promise in (root / ".git" / "objects" / "pack").glob("*.promisor"):
        promise.unlink()


def missing_objects(git: Git, commit: str) -> frozenset[str]:
    """Return the ids of all that a clone lacks of a commit."""
    # Of all listings this one alone asks no server for what it misses, in any version of git.
    objects = git("rev-list", "--objects", "--missing=print", "--no-walk", commit)
    return frozenset(row[1:] for row in objects.splitlines() if row.startswith("?"))


def files_among(git: Git, commit: str, paths: Paths, objects: frozenset[str]) -> list[str]:
    """Return those of the objects that are files or links of `commit` among `paths`."""
    if not objects:
        return []
    listing = git("ls-tree", "-r", "-z", "--full-tree", commit)
    return sorted(objects.intersection(_blobs(listing, paths)))


def _blobs(listing: str, paths: Paths) -> Iterator[str]:
    for row in listing.split("\0"):
        meta, _, path = row.partition("\t")
        parts = meta.split()
        if len(parts) == 3 and parts[1] == _BLOB and paths(path):
            yield parts[2]
