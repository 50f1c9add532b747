"""The lines of nginx's and squid's configuration that a chart template defines.

Not here: the configuration files themselves (`extract/directives.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.helm.reader import TemplateReader
from ctxkit.extract.helm.text import directive_on, program_of
from ctxkit.extract.literals import shorten
from ctxkit.model import Directive

_COMMENT = re.compile(r"[ \t]#")


def directives(template: TemplateReader) -> Iterator[Directive]:
    """Yield the directives of a template."""
    for number, line in enumerate(template.lines, 1):
        define = template.define_by_line.get(number, "")
        program = program_of(define)
        if not program or line.is_comment:
            continue
        name = directive_on(template.blank[number - 1])
        if not name:
            continue
        arguments = template.source[number - 1].strip()[len(name) :]
        value = _COMMENT.split(arguments, maxsplit=1)[0]
        yield Directive(
            name=name,
            line=number,
            end_line=number,
            symbol=define,
            program=program,
            value=shorten(value.strip().rstrip(";{ ")),
        )
