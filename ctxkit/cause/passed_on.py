"""The part of nginx's configuration that passes a request on to the service that answers it.

Not here: what nginx complains of itself (`ask/locate/configurations.py`).
"""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.cause.code import Code
from ctxkit.dify.repositories import DIFY
from ctxkit.model import Directive
from ctxkit.model.cause import CausePlace
from ctxkit.regex import regex

_OF_NGINX = regex(r"(?i)\bnginx\b")
_REQUEST = regex(r"\"[A-Z]{3,7} (/[^\s?\"]{0,300})[^\"]{0,2000} HTTP/\d")
_MAX_TEXT_CHARS = 4_000


def passed_on(code: Code, text: str) -> list[CausePlace]:
    """Return the location of Dify's nginx to which the request of a line of nginx belongs, with
    where it passes it on: that with the longest beginning of the path.
    """
    text = text[:_MAX_TEXT_CHARS]
    request = _REQUEST.search(text) if _OF_NGINX.search(text) else None
    if request is None:
        return []
    directives = [d for d in code.index.named(Directive, "location") if d.repo == DIFY]
    fitting = [d for d in directives if d.value and request[1].startswith(d.value)]
    if not fitting:
        return []
    block = max(fitting, key=lambda d: len(d.value))
    inside = [
        d.line
        for d in code.index.named(Directive, "proxy_pass")
        if (d.repo, d.path) == (block.repo, block.path)
        if block.line < d.line <= block.end_line
    ]
    where = replace(block.location, end_line=min(inside, default=block.line))
    return [code.place(where, f"passes {block.value} on")]
