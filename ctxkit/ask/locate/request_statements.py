"""The statement that logs each request of a program, whose text has no word to find it by:
`log.Printf("%s %s -> %d (%s)", r.Method, r.URL.Path, ...)`.

Not here: who answers the request (`requests.py`), and statements with words (`statements.py`).
"""

from __future__ import annotations

from ctxkit.ask.locate.candidates import LocateContext, without_tests
from ctxkit.ask.locate.matching import match_template
from ctxkit.model import HOLE, LogTemplate
from ctxkit.text.template import fold_space, template_words

_LOGGERS = tuple(
    f"{logger}.{call}" for logger in ("log", "logger") for call in ("Printf", "Print", "Println")
)
_MIN_MARKS = 3  # of a template, that are no coincidence in a line that is a request
_MAX_MESSAGE_CHARS = 4_000


def request_statements(context: LocateContext) -> list[LogTemplate]:
    """Return the statements of Go whose template without words is the whole of a line."""
    if context.line.log_format.language != "go":
        return []
    text = fold_space(context.line.message[:_MAX_MESSAGE_CHARS])
    return [
        fact
        for fact in without_tests(context.index.named(LogTemplate, *_LOGGERS))
        if _is_wordless(fact.template) and _is_all_of(fact.template, text)
    ]


def _is_wordless(template: str) -> bool:
    marks = sum(not (c == HOLE or c.isspace()) for c in template)
    return marks >= _MIN_MARKS and not template_words(template)


def _is_all_of(template: str, text: str) -> bool:
    found = match_template(template, text, anywhere=False)
    return found is not None and found.is_all_of(text)
