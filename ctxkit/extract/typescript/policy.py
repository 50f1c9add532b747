"""The directives of a Content-Security-Policy that the web console's server sends.

Not here: the directives of nginx and squid (`extract/directives.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.treesitter import QueryMatch, line_of
from ctxkit.extract.typescript.file import TypeScriptFile
from ctxkit.model import Directive, Fact

_DIRECTIVE = re.compile(r"^\s*([a-z]{2,20}(?:-[a-z]{2,20}){1,3})(?: ([^\n;]{0,400}))?;?\s*$")


def directives(file: TypeScriptFile, matches: list[QueryMatch]) -> Iterator[Fact]:
    """Yield the directives, each on a line of its own."""
    for match in matches:
        first = line_of(match.node("policy"))
        for number, line in enumerate(match.text("policy")[1:-1].split("\n"), first):
            directive = _DIRECTIVE.match(line)
            if directive is None:
                continue
            yield Directive(
                name=directive[1],
                line=number,
                end_line=number,
                symbol=file.at(number),
                program="csp",
                value=directive[2] or "",
            )
