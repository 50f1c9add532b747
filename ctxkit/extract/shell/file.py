"""A shell script as its extractors share it: its command lines, and the variables of its own.

Not here: what is looked for (`logs.py`, `settings_use.py`) and the words of a line (`text.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from msgspec import Struct

from ctxkit.extract.lines import joined_lines
from ctxkit.extract.shell.text import COLOUR, expansions

ASSIGNMENT = re.compile(
    r"\s*(?:(?P<keyword>export|declare -x|readonly|local)\s+)?"
    r"(?P<name>[A-Za-z_][A-Za-z0-9_]{0,100})=(?P<value>.*)$",
    re.DOTALL,
)
_EXPORT = re.compile(r"\s*export\s+([A-Za-z_][A-Za-z0-9_ ]{0,300})$")
_EXPORTING = ("export", "declare -x")
_LOOP_OR_READ = re.compile(r"\b(?:for|read -r|read)\s+([A-Za-z_]\w{0,60})")
_FUNCTION = re.compile(r"(?:function\s+)?([A-Za-z_][\w-]{0,80})\s*\(\)\s*\{?")
_HEREDOC = re.compile(r"<<-?\s*(?P<quote>['\"]?)(?P<word>[A-Za-z_]\w{0,40})(?P=quote)")
_MAX_STATEMENT_CHARS = 10_000


class Statement(Struct, frozen=True, kw_only=True):
    """A command line from `line` to `end_line`, in the function `symbol` if in one."""

    line: int
    end_line: int
    text: str
    symbol: str = ""


class Function(Struct, frozen=True, kw_only=True):
    """A function from its first line to its closing brace."""

    name: str
    line: int
    end_line: int


class ShellFile(Struct, frozen=True, kw_only=True):
    """A script: its command lines, functions, the names that it exports, those to which it gives a
    value of its own, and those whose value colours a terminal.
    """

    statements: tuple[Statement, ...]
    functions: tuple[Function, ...]
    exported: frozenset[str]
    own: frozenset[str]
    colours: frozenset[str]


def parsed_file(data: bytes) -> ShellFile:
    """Return a script with what must be known of the whole of it to read one line."""
    lines = data.decode("utf8", "replace").split("\n")
    statements = list(_statements(lines))
    functions = list(_functions(statements, lines))
    exported: set[str] = set()
    own: set[str] = set()
    colours: set[str] = set()
    for statement in statements:
        own.update(_LOOP_OR_READ.findall(statement.text))
        # CERT="/etc/ssl/x"; export CERT
        if names := _EXPORT.match(statement.text):
            exported.update(names[1].split())
        assignment = ASSIGNMENT.match(statement.text)
        if assignment is None:
            continue
        name, value = assignment["name"], assignment["value"]
        if assignment["keyword"] in _EXPORTING:
            exported.add(name)
        if all(expansion.name != name for expansion in expansions(value)):
            own.add(name)
        if COLOUR.search(value):
            colours.add(name)
    return ShellFile(
        statements=tuple(_placed(statements, functions)),
        functions=tuple(functions),
        exported=frozenset(exported),
        own=frozenset(own),
        colours=frozenset(colours),
    )


def _statements(lines: list[str]) -> Iterator[Statement]:
    """Yield the command lines of a script, those that backslashes join as one, without comments.

    The body of a here-document is text in which variables are expanded, unless its word is quoted.
    """
    unread = iter(enumerate(lines, 1))
    for number, end, text in joined_lines(unread):
        if text.lstrip().startswith("#") or len(text) > _MAX_STATEMENT_CHARS:
            continue
        yield Statement(line=number, end_line=end, text=text)
        if heredoc := _HEREDOC.search(text):
            yield from _expanded_lines(unread, heredoc)


def _expanded_lines(
    unread: Iterator[tuple[int, str]], heredoc: re.Match[str]
) -> Iterator[Statement]:
    """Yield the lines of a here-document that expand a variable, as commands without output."""
    for number, line in unread:
        if line.strip() == heredoc["word"]:
            return
        if not heredoc["quote"] and "$" in line:
            yield Statement(line=number, end_line=number, text=f': "{line}"')


def _functions(statements: list[Statement], lines: list[str]) -> Iterator[Function]:
    """Yield the functions of a script; one ends at the next closing brace in the first column."""
    closing = [number for number, line in enumerate(lines, 1) if line.startswith("}")]
    for statement in statements:
        if match := _FUNCTION.match(statement.text):
            place = bisect_left(closing, statement.line + 1)
            end_line = closing[place] if place < len(closing) else statement.line
            yield Function(name=match[1], line=statement.line, end_line=end_line)


def _placed(statements: list[Statement], functions: list[Function]) -> Iterator[Statement]:
    """Yield the command lines with the innermost function that is open on their line."""
    unopened = iter(functions)
    following = next(unopened, None)
    open_: list[Function] = []
    for each in statements:
        while open_ and open_[-1].end_line < each.line:
            open_.pop()
        while following is not None and following.line <= each.line:
            open_.append(following)
            following = next(unopened, None)
        symbol = open_[-1].name if open_ else ""
        yield Statement(line=each.line, end_line=each.end_line, text=each.text, symbol=symbol)
