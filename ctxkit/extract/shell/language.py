"""Shell scripts and Dockerfiles: what an entrypoint prints, exports, renames and reads; what an
image sets.

A scan of lines; a script's own variables are no settings. Not here: scripts inside YAML (compose
commands, chart templates).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from ctxkit.extract.literals import Message, fill_percent, hole, join, literal, unescape
from ctxkit.extract.shell.text import expansions, printed
from ctxkit.extract.source import Language, Source
from ctxkit.model import HOLE, ConfigUse, Fact, LogTemplate, Symbol

_ASSIGNMENT = re.compile(
    r"\s*(?:(export|declare -x|readonly|local)\s+)?([A-Za-z_][A-Za-z0-9_]{0,100})=(.*)$", re.DOTALL
)
_EXPORT = re.compile(r"\s*export\s+([A-Za-z_][A-Za-z0-9_ ]{0,300})$")
_CALLER = re.compile(
    r"(?:^|[;{(]|&&|\|\||\b(?:then|else|do)\b)\s*(echo|printf|log\w{0,20}|info|warn|warning|error|err|die|fatal|print_\w{1,20})"
    r"\s+(?=[\"'$\w\[\-])"
)
_FUNCTION = re.compile(r"(?:function\s+)?([A-Za-z_][\w-]{0,80})\s*\(\)\s*\{?")
_HEREDOC = re.compile(r"<<-?\s*(['\"]?)([A-Za-z_]\w{0,40})\1")
_FLAGS = re.compile(r"(-[neE]{1,3}\s+)*")
_SETTING = re.compile(r"[A-Z][A-Z0-9_]{1,100}$")
_OF_THE_SHELL = re.compile(
    r"(PATH|HOME|PWD|OLDPWD|USER|UID|EUID|GID|SHELL|HOSTNAME|IFS|RANDOM|SECONDS|LINENO|OPTARG|OPTIND|OSTYPE|PIPESTATUS"
    r"|FUNCNAME|PPID|TERM|BASH_\w{1,20})$"
)
_LEVEL = re.compile(r"(debug|info|success|warn|err|fatal|die)")
_LEVELS = {"err": "error", "die": "fatal", "success": "info"}
_COLOUR = re.compile(r"\\(?:0?33|e|x1[bB])\[[\d;]{0,20}m|\x1b\[[\d;]{0,20}m")
_LONGEST_VALUE = 300
_LONGEST_STATEMENT = 10_000


def extract(source: Source) -> Iterator[Fact]:
    """Yield the facts of a shell script."""
    if source.test:
        return
    lines = source.data.decode("utf8", "replace").split("\n")
    statements = list(_statements(lines))
    exported, own = _variables(statements)
    colours = {
        match[2]
        for *_, text in statements
        if (match := _ASSIGNMENT.match(text)) and _COLOUR.search(match[3])
    }
    closing = [number for number, text in enumerate(lines, 1) if text.startswith("}")]
    ends: list[tuple[str, int]] = []  # functions that are open: name, last line
    for line, end_line, text in statements:
        while ends and ends[-1][1] < line:
            ends.pop()
        if match := _FUNCTION.match(text):
            place = bisect_left(closing, line + 1)
            last = closing[place] if place < len(closing) else line
            ends.append((match[1], last))
            yield Symbol(name=match[1], what="function", line=line, end_line=last)
        symbol = ends[-1][0] if ends else ""
        yield from _prints(text, line, end_line, symbol, colours)
        yield from _uses(text, line, end_line, symbol, exported, own)


def _statements(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (first line, last line, text) of each command line; backslashes join lines, comments
    are left out.

    The body of a here-document is text in which variables are expanded, unless its word is quoted.
    """
    i = 0
    while i < len(lines):
        first, text = i, lines[i]
        while text.endswith("\\") and i + 1 < len(lines) and i - first < 200:
            i += 1
            text = text[:-1] + "\n" + lines[i]
        i += 1
        if text.lstrip().startswith("#") or len(text) > _LONGEST_STATEMENT:
            continue
        yield first + 1, i, text
        if heredoc := _HEREDOC.search(text):
            while i < len(lines) and lines[i].strip() != heredoc[2]:
                if not heredoc[1] and "$" in lines[i]:
                    yield i + 1, i + 1, f': "{lines[i]}"'
                i += 1
            i += 1


