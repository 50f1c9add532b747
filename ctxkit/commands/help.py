"""The help of the commands in another language than English, which Typer prints itself.

Not here: the words (`output/help_words.toml`), what the commands say when they run.
"""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Iterator, Sequence
from typing import Any

from typer import Typer
from typer.main import get_command

from ctxkit.output.translation import HELP, Translation, word_table
from ctxkit.text.languages import Language
from ctxkit.text.wording import display_width, padded, pieces

_MIN_WIDTH, _MAX_WIDTH, _MAX_TERM = 50, 78, 30  # as Typer has them
_GAP = 2
_RAW = "\b"


def help_in(app: Typer, name: str, lang: Language) -> str:
    """Return the help of a command of an application, or of all with an empty name."""
    words = Translation([word_table(HELP)], lang)
    root: Any = get_command(app)
    context = root.make_context(app.info.name, [], resilient_parsing=True)
    command = root
    if name:
        command = root.get_command(context, name)
        context = command.make_context(name, [], parent=context, resilient_parsing=True)
    return "\n".join(_page(command, context, words))


def _page(command: Any, context: Any, words: Translation) -> Iterator[str]:
    usage = f"{words.of('Usage:')} {context.command_path} "
    given = " ".join(command.collect_usage_pieces(context))
    yield from _hanging(usage, given, display_width(usage))
    yield from _paragraphs(command.help, words)
    params = command.get_params(context)
    for title, kind in (("Arguments", "argument"), ("Options", "option")):
        rows = [
            (record[0], _told(each.help or "", record[1], words))
            for each in params
            if each.param_type_name == kind and (record := each.get_help_record(context))
        ]
        yield from _section(words.of(title), rows)
    if hasattr(command, "commands"):
        named = ((name, command.commands[name]) for name in command.list_commands(context))
        rows = [(name, words.of(_summary(each.help))) for name, each in named if not each.hidden]
        yield from _section(words.of("Commands"), rows)
    yield from _paragraphs(command.epilog, words)


def paragraphs_of(text: str | None) -> list[str]:
    r"""Return the paragraphs of a text, each on one line but for those that begin with `\b`."""
    parts = inspect.cleandoc(text or "").split("\n\n")
    return [part if part.startswith(_RAW) else " ".join(part.split()) for part in parts if part]


def _summary(text: str | None) -> str:
    return next(iter(paragraphs_of(text)), "")


def _paragraphs(text: str | None, words: Translation) -> Iterator[str]:
    indent = " " * _GAP
    for part in paragraphs_of(text):
        yield ""
        if part.startswith(_RAW):
            yield from (indent + line for line in part.splitlines()[1:])
        else:
            yield from _hanging(indent, words.of(part), _GAP)


def _told(about: str, record: str, words: Translation) -> str:
    """Return what is said of an option: what it does, and in brackets what it is by default."""
    more = record.removeprefix(about).strip().removeprefix("[").removesuffix("]")
    told = "; ".join(words.of(part) for part in more.split("; ")) if more else ""
    return "  ".join(filter(None, (words.of(about), f"[{told}]" if told else "")))


def _section(title: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", f"{title}:")
    column = min(max(len(term) for term, _ in rows), _MAX_TERM) + 2 * _GAP
    for term, told in rows:
        first = " " * _GAP + term
        if len(first) + _GAP > column:
            yield first
            first = ""
        yield from _hanging(padded(first, column), told, column)


def _hanging(line: str, text: str, indent: int) -> Iterator[str]:
    """Yield the lines of a text behind the beginning of one, below each other."""
    room = max(min(shutil.get_terminal_size().columns - _GAP, _MAX_WIDTH), _MIN_WIDTH)
    is_empty = True
    for gap, piece in pieces(text):
        if not is_empty and display_width(line + gap + piece) > room:
            yield line
            line, is_empty = " " * indent, True
        line += piece if is_empty else gap + piece
        is_empty = False
    yield line.rstrip()
