"""Decide which commit of a source is wanted: what the user named, or what fits the version of dify.

Not here: the rules that read versions from text (`versions.py`, which also defines how good a match
is), and changing the work tree (`work_tree.py`).
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.dify.paths import CHART_FILES, COMPOSE_FILE
from ctxkit.dify.repositories import CHART, DOCS
from ctxkit.errors import GitError, WorkspaceError
from ctxkit.model import Match
from ctxkit.regex import regex
from ctxkit.workspace.config import SourceSpec
from ctxkit.workspace.folder import FILE
from ctxkit.workspace.git_objects import TAGS
from ctxkit.workspace.history import History
from ctxkit.workspace.locked_versions import LockedVersion, SkippedSourceError
from ctxkit.workspace.lockfile import LockedSource
from ctxkit.workspace.remote import Advert
from ctxkit.workspace.repository import Clone
from ctxkit.workspace.urls import public_url
from ctxkit.workspace.versions import (
    CHART_TAGS,
    best_chart,
    chart_versions,
    day_of,
    find_chart_tag,
    find_tag,
    image_tags,
    nearest_hint,
    nearest_tags,
    parse_version,
    without_build,
)


class NoSuchVersionError(WorkspaceError):
    """workspace.yaml names a tag, branch or commit that the source does not have."""


class NoPackageTagError(SkippedSourceError):
    """The git repository of a package has no tag of the version that is wanted."""


_COMMIT = regex(r"[0-9a-f]{7,40}")
_COMMIT_CHARS = 40
_SHOWN_COMMIT_CHARS = 12

API_IMAGE = "dify-api"


class Target(Struct, frozen=True, kw_only=True):
    """A commit that is wanted, and why.

    `ref` is the tag or branch of that commit on the server, empty if there is none. `helm` is the
    Helm repository that it came from, `wheel` the package from whose wheel with the hash `sha256`
    it was made; empty if that was git.
    """

    version: str
    commit: str
    match: Match
    ref: str = ""
    because: str = ""
    helm: str = ""
    wheel: str = ""
    sha256: str = ""


class DifyRelease(Struct, frozen=True, kw_only=True):
    """The version of dify (empty: not known), its date and the images in its compose file: the
    versions of the other sources follow from it.
    """

    version: str
    date: int
    images: dict[str, str]


class SyncedSource(Struct, frozen=True, kw_only=True):
    """A source in the course of a sync, with everything that deciding its version may need.

    `locked` is its entry in workspace.lock; `update`: a tag that has moved since is accepted.
    """

    clone: Clone
    history: History
    advert: Advert
    locked: LockedSource | None
    update: bool


def named_target(source: SyncedSource, name: str, line: int) -> Target:
    """Return the commit of the tag, branch or commit `name`, which is on `line` of workspace.yaml.

    Raise NoSuchVersionError, with the nearest names, where there is none: another version is never
    taken instead.
    """
    advert = source.advert
    if tag := _named_tag(source, name):
        return tag_target(source, tag, match="exact", because=f"the tag {tag}")
    if name in advert.heads:
        return Target(
            version=name,
            commit=advert.heads[name],
            match="exact",
            ref=f"refs/heads/{name}",
            because=f"the branch {name}",
        )
    if commit := full_commit(source, name):
        return commit_target(commit, "the commit")
    if advert.unreachable:
        raise advert.unreachable
    missing = f"version '{name}' has no tag, branch or commit in {source.clone.name}"
    raise NoSuchVersionError(f"{FILE}:{line}: {missing}", hint=_nearest(advert, name))


def _named_tag(source: SyncedSource, name: str) -> str | None:
    """Return the tag of a version; a chart may be named without its `dify-`."""
    find = find_chart_tag if source.clone.name == CHART else find_tag
    return find(source.advert.tags, name)


def _nearest(advert: Advert, name: str) -> str:
    """Return a hint with the names nearest to `name`; branches are near to no number."""
    known = set(advert.tags)
    if parse_version(name) is None:
        known |= set(advert.heads)
    return nearest_hint(nearest_tags(known, name))


def full_commit(source: SyncedSource, name: str) -> str:
    """Return the commit that `name` is or begins; empty unless there is exactly one."""
    if not _COMMIT.fullmatch(name):
        return ""
    if len(name) == _COMMIT_CHARS:
        return name
    advert = source.advert
    known = {*advert.tags.values(), *advert.heads.values(), *source.clone.refs().values()}
    found = [commit for commit in known if commit.startswith(name)]
    if len(found) == 1:
        return found[0]
    return "" if advert.unreachable else source.history.expand(name)


def commit_target(commit: str, because: str) -> Target:
    """Return the target of a commit that something names."""
    version = commit[:_SHOWN_COMMIT_CHARS]
    return Target(version=version, commit=commit, match="exact", because=because)


def tag_target(source: SyncedSource, tag: str, *, match: Match, because: str) -> Target:
    """Return the commit of a tag; raise GitError where the tag has moved since we last saw it."""
    commit, before = source.advert.tags[tag], _last_seen(source, tag)
    if before and before != commit and not source.update:
        raise GitError(
            f"{source.clone.name}: the tag {tag} moved from {before} to {commit}",
            hint="find out why; to accept the new commit, run: ctxkit sync --update",
        )
    return Target(version=tag, commit=commit, match=match, ref=f"{TAGS}{tag}", because=because)


def _last_seen(source: SyncedSource, tag: str) -> str | None:
    """Return the commit that a tag was by workspace.lock or, if it has another, in the clone."""
    locked = source.locked
    is_git = locked and not locked.helm
    if locked and is_git and (locked.ref, locked.git) == (f"{TAGS}{tag}", source.clone.public):
        return locked.commit
    return source.clone.tags().get(tag)


def prefetch(source: SyncedSource) -> None:
    """Fetch what `fitting_target` will ask for in any case, while dify is still being fetched."""
    if source.advert.unreachable:
        return
    if source.clone.name == CHART:
        _chart_app_versions(source)
    elif not source.advert.tags and source.advert.head:
        source.history.as_of(source.advert, 0)


def local_advert(clone: Clone, history: History, unreachable: GitError) -> Advert:
    """Return what was fetched before, for when the server does not answer."""
    return Advert(tags=clone.tags(), head=history.default_branch(), unreachable=unreachable)


def fitting_target(source: SyncedSource, release: DifyRelease) -> Target:
    """Return the commit of a source that fits dify: of a chart for it, of the image that it names,
    or the last one before its date.

    Raise GitError where the server is needed and does not answer.
    """
    name = source.clone.name
    if name == CHART:
        return _chart_target(source, release) or _dated_target(source, release, "")
    if name == DOCS:
        return _documentation_target(source, release)
    image = release.images.get(name, "")
    found = _image_target(source, image) if image else None
    if found:
        return found
    why = f"dify's {COMPOSE_FILE} has no image {name}; "
    if image:
        why = f"the image tag {image} is not a version; "
    # Without tags nobody expects a version to be named.
    return _dated_target(source, release, why if source.advert.tags else "")


def _documentation_target(source: SyncedSource, release: DifyRelease) -> Target:
    """Return the documentation of dify's version; most versions have none of their own."""
    tag = find_tag(source.advert.tags, release.version) if release.version else None
    if tag:
        because = f"the tag {tag}, of dify's version"
        return tag_target(source, tag, match="tag", because=because)
    return _dated_target(source, release, "")


