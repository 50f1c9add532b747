"""Put an entry of our own into a text of somebody else, and take it out again: a marked block of
Markdown, a member of a JSON object.

Pure. All else in the text keeps its bytes. Not here: which entries (`setup.py`).
"""

from __future__ import annotations

import json
from typing import NamedTuple

from ctxkit.errors import UsageError

_BEGIN = "<!-- ctxkit:begin -->"
_BEGIN_BARE = "<!-- ctxkit:begin (the line before had no end) -->"
_END = "<!-- ctxkit:end -->"
_BLANKS = " \t\r\n"
_STEP = "  "  # of indentation, where a text has none of its own


def with_block(text: str, block: str) -> str:
    """Return a text with the marked block, in the place of an older one or at the end."""
    found = _find_block(text)
    if found is not None:
        start, end, begin = found
        return f"{text[:start]}{begin}\n{block}{_END}{text[end:]}"
    if not text:
        return f"{_BEGIN}\n{block}{_END}\n"
    if text.endswith("\n"):
        return f"{text}\n{_BEGIN}\n{block}{_END}\n"
    return f"{text}\n\n{_BEGIN_BARE}\n{block}{_END}\n"


def without_block(text: str) -> str:
    """Return a text without the marked block: the bytes that it had before."""
    found = _find_block(text)
    if found is None:
        return text
    start, end, begin = found
    before = text[:start].removesuffix("\n")
    if begin == _BEGIN_BARE:
        before = before.removesuffix("\n")
    return before + text[end:].removeprefix("\r").removeprefix("\n")


def has_block(text: str) -> bool:
    """Return whether a text has a marked block."""
    return _find_block(text) is not None


def _find_block(text: str) -> tuple[int, int, str] | None:
    """Return where the block starts and ends, and how it begins."""
    for begin in (_BEGIN, _BEGIN_BARE):
        start = text.find(begin)
        if start < 0:
            continue
        end = text.find(_END, start)
        if end < 0:
            raise UsageError(
                "a block of ctxkit has no end", hint=f"put {_END} where it ends, or delete it"
            )
        return start, end + len(_END), begin
    return None


class _Member(NamedTuple):
    """A member of a JSON object by its places in the text: name, value, and their ends."""

    name: str
    start: int
    value: int
    end: int


def with_member(text: str, path: tuple[str, str], value: object) -> str:
    """Return the text of a JSON object in which the object named by the first part of `path` has
    the member named by the second. Raise UsageError if the text is no JSON object.
    """
    _check(text)
    outer, inner = path
    if not text.strip():
        return json.dumps({outer: {inner: value}}, indent=_STEP) + "\n"
    root = text.index("{")
    holder = _member(text, root, outer)
    if holder is None:
        return _insert(text, root, outer, {inner: value})
    if text[holder.value] != "{":
        raise UsageError(f"{outer!r} is not an object", hint="correct it by hand")
    own = _member(text, holder.value, inner)
    if own is None:
        return _insert(text, holder.value, inner, value)
    if json.loads(text[own.value : own.end]) == value:
        return text
    indent = _indent_of(text, own.start)
    return text[: own.value] + _rendered(value, indent) + text[own.end :]


def member_of(text: str, path: tuple[str, str]) -> object:
    """Return that member, None if there is none. Raise UsageError if the text is no JSON object."""
    _check(text)
    holder = json.loads(text or "{}").get(path[0])
    return holder.get(path[1]) if isinstance(holder, dict) else None


def without_member(text: str, path: tuple[str, str]) -> str:
    """Return the text without that member, and without the object around it if that is empty then;
    empty if nothing is left. Raise UsageError if the text is no JSON object.
    """
    _check(text)
    outer, inner = path
    if not text.strip():
        return text
    root = text.index("{")
    holder = _member(text, root, outer)
    if holder is None or text[holder.value] != "{" or not _member(text, holder.value, inner):
        return text
    left = _remove(text, holder.value, inner)
    if not _members(left, holder.value):
        left = _remove(left, root, outer)
    return left if _members(left, root) else ""


def _check(text: str) -> None:
    try:
        data = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"not JSON: {error}", hint="ctxkit changes no file that it cannot read whole"
        ) from None
    if not isinstance(data, dict):
        raise UsageError("not a JSON object", hint="correct it by hand")


def _members(text: str, opening: int) -> list[_Member]:
    """Return the members of the object that opens at a place of a text that is JSON."""
    decoder = json.JSONDecoder()
    members: list[_Member] = []
    at = _past_blanks(text, opening + 1)
    while text[at] != "}":
        name, after = decoder.raw_decode(text, at)
        value = _past_blanks(text, _past_blanks(text, after) + 1)
        _, end = decoder.raw_decode(text, value)
        members.append(_Member(name, at, value, end))
        at = _past_blanks(text, end)
        if text[at] == ",":
            at = _past_blanks(text, at + 1)
    return members


def _member(text: str, opening: int, name: str) -> _Member | None:
    """Return the member of a name of the object that opens at a place, or None."""
    return next((each for each in _members(text, opening) if each.name == name), None)


def _past_blanks(text: str, at: int) -> int:
    while text[at] in _BLANKS:
        at += 1
    return at


def _insert(text: str, opening: int, name: str, value: object) -> str:
    """Return the text with one more member at the end of an object."""
    members = _members(text, opening)
    if members:
        gap = text[opening + 1 : members[0].start]
        has_lines = "\n" in gap
        indent = _indent_of(text, members[0].start) if has_lines else None
        entry = f"{json.dumps(name)}: {_rendered(value, indent)}"
        at = members[-1].end
        return f"{text[:at]},{gap if has_lines else ' '}{entry}{text[at:]}"
    around = _indent_of(text, opening)
    indent = around + _STEP
    entry = f"{json.dumps(name)}: {_rendered(value, indent)}"
    closing = _past_blanks(text, opening + 1)
    return f"{text[: opening + 1]}\n{indent}{entry}\n{around}{text[closing:]}"


def _remove(text: str, opening: int, name: str) -> str:
    members = _members(text, opening)
    number = next(n for n, member in enumerate(members) if member.name == name)
    if len(members) == 1:
        closing = _past_blanks(text, members[0].end)
        return text[: opening + 1] + text[closing:]
    if number:
        return text[: members[number - 1].end] + text[members[number].end :]
    return text[: members[0].start] + text[members[1].start :]


def _indent_of(text: str, at: int) -> str:
    """Return the blanks that the line of a place begins with."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _rendered(value: object, indent: str | None) -> str:
    """Return a value as JSON, on lines of its own below an indentation, or on one line."""
    if indent is None:
        return json.dumps(value)
    return json.dumps(value, indent=_STEP).replace("\n", f"\n{indent}")
