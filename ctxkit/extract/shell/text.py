"""Words of the shell: expansions with their fallbacks, and the text that `echo` prints.

Linear scans over one line; nothing is run and nothing is looked up. Not here: which lines are
statements (`file.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from ctxkit.extract.literals import EMPTY, MessageText, hole, literal

COLOUR = re.compile(r"\\(?:0?33|e|x1[bB])\[[\d;]{0,20}m|\x1b\[[\d;]{0,20}m")
"""A sequence that colours a terminal, escaped or not."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,100}")
_SPECIAL_PARAMETERS = "0123456789*@#?$!"
_ESCAPED_IN_QUOTES = ("$", "`", '"', "\\")
"""Before any other character a backslash in double quotes is a backslash."""
_END_OF_COMMAND = re.compile(r"[;)|>]|&&")
_END_OF_BARE_WORD = " \t\n'\"$`\\;|>)&#"
_MAX_DEPTH = 8
_TO_TERMINAL = re.compile(r">{1,2}\s*(&[12]|/dev/std(out|err)|/proc/1/fd/[12])")


class Expansion(Struct, frozen=True, kw_only=True):
    """`${NAME:-fallback}`; the fallback is None if there is none."""

    name: str
    fallback: str | None = None


def expansions(line: str, depth: int = 0) -> Iterator[Expansion]:
    """Yield the variables that a line expands, those of fallbacks too; text in single quotes is not
    expanded.
    """
    position, is_quoted = 0, False
    while position < len(line):
        c = line[position]
        if c == "$":
            found, position = _expansion(line, position)
            if found is not None:
                yield found
                if found.fallback and depth < _MAX_DEPTH:
                    yield from expansions(found.fallback, depth + 1)
        elif c == "\\":
            position += 2
        elif c == "'" and not is_quoted and depth == 0:
            position = _after(line, "'", position + 1)
        elif c == '"':
            is_quoted = not is_quoted
            position += 1
        else:
            position += 1


def _after(line: str, end: str, position: int) -> int:
    """Return the place after the next `end`, or after the line."""
    found = line.find(end, position)
    return len(line) if found < 0 else found + 1


def _expansion(line: str, position: int) -> tuple[Expansion | None, int]:
    """Read the expansion whose dollar is at `position`; return it and where it ends."""
    is_braced = line.startswith("${", position)
    match = _NAME.match(line, position + (2 if is_braced else 1))
    if match is None:
        return None, position + 1
    if not is_braced:
        return Expansion(name=match[0]), match.end()
    end = _closing_brace(line, match.end())
    fallback = _fallback(line[match.end() : end])
    return Expansion(name=match[0], fallback=fallback), end + 1


def _fallback(operation: str) -> str | None:
    """`:-fallback`, `-fallback`, `:=fallback`, `=fallback`."""
    operator = operation.removeprefix(":")
    return operator[1:] if operator.startswith(("-", "=")) else None


def _closing_brace(line: str, position: int) -> int:
    """Return where the brace closes that is open before `position`, or the end of the line."""
    depth = 1
    for at in range(position, len(line)):
        if line.startswith("${", at - 1):
            depth += 1
        elif line[at] == "}":
            depth -= 1
            if depth == 0:
                return at
    return len(line)


def printed_words(arguments: str) -> list[MessageText]:
    """Return the words that an `echo` prints, up to the end of the command; none if they go to a
    file or into a pipe.
    """
    words: list[MessageText] = []
    word: MessageText | None = None
    position = 0
    while position < len(arguments):
        c = arguments[position]
        if c in "|>" and not _is_visible(arguments, position):
            return []
        if _ends_command(arguments, position, in_word=word is not None):
            break
        if c in " \t\n":
            if word is not None:
                words.append(word)
            word = None
            position += 1
        else:
            part, position = _part(arguments, position)
            word = (word or EMPTY) + part
    if word is not None:
        words.append(word)
    return words


def _ends_command(arguments: str, position: int, *, in_word: bool) -> bool:
    if arguments[position] == "#":
        return not in_word
    return bool(_END_OF_COMMAND.match(arguments, position))


def _is_visible(arguments: str, position: int) -> bool:
    """Return whether a command prints to the terminal before a `|` or `>`: `>&2`, `|| exit 1`."""
    return arguments.startswith("||", position) or bool(_TO_TERMINAL.match(arguments, position))


def _part(words: str, position: int) -> tuple[MessageText, int]:
    """Read a part of a word that is quoted in one way; return it and where it ends."""
    c = words[position]
    if c == "'":
        end = _after(words, "'", position + 1)
        return literal(words[position + 1 : end].removesuffix("'")), end
    if c == '"':
        return _in_quotes(words, position + 1)
    if c in "$`":
        return _value(words, position)
    if c == "\\":
        return literal(words[position + 1 : position + 2]), position + 2
    end = position + 1
    while end < len(words) and words[end] not in _END_OF_BARE_WORD:
        end += 1
    return literal(words[position:end]), end


def _in_quotes(words: str, position: int) -> tuple[MessageText, int]:
    """Read text in double quotes up to the closing one."""
    message, start = EMPTY, position
    while position < len(words) and words[position] != '"':
        c = words[position]
        if c == "\\":
            if words[position + 1 : position + 2] in _ESCAPED_IN_QUOTES:
                message += literal(words[start:position] + words[position + 1])
                start = position + 2
            position += 2
        elif c in "$`":
            message += literal(words[start:position])
            value, position = _value(words, position)
            message += value
            start = position
        else:
            position += 1
    return message + literal(words[start:position]), position + 1


def _value(words: str, position: int) -> tuple[MessageText, int]:
    """Read `${X:-y}`, `$X`, `$(command)`, `$1`, `` `command` ``; return it and where it ends."""
    if words[position] == "`":
        end = _after(words, "`", position + 1)
        return hole(words[position:end]), end
    if words.startswith("$(", position):
        end = _closing_parenthesis(words, position + 2)
        return hole(words[position:end]), end
    expansion, end = _expansion(words, position)
    if expansion is not None:
        return hole(expansion.name), end
    parameter = words[position + 1 : position + 2]
    if parameter and parameter in _SPECIAL_PARAMETERS:
        return hole(f"${parameter}"), position + 2
    return literal("$"), position + 1


def _closing_parenthesis(words: str, position: int) -> int:
    """Return the place after the parenthesis that closes the one before `position`."""
    depth = 1
    for at in range(position, len(words)):
        depth += {"(": 1, ")": -1}.get(words[at], 0)
        if depth == 0:
            return at + 1
    return len(words)