def package_target(source: SyncedSource, wanted: LockedVersion) -> Target:
    """Return the commit of the version of a package that another source locks.

    Raise NoPackageTagError where there is no tag of it.
    """
    if tag := find_tag(source.advert.tags, wanted.version):
        return tag_target(source, tag, match=wanted.match, because=wanted.because)
    if source.advert.unreachable:
        raise source.advert.unreachable
    raise NoPackageTagError(f"{wanted.because}, and no tag is of that version")


def _image_target(source: SyncedSource, image: str) -> Target | None:
    version, advert = without_build(image), source.advert
    origin = f"the image tag {image} in dify's {COMPOSE_FILE}"
    if tag := find_tag(advert.tags, version):
        return tag_target(source, tag, match="tag", because=origin)
    if commit := full_commit(source, version):
        return commit_target(commit, origin)
    if advert.unreachable:
        raise advert.unreachable
    near = nearest_tags(advert.tags, version) if parse_version(version) else []
    if not near:
        return None
    because = f"{origin} has no tag; {near[0]} is the nearest"
    return tag_target(source, near[0], match="nearest", because=because)


def _chart_target(source: SyncedSource, release: DifyRelease) -> Target | None:
    """Return the chart for dify's version; where that is not a number, or no chart is for one with
    the same first number, the last before its date.
    """
    apps = _chart_app_versions(source)
    best = best_chart(apps, release.version) if release.version else None
    if best is None:
        return _dated_chart(source, list(apps), release.date)
    tag, match = best
    if match == "guess" and (dated := _dated_chart(source, list(apps), release.date)):
        because = f"no chart is near to {release.version}; {dated.because}"
        return replace(dated, match=match, because=because)
    app = f"the appVersion {apps[tag]} of the chart {tag}"
    because = app if match == "tag" else f"{app} is the nearest to {release.version}"
    return tag_target(source, tag, match=match, because=because)


