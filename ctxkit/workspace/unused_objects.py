"""The objects in the clones that only versions have which the workspace no longer wants.

What is reachable stays: from every other ref, the commit that is checked out, git's index, and the
reflogs as far as they are of the user's commits. So do loose objects, which the user's git writes,
but for those of the versions themselves. `git gc` would keep everything in a lean clone, whose
packs are promised by a server. Not here: whole clones (`unused.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from ctxkit.dify.repositories import CHART
from ctxkit.errors import GitError
from ctxkit.files.sizes import size_of
from ctxkit.workspace.checked_out import head_commit
from ctxkit.workspace.git_objects import COMPLETE, KEPT, STATUS, TAGS, run_git
from ctxkit.workspace.release_tags import APART
from ctxkit.workspace.versions import parse_version

_MANAGED = ("info/alternates", "info/commit-graph", "info/commit-graphs", "pack/multi-pack-index")
"""Files of the object database that name others of it: a git of the user's keeps it in order."""


class UnusedObjects(Struct, frozen=True, kw_only=True):
    """The refs of commits that nothing needs, the objects that only these have, in packs and in
    files of their own, and their bytes.
    """

    refs: tuple[str, ...]
    objects: frozenset[str]
    loose: tuple[Path, ...]
    bytes: int

    @property
    def count(self) -> int:
        """How many objects there are."""
        return len(self.objects.union(map(_oid_of, self.loose)))


def unused_objects(root: Path, name: str, wanted: frozenset[str]) -> UnusedObjects | None:
    """Return what the clone of the source `name` has for versions that are not `wanted`, None where
    there is nothing, or where the clone has changes of the user's.
    """
    if name in (CHART, *APART) or not (root / ".git").is_dir():  # of these all releases are read
        return None
    if any((root / ".git" / "objects" / each).exists() for each in _MANAGED):
        return None
    if run_git(root, *STATUS) or (root / ".git" / "worktrees").exists():
        return None
    refs = _refs(root)
    fetched = {commit for ref, (_, commit) in refs.items() if ref.startswith(KEPT)}
    gone = fetched - wanted - {head_commit(root) or ""}
    old = tuple(ref for ref, (_, commit) in refs.items() if commit in gone and _is_fetched(ref))
    if not old:
        return None
    kept = [pair for ref, pair in refs.items() if ref not in old]
    starts = {commit for _, commit in kept} | (_logged(root) - gone)
    packed = _packed(root)
    needed = _reachable(root, starts, "--indexed-objects")
    needed |= {oid for oid, _ in kept}  # an annotated tag is an object of its own
    unused = packed.keys() - needed
    own = _reachable(root, gone) - needed
    loose = tuple(file for file in _loose(root) if _oid_of(file) in own)
    return UnusedObjects(
        refs=old,
        objects=frozenset(unused),
        loose=loose,
        bytes=sum(packed[each] for each in unused) + sum(map(size_of, loose)),
    )


def _loose(root: Path) -> list[Path]:
    """Return the files of the objects that are in no pack."""
    return sorted((root / ".git" / "objects").glob("[0-9a-f][0-9a-f]/*"))


def _oid_of(loose: Path) -> str:
    return loose.parent.name + loose.name


def _refs(root: Path) -> dict[str, tuple[str, str]]:
    """Return the object of each ref and the commit that it leads to."""
    form = "--format=%(refname) %(objectname) %(*objectname)"
    rows = (row.split() for row in run_git(root, "for-each-ref", form).decode().splitlines())
    return {row[0]: (row[1], row[-1]) for row in rows}


def _is_fetched(ref: str) -> bool:
    """Return whether ctxkit made a ref: one of its own, or the tag of a version."""
    if ref.startswith(TAGS):
        return parse_version(ref.removeprefix(TAGS)) is not None
    return ref.startswith((KEPT, COMPLETE))


def _logged(root: Path) -> set[str]:
    """Return the commits that the reflogs and files such as FETCH_HEAD name."""
    found: set[str] = set()
    git = root / ".git"
    for file in (*(git / "logs").rglob("*"), *git.glob("*_HEAD")):
        if file.is_file():
            rows = file.read_text(encoding="utf8", errors="replace").splitlines()
            found.update(commit for row in rows for commit in row.split()[:2])
    return found


def _reachable(root: Path, starts: Collection[str], *more: str) -> set[str]:
    """Return what commits reach and is here."""
    rows = "".join(f"{commit}\n" for commit in _existing(root, starts)).encode()
    walk = ("rev-list", "--objects", *more, "--missing=print", "--stdin")
    listed = run_git(root, *walk, data=rows).decode("utf8", "replace").splitlines()
    return {row.split(" ", 1)[0] for row in listed if not row.startswith("?")}


def _existing(root: Path, commits: Collection[str]) -> list[str]:
    asked = "".join(f"{commit}\n" for commit in sorted(commits)).encode()
    form = "--batch-check=%(objectname) %(objecttype)"
    rows = run_git(root, "cat-file", form, data=asked).decode().splitlines()
    return [row.split()[0] for row in rows if row.endswith(" commit")]


def _packs(root: Path) -> list[Path]:
    """Return the packs that ctxkit's fetches made; not those that git keeps for another reason."""
    packs = sorted((root / ".git" / "objects" / "pack").glob("pack-*.pack"))
    kept = (".keep", ".mtimes")
    return [pack for pack in packs if not any(pack.with_suffix(each).exists() for each in kept)]


def _packed(root: Path) -> dict[str, int]:
    """Return the bytes of each object that is in a pack."""
    found: dict[str, int] = {}
    for pack in _packs(root):
        rows = run_git(root, "show-index", data=pack.with_suffix(".idx").read_bytes()).split(b"\n")
        places = sorted((int(row.split()[0]), row.split()[1].decode()) for row in rows if row)
        ends = [place for place, _ in places[1:]] + [pack.stat().st_size]
        found |= {oid: end - place for (place, oid), end in zip(places, ends, strict=True)}
    return found


def remove_objects(root: Path, unused: UnusedObjects) -> None:
    """Remove the refs, and write the packs anew without the objects. Raise GitError where git
    fails; then nothing is lost.
    """
    drop = "".join(f"delete {ref}\n" for ref in unused.refs).encode()
    run_git(root, "update-ref", "--stdin", data=drop)
    old = _packs(root)
    kept = sorted(_packed(root).keys() - unused.objects)
    folder = root / ".git" / "objects" / "pack"
    names = "".join(f"{oid}\n" for oid in kept).encode()
    made = run_git(root, "pack-objects", "--quiet", str(folder / "pack"), data=names)
    new = folder / f"pack-{made.decode().strip()}.pack"
    if not new.is_file():
        raise GitError(f"{root.name}: git wrote no pack of what is needed")
    if any(pack.with_suffix(".promisor").exists() for pack in old):
        new.with_suffix(".promisor").touch()
    for pack in old:
        if pack != new:
            for file in folder.glob(f"{pack.stem}.*"):
                file.unlink()
    for file in unused.loose:
        file.unlink(missing_ok=True)
    # That the reflog and .git/shallow name commits that are gone does no harm, but looks like it.
    with suppress(GitError):
        expire = ("--expire=never", "--expire-unreachable=never", "--stale-fix", "HEAD")
        run_git(root, "reflog", "expire", *expire)
        run_git(root, "prune", "--expire=never", "--exclude-promisor-objects")
