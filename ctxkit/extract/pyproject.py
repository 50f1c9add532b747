"""`pyproject.toml`: which Python packages a project installs, and which other projects of the
repository it installs with itself.

The packages of a build backend are folders: those that the file names, else where the backend looks
by default. Not here: which of them exist (`ask/locate/own_packages.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import join, normpath
from typing import Any

from ctxkit.extract.lines import LineCounter
from ctxkit.extract.source import Language, Source
from ctxkit.files.toml_text import parse_toml
from ctxkit.model import Fact, PythonProject

MAX_BYTES = 500_000
"""Of a file; that of a large project has 50,000."""

_NAME = re.compile(rb"^[ \t]*name[ \t]*=", re.MULTILINE)
_NOT_IN_NAMES = re.compile(r"[-_.]+")
_ROOT = "."
_SOURCES = ("src", _ROOT)
"""Where build backends look for a package that the file does not place."""

_Table = Mapping[str, Any]


def extract(source: Source) -> Iterator[Fact]:
    """Yield the project that the file describes. Raise ValueError if it is not one."""
    if source.test:
        return
    if len(source.data) > MAX_BYTES:
        raise ValueError("too large, or a key with too many parts")
    data = parse_toml(source.data.decode("utf8"))
    folder = source.path.rpartition("/")[0]
    name = _text(_table(data, "project").get("name")) or _text(
        _table(data, "tool", "poetry").get("name")
    )
    members = _below(folder, (*_workspace(data), *_path_sources(data)))
    if not name and not members:
        return
    found = _NAME.search(source.data)
    line = LineCounter(source.data).line_at(found.start()) if found else 1
    yield PythonProject(
        name=name,
        line=line,
        end_line=line,
        packages=_below(folder, _packages(data, _NOT_IN_NAMES.sub("_", name).lower())),
        members=members,
        built="build-system" in data or _table(data, "tool", "uv").get("package") is True,
    )


def _packages(data: _Table, name: str) -> Iterator[str]:
    """Yield the folders of the packages below that of the file; `*` in the last part of one stands
    for anything.
    """
    declared = [*_setuptools(data), *_hatch(data), *_uv(data), *_poetry(data)]
    if declared or "packages" in _table(data, "tool", "setuptools"):
        yield from declared
        return
    if name:
        yield from (join(root, name) for root in _SOURCES)
    if "setuptools" in _text(_table(data, "build-system").get("build-backend")):
        yield "src/*"


def _setuptools(data: _Table) -> Iterator[str]:
    """`[tool.setuptools.packages.find]`, `packages = ["a"]`, `py-modules = ["b"]`."""
    table = _table(data, "tool", "setuptools")
    find = _table(table, "packages", "find")
    for where in _texts(find.get("where", [_ROOT])) if "find" in _table(table, "packages") else ():
        yield from (join(where, _top(each)) for each in _texts(find.get("include", ["*"])))
    folders = _table(table, "package-dir")
    for name in (*_texts(table.get("packages")), *_texts(table.get("py-modules"))):
        yield _text(folders.get(name)) or join(_text(folders.get("")) or _ROOT, _top(name))


def _hatch(data: _Table) -> Iterator[str]:
    """`[tool.hatch.build.targets.wheel] packages = ["src/a"]`."""
    for target in (("targets", "wheel"), ()):
        table = _table(data, "tool", "hatch", "build", *target)
        yield from (*_texts(table.get("packages")), *_texts(table.get("only-include")))


def _uv(data: _Table) -> Iterator[str]:
    """`[tool.uv.build-backend] module-name = ["a", "b"]`."""
    table = _table(data, "tool", "uv", "build-backend")
    root = _text(table.get("module-root", "src")) or _ROOT
    names = table.get("module-name")
    for name in [names] if isinstance(names, str) else _texts(names):
        yield join(root, _top(name))


def _poetry(data: _Table) -> Iterator[str]:
    """`[tool.poetry] packages = [{include = "a", from = "src"}]`."""
    packages = _table(data, "tool", "poetry").get("packages")
    for each in packages if isinstance(packages, list) else ():
        if isinstance(each, dict) and _text(each.get("include")):
            root = _text(each.get("from")) or _ROOT
            yield join(root, _text(each["include"]).partition("/")[0])


def _workspace(data: _Table) -> Iterator[str]:
    yield from _texts(_table(data, "tool", "uv", "workspace").get("members"))


def _path_sources(data: _Table) -> Iterator[str]:
    """`[tool.uv.sources] dify-agent = { path = "../dify-agent" }`."""
    for source in _table(data, "tool", "uv", "sources").values():
        if isinstance(source, dict) and _text(source.get("path")):
            yield _text(source["path"])


def _below(folder: str, paths: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return paths relative to the repository, without those that leave it."""
    whole = (normpath(join(folder, path)) for path in paths)
    return tuple(dict.fromkeys(path for path in whole if not path.startswith(("..", "/"))))


def _top(name: str) -> str:
    """Return the outermost package of a dotted name."""
    return name.partition(".")[0]


def _table(data: Any, *names: str) -> _Table:
    """Return the table below names, an empty one where there is none."""
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    """Return the texts of an array, none for anything else."""
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


LANGUAGE = Language(
    name="pyproject",
    endings=("pyproject.toml",),
    matches=lambda path: path.rpartition("/")[2] == "pyproject.toml",
    extract=extract,
    words=(b"[project]", b"[tool.uv", b"[tool.poetry]"),
)
