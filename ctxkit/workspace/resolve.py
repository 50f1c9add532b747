"""Decide which commit of a source is wanted: what the user named, or what fits the version of dify.

Not here: the rules that read versions from text (`versions.py`, which also defines how good a match
is), and changing the work tree (`repository.py`).
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from ctxkit.dify.paths import CHART_FILES, COMPOSE_FILE
from ctxkit.errors import GitError, WorkspaceError
from ctxkit.model import Match
from ctxkit.workspace.config import FILE
from ctxkit.workspace.history import History
from ctxkit.workspace.lockfile import LockedSource
from ctxkit.workspace.remote import Advert
from ctxkit.workspace.repository import Clone
from ctxkit.workspace.versions import (
    best_chart,
    chart_versions,
    find_tag,
    image_tags,
    nearest_tags,
    parse_version,
    without_build,
)


class NoSuchVersionError(WorkspaceError):
    """workspace.yaml names a tag, branch or commit that the source does not have."""


_COMMIT = re.compile(r"[0-9a-f]{7,40}")
CHARTS = "dify-helm"
_API_IMAGE = "dify-api"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A commit that is wanted, and why.

    `ref` is the tag or branch of the server that led there, empty if none did.
    """

    version: str
    commit: str
    match: Match
    ref: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What the other sources follow from: the version of dify (empty: not known), its date and the
    images it names.
    """

    version: str
    date: int
    images: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A source in the course of a sync: everything that deciding its version may need."""

    clone: Clone
    history: History
    advert: Advert
    locked: LockedSource | None
    update: bool


def named_target(place: Place, name: str, line: int) -> Target:
    """Return the commit of the tag, branch or commit `name`, which stands in workspace.yaml on
    `line`.

    Raise NoSuchVersionError, with the nearest names, where there is none: never is another version
    taken in its place.
    """
    advert, repo = place.advert, place.clone.name
    if tag := find_tag(advert.tags, name):
        return _tag_target(place, tag, version=tag, match="exact")
    if name in advert.heads:
        because = f"the branch {name}"
        return Target(
            version=name,
            commit=advert.heads[name],
            match="exact",
            ref=f"refs/heads/{name}",
            because=because,
        )
    if _COMMIT.fullmatch(name) and (commit := _full_commit(place, name)):
        return Target(version=commit[:12], commit=commit, match="exact", because="the commit")
    if advert.unreachable:
        raise advert.unreachable
    near = nearest_tags({**advert.tags, **({} if parse_version(name) else advert.heads)}, name)[:4]
    hint = f"nearest: {', '.join(near)}" if near else ""
    raise NoSuchVersionError(
        f"{FILE}:{line}: version '{name}' has no tag, branch or commit in {repo}", hint=hint
    )


def _full_commit(place: Place, name: str) -> str:
    if len(name) == 40:
        return name
    known = {
        *place.advert.tags.values(),
        *place.advert.heads.values(),
        *place.clone.refs().values(),
    }
    found = [commit for commit in known if commit.startswith(name)]
    if len(found) == 1:
        return found[0]
    return "" if place.advert.unreachable else place.history.expand(name)


def _tag_target(place: Place, tag: str, *, version: str, match: Match, because: str = "") -> Target:
    """Return the commit of a tag; raise GitError where the tag has moved since we last saw it."""
    commit, ref, name = place.advert.tags[tag], f"refs/tags/{tag}", place.clone.name
    locked, here = place.locked, place.clone.tags().get(tag)
    same = locked and locked.ref == ref and locked.git == place.clone.public
    before = locked.commit if locked and same else here
    if before and before != commit and not place.update:
        raise GitError(
            f"{name}: the tag {tag} moved from {before} to {commit}",
            hint="find out why; to accept the new commit, run: ctxkit sync --update",
        )
    return Target(
        version=version, commit=commit, match=match, ref=ref, because=because or f"the tag {tag}"
    )


def prefetch(place: Place) -> None:
    """Fetch what `fitting_target` will ask for in any case, while dify is still being fetched."""
    if place.advert.unreachable:
        return
    if place.clone.name == CHARTS:
        _chart_app_versions(place)
    elif not place.advert.tags and place.advert.head:
        place.history.as_of(place.advert, 0)


def local_advert(clone: Clone, history: History, unreachable: GitError) -> Advert:
    """Return what was fetched before, for when the server does not answer."""
    return Advert(tags=clone.tags(), head=history.default_branch(), unreachable=unreachable)


