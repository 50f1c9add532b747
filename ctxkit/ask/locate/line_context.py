"""Metadata parsed from a line's prefix (file, line, level, service): evidence beside the message.

Not here: how much each of them is worth (`weights.py`, `scoring.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from ctxkit.index.reader import Index
from ctxkit.logline import Event
from ctxkit.logline.log_format import LEVELS

_LANGUAGES = {"py": "py", "go": "go", "ts": "ts", "tsx": "ts", "js": "ts", "jsx": "ts", "mjs": "ts"}


class LineContext(NamedTuple):
    """Metadata parsed from a line's prefix; empty or 0 where the line does not have it.

    `base` is the base name of the file, `language` py, go or ts. `logged`: a logger's prefix
    precedes the message, so that it begins where the statement's template begins. `base_known`: the
    workspace has a file of that name (`triage`, which holds all names, leaves it unset). `fields`
    are structured attributes, `error` is the plain name or the code of the error that the message
    is of.

    A named tuple, because `triage` makes and hashes one for each kind of prefix of a log.
    """

    base: str = ""
    line: int = 0
    level: str = ""
    language: str = ""
    service: str = ""
    logged: bool = False
    base_known: bool = False
    logger: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    error: str = ""
    plugin: str = ""


NO_CONTEXT = LineContext()


def language_of(path: str) -> str:
    """Return py, go or ts for a path of those languages, else an empty string."""
    return _LANGUAGES.get(path.rpartition(".")[2], "")


def read_context(event: Event, index: Index) -> LineContext:
    """Return the metadata of an event's first line, with the class of the error that ends it."""
    line = event.line
    base = line.file.rpartition("/")[2]
    return LineContext(
        base=base,
        base_known=bool(base and index.files(base=base)),
        line=line.line or 0,
        level=line.level,
        language=language_of(base) or line.log_format.language,
        service=line.service,
        logger=line.logger,
        fields=line.fields,
        logged=bool(base) or line.log_format.logged,
        error=event.errors[-1].error.rpartition(".")[2] if event.errors else "",
    )


def of_logger(context: LineContext, path: str) -> bool:
    """Return whether a file is the module that the line's logger is named after."""
    if not context.logger:
        return False
    module = context.logger.replace(".", "/")
    return f"/{path}".endswith((f"/{module}.py", f"/{module}/__init__.py"))


def names_other_module(context: LineContext, path: str) -> bool:
    """Return whether the line's logger is named after another module than a file."""
    return "." in context.logger and not of_logger(context, path)


def same_level(a: str, b: str) -> bool:
    """Return whether two spellings name the same level; loggers map critical to error."""
    return _folded_level(a) == _folded_level(b)


def _folded_level(name: str) -> str:
    level = LEVELS.get(name.lower(), name)
    return "error" if level == "critical" else level
