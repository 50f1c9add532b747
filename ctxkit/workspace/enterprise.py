"""The commits that an Enterprise release runs: what its chart's images say, in graded steps.

A tag of an image is a commit, a version, a branch, or the version of the release itself, which says
nothing of the code. Steps, best first: the commit, if the repository has it; the tag of that
version; the branch; the nearest version of the same series; the date of the chart, which is a guess
and is called one. A release lock, which names commits and branches, is asked in the same steps.
What the user pins with `ref:` does not come here. Not here: the chart (`helm/source.py`), sources
that no image is of (`resolve.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct, field

from ctxkit.dify.enterprise import is_enterprise_version
from ctxkit.dify.images import image_row
from ctxkit.dify.paths import CHART_FILES, COMPOSE_FILE
from ctxkit.dify.repositories import DIFY
from ctxkit.errors import GitError
from ctxkit.files.chart_images import ChartImage, chart_images
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import read_values
from ctxkit.model import Checkout
from ctxkit.regex import regex
from ctxkit.workspace.chart_tags import VALUES_PATHS
from ctxkit.workspace.config import SourceSpec, WorkspaceConfig
from ctxkit.workspace.git_objects import read_named, run_git
from ctxkit.workspace.helm.source import repositories_of
from ctxkit.workspace.lockfile import FROM_HELM
from ctxkit.workspace.release_lock import LockedRelease, read_release_lock
from ctxkit.workspace.repository import NoSuchCommitError
from ctxkit.workspace.resolve import (
    API_IMAGE,
    NoSuchVersionError,
    SyncedSource,
    Target,
    commit_target,
    dify_images,
    full_commit,
    named_target,
    tag_target,
)
from ctxkit.workspace.versions import (
    chart_versions,
    day_of,
    find_tag,
    nearest_tags,
    parse_version,
    release_number,
    without_build,
)

_SERIES = regex(r"(?<!\d)(?:v)?(\d{1,4}\.\d{1,4})\.x(?![\w.])")
_PIN = "pin the source with `ref:`"

_NEWEST = 999_999_999
"""A number above those of all releases of a series."""


class EnterpriseRelease(Struct, frozen=True, kw_only=True):
    """What the chart of an Enterprise release says of the sources.

    `chart` is the chart's tag, `date` when it was published (0: not known), `tags` the tag of the
    image of each source, `others` those of its images that have another, `locked` what the release
    lock says of it.
    """

    chart: str
    date: int = 0
    tags: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    locked: Mapping[str, LockedRelease] = field(default_factory=dict)


def read_release(
    config: WorkspaceConfig, spec: SourceSpec, chart: Checkout, notes: list[str]
) -> EnterpriseRelease:
    """Return what the chart that was checked out says, and the release lock, if there is one.

    Raise GitError where the chart has no values; `notes` get why a lock is not used.
    """
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
            locked = {each.source: each for each in read_release_lock(config, notes)}
            return EnterpriseRelease(
                chart=chart.version, date=date, tags=tags, others=others, locked=locked
            )
    raise GitError(f"{spec.name}: the chart {chart.version} has no values.yaml")


def _tags(
    images: tuple[ChartImage, ...],
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return the tag of each source, that of the api for dify, and images that have another."""
    named = [(row, image) for image in images if image.tag and (row := image_row(image.name))]
    named.sort(key=lambda each: each[0].name != API_IMAGE)
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
    for repository in repositories_of(spec, config.state_folder):
        for offered in repository.kept_index() or ():
            if offered.version == version and offered.created:
                return offered.created
    return 0


class _Claim(Struct, frozen=True, kw_only=True):
    """What a file says of a source: a commit, a version or a branch, and where it stands.

    `reasons` get why steps had no answer.
    """

    source: SyncedSource
    text: str
    origin: str
    reasons: list[str]

    @property
    def version(self) -> str:
        return without_build(self.text)


def enterprise_target(source: SyncedSource, release: EnterpriseRelease) -> Target | None:
    """Return the commit that the release runs, None where nothing of it names the source.

    Raise GitError where nothing says it, or the server is needed and does not answer.
    """
    name, reasons = source.clone.name, list[str]()
    claims = [
        _Claim(source=source, text=text, origin=origin, reasons=reasons)
        for text, origin in _claimed(name, release)
    ]
    if not claims and name == DIFY:
        raise GitError(f"{name}: the chart {release.chart} names no image of Dify's api", hint=_PIN)
    if not claims:
        return None
    tries = (step(claim) for step in _STEPS for claim in claims)
    found = next(filter(None, tries), None)
    if found is None and not reasons:
        reasons.append(f"{claims[-1].origin} is neither a version nor a branch of {name}")
    found = found or _by_date(source, release.date, reasons)
    if found:
        _note_others(source, release.tags.get(name, ""), release.others.get(name, ()))
        return found
    if source.advert.unreachable:
        raise source.advert.unreachable
    raise GitError(f"{name}: {'; '.join(reasons)}", hint=_PIN)