def fitting_target(place: Place, anchor: Anchor) -> Target:
    """Return the commit of a source that fits dify.

    Raise GitError where the server is needed and does not answer.
    """
    name = place.clone.name
    if name == CHARTS and (found := _chart_target(place, anchor)):
        return found
    image = anchor.images.get(name, "")
    if image and (found := _image_target(place, image)):
        return found
    why = (
        f"the image tag {image} names no version"
        if image
        else f"dify's {COMPOSE_FILE} names no image {name}"
    )
    return _dated_target(
        place, anchor, "" if name == CHARTS or not place.advert.tags else f"{why}; "
    )


def _image_target(place: Place, image: str) -> Target | None:
    version, advert = without_build(image), place.advert
    origin = f"the image tag {image} in dify's {COMPOSE_FILE}"
    if tag := find_tag(advert.tags, version):
        return _tag_target(place, tag, version=tag, match="tag", because=origin)
    if _COMMIT.fullmatch(version) and (commit := _full_commit(place, version)):
        return Target(version=commit[:12], commit=commit, match="exact", because=origin)
    if advert.unreachable:
        raise advert.unreachable
    near = nearest_tags(advert.tags, version) if parse_version(version) else []
    if not near:
        return None
    because = f"{origin} has no tag; {near[0]} is the nearest"
    return _tag_target(place, near[0], version=near[0], match="nearest", because=because)


def _chart_target(place: Place, anchor: Anchor) -> Target | None:
    """Return the chart for dify's version or, where that is no number, the last chart before dify's
    date.
    """
    apps = _chart_app_versions(place)
    if not apps:
        return None
    best = best_chart(apps, anchor.version) if anchor.version else None
    if best:
        tag, same = best
        app = f"the appVersion {apps[tag]} of the chart {tag}"
        because = app if same else f"{app} is the nearest to {anchor.version}"
        return _tag_target(
            place, tag, version=tag, match="tag" if same else "nearest", because=because
        )
    dates = {tag: place.clone.date_of(place.advert.tags[tag], f"refs/tags/{tag}") for tag in apps}
    older = [tag for tag, date in dates.items() if date <= anchor.date]
    if not older:
        return None
    tag = max(older, key=lambda t: (dates[t], t))
    return _tag_target(
        place,
        tag,
        version=tag,
        match="as-of",
        because=f"the last chart of {_day(anchor.date)} or before",
    )


def _chart_app_versions(place: Place) -> dict[str, str]:
    """Return the appVersion of every chart tag, all of which are fetched."""
    clone, tags = place.clone, place.advert.tags
    charts = [t for t in tags if t.startswith("dify-")] or list(tags)
    here = clone.tags()
    wanted = [t for t in charts if t not in here or (place.update and here[t] != tags[t])]
    if wanted and not place.advert.unreachable:
        clone.fetch([f"+refs/tags/{t}:refs/tags/{t}" for t in wanted])
        here = clone.tags()
    charts = [t for t in charts if t in here]
    texts = iter(
        clone.read_texts([f"refs/tags/{t}:{path}" for t in charts for path in CHART_FILES])
    )
    found: dict[str, str] = {}
    for tag in charts:
        apps = [chart_versions(text)[0] for text in (next(texts) for _ in CHART_FILES) if text]
        if app := next(filter(None, apps), ""):
            found[tag] = app
    return found


def _dated_target(place: Place, anchor: Anchor, why: str) -> Target:
    commit, old_enough = place.history.as_of(place.advert, anchor.date)
    branch, day = place.advert.head, _day(place.history.date_of(commit))
    if old_enough:
        because = f"{why}the last commit of {branch} before dify's of {_day(anchor.date)}"
        return Target(version=day, commit=commit, match="as-of", because=because)
    because = f"{why}all commits of {branch} are younger than dify's of {_day(anchor.date)}; this is the oldest"
    return Target(version=day, commit=commit, match="guess", because=because)


def anchor_of(clone: Clone, target: Target, wanted: str) -> Anchor:
    """Return what the other sources follow from, once the commit of `target` is there."""
    compose = clone.read_texts([f"{target.commit}:{COMPOSE_FILE}"])[0] or ""
    images = image_tags(compose)
    candidates = (target.version, images.get(_API_IMAGE, ""), wanted)
    version = next((c for c in candidates if parse_version(c)), "")
    return Anchor(version=version, date=clone.date_of(target.commit, target.ref), images=images)


def locked_target(locked: LockedSource) -> Target:
    """Return what workspace.lock says.

    Its tag may have moved since, so the commit alone leads there.
    """
    return Target(
        version=locked.version, commit=locked.commit, match=locked.match, because=locked.because
    )


def _day(seconds: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))
