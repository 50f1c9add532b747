"""Compose's interpolation: the variables that a value refers to, and its text with them set.

Follows compose-go's `template` package, oddities included. Not here: which values are interpolated
(`dotenv.py`, `extract/compose.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from ctxkit.regex import regex

MAX_DEPTH = 20
"""Substitutions nested more deeply stay text."""

MAX_ADDED_CHARS = 4_000_000
"""Characters that variables add to the texts of a file; texts beyond stay as they are. Names that
refer to each other double with every line: `B=$A$A`, `C=$B$B`.
"""

_NAME = "[A-Za-z_][A-Za-z0-9_]*"
_ESCAPED_OR_PLAIN = regex(rf"\$(?:(\$)|({_NAME}))")
_BRACED = regex(rf"\$\{{({_NAME})(?:(\}})|(:?[-?+]))")
_BRACE = regex("[{}]")


class Room(Struct):
    """The characters that variables may still add to texts which are read together."""

    left: int = MAX_ADDED_CHARS

    def take(self, count: int) -> None:
        """Raise _NoRoomError if there are not as many left."""
        self.left -= count
        if self.left < 0:
            raise _NoRoomError


class _NoRoomError(Exception):
    """A text would become too long."""


class Reference(Struct, frozen=True, kw_only=True):
    """`${name:-default}` at `offset`; `default` is None if the reference has none."""

    name: str
    default: str | None
    offset: int


class _Substitution(Struct, frozen=True, kw_only=True):
    """A parsed `$name` or `${name:-inside}`."""

    name: str
    offset: int
    operator: str = ""
    inside: _Template = ()

    def value(self, variables: Mapping[str, str], room: Room) -> str:
        value = variables.get(self.name)
        has_value = value is not None
        if self.operator.startswith(":"):
            has_value = bool(value)
        if self.operator.endswith("+"):
            return _text(self.inside, variables, room) if has_value else ""
        if has_value or not self.operator.endswith("-"):
            room.take(len(value or ""))
            return value or ""
        return _text(self.inside, variables, room)


_Template = tuple["str | _Substitution", ...]
"""A parsed text."""


def references(text: str) -> list[Reference]:
    """Return the variables that `text` refers to, each before those in its own default."""
    if "$" not in text:
        return []
    return list(_references(_parsed(text, 0, 0)))


def resolved(
    text: str, variables: Mapping[str, str] | None = None, room: Room | None = None
) -> str:
    """Return `text` interpolated with `variables`, by default with no variable set; as it is where
    that takes more than the `room`.
    """
    if "$" not in text:
        return text
    try:
        return _text(_parsed(text, 0, 0), variables or {}, room or Room())
    except _NoRoomError:
        return text


def _references(template: _Template) -> Iterator[Reference]:
    for piece in template:
        if isinstance(piece, _Substitution):
            default = _text(piece.inside, {}, Room()) if piece.operator.endswith("-") else None
            yield Reference(name=piece.name, default=default, offset=piece.offset)
            yield from _references(piece.inside)


def _text(template: _Template, variables: Mapping[str, str], room: Room) -> str:
    return "".join(_piece_text(piece, variables, room) for piece in template)


def _piece_text(piece: str | _Substitution, variables: Mapping[str, str], room: Room) -> str:
    if isinstance(piece, str):
        return piece
    return piece.value(variables, room)


def _parsed(text: str, offset: int, depth: int) -> _Template:
    """Return the pieces of `text`, which begins at `offset` of the whole value."""
    pieces: list[str | _Substitution] = []
    line = _Line(text)
    at = 0
    while (dollar := text.find("$", at)) >= 0:
        piece, end = _piece(line, dollar, offset, depth)
        pieces += (text[at:dollar], piece)
        at = end
    return (*pieces, text[at:])


def _piece(line: _Line, dollar: int, offset: int, depth: int) -> tuple[str | _Substitution, int]:
    """Return the piece that the `$` at `dollar` begins, and where it ends."""
    text = line.text
    if plain := _ESCAPED_OR_PLAIN.match(text, dollar):
        if plain[1]:
            return "$", plain.end()
        return _Substitution(name=plain[2], offset=offset + dollar), plain.end()
    just_a_dollar = "$", dollar + 1  # compose rejects some of these: ${1}, ${A
    braced = _BRACED.match(text, dollar)
    if braced is None:
        return just_a_dollar
    name, closed, operator = braced.groups()
    if closed:
        return _Substitution(name=name, offset=offset + dollar), braced.end()
    if depth == MAX_DEPTH:
        return just_a_dollar
    end = line.closing_brace(dollar, braced.end())
    if end is None:
        return just_a_dollar
    inside = _parsed(text[braced.end() : end], offset + braced.end(), depth + 1)
    found = _Substitution(name=name, operator=operator, inside=inside, offset=offset + dollar)
    return found, end + 1


class _Line:
    """The current line of a text: a substitution ends on the line on which it begins.

    Remembers the last brace of the line, or a text of many `${` would take quadratic time.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._end = -1
        self._last_brace = -1

    def closing_brace(self, start: int, inside: int) -> int | None:
        """Return the offset of the brace that closes the `${` at `start`, None if there is none."""
        if start >= self._end:
            end = self.text.find("\n", start)
            self._end = len(self.text) if end < 0 else end
            self._last_brace = self.text.rfind("}", start, self._end)
        if self._last_brace < inside:
            return None
        return self._balanced(start)

    def _balanced(self, start: int) -> int:
        depth, skipped = 0, -1
        for brace in _BRACE.finditer(self.text, start, self._last_brace + 1):
            if brace.start() == skipped:
                continue
            if brace[0] == "{":
                depth += 1
                skipped = brace.end()  # compose skips a brace right after another: ${A:-{}}
            else:
                depth -= 1
            if depth == 0:
                return brace.start()
        return self._last_brace
