"""Which commit of a source is wanted, decided without git: what git would say is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.config import SourceSpec
from ctxkit.workspace.lockfile import LockedSource
from ctxkit.workspace.remote import Advert
from ctxkit.workspace.repository import Clone
from ctxkit.workspace.resolve import (
    DifyRelease,
    NoSuchVersionError,
    SyncedSource,
    Target,
    fitting_target,
    local_advert,
    lock_entry,
    locked_target,
    named_target,
    prefetch,
    release_of,
)

A, B, C = "a" * 40, "b" * 40, "c" * 40
MARCH = 1_772_323_200
DAY = 86_400


@dataclass
class FakeClone:
    """What a clone says, and what was fetched into it."""

    name: str = "dify-sandbox"
    public: str = "url"
    own_refs: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    dates: dict[str, int] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    def refs(self) -> dict[str, str]:
        return self.own_refs

    def tags(self) -> dict[str, str]:
        return {
            name.removeprefix("refs/tags/"): commit
            for name, commit in self.own_refs.items()
            if name.startswith("refs/tags/")
        }

    def fetch(self, refspecs: Sequence[str]) -> None:
        self.fetched += refspecs

    def fetch_tags(self, tags: Sequence[str]) -> None:
        Clone.fetch_tags(cast(Any, self), tags)

    def read_texts(self, names: Sequence[str]) -> list[str | None]:
        return [self.texts.get(name) for name in names]

    def date_of(self, commit: str, ref: str = "") -> int:
        return self.dates[ref or commit]


@dataclass
class FakeHistory:
    """Commits by date, and the full ids of short ones."""

    answer: tuple[str, bool] = (C, True)
    full: dict[str, str] = field(default_factory=dict)
    asked: list[Any] = field(default_factory=list)

    def as_of(self, advert: Advert, date: int) -> tuple[str, bool]:
        self.asked.append(date)
        return self.answer

    def date_of(self, commit: str) -> int:
        return MARCH - DAY

    def expand(self, short: str) -> str:
        self.asked.append(short)
        return self.full.get(short, "")

    def default_branch(self) -> str:
        return "trunk"


def source(
    advert: Advert | None = None,
    *,
    clone: FakeClone | None = None,
    history: FakeHistory | None = None,
    locked: LockedSource | None = None,
    update: bool = False,
) -> SyncedSource:
    tags = {"1.0": A, "v2.0": B, "main": C}
    return SyncedSource(
        clone=cast(Any, clone or FakeClone()),
        history=cast(Any, history or FakeHistory()),
        advert=advert or Advert(tags=tags, heads={"main": B, "dev": C}, head="main"),
        locked=locked,
        update=update,
    )


def release(version: str = "1.0", **images: str) -> DifyRelease:
    names = {name.replace("_", "-"): tag for name, tag in images.items()}
    return DifyRelease(version=version, date=MARCH, images=names)


# What the user names


@pytest.mark.parametrize(
    ("name", "version", "commit", "ref", "because"),
    [
        ("1.0", "1.0", A, "refs/tags/1.0", "the tag 1.0"),
        ("v1.0", "1.0", A, "refs/tags/1.0", "the tag 1.0"),
        ("2.0", "v2.0", B, "refs/tags/v2.0", "the tag v2.0"),
        ("main", "main", C, "refs/tags/main", "the tag main"),
        ("dev", "dev", C, "refs/heads/dev", "the branch dev"),
        ("d" * 40, "d" * 12, "d" * 40, "", "the commit"),
        ("a" * 7, "a" * 12, A, "", "the commit"),
    ],
)
def test_a_tag_wins_over_a_branch_and_a_branch_over_a_commit(
    name: str, version: str, commit: str, ref: str, because: str
) -> None:
    assert named_target(source(), name, 1) == Target(
        version=version, commit=commit, match="exact", ref=ref, because=because
    )


def test_a_short_commit_is_looked_up_on_the_server_if_it_must() -> None:
    history = FakeHistory(full={"d" * 8: "d" * 40})
    assert named_target(source(history=history), "d" * 8, 1).commit == "d" * 40
    clone = FakeClone(own_refs={"refs/ctxkit/at/x": "e" * 40})
    here = source(clone=clone, history=history)
    assert named_target(here, "e" * 9, 1).commit == "e" * 40
    assert history.asked == ["d" * 8]


def test_a_short_commit_of_several_is_none() -> None:
    twins = Advert(tags={"x": "f" * 40, "y": "f" * 39 + "0"})
    with pytest.raises(NoSuchVersionError):
        named_target(source(twins), "f" * 7, 1)


@pytest.mark.parametrize("name", ["abcdef", "a" * 41, "g" * 8])
def test_what_is_no_commit_is_not_looked_up(name: str) -> None:
    history = FakeHistory()
    with pytest.raises(NoSuchVersionError):
        named_target(source(history=history), name, 1)
    assert history.asked == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("1.1", "nearest: 1.0, v2.0"),
        ("mian", "nearest: main"),
        ("zzz", ""),
        ("deb", "nearest: dev"),
    ],
)
def test_a_missing_version_names_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(NoSuchVersionError) as caught:
        named_target(source(), name, 7)
    assert caught.value.message == (
        f"workspace.yaml:7: version '{name}' has no tag, branch or commit in dify-sandbox"
    )
    assert caught.value.hint == hint


def test_four_names_are_offered_at_most() -> None:
    tags = Advert(tags={f"1.{n}.0": A for n in range(9)})
    with pytest.raises(NoSuchVersionError) as caught:
        named_target(source(tags), "1.0.1", 1)
    assert caught.value.hint == "nearest: 1.0.0, 1.1.0, 1.2.0, 1.3.0"


def test_offline_a_missing_version_is_the_fault_of_the_server() -> None:
    offline = Advert(unreachable=GitError("offline"))
    history = FakeHistory(full={"d" * 8: "d" * 40})
    for name in ("3.0", "d" * 8):
        with pytest.raises(GitError, match="offline"):
            named_target(source(offline, history=history), name, 1)


# Tags that move


def locked(commit: str, **changed: str) -> LockedSource:
    values = {"git": "url", "version": "1.0", "commit": commit, "ref": "refs/tags/1.0", **changed}
    return LockedSource(match="tag", **values)


def test_a_tag_that_moved_is_refused() -> None:
    with pytest.raises(GitError, match=f"dify-sandbox: the tag 1.0 moved from {B} to {A}"):
        named_target(source(locked=locked(B)), "1.0", 1)
    clone = FakeClone(own_refs={"refs/tags/1.0": C})
    with pytest.raises(GitError, match=f"moved from {C} to {A}"):
        named_target(source(clone=clone), "1.0", 1)


def test_a_tag_that_moved_is_taken_where_that_is_accepted() -> None:
    assert named_target(source(locked=locked(B), update=True), "1.0", 1).commit == A
    # The lock is younger than the clone: a move that was accepted is none.
    clone = FakeClone(own_refs={"refs/tags/1.0": C})
    assert named_target(source(clone=clone, locked=locked(A)), "1.0", 1).commit == A


@pytest.mark.parametrize("other", [{"ref": "refs/tags/2.0"}, {"git": "another url"}])
def test_a_lock_of_another_tag_or_url_says_nothing_about_it(other: dict[str, str]) -> None:
    assert named_target(source(locked=locked(B, **other)), "1.0", 1).commit == A


# What fits dify


def test_the_image_names_the_tag() -> None:
    target = fitting_target(source(), release(dify_sandbox="2.0-local"))
    assert (target.version, target.match) == ("v2.0", "tag")
    assert target.because == "the image tag 2.0-local in dify's docker/docker-compose.yaml"


def test_the_image_names_a_commit() -> None:
    target = fitting_target(source(), release(dify_sandbox=f"{A}-local"))
    assert (target.commit, target.version, target.match) == (A, "a" * 12, "exact")


def test_the_nearest_tag_is_taken_for_a_number_only() -> None:
    target = fitting_target(source(), release(dify_sandbox="1.1"))
    assert (target.version, target.match) == ("1.0", "nearest")
    assert target.because.endswith("has no tag; 1.0 is the nearest")
    target = fitting_target(source(), release(dify_sandbox="latest"))
    assert (target.commit, target.match) == (C, "as-of")
    assert target.because == (
        "the image tag latest is not a version; the last commit on main before dify's of 2026-03-01"
    )


def test_offline_nothing_is_taken_in_the_place_of_a_tag() -> None:
    offline = Advert(tags={"1.0": A}, head="main", unreachable=GitError("offline"))
    with pytest.raises(GitError, match="offline"):
        fitting_target(source(offline), release(dify_sandbox="1.1"))


def test_without_an_image_the_date_decides() -> None:
    target = fitting_target(source(), release())
    assert (target.version, target.commit, target.match) == ("2026-02-28", C, "as-of")
    assert target.because == (
        "dify's docker/docker-compose.yaml has no image dify-sandbox; "
        "the last commit on main before dify's of 2026-03-01"
    )
    untagged = source(Advert(heads={"main": B}, head="main"))
    because = fitting_target(untagged, release()).because
    assert because == "the last commit on main before dify's of 2026-03-01"


def test_the_documentation_of_the_version_is_taken_or_else_that_of_the_day() -> None:
    documentation = source(clone=FakeClone(name="dify-docs"))
    target = fitting_target(documentation, release("2.0"))
    assert (target.version, target.commit, target.match) == ("v2.0", B, "tag")
    assert target.because == "the tag v2.0, of dify's version"
    for version in ("2.1", ""):
        target = fitting_target(documentation, release(version, dify_docs="1.0"))
        assert (target.commit, target.match) == (C, "as-of")
        assert target.because == "the last commit on main before dify's of 2026-03-01"


def test_a_source_that_is_younger_than_dify_is_a_guess() -> None:
    target = fitting_target(source(history=FakeHistory(answer=(C, False))), release())
    assert target.match == "guess"
    assert target.because.endswith(
        "all commits on main are newer than dify's of 2026-03-01; this is the oldest"
    )


# Charts

APPS = {"dify-0.1.0": "1.0", "dify-0.2.0": "1.2", "dify-0.3.0": ""}


def charts(**changed: Any) -> SyncedSource:
    tags = {tag: f"{number}" * 40 for number, tag in enumerate(APPS)}
    clone = FakeClone(
        name="dify-helm",
        own_refs={f"refs/tags/{tag}": commit for tag, commit in tags.items()},
        texts={
            f"refs/tags/{tag}:charts/dify/Chart.yaml": f"appVersion: {app}\n"
            for tag, app in APPS.items()
            if app
        },
        dates={
            "refs/tags/dify-0.1.0": MARCH - DAY,
            "refs/tags/dify-0.2.0": MARCH,
            "refs/tags/dify-0.3.0": MARCH + DAY,
        },
    )
    advert = Advert(tags={**tags, "other": C}, heads={"main": C}, head="main")
    return source(changed.pop("advert", advert), clone=clone, **changed)


@pytest.mark.parametrize(
    ("version", "tag", "match", "because"),
    [
        ("1.0", "dify-0.1.0", "tag", "the appVersion 1.0 of the chart dify-0.1.0"),
        (
            "1.1",
            "dify-0.1.0",
            "nearest",
            "the appVersion 1.0 of the chart dify-0.1.0 is the nearest to 1.1",
        ),
        ("", "dify-0.2.0", "as-of", "the last chart of 2026-03-01 or before"),
        (
            "2.0.0-beta.1",
            "dify-0.2.0",
            "guess",
            "no chart is near to 2.0.0-beta.1; the last chart of 2026-03-01 or before",
        ),
    ],
)
def test_the_chart_for_a_version(version: str, tag: str, match: str, because: str) -> None:
    target = fitting_target(charts(), release(version))
    assert (target.version, target.match, target.because) == (tag, match, because)


def test_of_charts_that_are_all_younger_and_of_another_series_the_nearest_is_guessed() -> None:
    early = DifyRelease(version="2.0", date=MARCH - 9 * DAY, images={})
    target = fitting_target(charts(), early)
    assert (target.version, target.match) == ("dify-0.2.0", "guess")
    assert target.because.endswith("is the nearest to 2.0")


def test_charts_that_are_all_younger_are_taken_by_their_branch() -> None:
    early = DifyRelease(version="", date=MARCH - 9 * DAY, images={})
    target = fitting_target(charts(), early)
    assert (target.commit, target.because[:15]) == (C, "the last commit")


def test_the_tags_that_are_not_here_are_fetched() -> None:
    here = charts()
    clone = cast(FakeClone, here.clone)
    fitting_target(here, release())
    assert clone.fetched == []
    del clone.own_refs["refs/tags/dify-0.2.0"]
    fitting_target(here, release())
    assert clone.fetched == ["+refs/tags/dify-0.2.0:refs/tags/dify-0.2.0"]


def test_a_chart_tag_that_moved_is_fetched_where_that_is_accepted() -> None:
    for update, fetched in ((False, 0), (True, 1)):
        here = charts(update=update)
        clone = cast(FakeClone, here.clone)
        clone.own_refs["refs/tags/dify-0.2.0"] = B
        fitting_target(here, release())
        assert len(clone.fetched) == fetched


def test_offline_no_chart_is_fetched() -> None:
    tags = {"dify-0.1.0": "0" * 40, "dify-0.9.0": B}
    offline = Advert(tags=tags, unreachable=GitError("offline"))
    here = charts(advert=offline)
    fitting_target(here, release())
    assert cast(FakeClone, here.clone).fetched == []


# What surrounds the decision


def test_what_will_be_asked_for_is_fetched_early() -> None:
    untagged, tagged = FakeHistory(), FakeHistory()
    prefetch(source(Advert(head="main"), history=untagged))
    prefetch(source(history=tagged))
    assert (untagged.asked, tagged.asked) == ([0], [])
    offline = FakeHistory()
    prefetch(source(Advert(head="main", unreachable=GitError("x")), history=offline))
    assert offline.asked == []


def test_what_was_fetched_before_stands_in_for_the_server() -> None:
    clone, error = FakeClone(own_refs={"refs/tags/1.0": A}), GitError("offline")
    found = local_advert(cast(Any, clone), cast(Any, FakeHistory()), error)
    assert found == Advert(tags={"1.0": A}, head="trunk", unreachable=error)


@pytest.mark.parametrize(
    ("version", "image", "wanted", "found"),
    [
        ("1.0", "2.0", "3.0", "1.0"),
        ("main", "2.0", "3.0", "2.0"),
        ("main", "latest", "3.0", "3.0"),
        ("main", "latest", "main", ""),
    ],
)
def test_what_the_other_sources_follow_from(
    version: str, image: str, wanted: str, found: str
) -> None:
    text = f"services:\n  api:\n    image: langgenius/dify-api:{image}\n"
    clone = FakeClone(texts={f"{A}:docker/docker-compose.yaml": text}, dates={"ref": MARCH})
    target = Target(version=version, commit=A, match="exact", ref="ref")
    assert release_of(cast(Any, clone), target, wanted) == DifyRelease(
        version=found, date=MARCH, images={"dify-api": image}
    )


def test_a_target_is_locked_and_comes_back_without_its_tag() -> None:
    target = Target(version="1", commit=A, match="tag", ref="refs/tags/1", because="why")
    spec = SourceSpec(name="x", git="https://me:secret@e.org/x", ref="1")
    entry = lock_entry(spec, target)
    assert (entry.git, entry.pinned, entry.ref) == ("https://e.org/x", "1", "refs/tags/1")
    assert locked_target(entry) == Target(version="1", commit=A, match="tag", because="why")
