"""The repositories that a workspace has, and which of them are missing from one.

Not here: the scopes of the names in their files (`programs.py`), how a workspace gets them
(`workspace/`).
"""

# ruff: noqa: E501 - a row on a line

from __future__ import annotations

from collections.abc import Collection, Iterable

from ctxkit.dify import programs
from ctxkit.dify.packages import Package
from ctxkit.dify.row import Row

DIFY = "dify"
CHART = "dify-helm"
CHART_REPOSITORY = "https://langgenius.github.io/dify-helm"
"""The Helm repository of Dify's own chart, whose git repository is not public."""

CHART_NAME = "dify"
PLUGINS = "dify-official-plugins"
DOCS = "dify-docs"
"""The documentation for users, in English, Japanese and Chinese: a source that is no program."""
_DOCS_SITE = "https://docs.dify.ai/"


def page_url(path: str) -> str:
    """Return the address of a page of the documentation, which is that of its newest version."""
    return _DOCS_SITE + path.rpartition(".")[0]


class Repository(Row, frozen=True, kw_only=True):
    """A repository of a workspace; `title` says in a sentence what it has."""

    name: str
    title: str

    @property
    def programs(self) -> frozenset[str]:
        """Return the programs whose own code it has."""
        return frozenset(row.name for row in programs.PROGRAM_ROWS if row.homes[0][0] == self.name)


REPOSITORIES = (
    Repository(name=DIFY, title="Dify itself", since="1.0.0", reference="dify docker/docker-compose.yaml#", sample="dify"),
    Repository(name=CHART, title="the chart", since="1.0.0", reference="dify-helm charts/dify/values.yaml#", sample="dify-helm"),
    Repository(name="dify-sandbox", title="the sandbox", since="1.0.0", reference="dify-sandbox conf/config.yaml#", sample="dify-sandbox"),
    Repository(name="dify-plugin-daemon", title="the plugin daemon", since="1.0.0", reference="dify-plugin-daemon cmd/server/main.go#", sample="dify-plugin-daemon"),
    Repository(name=PLUGINS, title="the plugins", since="1.0.0", reference="dify-official-plugins models/openai/pyproject.toml#", sample="dify-official-plugins"),
)  # fmt: skip
"""In the order in which a new workspace.yaml lists them."""


def missing_repositories(present: Collection[str]) -> tuple[Repository, ...]:
    """Return the repositories that a workspace with those `present` does not have."""
    return tuple(row for row in REPOSITORIES if row.name not in present)


def missing_programs(present: Collection[str]) -> frozenset[str]:
    """Return the programs whose code a workspace with the repositories `present` does not have."""
    return frozenset().union(*(row.programs for row in missing_repositories(present)))


def repository_of(program: str) -> Repository:
    """Return the repository with the code of a program."""
    return next(row for row in REPOSITORIES if program in row.programs)


def missing_in_words(rows: Iterable[Repository | Package]) -> str:
    """Return a sentence that says which repositories are missing; empty if none is."""
    names = [f"{row.title} ({row.name})" for row in rows]
    if not names:
        return ""
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{listed} {'is' if len(names) == 1 else 'are'} not in this workspace"
