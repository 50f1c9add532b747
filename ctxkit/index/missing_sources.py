"""Which sources a workspace does not have: repositories, and packages that its code uses.

Not here: the packages (`dify/packages.py`), the repositories (`dify/repositories.py`).
"""

from __future__ import annotations

from ctxkit.dify.packages import PACKAGES, Package
from ctxkit.dify.repositories import Repository, missing_repositories
from ctxkit.errors import GitError
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.index.sources import Sources

_NAMING = ("pyproject.toml", "main.py")
"""The files of a project that name what it uses: its dependencies, or its imports."""

_MAX_FILES = 8  # of each name: one of many plugins is enough


@kept(2)
def missing_sources(index: Index, sources: Sources) -> tuple[Repository | Package, ...]:
    """Return the repositories that are not in the view, then the packages that are not, although
    files of it say that they are used.
    """
    present = index.checkouts()
    packages = (row for row in PACKAGES if row.name not in present)
    used = (row for row in packages if _is_used(row, index, sources))
    return (*missing_repositories(present), *used)


def _is_used(row: Package, index: Index, sources: Sources) -> bool:
    repo, _, lock = row.follows.partition(" ")
    folder = lock.rpartition("/")[0]
    names = {row.module, row.distribution, row.distribution.replace("_", "-")}
    for base in _NAMING:
        files = [file for file in index.files(base=base) if file.repo == repo and not file.test]
        if folder:
            files = [file for file in files if file.path == f"{folder}/{base}"]
        for file in files[:_MAX_FILES]:
            try:
                lines = sources.lines(file.repo, file.path)
            except GitError:
                continue
            if any(name in line for line in lines for name in names):
                return True
    return False
