"""Write a customer's values onto the values file of a new chart, and account for every one of them.

A value is the customer's where it differs from the old chart's default or, without that, from the new one. Pure: files
are read and written by `between.py`. Not here: how text is changed (`values_edit.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from ctxkit.errors import UsageError
from ctxkit.values_changes import Rename, likely_renames
from ctxkit.values_edit import Editor, Written, as_comment, as_generated, as_written, quoted_key, value_of
from ctxkit.values_file import Entry, Leaf, Path_, Value, ValuesFile, dotted, parse_values, same

Action = Literal["kept", "added", "image", "same", "default", "dropped", "no-place", "new"]
"""kept       the customer's value, in the place of the new default
added      a key of the customer's own, in neither chart's file or below a mapping that takes any key
image      the new chart's image instead of the customer's
same       the customer's value is the new default
default    not the customer's: the old default, for which the new one was taken
dropped    not the customer's: an old default that the new chart no longer has
no-place   the customer's, but the new chart has no place for it: kept in a comment at the end
new        a key that is new in the chart, at its default"""

_FREE = frozenset(
    """resources limits requests nodeSelector affinity annotations labels podAnnotations podLabels commonAnnotations
    commonLabels securityContext podSecurityContext containerSecurityContext livenessProbe readinessProbe startupProbe
    customLivenessProbe customReadinessProbe customStartupProbe lifecycle env envVars extraEnvVars strategy
    updateStrategy matchLabels""".split()  # noqa: SIM905
)
"""Mappings that Kubernetes defines and not the chart: any key may stand below them."""

_TAGS = ("tag", "digest", "imagetag")
_REPOSITORIES = ("repository", "registry")
_IMAGE = re.compile(r"((?:[\w.-]+(?::\d+)?/)?[\w./-]+?)(?::([\w.-]+))?(?:@sha256:[0-9a-f]+)?")
_FEW = 0.5  # share of the new chart's keys below which a file is a part, and what it lacks is not new
_HEAD = "# --- Kept by ctxkit upgrade-values: settings that have no place in this chart ---"
_TAIL = "# --- end of what ctxkit upgrade-values kept ---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What became of one value. `yours`, `old` and `new` are the customer's and the charts' values, None where there is
    none; `in_new`: the new chart has the key. `check`: a person should look at it."""

    path: Path_
    action: Action
    why: str
    line: int = 0
    yours: Any = None
    old: Any = None
    new: Any = None
    in_new: bool = False
    check: bool = False

    @property
    def name(self) -> str:
        return dotted(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """The new file's text and what was decided, in the order of the customer's file, then what is new."""

    text: str
    encoding: str
    decisions: tuple[Decision, ...]
    renames: tuple[Rename, ...] = ()

    def of(self, *actions: Action) -> list[Decision]:
        return [decision for decision in self.decisions if decision.action in actions]


def upgrade_values(mine: ValuesFile, new: ValuesFile, base: ValuesFile | None) -> Upgrade:
    """Return `new` with the customer's settings of `mine`; `base` are the defaults of the chart that it was made for.

    Raise UsageError where the outcome cannot be written so that it says just what was decided.
    """
    decisions = [d for leaf in mine.leaves() if (d := _decide(leaf, mine, new, base))]
    gone = [leaf for leaf in mine.leaves() if any(d.path == leaf.path and d.action == "no-place" for d in decisions)]
    known = {leaf.path for leaf in (base or mine).leaves()}
    come = [leaf for leaf in new.leaves() if leaf.path not in known]
    renames = likely_renames(mine, gone, new, come, value_of=base)
    text = _written(mine, new, decisions, renames)
    if base or len(known) >= _FEW * len(new.leaves()):
        taken = {leaf.path for leaf in mine.leaves()}
        why = "new in the chart, at its default"
        decisions += [
            Decision(path=leaf.path, action="new", why=why, new=leaf.plain, in_new=True)
            for leaf in come
            if leaf.path not in taken
        ]
    return Upgrade(text=text, encoding=new.encoding, decisions=tuple(decisions), renames=renames)


# --- deciding ---------------------------------------------------------------------------------------------------------


def _decide(leaf: Leaf, mine: ValuesFile, new: ValuesFile, base: ValuesFile | None) -> Decision | None:
    """Return what becomes of a leaf of the customer's; None where it says what the new chart says anyway."""
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
            return replace(made, action="default", why="an old default: the new one was taken")
        return replace(made, action="dropped", why="an old default that the new chart does not have")
    if there is None:
        return _decide_missing(made, leaf, new, base)
    if is_same:
        return replace(made, action="same", why="the new default is what you set") if base else None
    if there.value.is_leaf:
        if pinned is not None:
            took = "the new chart's image was taken; pin a repository of your own to keep yours"
            return _kept_image(made) if pinned else replace(made, action="image", why=took, check=base is not None)
        if fixed := _fixed(new, leaf.path):
            return replace(made, action="no-place", why=fixed, check=True)
        return _decide_leaf(made, leaf, there, before, base)
    if leaf.plain == {}:
        return replace(made, action="same", why="an empty mapping changes nothing: Helm fills it with the defaults")
    if leaf.plain is None and base:
        if fixed := _fixed(new, leaf.path):
            return replace(made, action="no-place", why=fixed, check=True)
        return replace(made, why="null takes the new chart's whole mapping away", check=True)
    return replace(made, action="no-place", why="the new chart has a mapping there", check=True)


def _is_default(leaf: Leaf, before: Entry) -> bool:
    if before.value.is_leaf:
        return same(before.value.plain, leaf.plain)
    return bool(leaf.plain == {})


def _decide_leaf(made: Decision, leaf: Leaf, there: Entry, before: Entry | None, base: ValuesFile | None) -> Decision:
    kind, wanted = _kind(leaf.entry.value), _kind(there.value)
    if kind != wanted and "nothing" not in (kind, wanted) and (before is None or _kind(before.value) == kind):
        return replace(made, action="no-place", why=f"the new chart has {wanted} there, yours is {kind}", check=True)
    if base is None:
        return replace(made, why="differs from the new default: yours, or an old default (--base tells)")
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


def _decide_missing(made: Decision, leaf: Leaf, new: ValuesFile, base: ValuesFile | None) -> Decision:
    """Decide on a key that the new chart's file does not have."""
    above = _deepest(new, leaf.path)
    owner = new.entry(above) if above else None
    value = owner.value if owner else new.root
    missing = leaf.path[: len(above) + 1]
    if fixed := _fixed(new, above):
        return replace(made, action="no-place", why=fixed, check=True)
    if value.is_leaf and above:
        if value.is_open:
            return replace(made, action="added", why=f"{dotted(above)} takes any key")
        return replace(made, action="no-place", why=f"the new chart has no mapping at {dotted(above)}", check=True)
    if _FREE.intersection(above):
        return replace(made, action="added", why="Kubernetes defines the keys there")
    if base and (base.entry(missing) is None or _was_open(base, above)):
        return replace(made, action="added", why="in neither chart's file: yours, kept as it is", check=True)
    where = f"{dotted(missing)} is not in the new chart"
    return replace(made, action="no-place", why=where, check=True)


def _was_open(base: ValuesFile, path: Path_) -> bool:
    entry = base.entry(path) if path else None
    return bool(entry and entry.value.is_open)


def _deepest(file: ValuesFile, path: Path_) -> Path_:
    """Return the longest beginning of `path` that is in the file."""
    value = file.root
    for depth, key in enumerate(path):
        entry = value.get(key)
        if entry is None:
            return path[:depth]
        value = entry.value
    return path


def _kept_image(made: Decision) -> Decision:
    return replace(made, why=f"kept, because the repository is yours; the new chart's is {made.new}", check=True)


def _pinned(leaf: Leaf, mine: ValuesFile, new: ValuesFile, base: ValuesFile | None) -> bool | None:
    """Tell whether a leaf, the tag of an image or an image as a whole, is of a repository of the customer's own.

    None where it is no such leaf.
    """
    path, key = leaf.path, leaf.path[-1].lower()
    known = base or new
    if key in _TAGS and len(path) > 1:
        if not _is_image(path[:-1], (mine, new)):
            return None
        siblings = [(*path[:-1], name) for name in _REPOSITORIES] + [("global", "imageRegistry")]
        return any(_differs(sibling, mine, known) and _differs(sibling, mine, new) for sibling in siblings)
    if key.endswith("image") and isinstance(leaf.plain, str):
        reference = known.entry(path) or new.entry(path)
        theirs = reference.value.plain if reference else None
        yours, its = _IMAGE.fullmatch(leaf.plain), _IMAGE.fullmatch(theirs) if isinstance(theirs, str) else None
        if yours and its and "/" in leaf.plain + str(theirs) + "/" * bool(yours[2]):
            return yours[1] != its[1]
    return None


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


# --- writing ----------------------------------------------------------------------------------------------------------


def _written(mine: ValuesFile, new: ValuesFile, decisions: list[Decision], renames: tuple[Rename, ...]) -> str:
    """Return the new file's text; the customer's values as they are spelt or, where that goes wrong, spelt anew."""
    wanted = _wanted(new, decisions)
    problem = ""
    for generate in (False, True):
        text = _edited(mine, new, decisions, renames, generate=generate)
        try:
            found = {
                leaf.path: leaf.plain for leaf in parse_values("the outcome", text.encode(errors="replace")).leaves()
            }
        except UsageError as error:
            problem = error.message
            continue
        wrong = [path for path in {**wanted, **found} if path not in wanted or path not in found]
        wrong += [path for path in wanted if path in found and not same(wanted[path], found[path])]
        if not wrong:
            return text
        problem = f"{dotted(wrong[0])} would not be what was decided"
    raise UsageError(f"{mine.name}: cannot be written onto {new.name}: {problem}", hint="please report it")


def _wanted(new: ValuesFile, decisions: list[Decision]) -> dict[Path_, Any]:
    """Return the leaves that the outcome must have."""
    leaves = {leaf.path: leaf.plain for leaf in new.leaves()}
    for decision in decisions:
        if decision.action in ("kept", "added"):
            path = decision.path
            if decision.yours is None:
                for other in [p for p in leaves if p[: len(path)] == path]:
                    del leaves[other]
            for depth in range(1, len(path)):
                leaves.pop(path[:depth], None)  # `{}`, which has a key now
            leaves[path] = decision.yours
    return leaves


def _edited(
    mine: ValuesFile, new: ValuesFile, decisions: list[Decision], renames: tuple[Rename, ...], *, generate: bool
) -> str:
    editor = Editor(new)
    for decision in decisions:
        entry, there = mine.entry(decision.path), new.entry(decision.path)
        if decision.action == "kept" and entry and there:
            editor.set(there, as_generated(entry.value.plain) if generate else as_written(mine, entry))
    for path, key, written in _additions(mine, new, decisions, generate=generate):
        owner = new.entry(path) if path else None
        value = owner.value if owner else new.root
        if owner and not key:
            editor.set(owner, written)
        else:
            editor.add(value, key, written)
    text = editor.done()
    block = _comment_block(mine, decisions, renames, generate=generate)
    if not block:
        return text
    nl = new.line_end
    gap = "" if text.endswith("\n") or not text else nl
    return text + gap + nl.join(["", *block, ""])


def _additions(
    mine: ValuesFile, new: ValuesFile, decisions: list[Decision], *, generate: bool
) -> Iterator[tuple[Path_, str, Written]]:
    """Yield (where, key, value) of what is added; the key is empty where the value takes the place of an empty one."""
    groups: dict[Path_, list[Path_]] = {}
    for decision in decisions:
        if decision.action == "added":
            above = _deepest(new, decision.path)
            entry = new.entry(above) if above else None
            whole = bool(entry and (entry.value.is_leaf or entry.value.flow))
            groups.setdefault(above if whole else decision.path[: len(above) + 1], []).append(decision.path)
    for path, added in groups.items():
        source, there = mine.entry(path), new.entry(path)
        everything = source and len(list(_paths(source.value, path))) == len(added)
        plain = value_of(there.value) if there and not there.value.is_leaf else {}
        if source and everything and not plain and not generate:
            written = as_written(mine, source)
        else:
            for leaf in added:
                found = mine.entry(leaf)
                _plant(plain, leaf[len(path) :], found.value.plain if found else None)
            written = as_generated(plain.get("", plain))
        yield (path, "", written) if there else (path[:-1], quoted_key(path[-1]), written)


def _paths(value: Value, path: Path_) -> Iterator[Path_]:
    if value.is_leaf:
        yield path
    for entry in value.entries:
        yield from _paths(entry.value, (*path, entry.key))


def _plant(plain: dict[str, Any], path: Path_, value: Any) -> None:
    if not path:
        plain[""] = value
        return
    for key in path[:-1]:
        plain = plain.setdefault(key, {})
    plain[path[-1]] = value


def _comment_block(
    mine: ValuesFile, decisions: list[Decision], renames: tuple[Rename, ...], *, generate: bool
) -> list[str]:
    """Return the comment at the end: what has no place, and what such a comment of the customer's file held."""
    becomes = {rename.old.path: rename for rename in renames}
    lines: list[str] = []
    for path, members in _without_place(mine, decisions).items():
        entry = mine.entry(path)
        if entry is None:
            continue
        hints = [
            f"{r.old.name} may be {r.new.name} now ({', '.join(r.evidence)})" for r in map(becomes.get, members) if r
        ]
        whys = dict.fromkeys(members.values())
        lines.append(f"# {quoted_key(dotted(path))}: {'; '.join([*whys, *hints])}")
        lines += as_comment(mine, path, replace(entry, aliased=generate))
    lines = [*_kept_before(mine), *lines]
    return [_HEAD, *lines, _TAIL] if lines else []


def _without_place(mine: ValuesFile, decisions: list[Decision]) -> dict[Path_, dict[Path_, str]]:
    """Return the leaves without a place and why, by the outermost key below which all are without one."""
    homeless = {d.path: d.why for d in decisions if d.action == "no-place"}
    housed = {leaf.path[:i] for leaf in mine.leaves() if leaf.path not in homeless for i in range(len(leaf.path))}
    found: dict[Path_, dict[Path_, str]] = {}
    for path, why in homeless.items():
        top = next(path[:i] for i in range(1, len(path) + 1) if path[:i] not in housed)
        found.setdefault(top, {})[path] = why
    return found


def _kept_before(mine: ValuesFile) -> list[str]:
    if _HEAD not in mine.lines or _TAIL not in mine.lines:
        return []
    start, end = mine.lines.index(_HEAD), mine.lines.index(_TAIL)
    return [line for line in mine.lines[start + 1 : end] if line.startswith("#") and line not in (_HEAD, _TAIL)]
