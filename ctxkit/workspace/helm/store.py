"""The git repository in which ctxkit keeps charts that came as archives:
`.ctxkit/charts/SOURCE.git`.

Each version of a chart is a commit without history, with a tag such as `dify-3.7.4`. Author, dates
and message are fixed, so the same chart is the same commit wherever it came from; versions share
their blobs. `refs/ctxkit/sha256/DIGEST` says of which archive a commit is. A ref is written when
its commit is whole, so a run that was killed leaves nothing that could be taken for a chart. Not
here: getting an archive (`repository.py`), the clone of a chart (`clones.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ctxkit.dify.paths import CHART_FILES
from ctxkit.errors import GitError, WorkspaceError
from ctxkit.workspace.git_objects import TAGS, run_git
from ctxkit.workspace.helm.index_file import ChartVersion
from ctxkit.workspace.leftovers import remove_tree

FOLDER = CHART_FILES[0].removesuffix("Chart.yaml")
"""Where the files of a chart are in its commit: where the chart's own git repository has them."""

_FOLDER = "charts"
_DIGESTS = "refs/ctxkit/sha256/"
_WHO = b"ctxkit <ctxkit@example.invalid> 946684800 +0000"
_TEMPORARY = ".tmp-"


class ChartStore:
    """The charts of a source, all of one name; call it with the workspace locked."""

    def __init__(self, state: Path, source: str, chart: str) -> None:
        self.chart = chart
        self.path = state / _FOLDER / f"{source}.git"

    def _git(self, *arguments: str, data: bytes | None = None) -> str:
        # Named outright: a user's configuration may forbid git to discover a bare repository.
        return run_git(self.path, "--git-dir=.", *arguments, data=data).decode("utf8", "replace")

    def _make(self) -> None:
        """Make the repository, unless it is there."""
        folder = self.path.parent
        if (self.path / "HEAD").is_file():
            return
        new = folder / f"{self.path.name}{_TEMPORARY}{os.getpid()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for leftover in folder.glob(f"{self.path.name}{_TEMPORARY}*"):
                remove_tree(leftover)
            remove_tree(self.path)
            new.mkdir()
            run_git(new, "init", "--quiet", "--bare", "--template=", "--object-format=sha1")
            new.rename(self.path)
        except OSError as error:
            message = f"cannot make {self.path.name} in {folder.name}: {error.strerror}"
            raise WorkspaceError(message) from None

    def tags(self) -> dict[str, str]:
        """Return the commit of each chart, by the name of its tag."""
        return {
            name.removeprefix(TAGS): commit
            for name, commit in self._refs().items()
            if name.startswith(TAGS)
        }

    def commits(self) -> frozenset[str]:
        """Return the commits of all charts, those without a tag included."""
        return frozenset(self._refs().values())

    def by_digest(self, digest: str) -> str:
        """Return the commit of the chart that was made from an archive, empty if none was."""
        return self._refs().get(f"{_DIGESTS}{digest}", "")

    def kept(self, charts: Iterable[ChartVersion]) -> dict[ChartVersion, str]:
        """Return the commits of those of many charts that were fetched before."""
        refs = self._refs()
        names = {c: f"{_DIGESTS}{c.digest}" if c.digest else f"{TAGS}{c.tag}" for c in charts}
        return {chart: refs[name] for chart, name in names.items() if name in refs}

    def _refs(self) -> dict[str, str]:
        if not (self.path / "HEAD").is_file():
            return {}
        try:
            rows = self._git("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        except GitError:  # damaged: what is added next makes it anew
            return {}
        return {name: commit for name, _, commit in (row.rpartition(" ") for row in rows)}

    def add(self, chart: ChartVersion, digest: str, files: Mapping[str, bytes]) -> str:
        """Commit the files of a chart and return the commit.

        A repository that is damaged is made anew: all that is in it can be fetched again.
        """
        self._make()
        try:
            return self._add(chart, digest, files)
        except GitError:
            remove_tree(self.path)
            self._make()
            return self._add(chart, digest, files)

    def _add(self, chart: ChartVersion, digest: str, files: Mapping[str, bytes]) -> str:
        ref = f"{_DIGESTS}{digest}"
        self._git("fast-import", "--quiet", "--force", data=b"".join(_stream(ref, chart, files)))
        return self._git("rev-parse", "--verify", ref).strip()

    def name(self, chart: ChartVersion, commit: str) -> None:
        """Let the tag of a chart be of `commit`."""
        self._git("update-ref", f"{TAGS}{chart.tag}", commit)


def _stream(ref: str, chart: ChartVersion, files: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield the commit of a chart as `git fast-import` reads it; without its last line it would be
    none.
    """
    message = f"{chart.chart} {chart.version}".encode()
    yield b"feature done\nreset %s\n\n" % ref.encode()  # else what it was would be the parent
    yield b"commit %s\ncommitter %s\ndata %d\n%s\n" % (ref.encode(), _WHO, len(message), message)
    for path, data in sorted(files.items()):
        yield b'M 100644 inline "%s"\ndata %d\n%s\n' % (_quoted(FOLDER + path), len(data), data)
    yield b"\ndone\n"


def _quoted(path: str) -> bytes:
    return path.replace("\\", "\\\\").replace('"', '\\"').encode()


def all_charts(state: Path) -> frozenset[str]:
    """Return the commits of all charts that a state folder has."""
    names = [path.stem for path in sorted((state / _FOLDER).glob("*.git"))]
    stores = [ChartStore(state, name, "") for name in names]
    return frozenset().union(*(store.commits() for store in stores))
