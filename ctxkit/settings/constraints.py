"""The constraints of a declaration in words: `gt=0` is `must be greater than 0`.

Not here: whether a value satisfies them (`ask/check/validation.py`).
"""

from __future__ import annotations

from ctxkit.regex import regex

_WORDS = {
    "gt": "greater than {}",
    "ge": "at least {}",
    "lt": "less than {}",
    "le": "at most {}",
    "min_length": "at least {} characters long",
    "max_length": "at most {} characters long",
    "multiple_of": "a multiple of {}",
    "oneof": "one of {}",
    "required": "set",
    "timezone": "a time zone",
}
"""The arguments of pydantic and the tags of Go's validator in words; `{}` is the value after
`=`."""

_UNCONSTRAINED = frozenset({"", "optional", "optional()"})
_SEPARATOR = regex(r",\s*(?=[a-z_]+(?:=|,|$))")
_LIST = regex(r"\[(.+)\]")


def constraint_in_words(constraints: str) -> str:
    """Return what a value must be, with the constraints as written; empty if there are none."""
    if constraints in _UNCONSTRAINED:
        return ""
    listed = _LIST.fullmatch(constraints)
    if listed is not None:
        return f"must be one of {listed[1]}"
    words = [_in_words(part) for part in _SEPARATOR.split(constraints)]
    if not all(words):
        return f"must satisfy {constraints}"
    return f"must be {' and '.join(words)} ({constraints})"


def _in_words(part: str) -> str:
    """Return one constraint in words, empty if it is unknown."""
    name, _, value = part.partition("=")
    # `oneof=disable require` separates its values by spaces.
    shown = ", ".join(value.split())
    return _WORDS.get(name.strip(), "").format(shown)
