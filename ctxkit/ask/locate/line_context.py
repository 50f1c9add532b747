"""What a log line tells besides its message: service, file, line, level, attributes.

Not here: how much each weighs.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctxkit.index.reader import Index
from ctxkit.logline import Event
from ctxkit.logline.log_format import LEVELS

_LANGUAGES = {"py": "py", "go": "go", "ts": "ts", "tsx": "ts", "js": "ts", "jsx": "ts", "mjs": "ts"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineContext:
    """Evidence beside the text; empty where the line does not tell. `base` is the file's base name.

    `base_known`: the workspace holds a file of that name. `logged`: a logger's prefix stood before
    the message, so it begins where the statement's template begins. `language` is py, go or ts.
    """

    base: str = ""
    base_known: bool = False
    line: int | None = None
    level: str = ""
    language: str = ""
    service: str = ""
    logger: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    logged: bool = False
    error: str = ""
    plugin: str = ""


def language_of(path: str) -> str:
    """Return py, go or ts for a path of those languages, else an empty string."""
    return _LANGUAGES.get(path.rpartition(".")[2], "")


def read_clues(event: Event, index: Index) -> LineContext:
    """Return what the line of an event tells besides its message."""
    line = event.line
    base = line.file.rpartition("/")[2]
    return LineContext(
        base=base,
        base_known=bool(base) and bool(index.files(base=base)),
        line=line.line,
        level=line.level,
        language=language_of(base) or line.log_format.language,
        service=line.service,
        logger=line.logger,
        fields=line.fields,
        logged=bool(base) or line.log_format.logged,
        error=event.errors[-1].error.rpartition(".")[2] if event.errors else "",
    )


def same_level(a: str, b: str) -> bool:
    """Tell whether two spellings of levels mean the same; ctxkit's critical and error do, as
    loggers map them so.
    """
    fold = {"critical": "error"}
    x, y = LEVELS.get(a.lower(), a), LEVELS.get(b.lower(), b)
    return fold.get(x, x) == fold.get(y, y)
