"""A Helm repository: fetch its index and its charts, and keep them.

Not here: which version is wanted (`selection.py`), which of several repositories is asked
(`source.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from ctxkit.errors import GitError
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.regex import regex
from ctxkit.workspace.archives.errors import ArchiveRefusedError
from ctxkit.workspace.helm.archive import read_archive
from ctxkit.workspace.helm.download import fetch, keep
from ctxkit.workspace.helm.index_file import ChartVersion, read_index
from ctxkit.workspace.helm.registry import pull
from ctxkit.workspace.helm.store import ChartStore
from ctxkit.workspace.helm_urls import OCI, oci_chart, origin, resolve, split_credentials, split_oci
from ctxkit.workspace.upgrade_stops import MAX_SIDEBAR_BYTES, SIDEBAR, sidebar_file
from ctxkit.workspace.urls import public_url

MAX_INDEX_BYTES = 20_000_000
MAX_CHART_BYTES = 50_000_000
_DIGEST = regex(r"[0-9a-f]{64}")
_CHART_FILE = "Chart.yaml"


class HelmRepository:
    """One repository of charts, and one chart of it."""

    def __init__(self, url: str, store: ChartStore) -> None:
        self.public = public_url(url)
        self.is_registry = url.startswith(OCI)
        self._address = split_credentials(url)
        self._store = store
        name = hashlib.sha256(self.public.encode()).hexdigest()[:16]
        self._kept = store.path.with_name(f"{store.path.stem}-{name}.yaml")

    def index(self) -> tuple[ChartVersion, ...]:
        """Fetch the index and return the versions of the chart. Raise GitError where that fails."""
        data = self._fetch(resolve(self._address.url, "index.yaml"), MAX_INDEX_BYTES)
        versions = read_index(data, self._store.chart)
        keep(self._kept, data)
        return versions

    def kept_index(self) -> tuple[ChartVersion, ...] | None:
        """Return the versions by the index that was fetched last, None if none was."""
        try:
            return read_index(self._kept.read_bytes(), self._store.chart)
        except (OSError, GitError):
            return None

    def keep_sidebar(self) -> None:
        """Fetch and keep the list of pages. Raise GitError where there is none."""
        if self.is_registry:
            raise GitError(f"{self.public} is a registry, which has no pages")
        data = self._fetch(resolve(self._address.url, SIDEBAR), MAX_SIDEBAR_BYTES)
        keep(sidebar_file(self._kept), data)

    def obtain(self, chart: ChartVersion) -> str:
        """Return the commit of a chart, fetched if it is not here.

        Raise GitError where it cannot be fetched, ArchiveRefusedError where what came is not it.
        """
        found = self._store.by_digest(chart.digest) if chart.digest else ""
        return found or self._fetched(chart)

    def _fetched(self, chart: ChartVersion) -> str:
        data = self._archive(chart)
        digest = hashlib.sha256(data).hexdigest()
        if chart.digest and digest != chart.digest:
            raise ArchiveRefusedError(_other_digest(chart, digest))
        files = read_archive(data)
        _check_name(chart, files)
        return self._store.by_digest(digest) or self._store.add_chart(chart, digest, files)

    def _archive(self, chart: ChartVersion) -> bytes:
        """Return the archive from the first of its urls that gives one."""
        if self.is_registry:
            reference = oci_chart(self._address.url, chart.chart)
            return pull(reference, chart.version, limit=MAX_CHART_BYTES)
        first: GitError | None = None
        for url in chart.urls:
            try:
                return self._from(url)
            except GitError as error:
                first = first or error
        raise first or GitError(f"the index has no url for {chart.tag}")

    def _from(self, reference: str) -> bytes:
        try:
            if reference.startswith(OCI):
                return pull(*split_oci(reference), limit=MAX_CHART_BYTES)
            url = resolve(self._address.url, reference)
        except ValueError:
            message = f"the index has an invalid url for the chart: {reference!a}"
            raise GitError(message) from None
        return self._fetch(url, MAX_CHART_BYTES)

    def _fetch(self, url: str, limit: int) -> bytes:
        is_own = origin(url) == origin(self._address.url)
        return fetch(url, limit=limit, credentials=self._address.credentials if is_own else "")


def _other_digest(chart: ChartVersion, digest: str) -> str:
    if not _DIGEST.fullmatch(chart.digest):
        return f"the digest of {chart.tag} in the index is no sha256: {chart.digest[:80]!a}"
    return f"{chart.tag} has the sha256 {digest}, but the index says {chart.digest}"


def _check_name(chart: ChartVersion, files: Mapping[str, bytes]) -> None:
    """Raise ArchiveRefusedError where the archive is of another chart than the index says."""
    roots = read_documents(split_lines(files.get(_CHART_FILE, b"")))
    fields = [roots[0].get(key) if roots else None for key in ("name", "version")]
    name, version = (field.value if field else "" for field in fields)
    if not name:
        raise ArchiveRefusedError(f"the archive of {chart.tag} has no {_CHART_FILE} with a name")
    if (name, version.lstrip("v")) != (chart.chart, chart.version.lstrip("v")):
        found = ascii(f"{name} {version}"[:80])[1:-1]
        raise ArchiveRefusedError(f"the archive of {chart.tag} is that of {found}")
