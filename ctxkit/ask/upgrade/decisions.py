"""What becomes of each value of a customer on a new chart: kept, taken from the chart, without a
place.

A value is the customer's where it differs from the old chart's default or, without that, from the
new one. Pure. Not here: the new file's text (`upgrade.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from ctxkit.files.values import Entry, Leaf, Path_, Value, ValuesFile, dotted, same
from ctxkit.files.values_edit import value_of

Action = Literal["kept", "added", "image", "same", "default", "dropped", "no-place", "new"]
"""kept       the customer's value, in the place of the new default
added      a key of the customer's own, in neither chart's file or below a mapping that takes any key
image      the new chart's image instead of the customer's
same       the customer's value is the new default
default    not the customer's: the old default, for which the new one was taken
dropped    not the customer's: an old default that the new chart no longer has
no-place   the customer's, but the new chart has no place for it: kept in a comment at the end
new        a key that is new in the chart, at its default
"""

_FREE = frozenset(
    """resources limits requests nodeSelector affinity annotations labels podAnnotations podLabels commonAnnotations
    commonLabels securityContext podSecurityContext containerSecurityContext livenessProbe readinessProbe startupProbe
    customLivenessProbe customReadinessProbe customStartupProbe lifecycle env envVars extraEnvVars strategy
    updateStrategy matchLabels""".split()  # noqa: SIM905
)
"""Mappings that Kubernetes defines and not the chart: any key may stand below them."""

_TAGS = ("tag", "digest", "imagetag")
_REPOSITORIES = ("repository", "registry")
_REGISTRY = ("global", "imageRegistry")
_IMAGE = re.compile(r"((?:[\w.-]+(?::\d+)?/)?[\w./-]+?)(?::([\w.-]+))?(?:@sha256:[0-9a-f]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What became of one value.

    `yours`, `old` and `new` are the customer's and the charts' values, None where there is none;
    `in_new`: the new chart has the key. `check`: a person should look at it.
    """

    path: Path_
    action: Action
    why: str
    line: int = 0
    yours: Any = None
    old: Any = None
    new: Any = None
    in_new: bool = False
    comment: str = ""
    check: bool = False
    is_image: bool = False

    @property
    def name(self) -> str:
        return dotted(self.path)


def decide(
    leaf: Leaf, mine: ValuesFile, new: ValuesFile, base: ValuesFile | None
) -> Decision | None:
    """Return what becomes of a leaf of the customer's; None where it says what the new chart says
    anyway.
    """
    there = new.entry(leaf.path)
    before = base.entry(leaf.path) if base else None
    made = Decision(
        path=leaf.path,
        action="kept",
        why="",
        line=leaf.entry.line,
        yours=leaf.plain,
        old=value_of(before.value) if before else None,
        new=value_of(there.value) if there else None,
        in_new=there is not None,
    )
    is_same = bool(there and there.value.is_leaf and same(there.value.plain, leaf.plain))
    pinned = _pinned(leaf, mine, new, base)
    if base and before and _is_default(leaf, before):
        if pinned and not is_same and there:
            return _kept_image(made)
        if is_same:
            return None
        if there:
            why = "an old default: the new one was taken"
            mirrored = pinned is False and _differs(_REGISTRY, mine, base)
            return replace(
                made,
                action="default",
                why=f"{why}; your registry must have it" if mirrored else why,
            )
        return replace(
            made, action="dropped", why="an old default that the new chart does not have"
        )
    if there is None:
        if pinned is False and _is_stale_digest(leaf.path, mine, new, base):
            why = "a digest of the image before: the new chart's was taken; pin a repository of your own to keep yours"
            return replace(made, action="no-place", why=why, check=True)
        return _decide_missing(made, leaf, new, base)
    if is_same:
        return replace(made, action="same", why="the new default is what you set") if base else None
    if there.value.is_leaf:
        if pinned is not None:
            took = "the new chart's image was taken; pin a repository of your own to keep yours"
            return (
                _kept_image(made)
                if pinned
                else replace(made, action="image", why=took, check=base is not None)
            )
        if fixed := _fixed(new, leaf.path):
            return replace(made, action="no-place", why=fixed, check=True)
        return _decide_leaf(made, leaf, there, before, base)
    if leaf.plain == {}:
        return replace(
            made,
            action="same",
            why="an empty mapping changes nothing: Helm fills it with the defaults",
        )
    if leaf.plain is None and (base or leaf.entry.value.end > leaf.entry.value.start):
        if fixed := _fixed(new, leaf.path):
            return replace(made, action="no-place", why=fixed, check=True)
        return replace(made, why="null takes the new chart's whole mapping away", check=True)
    return replace(made, action="no-place", why="the new chart has a mapping there", check=True)


def _is_default(leaf: Leaf, before: Entry) -> bool:
    if before.value.is_leaf:
        return same(before.value.plain, leaf.plain)
    return bool(leaf.plain == {})


