"""The statements that log the requests of a program in Go, known by the values that they log:
`log.Printf("%s %s -> %d (%s)", r.Method, r.URL.Path, ...)` has no word to find it by.

Not here: who answers the request (`requests.py`), and the other statements (`statements.py`).
"""

from __future__ import annotations

from ctxkit.ask.locate.candidates import LocateContext, without_tests
from ctxkit.ask.locate.matching import match_template
from ctxkit.ask.locate.request_lines import Request
from ctxkit.model import LogTemplate
from ctxkit.regex import regex
from ctxkit.text.template import fold_space

_LOGGERS = tuple(
    f"{logger}.{call}" for logger in ("log", "logger") for call in ("Printf", "Print", "Println")
)
_METHOD = regex(r"\.Method$")
_PATH = regex(r"\.(?:URL|RequestURI)\b")
_MAX_MESSAGE_CHARS = 4_000


def request_statements(context: LocateContext, request: Request) -> list[LogTemplate]:
    """Return the statements of Go that log the method and the path of a request, and whose template
    begins and ends as the line's message does.
    """
    if context.line.log_format.language != "go":
        return []
    text = fold_space(context.line.message[:_MAX_MESSAGE_CHARS])
    found = without_tests(context.index.named(LogTemplate, *_LOGGERS))
    return [fact for fact in found if _logs_request(fact) and _wrote(fact.template, text, request)]


def _logs_request(fact: LogTemplate) -> bool:
    return all(any(map(value.search, fact.args)) for value in (_METHOD, _PATH))


def _wrote(template: str, text: str, request: Request) -> bool:
    """Return whether a template fits a text from its start, to the end or, as of a message of
    several lines, to where the text ends; with the method and the path for its values.
    """
    found = match_template(template, text, anywhere=False)
    if found is None or found.start > 0:
        return False
    values = {text[start:end] for start, end in found.values}
    is_whole = found.how == "cut" or found.is_all_of(text)
    return is_whole and {request.method, request.url} <= values
