"""Write a customer's values onto the values file of a new chart, and account for every one of them.

Pure: files are read and written by `commands/upgrade_values.py`. Not here: what becomes of a value
(`decisions.py`), how text is changed (`files/values_edit.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ctxkit.ask.upgrade.decisions import Action, Decision, decide, deepest
from ctxkit.errors import UsageError
from ctxkit.files.values import Path_, Value, ValuesFile, dotted, parse_values, same
from ctxkit.files.values_changes import Rename, calls_deprecated, likely_renames
from ctxkit.files.values_edit import (
    Editor,
    Written,
    as_comment,
    as_generated,
    as_written,
    comments_of,
    quoted_key,
    remark_of,
    value_of,
)

_FEW = (
    0.5  # share of the new chart's keys below which a file is a part, and what it lacks is not new
)
_LONGEST_COMMENT = 160  # characters
_HEAD = "# --- Kept by ctxkit upgrade-values: settings that have no place in this chart ---"
_TAIL = "# --- end of what ctxkit upgrade-values kept ---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """The new file's text and what was decided, in the order of the customer's file, then what is
    new.

    `comments` are those of the customer's (line, text) that the new file does not have.
    """

    text: str
    encoding: str
    decisions: tuple[Decision, ...]
    renames: tuple[Rename, ...] = ()
    comments: tuple[tuple[int, str], ...] = ()

    def of(self, *actions: Action) -> list[Decision]:
        return [decision for decision in self.decisions if decision.action in actions]


def upgrade_values(mine: ValuesFile, new: ValuesFile, base: ValuesFile | None) -> Upgrade:
    """Return `new` with the customer's settings of `mine`; `base` are the defaults of the chart
    that it was made for.

    Raise UsageError where the outcome cannot be written so that it says just what was decided.
    """
    decisions = [_warned(d, new) for leaf in mine.leaves() if (d := decide(leaf, mine, new, base))]
    homeless = {d.path for d in decisions if d.action == "no-place"}
    gone = [leaf for leaf in mine.leaves() if leaf.path in homeless]
    known = {leaf.path for leaf in (base or mine).leaves()}
    come = [leaf for leaf in new.leaves() if leaf.path not in known]
    renames = likely_renames(mine, gone, new, come, value_of=base)
    outcome = _written(mine, new, decisions, renames, _remarks(mine, base))
    if base or len(known) >= _FEW * len(new.leaves()):
        taken = {leaf.path for leaf in mine.leaves()}
        why = "new in the chart, at its default"
        decisions += [
            Decision(
                path=leaf.path,
                action="new",
                why=why,
                new=leaf.plain,
                in_new=True,
                comment=new.comment(leaf.entry),
            )
            for leaf in come
            if leaf.path not in taken
        ]
    comments = _left_comments(mine, base, outcome)
    return Upgrade(
        text=outcome.text,
        encoding=new.encoding,
        decisions=tuple(decisions),
        renames=renames,
        comments=comments,
    )


def _warned(decision: Decision, new: ValuesFile) -> Decision:
    """Have a value of the customer's looked at that the new chart's comment calls deprecated."""
    entry = new.entry(decision.path) if decision.action == "kept" else None
    comment = new.comment(entry) if entry else ""
    if not calls_deprecated(comment):
        return decision
    return replace(
        decision, check=True, why=f"{decision.why}; the chart says: {comment[:_LONGEST_COMMENT]}"
    )


def _left_comments(
    mine: ValuesFile, base: ValuesFile | None, outcome: ValuesFile
) -> tuple[tuple[int, str], ...]:
    """Return the customer's comments that are neither in the outcome nor the old chart's."""
    known = [line.strip() for line in outcome.text.splitlines()] + [
        comment for _, comment in comments_of(base or mine) if base
    ]
    remarks = {comment for _, comment in comments_of(outcome)}
    gone = remarks.union(known, (_HEAD, _TAIL))
    return tuple(
        (line, comment)
        for line, comment in comments_of(mine)
        if comment not in gone and comment.strip("# ")
    )


def _remarks(mine: ValuesFile, base: ValuesFile | None) -> dict[Path_, str]:
    """Return the customer's own comments behind values."""
    found: dict[Path_, str] = {}
    for leaf in mine.leaves():
        before = base.entry(leaf.path) if base else None
        remark = remark_of(mine, leaf.entry)
        if remark and not (base and before and remark_of(base, before) == remark):
            found[leaf.path] = remark
    return found