def _dated_chart(source: SyncedSource, tags: list[str], date: int) -> Target | None:
    tagged = {tag: source.clone.date_of(source.advert.tags[tag], TAGS + tag) for tag in tags}
    older = [tag for tag in tags if tagged[tag] <= date]
    if not older:
        return None
    last = max(older, key=lambda tag: (tagged[tag], tag))
    because = f"the last chart of {day_of(date)} or before"
    return tag_target(source, last, match="as-of", because=because)


def _chart_app_versions(source: SyncedSource) -> dict[str, str]:
    """Return the appVersion of every chart tag that has one; all of them are fetched."""
    clone, tags = source.clone, source.advert.tags
    charts = [tag for tag in tags if tag.startswith(CHART_TAGS)] or list(tags)
    _fetch_charts(source, charts)
    here = clone.tags()
    charts = [tag for tag in charts if tag in here]
    names = [f"{TAGS}{tag}:{path}" for tag in charts for path in CHART_FILES]
    texts = iter(clone.read_texts(names))
    found: dict[str, str] = {}
    for tag in charts:
        files = [next(texts) for _ in CHART_FILES]
        apps = [chart_versions(text)[0] for text in files if text]
        app = next(filter(None, apps), "")
        if app:
            found[tag] = app
    return found


def _fetch_charts(source: SyncedSource, charts: list[str]) -> None:
    """Fetch the tags that are not here and, with `update`, those that moved."""
    here, tags = source.clone.tags(), source.advert.tags
    wanted = [tag for tag in charts if tag not in here]
    if source.update:
        wanted += [tag for tag in charts if tag in here and here[tag] != tags[tag]]
    if wanted and not source.advert.unreachable:
        source.clone.fetch_tags(wanted)


def _dated_target(source: SyncedSource, release: DifyRelease, why: str) -> Target:
    commit, old_enough = source.history.as_of(source.advert, release.date)
    branch, day = source.advert.head, day_of(source.history.date_of(commit))
    dify = f"dify's of {day_of(release.date)}"
    if old_enough:
        because = f"{why}the last commit on {branch} before {dify}"
        return Target(version=day, commit=commit, match="as-of", because=because)
    because = f"{why}all commits on {branch} are newer than {dify}; this is the oldest"
    return Target(version=day, commit=commit, match="guess", because=because)


def release_of(clone: Clone, target: Target, wanted: str) -> DifyRelease:
    """Return what the other sources follow from, once the commit of dify's `target` is here.

    `wanted` is the version that the user named.
    """
    images = dify_images(clone, target.commit)
    candidates = (target.version, images.get(API_IMAGE, ""), wanted)
    version = next((c for c in candidates if parse_version(c)), "")
    return DifyRelease(
        version=version, date=clone.date_of(target.commit, target.ref), images=images
    )


def dify_images(clone: Clone, commit: str) -> dict[str, str]:
    """Return the tag of each image in dify's compose file at a commit that is here."""
    return image_tags(clone.read_texts([f"{commit}:{COMPOSE_FILE}"])[0] or "")


def locked_target(locked: LockedSource) -> Target:
    """Return the target of an entry of workspace.lock.

    Its tag may have moved since, so the commit alone leads there.
    """
    return Target(
        version=locked.version,
        commit=locked.commit,
        match=locked.match,
        because=locked.because,
        helm=locked.helm,
        wheel=locked.wheel,
        sha256=locked.sha256,
    )


def lock_entry(spec: SourceSpec, target: Target) -> LockedSource:
    """Return the entry of workspace.lock for a source that is at `target`."""
    return LockedSource(
        git=public_url(spec.git),
        helm=target.helm,
        chart=spec.chart if target.helm else "",
        wheel=target.wheel,
        sha256=target.sha256,
        version=target.version,
        commit=target.commit,
        match=target.match,
        ref=target.ref,
        pinned=spec.pinned,
        follows=spec.follows,
        because=target.because,
    )
