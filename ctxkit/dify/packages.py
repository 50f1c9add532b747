"""The Python packages of Dify's makers that have repositories of their own.

Not here: the repositories with the code of whole programs (`repositories.py`), how a workspace gets
the version of a package (`workspace/locked_versions.py`).
"""

# ruff: noqa: E501 - a row on a line

from __future__ import annotations

from ctxkit.dify.row import Row


class Package(Row, frozen=True, kw_only=True):
    """A Python package of Dify's makers that programs run and that has a repository of its own.

    `name` is that of the repository, `distribution` that of the package in locks, `module` that
    under which it is imported, from `folder` in the repository; `title` says what it is. `follows`
    says which files lock its version. `before` are the folders of dify with the same code in
    versions that do not use the package yet; the first that exists counts. From version `moved` on
    the folder is `moved_to`.
    """

    name: str
    title: str
    distribution: str
    module: str
    folder: str
    follows: str
    before: tuple[str, ...] = ()
    moved: str = ""
    moved_to: str = ""

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders of the module in any version."""
        return tuple(filter(None, (self.folder, self.moved_to)))


PACKAGES = (
    Package(name="graphon", title="the workflow engine", distribution="graphon", module="graphon", folder="src/graphon", follows="dify api/uv.lock", before=("api/dify_graph", "api/core/workflow/graph_engine"), since="1.14.0", reference="dify api/pyproject.toml#graphon", sample="graphon"),
    Package(name="dify-plugin-sdks", title="the runtime of plugins", distribution="dify_plugin", module="dify_plugin", folder="python/dify_plugin", moved="0.8.0", moved_to="src/dify_plugin", follows="dify-official-plugins", since="1.0.0", reference="dify-official-plugins models/openai/pyproject.toml#dify_plugin", sample="dify-plugin-sdks"),
)  # fmt: skip
"""In the order in which a new workspace.yaml lists them, below the repositories."""

SDK = PACKAGES[1]
"""The package that every plugin runs with."""

PACKAGE_NAMES = frozenset(row.name for row in PACKAGES)


def package_of_module(module: str) -> Package | None:
    """Return the row of the package with a module, by the module's dotted name, or None."""
    first = module.partition(".")[0]
    return next((row for row in PACKAGES if row.module == first), None)


def package_row(distribution: str) -> Package | None:
    """Return the row of a package by its name in locks, in any spelling, or None."""
    name = distribution.lower().replace("-", "_")
    return next((row for row in PACKAGES if row.distribution == name), None)


def is_installed(repo: str, path: str) -> bool:
    """Return whether a file of the repository of a package is part of the package."""
    modules = [row.module for row in PACKAGES if row.name == repo]
    return any(f"/{module}/" in f"/{path}" for module in modules)
