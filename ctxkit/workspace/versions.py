"""Rules for which version of a source fits a version of dify: image tags, chart files,
version numbers.

Pure functions; not here: getting the text and the tags (`resolve.py`). How good a match is
(`Match`), best first:

exact    the user named it (the version of dify, a pinned `ref`), or dify's compose file or the
         chart of an Enterprise release names the very commit
tag      a tag of the source is the version that dify names: the image tag in docker-compose.yaml
         (without suffixes such as `-local`), or the chart whose `appVersion` is dify's version
nearest  as tag, but no tag is that version: the one with the nearest number was taken
as-of    chosen by date, for nothing names a version: the last commit (or chart) that is not younger
         than dify's tag
guess    not even that: the oldest commit of a source that is younger than dify, a chart where none
         is for a version with the first number of dify's, or a checkout that was left as it was
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ctxkit.dify.repositories import CHART_NAME
from ctxkit.model import Match
from ctxkit.regex import regex
from ctxkit.text.similarity import closest

_IMAGE = regex(r"^[ \t]*(?:-[ \t]+)?image:[ \t]*(\S{1,400})", re.MULTILINE)
_TAG = regex(r"\w[\w.-]{0,127}", re.ASCII)
_FALLBACK = regex(r"\$\{\w+:?-([^${}]*)\}")
_BUILD = regex(r"-(?:local|serverless|linux|amd64|arm64|x86_64|aarch64|ubi\d{0,2})$")
_NUMBER = regex(
    r"v?(\d{1,9}(?:\.\d{1,9}){1,3})(?:[-.+_]?([A-Za-z][A-Za-z]*|(?<=[-+_])\d)[-._]?(\d{0,9})\S*)?"
)
_STAGES = {
    "dev": -4,
    "nightly": -4,
    "alpha": -3,
    "a": -3,
    "beta": -2,
    "b": -2,
    "rc": -1,
    "pre": -1,
    "preview": -1,
}
_RELEASE, _LATER = 0, 1  # `-fix.1` and other words are later than the release
_MAX_NUMBERS = 4
_MAX_NEAREST = 4
CHART_TAGS = f"{CHART_NAME}-"
"""How the tags of Dify's own chart begin."""
_CHART_FIELD = regex(r"^(appVersion|version):[ \t]*[\"']?([\w.+-]+)", re.MULTILINE | re.ASCII)


class Version(NamedTuple):
    """A version that can be ordered: `1.10.1-fix.1` is ((1, 10, 1, 0), 1, 1); a release candidate
    has stage -1.
    """

    numbers: tuple[int, ...]
    stage: int
    step: int


def parse_version(text: str) -> Version | None:
    """Return the version that `text` is (`1.14.0`, `v0.2.15`, `1.0.0-beta.1`), None if it is not
    one.

    One number alone is not a version: it may as well be a date, a build or a commit.
    """
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    numbers = [int(n) for n in match[1].split(".")]
    numbers += [0] * (_MAX_NUMBERS - len(numbers))
    word, digits = match[2] or "", match[3] or ""
    if word.isdigit():  # `1.10.0-1`: a release of its own behind 1.10.0
        return Version(tuple(numbers), _LATER, int(word + digits))
    stage = _STAGES.get(word.lower(), _LATER) if word else _RELEASE
    return Version(tuple(numbers), stage, int(digits or 0))


def release_number(tag: str) -> Version | None:
    """Return the number of a release, None for a tag that is none or only leads up to one."""
    version = parse_version(tag)
    return version if version is not None and version.stage >= 0 else None


def releases_in(tags: Iterable[str]) -> list[tuple[Version, str]]:
    """Return the number and the tag of each release among tags, the oldest first."""
    return sorted((number, tag) for tag in tags if (number := release_number(tag)))


def day_of(seconds: int) -> str:
    """Return the day of a time since 1970: what a commit that was chosen by date is called."""
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))


def image_tags(compose: str) -> dict[str, str]:
    """Return the tag of each image that a compose file names, by the image's own name.

    `registry.example.org:5000/langgenius/dify-sandbox:0.2.15` is `dify-sandbox`: `0.2.15`, whatever
    the registry. Of `${TAG:-0.2.15}` the fallback counts. An image that is named twice with
    different tags is left out.
    """
    found: dict[str, str] = {}
    conflicting: set[str] = set()
    for raw in _IMAGE.findall(compose):
        image = _FALLBACK.sub(r"\1", raw.strip("\"'")).partition("@")[0]
        name, colon, tag = image.rpartition("/")[2].partition(":")
        if not colon or not _TAG.fullmatch(tag):
            continue
        if found.setdefault(name, tag) != tag:
            conflicting.add(name)
    return {name: tag for name, tag in found.items() if name not in conflicting}


