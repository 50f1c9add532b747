"""Output of a chart: the echoes of the scripts in its templates, and its notes.

Not here: scripts in files of their own (`extract/shell/logs.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.helm.reader import TemplateReader
from ctxkit.extract.helm.text import FILL
from ctxkit.model import HOLE, LogTemplate
from ctxkit.text.template import fold_space

_ECHO = re.compile(r"[ \t]*(?:-[ \t]+)?echo[ \t]+(?:-[en]+[ \t]+)?(\"[^\"]*|'[^']*|[^|>;&]+)")
_EXPANSION = re.compile(r"\$\([^()]*\)|\$\{[^{}]*\}|\$\w+")
_FILLED = re.compile(f"{FILL}+")
_WORD = re.compile(r"[a-z]{2,}")
_MIN_WORDS = 3


def log_templates(template: TemplateReader, *, is_notes: bool) -> Iterator[LogTemplate]:
    """Yield the lines that a template prints; of `NOTES.txt` that is every line with words."""
    for number, line in enumerate(template.blank, 1):
        name, printed = "notes", line
        if echo := _ECHO.match(line):
            name, printed = "echo", echo[1]
        elif not is_notes:
            continue
        message = _EXPANSION.sub(HOLE, printed.strip().strip("\"'"))
        message = _FILLED.sub(HOLE, message)
        if len(_WORD.findall(message)) >= _MIN_WORDS:
            yield LogTemplate(
                name=name,
                line=number,
                end_line=number,
                symbol=template.define_by_line.get(number, ""),
                template=fold_space(message),
            )