def _written(
    mine: ValuesFile,
    new: ValuesFile,
    decisions: list[Decision],
    renames: tuple[Rename, ...],
    remarks: Mapping[Path_, str],
) -> ValuesFile:
    """Return the new file; the customer's values as they are spelt or, where that goes wrong, spelt
    anew.
    """
    wanted = _wanted(new, decisions)
    problem = ""
    for generate in (False, True):
        text = _edited(
            mine, new, decisions, renames, {} if generate else remarks, generate=generate
        )
        try:
            outcome = parse_values("the outcome", text.encode(errors="replace"))
        except UsageError as error:
            problem = error.message
            continue
        found = {leaf.path: leaf.plain for leaf in outcome.leaves()}
        wrong = [path for path in {**wanted, **found} if path not in wanted or path not in found]
        wrong += [path for path in wanted if path in found and not same(wanted[path], found[path])]
        if not wrong:
            return replace(outcome, text=text)
        problem = f"{dotted(wrong[0])} would not be what was decided"
    raise UsageError(
        f"{mine.name}: cannot be written onto {new.name}: {problem}", hint="please report it"
    )


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
    mine: ValuesFile,
    new: ValuesFile,
    decisions: list[Decision],
    renames: tuple[Rename, ...],
    remarks: Mapping[Path_, str],
    *,
    generate: bool,
) -> str:
    editor = Editor(new)
    for decision in decisions:
        entry, there = mine.entry(decision.path), new.entry(decision.path)
        if decision.action == "kept" and entry and there:
            editor.set(
                there, as_generated(entry.value.plain) if generate else as_written(mine, entry)
            )
            if decision.path in remarks and there.value.kind == "scalar":
                editor.remark(there, remarks[decision.path])
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
    """Yield (where, key, value) of what is added; the key is empty where the value takes the place
    of an empty one.
    """
    groups: dict[Path_, list[Path_]] = {}
    for decision in decisions:
        if decision.action == "added":
            above = deepest(new, decision.path)
            entry = new.entry(above) if above else None
            whole = bool(entry and (entry.value.is_leaf or entry.value.flow))
            groups.setdefault(above if whole else decision.path[: len(above) + 1], []).append(
                decision.path
            )
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
    """Return the comment at the end: what has no place, and what such a comment of the customer's
    file held.
    """
    becomes = {rename.old.path: rename for rename in renames}
    lines: list[str] = []
    for path, members in _without_place(mine, decisions).items():
        entry = mine.entry(path)
        if entry is None:
            continue
        hints = [
            f"{r.old.name} may be {r.new.name} now ({', '.join(r.evidence)})"
            for r in map(becomes.get, members)
            if r
        ]
        whys = dict.fromkeys(members.values())
        lines.append(f"# {quoted_key(dotted(path))}: {'; '.join([*whys, *hints])}")
        lines += as_comment(mine, path, replace(entry, aliased=generate))
    lines = [*_kept_before(mine), *lines]
    return [_HEAD, *lines, _TAIL] if lines else []


def _without_place(mine: ValuesFile, decisions: list[Decision]) -> dict[Path_, dict[Path_, str]]:
    """Return the leaves without a place and why, by the outermost key below which all are without
    one.
    """
    homeless = {d.path: d.why for d in decisions if d.action == "no-place"}
    housed = {
        leaf.path[:i]
        for leaf in mine.leaves()
        if leaf.path not in homeless
        for i in range(len(leaf.path))
    }
    found: dict[Path_, dict[Path_, str]] = {}
    for path, why in homeless.items():
        top = next(path[:i] for i in range(1, len(path) + 1) if path[:i] not in housed)
        found.setdefault(top, {})[path] = why
    return found


def _kept_before(mine: ValuesFile) -> list[str]:
    if _HEAD not in mine.lines or _TAIL not in mine.lines:
        return []
    start, end = mine.lines.index(_HEAD), mine.lines.index(_TAIL)
    return [
        line
        for line in mine.lines[start + 1 : end]
        if line.startswith("#") and line not in (_HEAD, _TAIL)
    ]
