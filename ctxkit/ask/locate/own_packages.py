"""The packages of the repositories' own that an image installs: the files behind
`site-packages/dify_agent/...`, and whose module `dify_agent.client` is.

What is installed follows from the facts of every `pyproject.toml`; a path below `site-packages`
hangs below one of the folders that they name. Not here: frames in other paths (`frame_files.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from weakref import WeakKeyDictionary

from ctxkit.ask.locate.candidates import without_tests
from ctxkit.dify.packages import PACKAGES
from ctxkit.index.reader import FileEntry, Index
from ctxkit.model import PythonProject

_Root = tuple[str, str]
"""A repository and the folder in it that `site-packages` stands for; empty for its root."""

_FOLDERS: WeakKeyDictionary[Index, list[_Root]] = WeakKeyDictionary()
_ROOTS: WeakKeyDictionary[Index, dict[str, tuple[_Root, ...]]] = WeakKeyDictionary()


def installed_file(index: Index, path: str) -> FileEntry | None:
    """Return the file that is installed at a path below `site-packages`, or None if it is of
    another project.
    """
    parts = path.replace("\\", "/")
    for repo, root in _roots_of(index, parts.partition("/")[0].removesuffix(".py")):
        file = index.file(repo, _join(root, parts))
        if file is not None:
            return file
    return None


def is_own_module(index: Index, module: str) -> bool:
    """Return whether a module, by its dotted name, is one of an installed package."""
    return bool(module) and bool(_roots_of(index, module.partition(".")[0]))


def _roots_of(index: Index, package: str) -> tuple[_Root, ...]:
    """Return the folders below which a package or module of that name is.

    Each name is looked up once: an open index never changes.
    """
    known = _ROOTS.setdefault(index, {})
    if package not in known:
        found = [
            (repo, folder.rpartition("/")[0])
            for repo, folder in _package_folders(index)
            if fnmatchcase(package, folder.rpartition("/")[2])
        ]
        known[package] = tuple(root for root in found if _has_package(index, root, package))
    return known[package]


def _has_package(index: Index, root: _Root, package: str) -> bool:
    repo, folder = root
    files = (f"{package}/__init__.py", f"{package}.py")
    return any(index.file(repo, _join(folder, file)) for file in files)


def _join(folder: str, path: str) -> str:
    return f"{folder}/{path}" if folder else path


def _package_folders(index: Index) -> list[_Root]:
    """Return the folders of all packages that are installed, with `*` in their last part."""
    if index not in _FOLDERS:
        projects = without_tests(index.all(PythonProject))
        installed = [p for p in projects if p.built or _is_member(p, projects)]
        # The files of a wheel have no project.
        held = [row for row in PACKAGES if row.name in index.checkouts()]
        known = [(row.name, folder) for row in held for folder in row.folders]
        found = [(p.repo, folder) for p in installed for folder in p.packages]
        _FOLDERS[index] = list(dict.fromkeys([*found, *known]))
    return _FOLDERS[index]


def _is_member(project: PythonProject, projects: Iterable[PythonProject]) -> bool:
    """Return whether another project of the repository installs a project with itself."""
    folder = project.path.rpartition("/")[0]
    return any(
        _is_folder(folder, pattern)
        for other in projects
        if other.repo == project.repo
        for pattern in other.members
    )


def _is_folder(folder: str, pattern: str) -> bool:
    return folder.count("/") == pattern.count("/") and fnmatchcase(folder, pattern)
