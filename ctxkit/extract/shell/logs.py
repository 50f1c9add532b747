"""Output of shell scripts: `echo`, `printf`, and functions that are named as loggers.

Not here: the words of a line (`text.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.literals import MessageText, fill_percent, hole, join, literal, unescape
from ctxkit.extract.shell.file import ShellFile, Statement
from ctxkit.extract.shell.text import COLOUR, printed_words
from ctxkit.model import HOLE, Fact, LogTemplate

_CALL = re.compile(
    r"(?:^|[;{(]|&&|\|\||\b(?:then|else|do)\b)\s*(echo|printf|log\w{0,20}|info|warn|warning|error|err|die|fatal|print_\w{1,20})"
    r"\s+(?=[\"'$\w\[\-])"
)
_FLAGS_OF_ECHO = re.compile(r"(-[neE]{1,3}\s+)*")
_LEVEL = re.compile(r"(debug|info|success|warn|err|fatal|die)")
_LEVEL_BY_WORD = {"err": "error", "die": "fatal", "success": "info"}


def log_templates(file: ShellFile) -> Iterator[Fact]:
    """Yield the texts that a script prints."""
    for statement in file.statements:
        yield from _log_template(statement, file.colours)


def _log_template(statement: Statement, colours: frozenset[str]) -> Iterator[LogTemplate]:
    call = _CALL.search(statement.text)
    if call is None:
        return
    name, arguments = call[1], statement.text[call.end() :]
    if name == "echo":
        arguments = _FLAGS_OF_ECHO.sub("", arguments, count=1)
    # Nothing is printed if the words go to a file or into a pipe.
    words = printed_words(arguments)
    if not any(word.text for word in words):
        return
    message = _formatted(words[0], words[1:]) if name == "printf" else join(words, " ")
    message = _without_colours(message, colours)
    if message.is_literal and not message.has_letters:
        return  # a line that separates others
    level = _LEVEL.search(name)
    yield LogTemplate(
        name=name,
        line=statement.line,
        end_line=statement.end_line,
        symbol=statement.symbol,
        template=message.template,
        level=_LEVEL_BY_WORD.get(level[1], level[1]) if level else "",
        args=message.args,
    )


def _formatted(format_: MessageText, operands: list[MessageText]) -> MessageText:
    """Return printf's format filled; operands that are text become text of the message."""
    unescaped = MessageText(unescape(format_.text), format_.args)
    by_number = {str(number): operand for number, operand in enumerate(operands)}
    filled = fill_percent(unescaped, list(by_number))
    first, *others = filled.text.split(HOLE)
    parts = [literal(first)]
    for arg, text in zip(filled.args, others, strict=True):
        parts += [by_number.get(arg) or hole(arg), literal(text)]
    return join(parts)


def _without_colours(message: MessageText, colours: frozenset[str]) -> MessageText:
    r"""Return a message without what colours a terminal, and without the `\n` of `echo -e`."""
    first, *others = [_plain(text) for text in message.text.split(HOLE)]
    parts = [literal(first)]
    for arg, text in zip(message.args, others, strict=True):
        if arg not in colours:
            parts.append(hole(arg))
        parts.append(literal(text))
    return join(parts)


def _plain(text: str) -> str:
    return COLOUR.sub("", text).replace("\\n", " ")
