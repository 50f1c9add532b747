"""The commits that an Enterprise release runs: what its chart's images say, in graded steps.

A tag of an image is a commit, a version, a branch, or the version of the release itself, which says
nothing of the code. Steps, best first: the commit, if the repository has it; the tag of that
version; the branch; the nearest version of the same series; the date of the chart, which is a guess
and is called one. What the user pins with `ref:` does not come here. Not here: the chart
(`helm/source.py`), sources that no image is of (`resolve.py`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from msgspec import Struct, field

from ctxkit.dify.enterprise import is_enterprise_version
from ctxkit.dify.images import image_row
from ctxkit.dify.paths import CHART_FILES
from ctxkit.dify.repositories import DIFY
from ctxkit.errors import GitError
from ctxkit.files.chart_images import ChartImage, chart_images
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import read_values
from ctxkit.model import Checkout
from ctxkit.workspace.chart_tags import VALUES_PATHS
from ctxkit.workspace.config import SourceSpec, WorkspaceConfig
from ctxkit.workspace.git_objects import read_named, run_git
from ctxkit.workspace.helm.repository import HelmRepository
from ctxkit.workspace.helm.source import store_of
from ctxkit.workspace.lockfile import FROM_HELM
from ctxkit.workspace.repository import NoSuchCommitError
from ctxkit.workspace.resolve import (
    NoSuchVersionError,
    SyncedSource,
    Target,
    full_commit,
    named_target,
    tag_target,
)
from ctxkit.workspace.versions import (
    chart_versions,
    find_tag,
    nearest_tags,
    parse_version,
    without_build,
)

_SERIES = re.compile(r"(?<!\d)(?:v)?(\d{1,4}\.\d{1,4})\.x(?![\w.])")
_PIN = "pin the source with `ref:`"
_API = "dify-api"


class EnterpriseRelease(Struct, frozen=True, kw_only=True):
    """What the chart of an Enterprise release says of the sources.

    `chart` is the chart's tag, `date` when it was published (0: not known), `tags` the tag of the
    image of each source, `others` those of its images that have another.
    """

    chart: str
    date: int = 0
    tags: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_release(config: WorkspaceConfig, spec: SourceSpec, chart: Checkout) -> EnterpriseRelease:
    """Return what the chart that was checked out says. Raise GitError where it has no values."""
    root = config.root(spec.name)
    names = [f"{chart.commit}:{path}" for path in (*VALUES_PATHS, *CHART_FILES)]
    found = list(read_named(root, names))
    half = len(VALUES_PATHS)
    for values, about in zip(found[:half], found[half:], strict=True):
        if values is not None:
            app, version = chart_versions((about or b"").decode("utf8", "replace"))
            file = read_values(CustomerFile(path="values.yaml", data=values))
            tags, others = _tags(chart_images(file, default_tag=app))
            date = _published(config, spec, chart, version)
            return EnterpriseRelease(chart=chart.version, date=date, tags=tags, others=others)
    raise GitError(f"{spec.name}: the chart {chart.version} has no values.yaml")


def _tags(
    images: tuple[ChartImage, ...],
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return the tag of each source, that of the api for dify, and images that have another."""
    named = [(row, image) for image in images if image.tag and (row := image_row(image.name))]
    named.sort(key=lambda each: each[0].name != _API)
    tags: dict[str, str] = {}
    others: dict[str, tuple[str, ...]] = {}
    for row, image in named:
        if tags.setdefault(row.release, image.tag) != image.tag:
            other = f"{image.part} {image.tag}"
            others[row.release] = (*others.get(row.release, ()), other)
    return tags, others


def _published(config: WorkspaceConfig, spec: SourceSpec, chart: Checkout, version: str) -> int:
    """Return when a chart was published: in git, or by the index that was fetched last; 0: not
    known.
    """
    if not chart.url.startswith(FROM_HELM):
        shown = run_git(config.root(spec.name), "show", "-s", "--format=%ct", chart.commit)
        return int(shown)
    store = store_of(spec, config.state_folder)
    for url in spec.helm:
        for offered in HelmRepository(url, store).kept_index() or ():
            if offered.version == version and offered.created:
                return offered.created
    return 0


class _Case(Struct, frozen=True, kw_only=True):
    """A source, the tag of its image, and where that stands; `reasons` why steps had no answer."""

    source: SyncedSource
    tag: str
    origin: str
    date: int
    reasons: list[str] = field(default_factory=list)

    @property
    def version(self) -> str:
        return without_build(self.tag)


