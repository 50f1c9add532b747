"""Words of the shell: expansions with their fallbacks, and the text that `echo` prints.

Linear scans over one line; nothing is run and nothing is looked up. Not here: which lines are
statements (`language.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ctxkit.extract.literals import EMPTY, Message, hole, literal

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,100}")
_DEEPEST = 8
_TO_TERMINAL = re.compile(r">{1,2}\s*(&[12]|/dev/std(out|err)|/proc/1/fd/[12])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """`${NAME:-fallback}`; the fallback is None where there is none."""

    name: str
    fallback: str | None = None


def expansions(line: str, depth: int = 0) -> Iterator[Expansion]:
    """Yield the variables that a line expands, those of fallbacks too; what stands in single quotes
    is not expanded.
    """
    position, quoted = 0, False
    while position < len(line):
        c = line[position]
        if c == "\\":
            position += 2
        elif c == '"':
            quoted = not quoted
            position += 1
        elif c == "'" and not quoted and depth == 0:
            end = line.find("'", position + 1)
            position = len(line) if end < 0 else end + 1
        elif c == "$":
            found, position = _expansion(line, position)
            if found is not None:
                yield found
                if found.fallback and depth < _DEEPEST:
                    yield from expansions(found.fallback, depth + 1)
        else:
            position += 1


def _expansion(line: str, position: int) -> tuple[Expansion | None, int]:
    """Read the expansion whose dollar is at `position`; return it and where it ends."""
    braced = line.startswith("${", position)
    match = _NAME.match(line, position + (2 if braced else 1))
    if not match:
        return None, position + 1
    if not braced:
        return Expansion(name=match.group()), match.end()
    end = _closing(line, match.end())
    rest = line[match.end() : end]
    fallback = None
    if rest.startswith((":-", ":=")):
        fallback = rest[2:]
    elif rest.startswith(("-", "=")):
        fallback = rest[1:]
    return Expansion(name=match.group(), fallback=fallback), end + 1


def _closing(line: str, position: int) -> int:
    """Return where the brace closes that is open before `position`, or the end of the line."""
    depth = 1
    for i in range(position, len(line)):
        if line[i] == "{" and line[i - 1] == "$":
            depth += 1
        elif line[i] == "}":
            depth -= 1
            if depth == 0:
                return i
    return len(line)


def printed(words: str) -> list[Message] | None:
    """Return the arguments of an `echo`, up to the end of the command; None if they go to a file or
    into a pipe.
    """
    found: list[Message] = []
    current: Message | None = None
    position = 0
    while position < len(words):
        c = words[position]
        if c in ";)" or words.startswith("&&", position) or (c == "#" and current is None):
            break
        if c in "|>":
            to_terminal = _TO_TERMINAL.match(words, position)
            if not to_terminal and not words.startswith("||", position):
                return None
            break
        if c in " \t\n":
            if current is not None:
                found.append(current)
            current = None
            position += 1
        else:
            part, position = _part(words, position)
            current = (current or EMPTY) + part
    if current is not None:
        found.append(current)
    return found


def _part(words: str, position: int) -> tuple[Message, int]:
    c = words[position]
    if c == "'":
        end = words.find("'", position + 1)
        end = len(words) if end < 0 else end
        return literal(words[position + 1 : end]), end + 1
    if c == '"':
        return _in_quotes(words, position + 1)
    if c == "$":
        return _value(words, position)
    if c == "\\":
        return literal(words[position + 1 : position + 2]), position + 2
    end = position
    while end < len(words) and words[end] not in " \t\n'\"$\\;|>)&#":
        end += 1
    end = max(end, position + 1)
    return literal(words[position:end]), end


def _in_quotes(words: str, position: int) -> tuple[Message, int]:
    message, start = EMPTY, position
    while position < len(words) and words[position] != '"':
        if words[position] == "\\":
            if words[position + 1 : position + 2] in (
                "$",
                "`",
                '"',
                "\\",
            ):  # before others it is a backslash
                message += literal(words[start:position] + words[position + 1])
                start = position + 2
            position += 2
        elif words[position] in "$`":
            message += literal(words[start:position])
            part, position = _value(words, position)
            message += part
            start = position
        else:
            position += 1
    return message + literal(words[start:position]), position + 1


def _value(words: str, position: int) -> tuple[Message, int]:
    """`${X:-y}`, `$X`, `$(command)`, `$1`, `` `command` ``."""
    if words[position] == "`":
        end = words.find("`", position + 1)
        end = len(words) if end < 0 else end + 1
        return hole(words[position:end]), end
    if words.startswith("$(", position):
        end = _matching(words, position + 2)
        return hole(words[position:end]), end
    found, end = _expansion(words, position)
    if found is not None:
        return hole(found.name), end
    if words[position + 1 : position + 2] and words[position + 1] in "0123456789*@#?$!":
        return hole(words[position : position + 2]), position + 2
    return literal("$"), position + 1


def _matching(words: str, position: int) -> int:
    depth = 1
    for i in range(position, len(words)):
        depth += {"(": 1, ")": -1}.get(words[i], 0)
        if depth == 0:
            return i + 1
    return len(words)