def _claimed(name: str, release: EnterpriseRelease) -> Iterator[tuple[str, str]]:
    """Yield what the release says of a source, and where it stands, the more exact first."""
    locked = release.locked.get(name)
    if locked and locked.commit:
        yield locked.commit, f"{locked.commit} in the release lock"
    if tag := release.tags.get(name, ""):
        yield tag, f"the image tag {tag} in the chart {release.chart}"
    if locked and locked.ref:
        yield locked.ref, f"{locked.ref} in the release lock"


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


def _by_commit(claim: _Claim) -> Target | None:
    source, commit = claim.source, full_commit(claim.source, claim.version)
    if not commit:
        return None
    try:
        source.clone.obtain(commit, "")
    except NoSuchCommitError:
        claim.reasons.append(f"{claim.origin} is a commit that the repository does not have")
        return None
    because = claim.origin
    if public := _public_version(source, commit):
        because += f"; its {COMPOSE_FILE} is of {public}"
    return commit_target(commit, because)


def _public_version(source: SyncedSource, commit: str) -> str:
    """Return the version of Dify that its own compose file names at a commit, empty if none."""
    clone = source.clone
    return dify_images(clone, commit).get(API_IMAGE, "") if clone.name == DIFY else ""


def _by_tag(claim: _Claim) -> Target | None:
    tag = find_tag(claim.source.advert.tags, claim.version)
    return tag_target(claim.source, tag, match="tag", because=claim.origin) if tag else None


def _by_branch(claim: _Claim) -> Target | None:
    """Return the tip of the branch that the image is called after; it may have moved since."""
    heads = claim.source.advert.heads
    wanted = {claim.text, claim.version}
    named = [head for head in heads if head in wanted or head.replace("/", "-") in wanted]
    if len(named) != 1:
        return None
    because = f"{claim.origin} is a branch: its newest commit, the image may be older"
    ref = f"refs/heads/{named[0]}"
    return Target(
        version=named[0], commit=heads[named[0]], match="nearest", ref=ref, because=because
    )


def _by_series(claim: _Claim) -> Target | None:
    """Return the nearest tag of the same series; a number of another series, such as that of the
    release itself, says nothing of the code.
    """
    series = _SERIES.search(claim.text)
    wanted = f"{series[1]}.{_NEWEST}" if series else claim.version
    parsed = parse_version(wanted)
    if parsed is None:
        return None
    kin = 2 if series or parsed.numbers[0] == 0 else 1
    same = [
        tag
        for tag in claim.source.advert.tags
        if (other := release_number(tag)) and other.numbers[:kin] == parsed.numbers[:kin]
    ]
    if not same:
        claim.reasons.append(f"{claim.origin} is no version of {claim.source.clone.name}")
        return None
    near = nearest_tags(same, wanted)[0]
    because = f"{claim.origin} has no tag; {near} is the nearest"
    return tag_target(claim.source, near, match="nearest", because=because)


_STEPS: tuple[Callable[[_Claim], Target | None], ...] = (
    _by_commit,
    _by_tag,
    _by_branch,
    _by_series,
)


def _by_date(source: SyncedSource, date: int, reasons: list[str]) -> Target | None:
    """Return what was the newest when the chart was published: of dify the release, whose code
    Enterprise releases begin with.
    """
    if not date:
        reasons.append("nothing says when the chart was published")
        return None
    commit, is_older = source.history.as_of(source.advert, date)
    if not is_older:
        reasons.append("the repository is newer than the chart")
        return None
    source.clone.obtain(commit, "")
    tag = find_tag(source.advert.tags, _public_version(source, commit))
    what = tag or "the last commit on " + source.advert.head
    why = f"{what} was the newest when the chart was published, but it may be of an older series"
    because = "; ".join([*reasons, f"{why}: {_PIN}"])
    if tag:
        return tag_target(source, tag, match="guess", because=because)
    day = day_of(source.history.date_of(commit))
    return Target(version=day, commit=commit, match="guess", because=because)