def enterprise_target(source: SyncedSource, release: EnterpriseRelease) -> Target | None:
    """Return the commit that the release runs, None where no image of the chart is of the source.

    Raise GitError where nothing says it, or the server is needed and does not answer.
    """
    name = source.clone.name
    tag = release.tags.get(name, "")
    if not tag and name == DIFY:
        raise GitError(f"{name}: the chart {release.chart} names no image of Dify's api", hint=_PIN)
    if not tag:
        return None
    origin = f"the image tag {tag} in the chart {release.chart}"
    case = _Case(source=source, tag=tag, origin=origin, date=release.date)
    for step in _STEPS:
        if found := step(case):
            _note_others(source, tag, release.others.get(name, ()))
            return found
    if source.advert.unreachable:
        raise source.advert.unreachable
    raise GitError(f"{name}: {_why(case)}", hint=_PIN)


def named_dify(source: SyncedSource, version: str, line: int) -> Target:
    """Return the version of Dify that workspace.yaml names on `line`.

    Raise NoSuchVersionError where there is none, and say so if it looks like an Enterprise release.
    """
    try:
        return named_target(source, version, line)
    except NoSuchVersionError as error:
        if not is_enterprise_version(version):
            raise
        hint = f'it looks like a version of Dify Enterprise: write `enterprise: "{version}"`'
        raise NoSuchVersionError(error.message, hint=f"{hint} instead of `dify:`") from None


def _note_others(source: SyncedSource, tag: str, others: tuple[str, ...]) -> None:
    if others:
        listed = ", ".join(others)
        source.clone.notes.append(f"the chart also runs other images than {tag}: {listed}")


def _why(case: _Case) -> str:
    return f"{case.origin}: {'; '.join(case.reasons)}"


def _by_commit(case: _Case) -> Target | None:
    commit = full_commit(case.source, case.version)
    if not commit:
        return None
    try:
        case.source.clone.obtain(commit, "")
    except NoSuchCommitError:
        case.reasons.append("the repository has no such commit")
        return None
    return Target(version=commit[:12], commit=commit, match="exact", because=case.origin)


def _by_tag(case: _Case) -> Target | None:
    tag = find_tag(case.source.advert.tags, case.version)
    return tag_target(case.source, tag, match="tag", because=case.origin) if tag else None


def _by_branch(case: _Case) -> Target | None:
    """Return the tip of the branch that the image is called after; it may have moved since."""
    heads = case.source.advert.heads
    wanted = {case.tag, case.version}
    named = [head for head in heads if head in wanted or head.replace("/", "-") in wanted]
    if len(named) != 1:
        return None
    because = f"{case.origin} is a branch: its newest commit, the image may be older"
    ref = f"refs/heads/{named[0]}"
    return Target(
        version=named[0], commit=heads[named[0]], match="nearest", ref=ref, because=because
    )


def _by_series(case: _Case) -> Target | None:
    """Return the nearest tag of the same series; a number of another series, such as that of the
    release itself, says nothing of the code.
    """
    tags = case.source.advert.tags
    series = _SERIES.search(case.tag)
    parsed = parse_version(series[1] if series else case.version)
    if parsed is None:
        return None
    kin = 2 if series or parsed.numbers[0] == 0 else 1
    same = [
        tag
        for tag in tags
        if (other := parse_version(tag))
        and other.stage >= 0
        and other.numbers[:kin] == parsed.numbers[:kin]
    ]
    if not same:
        case.reasons.append(f"it is no version of {case.source.clone.name}")
        return None
    last = f"{series[1]}.999999999" if series else case.version
    near = nearest_tags(same, last)[0]
    because = f"{case.origin} has no tag; {near} is the nearest"
    return tag_target(case.source, near, match="nearest", because=because)


def _by_date(case: _Case) -> Target | None:
    if not case.date:
        case.reasons.append("and nothing says when the chart was published")
        return None
    source = case.source
    with suppress(IndexError):
        commit, is_older = source.history.as_of(source.advert, case.date)
        if is_older:
            day = time.strftime("%Y-%m-%d", time.gmtime(source.history.date_of(commit)))
            because = f"{_why(case)}; the last commit before the chart was published, but the "
            because += f"release may be of an older series: {_PIN}"
            return Target(version=day, commit=commit, match="guess", because=because)
    case.reasons.append("the repository is newer than the chart")
    return None


_STEPS: tuple[Callable[[_Case], Target | None], ...] = (
    _by_commit,
    _by_tag,
    _by_branch,
    _by_series,
    _by_date,
)