def _decide_leaf(
    made: Decision, leaf: Leaf, there: Entry, before: Entry | None, base: ValuesFile | None
) -> Decision:
    kind, wanted = _kind(leaf.entry.value), _kind(there.value)
    if (
        kind != wanted
        and "nothing" not in (kind, wanted)
        and (before is None or _kind(before.value) == kind)
    ):
        return replace(
            made,
            action="no-place",
            why=f"the new chart has {wanted} there, yours is {kind}",
            check=True,
        )
    if base is None:
        return replace(
            made, why="differs from the new default: yours, or an old default (--base tells)"
        )
    if before and not same(made.old, made.new):
        return replace(made, why="yours was kept; the default has changed too", check=True)
    return replace(made, why="yours" if before else "yours; the key is new in the chart")


def _fixed(new: ValuesFile, path: Path_) -> str:
    """Say why the value at `path` cannot be changed in the chart's text, nothing if it can."""
    for depth in range(1, len(path) + 1):
        entry = new.entry(path[:depth])
        if entry and entry.aliased:
            return "the chart's file repeats another value there by an alias"
        if entry and entry.value.anchored:
            return "other values of the chart's file may repeat this one by an alias"
    return ""


def _kind(value: Value) -> str:
    if value.kind == "scalar":
        return "nothing" if value.plain is None else "a single value"
    return f"a {value.kind}"


def _decide_missing(
    made: Decision, leaf: Leaf, new: ValuesFile, base: ValuesFile | None
) -> Decision:
    """Decide on a key that the new chart's file does not have."""
    above = deepest(new, leaf.path)
    owner = new.entry(above) if above else None
    value = owner.value if owner else new.root
    missing = leaf.path[: len(above) + 1]
    if fixed := _fixed(new, above):
        return replace(made, action="no-place", why=fixed, check=True)
    if value.is_leaf and above:
        if value.is_open:
            return replace(made, action="added", why=f"{dotted(above)} takes any key")
        return replace(
            made,
            action="no-place",
            why=f"the new chart has no mapping at {dotted(above)}",
            check=True,
        )
    if _FREE.intersection(above):
        return replace(made, action="added", why="Kubernetes defines the keys there")
    if base and (base.entry(missing) is None or _was_open(base, above)):
        return replace(
            made, action="added", why="in neither chart's file: yours, kept as it is", check=True
        )
    where = f"{dotted(missing)} is not in the new chart"
    return replace(made, action="no-place", why=where, check=True)


def _was_open(base: ValuesFile, path: Path_) -> bool:
    entry = base.entry(path) if path else None
    return bool(entry and entry.value.is_open)


def deepest(file: ValuesFile, path: Path_) -> Path_:
    """Return the longest beginning of `path` that is in the file."""
    value = file.root
    for depth, key in enumerate(path):
        entry = value.get(key)
        if entry is None:
            return path[:depth]
        value = entry.value
    return path


def _kept_image(made: Decision) -> Decision:
    if made.old is not None and same(made.old, made.new):
        return replace(
            made,
            why="kept, because the repository is yours; the chart's image is the same as before",
        )
    why = f"kept, because the repository is yours; the new chart's is {made.new}: without it this stays as old as it is"
    return replace(made, why=why, check=True, is_image=True)


def _pinned(leaf: Leaf, mine: ValuesFile, new: ValuesFile, base: ValuesFile | None) -> bool | None:
    """Tell whether a leaf, the tag of an image or an image as a whole, is of a repository of the
    customer's own.

    None where it is no such leaf.
    """
    path, key = leaf.path, leaf.path[-1].lower()
    known = base or new
    if key in _TAGS and len(path) > 1:
        if not _is_image(path[:-1], (mine, new)):
            return None
        siblings = [(*path[:-1], name) for name in _REPOSITORIES]
        before = base.entry(path) if base else None
        if not (
            before and _is_default(leaf, before)
        ):  # of a registry for all images, only another tag is a choice
            siblings.append(_REGISTRY)
        return any(
            _differs(sibling, mine, known) and _differs(sibling, mine, new) for sibling in siblings
        )
    if key.endswith("image") and isinstance(leaf.plain, str):
        reference = known.entry(path) or new.entry(path)
        theirs = reference.value.plain if reference else None
        yours, its = (
            _IMAGE.fullmatch(leaf.plain),
            _IMAGE.fullmatch(theirs) if isinstance(theirs, str) else None,
        )
        if yours and its and "/" in leaf.plain + str(theirs) + "/" * bool(yours[2]):
            return yours[1] != its[1]
    return None


def _is_stale_digest(
    path: Path_, mine: ValuesFile, new: ValuesFile, base: ValuesFile | None
) -> bool:
    """Tell whether a digest, which wins over a tag, would hold back an image of which the new chart
    has another tag.
    """
    there = new.entry((*path[:-1], "tag"))
    before = (base or mine).entry((*path[:-1], "tag"))
    if path[-1].lower() != "digest" or not there:
        return False
    return not (before and same(before.value.plain, there.value.plain))


def _is_image(path: Path_, files: Iterable[ValuesFile]) -> bool:
    if path[-1].lower().endswith("image"):
        return True
    entries = [entry for file in files if (entry := file.entry(path))]
    return any(entry.value.get(name) for entry in entries for name in _REPOSITORIES)


def _differs(path: Path_, mine: ValuesFile, known: ValuesFile) -> bool:
    yours, theirs = mine.entry(path), known.entry(path)
    if yours is None or yours.value.plain in (None, ""):
        return False
    return theirs is None or not same(yours.value.plain, theirs.value.plain)