def without_build(tag: str) -> str:
    """Return an image tag without suffixes that only say how the image was built:
    `0.6.0-local-linux-amd64` is `0.6.0`.
    """
    while (shorter := _BUILD.sub("", tag)) != tag:
        tag = shorter
    return tag


def chart_versions(chart: str) -> tuple[str, str]:
    """Return (appVersion, version) of a Chart.yaml, empty where it has none."""
    fields = dict(reversed(_CHART_FIELD.findall(chart)))
    return fields.get("appVersion", ""), fields.get("version", "")


def find_tag(tags: Iterable[str], version: str) -> str | None:
    """Return the tag of `version`, with or without a `v` in front; the exact spelling wins."""
    known = set(tags)
    bare = version.removeprefix("v")
    return next((t for t in (version, bare, f"v{bare}") if t in known), None)


def find_chart_tag(tags: Iterable[str], version: str) -> str | None:
    """Return the tag of a chart, which may be named without its `dify-`."""
    known = set(tags)
    return find_tag(known, version) or find_tag(known, f"{CHART_TAGS}{version}")


def nearest_tags(tags: Iterable[str], version: str) -> list[str]:
    """Return the tags that are versions, the nearest to `version` first.

    Near is first the same major number, then the same minor one, and so on. Of two at the same
    distance the older comes first: it existed when `version` came out. Where `version` is not a
    number, tags that are spelt alike.
    """
    wanted = parse_version(version)
    known = sorted(set(tags))
    if wanted is None:
        return closest(version, known, at_least=0.6, limit=len(known) or 1)
    numbered = [(parsed, tag) for tag in known if (parsed := parse_version(tag))]
    return [tag for _, tag in sorted(numbered, key=lambda pair: _distance(wanted, pair[0]))]


def nearest_hint(names: Sequence[str]) -> str:
    """Return the hint with the first of the names that are near to what was asked for; empty if
    there is none.
    """
    return f"nearest: {', '.join(names[:_MAX_NEAREST])}" if names else ""


def _distance(wanted: Version, other: Version) -> tuple[tuple[int, ...], int, tuple[int, ...]]:
    """Return a key that sorts the nearest first."""
    gaps: list[int] = []
    for a, b in zip(wanted.numbers, other.numbers, strict=True):
        gaps.append(abs(a - b))
        if a != b:  # behind a different number the rest says nothing about nearness
            break
    gaps += [0] * (len(wanted.numbers) - len(gaps))
    order = (*other.numbers, other.stage, other.step)
    if other > wanted:
        return tuple(gaps), 1, order
    return tuple(gaps), 0, tuple(-n for n in order)


def best_chart(app_versions: Mapping[str, str], wanted: str) -> tuple[str, Match] | None:
    """Return the tag of the chart for dify `wanted` and how well it matches; None if there is no
    chart.

    `app_versions` gives the appVersion of each chart tag. Of several charts for a version the
    newest release wins, since later charts fix earlier ones. One of another first number is a
    guess: likely it is not even the version of the same program.
    """
    groups: dict[str, list[str]] = {}
    for tag, app in app_versions.items():
        if app:
            groups.setdefault(app.removeprefix("v"), []).append(tag)
    bare = wanted.removeprefix("v")
    if bare in groups:
        return max(groups[bare], key=_chart_order), "tag"
    version = parse_version(bare)
    near = nearest_tags(groups, bare) if version else []
    if version is None or not near:
        return None
    found = parse_version(near[0])
    is_near = found is not None and found.numbers[0] == version.numbers[0]
    return max(groups[near[0]], key=_chart_order), "nearest" if is_near else "guess"


def _chart_order(tag: str) -> tuple[bool, Version, str]:
    """Sort releases above candidates, then by number: `dify-0.37.0`, `v0.37.0`, `0.37.0`."""
    text = re.sub(r"^.*?(?=v?\d)", "", tag)
    version = parse_version(text) or Version((0, 0, 0, 0), -9, 0)
    return version.stage >= 0, version, tag
