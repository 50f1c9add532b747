"""Which names a file calls or writes, read off its bytes without a parser.

They lead from a function to the files that may call it, and from a field to those that may write
it. A name too many costs whoever asks a file to parse, so the patterns may match more than the
language means, and comments. Not here: what a language calls or writes besides `name(`
(`python/mentions.py` and its siblings), which of the files really do it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

NAME = rb"[A-Za-z_]\w{2,59}"
"""A name worth looking up, as a part of a pattern: shorter ones are in every file."""

# Backwards, because `(` is rare and names are not: ten times as fast.
_CALLED = re.compile(
    rb"\((?:\][\w.*, \[\]{}]{1,80}?\[(?!pam\W)"  # ](  of Name[map[string]any](
    rb"|>[\w.,:;?' \[\]{}<>|]{1,80}?<"  # >(  of name<Type>(
    rb"|(?:yaled|cnysa_ylppa|i?s)\.)?"  # .delay(  .apply_async(  .s(  .si(
    rb"(\w{3,60})(?!\w)"
)
_IS_NAME = re.compile(rb"(?!__)[A-Za-z_]\w\w")


class Mentions(Struct, frozen=True, kw_only=True):
    """The names that a file calls, also `send` of `send.delay(` and functions that it hands to
    others by name, and the fields and keyword arguments that it gives a value.
    """

    calls: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()


NO_MENTIONS = Mentions()


def called_names(data: bytes) -> set[bytes]:
    """Return each `name` of `name(`, of `name[T](` and of Celery's `name.delay(`."""
    return {name[::-1] for name in set(_CALLED.findall(data[::-1]))}


def decoded(names: Iterable[bytes], without: frozenset[bytes]) -> frozenset[str]:
    """Return names as text, without keywords and the language's own methods (`__init__`)."""
    return frozenset(
        name.decode("ascii") for name in names if _IS_NAME.match(name) and name not in without
    )