def _variables(statements: list[tuple[int, int, str]]) -> tuple[set[str], set[str]]:
    """Return the names that a script exports, and those that it gives a value of its own."""
    exported: set[str] = set()
    own: set[str] = set()
    for _, _, text in statements:
        if match := _EXPORT.match(text):
            exported.update(match[1].split())
        elif match := _ASSIGNMENT.match(text):
            if match[1] in ("export", "declare -x"):
                exported.add(match[2])
            if all(each.name != match[2] for each in expansions(match[3])):
                own.add(match[2])
        for loop in re.findall(r"\b(?:for|read -r|read)\s+([A-Za-z_]\w{0,60})", text):
            own.add(loop)
    return exported, own


def _prints(
    text: str, line: int, end_line: int, symbol: str, colours: set[str]
) -> Iterator[LogTemplate]:
    match = _CALLER.search(text)
    if not match:
        return
    name = match[1]
    rest = text[match.end() :]
    flags = _FLAGS.match(rest) if name == "echo" else None
    words = printed(rest[flags.end() :] if flags else rest)
    if not words or not any(word.text for word in words):
        return
    message = _plain(
        _formatted(words[0], words[1:]) if name == "printf" else join(words, " "), colours
    )
    if not any(c.isalpha() for c in message.text.replace(HOLE, "")) and not message.args:
        return
    level = _LEVEL.search(name)
    yield LogTemplate(
        name=name,
        template=message.template,
        level=_LEVELS.get(level[1], level[1]) if level else "",
        args=message.args,
        line=line,
        end_line=end_line,
        symbol=symbol,
    )


def _formatted(format_: Message, given: list[Message]) -> Message:
    """Fill printf's format; what stands there as text is text of the message."""
    filled = fill_percent(
        Message(unescape(format_.text), format_.args), [str(i) for i in range(len(given))]
    )
    parts: list[Message] = []
    holes = iter(filled.args)
    for i, text in enumerate(filled.text.split(HOLE)):
        if i:
            arg = next(holes)
            parts.append(
                given[int(arg)] if arg.isdecimal() and int(arg) < len(given) else hole(arg)
            )
        parts.append(literal(text))
    return join(parts)


def _plain(message: Message, colours: set[str]) -> Message:
    r"""Leave out what colours a terminal, and the `\n` that `echo -e` understands."""
    texts = [_COLOUR.sub("", text).replace("\\n", " ") for text in message.text.split(HOLE)]
    parts = [literal(texts[0])]
    for text, arg in zip(texts[1:], message.args, strict=True):
        parts += [*([] if arg in colours else [hole(arg)]), literal(text)]
    return join(parts)


def _uses(
    text: str, line: int, end_line: int, symbol: str, exported: set[str], own: set[str]
) -> Iterator[ConfigUse]:
    assignment = _ASSIGNMENT.match(text)
    target = assignment[2] if assignment and assignment[2] in exported else ""
    found: dict[str, str | None] = {}
    for each in expansions(assignment[3] if assignment else text):
        if (
            _SETTING.match(each.name)
            and not _OF_THE_SHELL.match(each.name)
            and (each.name not in own or each.name == target)
        ):
            found.setdefault(each.name, each.fallback)
    for name, fallback in found.items():
        row = line + text[: _position(text, name)].count("\n")
        yield ConfigUse(
            name=name,
            role="renames" if target and target != name else "reads",
            via="shell",
            value=fallback[:_LONGEST_VALUE].strip("\"'") if fallback is not None else None,
            target=target if target != name else "",
            line=row,
            end_line=row,
            symbol=symbol,
        )
    if (
        assignment
        and target
        and not found
        and "$" not in assignment[3]
        and "`" not in assignment[3]
    ):
        yield ConfigUse(
            name=target,
            role="sets",
            via="shell",
            value=assignment[3].strip().strip("\"'")[:_LONGEST_VALUE],
            line=line,
            end_line=end_line,
            symbol=symbol,
        )


def _position(text: str, name: str) -> int:
    match = re.search(r"\$\{?" + name + r"(?![A-Za-z0-9_])", text)
    return match.start() if match else 0


_IS_SCRIPT = re.compile(r"\.(sh|bash)$|(^|/)(docker-)?entrypoint$")
_OF_DEVELOPERS = re.compile(r"(^|/)(\.\w{1,20}|ci|dev|build|scripts|sdks)/")


def _matches(path: str) -> bool:
    """Scripts that run in a deployment: those that build, test and publish print what no operator
    sees.
    """
    return bool(_IS_SCRIPT.search(path)) and not _OF_DEVELOPERS.search(path)


LANGUAGE = Language(name="shell", matches=_matches, extract=extract)
