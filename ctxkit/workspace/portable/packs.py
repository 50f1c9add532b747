"""The objects of a repository in one pack: made from just the commits that are wanted, and taken
into a new repository.

Of a lean clone a pack has what is here. What comes may be from anybody: git checks every object,
with a limit to the memory that one may take, and the trees are counted before git walks them. Not
here: which commits are wanted (`api/portable.py`), the archive (`archive.py`).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ctxkit.errors import GitError
from ctxkit.regex import regex
from ctxkit.workspace.git_objects import run_git
from ctxkit.workspace.lean import Git
from ctxkit.workspace.portable.manifest import ImportRefusedError

_LIST = ("rev-list", "--objects", "--missing=print", "--no-walk")
# One thread, so that the same repository gives the same bytes; the rest is the user's to configure.
_PACK = ("pack-objects", "--quiet", "--threads=1", "--max-pack-size=0", "--window=10", "--depth=50")
_LIMIT = {"GIT_ALLOC_LIMIT": "512m"}
"""Makes git give up on an object that unpacks to more memory."""

MAX_FILES = 300_000
MAX_TREE_BYTES = 4 * 1024**3
"""Of a commit: files that are the same are written once each time that a tree names them."""

_MAX_DEPTH = 200
_MAX_LISTED_BYTES = 512 * 1024**2  # of the trees of a repository, which are read at once
_TRAILER_BYTES = 20
_ENTRY = regex(rb"([0-7]{5,6}) ([^\0]+)\0(.{20})", re.DOTALL)
_TREE_MODES = (b"40000", b"040000")
_SUBMODULE = b"160000"


def make_pack(repository: Path, git_dir: str, oids: Iterable[str], folder: Path) -> Path:
    """Write a pack of the objects `oids`, each without its history, and of all that is here of
    them, into `folder`; return its file.

    `git_dir` is the git directory below `repository`.
    """
    named = f"--git-dir={git_dir}"
    listing = run_git(repository, named, *_LIST, *sorted(set(oids))).decode()
    objects = [row.split(" ", 1)[0] for row in listing.splitlines() if not row.startswith("?")]
    base = folder.absolute() / "pack"
    data = "".join(f"{oid}\n" for oid in objects).encode()
    name = run_git(repository, named, *_PACK, str(base), data=data).decode().strip()
    return folder / f"pack-{name}.pack"


def take_pack(git: Git, git_dir: Path, pack: Path, *, partial: bool) -> None:
    """Move a pack into a new repository. Raise ImportRefusedError where git finds it damaged."""
    with pack.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _TRAILER_BYTES))
        trailer = file.read().hex()
    folder = git_dir / "objects" / "pack"
    folder.mkdir(parents=True, exist_ok=True)
    taken = folder / f"pack-{trailer}.pack"
    shutil.move(pack, taken)
    promise = ("--promisor",) if partial else ()
    try:
        git("index-pack", "--fsck-objects", *promise, str(taken.absolute()), environment=_LIMIT)
    except GitError as error:
        raise ImportRefusedError(f"the archive is damaged: {error.message}") from None


def name_objects(git: Git, git_dir: Path, refs: Mapping[str, str], *, shallow: bool) -> None:
    """Give the objects of a new repository their refs. `shallow`: no commit has its history here.

    Raise ImportRefusedError for a ref to what is not there, or no commit.
    """
    rows = "".join(f"create {ref} {oid}\n" for ref, oid in sorted(refs.items()))
    asked = "".join(f"{oid}^{{commit}}\n" for oid in sorted(set(refs.values())))
    try:
        found = [row.split() for row in git("cat-file", "--batch-check", data=asked).splitlines()]
        if not all(len(row) == 3 for row in found):
            raise ImportRefusedError("the archive is damaged: it lacks a commit that it names")
        if shallow:
            cut = "".join(f"{oid}\n" for oid in sorted({row[0] for row in found}))
            (git_dir / "shallow").write_text(cut, encoding="ascii")
        git("update-ref", "--stdin", data=rows)
    except GitError as error:
        raise ImportRefusedError(f"the archive is damaged: {error.message}") from None


class Tree(NamedTuple):
    """A tree with all below it: files, their bytes, levels."""

    files: int
    size: int
    depth: int


class _Objects(NamedTuple):
    """The objects of a repository: the sizes of files, mode and id of the entries of trees."""

    sizes: dict[str, int]
    trees: dict[str, list[tuple[bytes, str]]]


def check_trees(repository: Path, git_dir: str) -> None:
    """Raise ImportRefusedError where a tree of a repository has more than a checkout may have.

    Each tree is read once, however often it is named: a few of them, nested, can name more files
    than any disk holds.
    """
    objects = _read_objects(repository, git_dir)
    known: dict[str, Tree] = {}
    for oid in objects.trees:
        for tree in _counted(oid, objects, known):
            if tree.files > MAX_FILES or tree.size > MAX_TREE_BYTES or tree.depth > _MAX_DEPTH:
                raise ImportRefusedError(
                    f"the archive is unsafe: a tree of {repository.name} has {tree.files} files of "
                    f"{tree.size} bytes"
                )


def _counted(root: str, objects: _Objects, known: dict[str, Tree]) -> Iterator[Tree]:
    """Yield what is counted of `root` and the trees below it that are not known yet."""
    waiting = [root]
    while waiting:
        oid = waiting[-1]
        if oid in known:
            waiting.pop()
            continue
        below = [name for mode, name in objects.trees[oid] if mode in _TREE_MODES]
        open_trees = [name for name in below if name not in known and name in objects.trees]
        if open_trees:
            waiting.extend(open_trees)
            continue
        parts = [known[name] for name in below if name in known]
        files = [name for mode, name in objects.trees[oid] if mode not in _TREE_MODES]
        known[oid] = Tree(
            len(files) + sum(part.files for part in parts),
            sum(objects.sizes.get(name, 0) for name in files) + sum(part.size for part in parts),
            1 + max((part.depth for part in parts), default=0),
        )
        yield known[oid]


def _read_objects(repository: Path, git_dir: str) -> _Objects:
    named = f"--git-dir={git_dir}"
    form = "--batch-check=%(objectname) %(objecttype) %(objectsize)"
    listing = run_git(repository, named, "cat-file", "--batch-all-objects", form).decode()
    rows = [row.split() for row in listing.splitlines()]
    sizes = {oid: int(size) for oid, kind, size in rows if kind == "blob"}
    trees = [(oid, int(size)) for oid, kind, size in rows if kind == "tree"]
    if sum(size for _, size in trees) > _MAX_LISTED_BYTES:
        raise ImportRefusedError(f"the archive is unsafe: {repository.name} has too many trees")
    asked = "".join(f"{oid}\n" for oid, _ in trees).encode()
    data = run_git(repository, named, "cat-file", "--batch", data=asked) if trees else b""
    found: dict[str, list[tuple[bytes, str]]] = {}
    position = 0
    for oid, size in trees:
        position = data.index(b"\n", position) + 1
        found[oid] = [
            (entry[1], entry[3].hex())
            for entry in _ENTRY.finditer(data, position, position + size)
            if entry[1] != _SUBMODULE
        ]
        position += size + 1
    return _Objects(sizes, found)
